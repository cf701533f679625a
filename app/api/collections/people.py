"""People, named or not."""

from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.collections.entity_filters import BelongingFilters
from app.api.http.representations import Columns
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query.filters import Is, exemplified, null, parameter
from app.api.query.parameters import (
    BROUGHT_UP,
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


class PersonFilters(BelongingFilters):
    """What people can be asked for."""

    q: One[Words] = exemplified(BelongingFilters, "q", "Starmer")
    id: Several[Id] = exemplified(BelongingFilters, "id", "keir-starmer")
    id_not: Several[Id] = exemplified(BelongingFilters, "id_not", "keir-starmer")
    named: One[Flag] = parameter(
        Is("named"),
        "Whether the source names the person. It leaves some unnamed: a Russian spokesperson.",
        "false",
    )
    honorific_is_null: One[Flag] = null("honorific", "the honorific")


class PersonQuery(PersonFilters, ListQuery):
    """The parameters of the list of people."""

    sort: Several[Literal["mention_count", "-mention_count", "name", "-name", "id", "-id"]] = (
        sorting("-mention_count", BROUGHT_UP)
    )


class PersonSummaryQuery(PersonFilters, SummaryQuery):
    """The parameters of the summary of people."""

    group_by: Keys[Literal["named", "country", "document", "mentioned_with"]] = grouping("country")


class PersonPage(Page[records.Person]):
    """One page of people."""


COLUMNS = Columns(
    (
        "id",
        "type",
        "name",
        "aliases",
        "mention_count",
        "named",
        "honorific",
        "countries.entity.id",
        "roles.title",
        "roles.of.id",
        "citation",
    )
)


PEOPLE = Collection("people", "person", tables.Person, PersonQuery, records.Person, COLUMNS)
routes = router("people")


@routes.get("/people", summary="List people", response_model=PersonPage, responses=LIST_RESPONSES)
async def list_people(request: Request, query: Annotated[PersonQuery, Query()]) -> Response:
    """The people that the documents speak of, whether they name them or not."""
    return await PEOPLE.page(request, query)


@routes.get(
    "/people/summary",
    summary="Summarise people",
    response_model=Summary,
    responses=SUMMARY_RESPONSES,
)
async def summarise_people(
    request: Request, query: Annotated[PersonSummaryQuery, Query()]
) -> Response:
    """How many people belong to each country, or are named at all; and who."""
    return await PEOPLE.summary(request, query)


@routes.get(
    "/people/{id}",
    summary="Get one person",
    response_model=records.Person,
    responses=RECORD_RESPONSES,
)
async def get_person(
    request: Request,
    id: Annotated[str, Path(description="Id of the person.", examples=["keir-starmer"])],
    query: Annotated[RecordQuery, Query()],
) -> Response:
    """One person."""
    return await PEOPLE.record(request, id, query)
