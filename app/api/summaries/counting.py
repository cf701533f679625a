"""Counting: how many records each group holds, and which groups are the largest."""

from collections.abc import Iterator

import numpy as np

from app.api.summaries.grouping import gathered
from app.api.summaries.groups import Grouped, Groups, Records
from app.store.columns import Columns, Numbers

MANY = 1 << 20
"""Up to so many codes have a counter each; beyond, those that there are are sorted."""
PART = 1 << 17
"""How many sorted codes are counted at once."""


def largest(
    grouped: Grouped,
    number: int,
    columns: Columns,
    *,
    least: int = 1,
    but: int | None = None,
) -> tuple[int, Groups]:
    """How many groups hold so many records at least, and so many of these groups.

    They come the largest first, then in order of their keys. `but` is the code of one that is
    left out. Raises TookTooLong after the deadline.
    """
    total, best = 0, Groups(np.empty(0, np.int64), np.empty(0, np.int64))
    for groups in _counted(grouped, columns):
        columns.check()
        wanted = groups.counts >= least
        if but is not None:
            wanted &= groups.codes != but
        total += int(np.count_nonzero(wanted))
        if len(best.codes) == number:
            wanted &= groups.counts >= best.counts[-1]
        if wanted.any():
            codes = np.concatenate([best.codes, groups.codes[wanted]])
            counts = np.concatenate([best.counts, groups.counts[wanted]])
            best = _first(Groups(codes, counts), number, grouped)
    return total, best


def _counted(grouped: Grouped, columns: Columns) -> Iterator[Groups]:
    """All groups that there are, some at a time, each once."""
    keys, records = grouped.keys, grouped.records
    if len(keys) == 1:
        yield _occupied(keys[0].counts(records.rows, columns))
        return
    if grouped.span > MANY:
        for part in grouped.parts_apart():
            yield from _runs(_sorted(grouped, part, columns))
        return
    counts: Numbers = np.zeros(grouped.span, np.int64)
    for codes in gathered(_codes(grouped, records, columns), grouped.span, columns):
        counts += np.bincount(codes, minlength=grouped.span)
    yield _occupied(counts)


def _codes(grouped: Grouped, records: Records, columns: Columns) -> Iterator[Numbers]:
    """The codes of the groups of these records, some at a time."""
    for rows in records.stretches(columns):
        for codes, _ in grouped.members(rows):
            yield codes


def _sorted(grouped: Grouped, records: Records, columns: Columns) -> Numbers:
    """The codes of the groups of these records, in order: four or eight bytes for each of them."""
    pieces = _codes(grouped, records, columns)
    if records.number < grouped.records.number:  # one of many parts
        codes: Numbers = np.concatenate([*pieces])
    else:  # which may be large: there is no room for all of them twice
        codes = np.empty(grouped.combinations, grouped.form)
        filled = 0
        for some in pieces:
            codes[filled : filled + len(some)] = some
            filled += len(some)
    columns.check()
    codes.sort()
    return codes


def _runs(codes: Numbers) -> Iterator[Groups]:
    """The groups of codes that are in order, some at a time."""
    start = 0
    while start < len(codes):
        end = min(start + PART, len(codes))
        if end < len(codes):  # to the end of the last group
            end = int(np.searchsorted(codes, codes[end - 1], "right"))
        part = codes[start:end]
        firsts = np.flatnonzero(np.concatenate([[True], part[1:] != part[:-1]]))
        yield Groups(part[firsts], np.diff(firsts, append=len(part)))
        start = end


def _occupied(counts: Numbers) -> Groups:
    codes = np.flatnonzero(counts)
    return Groups(codes, counts[codes])


def _first(groups: Groups, number: int, grouped: Grouped) -> Groups:
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
            order = grouped.in_order(codes[equal])
            equal = equal[np.argpartition(order, wanted - 1)[:wanted]]
        chosen = np.concatenate([larger, equal])
        codes, counts = codes[chosen], counts[chosen]
    order = np.lexsort((grouped.in_order(codes), -counts))
    return Groups(codes[order], counts[order])
