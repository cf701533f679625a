"""Selections: what a query selects, as statements and the values they are bound to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from pydantic import BaseModel
from sqlalchemy import Table
from sqlmodel import SQLModel

from app.api import cursors
from app.api.filters import sql_table
from app.api.naming import all_named, check_named
from app.api.query import ListQuery, PlainQuery, parameters_of
from app.api.served import Served, digested
from app.api.shapes import KEY, Shape, SortKey, Statement, Way
from app.api.statements import count_statement, page_statement, stream_statements
from app.api.stretches import straight_way
from app.api.vocabulary import Match
from app.store.reader import Row

Bindings = dict[str, object]
"""Values by the names of a statement's parameters."""

SAME_ORDER = {"sequence": KEY}
"""Columns that sort as the key does: facts are numbered in reading order."""
IN_READING_ORDER = (SortKey(KEY),)


PLANS = 128
"""How many statements of a kind are kept. Each takes some 0.1 MB, as SQLAlchemy has them."""

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
            rows = await state.store.rows(*self._page_statement(start, way, state))
        following = None
        if rows and start.passed + len(rows) < start.counted.found:
            following = self._next_link(rows[-1], start, len(rows), state)
        return Chosen([as_bytes(row[0]) for row in rows], start.counted, following)

    async def start(self, state: Served) -> Start:
        """Where the page starts, and what the query finds. Raises a 400 problem."""
        return self._known_start(state) or await self._counted_start(state)

    def stream(self, start: Start, state: Served) -> tuple[tuple[Statement, ...], Bindings]:
        """Select all rows from the start on, one statement after the other."""
        is_much = start.counted.found * MUCH > state.size_of(self._outline.table)
        way = straight(self._outline) or (Way.WALK if is_much else Way.GATHER)
        return stream_plan(self._outline, start.nulls, way), self._values | start.bindings()

    def _known_start(self, state: Served) -> Start | None:
        """Where the page starts, if it need not be counted what the query finds.

        Raises a 400 problem.
        """
        if self._query.cursor is None:
            known = already_counted(self._outline, self._values, state)
            return None if known is None else Start(known, 0, None)
        # The cursor brings the counts, so that they are taken once, whoever answers for a page.
        kinds = (*COUNTS, *_kinds(self._outline))
        values = cursors.unseal(self._query.cursor, self._bound, state.version, kinds)
        (found, left_out, passed), last = split(values, len(COUNTS))
        return Start(Counted(found, left_out), passed, last)

    async def _counted_start(self, state: Served) -> Start:
        return Start(await counted(self._outline, self._values, state), 0, None)

    def _page_statement(
        self, start: Start, way: Way | None, state: Served
    ) -> tuple[Statement, Bindings]:
        """Selects the rows of the page."""
        outline, limit = self._outline, self._query.limit
        way = way or better_way(start.counted.found, limit, state.size_of(outline.table))
        bindings = self._values | start.bindings() | {"rows": limit}
        return page_plan(outline, start.nulls, way), bindings

    async def _counted_page(self, way: Way, state: Served) -> tuple[Start, list[Row]]:
        """The rows of the first page, counted by the same statement if there are any."""
        outline = self._outline
        values = self._values | {"rows": self._query.limit}
        rows = await state.store.rows(counted_page_plan(outline, way), values)
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


def already_counted(outline: "Outline", values: Bindings, state: Served) -> Counted | None:
    """What the query finds, where it was counted before, since the data does not change."""
    if not outline.given:
        return Counted(state.size_of(outline.table), 0)
    known: Counted | None = state.counts.get((outline.filtered, digested(values)))
    return known


async def counted(outline: "Outline", values: Bindings, state: Served) -> Counted:
    """What the query finds, counted now. Raises a 400 problem."""
    (row,) = await state.store.rows(count_plan(outline.filtered), values)
    return await checked_counts(outline, values, row, state)


async def checked_counts(outline: "Outline", values: Bindings, row: Row, state: Served) -> Counted:
    """What a statement counted, kept for whoever asks again; last, whether all ids name something.

    Raises a 400 problem where one does not.
    """
    found, left_out, all_there = map(as_int, row)
    await check_named(shape_of(outline), values, state, all_there=bool(all_there))
    known = Counted(found, left_out)
    state.counts[outline.filtered, digested(values)] = known
    return known


@dataclass(frozen=True, eq=False)
class Outline:
    """What of a query decides its statements, as a key to find them by (see `outline_of`)."""

    table: type[SQLModel]
    query: type[PlainQuery]
    given: tuple[tuple[str, int], ...]
    match: Match
    sort: tuple[str, ...] = ()

    @cached_property
    def filtered(self) -> "Outline":
        """What of it decides which records are found, in whatever order."""
        return outline_of(self.table, self.query, self.given, self.match, ()) if self.sort else self


@lru_cache(maxsize=2048)
def outline_of(
    table: type[SQLModel],
    query: type[PlainQuery],
    given: tuple[tuple[str, int], ...],
    match: Match,
    sort: tuple[str, ...],
) -> Outline:
    """The outline of all such queries: there is one, by which its statements are found quickly."""
    return Outline(table, query, given, match, sort)


def outlined(table: type[SQLModel], query: PlainQuery) -> tuple[Outline, Bindings]:
    """What of the query decides its statements, and the values that they are bound to."""
    given = given_values(query)
    fields = vars(query)  # to ask a model for what it has not takes it long
    outline = outline_of(
        table,
        type(query),
        tuple([(name, len(values)) for name, values in given.items()]),
        fields.get("match", Match.CERTAIN),
        tuple(fields.get("sort") or ()),
    )
    return outline, bound_values(given)


@lru_cache(maxsize=PLANS)
def page_plan(outline: Outline, after: tuple[bool, ...] | None, way: Way) -> Statement:
    """The statement for pages of this outline, built once."""
    return page_statement(shape_of(outline, after), way)


@lru_cache(maxsize=PLANS)
def counted_page_plan(outline: Outline, way: Way) -> Statement:
    """The statement for first pages of this outline that also counts, built once."""
    counts = count_plan(outline.filtered).selected_columns
    return page_plan(outline, None, way).add_columns(*counts)


@lru_cache(maxsize=PLANS)
def stream_plan(
    outline: Outline, after: tuple[bool, ...] | None, way: Way
) -> tuple[Statement, ...]:
    """The statements for all that is found by this outline, built once."""
    return tuple(stream_statements(shape_of(outline, after), way))


@lru_cache(maxsize=512)
def straight(outline: Outline) -> Way | None:
    """The way that has what is found in the order of the sort at once; None where none has."""
    return straight_way(shape_of(outline))


@lru_cache(maxsize=PLANS)
def count_plan(outline: Outline) -> Statement:
    """The statement that counts what an outline finds, and looks its ids up, built once."""
    shape = shape_of(outline)
    return count_statement(shape).add_columns(all_named(shape))


def shape_of(outline: Outline, after: tuple[bool, ...] | None = None) -> Shape:
    """What the outline names, looked up."""
    filters = parameters_of(outline.query).filters
    return Shape(
        sql_table(outline.table),
        tuple((name, filters[name], number) for name, number in outline.given),
        outline.match,
        sort_keys(sql_table(outline.table), outline.sort),
        after,
    )


@lru_cache(maxsize=1024)
def _kinds(outline: Outline) -> tuple[cursors.Kind, ...]:
    shape = shape_of(outline)
    return kinds_of(shape.table, shape.sort)


def kinds_of(table: Table, sort: Sequence[SortKey]) -> tuple[cursors.Kind, ...]:
    """What the values of a cursor are by which pages in this order go on."""
    columns = (table.c[key.column] for key in sort)
    return tuple(
        cursors.Kind(
            int if issubclass(column.type.python_type, int) else str, column.nullable is True
        )
        for column in columns
    )


@lru_cache(maxsize=1024)
def sort_keys(table: Table, sort: tuple[str, ...]) -> tuple[SortKey, ...]:
    """The keys to sort by. The last is the id, or one before it that no two records share.

    An id that is not asked for goes the way of the key before it: so the index of that key, which
    has the ids too, can be walked either way.
    """
    if not sort:
        return IN_READING_ORDER
    keys: dict[str, SortKey] = {}
    for name in (*sort, "-id" if sort[-1].startswith("-") else "id"):
        column = SAME_ORDER.get(name.removeprefix("-"), name.removeprefix("-"))
        keys.setdefault(column, SortKey(column, name.startswith("-")))
        if column == KEY or table.c[column].unique:
            break
    return tuple(keys.values())


def bound_values(given: Mapping[str, list[object]]) -> Bindings:
    """The values by the names of the statement's parameters (see `shapes.condition`)."""
    return {
        f"{name}__{i}": value for name, several in given.items() for i, value in enumerate(several)
    }


def given_values(query: BaseModel) -> Mapping[str, list[object]]:
    """The values of each filter that is given, as the tables have them, in order of name."""
    filters, fields = parameters_of(type(query)).filters, vars(query)
    given = {}
    for name in sorted(query.model_fields_set):
        filter_ = filters.get(name)
        if filter_ is not None:
            value = fields[name]
            values = value if isinstance(value, list) else [value]
            given[name] = [filter_.stored(item) for item in values]
    return given


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
