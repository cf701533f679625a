"""Found: which records the filters let through, as far as possible decided on columns.

A filter that compares what is kept as a column is decided by reading the column from end to
end, whatever it finds; SQL decides the others.
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, reduce
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Boolean, Column, Integer, bindparam, func, select
from sqlmodel import SQLModel

from app.api.filters import AtLeast, AtMost, Filter, Is, Not, Range
from app.api.grouping import Key, edges_key, key_of
from app.api.groups import Records
from app.api.links import Linked, MentionedWith
from app.api.selection import Bindings, Counted, Outline, shape_of
from app.api.shapes import Given, Shape, Statement, lead
from app.api.ties import MakesTies
from app.api.vocabulary import Match
from app.model.columns import (
    EDGE_KIND,
    EDGE_KINDS,
    codes_of,
    column_of,
    kept,
    keys_of,
    reference,
    values_of,
)
from app.store.columns import Columns, Numbers

Mask = npt.NDArray[np.bool]
"""For each record of a table, whether it is found."""


def found(
    outline: Outline, values: Bindings, size: int, columns: Columns
) -> tuple[Records, Counted | None]:
    """The records of a table of this size that the filters let through, and their number.

    The numbers are None where columns do not decide them.
    """
    table, shape = outline.table, shape_of(outline)
    if not shape.filters:
        return Records(size, None), Counted(size, 0)
    by_columns = [item for item in shape.filters if on_columns(item[1], table)]
    by_sql = [item for item in shape.filters if item not in by_columns]
    ranges = [item for item in by_columns if isinstance(item[1], Range)]
    others = [
        _mask(filter_, table, _given(name, number, values), columns)
        for name, filter_, number in by_columns
        if not isinstance(filter_, Range)
    ]
    if by_sql:
        others.append(_by_sql(replace(shape, filters=tuple(by_sql)), values, size, columns))
    met = reduce(np.logical_and, others, np.ones(size, np.bool))
    decided = [_ranged(item, table, values, outline.match, columns) for item in ranges]
    within = reduce(np.logical_and, (inside for inside, _ in decided), met)
    rows = np.flatnonzero(within)
    if any(isinstance(filter_, Range) for _, filter_, _ in by_sql):
        return Records(len(rows), rows), None
    # The same as `statements.count_statement` says in SQL.
    undecided = reduce(np.logical_or, (unknown for _, unknown in decided), np.zeros(size, np.bool))
    either = reduce(np.logical_and, (inside | unknown for inside, unknown in decided), met)
    left_out = int(np.count_nonzero(either & undecided & ~within)) if decided else 0
    return Records(len(rows), rows), Counted(len(rows), left_out)


def on_columns(filter_: Filter, table: type[SQLModel]) -> bool:
    """Whether the filter compares what is kept as a column."""
    match filter_:
        case Not(other):
            return on_columns(other, table)
        case Is(name):
            return name == "id" or name in kept(table)
        case AtLeast(extent) | AtMost(extent):
            return {extent.lower, extent.upper} <= set(kept(table))
        case Linked() | MentionedWith() | MakesTies():
            return True
        case _:
            return False


def _given(name: str, number: int, values: Bindings) -> list[Any]:
    return [values[f"{name}__{i}"] for i in range(number)]


def _mask(filter_: Filter, table: type[SQLModel], given: list[Any], columns: Columns) -> Mask:
    match filter_:
        case Not(other):
            return ~_mask(other, table, given, columns)
        case Is("id"):
            name = str(table.__tablename__)
            mask = np.zeros(len(columns.numbers(keys_of(name))), np.bool)
            mask[_rows(name, given, columns)] = True
            return mask
        case MakesTies():
            kinds = np.isin(columns.numbers(EDGE_KIND), [EDGE_KINDS.index(kind) for kind in given])
            return _leading(edges_key(columns), np.append(kinds, False))
        case _:
            key = key_of(filter_, table, columns)
            wanted = np.zeros(key.size + 1, np.bool)
            wanted[_codes(key.column, given, key.size, columns)] = True
            return _leading(key, wanted)


def _leading(key: Key, wanted: Mask) -> Mask:
    """Which records have one of the wanted codes."""
    hits: Mask = wanted[key.codes]
    if key.starts is None:
        return hits
    before = np.concatenate([[0], np.cumsum(hits, dtype=np.int32)])[key.starts]
    led: Mask = before[1:] > before[:-1]
    return led if key.places is None else np.append(led, False)[key.places]


def _codes(
    column: Column[Any], given: Sequence[Any], size: int, columns: Columns
) -> Sequence[int] | Numbers:
    """The codes of those of the values that there are."""
    target = reference(column)
    if target is not None:
        return _rows(target, given, columns)
    if isinstance(column.type, Boolean | Integer):
        return [int(value) for value in given if value < size]
    texts = columns.texts(values_of(column))
    places = [(bisect_left(texts, value), value) for value in given]
    return [place for place, value in places if texts[place : place + 1] == [value]]


def _rows(name: str, ids: Sequence[Any], columns: Columns) -> Numbers:
    """The rows of a table that have these ids."""
    table = SQLModel.metadata.tables[name]
    given = func.json_each(bindparam("ids")).table_valued("value")
    statement = select(table.c.key).where(table.c.id.in_(select(given.c.value)))
    keys = [key for (key,) in columns.rows(statement, {"ids": json.dumps(ids)})]
    return np.searchsorted(columns.numbers(keys_of(name)), np.array(keys, np.int64))


def _ranged(
    item: Given, table: type[SQLModel], values: Bindings, match: Match, columns: Columns
) -> tuple[Mask, Mask]:
    """Which records lie within a range, and of which nothing is known."""
    name, filter_, number = item
    assert isinstance(filter_, AtLeast | AtMost), "other ranges are decided by SQL"
    [value] = _given(name, number, values)
    lower, lower_unknown, least = _bound(filter_.extent.lower, table, value, columns)
    upper, upper_unknown, most = _bound(filter_.extent.upper, table, value, columns)
    unknown = lower_unknown & upper_unknown
    if isinstance(filter_, AtLeast):
        if match is Match.CERTAIN:
            return (lower >= least.start) & ~lower_unknown, unknown
        return ((upper >= most.start) | upper_unknown) & ~unknown, unknown
    if match is Match.CERTAIN:
        return (upper < most.stop) & ~upper_unknown, unknown
    return ((lower < least.stop) | lower_unknown) & ~unknown, unknown


def _bound(
    name: str, table: type[SQLModel], value: Any, columns: Columns
) -> tuple[Numbers, Mask, range]:
    """The codes of a bound, where it is null, and the codes that are the value's own."""
    column = column_of(table, name)
    codes, size = columns.numbers(codes_of(column)), columns.size(codes_of(column))
    if isinstance(column.type, Integer):
        start, stop = min(value, size), min(value + 1, size)
    else:
        texts = columns.texts(values_of(column))
        start, stop = bisect_left(texts, value), bisect_right(texts, value)
    return codes, codes == size, range(start, stop)


def _by_sql(shape: Shape, values: Bindings, size: int, columns: Columns) -> Mask:
    """What the filters of the shape let through, found by SQL."""
    [[keys]] = columns.rows(_keys_statement(shape), values)
    mask = np.zeros(size, np.bool)
    if isinstance(keys, bytes):  # null where nothing is found
        wanted = np.fromstring(keys, np.int64, sep=",")
        mask[np.searchsorted(columns.numbers(keys_of(shape.table.name)), wanted)] = True
    return mask


@lru_cache(maxsize=128)
def _keys_statement(shape: Shape) -> Statement:
    """Selects the keys of what is found as one text, which costs less than a row for each."""
    leading = lead(shape)
    return select(func.group_concat(leading.keys)).where(*leading.met())
