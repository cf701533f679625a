"""The timeline: events in order of date, and those that the source does not date beside them."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Table, select, true
from starlette.requests import Request
from starlette.responses import Response

from app.api import cursors
from app.api.collections.base import NOT_BOUND
from app.api.collections.events import EVENTS, EventFilters
from app.api.conditional import answer
from app.api.filters import Bound, sql_table
from app.api.pages import LIST_RESPONSES
from app.api.query import PagedQuery, canonical
from app.api.representations import only, pretty
from app.api.routing import router
from app.api.selection import (
    IN_READING_ORDER,
    Outline,
    as_bytes,
    as_int,
    kinds_of,
    outlined,
    shape_of,
)
from app.api.served import Served, served
from app.api.statements import SortKey, Statement, count_statement, page_statement
from app.api.vocabulary import Match
from app.model import records, tables
from app.store.sqlite import Row

BY_DATE = (SortKey("day"), SortKey("latest"), SortKey("key"))
"""The more exact of two dates that start alike is first, and what has no end is last."""

KINDS = (
    *(kind._replace(nullable=True) for kind in kinds_of(sql_table(tables.Event), BY_DATE)),
    cursors.Kind(int),
)
"""What a cursor holds: where the dated events go on, null before the first, and the undated."""


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

    def body() -> tuple[bytes, str | None]:
        content, following = _page(query, served(request))
        return (pretty(content) if query.pretty else content), following

    return answer(request, f"/v1/timeline?{canonical(query)}", body)


@dataclass(frozen=True)
class HasDay:
    """The event has a place in time, or has none."""

    expected: bool

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        day = table.c.day
        return day.is_not(None) if self.expected else day.is_(None)

    def stored(self, value: object) -> object:
        return value


@dataclass(frozen=True)
class Plan:
    """The two statements that a page takes."""

    dated: Statement
    undated: Statement
    """With the totals in each row; there is always one, whose record may be null."""


@lru_cache(maxsize=1024)
def _plan(outline: Outline, after: tuple[bool, ...] | None) -> Plan:
    shape = shape_of(outline)
    dated, undated = (
        replace(shape, filters=(*shape.filters, ("day", HasDay(expected), 0)))
        for expected in (True, False)
    )
    counted = count_statement(shape).subquery("counted")
    counted_undated = count_statement(undated).subquery("counted_undated")
    page = page_statement(replace(undated, sort=IN_READING_ORDER, after=(False,)))
    records_ = page.subquery("records")
    totals = (counted.c.found, counted.c.left_out, counted_undated.c.found)
    return Plan(
        page_statement(replace(dated, sort=BY_DATE, after=after)),
        select(*totals, records_.c.body, records_.c.key)
        .select_from(counted.join(counted_undated, true()).join(records_, true(), isouter=True))
        .order_by(records_.c.key),
    )


def _page(query: TimelineQuery, state: Served) -> tuple[bytes, str | None]:
    bound = f"/v1/timeline?{canonical(query, NOT_BOUND)}"
    last: cursors.Values = (None, None, None, 0)
    if query.cursor is not None:
        last = cursors.unseal(query.cursor, bound, state.version, KINDS)
    *last_dated, last_undated = last
    outline, values = outlined(tables.Event, query)
    values |= {"rows": query.limit + 1}
    after = None if last_dated[0] is None else tuple(value is None for value in last_dated)
    plan = _plan(outline, after)
    place = {f"after_{i}": value for i, value in enumerate(last_dated)}
    dated = state.store.rows(plan.dated, values | place)
    rows = state.store.rows(plan.undated, values | {"after_0": last_undated})
    found, left_out, undated_found = map(as_int, rows[0][:3])
    undated = [row[3:] for row in rows if row[3] is not None]
    link = None
    if len(dated) > query.limit or len(undated) > query.limit:
        del dated[query.limit :], undated[query.limit :]
        ends = (
            *(_sort_values(dated[-1]) if dated else last_dated),
            *(_sort_values(undated[-1]) if undated else (last_undated,)),
        )
        joint = "" if bound.endswith("?") else "&"
        cursor = cursors.seal(ends, bound, state.version)
        link = f"{bound}{joint}limit={query.limit}&cursor={cursor}"
    envelope = (
        b'{"dated":[%s],"undated":[%s],"total":%d,"total_dated":%d,"total_undated":%d,'
        b'"left_out":%d,"next":%s}'
    )
    content = envelope % (
        _joined(dated, query),
        _joined(undated, query),
        found,
        found - undated_found,
        undated_found,
        left_out,
        b"null" if link is None else b'"%s"' % link.encode(),
    )
    return content, link


def _joined(rows: list[Row], query: TimelineQuery) -> bytes:
    return b",".join([only(as_bytes(row[0]), query.fields) for row in rows])


def _sort_values(row: Row) -> cursors.Values:
    return tuple(value.decode() if isinstance(value, bytes) else value for value in row[1:])
