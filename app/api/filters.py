"""Filters: each declares, beside its parameter, the SQL condition by which it acts.

A query model annotates a field with one of these; the page is built from nothing else. So a
parameter cannot be documented without acting (`query.check_declared` refuses it).
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from sqlalchemy import BindParameter, ColumnElement, Table, and_, select
from sqlmodel import SQLModel

from app.model import tables
from app.model.tables import decimal_key

Bound = list[BindParameter[object]]


class Filter(Protocol):
    """A condition on the rows of a collection's table."""

    def where(self, table: Table, values: Bound) -> ColumnElement[bool]:
        """The condition, with a bound parameter for each value given."""
        ...

    def stored(self, value: object) -> object:
        """The value as the table has it."""
        ...


def _among(column: ColumnElement[object], values: Bound) -> ColumnElement[bool]:
    return column == values[0] if len(values) == 1 else column.in_(values)


def sql_table(model: type[SQLModel]) -> Table:
    """The SQLAlchemy table of a model."""
    table: Table = SQLModel.metadata.tables[str(model.__tablename__)]
    return table


@dataclass(frozen=True)
class Is:
    """The column has one of the values."""

    column: str

    def where(self, table: Table, values: Bound) -> ColumnElement[bool]:
        return _among(table.c[self.column], values)

    def stored(self, value: object) -> object:
        return int(value) if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class IsNull:
    """Whether the column is null, and the others with it."""

    column: str
    others: tuple[str, ...] = ()

    def where(self, table: Table, values: Bound) -> ColumnElement[bool]:
        return and_(*(table.c[name].is_(None) for name in (self.column, *self.others))) == values[0]

    def stored(self, value: object) -> object:
        return int(bool(value))


@dataclass(frozen=True)
class AtLeast:
    """The column is the value or more. Where it is null, nothing is known, and it is not."""

    column: str
    stored: Callable[[object], object] = str

    def where(self, table: Table, values: Bound) -> ColumnElement[bool]:
        return table.c[self.column] >= values[0]


@dataclass(frozen=True)
class AtMost:
    """The column is the value or less. Where it is null, nothing is known, and it is not."""

    column: str
    stored: Callable[[object], object] = str

    def where(self, table: Table, values: Bound) -> ColumnElement[bool]:
        return table.c[self.column] <= values[0]


def last_day(value: object) -> str:
    """The last day of a year, a month or a day, as text that no day of it comes after."""
    text = str(value)
    return text + {4: "-12-31", 7: "-31"}.get(len(text), "")


def decimal(value: object) -> str:
    """A decimal as the tables keep it."""
    return decimal_key(Decimal(str(value)))


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

    def where(self, table: Table, values: Bound) -> ColumnElement[bool]:
        other = sql_table(self.through)
        fixed = [other.c[column] == value for column, value in self.also]
        found = select(other.c[self.to]).where(_among(other.c[self.of], values), *fixed)
        return table.c[self.own].in_(found)

    def stored(self, value: object) -> object:
        return str(value)


def takes_part(role: str | None = None, own: str = "key") -> Linked:
    """The entity takes part in the fact, in that role or in any."""
    also = (("role", role),) if role else ()
    return Linked(tables.Involvement, of="entity", to="fact", own=own, also=also)


def of_country(own: str = "key") -> Linked:
    """The country takes part in the fact, or someone who belongs to it does."""
    return Linked(tables.FactCountry, of="country", to="fact", own=own)


def belongs_to(own: str = "id") -> Linked:
    """The entity is the country, or belongs to it."""
    return Linked(tables.EntityCountry, of="country", to="entity", own=own)


def named_in_document(own: str = "id") -> Linked:
    """The entity is named in the document."""
    return Linked(tables.Mention, of="entity", to="document", own=own)


def named_in_sentence(own: str = "id") -> Linked:
    """The entity is named in the sentence."""
    return Linked(tables.Mention, of="entity", to="sentence", own=own)
