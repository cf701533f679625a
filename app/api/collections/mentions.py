"""Mentions: the exact words that name an entity."""

from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.http.representations import Columns
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query.filters import AtLeast, AtMost, Extent, Is, leaving_out, parameter
from app.api.query.links import Linked, belongs_to
from app.api.query.matches import Matches
from app.api.query.parameters import (
    CountryCode,
    Id,
    ListQuery,
    Number,
    One,
    PlainQuery,
    RecordQuery,
    Several,
    Words,
    sorting,
)
from app.api.serving.routing import router
from app.api.summaries.summary import SUMMARY_RESPONSES, Keys, Summary, SummaryQuery, grouping
from app.model import records, tables
from app.model.vocabulary import MentionKind


class MentionFilters(PlainQuery):
    """What mentions can be asked for."""

    q: One[Words] = parameter(
        Matches("sentence", own="sentence_key"),
        "Plain words, found in the sentence of the mention.",
        "missile deal",
    )
    id: Several[Id] = parameter(
        Is("id"),
        "Mentions with these ids.",
        "coalition-of-the-willing.m0-2",
    )
    id_not: Several[Id] = leaving_out(Is("id"), "id", "coalition-of-the-willing.m0-2")
    document: Several[Id] = parameter(
        Is("document"),
        "Mentions in this document.",
        "coalition-of-the-willing",
    )
    document_not: Several[Id] = leaving_out(Is("document"), "document", "coalition-of-the-willing")
    sentence: Several[Id] = parameter(
        Is("sentence"),
        "Mentions in this sentence.",
        "coalition-of-the-willing.s10",
    )
    sentence_not: Several[Id] = leaving_out(
        Is("sentence"), "sentence", "coalition-of-the-willing.s10"
    )
    entity: Several[Id] = parameter(Is("entity"), "Mentions of this entity.", "keir-starmer")
    entity_not: Several[Id] = leaving_out(Is("entity"), "entity", "keir-starmer")
    country: Several[CountryCode] = parameter(
        belongs_to(own="entity"),
        "Mentions of this country, and of what belongs to it.",
        "GB",
    )
    country_not: Several[CountryCode] = leaving_out(belongs_to(own="entity"), "country", "GB")
    fact: Several[Id] = parameter(
        Linked(tables.Evidence, of="fact", to="sentence", own="sentence"),
        "Mentions in the sentences that this fact is cited from.",
        "coalition-of-the-willing.missile-deal",
    )
    fact_not: Several[Id] = leaving_out(
        Linked(tables.Evidence, of="fact", to="sentence", own="sentence"),
        "fact",
        "coalition-of-the-willing.missile-deal",
    )
    kind: Several[MentionKind] = parameter(Is("kind"), "How the entity is named.", "demonym")
    kind_not: Several[MentionKind] = leaving_out(Is("kind"), "kind", "demonym")
    start_lte: One[Number] = parameter(
        AtMost(Extent.of("start")),
        "The words start at this code point or before. With `end_gte`: what touches a range.",
        "400",
    )
    end_gte: One[Number] = parameter(
        AtLeast(Extent.of("end")),
        "The words end at this code point or after. With `start_lte`: what touches a range.",
        "300",
    )


class MentionQuery(MentionFilters, ListQuery):
    """The parameters of the list of mentions."""

    sort: Several[
        Literal["start", "-start", "end", "-end", "kind", "-kind", "entity", "-entity", "id", "-id"]
    ] = sorting("-start")


class MentionSummaryQuery(MentionFilters, SummaryQuery):
    """The parameters of the summary of mentions."""

    group_by: Keys[Literal["entity", "kind", "document", "sentence", "fact", "country"]] = grouping(
        "entity"
    )


class MentionPage(Page[records.Mention]):
    """One page of mentions."""


COLUMNS = Columns(
    (
        "id",
        "entity.id",
        "entity.type",
        "entity.name",
        "document",
        "sentence",
        "exact",
        "start",
        "end",
        "kind",
        "citation",
    )
)


MENTIONS = Collection("mentions", "mention", tables.Mention, MentionQuery, records.Mention, COLUMNS)
routes = router("mentions")


@routes.get(
    "/mentions", summary="List mentions", response_model=MentionPage, responses=LIST_RESPONSES
)
async def list_mentions(request: Request, query: Annotated[MentionQuery, Query()]) -> Response:
    """The exact words that name an entity, with their offsets in the document."""
    return await MENTIONS.page(request, query)


@routes.get(
    "/mentions/summary",
    summary="Summarise mentions",
    response_model=Summary,
    responses=SUMMARY_RESPONSES,
)
async def summarise_mentions(
    request: Request, query: Annotated[MentionSummaryQuery, Query()]
) -> Response:
    """How often each entity is named, in which way and where."""
    return await MENTIONS.summary(request, query)


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
    query: Annotated[RecordQuery, Query()],
) -> Response:
    """One mention."""
    return await MENTIONS.record(request, id, query)
