"""Groups: which records are in which group.

Records are looked at a stretch at a time, and their codes a piece at a time (`grouping.AT_ONCE`),
so that what is worked on stays in the caches of the processor. The deadline is looked at in
between.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np

from app.api.summaries.grouping import Key, Mask, in_order
from app.store.columns import Columns, Numbers

STRETCH = 1 << 17
"""How many records are looked at at once."""

FEW = 1 << 22
"""Up to so many codes are looked up in a table that has all: in two bytes each."""

SIEVE = 20
"""How many bits of a code decide whether it is looked up at all."""


_NONE: Numbers = np.empty(0, np.int64)


@dataclass(frozen=True)
class Records:
    """The records that are found, or some of them."""

    number: int
    rows: Numbers | None
    """Their rows, in reading order; None for all from the first on."""
    first: int = 0
    """The first row, where they are all from there on."""

    def part(self, start: int, end: int) -> "Records":
        """Those from one place among them to another."""
        if self.rows is None:
            return Records(end - start, None, self.first + start)
        return Records(end - start, self.rows[start:end])

    def stretches(self, columns: Columns) -> Iterator[Numbers]:
        """The rows, so many at a time. Raises TookTooLong after the deadline."""
        for start in range(0, self.number, STRETCH):
            columns.check()
            yield self.part(start, min(start + STRETCH, self.number)).listed()

    def listed(self) -> Numbers:
        """The rows."""
        return np.arange(self.first, self.first + self.number) if self.rows is None else self.rows

    def of(self, every: Mask) -> Mask:
        """Of a mask of all records that there are, what is of these."""
        if self.rows is None:
            return every[self.first : self.first + self.number]
        return every.take(self.rows)

    def chosen(self, mask: Mask) -> Numbers:
        """The rows of those that a mask of these records chooses."""
        places = np.flatnonzero(mask)
        return places + self.first if self.rows is None else self.rows.take(places)


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
        owners = self.owners if self.times is None else np.repeat(self.owners, self.times)
        return owners.take(places)


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
        """How many codes all records have together: counted without working out any.

        Raises TookTooLong after the deadline.
        """
        number = 0
        for rows in self.records.stretches(self._columns):
            match [key.times(rows) for key in self.keys if key.starts is not None]:
                case [one, other]:
                    # As floats, exact below 2**53, which processors multiply quicker.
                    number += int(np.dot(one.astype(np.float64), other.astype(np.float64)))
                case [one]:
                    number += int(one.sum())
                case _:
                    number += len(rows)
        return number

    def parts_apart(self) -> Iterator[Records]:
        """The records in parts of which no two have a group in common: one or, where one of the
        keys is in reading order, as documents are, many.
        """
        every = self.records
        for key in self.keys:
            if key.starts is None:
                codes = key.codes if every.rows is None else key.codes[every.rows]
                if not np.any(codes[1:] < codes[:-1]):
                    ends = np.searchsorted(codes, codes[::STRETCH]).tolist()
                    for start, end in pairwise([*dict.fromkeys(ends), len(codes)]):
                        yield every.part(start, end)
                    return
        yield every

    def members(
        self, rows: Numbers, among: Groups | None = None
    ) -> Iterator[tuple[Numbers, Owners]]:
        """The codes of the groups of these records, and the index of the record of each.

        They come some at a time, in the order of the records; `among` leaves out many that are not
        of these groups. Raises TookTooLong after the deadline.
        """
        if not self.keys:
            yield np.zeros(len(rows), self.form), Owners(np.arange(len(rows)), None)
            return
        leading, wanted = (0, None) if among is None else self._narrowest(among)
        for cut, codes, times in self.keys[leading].pieces(rows):
            self._columns.check()
            owners = np.arange(cut.start, cut.stop)
            if len(self.keys) == 1:
                yield codes, Owners(owners, times)
                continue
            if times is not None:
                owners = np.repeat(owners, times)
            ours = slice(None) if wanted is None else np.flatnonzero(wanted.take(codes))
            yield from self._crossed(rows, owners[ours], codes[ours], leading)

    def _narrowest(self, among: Groups) -> tuple[int, Mask]:
        """Which key leaves out most that is not of these groups, as far as the number of its codes
        tells, and which of its codes are theirs.
        """
        wanted = [_mask(*part) for part in zip(self.parts(among.codes), self._spans, strict=True)]
        leading = min(range(len(wanted)), key=lambda place: float(wanted[place].mean()))
        return leading, wanted[leading]

    def _crossed(
        self, rows: Numbers, owners: Numbers, codes: Numbers, leading: int
    ) -> Iterator[tuple[Numbers, Owners]]:
        """The codes of both keys, for these of the leading one and whose they are."""
        other = 1 - leading
        factors = [self.form(self._spans[1]), self.form(1)]
        led = codes.astype(self.form) * factors[leading]
        for cut, added, times in self.keys[other].pieces(rows.take(owners)):
            self._columns.check()
            combined = led[cut] if times is None else np.repeat(led[cut], times)
            more = added.astype(self.form, copy=False)
            if leading:
                more = more * factors[other]
            yield combined + more, Owners(owners[cut], times)

    def likely(self, records: Records, codes: Numbers) -> Numbers:
        """The rows of these records that have, for each key, a code of one of the groups of these
        codes.

        It is found without putting codes of two keys together, so there are some that have both
        and are in no such group.
        """
        likely: Mask = np.ones(records.number, np.bool)
        for key, part in zip(self.keys, self.parts(codes), strict=True):
            self._columns.check()
            wanted = _mask(part, key.size + 1)
            if not wanted.all():
                likely &= records.of(key.leads(wanted))
        return records.chosen(likely)

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
        for rows, codes, owners in self._members_until(groups, wanted):
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

    def _members_until(
        self, groups: Groups, wanted: Numbers
    ) -> Iterator[tuple[Numbers, Numbers, Owners]]:
        """The same as `_members_of` of as many records as may be in groups that are still wanted.

        Large groups are there among the first; for others, the rest is sifted.
        """
        head = min(STRETCH, self.records.number)
        rows = self.records.part(0, head).listed()
        yield from self._members_of(rows, groups)
        if wanted.any():
            rest = self.records.part(head, self.records.number)
            likely = self.likely(rest, groups.codes[wanted > 0])
            yield from self._members_of(likely, groups)

    def _members_of(
        self, rows: Numbers, groups: Groups
    ) -> Iterator[tuple[Numbers, Numbers, Owners]]:
        """The members of the groups of these records, with the rows that their indexes are of."""
        for codes, owners in self.members(rows, groups):
            yield rows, codes, owners

    def memberships(self, groups: Groups) -> tuple[Numbers, Numbers]:
        """All rows of these groups, each with the place of its group."""
        lookup = self.lookup(groups)
        found: list[tuple[Numbers, Numbers]] = [(_NONE, _NONE)]
        rows = self.likely(self.records, groups.codes)
        for codes, owners in self.members(rows, groups):
            hits, places = lookup(codes)
            found.append((rows[owners.of(hits)], places))
        return _joined(found)

    def lookup(self, groups: Groups) -> Callable[[Numbers], tuple[Numbers, Numbers]]:
        """What finds, among codes, those of these groups: their indexes, and the groups' places."""
        assert len(groups.codes) <= np.iinfo(np.int16).max, "places take two bytes, here and below"
        if self.span <= FEW:
            places = np.full(self.span, -1, np.int16)
            places[groups.codes.astype(np.int64)] = np.arange(len(groups.codes))

            def among_few(codes: Numbers) -> tuple[Numbers, Numbers]:
                found = places.take(codes)
                hits = np.flatnonzero(found >= 0)
                return hits, found.take(hits)

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


def _mask(codes: Numbers, span: int) -> Mask:
    """Which of so many codes are among these."""
    mask = np.zeros(span, np.bool)
    mask[codes] = True
    return mask


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
