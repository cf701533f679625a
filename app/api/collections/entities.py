"""Entities: all that the news is about, of whatever type."""

from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.collections.entity_filters import BelongingFilters
from app.api.http.representations import Columns
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query.filters import Is, leaving_out, parameter
from app.api.query.parameters import BROUGHT_UP, ListQuery, RecordQuery, Several, sorting
from app.api.serving.routing import router
from app.api.summaries.summary import SUMMARY_RESPONSES, Keys, Summary, SummaryQuery, grouping
from app.model import records, tables
from app.model.vocabulary import EntityType


class TypedEntityFilters(BelongingFilters):
    """What entities of all types can be asked for."""

    type: Several[EntityType] = parameter(Is("type"), "What sort of thing it is.", "person")
    type_not: Several[EntityType] = leaving_out(Is("type"), "type", "person")


class EntityQuery(TypedEntityFilters, ListQuery):
    """The parameters of the list of entities."""

    sort: Several[Literal["mention_count", "-mention_count", "name", "-name", "id", "-id"]] = (
        sorting("-mention_count", BROUGHT_UP)
    )


class EntitySummaryQuery(TypedEntityFilters, SummaryQuery):
    """The parameters of the summary of entities."""

    group_by: Keys[Literal["type", "country", "document", "mentioned_with"]] = grouping("type")


class EntityPage(Page[records.Entity]):
    """One page of entities."""


COLUMNS = Columns(
    (
        "id",
        "type",
        "name",
        "aliases",
        "mention_count",
        "kind",
        "countries.entity.id",
        "named",
        "stands_for.entity.id",
        "led_by.entity.id",
        "citation",
    )
)


ENTITIES = Collection("entities", "entity", tables.Entity, EntityQuery, records.Entity, COLUMNS)
routes = router("entities")


@routes.get(
    "/entities", summary="List entities", response_model=EntityPage, responses=LIST_RESPONSES
)
async def list_entities(request: Request, query: Annotated[EntityQuery, Query()]) -> Response:
    """Countries, organisations, people, groups, places and initiatives in one list; `type` tells
    them apart.
    """
    return await ENTITIES.page(request, query)


@routes.get(
    "/entities/summary",
    summary="Summarise entities",
    response_model=Summary,
    responses=SUMMARY_RESPONSES,
)
async def summarise_entities(
    request: Request, query: Annotated[EntitySummaryQuery, Query()]
) -> Response:
    """How many entities there are of each type or country, and how many are named together with
    each other.
    """
    return await ENTITIES.summary(request, query)


@routes.get(
    "/entities/{id}",
    summary="Get one entity",
    response_model=records.Entity,
    responses=RECORD_RESPONSES,
)
async def get_entity(
    request: Request,
    id: Annotated[str, Path(description="Id of the entity.", examples=["keir-starmer"])],
    query: Annotated[RecordQuery, Query()],
) -> Response:
    """One entity, of whatever type."""
    return await ENTITIES.record(request, id, query)
