"""Groups: which records are in which group.

Records are looked at a stretch at a time, so that what is worked on stays in the caches of the
processor, and the deadline is looked at in between.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from app.api.grouping import Key, in_order
from app.store.columns import Columns, Numbers

STRETCH = 1 << 17
"""How many records are looked at at once."""

FEW = 1 << 16
"""Up to so many codes are looked up in a table that has all."""

SIEVE = 20
"""How many bits of a code decide whether it is looked up at all."""


_NONE: Numbers = np.empty(0, np.int64)


@dataclass(frozen=True)
class Records:
    """The records that are found."""

    number: int
    rows: Numbers | None
    """Their rows, in reading order; None for all of the table."""

    def stretches(self, columns: Columns) -> Iterator[Numbers]:
        """The rows, so many at a time. Raises TookTooLong after the deadline."""
        for start in range(0, self.number, STRETCH):
            columns.check()
            end = min(start + STRETCH, self.number)
            yield np.arange(start, end) if self.rows is None else self.rows[start:end]


@dataclass(frozen=True)
class Groups:
    """Groups by their codes, and how many records each holds."""

    codes: Numbers
    counts: Numbers


@dataclass(frozen=True)
class Owners:
    """Whose each of some codes is. Most are never asked for."""

    owners: Numbers
    times: Numbers | None
    """How many codes each owner has; None where each has one."""

    def of(self, places: Numbers) -> Numbers:
        """The owners of the codes at these places."""
        if self.times is None:
            return self.owners[places]
        return self.owners[np.searchsorted(np.cumsum(self.times), places, "right")]


class Grouped:
    """Records, grouped by some keys. A group has one code, made up of those of its keys."""

    def __init__(self, records: Records, keys: Sequence[Key], columns: Columns) -> None:
        self.records = records
        self.keys = keys
        self._columns = columns
        self._spans = [key.size + 1 for key in keys]
        self.span = prod(self._spans)
        """How many codes there can be."""
        self.form: type[np.integer[Any]] = np.uint32 if self.span < 1 << 32 else np.int64
        """What all codes fit in."""

    @property
    def multiplies(self) -> bool:
        """Whether both keys can have several codes for a record, each of which goes with each."""
        return sum(key.starts is not None for key in self.keys) > 1

    @cached_property
    def combinations(self) -> int:
        """How many codes all records have together: counted without working out any."""
        total = 0
        for rows in self.records.stretches(self._columns):
            times = [key.times(rows) for key in self.keys if key.starts is not None]
            match times:
                case [one, other]:
                    total += int(np.dot(one.astype(np.int64), other.astype(np.int64)))
                case [one]:
                    total += int(one.sum())
                case _:
                    total += len(rows)
        return total

    def members(
        self, rows: Numbers, among: Groups | None = None
    ) -> Iterator[tuple[Numbers, Owners]]:
        """The codes of the groups of these records, and the index of the record of each.

        They come some at a time, in the order of the records; `among` leaves out most that are not
        of these groups. Raises TookTooLong after the deadline.
        """
        if not self.keys:
            yield np.zeros(len(rows), self.form), Owners(np.arange(len(rows)), None)
            return
        first, *others = self.keys
        wanted = None if among is None or not others else self._first_codes(among)
        for cut in first.cuts(rows):
            self._columns.check()
            codes, times = first.of(rows[cut])
            owners = np.arange(cut.start, cut.start + len(rows[cut]))
            if not others:
                yield codes, Owners(owners, times)
                continue
            if times is not None:
                owners = np.repeat(owners, times)
            if wanted is not None:
                likely = wanted[codes]
                owners, codes = owners[likely], codes[likely]
            yield from self._crossed(rows, owners, codes, others[0])

    def _crossed(
        self, rows: Numbers, owners: Numbers, codes: Numbers, second: Key
    ) -> Iterator[tuple[Numbers, Owners]]:
        """The codes of both keys, for these of the first and whose they are."""
        of_them = rows[owners]
        span = self.form(second.size + 1)
        for cut in second.cuts(of_them):
            self._columns.check()
            added, times = second.of(of_them[cut])
            combined = codes[cut].astype(self.form) * span
            if times is not None:
                combined = np.repeat(combined, times)
            combined += added.astype(self.form, copy=False)
            yield combined, Owners(owners[cut], times)

    def _first_codes(self, groups: Groups) -> npt.NDArray[np.bool]:
        """Which codes of the first key the groups have."""
        wanted = np.zeros(self._spans[0], np.bool)
        wanted[self.parts(groups.codes)[0]] = True
        return wanted

    def all_members(self, among: Groups | None = None) -> Iterator[tuple[Numbers, Numbers, Owners]]:
        """The same for all records, with the rows that the indexes are of."""
        for rows in self.records.stretches(self._columns):
            for codes, owners in self.members(rows, among):
                yield rows, codes, owners

    def parts(self, codes: Numbers) -> list[Numbers]:
        """The codes of each key, of which these are made up."""
        parts: list[Numbers] = []
        rest = codes
        for span in reversed(self._spans[1:]):
            whole = rest // self.form(span)  # quicker than to divide again for the remainder
            parts.insert(0, rest - whole * self.form(span))
            rest = whole
        return [rest, *parts] if self.keys else []

    def in_order(self, codes: Numbers) -> Numbers:
        """The codes of groups as numbers that sort as their keys do."""
        ordered = np.zeros(len(codes), np.int64)
        for key, part in zip(self.keys, self.parts(codes), strict=True):
            ordered = ordered * (key.size + 1) + in_order(key.column, part, self._columns)
        return ordered

    def first(self, groups: Groups, number: int) -> list[list[int]]:
        """The first rows of each of these groups, so many at most, in reading order."""
        lookup = self.lookup(groups)
        wanted = np.minimum(groups.counts, number)
        taken: list[tuple[Numbers, Numbers]] = [(_NONE, _NONE)]
        for rows, codes, owners in self.all_members(groups):
            if not wanted.any():
                break
            hits, places = lookup(codes)
            still_open = wanted[places] > 0
            hits, places = hits[still_open], places[still_open]
            order = _by_place(places)
            hits, places = hits[order], places[order]
            early = _ahead(places) < wanted[places]
            taken.append((rows[owners.of(hits[early])], places[early]))
            wanted -= np.bincount(places[early], minlength=len(wanted))
        return first_of(*_joined(taken), len(wanted), number)

    def memberships(self, groups: Groups) -> tuple[Numbers, Numbers]:
        """All rows of these groups, each with the place of its group."""
        lookup = self.lookup(groups)
        found: list[tuple[Numbers, Numbers]] = [(_NONE, _NONE)]
        for rows, codes, owners in self.all_members(groups):
            hits, places = lookup(codes)
            found.append((rows[owners.of(hits)], places))
        return _joined(found)

    def lookup(self, groups: Groups) -> Callable[[Numbers], tuple[Numbers, Numbers]]:
        """What finds, among codes, those of these groups: their indexes, and the groups' places."""
        if self.span <= FEW:
            places = np.full(self.span, -1, np.int64)
            places[groups.codes.astype(np.int64)] = np.arange(len(groups.codes))

            def among_few(codes: Numbers) -> tuple[Numbers, Numbers]:
                found = places[codes]
                hits = np.flatnonzero(found >= 0)
                return hits, found[hits]

            return among_few
        sieve = np.zeros(1 << SIEVE, np.bool)
        sieve[_sieved(groups.codes)] = True
        order = np.argsort(groups.codes)
        ordered = groups.codes[order].astype(np.int64)

        def among_many(codes: Numbers) -> tuple[Numbers, Numbers]:
            hits = np.flatnonzero(sieve[_sieved(codes)])
            likely = codes[hits].astype(np.int64)
            index = np.minimum(np.searchsorted(ordered, likely), len(ordered) - 1)
            right = ordered[index] == likely
            return hits[right], order[index[right]]

        return among_many


def first_of(rows: Numbers, places: Numbers, groups: int, number: int) -> list[list[int]]:
    """Of rows in reading order, each with the place of its group, the first of each group."""
    order = _by_place(places)
    rows, places = rows[order], places[order]
    early = _ahead(places) < number
    rows, places = rows[early], places[early]
    ends = np.cumsum(np.bincount(places, minlength=groups)).tolist()
    content: list[int] = rows.tolist()
    return [content[start:end] for start, end in pairwise([0, *ends])]


def _by_place(places: Numbers) -> Numbers:
    """The order by place, otherwise kept. (For numbers as short as these it is a radix sort.)"""
    return np.argsort(places.astype(np.int16), kind="stable")


def _ahead(places: Numbers) -> Numbers:
    """How many of the same place come before each, where places are in order."""
    return np.arange(len(places)) - np.searchsorted(places, places)


def _joined(parts: list[tuple[Numbers, Numbers]]) -> tuple[Numbers, Numbers]:
    rows, places = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    return rows, places


def _sieved(codes: Numbers) -> Numbers:
    wide = codes.astype(np.int64)
    return (wide ^ (wide >> SIEVE)) & ((1 << SIEVE) - 1)
