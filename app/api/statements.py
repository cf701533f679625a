"""Statements: a query's shape to SQL. Each shape is built once and kept.

The shape is what of a query decides the SQL: which filters with how many values, which
sort, and which sort values of the cursor are null. The values are bound when it runs.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Table,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    true,
)

from app.api.filters import Bound, Filter, Range, sql_table
from app.api.vocabulary import Match
from app.model import tables

Statement = Select[*tuple[Any, ...]]

Given = tuple[str, Filter, int]
"""A filter that is given: its parameter, itself, and the number of its values."""

RECORD = sql_table(tables.Record)


@dataclass(frozen=True)
class SortKey:
    """A column to sort by."""

    column: str
    descending: bool = False


@dataclass(frozen=True)
class Shape:
    """What of a query decides its SQL."""

    table: Table
    filters: tuple[Given, ...]
    match: Match
    """How ranges are decided."""
    sort: tuple[SortKey, ...]
    """The last key is unique, so that the order is total."""
    after: tuple[bool, ...] | None = None
    """For a page after a cursor: which of its sort values are null."""


def page_statement(shape: Shape) -> Statement:
    """Selects the JSON and the sort values of the records of a page, in order."""
    table = shape.table
    columns = [table.c[key.column] for key in shape.sort]
    filtered = conditions(shape)
    if shape.after is not None:
        filtered.append(_after(shape, shape.after))
    return (
        select(RECORD.c.body, *columns)
        .select_from(table.join(RECORD, RECORD.c.key == table.c.key))
        .where(*filtered)
        .order_by(*(_ordered(table, key) for key in shape.sort))
        .limit(bindparam("rows"))
    )


def count_statement(shape: Shape) -> Statement:
    """Counts the records that the filters let through, and those that ranges cannot decide.

    The second number is of records that all other filters let through, and that are not
    found only because some range asks for a value that has no bound.
    """
    ranges = [item for item in shape.filters if isinstance(item[1], Range)]
    others = [item for item in shape.filters if not isinstance(item[1], Range)]
    within = and_(true(), *(_condition(shape, item) for item in ranges))
    undecided = and_(
        within.is_not(true()),
        *(
            or_(_condition(shape, item), item[1].unknown(shape.table))
            for item in ranges
            if isinstance(item[1], Range)
        ),
    )
    counted: Statement = (
        select(
            (func.count().filter(within) if ranges else func.count()).label("found"),
            (func.count().filter(undecided) if ranges else literal(0)).label("left_out"),
        )
        .select_from(shape.table)
        .where(*(_condition(shape, item) for item in others))
    )
    return counted


@lru_cache(maxsize=64)
def record_statement(table: Table) -> Statement:
    """Selects the JSON of the record with the id."""
    return (
        select(RECORD.c.body)
        .select_from(table.join(RECORD, RECORD.c.key == table.c.key))
        .where(table.c.id == bindparam("id"))
    )


@lru_cache(maxsize=64)
def neighbours_statement(table: Table) -> Statement:
    """Selects ids in a stretch of the alphabet, to suggest one for an id that is not there."""
    within = (table.c.id >= bindparam("first")) & (table.c.id < bindparam("last"))
    return select(table.c.id).where(within).order_by(table.c.id).limit(200)


def conditions(shape: Shape) -> list[ColumnElement[bool]]:
    """What a record must meet for the filters to let it through."""
    return [_condition(shape, item) for item in shape.filters]


def _condition(shape: Shape, item: Given) -> ColumnElement[bool]:
    return condition(shape.table, item, shape.match)


def condition(table: Table, item: Given, match: Match = Match.CERTAIN) -> ColumnElement[bool]:
    """The condition of one filter, with a parameter for each of its values."""
    name, filter_, number = item
    # Two underscores: SQLAlchemy names its own parameters `<column>_<number>`.
    values: Bound = [bindparam(f"{name}__{i}") for i in range(number)]
    return filter_.where(table, values, match)


def _ordered(table: Table, key: SortKey) -> ColumnElement[object]:
    column = table.c[key.column]
    direction = column.desc() if key.descending else column.asc()
    # SQLite and PostgreSQL rank nulls differently unless told: here they are always last.
    return direction.nulls_last() if column.nullable else direction


def _after(shape: Shape, nulls: tuple[bool, ...]) -> ColumnElement[bool]:
    """Everything that sorts after the cursor's record, with nulls ranked last.

    For keys a, b, c it is: after a; or equal in a and after b; or equal in both and after c.
    """
    alternatives = []
    equal: list[ColumnElement[bool]] = []
    for index, key, is_null in zip(count(), shape.sort, nulls, strict=False):
        column = shape.table.c[key.column]
        value: BindParameter[Any] = bindparam(f"after_{index}")
        if is_null:  # nulls are last, so nothing comes after them by this key
            equal.append(column.is_(None))
            continue
        further = column < value if key.descending else column > value
        beyond = or_(further, column.is_(None)) if column.nullable else further
        alternatives.append(and_(*equal, beyond))
        equal.append(column == value)
    return or_(*alternatives)
