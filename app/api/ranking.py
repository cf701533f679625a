"""Ranking: how a search finds records of every type, and in which order.

FTS5 finds and weighs (https://www.sqlite.org/fts5.html): the score is Okapi BM25, over all
that is searchable, and a word in a title counts as much as several in a text.
"""

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import (
    Case,
    ColumnElement,
    Table,
    and_,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from app.api.filters import SEARCH, Bound, Filter, Is, Linked, completed, names, sql_table
from app.api.shapes import Given, Statement, condition
from app.api.vocabulary import Match, ResultType
from app.api.words import as_query
from app.model import tables
from app.model.vocabulary import EntityType, FactType

OPENS, CLOSES = "\ufdd0", "\ufdd1"
"""Around what was found, in a snippet. Unicode keeps these for use within a program."""
LEFT_OUT = "…"
WORDS_SHOWN = 32
"""About how many words a snippet has. FTS5 allows 64 at most."""

SCORE: ColumnElement[float] = literal_column("round(-bm25(search, 3.0, 1.0), 9)")
"""The weights are of title and text. FTS5 calls a better match less; here it is more."""
SNIPPET: ColumnElement[str] = literal_column(
    f"snippet(search, -1, '{OPENS}', '{CLOSES}', '{LEFT_OUT}', {WORDS_SHOWN})"
)

SEARCHABLE = sql_table(tables.Searchable)
SENTENCE = sql_table(tables.Sentence)


def result_type(table: Table) -> Case[str]:
    """The type of the result, from the type of the record."""
    column = table.c.type
    return case(
        (column.in_([literal(str(term)) for term in EntityType]), str(ResultType.ENTITY)),
        (column.in_([literal(str(term)) for term in FactType]), str(ResultType.FACT)),
        else_=column,
    )


@dataclass(frozen=True)
class Found:
    """The words are found. Unlike `filters.Matches`, it lets what is found be ranked."""

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        return completed(values[0])

    def stored(self, value: object) -> object:
        return as_query(str(value))


@dataclass(frozen=True)
class OfType:
    """The result is of one of the types."""

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        return result_type(table).in_(values)

    def stored(self, value: object) -> object:
        return str(value)


@dataclass(frozen=True)
class ByType:
    """A filter for each type of result: ids alone do not tell a document from an initiative."""

    filters: tuple[tuple[ResultType, Filter], ...]

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        return or_(
            *(
                and_(result_type(table) == literal(str(type_)), filter_.where(table, values, match))
                for type_, filter_ in self.filters
            )
        )

    def stored(self, value: object) -> object:
        return str(value)


WITHIN_DOCUMENT = ByType(
    (
        (ResultType.DOCUMENT, Is("document")),
        (ResultType.SENTENCE, Is("document")),
        (ResultType.FACT, Is("document")),
        (ResultType.ENTITY, names(of="document", to="entity")),
    )
)
OF_COUNTRY = ByType(
    (
        (
            ResultType.DOCUMENT,
            Linked(tables.DocumentCountry, of="country", to="document", own="id"),
        ),
        (
            ResultType.SENTENCE,
            Linked(tables.SentenceCountry, of="country", to="sentence", own="id"),
        ),
        (ResultType.FACT, Linked(tables.FactCountry, of="country", to="fact")),
        (ResultType.ENTITY, Linked(tables.EntityCountry, of="country", to="entity", own="id")),
    )
)


@lru_cache(maxsize=1024)
def results_statement(given: tuple[Given, ...]) -> Statement:
    """Selects results, the best first, each as `search.search` answers it.

    The snippets are made last, since making one costs more than finding many results.
    """
    ranked = (
        select(SEARCHABLE.c.key, SCORE.label("score"))
        .select_from(SEARCHABLE.join(SEARCH, SEARCH.c.rowid == SEARCHABLE.c.key))
        .where(*(condition(SEARCHABLE, item) for item in given))
        .order_by(SCORE.desc(), SEARCHABLE.c.key)
        .limit(bindparam("rows"))
        .offset(bindparam("offset"))
        .cte("ranked")
    )
    words = [item for item in given if isinstance(item[1], Found)]
    snippet = (
        select(SNIPPET)
        .select_from(SEARCH)
        .where(SEARCH.c.rowid == ranked.c.key, *(condition(SEARCHABLE, item) for item in words))
        .correlate(ranked)
        .scalar_subquery()
    )
    return (
        select(
            result_type(SEARCHABLE),
            SEARCHABLE.c.type,
            SEARCHABLE.c.id,
            SEARCHABLE.c.document,
            SEARCHABLE.c.title,
            SENTENCE.c.number,
            snippet,
            ranked.c.score,
        )
        .select_from(
            ranked.join(SEARCHABLE, SEARCHABLE.c.key == ranked.c.key).outerjoin(
                SENTENCE, SENTENCE.c.key == ranked.c.key
            )
        )
        .order_by(ranked.c.score.desc(), ranked.c.key)
    )


@lru_cache(maxsize=1024)
def counts_statement(given: tuple[Given, ...]) -> Statement:
    """Counts the results of each type, whichever types are asked for."""
    type_ = result_type(SEARCHABLE)
    return (
        select(type_, func.count())
        .select_from(SEARCHABLE.join(SEARCH, SEARCH.c.rowid == SEARCHABLE.c.key))
        .where(*(condition(SEARCHABLE, item) for item in given if not isinstance(item[1], OfType)))
        .group_by(type_)
    )
