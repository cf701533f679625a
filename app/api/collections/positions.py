"""Positions: who stands where on an initiative."""

from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.collections.fact_filters import FactFilters
from app.api.filters import Is, takes_part
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query import Id, Several, sorting
from app.api.routing import router
from app.model import records, tables
from app.model.vocabulary import Stance


class PositionQuery(FactFilters):
    """The parameters of the list of positions."""

    holder: Annotated[
        Several[Id],
        takes_part("holder"),
        Field(description="This entity holds the position.", examples=["sergei-lavrov"]),
    ] = None
    subject: Annotated[
        Several[Id],
        Is("subject"),
        Field(
            description="The position is about this initiative or proposal.",
            examples=["coalition-of-the-willing"],
        ),
    ] = None
    stance: Annotated[
        Several[Stance],
        Is("stance"),
        Field(description="Where the holder stands.", examples=["opposes"]),
    ] = None
    sort: Annotated[
        Several[Literal["sequence", "-sequence", "stance", "-stance", "id", "-id"]],
        sorting("-sequence"),
    ] = None


class PositionPage(Page[records.Position]):
    """One page of positions."""


POSITIONS = Collection("positions", "position", tables.Position, PositionQuery)
routes = router("positions")


@routes.get(
    "/positions",
    summary="List positions",
    response_model=PositionPage,
    responses=LIST_RESPONSES,
)
async def list_positions(request: Request, query: Annotated[PositionQuery, Query()]) -> Response:
    """Who stands where on an initiative or a proposal, and on which conditions."""
    return POSITIONS.page(request, query)


@routes.get(
    "/positions/{id}",
    summary="Get one position",
    response_model=records.Position,
    responses=RECORD_RESPONSES,
)
async def get_position(
    request: Request,
    id: Annotated[
        str,
        Path(
            description="Id of the position.",
            examples=["coalition-of-the-willing.lavrov-opposes-coalition"],
        ),
    ],
) -> Response:
    """One position."""
    return POSITIONS.record(request, id)
