"""Stretches: the order of a list in runs of an index, and which index is read.

What comes after a cursor is one run after the other; each starts at its first row.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, func, null, or_, select

from app.api.query.filters import AtLeast, AtMost, Extent, Filter, Is, Leading
from app.api.query.shapes import KEY, Lead, Shape, SortKey, Statement, Way, lead, passing
from app.api.vocabulary import Match
from app.model.tables import sort_index

ByName = Mapping[str, ColumnElement[Any]]
"""The columns of a shape's sort."""


def stretches(shape: Shape, way: Way) -> Iterator[Statement]:
    """Select the keys and sort values of what comes after the cursor, one stretch of the order
    after the other.

    A condition such as "a is less, or a is the same and b is more" has a database read on from
    the start of the order. Each stretch is one run of the index, and starts at its first row.
    """
    by_index = way is Way.WALK
    found = passing(shape) if by_index else lead(shape)
    columns = {KEY: found.keys}
    columns |= {key.column: shape.table.c[key.column] for key in shape.sort if key.column != KEY}
    named = [column.label(name) for name, column in columns.items()]
    order = ordered(columns, shape.sort, by_index=by_index)
    hint = _hint(shape) if by_index else _read(shape, found)
    met = found.met(alone=len(columns) == 1)
    for stretch in ((),) if shape.after is None else _after(shape, columns):
        statement: Statement = select(*named).where(*met, *stretch).order_by(*order)
        yield statement.with_hint(shape.table, hint, "sqlite") if hint else statement


def ordered(
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


def _after(shape: Shape, columns: ByName) -> Iterator[tuple[ColumnElement[bool], ...]]:
    """What sorts after the cursor's record: the same by the first key, then further, then null."""
    first, *others = shape.sort
    nulls = shape.after or ()
    column = columns[first.column]
    value: BindParameter[Any] = bindparam(f"{shape.values}_0")
    if others:
        same = column.is_(None) if nulls[0] else column == value
        yield same, _beyond(shape, others, nulls[1:], columns)
    if not nulls[0]:
        yield (column < value if first.descending else column > value,)
        if column.nullable:
            yield (column.is_(None),)


def _beyond(
    shape: Shape, sort: Sequence[SortKey], nulls: Sequence[bool], columns: ByName
) -> ColumnElement[bool]:
    """What sorts after the cursor's record by these keys, with nulls ranked last.

    For keys a, b, c it is: after a; or equal in a and after b; or equal in both and after c.
    """
    alternatives = []
    equal: list[ColumnElement[bool]] = []
    for index, (key, is_null) in enumerate(zip(sort, nulls, strict=True), start=1):
        column = columns[key.column]
        value: BindParameter[Any] = bindparam(f"{shape.values}_{index}")
        if is_null:  # nulls are last, so nothing comes after them by this key
            equal.append(column.is_(None))
            continue
        further = column < value if key.descending else column > value
        beyond = or_(further, column.is_(None)) if column.nullable else further
        alternatives.append(and_(*equal, beyond))
        equal.append(column == value)
    return or_(*alternatives)


def straight_way(shape: Shape) -> Way | None:
    """The way that has what is found in the order of the sort at once; None where none has.

    Each index ends with the key: what has one value in a column is in reading order, and what a
    link leads to.
    """
    if shape.sort[0].column != KEY:
        return None
    if lead(shape).joint is not None:
        return Way.GATHER
    leads = any(isinstance(filter_, Leading) for _, filter_, _ in shape.filters)
    return Way.WALK if _has_one_value(shape) and not leads else None


def _read(shape: Shape, found: Lead) -> str | None:
    """What has SQLite read the link alone, and of the table what it leads to; or `_only_filter`."""
    return _only_filter(shape) if found.joint is None else "NOT INDEXED"


def _only_filter(shape: Shape) -> str | None:
    """What has SQLite read the index of the only column that is filtered, where there is one.

    It goes by how much a value has on average, and would read the whole table for a rare one.
    """
    columns = {_column_read(shape, filter_, number) for _, filter_, number in shape.filters}
    if len(columns) != 1:
        return None
    (column,) = columns
    indexes = {index.name for index in shape.table.indexes}
    for name in (f"ix_{shape.table.name}_{column}", f"ix_{shape.table.name}_{column}_up"):
        if name in indexes:
            return f"INDEXED BY {name}"
    return None


def _column_read(shape: Shape, filter_: Filter, number: int) -> str | None:
    """The column whose index has what the filter finds in one piece."""
    match filter_:
        case Is(column) if number == 1:
            return column
        case AtLeast(Extent(lower)) if shape.match is Match.CERTAIN:
            return lower
        case AtMost(Extent(_, upper)) if shape.match is Match.CERTAIN:
            return upper
        case _:
            return None


def _has_one_value(shape: Shape) -> bool:
    return any(isinstance(filter_, Is) and number == 1 for _, filter_, number in shape.filters)


def _hint(shape: Shape) -> str | None:
    """What has SQLite walk the index of the sort; it takes no account of how much it will pass."""
    first = shape.sort[0]
    if first.column == KEY:
        return None if _has_one_value(shape) else "NOT INDEXED"
    return f"INDEXED BY {sort_index(shape.table.c[first.column])}"
