"""Groups: several people or states that the source speaks of together."""

from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.collections.entity_filters import BelongingFilters
from app.api.http.representations import Columns
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query.filters import exemplified
from app.api.query.parameters import (
    BROUGHT_UP,
    Id,
    ListQuery,
    One,
    RecordQuery,
    Several,
    Words,
    sorting,
)
from app.api.serving.routing import router
from app.api.summaries.summary import SUMMARY_RESPONSES, Keys, Summary, SummaryQuery, grouping
from app.model import records, tables


class GroupFilters(BelongingFilters):
    """What groups can be asked for."""

    q: One[Words] = exemplified(BelongingFilters, "q", "leaders")
    id: Several[Id] = exemplified(BelongingFilters, "id", "uk-officials")
    id_not: Several[Id] = exemplified(BelongingFilters, "id_not", "uk-officials")


class GroupQuery(GroupFilters, ListQuery):
    """The parameters of the list of groups."""

    sort: Several[Literal["mention_count", "-mention_count", "name", "-name", "id", "-id"]] = (
        sorting("-mention_count", BROUGHT_UP)
    )


class GroupSummaryQuery(GroupFilters, SummaryQuery):
    """The parameters of the summary of groups."""

    group_by: Keys[Literal["country", "document", "mentioned_with"]] = grouping("country")


class GroupPage(Page[records.Group]):
    """One page of groups."""


COLUMNS = Columns(
    (
        "id",
        "type",
        "name",
        "aliases",
        "mention_count",
        "countries.entity.id",
        "citation",
    )
)


GROUPS = Collection("groups", "group", tables.Group, GroupQuery, records.Group, COLUMNS)
routes = router("groups")


@routes.get("/groups", summary="List groups", response_model=GroupPage, responses=LIST_RESPONSES)
async def list_groups(request: Request, query: Annotated[GroupQuery, Query()]) -> Response:
    """Several people or states that the source speaks of together, such as UK officials."""
    return await GROUPS.page(request, query)


@routes.get(
    "/groups/summary",
    summary="Summarise groups",
    response_model=Summary,
    responses=SUMMARY_RESPONSES,
)
async def summarise_groups(
    request: Request, query: Annotated[GroupSummaryQuery, Query()]
) -> Response:
    """How many groups belong to each country, or are named by each document; and which."""
    return await GROUPS.summary(request, query)


@routes.get(
    "/groups/{id}",
    summary="Get one group",
    response_model=records.Group,
    responses=RECORD_RESPONSES,
)
async def get_group(
    request: Request,
    id: Annotated[str, Path(description="Id of the group.", examples=["uk-officials"])],
    query: Annotated[RecordQuery, Query()],
) -> Response:
    """One group."""
    return await GROUPS.record(request, id, query)
