"""Found: which records the filters let through, as far as possible decided on columns.

A filter that compares what is kept as a column is decided by reading the column from end to
end, whatever it finds; SQL has decided the others, and looked up ids (see `opening`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from sqlalchemy import Boolean, Integer
from sqlmodel import SQLModel

from app.api.query.filters import AtLeast, AtMost, Is, Not, Range
from app.api.query.outlines import Bindings, Outline, shape_of
from app.api.query.selection import Counted
from app.api.query.shapes import Given
from app.api.query.ties import MakesTies
from app.api.summaries.grouping import Key, Mask, edges_key, key_of
from app.api.summaries.groups import Records
from app.api.summaries.opening import Opened, decided_by_sql, opened
from app.api.vocabulary import Match
from app.model.columns import (
    EDGE_KIND,
    EDGE_KINDS,
    codes_of,
    column_of,
    keys_of,
    reference,
    values_of,
)
from app.store.columns import Columns, Numbers


def found(
    outline: Outline, values: Bindings, size: int, columns: Columns
) -> tuple[Records, Counted]:
    """The records of a table of this size that the filters let through, and their number.

    Raises NamesNothing where an id names nothing.
    """
    table, filters = outline.table, shape_of(outline).filters
    if not filters:
        return Records(size, None), Counted(size, 0)
    asked = Asked(table, size, values, opened(outline, values, columns), columns)
    by_sql = decided_by_sql(outline)
    by_columns = [item for item in filters if item not in by_sql]
    ranges = [item for item in by_columns if isinstance(item[1], Range)]
    others = [_mask(item, asked) for item in by_columns if item not in ranges]
    if by_sql:
        others.append(_mask_of(_rows(str(table.__tablename__), asked.opened.found, columns), size))
    met = reduce(np.logical_and, others, np.ones(size, np.bool))
    decided = [_ranged(item, outline.match, asked) for item in ranges]
    within = reduce(np.logical_and, (inside for inside, _ in decided), met)
    rows = np.flatnonzero(within)
    if any(isinstance(filter_, Range) for _, filter_, _ in by_sql):
        return Records(len(rows), rows), Counted(len(rows), asked.opened.left_out)
    # The same as `statements.left_out` says in SQL.
    undecided = reduce(np.logical_or, (unknown for _, unknown in decided), np.zeros(size, np.bool))
    either = reduce(np.logical_and, (inside | unknown for inside, unknown in decided), met)
    left_out = int(np.count_nonzero(either & undecided & ~within)) if decided else 0
    return Records(len(rows), rows), Counted(len(rows), left_out)


@dataclass(frozen=True)
class Asked:
    """What is asked of a table's columns, and what is known of it before."""

    table: type[SQLModel]
    size: int
    """How many records it holds."""
    values: Bindings
    opened: Opened
    columns: Columns

    def given(self, item: Given) -> list[Any]:
        """The values of a filter."""
        name, _, number = item
        return [self.values[f"{name}__{i}"] for i in range(number)]


def _mask(item: Given, asked: Asked) -> Mask:
    name, filter_, number = item
    table, columns = asked.table, asked.columns
    match filter_:
        case Not(other):
            return ~_mask((name, other, number), asked)
        case Is("id"):
            rows = _rows(str(table.__tablename__), asked.opened.named[name], columns)
            return _mask_of(rows, asked.size)
        case MakesTies():
            wanted = [EDGE_KINDS.index(kind) for kind in asked.given(item)]
            kinds = np.isin(columns.numbers(EDGE_KIND), wanted)
            return edges_key(columns).leads(np.append(kinds, False))
        case _:
            key = key_of(filter_, table, columns)
            return key.leads(_mask_of(_codes(key, item, asked), key.size + 1))


def _mask_of(places: Sequence[int] | Numbers, size: int) -> Mask:
    """True in these places, and false in all others."""
    mask = np.zeros(size, np.bool)
    mask[places] = True
    return mask


def _codes(key: Key, item: Given, asked: Asked) -> Sequence[int] | Numbers:
    """The codes of those of the values that there are."""
    target = reference(key.column)
    if target is not None:
        return _rows(target, asked.opened.named[item[0]], asked.columns)
    given = asked.given(item)
    if isinstance(key.column.type, Boolean | Integer):
        return [int(value) for value in given if value < key.size]
    texts = asked.columns.texts(values_of(key.column))
    places = [(bisect_left(texts, value), value) for value in given]
    return [place for place, value in places if texts[place : place + 1] == [value]]


def _rows(name: str, keys: bytes, columns: Columns) -> Numbers:
    """The rows of a table that have these keys, of which there may be none."""
    numbers = np.fromstring(keys, np.int64, sep=",") if keys else np.empty(0, np.int64)
    return np.searchsorted(columns.numbers(keys_of(name)), numbers)


def _ranged(item: Given, match: Match, asked: Asked) -> tuple[Mask, Mask]:
    """Which records lie within a range, and of which nothing is known."""
    filter_ = item[1]
    assert isinstance(filter_, AtLeast | AtMost), "other ranges are decided by SQL"
    [value] = asked.given(item)
    lower, lower_unknown, least = _bound(filter_.extent.lower, value, asked)
    upper, upper_unknown, most = _bound(filter_.extent.upper, value, asked)
    unknown = lower_unknown & upper_unknown
    if isinstance(filter_, AtLeast):
        if match is Match.CERTAIN:
            return (lower >= least.start) & ~lower_unknown, unknown
        return ((upper >= most.start) | upper_unknown) & ~unknown, unknown
    if match is Match.CERTAIN:
        return (upper < most.stop) & ~upper_unknown, unknown
    return ((lower < least.stop) | lower_unknown) & ~unknown, unknown


def _bound(name: str, value: Any, asked: Asked) -> tuple[Numbers, Mask, range]:
    """The codes of a bound, where it is null, and the codes that are the value's own."""
    column, columns = column_of(asked.table, name), asked.columns
    codes, size = columns.numbers(codes_of(column)), columns.size(codes_of(column))
    if isinstance(column.type, Integer):
        start, stop = min(value, size), min(value + 1, size)
    else:
        texts = columns.texts(values_of(column))
        start, stop = bisect_left(texts, value), bisect_right(texts, value)
    return codes, codes == size, range(start, stop)
