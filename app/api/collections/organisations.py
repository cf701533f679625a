"""Organisations: bodies with a name of their own."""

from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.collections.entity_filters import BelongingFilters
from app.api.http.representations import Columns
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query.filters import Is, exemplified, leaving_out, parameter
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
from app.model.vocabulary import OrganisationKind


class OrganisationFilters(BelongingFilters):
    """What organisations can be asked for."""

    q: One[Words] = exemplified(BelongingFilters, "q", "fund")
    id: Several[Id] = exemplified(BelongingFilters, "id", "ministry-of-defence")
    id_not: Several[Id] = exemplified(BelongingFilters, "id_not", "ministry-of-defence")
    kind: Several[OrganisationKind] = parameter(Is("kind"), "What sort of body it is.", "company")
    kind_not: Several[OrganisationKind] = leaving_out(Is("kind"), "kind", "company")


class OrganisationQuery(OrganisationFilters, ListQuery):
    """The parameters of the list of organisations."""

    sort: Several[Literal["mention_count", "-mention_count", "name", "-name", "id", "-id"]] = (
        sorting("-mention_count", BROUGHT_UP)
    )


class OrganisationSummaryQuery(OrganisationFilters, SummaryQuery):
    """The parameters of the summary of organisations."""

    group_by: Keys[Literal["kind", "country", "document", "mentioned_with"]] = grouping("kind")


class OrganisationPage(Page[records.Organisation]):
    """One page of organisations."""


COLUMNS = Columns(
    (
        "id",
        "type",
        "name",
        "aliases",
        "mention_count",
        "kind",
        "countries.entity.id",
        "citation",
    )
)


ORGANISATIONS = Collection(
    "organisations",
    "organisation",
    tables.Organisation,
    OrganisationQuery,
    records.Organisation,
    COLUMNS,
)
routes = router("organisations")


@routes.get(
    "/organisations",
    summary="List organisations",
    response_model=OrganisationPage,
    responses=LIST_RESPONSES,
)
async def list_organisations(
    request: Request, query: Annotated[OrganisationQuery, Query()]
) -> Response:
    """Bodies with a name of their own: alliances, companies, funds, ministries."""
    return await ORGANISATIONS.page(request, query)


@routes.get(
    "/organisations/summary",
    summary="Summarise organisations",
    response_model=Summary,
    responses=SUMMARY_RESPONSES,
)
async def summarise_organisations(
    request: Request, query: Annotated[OrganisationSummaryQuery, Query()]
) -> Response:
    """How many organisations there are of each kind, or in each country; and which."""
    return await ORGANISATIONS.summary(request, query)


@routes.get(
    "/organisations/{id}",
    summary="Get one organisation",
    response_model=records.Organisation,
    responses=RECORD_RESPONSES,
)
async def get_organisation(
    request: Request,
    id: Annotated[str, Path(description="Id of the organisation.", examples=["anduril"])],
    query: Annotated[RecordQuery, Query()],
) -> Response:
    """One organisation."""
    return await ORGANISATIONS.record(request, id, query)
