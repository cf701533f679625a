"""Quotes: whether words that someone quotes stand in the documents, and who said them."""

import json
from collections.abc import Iterable, Sequence
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from app.api.alignment import (
    Alignment,
    Difference,
    exact_places,
    nearest_place,
    pieces_of,
    words_of,
)
from app.api.clues import Clues, frequent_words
from app.api.conditional import answer
from app.api.filters import parameter
from app.api.naming import check_named
from app.api.pages import LIST_RESPONSES, Answer
from app.api.passages import (
    HAS_CLUE,
    Passage,
    context_statement,
    frequencies_statement,
    holding_statement,
    passages,
    passages_statement,
    reach,
)
from app.api.query import Id, InDigits, PlainQuery, Several, canonical
from app.api.ranking import WITHIN_DOCUMENT
from app.api.representations import pretty
from app.api.routing import router
from app.api.selection import as_bytes, as_int, bound_values, outlined, shape_of
from app.api.served import Served, served
from app.api.shapes import Given
from app.api.vocabulary import DifferenceKind, Verdict
from app.model import tables
from app.model.records import EntityRef
from app.store.reader import Row

FEWEST_WORDS = 2
LEAST_SIMILAR = 0.5


LONGEST = 1000
MOST_COMPARED = 8
"""How many passages a quote is compared with where it stands in none as it is."""


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
    await check_named(shape_of(outline), values, state)
    found = (await _Quote(query, state).places())[: query.limit]
    context = await _context(found, state) if found else []
    data = [_place(query.text, passage, place, context) for passage, place in found]
    if not data:
        verdict = Verdict.NOT_FOUND
    else:
        verdict = Verdict.NEAR if data[0].differences else Verdict.EXACT
    return QuoteAnswer(text=query.text, verdict=verdict, data=data)


Found = tuple[Passage, Alignment]


class _Quote:
    """A quote, and where it is looked for."""

    def __init__(self, query: QuoteQuery, state: Served) -> None:
        self._store = state.store
        self._pieces = pieces_of(query.text)
        self._reach = reach(query.text, self._pieces)
        self._documents: list[str] = query.document or []

    async def places(self) -> list[Found]:
        """Where the quote stands, the most similar first; only exact places where there are any."""
        words = json.dumps(frequent_words(self._pieces), ensure_ascii=False)
        [rows] = await self._store.rows_aside([frequencies_statement()], {"words": words})
        frequencies = {as_bytes(word).decode(): as_int(number) for word, number in rows}
        clues = Clues(self._pieces, frequencies, self._store.manifest.tables["searchable"])
        likely = await self._likely(clues, self._documents)
        exact = await run_in_threadpool(self._exact, likely)
        if exact:
            return exact
        # Its words may be frequent in each sentence that it touches, and only together rare.
        holding = await self._holding(clues)
        if holding:
            within = await self._likely(clues, holding)
            exact = await run_in_threadpool(self._exact, within)
        return exact or await run_in_threadpool(self._near, likely)

    async def _likely(self, clues: Clues, documents: Sequence[str]) -> list[Passage]:
        """The likeliest passages first."""
        leads = clues.chosen()
        if not leads:
            return []
        values: dict[str, object] = {}
        for i, clue in enumerate(leads):
            values |= {f"clue_{i}": clue.query, f"weight_{i}": clue.weight}
        statement = passages_statement(len(leads), _within(documents))
        [rows] = await self._store.rows_aside([statement], values | _bound(documents))
        return list(passages(rows, self._reach))

    async def _holding(self, clues: Clues) -> list[str]:
        """The ids of documents that hold all pieces of the quote, wherever."""
        whole = clues.whole()
        if whole is None:
            return []
        values = {"all": whole.query} | _bound(self._documents)
        statement = holding_statement(_within(self._documents))
        [rows] = await self._store.rows_aside([statement], values)
        return [as_bytes(id_).decode() for (id_,) in rows]

    def _exact(self, likely: Iterable[Passage]) -> list[Found]:
        return [
            (passage, place)
            for passage in likely
            if (words := passage.words())
            for place in exact_places(self._pieces, words)
        ]

    def _near(self, likely: Sequence[Passage]) -> list[Found]:
        found = [
            (passage, nearest_place(self._pieces, words))
            for passage in likely[:MOST_COMPARED]
            if (words := passage.words())
        ]
        similar = (item for item in found if item[1].similarity >= LEAST_SIMILAR)
        return sorted(similar, key=lambda item: -item[1].similarity)


def _within(documents: Sequence[str]) -> tuple[Given, ...]:
    return (("document", WITHIN_DOCUMENT, len(documents)),) if documents else ()


def _bound(documents: Sequence[str]) -> dict[str, object]:
    return bound_values({"document": list(documents)})


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
