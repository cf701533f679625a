"""Groups: how many records have each code, which groups are the largest, and who is in them.

Records are looked at a stretch at a time, so that what is worked on stays in the caches of the
processor, and the deadline is looked at in between.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np

from app.api.grouping import Key, in_order
from app.store.columns import Columns, Numbers

STRETCH = 1 << 17
"""How many records are looked at at once."""

FEW = 1 << 16
"""Up to so many codes are looked up in a table that has all."""
MANY = 1 << 23
"""Up to so many codes have a counter each; beyond, those that there are are sorted."""
WAITING = 1 << 24
"""So many are sorted at once."""

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
    """All groups that there are, by their codes, and how many records each holds."""

    codes: Numbers
    counts: Numbers


class Grouped:
    """Records, grouped by some keys. A group has one code, made up of those of its keys."""

    def __init__(self, records: Records, keys: Sequence[Key], columns: Columns) -> None:
        self._records = records
        self._keys = keys
        self._columns = columns
        self._spans = [key.size + 1 for key in keys]
        self.span = prod(self._spans)
        """How many codes there can be."""

    def members(self, rows: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
        """The codes of the groups of these records, each with the index of its record.

        They come some at a time, in the order of the records. Raises TookTooLong after the
        deadline.
        """
        if not self._keys:
            yield np.arange(len(rows)), np.zeros(len(rows), np.int64)
            return
        first, *others = self._keys
        for cut in first.cuts(rows):
            self._columns.check()
            owners, codes = first.of(rows[cut])
            owners = owners + cut.start
            if not others:
                yield owners, codes
                continue
            [second] = others
            of_them = rows[owners]
            for inner in second.cuts(of_them):
                indexes, added = second.of(of_them[inner])
                yield (
                    owners[inner][indexes],
                    codes[inner][indexes].astype(np.int64) * (second.size + 1) + added,
                )

    def _all_members(self) -> Iterator[tuple[Numbers, Numbers]]:
        """The rows of all records and the codes of their groups, some at a time."""
        for rows in self._records.stretches(self._columns):
            for owners, codes in self.members(rows):
                yield rows[owners], codes

    def count(self) -> Groups:
        """All groups, in the order of their codes."""
        if self._records.rows is None and len(self._keys) == 1 and self._keys[0].places is None:
            return _occupied(self._keys[0].counts())
        form = np.uint32 if self.span < 1 << 32 else np.int64
        if self.span <= MANY:
            counts: Numbers = np.zeros(self.span, np.int64)
            for codes in self._gathered(form, max(self.span, FEW)):
                counts += np.bincount(codes, minlength=self.span)
            return _occupied(counts)
        groups = Groups(np.empty(0, form), np.empty(0, np.int64))
        for codes in self._gathered(form, WAITING):
            codes.sort()
            first = np.flatnonzero(np.concatenate([[True], codes[1:] != codes[:-1]]))
            counts = np.diff(np.append(first, len(codes)))
            groups = _merged(groups, Groups(codes[first], counts))
        return groups

    def _gathered(self, form: type[np.integer[Any]], number: int) -> Iterator[Numbers]:
        """The codes of the groups of all records, about so many at a time."""
        gathered: list[Numbers] = []
        waiting = 0
        for _, codes in self._all_members():
            gathered.append(codes.astype(form))
            waiting += len(codes)
            if waiting >= number:
                yield np.concatenate(gathered)
                gathered, waiting = [], 0
        if waiting:
            yield np.concatenate(gathered)

    def largest(self, groups: Groups, number: int) -> Groups:
        """So many groups: the largest first, then in order of their keys."""
        codes, counts = groups.codes, groups.counts
        if len(counts) > number:
            several = counts[counts > 1]  # most groups of many hold one record
            few = len(several) < number
            least = 1 if few else np.partition(several, len(several) - number)[-number]
            larger = np.flatnonzero(counts > least)
            equal = np.flatnonzero(counts == least)
            wanted = number - len(larger)
            if len(equal) > wanted:
                order = self._in_order(codes[equal])
                equal = equal[np.argpartition(order, wanted - 1)[:wanted]]
            chosen = np.concatenate([larger, equal])
            codes, counts = codes[chosen], counts[chosen]
        order = np.lexsort((self._in_order(codes), -counts))
        return Groups(codes[order], counts[order])

    def parts(self, codes: Numbers) -> list[Numbers]:
        """The codes of each key, of which these are made up."""
        parts: list[Numbers] = []
        rest = codes.astype(np.int64)
        for span in reversed(self._spans):
            parts.insert(0, rest % span)
            rest = rest // span
        return parts

    def first(self, groups: Groups, number: int) -> list[list[int]]:
        """The first rows of each of these groups, so many at most, in reading order."""
        lookup = self.lookup(groups)
        wanted = np.minimum(groups.counts, number)
        taken: list[tuple[Numbers, Numbers]] = [(_NONE, _NONE)]
        for rows, codes in self._all_members():
            if not wanted.any():
                break
            hits, places = lookup(codes)
            still_open = wanted[places] > 0
            hits, places = hits[still_open], places[still_open]
            order = _by_place(places)
            hits, places = hits[order], places[order]
            early = _ahead(places) < wanted[places]
            taken.append((rows[hits[early]], places[early]))
            wanted -= np.bincount(places[early], minlength=len(wanted))
        return first_of(*_joined(taken), len(wanted), number)

    def memberships(self, groups: Groups) -> tuple[Numbers, Numbers]:
        """All rows of these groups, each with the place of its group."""
        lookup = self.lookup(groups)
        found: list[tuple[Numbers, Numbers]] = [(_NONE, _NONE)]
        for rows, codes in self._all_members():
            hits, places = lookup(codes)
            found.append((rows[hits], places))
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

    def _in_order(self, codes: Numbers) -> Numbers:
        """The codes of groups as numbers that sort as their keys do."""
        ordered = np.zeros(len(codes), np.int64)
        for key, part in zip(self._keys, self.parts(codes), strict=True):
            ordered = ordered * (key.size + 1) + in_order(key.column, part, self._columns)
        return ordered


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


def _merged(one: Groups, other: Groups) -> Groups:
    """The groups of both."""
    if not len(one.codes):
        return other
    codes, index = np.unique(np.concatenate([one.codes, other.codes]), return_inverse=True)
    counts = np.zeros(len(codes), np.int64)
    np.add.at(counts, index, np.concatenate([one.counts, other.counts]))
    return Groups(codes, counts)


def _occupied(counts: Numbers) -> Groups:
    codes = np.flatnonzero(counts)
    return Groups(codes, counts[codes])


def _sieved(codes: Numbers) -> Numbers:
    wide = codes.astype(np.int64)
    return (wide ^ (wide >> SIEVE)) & ((1 << SIEVE) - 1)
