"""Columns: what is kept of the tables as arrays, for whatever reads a column from end to end.

An array has one number, a code, for each row of its table, in reading order. What a code stands
for follows from the column:

- A reference to a document, sentence, entity or fact is its place: how many come before it.
- Text is its place among the column's different values, in the order of their UTF-8 bytes.
- Whole numbers and booleans stand for themselves.

Null has the code that comes after all others, which is the `size` of the array. A link, from the
rows of one table to the values that another has for them, is two arrays: the codes of all values,
row after row and in order, each once, and where those of each row start. A row without any has
null; so has one more, behind the last, for what refers to no row. Each has one code at least.
"""

from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import Column
from sqlmodel import SQLModel

from app.model import tables
from app.model.vocabulary import ParticipantRole, PartyRole, Stance

KEEPERS: tuple[type[tables.Keyed], ...] = (
    tables.Document,
    tables.Sentence,
    tables.Entity,
    tables.Country,
    tables.Organisation,
    tables.Person,
    tables.Group,
    tables.Place,
    tables.Initiative,
    tables.Fact,
    tables.Deal,
    tables.Statement,
    tables.Event,
    tables.Position,
    tables.Amount,
    tables.Evidence,
    tables.Mention,
)
"""The tables whose columns are kept."""

NOT_KEPT = {"key", "id", "name", "title", "published", "day", "alpha_3", "numeric"}
"""What nothing groups by or filters by, or what has as many values as there are rows."""
DECIMALS = {"value", "value_min", "value_max"}
"""What is kept in a form of its own, if at all."""

VALUE = "amount.value"
"""The values of amounts; null has the code after the last."""
LIMB = 8
"""Decimals are cut into so many digits at a time, which add up exactly as 64-bit integers: those of
9 × 10¹⁰ amounts.
"""
LIMBS = 4
"""How many such pieces a decimal has: 24 digits before the point, and those after it."""

TIE = "tie"
"""The link from facts to the edges of the graph that they make."""
EDGE_ENDS = ("edge.source", "edge.target")
"""The entities that each edge leads from and to."""
EDGE_KIND = "edge.kind"
"""The kind of each edge. Edges are in the order of their ends' ids and of their kinds."""
DEAL, MET, SPOKE_ABOUT = "deal", "met", "spoke_about"
EDGE_KINDS = sorted((DEAL, MET, SPOKE_ABOUT, *(str(stance) for stance in Stance)))
"""The kinds of edges, in the order of their codes. Those of positions are their stances."""
MENTIONED_WITH = "mentioned_with"
"""The link from entities to those named in a sentence that names them."""


@dataclass(frozen=True)
class Link:
    """Rows of the table lead from the values in `of` to what `to` refers to.

    `also` fixes further columns there.
    """

    table: type[SQLModel]
    of: str
    to: str
    also: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """The name of the array of codes."""
        fixed = (term for _, term in self.also)
        return ".".join([str(self.table.__tablename__), self.of, self.to, *fixed])


ROLES = (*PartyRole, *ParticipantRole, "speaker", "on_behalf_of", "about", "holder")

LINKS = (
    Link(tables.Involvement, "entity", "fact"),
    *(Link(tables.Involvement, "entity", "fact", (("role", str(role)),)) for role in ROLES),
    Link(tables.FactCountry, "country", "fact"),
    Link(tables.FactMention, "entity", "fact"),
    Link(tables.Amount, "currency", "fact_key"),
    Link(tables.EntityCountry, "country", "entity"),
    Link(tables.Mention, "document", "entity"),
    Link(tables.Mention, "entity", "document"),
    Link(tables.Mention, "entity", "sentence"),
    Link(tables.Evidence, "fact", "sentence"),
    Link(tables.EvidenceSupport, "supports", "evidence"),
    Link(tables.DocumentCountry, "country", "document"),
    Link(tables.SentenceCountry, "country", "sentence"),
)


def kept(table: type[SQLModel]) -> list[str]:
    """The columns of the table that are kept."""
    left_out = NOT_KEPT | DECIMALS
    return [
        name
        for name in table.model_fields
        if name not in left_out and not name.endswith("_key") and table in KEEPERS
    ]


def column_of(table: type[SQLModel], name: str) -> Column[Any]:
    """The column of this name."""
    column: Column[Any] = SQLModel.metadata.tables[str(table.__tablename__)].c[name]
    return column


def reference(column: Column[Any]) -> str | None:
    """The table that the column refers to, or None where it refers to none."""
    targets = (key.column.table.name for key in column.foreign_keys)
    return next((name for name in targets if name != "record"), None)


def home(table: type[SQLModel]) -> type[SQLModel]:
    """The table among whose rows places are counted: of a deal, those of facts."""
    if issubclass(table, tables.FactColumns):
        return tables.Fact
    return tables.Entity if issubclass(table, tables.EntityColumns) else table


# Names of arrays.


def codes_of(column: Column[Any]) -> str:
    """The codes of a column; `fact` and `fact_key` are the same."""
    return f"{column.table.name}.{column.name.removesuffix('_key')}"


def values_of(column: Column[Any]) -> str:
    """The different values of a column of text, as JSON; of decimals, side by side."""
    return f"{column.table.name}.{column.name}:values"


def keys_of(table: str) -> str:
    """The keys of a table's rows."""
    return f"{table}.key"


def ranks_of(table: str) -> str:
    """For each row of a table, its place in the order of ids."""
    return f"{table}.rank"


def homes_of(table: str) -> str:
    """For each row of a table, its place among the rows of its home, which is another table."""
    return f"{table}.home"


def starts_of(link: str) -> str:
    """Where the codes of each row of a link start; and, last, where those of the last one end."""
    return f"{link}:starts"


def limb_of(number: int) -> str:
    """Some digits of each of the values of amounts; the first digits first."""
    return f"{VALUE}:limb_{number}"


RANKED = tuple(
    sorted(
        {
            target
            for column in chain(
                (column_of(table, name) for table in KEEPERS for name in kept(table)),
                (column_of(link.table, link.of) for link in LINKS),
            )
            if (target := reference(column))
        }
    )
)
"""The tables whose rows are referred to by what is kept."""
