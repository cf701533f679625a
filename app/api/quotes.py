"""Quotes: whether words that someone quotes stand in the documents, and who said them."""

import json
from collections.abc import Iterable, Sequence
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, Field, StringConstraints
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from app.api.alignment import Alignment, Difference, Word, align, pieces_of, words_of
from app.api.conditional import answer
from app.api.filters import Is, parameter
from app.api.pages import LIST_RESPONSES, Answer
from app.api.passages import (
    CANDIDATES,
    HasSomeWords,
    Passage,
    context_statement,
    passages,
    passages_statement,
    reach,
)
from app.api.query import Id, InDigits, PlainQuery, Several, canonical, parameters_of
from app.api.representations import pretty
from app.api.routing import router
from app.api.selection import as_bytes, bound_values, given_values
from app.api.served import Served, served
from app.api.vocabulary import DifferenceKind, Verdict
from app.model.records import EntityRef
from app.store.reader import Row

FEWEST_WORDS = 2
LEAST_SIMILAR = 0.5


def _has_words(text: str) -> str:
    if len(words_of(text)) < FEWEST_WORDS:
        raise ValueError(f"a quote has {FEWEST_WORDS} words at least")
    return text


QuoteText = Annotated[
    str, StringConstraints(min_length=1, max_length=1000), AfterValidator(_has_words)
]


class QuoteQuery(PlainQuery):
    """The parameters of the test of a quote."""

    text: QuoteText = parameter(
        HasSomeWords(),
        "The quote, of two words at least. Capitals, white space, punctuation and the shape of"
        " quotation marks and dashes do not matter; … or ... stands for words left out.",
        "a clear and present danger",
        required=True,
    )
    document: Several[Id] = parameter(
        Is("document"), "Look in this document only.", "coalition-of-the-willing"
    )
    limit: Annotated[int, Field(ge=1, le=10), InDigits] = Field(
        default=3, description="How many places are given at most.", examples=[1]
    )


class QuoteDifference(Answer):
    """One word that is not the same in the quote and in the document."""

    kind: DifferenceKind
    given: str | None = Field(description="The word of the quote; null where it is missing.")
    found: str | None = Field(description="The word of the document; null where one was added.")
    start: int = Field(
        ge=0, description="Where the document's word starts, or where the added one would stand."
    )
    end: int = Field(ge=0, description="Where it ends: code points, exclusive.")


class QuotedStatement(Answer):
    """A statement that is cited from the words found."""

    id: str
    title: str = Field(description="The statement in one line, in our words.")
    speakers: list[EntityRef] = Field(description="Empty where the source does not say who.")
    is_direct: bool = Field(description="True where the source quotes the speaker's own words.")


class QuotePlace(Answer):
    """A place in a document at which the quote stands, or nearly."""

    document: str = Field(description="Id of the document.")
    sentences: list[str] = Field(description="Ids of the sentences that it touches, in order.")
    start: int = Field(ge=0, description="Where it starts: code points from 0, inclusive.")
    end: int = Field(ge=1, description="Where it ends: code points, exclusive.")
    exact: str = Field(description="The document's words, from the first to the last found.")
    similarity: float = Field(
        ge=LEAST_SIMILAR,
        le=1,
        description="1 less the share of the quote's words that differ. A word that is only spelt"
        " differently counts less.",
    )
    differences: list[QuoteDifference] = Field(description="None where the quote is exact.")
    statements: list[QuotedStatement] = Field(description="Who said so, in reading order.")


class QuoteAnswer(Answer):
    """Whether a quote is real."""

    text: str = Field(description="The quote, as it was given.")
    verdict: Verdict
    data: list[QuotePlace] = Field(description="Where it stands, the most similar first.")


routes = router("search")


@routes.get(
    "/quotes", summary="Is this quote real?", response_model=QuoteAnswer, responses=LIST_RESPONSES
)
async def check_quote(request: Request, query: Annotated[QuoteQuery, Query()]) -> Response:
    """Where the words stand in the documents, word for word or as nearly as may be, and who is
    said to have said them.

    Where the quote is exact, all such places are candidates; where it is not, `differences`
    points at each word that is changed, missing or added. A quote may run over several
    sentences.
    """

    async def body() -> tuple[bytes, str | None]:
        content = (await _answer(query, served(request))).model_dump_json().encode()
        return (pretty(content) if query.pretty else content), None

    return await answer(request, f"/v1/quotes?{canonical(query)}", body)


async def _answer(query: QuoteQuery, state: Served) -> QuoteAnswer:
    pieces = pieces_of(query.text)
    values = given_values(query)
    filters = parameters_of(QuoteQuery).filters
    given = tuple((name, filters[name], len(several)) for name, several in values.items())
    extent = {"rows": CANDIDATES, "reach": reach(query.text, pieces)}
    likeliest, *_ = await state.store.rows_aside(
        [passages_statement(given)], bound_values(values) | extent
    )
    found = (await run_in_threadpool(_places, pieces, likeliest))[: query.limit]
    context = await _context(found, state) if found else []
    data = [_place(query.text, passage, place, context) for passage, place in found]
    if not data:
        verdict = Verdict.NOT_FOUND
    else:
        verdict = Verdict.NEAR if data[0].differences else Verdict.EXACT
    return QuoteAnswer(text=query.text, verdict=verdict, data=data)


Found = tuple[Passage, Alignment]


def _places(pieces: Sequence[Sequence[Word]], rows: Iterable[Row]) -> list[Found]:
    """Where the quote stands, the most similar first; only exact places where there are any."""
    found = [
        (passage, place)
        for passage in passages(rows)
        if (words := passage.words())
        for place in align(pieces, words)
        if place.similarity >= LEAST_SIMILAR
    ]
    exact = [item for item in found if not item[1].differences]
    return exact or sorted(found, key=lambda item: -item[1].similarity)


async def _context(found: Sequence[Found], state: Served) -> list[Row]:
    places: dict[str, object] = {}
    for i, (passage, place) in enumerate(found):
        places |= {f"document_{i}": passage.document}
        places |= {f"start_{i}": place.start, f"end_{i}": place.end}
    return await state.store.rows(context_statement(len(found)), places)


def _place(text: str, passage: Passage, place: Alignment, context: Iterable[Row]) -> QuotePlace:
    sentences: dict[str, None] = {}
    statements: dict[str, QuotedStatement] = {}
    for document, sentence, start, end, cited_from, cited_to, body in context:
        if as_bytes(document).decode() != passage.document or not _overlap(place, start, end):
            continue
        sentences[as_bytes(sentence).decode()] = None
        if body is not None and _overlap(place, cited_from, cited_to):
            statement = _statement(as_bytes(body))
            statements[statement.id] = statement
    return QuotePlace(
        document=passage.document,
        sentences=list(sentences),
        start=place.start,
        end=place.end,
        exact=passage.exact(place.start, place.end),
        similarity=place.similarity,
        differences=[_difference(text, passage, item) for item in place.differences],
        statements=list(statements.values()),
    )


def _overlap(place: Alignment, start: object, end: object) -> bool:
    assert isinstance(start, int), "offsets are integers"
    assert isinstance(end, int), "offsets are integers"
    return start < place.end and end > place.start


def _statement(body: bytes) -> QuotedStatement:
    record = json.loads(body)
    return QuotedStatement(
        id=record["id"],
        title=record["title"],
        speakers=[EntityRef.model_validate(item["entity"]) for item in record["speakers"]],
        is_direct=record["is_direct"],
    )


def _difference(text: str, passage: Passage, difference: Difference) -> QuoteDifference:
    given, found = difference.given, difference.found
    return QuoteDifference(
        kind=difference.kind,
        given=None if given is None else text[given.start : given.end],
        found=None if found is None else passage.exact(found.start, found.end),
        start=difference.at,
        end=difference.at if found is None else found.end,
    )
