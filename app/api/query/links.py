"""Links: filters that lead to their records from another table."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Table, and_, select
from sqlmodel import SQLModel

from app.api.query.filters import Bound, among, sql_table
from app.api.vocabulary import Match
from app.model import tables
from app.model.tables import listed_as

OF_TYPE = "<type>"
"""Stands where a link to facts has their type: the one of the facts that are listed, or any."""


@dataclass(frozen=True)
class Linked:
    """A row of another table leads here from one of the values.

    `own` is the column here that `to` of the other table points to; `of` is the column
    there that has the value; `also` fixes further columns there.
    """

    through: type[SQLModel]
    of: str
    to: str
    own: str = "key"
    also: tuple[tuple[str, str], ...] = ()
    in_order: bool = False
    """Whether the rows of one value lead to different records, in reading order."""
    tally: type[SQLModel] | None = None
    """Where it is noted how many rows of a value are alike (see `tables.Tally`)."""

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        return table.c[self.own].in_(self._found(sql_table(self.through), table, values))

    def holds(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        """The same condition, for checking one record after the other."""
        other = sql_table(self.through).alias("leading")
        here = other.c[self.to] == table.c[self.own]
        return self._found(other, table, values).where(here).correlate(table).exists()

    def leads(self, table: Table, values: Bound) -> tuple[ColumnElement[int], ColumnElement[bool]]:
        """The keys of the records that one value leads to, and the condition on them."""
        other = sql_table(self.through)
        return other.c[self.to], and_(*self.of_values(other, table, values))

    def of_values(
        self, other: FromClause, table: Table, values: Bound
    ) -> Iterator[ColumnElement[bool]]:
        """The conditions on the rows of these values in the other table, or in its tally."""
        yield among(other.c[self.of], values)
        for name, value in self.fixed(table):
            yield other.c[name] == value

    def fixed(self, table: Table) -> tuple[tuple[str, str], ...]:
        """The columns of the other table that have one value, for records of this table."""
        # SQLAlchemy's names are text of a kind of its own, for which sqlite3 seeks an adapter.
        type_ = listed_as(str(table.name))
        return tuple((name, type_ if value == OF_TYPE else value) for name, value in self.also)

    def stored(self, value: object) -> object:
        return str(value)

    def _found(self, other: FromClause, table: Table, values: Bound) -> Select[tuple[Any]]:
        return select(other.c[self.to]).where(*self.of_values(other, table, values))


@dataclass(frozen=True)
class MentionedWith:
    """The entity is named in a sentence that also names one of the values."""

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        given, other = (sql_table(tables.Mention).alias(name) for name in ("given", "other"))
        return table.c.id.in_(self._together(given, other, values))

    def holds(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        """The same condition, for checking one record after the other."""
        given, other = (sql_table(tables.Mention).alias(name) for name in ("given", "other"))
        together = self._together(given, other, values).where(other.c.entity == table.c.id)
        return together.correlate(table).exists()

    def stored(self, value: object) -> object:
        return str(value)

    @staticmethod
    def _together(given: FromClause, other: FromClause, values: Bound) -> Select[tuple[str]]:
        return select(other.c.entity).where(
            other.c.sentence == given.c.sentence,
            other.c.entity != given.c.entity,
            among(given.c.entity, values),
        )


def takes_part(role: str = OF_TYPE, own: str = "key") -> Linked:
    """The entity takes part in the fact, in that role or in any."""
    return _to_fact(tables.Involvement, "entity", own, ("role", role))


def of_country(own: str = "key") -> Linked:
    """The country takes part in the fact, or someone who belongs to it does."""
    return _to_fact(tables.FactCountry, "country", own, ("type", OF_TYPE))


def cited_with(own: str = "key") -> Linked:
    """The entity is named in a sentence that the fact is cited from."""
    return _to_fact(tables.FactMention, "entity", own, ("type", OF_TYPE))


def _to_fact(through: type[SQLModel], of: str, own: str, fixed: tuple[str, str]) -> Linked:
    return Linked(
        through,
        of=of,
        to="fact",
        own=own,
        also=(fixed,),
        in_order=own == "key",
        tally=TALLIES[through] if own == "key" else None,
    )


TALLIES: dict[type[SQLModel], type[SQLModel]] = {
    tables.Involvement: tables.InvolvementTally,
    tables.FactCountry: tables.FactCountryTally,
    tables.FactMention: tables.FactMentionTally,
}


def belongs_to(own: str = "id") -> Linked:
    """The entity is the country, or belongs to it."""
    return Linked(tables.EntityCountry, of="country", to="entity", own=own)


def names(of: str, to: str, own: str = "id") -> Linked:
    """A mention leads from one of its columns to another."""
    return Linked(tables.Mention, of=of, to=to, own=own)
