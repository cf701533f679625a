"""Documents: the news texts themselves."""

from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.filters import AtLeast, AtMost, Is, IsNull, last_day, named_in_document
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query import DateText, Id, LanguageTag, ListQuery, One, Several, sorting
from app.api.routing import router
from app.model import records, tables


class DocumentQuery(ListQuery):
    """The parameters of the list of documents."""

    language: Annotated[
        Several[LanguageTag],
        Is("language"),
        Field(description="Language of the text, as a BCP 47 tag.", examples=["en"]),
    ] = None
    publisher: Annotated[
        Several[Id],
        Is("publisher"),
        Field(description="Who published it, by name.", examples=["Example Daily"]),
    ] = None
    published_gte: Annotated[
        One[DateText],
        AtLeast("published"),
        Field(
            description="Published on this day or later; those with no known day are left out.",
            examples=["2025-03-01"],
        ),
    ] = None
    published_lte: Annotated[
        One[DateText],
        AtMost("published", last_day),
        Field(
            description="Published on this day or earlier; those with no known day are left out.",
            examples=["2025-12-31"],
        ),
    ] = None
    published_is_null: Annotated[
        One[bool],
        IsNull("published"),
        Field(description="Whether the day of publication is unknown.", examples=["true"]),
    ] = None
    entity: Annotated[
        Several[Id],
        named_in_document(),
        Field(description="Documents that name this entity.", examples=["keir-starmer"]),
    ] = None
    sort: Annotated[
        Several[
            Literal["words", "-words", "published", "-published", "title", "-title", "id", "-id"]
        ],
        sorting("-words"),
    ] = None


class DocumentPage(Page[records.Document]):
    """One page of documents."""


DOCUMENTS = Collection("documents", "document", tables.Document, DocumentQuery)
routes = router("documents")


@routes.get(
    "/documents",
    summary="List documents",
    response_model=DocumentPage,
    responses=LIST_RESPONSES,
)
async def list_documents(request: Request, query: Annotated[DocumentQuery, Query()]) -> Response:
    """The news texts, each byte for byte, with the SHA-256 that proves it."""
    return DOCUMENTS.page(request, query)


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
) -> Response:
    """One document, with its whole text."""
    return DOCUMENTS.record(request, id)
