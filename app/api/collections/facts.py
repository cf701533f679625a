"""Facts: all that the news says, of whatever type."""

from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.collections.fact_filters import FactFilters
from app.api.filters import Is
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query import Several, sorting
from app.api.routing import router
from app.model import records, tables
from app.model.vocabulary import FactType


class FactQuery(FactFilters):
    """The parameters of the list of facts."""

    type: Annotated[
        Several[FactType],
        Is("type"),
        Field(description="What sort of fact it is.", examples=["statement"]),
    ] = None
    sort: Annotated[
        Several[Literal["sequence", "-sequence", "id", "-id"]],
        sorting("-sequence"),
    ] = None


class FactPage(Page[records.Fact]):
    """One page of facts."""


FACTS = Collection("facts", "fact", tables.Fact, FactQuery)
routes = router("facts")


@routes.get("/facts", summary="List facts", response_model=FactPage, responses=LIST_RESPONSES)
async def list_facts(request: Request, query: Annotated[FactQuery, Query()]) -> Response:
    """Deals, statements, events and positions in one list; `type` tells them apart. Each has the
    words that prove it.
    """
    return FACTS.page(request, query)


@routes.get(
    "/facts/{id}",
    summary="Get one fact",
    response_model=records.Fact,
    responses=RECORD_RESPONSES,
)
async def get_fact(
    request: Request,
    id: Annotated[
        str, Path(description="Id of the fact.", examples=["coalition-of-the-willing.missile-deal"])
    ],
) -> Response:
    """One fact, of whatever type."""
    return FACTS.record(request, id)
