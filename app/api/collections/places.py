"""Places that are not countries."""

from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.collections.entity_filters import BelongingFilters
from app.api.http.representations import Columns
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query.filters import Is, exemplified, leaving_out, null, parameter
from app.api.query.parameters import (
    BROUGHT_UP,
    CountryCode,
    Flag,
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
from app.model.vocabulary import PlaceKind


class PlaceFilters(BelongingFilters):
    """What places can be asked for."""

    q: One[Words] = exemplified(BelongingFilters, "q", "Black Sea")
    id: Several[Id] = exemplified(BelongingFilters, "id", "kyiv")
    id_not: Several[Id] = exemplified(BelongingFilters, "id_not", "kyiv")
    country: Several[CountryCode] = exemplified(BelongingFilters, "country", "UA")
    kind: Several[PlaceKind] = parameter(Is("kind"), "What sort of place it is.", "city")
    kind_not: Several[PlaceKind] = leaving_out(Is("kind"), "kind", "city")
    stands_for_is_null: One[Flag] = null("stands_for", "what it stands for")


class PlaceQuery(PlaceFilters, ListQuery):
    """The parameters of the list of places."""

    sort: Several[Literal["mention_count", "-mention_count", "name", "-name", "id", "-id"]] = (
        sorting("-mention_count", BROUGHT_UP)
    )


class PlaceSummaryQuery(PlaceFilters, SummaryQuery):
    """The parameters of the summary of places."""

    group_by: Keys[Literal["kind", "country", "document", "mentioned_with"]] = grouping("kind")


class PlacePage(Page[records.Place]):
    """One page of places."""


COLUMNS = Columns(
    (
        "id",
        "type",
        "name",
        "aliases",
        "mention_count",
        "kind",
        "stands_for.entity.id",
        "citation",
    )
)


PLACES = Collection("places", "place", tables.Place, PlaceQuery, records.Place, COLUMNS)
routes = router("places")


@routes.get("/places", summary="List places", response_model=PlacePage, responses=LIST_RESPONSES)
async def list_places(request: Request, query: Annotated[PlaceQuery, Query()]) -> Response:
    """Cities, seas and continents, with what they stand for in the source."""
    return await PLACES.page(request, query)


@routes.get(
    "/places/summary",
    summary="Summarise places",
    response_model=Summary,
    responses=SUMMARY_RESPONSES,
)
async def summarise_places(
    request: Request, query: Annotated[PlaceSummaryQuery, Query()]
) -> Response:
    """How many places there are of each kind, or stand for each country; and which."""
    return await PLACES.summary(request, query)


@routes.get(
    "/places/{id}",
    summary="Get one place",
    response_model=records.Place,
    responses=RECORD_RESPONSES,
)
async def get_place(
    request: Request,
    id: Annotated[str, Path(description="Id of the place.", examples=["kyiv"])],
    query: Annotated[RecordQuery, Query()],
) -> Response:
    """One place."""
    return await PLACES.record(request, id, query)
