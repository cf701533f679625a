"""Mentions: the exact words that name an entity."""

from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.filters import Is, belongs_to
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query import CountryCode, Id, ListQuery, Several, sorting
from app.api.routing import router
from app.model import records, tables
from app.model.vocabulary import MentionKind


class MentionQuery(ListQuery):
    """The parameters of the list of mentions."""

    document: Annotated[
        Several[Id],
        Is("document"),
        Field(description="Mentions in this document.", examples=["coalition-of-the-willing"]),
    ] = None
    sentence: Annotated[
        Several[Id],
        Is("sentence"),
        Field(description="Mentions in this sentence.", examples=["coalition-of-the-willing.s10"]),
    ] = None
    entity: Annotated[
        Several[Id],
        Is("entity"),
        Field(description="Mentions of this entity.", examples=["keir-starmer"]),
    ] = None
    country: Annotated[
        Several[CountryCode],
        belongs_to(own="entity"),
        Field(description="Mentions of this country, and of what belongs to it.", examples=["GB"]),
    ] = None
    kind: Annotated[
        Several[MentionKind],
        Is("kind"),
        Field(description="How the entity is named.", examples=["demonym"]),
    ] = None
    sort: Annotated[
        Several[Literal["start", "-start", "kind", "-kind", "id", "-id"]],
        sorting("-start"),
    ] = None


class MentionPage(Page[records.Mention]):
    """One page of mentions."""


MENTIONS = Collection("mentions", "mention", tables.Mention, MentionQuery)
routes = router("mentions")


@routes.get(
    "/mentions",
    summary="List mentions",
    response_model=MentionPage,
    responses=LIST_RESPONSES,
)
async def list_mentions(request: Request, query: Annotated[MentionQuery, Query()]) -> Response:
    """The exact words that name an entity, with their offsets in the document."""
    return MENTIONS.page(request, query)


@routes.get(
    "/mentions/{id}",
    summary="Get one mention",
    response_model=records.Mention,
    responses=RECORD_RESPONSES,
)
async def get_mention(
    request: Request,
    id: Annotated[
        str, Path(description="Id of the mention.", examples=["coalition-of-the-willing.m0-2"])
    ],
) -> Response:
    """One mention."""
    return MENTIONS.record(request, id)
