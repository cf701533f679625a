"""Initiatives: plans, proposals and undertakings."""

from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.collections.entity_filters import EntityFilters
from app.api.filters import Is
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query import BROUGHT_UP, Several, sorting
from app.api.routing import router
from app.model import records, tables
from app.model.vocabulary import InitiativeKind


class InitiativeQuery(EntityFilters):
    """The parameters of the list of initiatives."""

    kind: Annotated[
        Several[InitiativeKind],
        Is("kind"),
        Field(description="What sort of undertaking it is.", examples=["coalition"]),
    ] = None
    sort: Annotated[
        Several[Literal["mention_count", "-mention_count", "name", "-name", "id", "-id"]],
        sorting("-mention_count", BROUGHT_UP),
    ] = None


class InitiativePage(Page[records.Initiative]):
    """One page of initiatives."""


INITIATIVES = Collection("initiatives", "initiative", tables.Initiative, InitiativeQuery)
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
    return INITIATIVES.page(request, query)


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
) -> Response:
    """One initiative."""
    return INITIATIVES.record(request, id)
