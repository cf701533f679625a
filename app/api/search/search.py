"""Search: one ranked list over documents, sentences, entities and facts."""

from typing import Annotated

from fastapi import Query
from pydantic import Field, StringConstraints
from pydantic.json_schema import SkipJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import NOT_BOUND
from app.api.http.conditional import answer
from app.api.http.representations import pretty
from app.api.pages import LIST_RESPONSES, Answer
from app.api.query import cursors
from app.api.query.arguments import Canonical, canonical
from app.api.query.facets import WITH_COUNTRY, WITHIN_DOCUMENT
from app.api.query.filters import parameter
from app.api.query.naming import check_named
from app.api.query.outlines import named_in, outlined
from app.api.query.parameters import (
    CountryCode,
    Id,
    InDigits,
    PlainQuery,
    Several,
    Words,
)
from app.api.search.highlights import Highlighted, without_marks
from app.api.search.ranking import COUNTED, Found, OfType
from app.api.search.searching import KINDS, START, Position, Result, Search
from app.api.served import Served, served
from app.api.serving.routing import router
from app.api.vocabulary import ResultType
from app.model import tables
from app.model.vocabulary import EntityType, FactType

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

RESULT_TYPES = {str(type_): type_ for type_ in ResultType}


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
        WITH_COUNTRY,
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
        ge=0,
        description="How well it matches (BM25, and more where the words stand side by side):"
        " higher is better, within this answer only.",
    )


class ResultCounts(Answer):
    """How many results of each type there are, whichever types are asked for.

    Counting ends at 1000 of a type: `counts_at_least` names the types that have more.
    """

    document: int
    sentence: int
    entity: int
    fact: int


class SearchPage(Answer):
    """One page of results, the best first."""

    data: list[SearchResult]
    total: int = Field(
        ge=0,
        description="How many results there are, on all pages; at least so many where"
        " `total_is_exact` is false.",
    )
    total_is_exact: bool = Field(
        description="False where there are more results than are counted. `next` leads to all"
        " of them nevertheless."
    )
    counts: ResultCounts
    counts_at_least: list[ResultType] = Field(
        description="The types of which there are more results than `counts` tells."
    )
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
    outline, values = outlined(tables.Searchable, query)
    bound = f"/v1/search?{Canonical(query).without(NOT_BOUND)}"
    begin = START
    if query.cursor is not None:
        begin = Position.of(cursors.unseal(query.cursor, bound, state.version, KINDS))
    search = await Search.of(query, state.store)
    await check_named(named_in(outline), values, state, all_there=search.all_there)
    found, after = await search.page(begin, query.limit)
    if query.cursor is not None and not found:  # `next` leads to what there is
        raise cursors.refused(cursors.FORGED)
    following = None
    if after is not None:
        cursor = cursors.seal(tuple(after), bound, state.version)
        following = f"{bound}&limit={query.limit}&cursor={cursor}"
    chosen = query.type or list(ResultType)
    more = [type_ for type_ in ResultType if search.counts[type_] > COUNTED]
    counts = {type_: min(number, COUNTED) for type_, number in search.counts.items()}
    return SearchPage(
        data=[_result(result, search.shown(result)) for result in found],
        total=sum(counts[type_] for type_ in set(chosen)),
        total_is_exact=not set(chosen) & set(more),
        counts=ResultCounts(**counts),
        counts_at_least=more,
        next=following,
    )


def _result(result: Result, shown: Highlighted) -> SearchResult:
    title = without_marks(result.title)
    if result.type == "sentence":
        _, _, number = result.id.rpartition(".s")
        title = f"Sentence {number} of {result.document}"
    return SearchResult(
        type=RESULT_TYPES[result.type],
        collection=COLLECTIONS[result.of_record],
        id=result.id,
        document=result.document,
        title=title or None,
        snippet=Snippet(
            text=shown.text,
            matches=[SnippetMatch(start=match.start, end=match.end) for match in shown.matches],
        ),
        score=result.score,
    )
