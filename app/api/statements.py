"""Statements: a query's shape to SQL. Each shape is built once and kept.

The shape is what of a query decides the SQL: which filters with how many values, which
sort, and which sort values of the cursor are null. The values are bound when it runs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
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
    null,
    or_,
    select,
    true,
)

from app.api.filters import Bound, Filter, Is, Leading, Range, sql_table
from app.api.vocabulary import Match
from app.model import tables
from app.model.tables import sort_index

Statement = Select[*tuple[Any, ...]]

Given = tuple[str, Filter, int]
"""A filter that is given: its parameter, itself, and the number of its values."""

RECORD = sql_table(tables.Record)
KEY = "key"
"""The column that is in reading order."""


@dataclass(frozen=True)
class SortKey:
    """A column to sort by."""

    column: str
    descending: bool = False


class Way(Enum):
    """How a page is come by. Either finds the same; they differ in what they read."""

    WALK = auto()
    """Along the index of the sort, passing over what the filters do not let through."""
    GATHER = auto()
    """All that the filters find, and of that the first."""


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
    values: str = "after"
    """How the parameters are named that the cursor's sort values are bound to."""


def page_statement(shape: Shape, way: Way) -> Statement:
    """Selects the JSON and the sort values of the records of a page, in order.

    Where what is found is not in order, the records are joined when the page is known: none is
    read that is not on it.
    """
    table = shape.table
    found = list(_stretches(shape, way))
    if way is Way.WALK and len(found) == 1:
        return (
            found[0]
            .with_only_columns(RECORD.c.body, *(table.c[key.column] for key in shape.sort))
            .select_from(table.join(RECORD, RECORD.c.key == table.c.key))
            .limit(bindparam("rows"))
        )
    stretches = [
        stretch.add_columns(literal(number).label("stretch")).limit(bindparam("rows"))
        for number, stretch in enumerate(found)
    ]
    if len(stretches) == 1:
        page = stretches[0].subquery("page")
    else:
        several = [select(*stretch.subquery().c) for stretch in stretches]
        together = several[0].union_all(*several[1:]).subquery("together")
        order = _order(together.c, shape.sort)
        page = (
            select(*together.c)
            .order_by(together.c.stretch, *order)
            .limit(bindparam("rows"))
            .subquery("page")
        )
    columns = [page.c[key.column] for key in shape.sort]
    return (
        select(RECORD.c.body, *columns)
        .select_from(page.join(RECORD, RECORD.c.key == page.c.key))
        .order_by(page.c.stretch, *_order(page.c, shape.sort))
    )


def stream_statements(shape: Shape, way: Way) -> Iterator[Statement]:
    """Select the JSON of all records, in order, when they are run one after the other."""
    for stretch in _stretches(shape, way):
        keys = stretch.subquery("stretch")
        yield (
            select(RECORD.c.body)
            .select_from(keys.join(RECORD, RECORD.c.key == keys.c.key))
            .order_by(*_order(keys.c, shape.sort))
        )


def count_statement(shape: Shape) -> Statement:
    """Counts the records that the filters let through, and those that ranges cannot decide.

    The second number is of records that all other filters let through, and that are not
    found only because some range asks for a value that has no bound.
    """
    others = [item for item in shape.filters if not isinstance(item[1], Range)]
    ranges = [(item, item[1]) for item in shape.filters if isinstance(item[1], Range)]
    found = _counted(shape, conditions(shape))
    if not ranges:
        return select(found.label("found"), literal(0).label("left_out"))
    within = [condition(shape.table, item, shape.match) for item, _ in ranges]
    unknown = [filter_.unknown(shape.table) for _, filter_ in ranges]
    undecided = [or_(*unknown)]
    if len(ranges) > 1:  # one is not within what it is unknown to be within
        undecided.append(and_(true(), *within).is_not(true()))
        undecided += [or_(*either) for either in zip(within, unknown, strict=True)]
    left_out = _counted(shape, [*_leading(shape.table, others, shape.match), *undecided])
    return select(found.label("found"), left_out.label("left_out"))


def _counted(shape: Shape, filtered: Sequence[ColumnElement[bool]]) -> Any:
    return select(func.count()).select_from(shape.table).where(*filtered).scalar_subquery()


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
    """What a record must meet for the filters to let it through, for finding all that do."""
    return _leading(shape.table, shape.filters, shape.match)


def _leading(table: Table, given: Sequence[Given], match: Match) -> list[ColumnElement[bool]]:
    """The conditions: one filter leads to the records, and the others check them.

    More than one would each read all that it leads to, to find what is in both. The columns
    that name single things lead to less than what comes from other tables.
    """
    leads = any(getattr(filter_, "column", None) in SINGLING for _, filter_, _ in given)
    met = []
    for item in given:
        leading = isinstance(item[1], Leading)
        met.append(
            _checked(table, item, match) if leading and leads else condition(table, item, match)
        )
        leads = leads or leading
    return met


SINGLING = frozenset({"id", "document", "sentence", "fact"})
"""Columns with few records to each of their values."""


def condition(table: Table, item: Given, match: Match = Match.CERTAIN) -> ColumnElement[bool]:
    """The condition of one filter, with a parameter for each of its values."""
    return item[1].where(table, _bound(item), match)


def _checked(table: Table, item: Given, match: Match) -> ColumnElement[bool]:
    """The condition of one filter, for checking one record after the other."""
    filter_ = item[1]
    if isinstance(filter_, Leading):
        return filter_.holds(table, _bound(item), match)
    return condition(table, item, match)


def _bound(item: Given) -> Bound:
    name, _, number = item
    # Two underscores: SQLAlchemy names its own parameters `<column>_<number>`.
    return [bindparam(f"{name}__{i}") for i in range(number)]


def _stretches(shape: Shape, way: Way) -> Iterator[Statement]:
    """Select the keys and sort values of what comes after the cursor, one stretch of the order
    after the other.

    A condition such as "a is less, or a is the same and b is more" has a database read on from
    the start of the order. Each stretch is one run of the index, and starts at its first row.
    """
    table, by_index = shape.table, way is Way.WALK
    met = (
        [_checked(table, item, shape.match) for item in shape.filters]
        if by_index
        else conditions(shape)
    )
    columns = {table.c.key.name: table.c.key}
    columns |= {key.column: table.c[key.column] for key in shape.sort}
    order = _order(table.c, shape.sort, by_index=by_index)
    for stretch in ((),) if shape.after is None else _after(shape, shape.after):
        statement: Statement = select(*columns.values()).where(*met, *stretch).order_by(*order)
        hint = _hint(shape) if by_index else _only_filter(shape)
        yield statement.with_hint(table, hint, "sqlite") if hint else statement


def _order(
    columns: Any, sort: Sequence[SortKey], *, by_index: bool = True
) -> list[ColumnElement[Any]]:
    """What to order by. Nulls are last, which databases do not agree on unless told."""
    order: list[ColumnElement[Any]] = []
    for key in sort:
        column = columns[key.column]
        sorted_by: ColumnElement[Any] = column
        if not by_index and key.column != KEY:
            # An expression has no index: SQLite would walk that of the column, for all its length.
            sorted_by = func.coalesce(column, null())
        direction = sorted_by.desc() if key.descending else sorted_by.asc()
        order.append(direction.nulls_last() if column.nullable else direction)
    return order


def _after(shape: Shape, nulls: Sequence[bool]) -> Iterator[tuple[ColumnElement[bool], ...]]:
    """What sorts after the cursor's record: the same by the first key, then further, then null."""
    first, *others = shape.sort
    column = shape.table.c[first.column]
    value: BindParameter[Any] = bindparam(f"{shape.values}_0")
    if others:
        same = column.is_(None) if nulls[0] else column == value
        yield same, _beyond(shape, others, nulls[1:])
    if not nulls[0]:
        yield (column < value if first.descending else column > value,)
        if column.nullable:
            yield (column.is_(None),)


def _beyond(shape: Shape, sort: Sequence[SortKey], nulls: Sequence[bool]) -> ColumnElement[bool]:
    """What sorts after the cursor's record by these keys, with nulls ranked last.

    For keys a, b, c it is: after a; or equal in a and after b; or equal in both and after c.
    """
    alternatives = []
    equal: list[ColumnElement[bool]] = []
    for index, (key, is_null) in enumerate(zip(sort, nulls, strict=True), start=1):
        column = shape.table.c[key.column]
        value: BindParameter[Any] = bindparam(f"{shape.values}_{index}")
        if is_null:  # nulls are last, so nothing comes after them by this key
            equal.append(column.is_(None))
            continue
        further = column < value if key.descending else column > value
        beyond = or_(further, column.is_(None)) if column.nullable else further
        alternatives.append(and_(*equal, beyond))
        equal.append(column == value)
    return or_(*alternatives)


def is_in_order(shape: Shape) -> bool:
    """Whether what is found comes in the order of the sort, whatever index is read.

    Each index ends with the key: what has one value in a column is in reading order.
    """
    leads = any(isinstance(filter_, Leading) for _, filter_, _ in shape.filters)
    return shape.sort[0].column == KEY and _has_one_value(shape) and not leads


def _only_filter(shape: Shape) -> str | None:
    """What has SQLite read the index of the only filter, where that is of one value.

    It goes by how much a value has on average, and would read the whole table for a rare one.
    """
    if len(shape.filters) != 1 or not _has_one_value(shape):
        return None
    column = getattr(shape.filters[0][1], "column", None)
    name = f"ix_{shape.table.name}_{column}"
    return f"INDEXED BY {name}" if name in {index.name for index in shape.table.indexes} else None


def _has_one_value(shape: Shape) -> bool:
    return any(isinstance(filter_, Is) and number == 1 for _, filter_, number in shape.filters)


def _hint(shape: Shape) -> str | None:
    """What has SQLite walk the index of the sort; it takes no account of how much it will pass."""
    first = shape.sort[0]
    if first.column == KEY:
        return None if _has_one_value(shape) else "NOT INDEXED"
    return f"INDEXED BY {sort_index(shape.table.c[first.column], descending=first.descending)}"
