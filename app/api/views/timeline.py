"""The timeline: events in order of date, and those that the source does not date beside them."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from functools import lru_cache
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Table, and_, null, select, true, union_all
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import NOT_BOUND
from app.api.collections.events import EVENTS, EventFilters
from app.api.http.conditional import answer
from app.api.http.representations import only, pretty
from app.api.pages import LIST_RESPONSES
from app.api.query import cursors
from app.api.query.arguments import Canonical, canonical
from app.api.query.filters import Bound, sql_table
from app.api.query.naming import all_named, check_named
from app.api.query.outlines import Bindings, Outline, kinds_of, named_in, outlined, shape_of
from app.api.query.parameters import PagedQuery
from app.api.query.selection import as_int, better_way, split
from app.api.query.shapes import Shape, SortKey, Way
from app.api.query.statements import STANDS_FOR, count_statement, page_statement
from app.api.served import Served, known_by, served
from app.api.serving.routing import router
from app.api.vocabulary import Match
from app.model import records, tables
from app.store.prepared import Prepared, prepared
from app.store.reader import Row

BY_DATE = (SortKey("day"), SortKey("latest"), SortKey("key"))
"""The more exact of two dates that start alike is first, and what has no end is last."""

KINDS = (
    *(cursors.Kind(int),) * 3,
    *(kind._replace(nullable=True) for kind in kinds_of(sql_table(tables.Event), BY_DATE)),
    cursors.Kind(int),
)
"""What a cursor holds: the totals, where the dated events go on, null before the first, and what
is undated."""


class TimelineQuery(EventFilters, PagedQuery):
    """The parameters of the timeline: those of events, and the page."""


class Timeline(BaseModel):
    """One page of the timeline. Its pages, put together, have each event once."""

    model_config = ConfigDict(extra="forbid")

    dated: list[records.Event] = Field(
        description="Events with a first or a last possible day, in order of the first; of the"
        " last, where the first is open. Up to `limit`."
    )
    undated: list[records.Event] = Field(
        description="Events of which the source leaves the day open, in reading order. Up to"
        " `limit`."
    )
    total: int = Field(ge=0, description="How many events the query finds, dated or not.")
    total_dated: int = Field(ge=0, description="How many of them have a date.")
    total_undated: int = Field(ge=0, description="How many of them have none.")
    left_out: int = Field(
        ge=0,
        description="How many more events it might find, if the source gave the date that a range"
        " asks for.",
    )
    next: str | None = Field(
        description="The next page, with more of either, or null on the last. The `Link` header"
        " has the same."
    )


routes = router("timeline")


@routes.get(
    "/timeline",
    summary="Get the timeline",
    response_model=Timeline,
    responses=LIST_RESPONSES,
)
async def get_timeline(request: Request, query: Annotated[TimelineQuery, Query()]) -> Response:
    """Events in order of date. Those that the source does not date stand apart: no date is guessed
    for them.
    """
    EVENTS.check_fields(query)

    async def body() -> tuple[bytes, str | None]:
        content, following = await _page(query, served(request))
        return (pretty(content) if query.pretty else content), following

    return await answer(request, f"/v1/timeline?{canonical(query)}", body)


@dataclass(frozen=True)
class HasDay:
    """The event has a place in time, or has none."""

    expected: bool

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        if self.expected:
            return table.c.day.is_not(None)
        return and_(table.c.day.is_(None), table.c.latest.is_(None))

    def stored(self, value: object) -> object:
        return value


@dataclass(frozen=True)
class Totals:
    """What the query finds on all pages."""

    found: int
    left_out: int
    undated: int

    @property
    def dated(self) -> int:
        """How many have a place in time."""
        return self.found - self.undated


def _shapes(outline: Outline) -> tuple[Shape, Shape, Shape]:
    """What is found, and of that what is dated, and what is not."""
    shape = shape_of(outline)
    dated, undated = (
        replace(shape, filters=(*shape.filters, ("day", HasDay(expected), 0)))
        for expected in (True, False)
    )
    return shape, replace(dated, sort=BY_DATE), replace(undated, values="undated")


@lru_cache(maxsize=128)
def _totals_plan(outline: Outline) -> Prepared:
    shape, _, undated = _shapes(outline)
    all_, none = (count_statement(item).subquery() for item in (shape, undated))
    counts = (all_.c.found, all_.c.left_out, none.c.found)
    totals = select(*counts, all_named(shape)).select_from(all_.join(none, true()))
    return prepared(totals)


@lru_cache(maxsize=128)
def _page_plan(
    outline: Outline, after: tuple[bool, ...] | None, *, ways: tuple[Way, Way]
) -> Prepared:
    """Selects a page of either, the dated first, each with its sort values."""
    _, dated, undated = _shapes(outline)
    by_date = page_statement(replace(dated, after=after), ways[0]).subquery("dated")
    others = page_statement(replace(undated, after=(False,)), ways[1]).subquery("undated")
    days = (by_date.c.day, by_date.c.latest)
    page = union_all(
        select(by_date.c[STANDS_FOR], *days, by_date.c.key),
        select(others.c[STANDS_FOR], *(null().label(day.name) for day in days), others.c.key),
    ).subquery("page")
    order = (page.c.day.nulls_last(), page.c.latest.nulls_last(), page.c.key)
    return prepared(select(*page.c).order_by(*order))


async def _page(query: TimelineQuery, state: Served) -> tuple[bytes, str | None]:
    bound = f"/v1/timeline?{Canonical(query).without(NOT_BOUND)}"
    outline, values = outlined(tables.Event, query)
    if query.cursor is None:
        totals = await _totals(outline, values, state)
        last: cursors.Values = (None, None, None, 0)
    else:
        counts, last = split(cursors.unseal(query.cursor, bound, state.version, KINDS), 3)
        totals = Totals(*counts)
    *last_dated, last_undated = last
    after = None if last_dated[0] is None else tuple(value is None for value in last_dated)
    number, size = query.limit + 1, state.size_of(tables.Event)
    ways = better_way(totals.dated, number, size), better_way(totals.undated, number, size)
    values |= {"rows": number, "undated_0": last_undated}
    values |= {f"after_{i}": value for i, value in enumerate(last_dated)}
    rows = await state.rows(_page_plan(outline, after, ways=ways), values)
    dated = [row for row in rows if row[1] is not None]
    undated = [(row[0], row[3]) for row in rows if row[1] is None]
    link = None
    if len(dated) > query.limit or len(undated) > query.limit:
        del dated[query.limit :], undated[query.limit :]
        ends = (
            *(_sort_values(dated[-1]) if dated else last_dated),
            *(_sort_values(undated[-1]) if undated else (last_undated,)),
        )
        joint = "" if bound.endswith("?") else "&"
        cursor = cursors.seal((*astuple(totals), *ends), bound, state.version)
        link = f"{bound}{joint}limit={query.limit}&cursor={cursor}"
    envelope = (
        b'{"dated":[%s],"undated":[%s],"total":%d,"total_dated":%d,"total_undated":%d,'
        b'"left_out":%d,"next":%s}'
    )
    content = envelope % (
        _joined(dated, query, state),
        _joined(undated, query, state),
        totals.found,
        totals.dated,
        totals.undated,
        totals.left_out,
        b"null" if link is None else b'"%s"' % link.encode(),
    )
    return content, link


async def _totals(outline: Outline, values: Bindings, state: Served) -> Totals:
    """What the query finds: counted once, since the data does not change."""
    key = "timeline", outline, known_by(values)
    known: Totals | None = state.counts.get(key)
    if known is None:
        (row,) = await state.rows(_totals_plan(outline), values)
        *totals, all_there = map(as_int, row)
        await check_named(named_in(outline), values, state, all_there=bool(all_there))
        known = state.counts[key] = Totals(*totals)
    return known


def _joined(rows: Sequence[Row], query: TimelineQuery, state: Served) -> bytes:
    bodies = state.bodies(tables.Event, rows)
    return b",".join([only(body, query.fields) for body in bodies])


def _sort_values(row: Row) -> cursors.Values:
    return tuple(value.decode() if isinstance(value, bytes) else value for value in row[1:])
