"""Countries: those that the documents speak of, with their ISO 3166-1 codes."""

from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.collections.entity_filters import EntityFilters
from app.api.http.representations import Columns
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query.filters import exemplified
from app.api.query.parameters import (
    BROUGHT_UP,
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


class CountryFilters(EntityFilters):
    """What countries can be asked for."""

    q: One[Words] = exemplified(EntityFilters, "q", "Ukraine")


class CountryQuery(CountryFilters, ListQuery):
    """The parameters of the list of countries."""

    sort: Several[Literal["mention_count", "-mention_count", "name", "-name", "id", "-id"]] = (
        sorting("-mention_count", BROUGHT_UP)
    )


class CountrySummaryQuery(CountryFilters, SummaryQuery):
    """The parameters of the summary of countries."""

    group_by: Keys[Literal["document", "mentioned_with"]] = grouping("mentioned_with")


class CountryPage(Page[records.Country]):
    """One page of countries."""


COLUMNS = Columns(
    (
        "id",
        "type",
        "name",
        "aliases",
        "mention_count",
        "official_name",
        "alpha_2",
        "alpha_3",
        "numeric",
        "flag",
        "citation",
    )
)


COUNTRIES = Collection(
    "countries", "country", tables.Country, CountryQuery, records.Country, COLUMNS
)
routes = router("countries")


@routes.get(
    "/countries", summary="List countries", response_model=CountryPage, responses=LIST_RESPONSES
)
async def list_countries(request: Request, query: Annotated[CountryQuery, Query()]) -> Response:
    """The countries that the documents speak of."""
    return await COUNTRIES.page(request, query)


@routes.get(
    "/countries/summary",
    summary="Summarise countries",
    response_model=Summary,
    responses=SUMMARY_RESPONSES,
)
async def summarise_countries(
    request: Request, query: Annotated[CountrySummaryQuery, Query()]
) -> Response:
    """How many countries each document names, and how many are named together with each entity."""
    return await COUNTRIES.summary(request, query)


@routes.get(
    "/countries/{id}",
    summary="Get one country",
    response_model=records.Country,
    responses=RECORD_RESPONSES,
)
async def get_country(
    request: Request,
    id: Annotated[str, Path(description="Id of the country.", examples=["GB"])],
    query: Annotated[RecordQuery, Query()],
) -> Response:
    """One country, by its ISO 3166-1 alpha-2 code."""
    return await COUNTRIES.record(request, id, query)
