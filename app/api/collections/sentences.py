"""Sentences: the numbered spans of a document."""

from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.filters import Is, Linked, named_in_sentence
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query import Id, ListQuery, Number, Several, sorting
from app.api.routing import router
from app.model import records, tables


class SentenceQuery(ListQuery):
    """The parameters of the list of sentences."""

    document: Annotated[
        Several[Id],
        Is("document"),
        Field(description="Sentences of this document.", examples=["coalition-of-the-willing"]),
    ] = None
    paragraph: Annotated[
        Several[Number],
        Is("paragraph"),
        Field(description="Sentences of the paragraph with this number.", examples=["3"]),
    ] = None
    entity: Annotated[
        Several[Id],
        named_in_sentence(),
        Field(description="Sentences that name this entity.", examples=["keir-starmer"]),
    ] = None
    fact: Annotated[
        Several[Id],
        Linked(tables.Evidence, of="fact", to="sentence", own="id"),
        Field(
            description="Sentences that this fact is cited from.",
            examples=["coalition-of-the-willing.missile-deal"],
        ),
    ] = None
    sort: Annotated[
        Several[Literal["number", "-number", "start", "-start", "id", "-id"]],
        sorting("-number"),
    ] = None


class SentencePage(Page[records.Sentence]):
    """One page of sentences."""


SENTENCES = Collection("sentences", "sentence", tables.Sentence, SentenceQuery)
routes = router("sentences")


@routes.get(
    "/sentences",
    summary="List sentences",
    response_model=SentencePage,
    responses=LIST_RESPONSES,
)
async def list_sentences(request: Request, query: Annotated[SentenceQuery, Query()]) -> Response:
    """The numbered sentences of the documents."""
    return SENTENCES.page(request, query)


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
) -> Response:
    """One sentence."""
    return SENTENCES.record(request, id)
