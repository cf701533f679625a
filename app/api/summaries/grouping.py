"""Grouping: the keys of a query, as the codes that records have for them.

A key is the name of a filter, and a record is in all groups whose value that filter would
find it by. So the key of a group, put back as a filter, finds the records of the group.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from sqlalchemy import Boolean, Column, Integer
from sqlmodel import SQLModel

from app.api.query.filters import Filter, Is
from app.api.query.links import OF_TYPE, Linked, MentionedWith
from app.api.summaries.closing import Name, Texts, id_of
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

Mask: TypeAlias = npt.NDArray[np.bool]
"""For each of some things, whether it is one of those that are meant."""

AT_ONCE = 1 << 16
"""How many codes are worked on at once: what is worked on stays in the caches of the processor."""


@dataclass(frozen=True)
class Key:
    """What to group by: a code for each record, or several."""

    column: Column[Any]
    """Where the values stand that the codes are for."""
    codes: Numbers
    size: int
    """How many codes there are; null has the one after them."""
    starts: Numbers | None = None
    """For a link: where the codes of each of its rows start; and, last, where they end."""
    places: Numbers | None = None
    """For a link: the row of it that each record has, where that is not its own place."""

    @cached_property
    def lengths(self) -> Numbers:
        """How many codes each row of the link has: one at least."""
        assert self.starts is not None, "only links have several"
        return np.diff(self.starts)

    def times(self, rows: Numbers) -> Numbers:
        """In how many groups each of these records is: as many as it has codes."""
        if self.starts is None:
            return np.ones(len(rows), np.int32)
        return self.lengths.take(self._places_of(rows))

    def pieces(self, rows: Numbers) -> Iterator[tuple[slice, Numbers, Numbers | None]]:
        """The codes that these records have, and how many each has; None where each has one.

        They come in runs of records that have about `AT_ONCE` codes together, or are but one.
        """
        for first in range(0, len(rows), AT_ONCE):
            run = rows[first : first + AT_ONCE]
            if self.starts is None:
                yield slice(first, first + len(run)), self.codes.take(run), None
                continue
            places = self._places_of(run)
            starts, times = self.starts.take(places), self.lengths.take(places)
            ends = np.cumsum(times)
            marks = np.searchsorted(ends, np.arange(AT_ONCE, ends[-1] + 1, AT_ONCE), "right")
            bounds = sorted({0, *marks.tolist(), len(run)})
            together = self.places is None and _is_run(run)  # and so are their codes
            for start, end in pairwise(bounds):
                if together:
                    codes = self.codes[starts[start] : starts[end - 1] + times[end - 1]]
                else:
                    codes = self.codes.take(_counted_up(starts[start:end], times[start:end]))
                yield slice(first + start, first + end), codes, times[start:end]

    def counts(self, rows: Numbers | None, columns: Columns) -> Numbers:
        """How many of these records have each code, or how many of all.

        Raises TookTooLong after the deadline.
        """
        if self.starts is None:
            return self._counted(self.codes if rows is None else self.codes.take(rows))
        if rows is None:
            if self.places is None:
                return self._counted(self.codes[: self.starts[-2]])  # nobody has the last row
            rows = np.arange(len(self.places))
        if len(rows) < len(self.lengths):
            total: Numbers = np.zeros(self.size + 1, np.int64)
            pieces = (codes for _, codes, _ in self.pieces(rows))
            for codes in gathered(pieces, self.size, columns):
                total += self._counted(codes)
            return total
        # Most rows of the link are had by several records: all of its codes count as often.
        times = np.bincount(self._places_of(rows), minlength=len(self.lengths))
        columns.check()
        weights = np.repeat(times.astype(np.float64), self.lengths)
        columns.check()
        counts = np.bincount(self.codes, weights, self.size + 1)
        return counts.astype(np.int64)

    def _counted(self, codes: Numbers) -> Numbers:
        counts: Numbers = np.bincount(codes, minlength=self.size + 1)
        return counts

    def leads(self, wanted: Mask) -> Mask:
        """Which of all records have one of the wanted codes."""
        hits: Mask = wanted.take(self.codes)
        if self.starts is None:
            return hits
        before = np.concatenate([[0], np.cumsum(hits, dtype=np.int32)])[self.starts]
        led: Mask = before[1:] > before[:-1]
        return led[:-1] if self.places is None else led.take(self.places)

    def _places_of(self, rows: Numbers) -> Numbers:
        """The rows of the link that the records have."""
        return rows if self.places is None else self.places.take(rows)


def gathered(pieces: Iterable[Numbers], number: int, columns: Columns) -> Iterator[Numbers]:
    """The codes of the pieces, about so many at a time, and no fewer than are worked on at once.

    Raises TookTooLong after the deadline.
    """
    waiting: list[Numbers] = []
    for codes in pieces:
        columns.check()
        waiting.append(codes)
        if sum(map(len, waiting)) >= max(number, AT_ONCE):
            yield np.concatenate(waiting)
            waiting = []
    if waiting:
        yield np.concatenate(waiting)


def _is_run(rows: Numbers) -> bool:
    """Whether each row is the one after that before it: none is left out or there again."""
    return bool(rows[-1] - rows[0] == len(rows) - 1 and (rows[1:] - rows[:-1] == 1).all())


def _counted_up(starts: Numbers, times: Numbers) -> Numbers:
    """The numbers from each start on, as many as it has times, all one after the other."""
    ends = np.cumsum(times)
    steps = np.ones(ends[-1], np.int32)
    steps[0] = starts[0]
    steps[ends[:-1]] += starts[1:] - starts[:-1] - times[:-1]
    return np.cumsum(steps, dtype=np.int32, out=steps)


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
    starts = columns.numbers(starts_of(link)).astype(np.int32, copy=False)
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
    if not len(ranks):
        return codes
    ordered = ranks.take(codes, mode="clip").astype(np.int64)  # null is more than any rank
    ordered[codes == len(ranks)] = len(ranks)
    return ordered


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
