"""Initiatives: plans, proposals and undertakings."""

from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.collections.entity_filters import EntityFilters
from app.api.http.representations import Columns
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query.filters import Is, exemplified, leaving_out, null, parameter
from app.api.query.parameters import (
    BROUGHT_UP,
    Flag,
    Id,
    ListQuery,
    One,
    RecordQuery,
    Several,
    sorting,
)
from app.api.serving.routing import router
from app.api.summaries.summary import SUMMARY_RESPONSES, Keys, Summary, SummaryQuery, grouping
from app.model import records, tables
from app.model.vocabulary import InitiativeKind


class InitiativeFilters(EntityFilters):
    """What initiatives can be asked for."""

    id: Several[Id] = exemplified(EntityFilters, "id", "coalition-of-the-willing")
    id_not: Several[Id] = exemplified(EntityFilters, "id_not", "coalition-of-the-willing")
    kind: Several[InitiativeKind] = parameter(
        Is("kind"),
        "What sort of undertaking it is.",
        "coalition",
    )
    kind_not: Several[InitiativeKind] = leaving_out(Is("kind"), "kind", "coalition")
    purpose_is_null: One[Flag] = null("purpose", "its purpose")


class InitiativeQuery(InitiativeFilters, ListQuery):
    """The parameters of the list of initiatives."""

    sort: Several[Literal["mention_count", "-mention_count", "name", "-name", "id", "-id"]] = (
        sorting("-mention_count", BROUGHT_UP)
    )


class InitiativeSummaryQuery(InitiativeFilters, SummaryQuery):
    """The parameters of the summary of initiatives."""

    group_by: Keys[Literal["kind", "document", "mentioned_with"]] = grouping("kind")


class InitiativePage(Page[records.Initiative]):
    """One page of initiatives."""


COLUMNS = Columns(
    (
        "id",
        "type",
        "name",
        "aliases",
        "mention_count",
        "kind",
        "led_by.entity.id",
        "purpose.exact",
        "citation",
    )
)


INITIATIVES = Collection(
    "initiatives", "initiative", tables.Initiative, InitiativeQuery, records.Initiative, COLUMNS
)
routes = router("initiatives")


@routes.get(
    "/initiatives",
    summary="List initiatives",
    response_model=InitiativePage,
    responses=LIST_RESPONSES,
)
async def list_initiatives(
    request: Request, query: Annotated[InitiativeQuery, Query()]
) -> Response:
    """Plans, proposals and undertakings, such as the coalition of the willing."""
    return await INITIATIVES.page(request, query)


@routes.get(
    "/initiatives/summary",
    summary="Summarise initiatives",
    response_model=Summary,
    responses=SUMMARY_RESPONSES,
)
async def summarise_initiatives(
    request: Request, query: Annotated[InitiativeSummaryQuery, Query()]
) -> Response:
    """How many initiatives there are of each kind, or are named together with each entity; and
    which.
    """
    return await INITIATIVES.summary(request, query)


@routes.get(
    "/initiatives/{id}",
    summary="Get one initiative",
    response_model=records.Initiative,
    responses=RECORD_RESPONSES,
)
async def get_initiative(
    request: Request,
    id: Annotated[
        str, Path(description="Id of the initiative.", examples=["coalition-of-the-willing"])
    ],
    query: Annotated[RecordQuery, Query()],
) -> Response:
    """One initiative."""
    return await INITIATIVES.record(request, id, query)
