"""Ranking: which of what is found comes first, at a cost that does not grow with the dataset.

The index is in an order of merit (`fulltext.place`), and FTS5 (https://www.sqlite.org/fts5.html)
finds in that order and stops as soon as there is enough. So only a head of what is found,
the best of each type by their place in the index, is weighed word by word; what comes after
it stays in the order of the index. Nothing that is found is left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    String,
    Table,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy import null as sql_null

from app.api.query.filters import Bound, Elsewhere, sql_table
from app.api.query.matches import SEARCH
from app.api.query.naming import all_named
from app.api.query.shapes import Given, Shape, Statement, condition
from app.api.query.words import COMPLETED_BY, NOTHING, Sought
from app.api.vocabulary import Match
from app.model import tables
from app.model.fulltext import TYPE_SHIFT, TYPES
from app.store.prepared import Prepared, prepared

COUNTED = 1000
"""How many results of each type are counted at most."""
HEAD = 48
"""How many results are weighed word by word…"""
LONG_HEAD = 8
"""…and how many documents among them, whose texts are long."""

OPENS, CLOSES = b"\xfe", b"\xff"
"""Around what was found, in a highlighted text: bytes that no UTF-8 holds (RFC 3629)."""

SEARCHABLE = sql_table(tables.Searchable)
WORD = sql_table(tables.Word)


class Found(Elsewhere):
    """The words are found. Unlike `matches.Matches`, it lets what is found be ranked."""


@dataclass(frozen=True)
class OfType:
    """The result is of one of the types: each has a stretch of the index."""

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        shift = literal(TYPE_SHIFT)
        return or_(
            *(
                and_(
                    SEARCH.c.rowid >= value.op("<<")(shift),
                    SEARCH.c.rowid < (value + 1).op("<<")(shift),
                )
                for value in values
            )
        )

    def stored(self, value: object) -> object:
        return TYPES.index(str(value))


OF_TYPE = OfType()


NAMED, ASKED, COMPLETION = -3, -2, -1
"""What a row of `overview_statement` tells of, where that is no type of results."""


@lru_cache(maxsize=256)
def overview_statement(filters: tuple[Given, ...]) -> Prepared:
    """Selects what is to be known before anything is ranked: words, and how much there is.

    A row has what it tells of, a word and a number: the frequency of an asked word, that of one
    that may stand for the last, how many results a type has, up to one more than `COUNTED`, or
    whether all ids of the filters name something.
    The query is bound as `opened` and `closed` (see `words.Sought.opened`).
    """
    asked = text("SELECT value FROM json_each(:words)").columns(WORD.c.word)
    completion = materialized(
        select(WORD.c.word, WORD.c.frequency)
        .where(WORD.c.word >= bindparam("first"), WORD.c.word < bindparam("last"))
        .order_by(WORD.c.frequency.desc(), WORD.c.word)
        .limit(COMPLETED_BY),
        "completion",
    )
    is_other = completion.c.word != bindparam("first")
    each = literal(' OR "') + completion.c.word + literal('"')
    joined = func.coalesce(func.group_concat(each, literal("")), literal(""))
    whole = (
        bindparam("opened", type_=String)
        + select(joined).where(is_other).scalar_subquery()
        + bindparam("closed", type_=String)
    )
    query = materialized(select(whole.label("query")), "whole")
    told = [
        select(literal(NAMED), sql_null(), all_named(of_searchable(filters))),
        select(literal(ASKED), WORD.c.word, WORD.c.frequency).where(WORD.c.word.in_(asked)),
        select(literal(COMPLETION), completion).where(is_other),
    ]
    for number in range(len(TYPES)):
        found = _found(select(query.c.query).scalar_subquery(), number, filters)
        some = found.limit(COUNTED + 1).subquery()
        told.append(select(literal(number), sql_null(), func.count()).select_from(some))
    return prepared(select(union_all(*told).subquery()))


def of_searchable(filters: tuple[Given, ...]) -> Shape:
    """The filters of a search or a quote, whatever else it asks for."""
    return Shape(SEARCHABLE, filters, Match.CERTAIN, ())


def materialized(chosen: Statement | CompoundSelect[*tuple[Any, ...]], name: str) -> CTE:
    """The rows, made once, however often they are read (SQLite, WITH … AS MATERIALIZED)."""
    return chosen.cte(name).prefix_with("MATERIALIZED")


class Stage(NamedTuple):
    """The names under which the queries of a stage are bound."""

    in_title: str
    """For what has all words in its title: it comes first."""
    anywhere: str
    """For all that the stage finds."""
    elsewhere: str
    """For all but what has them in its title."""


TYPED = Stage("typed_in_title", "typed", "typed_elsewhere")
COMPLETED = Stage("completed_in_title", "completed", "completed_elsewhere")
"""The stages in which results come: as the last word was typed, then as it may be completed."""
Queries = dict[str, str]
"""FTS5 queries by the names of the stages."""


def queries_of(asked: Sought, completions: Sequence[str], *, by_title: bool) -> Queries:
    """What is found in which order.

    What has the words as they were typed comes before what has only a completion of the last.
    Within both, what has them all in its title comes first, if that is asked for; it costs
    another look, and matters only where not all that is found can be weighed.
    """
    typed, titled = asked.query(), asked.title_query()
    of_typed = [NOTHING, typed, typed]
    if by_title:
        of_typed = [f"({typed}) AND ({titled})", typed, f"({typed}) NOT ({titled})"]
    found = dict(zip(TYPED, of_typed, strict=True))
    if completions:
        every, titled = asked.query(completions), asked.title_query(completions)
        only = f"({every}) NOT ({typed})"
        of_completed = [NOTHING, only, only]
        if by_title:
            of_completed = [
                f"(({every}) AND ({titled})) NOT ({typed})",
                only,
                f"({every}) NOT (({titled}) OR ({typed}))",
            ]
        found |= zip(COMPLETED, of_completed, strict=True)
    return found


@lru_cache(maxsize=256)
def results_statement(
    filters: tuple[Given, ...], *, with_completed: bool, with_rest: bool
) -> Prepared:
    """Selects results: some of each type for the head, and what comes after it, in order.

    Its columns are whether it belongs to the head; its place; title and text with their marks;
    whether the last word stands as it was typed; its id, the type of its record, its document.
    Bound for each type are its queries (`<name>_<type>`), how many rows the head has of it
    (`rows_<type>`), and how many the rest has after which others (`left_<type>`,
    `offset_<type>`); and `left` is for all of the rest. A type that is not wanted has none, so
    that there are few statements to prepare.
    """
    types = range(len(TYPES))
    stages = (TYPED, COMPLETED) if with_completed else (TYPED,)
    arms = [
        _results(_head(number, stages, filters), is_head=True)
        .limit(bindparam(f"rows_{number}"))
        .subquery()
        for number in types
    ]
    if with_rest:
        following = [
            _results(_rest(number, stages, filters), is_head=False)
            .limit(bindparam(f"left_{number}"))
            .offset(bindparam(f"offset_{number}"))
            .subquery()
            for number in types
        ]
        arms.append(union_all(*map(select, following)).limit(bindparam("left")).subquery())
    return prepared(select(union_all(*map(select, arms)).subquery()))


def _results(arms: Iterable[Statement], *, is_head: bool) -> Statement:
    return select(literal(is_head).label("is_head"), union_all(*arms).subquery())


def _head(type_: int, stages: Sequence[Stage], filters: tuple[Given, ...]) -> Iterator[Statement]:
    """The first results of a type, in the order of the stages and of the index.

    What a title has is listed first, and left out of what follows by that list: NOT of FTS5
    would read the words of titles to their end once more. Sentences have no title.
    """
    for stage in stages:
        if TYPES[type_] == "sentence":
            yield select(_marked(stage.anywhere, type_, filters).subquery())
            continue
        first = _marked(stage.in_title, type_, filters).limit(bindparam(f"rows_{type_}"))
        titled = materialized(first, f"{stage.in_title}_{type_}")
        yield select(titled)
        others = _marked(stage.anywhere, type_, filters)
        others = others.where(SEARCH.c.rowid.not_in(select(titled.c.place)))
        yield select(others.subquery())


def _rest(type_: int, stages: Sequence[Stage], filters: tuple[Given, ...]) -> Iterator[Statement]:
    """All results of a type, in the same order."""
    for stage in stages:
        for name in (stage.in_title, stage.elsewhere):
            yield select(_marked(name, type_, filters).subquery())


def _marked(name: str, type_: int, filters: tuple[Given, ...]) -> Statement:
    """What one query finds of a type, in the order of the index, with all that is told of it."""
    marks = ", ".join(f"CAST(x'{mark.hex()}' AS TEXT)" for mark in (OPENS, CLOSES))
    title, text_ = (
        literal_column(f"highlight(search, {number}, {marks})", String) for number in (0, 1)
    )
    # An outer join, so that SQLite goes from the index to the records, never the other way.
    both = SEARCH.outerjoin(SEARCHABLE, SEARCHABLE.c.place == SEARCH.c.rowid)
    return (
        _found(bindparam(f"{name}_{type_}"), type_, filters)
        .select_from(both)
        .add_columns(
            title.label("title"),
            text_.label("text"),
            literal(name in TYPED).label("exact"),
            SEARCHABLE.c.id,
            SEARCHABLE.c.type,
            SEARCHABLE.c.document,
        )
        .order_by(SEARCH.c.rowid)
    )


def _found(query: ColumnElement[str], type_: int, filters: tuple[Given, ...]) -> Statement:
    of_type: Bound = [bindparam(f"type_{type_}", type_)]
    return (
        select(SEARCH.c.rowid.label("place"))
        .select_from(SEARCH)
        .where(
            SEARCH.c.search.op("MATCH", is_comparison=True)(query),
            OF_TYPE.where(SEARCHABLE, of_type, Match.CERTAIN),
            *(condition(SEARCHABLE, item) for item in filters),
        )
    )
