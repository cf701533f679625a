"""Facts: all that the news says, of whatever type."""

from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.collections.fact_filters import FACT_COLUMNS, FactFilters
from app.api.http.representations import Columns
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query.filters import Is, leaving_out, parameter
from app.api.query.parameters import ListQuery, RecordQuery, Several, sorting
from app.api.serving.routing import router
from app.api.summaries.summary import SUMMARY_RESPONSES, Keys, Summary, SummaryQuery, grouping
from app.model import records, tables
from app.model.vocabulary import FactType


class TypedFactFilters(FactFilters):
    """What facts of all types can be asked for."""

    type: Several[FactType] = parameter(Is("type"), "What sort of fact it is.", "statement")
    type_not: Several[FactType] = leaving_out(Is("type"), "type", "statement")


class FactQuery(TypedFactFilters, ListQuery):
    """The parameters of the list of facts."""

    sort: Several[
        Literal["sequence", "-sequence", "type", "-type", "modality", "-modality", "id", "-id"]
    ] = sorting("-sequence")


class FactSummaryQuery(TypedFactFilters, SummaryQuery):
    """The parameters of the summary of facts."""

    group_by: Keys[
        Literal["type", "document", "entity", "country", "mentions", "modality", "inferred"]
    ] = grouping("type")


class FactPage(Page[records.Fact]):
    """One page of facts."""


COLUMNS = Columns((*FACT_COLUMNS,))


FACTS = Collection("facts", "fact", tables.Fact, FactQuery, records.Fact, COLUMNS)
routes = router("facts")


@routes.get("/facts", summary="List facts", response_model=FactPage, responses=LIST_RESPONSES)
async def list_facts(request: Request, query: Annotated[FactQuery, Query()]) -> Response:
    """Deals, statements, events and positions in one list; `type` tells them apart. Each has the
    words that prove it.
    """
    return await FACTS.page(request, query)


@routes.get(
    "/facts/summary", summary="Summarise facts", response_model=Summary, responses=SUMMARY_RESPONSES
)
async def summarise_facts(
    request: Request, query: Annotated[FactSummaryQuery, Query()]
) -> Response:
    """How many facts there are of each type, or with each entity or country taking part; and the
    exact sums of the amounts that they state.
    """
    return await FACTS.summary(request, query)


@routes.get(
    "/facts/{id}", summary="Get one fact", response_model=records.Fact, responses=RECORD_RESPONSES
)
async def get_fact(
    request: Request,
    id: Annotated[
        str, Path(description="Id of the fact.", examples=["coalition-of-the-willing.missile-deal"])
    ],
    query: Annotated[RecordQuery, Query()],
) -> Response:
    """One fact, of whatever type."""
    return await FACTS.record(request, id, query)
