"""Selections: what a query finds, counted once, and the pages of it."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlmodel import SQLModel

from app.api.query import cursors
from app.api.query.naming import check_named
from app.api.query.outlines import (
    Bindings,
    Outline,
    count_plan,
    counted_page_plan,
    kinds_for,
    named_in,
    outlined,
    page_plan,
    straight,
    stream_plan,
)
from app.api.query.parameters import ListQuery
from app.api.query.shapes import Way
from app.api.served import Served, known_by
from app.store.prepared import Prepared
from app.store.reader import Row

COUNTS = (cursors.Kind(int), cursors.Kind(int), cursors.Kind(int))
"""What a cursor brings beside its sort values: how many are found, how many left out, and how many
were on the pages before.
"""


class Counted(NamedTuple):
    """How many records a query finds, and how many are left out since no range decides them."""

    found: int
    left_out: int


class Start(NamedTuple):
    """Where a page starts, and what its query finds on all pages."""

    counted: Counted
    passed: int
    """How many records are on the pages before."""
    after: cursors.Values | None
    """The sort values of the last of them; None at the beginning."""

    @property
    def nulls(self) -> tuple[bool, ...] | None:
        """Which of the sort values are null."""
        return None if self.after is None else tuple(value is None for value in self.after)

    def bindings(self) -> Bindings:
        """The sort values by the names of the statement's parameters."""
        return {f"after_{i}": value for i, value in enumerate(self.after or ())}


class Chosen(NamedTuple):
    """The records of a page, and what its query finds on all pages."""

    bodies: list[bytes]
    counted: Counted
    following: str | None
    """The URL of the next page."""


class Selection:
    """A query put to a table."""

    def __init__(self, table: type[SQLModel], query: ListQuery, bound: str) -> None:
        """`bound` is what of the URL a cursor is bound to: all but the page."""
        self._query, self._bound = query, bound
        self._outline, self._values = outlined(table, query)

    async def page(self, state: Served) -> Chosen:
        """The page that is asked for. Raises a 400 problem.

        What has to be counted is counted in the same statement, where it does not depend on the
        number how the page is come by.
        """
        way, known = straight(self._outline), self._known_start(state)
        if known is None and way is not None:
            start, rows = await self._counted_page(way, state)
        else:
            start = known or await self._counted_start(state)
            rows = await state.rows(*self._page_statement(start, way, state))
        following = None
        if rows and start.passed + len(rows) < start.counted.found:
            following = self._next_link(rows[-1], start, len(rows), state)
        return Chosen(state.bodies(self._outline.table, rows), start.counted, following)

    async def start(self, state: Served) -> Start:
        """Where the page starts, and what the query finds. Raises a 400 problem."""
        return self._known_start(state) or await self._counted_start(state)

    def stream(self, start: Start, state: Served) -> Iterator[list[bytes]]:
        """The records from the start on, some at a time."""
        is_much = start.counted.found * MUCH > state.size_of(self._outline.table)
        way = straight(self._outline) or (Way.WALK if is_much else Way.GATHER)
        statement = stream_plan(self._outline, start.nulls, way)
        return state.batches(self._outline.table, statement, self._values | start.bindings())

    def _known_start(self, state: Served) -> Start | None:
        """Where the page starts, if it need not be counted what the query finds.

        Raises a 400 problem.
        """
        if self._query.cursor is None:
            known = already_counted(self._outline, self._values, state)
            return None if known is None else Start(known, 0, None)
        # The cursor brings the counts, so that they are taken once, whoever answers for a page.
        kinds = (*COUNTS, *kinds_for(self._outline))
        values = cursors.unseal(self._query.cursor, self._bound, state.version, kinds)
        (found, left_out, passed), last = split(values, len(COUNTS))
        return Start(Counted(found, left_out), passed, last)

    async def _counted_start(self, state: Served) -> Start:
        return Start(await counted(self._outline, self._values, state), 0, None)

    def _page_statement(
        self, start: Start, way: Way | None, state: Served
    ) -> tuple[Prepared, Bindings]:
        """Selects the rows of the page."""
        outline, limit = self._outline, self._query.limit
        way = way or better_way(start.counted.found, limit, state.size_of(outline.table))
        bindings = self._values | start.bindings() | {"rows": limit}
        return page_plan(outline, start.nulls, way), bindings

    async def _counted_page(self, way: Way, state: Served) -> tuple[Start, list[Row]]:
        """The rows of the first page, counted by the same statement if there are any."""
        outline = self._outline
        values = self._values | {"rows": self._query.limit}
        rows = await state.rows(counted_page_plan(outline, way), values)
        if not rows:
            return await self._counted_start(state), rows
        *_, found, left_out, all_there = rows[0]
        totals = await checked_counts(outline, self._values, (found, left_out, all_there), state)
        return Start(totals, 0, None), [row[:-3] for row in rows]

    def _next_link(self, last: Row, start: Start, number: int, state: Served) -> str:
        """The URL of the page after this one of so many records, which ends with this row."""
        values = [value.decode() if isinstance(value, bytes) else value for value in last[1:]]
        totals = (start.counted.found, start.counted.left_out, start.passed + number)
        cursor = cursors.seal((*totals, *values), self._bound, state.version)
        joint = "" if self._bound.endswith("?") else "&"
        return f"{self._bound}{joint}limit={self._query.limit}&cursor={cursor}"


MUCH = 10
"""A tenth of the records of a table, and more, is read along the index rather than sorted."""


def better_way(found: int, wanted: int, size: int) -> Way:
    """The way that reads less: all that is found, or what is passed on the way to a page.

    Where what is found is spread evenly, a page of 20 is reached after 20 × size / found rows.
    """
    return Way.WALK if found * found > wanted * size else Way.GATHER


def already_counted(outline: Outline, values: Bindings, state: Served) -> Counted | None:
    """What the query finds, where it was counted before, since the data does not change."""
    if not outline.given:
        return Counted(state.size_of(outline.table), 0)
    known: Counted | None = state.counts.get((outline.filtered, known_by(values)))
    return known


async def counted(outline: Outline, values: Bindings, state: Served) -> Counted:
    """What the query finds, counted now. Raises a 400 problem."""
    (row,) = await state.rows(count_plan(outline.filtered), values)
    return await checked_counts(outline, values, row, state)


async def checked_counts(outline: Outline, values: Bindings, row: Row, state: Served) -> Counted:
    """What a statement counted, kept for whoever asks again; last, whether all ids name something.

    Raises a 400 problem where one does not.
    """
    found, left_out, all_there = map(as_int, row)
    await check_named(named_in(outline), values, state, all_there=bool(all_there))
    known = Counted(found, left_out)
    state.counts[outline.filtered, known_by(values)] = known
    return known


def split(values: cursors.Values, number: int) -> tuple[list[int], cursors.Values]:
    """The counts that a cursor brings, so many of them, and its sort values.

    Raises a 400 problem where they count nothing that there can be.
    """
    counts = [as_int(value) for value in values[:number]]
    if min(counts) < 0:
        raise cursors.refused(cursors.FORGED)
    return counts, values[number:]


def as_bytes(value: object) -> bytes:
    """Text from a store."""
    assert isinstance(value, bytes), "text comes from a store as bytes"
    return value


def as_int(value: object) -> int:
    """A count from a store."""
    assert isinstance(value, int), "counts are integers"
    return value
