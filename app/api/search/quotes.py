"""Quotes: whether words that someone quotes stand in the documents, and who said them."""

import json
from collections.abc import Iterable
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from app.api.http.conditional import answer
from app.api.http.representations import pretty
from app.api.pages import LIST_RESPONSES, Answer
from app.api.query.arguments import canonical
from app.api.query.facets import WITHIN_DOCUMENT
from app.api.query.filters import parameter
from app.api.query.naming import check_named
from app.api.query.outlines import named_in, outlined
from app.api.query.parameters import Id, InDigits, PlainQuery, Several
from app.api.query.selection import as_bytes
from app.api.search.alignment import Alignment, Difference, words_of
from app.api.search.passages import HAS_CLUE, Passage
from app.api.search.quoting import LEAST_SIMILAR, Quote
from app.api.served import Served, served
from app.api.serving.routing import router
from app.api.vocabulary import DifferenceKind, Verdict
from app.model import tables
from app.model.records import EntityRef
from app.store.reader import Row

FEWEST_WORDS = 2
LONGEST = 1000


def _is_short_enough(text: object) -> object:
    if isinstance(text, str) and len(text) > LONGEST:
        raise ValueError(
            f"a quote has {LONGEST} characters at most, and this one has {len(text)}; a part of it"
            " will do, or some parts joined by …"
        )
    return text


def _has_words(text: str) -> str:
    if len(words_of(text)) < FEWEST_WORDS:
        raise ValueError(
            f"a quote has {FEWEST_WORDS} words at least; `/v1/search` finds single words"
        )
    return text


QuoteText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST),
    BeforeValidator(_is_short_enough),
    AfterValidator(_has_words),
]


class QuoteQuery(PlainQuery):
    """The parameters of the test of a quote."""

    text: QuoteText = parameter(
        HAS_CLUE,
        "The quote, of two words at least. Capitals, white space, punctuation and the shape of"
        " quotation marks and dashes do not matter; … or ... stands for words left out.",
        "a clear and present danger",
        required=True,
    )
    document: Several[Id] = parameter(
        WITHIN_DOCUMENT, "Look in this document only.", "coalition-of-the-willing"
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
    outline, values = outlined(tables.Searchable, query)
    quote = Quote(query.text, query.document or (), state.store)
    places, around = await quote.places()
    await check_named(named_in(outline), values, state, all_there=quote.all_there)
    data = [_place(query.text, passage, place, around) for passage, place in places[: query.limit]]
    if not data:
        verdict = Verdict.NOT_FOUND
    else:
        verdict = Verdict.NEAR if data[0].differences else Verdict.EXACT
    return QuoteAnswer(text=query.text, verdict=verdict, data=data)


def _place(text: str, passage: Passage, place: Alignment, around: Iterable[Row]) -> QuotePlace:
    sentences: dict[str, None] = {}
    statements: dict[str, QuotedStatement] = {}
    for _, document, sentence, _, start, end, cited_from, cited_to, body in around:
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
