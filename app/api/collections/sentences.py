"""Sentences: the numbered spans of a document."""

from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.http.representations import Columns
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query.filters import AtLeast, AtMost, Extent, Is, leaving_out, parameter
from app.api.query.links import Linked, names
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


class SentenceFilters(PlainQuery):
    """What sentences can be asked for."""

    q: One[Words] = parameter(
        Matches("sentence"),
        "Plain words, found in the sentence; the endings of words do not matter, and the last"
        " may be cut short. Words in quotation marks stand together.",
        "missile deal",
    )
    id: Several[Id] = parameter(
        Is("id"),
        "Sentences with these ids.",
        "coalition-of-the-willing.s10",
    )
    id_not: Several[Id] = leaving_out(Is("id"), "id", "coalition-of-the-willing.s10")
    document: Several[Id] = parameter(
        Is("document"),
        "Sentences of this document.",
        "coalition-of-the-willing",
    )
    document_not: Several[Id] = leaving_out(Is("document"), "document", "coalition-of-the-willing")
    paragraph: Several[Number] = parameter(
        Is("paragraph"),
        "Sentences of the paragraph with this number.",
        "3",
    )
    paragraph_not: Several[Number] = leaving_out(Is("paragraph"), "paragraph", "3")
    number_gte: One[Number] = parameter(
        AtLeast(Extent.of("number")),
        "Its number in the document is this or more.",
        "5",
    )
    number_lte: One[Number] = parameter(
        AtMost(Extent.of("number")),
        "Its number in the document is this or less.",
        "12",
    )
    start_lte: One[Number] = parameter(
        AtMost(Extent.of("start")),
        "It starts at this code point or before. With `end_gte`: what touches a range.",
        "400",
    )
    end_gte: One[Number] = parameter(
        AtLeast(Extent.of("end")),
        "It ends at this code point or after. With `start_lte`: what touches a range.",
        "300",
    )
    entity: Several[Id] = parameter(
        names(of="entity", to="sentence"),
        "Sentences that name this entity.",
        "keir-starmer",
    )
    entity_not: Several[Id] = leaving_out(
        names(of="entity", to="sentence"), "entity", "keir-starmer"
    )
    country: Several[CountryCode] = parameter(
        Linked(tables.SentenceCountry, of="country", to="sentence", own="id"),
        "Sentences that name this country, or what belongs to it.",
        "GB",
    )
    country_not: Several[CountryCode] = leaving_out(
        Linked(tables.SentenceCountry, of="country", to="sentence", own="id"), "country", "GB"
    )
    fact: Several[Id] = parameter(
        Linked(tables.Evidence, of="fact", to="sentence", own="id"),
        "Sentences that this fact is cited from.",
        "coalition-of-the-willing.missile-deal",
    )
    fact_not: Several[Id] = leaving_out(
        Linked(tables.Evidence, of="fact", to="sentence", own="id"),
        "fact",
        "coalition-of-the-willing.missile-deal",
    )


class SentenceQuery(SentenceFilters, ListQuery):
    """The parameters of the list of sentences."""

    sort: Several[Literal["number", "-number", "start", "-start", "id", "-id"]] = sorting("-number")


class SentenceSummaryQuery(SentenceFilters, SummaryQuery):
    """The parameters of the summary of sentences."""

    group_by: Keys[Literal["document", "paragraph", "entity", "country", "fact"]] = grouping(
        "entity"
    )


class SentencePage(Page[records.Sentence]):
    """One page of sentences."""


COLUMNS = Columns(
    (
        "id",
        "document",
        "paragraph",
        "number",
        "start",
        "end",
        "text",
        "citation",
    )
)


SENTENCES = Collection(
    "sentences", "sentence", tables.Sentence, SentenceQuery, records.Sentence, COLUMNS
)
routes = router("sentences")


@routes.get(
    "/sentences", summary="List sentences", response_model=SentencePage, responses=LIST_RESPONSES
)
async def list_sentences(request: Request, query: Annotated[SentenceQuery, Query()]) -> Response:
    """The numbered sentences of the documents."""
    return await SENTENCES.page(request, query)


@routes.get(
    "/sentences/summary",
    summary="Summarise sentences",
    response_model=Summary,
    responses=SUMMARY_RESPONSES,
)
async def summarise_sentences(
    request: Request, query: Annotated[SentenceSummaryQuery, Query()]
) -> Response:
    """How many sentences name each entity or country, or stand in each document; and which."""
    return await SENTENCES.summary(request, query)


@routes.get(
    "/sentences/{id}",
    summary="Get one sentence",
    response_model=records.Sentence,
    responses=RECORD_RESPONSES,
)
async def get_sentence(
    request: Request,
    id: Annotated[
        str, Path(description="Id of the sentence.", examples=["coalition-of-the-willing.s10"])
    ],
    query: Annotated[RecordQuery, Query()],
) -> Response:
    """One sentence."""
    return await SENTENCES.record(request, id, query)
