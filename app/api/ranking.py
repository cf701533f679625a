"""Ranking: which of what is found comes first, at a cost that does not grow with the dataset.

The index is in an order of merit (`fulltext.place`), and FTS5 (https://www.sqlite.org/fts5.html)
finds in that order and stops as soon as there is enough. So only a head of what is found,
the best of each type by their place in the index, is weighed word by word; what comes after
it stays in the order of the index. Nothing that is found is left out.
"""

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
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
from sqlmodel import SQLModel

from app.api.filters import SEARCH, Bound, sql_table
from app.api.shapes import Given, Statement, condition
from app.api.vocabulary import Match
from app.api.words import COMPLETIONS, Sought
from app.model import tables
from app.model.fulltext import IN_DOCUMENT, KEY_MASK, OF_COUNTRY, TYPE_SHIFT, TYPES

COUNTED = 1000
"""How many results of each type are counted at most."""
HEAD = 120
"""How many results are weighed word by word…"""
LONG_HEAD = 20
"""…and how many documents among them, whose texts are long."""

OPENS, CLOSES = b"\xfe", b"\xff"
"""Around what was found, in a highlighted text: bytes that no UTF-8 holds (RFC 3629)."""

SEARCHABLE = sql_table(tables.Searchable)
SENTENCE = sql_table(tables.Sentence)
WORD = sql_table(tables.Word)


@dataclass(frozen=True)
class Found:
    """The words are found. Unlike `filters.Matches`, it lets what is found be ranked."""

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        return SEARCH.c.search.op("MATCH", is_comparison=True)(values[0])

    def stored(self, value: object) -> object:
        return str(value)


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


@dataclass(frozen=True)
class HasFacet:
    """The index has one of these records of another table beside the result."""

    of: type[SQLModel]
    mark: str

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        of = sql_table(self.of)
        token = func.printf(literal(f'"{self.mark}%d"'), of.c.key)
        tokens = select(func.group_concat(token, literal(" OR "))).where(of.c.id.in_(values))
        none = literal(f'"{self.mark}"')  # which is no record's
        wanted = func.coalesce(tokens.scalar_subquery(), none)
        return SEARCH.c.facets.op("MATCH", is_comparison=True)(wanted)

    def stored(self, value: object) -> object:
        return str(value)


WITHIN_DOCUMENT = HasFacet(tables.Document, IN_DOCUMENT)
WITH_COUNTRY = HasFacet(tables.Country, OF_COUNTRY)
OF_TYPE = OfType()


@lru_cache(maxsize=1)
def words_statement() -> Statement:
    """Selects the words that may stand for the last one, and how frequent the words are.

    Its columns are the word, its frequency, and whether it was asked for as it is.
    """
    asked = text("SELECT value FROM json_each(:words)").columns(WORD.c.word)
    completions = text(COMPLETIONS.format(first=":first", last=":last")).columns(WORD.c.word)
    chosen = [
        select(WORD.c.word, WORD.c.frequency, literal(is_asked)).where(WORD.c.word.in_(words))
        for words, is_asked in ((asked, True), (completions, False))
    ]
    return select(union_all(*chosen).subquery())


@lru_cache(maxsize=256)
def counts_statement(filters: tuple[Given, ...]) -> Statement:
    """Counts the results of each type, up to one more than `COUNTED`."""
    counted = []
    for number in range(len(TYPES)):
        found = _found("all", number, filters).limit(COUNTED + 1).subquery()
        counted.append(select(literal(number), func.count()).select_from(found))
    return select(union_all(*counted).subquery())


Stages = dict[str, str]
"""FTS5 queries by names, each for results that come before those of the next."""


def stages(asked: Sought, completions: tuple[str, ...], *, by_title: bool) -> Stages:
    """What is found in which order.

    What has the words as they were typed comes before what has only a completion of the last.
    Within both, what has them all in its title comes first, if that is asked for; it costs
    another look, and matters only where not all that is found can be weighed.
    """
    exact, titled = asked.query(), asked.title_query()
    if by_title:
        found = {
            "typed_in_title": f"({exact}) AND ({titled})",
            "typed_elsewhere": f"({exact}) NOT ({titled})",
        }
    else:
        found = {"typed": exact}
    if completions:
        every, titled = asked.query(completions), asked.title_query(completions)
        if by_title:
            found["completed_in_title"] = f"(({every}) AND ({titled})) NOT ({exact})"
            found["completed_elsewhere"] = f"({every}) NOT (({titled}) OR ({exact}))"
        else:
            found["completed"] = f"({every}) NOT ({exact})"
    return found


@lru_cache(maxsize=1024)
def results_statement(type_: int, names: tuple[str, ...], filters: tuple[Given, ...]) -> Statement:
    """Selects results of a type, in the order of the stages and of the index.

    Its columns are the place, title and text with their marks, and whether the last word stands
    as it was typed.
    """
    marks = ", ".join(f"CAST(x'{mark.hex()}' AS TEXT)" for mark in (OPENS, CLOSES))
    title, text_ = (
        literal_column(f"highlight(search, {number}, {marks})", String) for number in (0, 1)
    )
    arms = [
        select(
            _found(name, type_, filters)
            .add_columns(
                title.label("title"),
                text_.label("text"),
                literal(name.startswith("typed")).label("exact"),
            )
            .order_by(SEARCH.c.rowid)
            .subquery()
        )
        for name in names
    ]
    return select(
        union_all(*arms)
        .limit(bindparam(f"rows_{type_}"))
        .offset(bindparam(f"offset_{type_}"))
        .subquery()
    )


def _found(stage: str, type_: int, filters: tuple[Given, ...]) -> Statement:
    of_type: Bound = [bindparam(f"type_{type_}", type_)]
    return (
        select(SEARCH.c.rowid.label("place"))
        .select_from(SEARCH)
        .where(
            Found().where(SEARCHABLE, [bindparam(stage)], Match.CERTAIN),
            OF_TYPE.where(SEARCHABLE, of_type, Match.CERTAIN),
            *(condition(SEARCHABLE, item) for item in filters),
        )
    )


@lru_cache(maxsize=1)
def details_statement() -> Statement:
    """Selects what is told of results, by their places."""
    places = text("SELECT value FROM json_each(:places)").columns(SEARCHABLE.c.place)
    key = SEARCHABLE.c.place.op("&")(literal(KEY_MASK))
    return (
        select(
            SEARCHABLE.c.place,
            SEARCHABLE.c.type,
            SEARCHABLE.c.id,
            SEARCHABLE.c.document,
            SEARCHABLE.c.title,
            SENTENCE.c.number,
        )
        .select_from(SEARCHABLE.outerjoin(SENTENCE, SENTENCE.c.key == key))
        .where(SEARCHABLE.c.place.in_(places))
    )
