"""Search: one ranked list over documents, sentences, entities and facts."""

import re
from typing import Annotated

from fastapi import Query
from pydantic import Field, StringConstraints
from pydantic.json_schema import SkipJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from app.api import cursors
from app.api.collections.base import NOT_BOUND
from app.api.conditional import answer
from app.api.filters import parameter
from app.api.pages import LIST_RESPONSES, Answer
from app.api.query import (
    Canonical,
    CountryCode,
    Id,
    InDigits,
    PlainQuery,
    Several,
    Words,
    canonical,
    parameters_of,
)
from app.api.ranking import (
    CLOSES,
    OF_COUNTRY,
    OPENS,
    WITHIN_DOCUMENT,
    Found,
    OfType,
    counts_statement,
    results_statement,
)
from app.api.representations import pretty
from app.api.routing import router
from app.api.selection import as_bytes, as_int, bound_values, given_values
from app.api.served import Served, served
from app.api.vocabulary import ResultType
from app.model.vocabulary import EntityType, FactType
from app.store.reader import Row

COLLECTIONS = {
    "document": "documents",
    "sentence": "sentences",
    EntityType.COUNTRY: "countries",
    EntityType.ORGANISATION: "organisations",
    EntityType.PERSON: "people",
    EntityType.GROUP: "groups",
    EntityType.PLACE: "places",
    EntityType.INITIATIVE: "initiatives",
    FactType.DEAL: "deals",
    FactType.STATEMENT: "statements",
    FactType.EVENT: "events",
    FactType.POSITION: "positions",
}
"""The collection of each type of record that search finds."""

MARKED = re.compile(f"{OPENS}([^{OPENS}{CLOSES}]*){CLOSES}")
MARK = re.compile(f"[{OPENS}{CLOSES}]")


class SearchQuery(PlainQuery):
    """The parameters of a search."""

    q: Words = parameter(
        Found(),
        "Plain words, all of which are found; their endings, capitals, accents and whatever"
        " stands between them do not matter, and the last may be cut short. Words in quotation"
        " marks stand together.",
        "missile deal",
        required=True,
    )
    type: Several[ResultType] = parameter(OfType(), "Only results of this type.", "fact")
    document: Several[Id] = parameter(
        WITHIN_DOCUMENT,
        "Only this document, its sentences, its facts and the entities that it names.",
        "coalition-of-the-willing",
    )
    country: Several[CountryCode] = parameter(
        OF_COUNTRY,
        "Only documents and sentences that name this country or what belongs to it, facts in"
        " which either takes part, and entities that are or belong to it.",
        "GB",
    )
    limit: Annotated[int, Field(ge=1, le=100), InDigits] = Field(
        default=20,
        description="How many results a page holds at most.",
        examples=[5],
    )
    cursor: Annotated[str, StringConstraints(max_length=2000)] | SkipJsonSchema[None] = Field(
        default=None,
        description="Where the page starts: taken from `next` of the page before it. It is bound"
        " to the query and to the version of the dataset.",
    )


class SnippetMatch(Answer):
    """Words that were found: `text[start:end]` of the snippet, in code points."""

    start: int = Field(ge=0, description="Code points from 0, inclusive.")
    end: int = Field(ge=0, description="Code points, exclusive.")


class Snippet(Answer):
    """The part of a result's title or text that shows best why it was found."""

    text: str = Field(description="Plain text; … marks where it was cut.")
    matches: list[SnippetMatch] = Field(description="What of it was found, in order.")


class SearchResult(Answer):
    """A record that was found: `/v1/<collection>/<id>` has it whole."""

    type: ResultType
    collection: str = Field(description="The collection that the record belongs to.")
    id: str = Field(description="Id of the record.")
    document: str | None = Field(description="The document it stands in; null for an entity.")
    title: str | None = Field(description="What to call it, or null for an untitled document.")
    snippet: Snippet
    score: float = Field(
        ge=0, description="How well it matches (BM25): higher is better, within this answer only."
    )


class ResultCounts(Answer):
    """How many results of each type there are, whichever types are asked for."""

    document: int
    sentence: int
    entity: int
    fact: int


class SearchPage(Answer):
    """One page of results, the best first."""

    data: list[SearchResult]
    total: int = Field(ge=0, description="How many results there are, on all pages.")
    counts: ResultCounts
    next: str | None = Field(
        description="The next page, or null on the last. The `Link` header has the same."
    )


routes = router("search")


@routes.get(
    "/search", summary="Search everything", response_model=SearchPage, responses=LIST_RESPONSES
)
async def search_all(request: Request, query: Annotated[SearchQuery, Query()]) -> Response:
    """Documents, sentences, entities and facts in one list, the best match first.

    Each result shows where it matched. `counts` tells how many there are of each type, so that
    a client can offer the types as filters.
    """

    async def body() -> tuple[bytes, str | None]:
        page = await _page(query, served(request))
        content = page.model_dump_json().encode()
        return (pretty(content) if query.pretty else content), page.next

    return await answer(request, f"/v1/search?{canonical(query)}", body)


async def _page(query: SearchQuery, state: Served) -> SearchPage:
    bound = f"/v1/search?{Canonical(query).without(NOT_BOUND)}"
    offset = 0
    if query.cursor is not None:
        [place] = cursors.unseal(query.cursor, bound, state.version, [cursors.Kind(int)])
        offset = as_int(place)
        if offset < 0:
            raise cursors.refused(cursors.FORGED)
    values = given_values(query)
    filters = parameters_of(SearchQuery).filters
    given = tuple((name, filters[name], len(several)) for name, several in values.items())
    statements = counts_statement(given), results_statement(given)
    page = {"rows": query.limit, "offset": offset}
    counted, rows = await state.store.rows_aside(statements, bound_values(values) | page)
    counts = {as_bytes(type_).decode(): as_int(number) for type_, number in counted}
    total = sum(number for type_, number in counts.items() if type_ in (query.type or counts))
    if offset and offset >= total:
        raise cursors.refused(cursors.FORGED)
    after, following = offset + len(rows), None
    if after < total:
        cursor = cursors.seal((after,), bound, state.version)
        following = f"{bound}&limit={query.limit}&cursor={cursor}"
    return SearchPage(
        data=[_result(row) for row in rows],
        total=total,
        counts=ResultCounts(**dict.fromkeys(ResultCounts.model_fields, 0) | counts),
        next=following,
    )


def _result(row: Row) -> SearchResult:
    type_, of_record, id_, document, title, number, marked, score = (
        value.decode() if isinstance(value, bytes) else value for value in row
    )
    if number is not None:
        title = f"Sentence {number} of {document}"
    return SearchResult.model_validate(
        {
            "type": type_,
            "collection": COLLECTIONS[str(of_record)],
            "id": id_,
            "document": document,
            "title": title or None,
            "snippet": snippet(str(marked)),
            "score": score,
        }
    )


def snippet(marked: str) -> Snippet:
    """The snippet without its marks, and where they stood.

    A text may hold the marks themselves: those that enclose nothing are left out.
    """
    pieces: list[str] = []
    matches = []
    length = position = 0
    for found in MARKED.finditer(marked):
        before = MARK.sub("", marked[position : found.start()])
        start = length + len(before)
        length = start + len(found[1])
        matches.append(SnippetMatch(start=start, end=length))
        pieces += [before, found[1]]
        position = found.end()
    pieces.append(MARK.sub("", marked[position:]))
    return Snippet(text="".join(pieces), matches=matches)
