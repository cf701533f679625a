"""Documents: the news texts themselves."""

from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.http.representations import Columns
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query.filters import (
    AtLeast,
    AtMost,
    Extent,
    Is,
    first_day,
    last_day,
    leaving_out,
    null,
    parameter,
)
from app.api.query.links import Linked, names
from app.api.query.matches import Matches
from app.api.query.parameters import (
    CountryCode,
    DateText,
    Flag,
    Id,
    LanguageTag,
    ListQuery,
    Number,
    One,
    PlainQuery,
    RecordQuery,
    Several,
    Words,
    matching,
    sorting,
)
from app.api.serving.routing import router
from app.api.summaries.summary import SUMMARY_RESPONSES, Keys, Summary, SummaryQuery, grouping
from app.api.vocabulary import Match
from app.model import records, tables


class DocumentFilters(PlainQuery):
    """What documents can be asked for."""

    q: One[Words] = parameter(
        Matches("document"),
        "Plain words, found in the title and the text; the endings of words do not matter,"
        " and the last may be cut short. Words in quotation marks stand together.",
        "missile deal",
    )
    id: Several[Id] = parameter(Is("id"), "Documents with these ids.", "coalition-of-the-willing")
    id_not: Several[Id] = leaving_out(Is("id"), "id", "coalition-of-the-willing")
    language: Several[LanguageTag] = parameter(
        Is("language"),
        "Language of the text, as a BCP 47 tag.",
        "en",
    )
    language_not: Several[LanguageTag] = leaving_out(Is("language"), "language", "en")
    publisher: Several[Id] = parameter(
        Is("publisher"),
        "Who published it, by name.",
        "Example Daily",
    )
    publisher_not: Several[Id] = leaving_out(Is("publisher"), "publisher", "Example Daily")
    author: Several[Id] = parameter(Is("author"), "Who wrote it, by name.", "A. Writer")
    author_not: Several[Id] = leaving_out(Is("author"), "author", "A. Writer")
    published_gte: One[DateText] = parameter(
        AtLeast(Extent("published_earliest", "published_latest"), first_day),
        "Published on this day or later. A month or a year may be given.",
        "2025-03-01",
    )
    published_lte: One[DateText] = parameter(
        AtMost(Extent("published_earliest", "published_latest"), last_day),
        "Published on this day or earlier. A month or a year may be given.",
        "2025-12-31",
    )
    match: Match = matching()
    entity: Several[Id] = parameter(
        names(of="entity", to="document"),
        "Documents that name this entity.",
        "keir-starmer",
    )
    entity_not: Several[Id] = leaving_out(
        names(of="entity", to="document"), "entity", "keir-starmer"
    )
    country: Several[CountryCode] = parameter(
        Linked(tables.DocumentCountry, of="country", to="document", own="id"),
        "Documents that name this country, or what belongs to it.",
        "GB",
    )
    country_not: Several[CountryCode] = leaving_out(
        Linked(tables.DocumentCountry, of="country", to="document", own="id"), "country", "GB"
    )
    words_gte: One[Number] = parameter(
        AtLeast(Extent.of("words")),
        "It has this many words or more.",
        "100",
    )
    words_lte: One[Number] = parameter(
        AtMost(Extent.of("words")),
        "It has this many words or less.",
        "1000",
    )
    title_is_null: One[Flag] = null("title", "the headline")
    publisher_is_null: One[Flag] = null("publisher", "the publisher")
    author_is_null: One[Flag] = null("author", "the author")
    published_is_null: One[Flag] = null("published", "the day of publication")
    url_is_null: One[Flag] = null("url", "the address")


class DocumentQuery(DocumentFilters, ListQuery):
    """The parameters of the list of documents."""

    sort: Several[
        Literal["words", "-words", "published", "-published", "title", "-title", "id", "-id"]
    ] = sorting(
        "-words",
        "in reading order. `published` is in order of time: by the first possible day, then by the"
        " last",
    )


class DocumentSummaryQuery(DocumentFilters, SummaryQuery):
    """The parameters of the summary of documents."""

    group_by: Keys[Literal["language", "publisher", "author", "entity", "country"]] = grouping(
        "country"
    )


class DocumentPage(Page[records.Document]):
    """One page of documents."""


COLUMNS = Columns(
    (
        "id",
        "title",
        "publisher",
        "author",
        "published",
        "url",
        "language",
        "words",
        "sha256",
        "text",
        "citation",
    )
)


DOCUMENTS = Collection(
    "documents", "document", tables.Document, DocumentQuery, records.Document, COLUMNS
)
routes = router("documents")


@routes.get(
    "/documents", summary="List documents", response_model=DocumentPage, responses=LIST_RESPONSES
)
async def list_documents(request: Request, query: Annotated[DocumentQuery, Query()]) -> Response:
    """The news texts, each byte for byte, with the SHA-256 that proves it."""
    return await DOCUMENTS.page(request, query)


@routes.get(
    "/documents/summary",
    summary="Summarise documents",
    response_model=Summary,
    responses=SUMMARY_RESPONSES,
)
async def summarise_documents(
    request: Request, query: Annotated[DocumentSummaryQuery, Query()]
) -> Response:
    """How many documents there are in each language, by each publisher or author, or naming each
    entity or country; and which.
    """
    return await DOCUMENTS.summary(request, query)


@routes.get(
    "/documents/{id}",
    summary="Get one document",
    response_model=records.Document,
    responses=RECORD_RESPONSES,
)
async def get_document(
    request: Request,
    id: Annotated[
        str, Path(description="Id of the document.", examples=["coalition-of-the-willing"])
    ],
    query: Annotated[RecordQuery, Query()],
) -> Response:
    """One document, with its whole text."""
    return await DOCUMENTS.record(request, id, query)
