"""Filters: each declares, beside its parameter, the SQL condition by which it acts.

A query model gives each field one of these, and the page is built from nothing else. So a
parameter cannot be documented without acting (`parameters.parameters_of` refuses it).
"""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, runtime_checkable

from pydantic import BaseModel, Field
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Table,
    and_,
    or_,
    true,
)
from sqlmodel import SQLModel

from app.api.vocabulary import Match
from app.model.dates import days
from app.model.decimals import decimal_key

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


@dataclass(frozen=True)
class Elsewhere:
    """What decides by the values is no condition on rows: a search, or the ties of the graph."""

    def stored(self, value: object) -> object:
        """The value as whatever decides by it has it."""
        return str(value)


def parameter(
    filter_: Filter | Elsewhere, description: str, example: str, *, required: bool = False
) -> Any:
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


def among(column: ColumnElement[Any], values: Bound) -> ColumnElement[bool]:
    """The column has one of the values."""
    return column == values[0] if len(values) == 1 else column.in_(values)


@dataclass(frozen=True)
class Is:
    """The column has one of the values."""

    column: str

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        return among(table.c[self.column], values)

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
    is left out (and counted, see `statements.left_out`).
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
