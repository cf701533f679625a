"""Grouping: the keys of a query, as the codes that records have for them.

A key is the name of a filter, and a record is in all groups whose value that filter would
find it by. So the key of a group, put back as a filter, finds the records of the group.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from sqlalchemy import Boolean, Column, Integer
from sqlmodel import SQLModel

from app.api.closing import Name, Texts, id_of
from app.api.filters import Filter, Is
from app.api.links import OF_TYPE, Linked, MentionedWith
from app.model import tables
from app.model.columns import (
    MENTIONED_WITH,
    TIE,
    Link,
    codes_of,
    column_of,
    home,
    homes_of,
    ranks_of,
    reference,
    starts_of,
    values_of,
)
from app.store.columns import Columns, Numbers

AT_ONCE = 1 << 16
"""How many codes are worked on at once: what is worked on stays in the caches of the processor."""


@dataclass(frozen=True)
class Key:
    """What to group by: a code for each record, or several, or none."""

    column: Column[Any]
    """Where the values stand that the codes are for."""
    codes: Numbers
    size: int
    """How many codes there are; null has the one after them."""
    starts: Numbers | None = None
    """For a link: where the codes of each of its rows start."""
    places: Numbers | None = None
    """For a link: the row of it that each record has, where that is not its own place."""

    def times(self, rows: Numbers) -> Numbers:
        """In how many groups each of these records is: as many as it has codes, one at least."""
        if self.starts is None:
            return np.ones(len(rows), np.int64)
        return np.maximum(self._lengths[self._places_of(rows)], 1)

    def cuts(self, rows: Numbers) -> Iterator[slice]:
        """Cuts the records into runs that have about `AT_ONCE` codes together, or are but one."""
        if self.starts is None:
            yield from (slice(i, i + AT_ONCE) for i in range(0, len(rows), AT_ONCE))
            return
        for first in range(0, len(rows), AT_ONCE):
            run = rows[first : first + AT_ONCE]
            ends = np.cumsum(self.times(run))
            marks = np.searchsorted(ends, np.arange(AT_ONCE, ends[-1] + 1, AT_ONCE), "right")
            bounds = sorted({0, *marks.tolist(), len(run)})
            yield from (slice(first + start, first + end) for start, end in pairwise(bounds))

    def of(self, rows: Numbers) -> tuple[Numbers, Numbers | None]:
        """The codes that these records have, and how many each has; None where each has one.

        One that has none is there once, with null.
        """
        if self.starts is None:
            return self.codes[rows], None
        places = self._places_of(rows)
        starts, counts = self.starts[places].astype(np.int64), self._lengths[places]
        times = np.maximum(counts, 1)
        if self.places is None and _is_run(rows):  # then so are their codes
            codes = self.codes[starts[0] : starts[-1] + counts[-1]]
            empty = counts == 0
            if empty.any():
                codes = np.insert(codes.astype(np.int64), (starts - starts[0])[empty], self.size)
            return codes, times
        begun = np.cumsum(times) - times
        index = np.repeat(starts - begun, times)
        index += np.arange(len(index))
        codes = np.take(self.codes, index, mode="clip") if len(self.codes) else index
        codes = codes.astype(np.int64)
        codes[begun[counts == 0]] = self.size
        return codes, times

    def counts(self) -> Numbers:
        """How many records have each code, where all of a table are counted."""
        counts = np.bincount(self.codes, minlength=self.size + 1)
        if self.starts is not None:
            assert self.places is None, "each record has a row of the link"
            counts[self.size] = np.count_nonzero(self.starts[1:] == self.starts[:-1])
        return counts

    @cached_property
    def _lengths(self) -> Numbers:
        """How many codes each row of the link has; and, last, that who refers to none has none."""
        assert self.starts is not None, "only links have several"
        return np.append(np.diff(self.starts.astype(np.int32)), 0)

    def _places_of(self, rows: Numbers) -> Numbers:
        """The rows of the link that the records have; the one after the last for none."""
        return rows if self.places is None else self.places[rows]


def _is_run(rows: Numbers) -> bool:
    """Whether each row is the one after that before it: none is left out or there again."""
    return bool(rows[-1] - rows[0] == len(rows) - 1 and (rows[1:] - rows[:-1] == 1).all())


def key_of(filter_: Filter, table: type[SQLModel], columns: Columns) -> Key:
    """The codes of what the filter compares with the values it is given.

    Raises TypeError where it is a range.
    """
    match filter_:
        case Is(name):
            column = column_of(table, name)
            codes = codes_of(column)
            return Key(column, columns.numbers(codes), columns.size(codes))
        case Linked():
            fixed = tuple(item for item in filter_.also if item[1] != OF_TYPE)
            link = Link(filter_.through, filter_.of, filter_.to, fixed)
            column = column_of(filter_.through, filter_.of)
            return _linked(column, link.name, places_of(table, filter_.own, columns), columns)
        case MentionedWith():
            places = places_of(table, "id", columns)
            column = column_of(tables.Mention, "entity")
            return _linked(column, MENTIONED_WITH, places, columns)
        case _:
            raise TypeError(f"{filter_} has no values to group by")


def edges_key(columns: Columns) -> Key:
    """The edges of the graph that facts make. They sort as their codes do."""
    return _linked(column_of(tables.Fact, "sequence"), TIE, None, columns)


def _linked(column: Column[Any], link: str, places: Numbers | None, columns: Columns) -> Key:
    starts = columns.numbers(starts_of(link))
    return Key(column, columns.numbers(link), columns.size(link), starts, places)


def places_of(table: type[SQLModel], own: str, columns: Columns) -> Numbers | None:
    """To which rows of a link the records lead by a column; None where each has the same place."""
    if own not in {"id", "key"}:
        return columns.numbers(codes_of(column_of(table, own)))
    if home(table) is table:
        return None
    return columns.numbers(homes_of(str(table.__tablename__)))


def distinct(codes: Numbers) -> Numbers:
    """The codes in order, each once."""
    ordered = np.sort(codes)
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]])[: len(ordered)]
    return np.compress(first, ordered)


def in_order(column: Column[Any], codes: Numbers, columns: Columns) -> Numbers:
    """The codes as numbers that sort as their values do, with null last."""
    target = reference(column)
    if target is None:
        return codes
    ranks = columns.numbers(ranks_of(target))
    return np.append(ranks, len(ranks))[codes]


def referred(key: Key, codes: Sequence[int]) -> dict[Name, list[int]]:
    """The rows whose ids the codes of a key stand for, if they stand for any."""
    target = reference(key.column)
    return {id_of(target): [code for code in codes if code < key.size]} if target else {}


def values_for(
    key: Key, codes: Sequence[int], texts: Texts, columns: Columns
) -> list[str | int | bool | None]:
    """What the codes of a key stand for, as JSON has it. `texts` has what they refer to."""
    target = reference(key.column)
    known: Any
    if target is not None:
        known = texts[id_of(target)]
    elif isinstance(key.column.type, Boolean):
        known = (False, True)
    elif isinstance(key.column.type, Integer):
        known = range(key.size)
    else:
        known = columns.texts(values_of(key.column))
    return [known[code] if code < key.size else None for code in codes]
