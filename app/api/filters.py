"""Filters: each declares, beside its parameter, the SQL condition by which it acts.

A query model gives each field one of these, and the page is built from nothing else. So a
parameter cannot be documented without acting (`query.parameters_of` refuses it).
"""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, runtime_checkable

from pydantic import BaseModel, Field
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Select,
    Table,
    and_,
    column,
    func,
    literal,
    or_,
    select,
    text,
    true,
)
from sqlalchemy import (
    null as sql_null,
)
from sqlalchemy import table as lightweight_table
from sqlmodel import SQLModel

from app.api.vocabulary import Match
from app.api.words import COMPLETIONS, as_query
from app.model import tables
from app.model.dates import days
from app.model.fulltext import KEY_MASK, stretch_of
from app.model.tables import decimal_key, listed_as

Bound = Sequence[BindParameter[Any]]


class Filter(Protocol):
    """A condition on the rows of a collection's table."""

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        """The condition, with a bound parameter for each value given."""
        ...

    def stored(self, value: object) -> object:
        """The value as the table has it."""
        ...


@runtime_checkable
class Leading(Filter, Protocol):
    """A filter that leads to its records from another table.

    Its `where` is for finding them, and reads all that it leads to.
    """

    def holds(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        """The same condition, for checking one record after the other."""
        ...


@runtime_checkable
class Range(Filter, Protocol):
    """A filter that the source may leave undecided, since it gives the value no bound."""

    def unknown(self, table: Table) -> ColumnElement[bool]:
        """The condition that nothing is known of the value."""
        ...


def parameter(filter_: Filter, description: str, example: str, *, required: bool = False) -> Any:
    """The declaration of a parameter: the filter by which it acts, and what OpenAPI says."""
    default = ... if required else None
    info: Any = Field(default=default, description=description, examples=[example])
    info.metadata.append(filter_)
    return info


def exemplified(model: type[BaseModel], name: str, example: str) -> Any:
    """A parameter as the model declares it, with another example: one that finds something here."""
    info: Any = copy(model.model_fields[name])
    info.examples = [example]
    return info


def leaving_out(filter_: Filter, name: str, example: str) -> Any:
    """The declaration of `<name>_not`: all that `<name>` does not find, nulls among them."""
    description = f"Leaves out what `{name}` finds. Keeps records that say nothing of it."
    return parameter(Not(filter_), description, example)


def null(column: str, what: str, example: str = "true") -> Any:
    """The declaration of `<field>_is_null`."""
    return parameter(Is(f"{column}_is_null"), f"Whether {what} is null.", example)


def sql_table(model: type[SQLModel]) -> Table:
    """The SQLAlchemy table of a model."""
    table: Table = SQLModel.metadata.tables[str(model.__tablename__)]
    return table


def _among(column: ColumnElement[Any], values: Bound) -> ColumnElement[bool]:
    return column == values[0] if len(values) == 1 else column.in_(values)


@dataclass(frozen=True)
class Is:
    """The column has one of the values."""

    column: str

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        return _among(table.c[self.column], values)

    def stored(self, value: object) -> object:
        return value if isinstance(value, int) else str(value)


@dataclass(frozen=True)
class Not:
    """What another filter does not find. Where that is unknown, the record is kept."""

    other: Filter

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        # What is left out is never found by what it has, so each record is checked.
        other = self.other
        condition = other.holds if isinstance(other, Leading) else other.where
        return condition(table, values, match).is_not(true())

    def stored(self, value: object) -> object:
        return self.other.stored(value)


def decimal(value: object) -> str:
    """A decimal as the tables keep it."""
    return decimal_key(Decimal(str(value)))


def as_it_is(value: object) -> object:
    """The value itself: the tables keep numbers as they are read."""
    return value


def first_day(value: object) -> str | None:
    """The first day of a date, month or year."""
    return days(str(value))[0]


def last_day(value: object) -> str | None:
    """The last day of a date, month or year."""
    return days(str(value))[1]


@dataclass(frozen=True)
class Extent:
    """Two columns between which the value lies; one column twice where it is exact."""

    lower: str
    upper: str

    @classmethod
    def of(cls, column: str) -> "Extent":
        """The extent of an exact value."""
        return cls(column, column)

    def unknown(self, table: Table) -> ColumnElement[bool]:
        """Nothing is known of the value: it has neither bound."""
        return and_(table.c[self.lower].is_(None), table.c[self.upper].is_(None))

    def known(self, table: Table) -> ColumnElement[bool]:
        """The value has a bound at least."""
        return or_(table.c[self.lower].is_not(None), table.c[self.upper].is_not(None))


@dataclass(frozen=True)
class AtLeast:
    """The value is this or more: certainly, or as far as can be told possibly.

    With one bound unknown, that side is open; with both, nothing can be told, and the record
    is left out (and counted, see `statements.count_statement`).
    """

    extent: Extent
    stored: Callable[[object], object] = as_it_is

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        if match is Match.CERTAIN:
            return table.c[self.extent.lower] >= values[0]
        upper = table.c[self.extent.upper]
        return and_(or_(upper >= values[0], upper.is_(None)), self.extent.known(table))

    def unknown(self, table: Table) -> ColumnElement[bool]:
        """Neither bound is known, so the range cannot be decided."""
        return self.extent.unknown(table)


@dataclass(frozen=True)
class AtMost:
    """The value is this or less: certainly, or as far as can be told possibly."""

    extent: Extent
    stored: Callable[[object], object] = as_it_is

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        if match is Match.CERTAIN:
            return table.c[self.extent.upper] <= values[0]
        lower = table.c[self.extent.lower]
        return and_(or_(lower <= values[0], lower.is_(None)), self.extent.known(table))

    def unknown(self, table: Table) -> ColumnElement[bool]:
        """Neither bound is known, so the range cannot be decided."""
        return self.extent.unknown(table)


OF_TYPE = "<type>"
"""Stands where a link to facts has their type: the one of the facts that are listed, or any."""


def columns_read(filter_: Filter) -> set[str]:
    """The columns of the table that the filter compares. One that reads more has its key."""
    match filter_:
        case Is(column):
            return {column}
        case AtLeast(extent) | AtMost(extent):
            return {extent.lower, extent.upper}
        case Not(other):
            return columns_read(other)
        case _:
            return {"key"}


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
        return other.c[self.to], and_(*self._chosen(other, table, values))

    def fixed(self, table: str) -> tuple[tuple[str, str], ...]:
        """The columns of the other table that have one value, for records of this table."""
        return tuple(
            (name, listed_as(table) if value == OF_TYPE else value) for name, value in self.also
        )

    def stored(self, value: object) -> object:
        return str(value)

    def _found(self, other: FromClause, table: Table, values: Bound) -> Select[tuple[Any]]:
        return select(other.c[self.to]).where(*self._chosen(other, table, values))

    def _chosen(
        self, other: FromClause, table: Table, values: Bound
    ) -> Iterator[ColumnElement[bool]]:
        yield _among(other.c[self.of], values)
        for name, value in self.fixed(table.name):
            yield other.c[name] == value


SEARCH = lightweight_table("search", column("rowid"), column("search"), column("facets"))
"""The FTS5 table. Its column of its own name stands for all that it has indexed."""

COMPLETED = """json_extract(:{name}, '$[0]') || CASE
    WHEN json_extract(:{name}, '$[2]') IS NULL THEN ''
    ELSE '(' || json_extract(:{name}, '$[1]') || coalesce((
        SELECT ' OR ' || group_concat('"' || word || '"', ' OR ') FROM ({completions})), '') || ')'
    END"""
"""Full text in FTS5, with the last word completed from the dataset's own (see `words.as_query`)."""


def completed(words: BindParameter[Any]) -> ColumnElement[bool]:
    """The condition on `SEARCH` that the words are found, the last of them perhaps cut short."""
    first, last = (f"json_extract(:{words.key}, '$[{i}]')" for i in (2, 3))
    completions = COMPLETIONS.format(first=first, last=last)
    expression = text(COMPLETED.format(name=words.key, completions=completions)).bindparams(words)
    return SEARCH.c.search.op("MATCH", is_comparison=True)(expression)


@dataclass(frozen=True)
class Matches:
    """The words are found in the text of the record, or of that which `own` names by its key.

    `type` is what search calls such records: the index is read only where they stand in it.
    """

    type: str
    own: str = "key"

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        return table.c[self.own].in_(self._found(values))

    def holds(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        """The same condition, for checking one record after the other.

        The index has no way from a record to its words, so all that is found is listed first; an
        expression keeps SQLite from going through the list instead of through the records.
        """
        return func.coalesce(table.c[self.own], sql_null()).in_(self._found(values))

    def _found(self, values: Bound) -> Select[tuple[Any]]:
        key = SEARCH.c.rowid.op("&")(literal(KEY_MASK))
        first, after = stretch_of(self.type)
        within = (SEARCH.c.rowid >= first, SEARCH.c.rowid < after)
        return select(key).where(completed(values[0]), *within)

    def stored(self, value: object) -> object:
        return as_query(str(value))


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
            _among(given.c.entity, values),
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
    return Linked(through, of=of, to="fact", own=own, also=(fixed,), in_order=own == "key")


def belongs_to(own: str = "id") -> Linked:
    """The entity is the country, or belongs to it."""
    return Linked(tables.EntityCountry, of="country", to="entity", own=own)


def names(of: str, to: str, own: str = "id") -> Linked:
    """A mention leads from one of its columns to another."""
    return Linked(tables.Mention, of=of, to=to, own=own)
