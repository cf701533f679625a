"""Passages: the parts of the documents in which a quote may stand, and what is said there.

One statement tells how frequent words are, and another finds the passages with all that is
cited from them, however many they are. The alignment needs no database.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import (
    CTE,
    ColumnElement,
    Float,
    Integer,
    Label,
    String,
    bindparam,
    case,
    column,
    func,
    literal,
    literal_column,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy import null as sql_null

from app.api.query.filters import Bound, Elsewhere, sql_table
from app.api.query.matches import SEARCH
from app.api.query.naming import all_named
from app.api.query.shapes import Given, Statement, condition
from app.api.query.statements import RECORD
from app.api.query.words import NOTHING
from app.api.search.alignment import Word, words_of
from app.api.search.clues import BETWEEN_WORDS, ESCAPE, LOOKED_AT
from app.api.search.ranking import OF_TYPE, WORD, materialized, of_searchable
from app.api.vocabulary import Match
from app.model import tables
from app.model.fulltext import IN_DOCUMENT, KEY_MASK, TYPES
from app.store.prepared import Prepared, prepared
from app.store.reader import Row

CANDIDATES = 20
"""How many sentences are looked at."""
HOLDING = 3
"""How many documents are looked at that hold the quote somewhere."""
BREADTH, MARGIN = 2, 200
"""How far on either side of them is looked: times the length of the quote, and code points…"""
LEFT_OUT = 2000
"""…and how many more where an ellipsis stands for what is left out."""

DOCUMENT = sql_table(tables.Document)
SENTENCE = sql_table(tables.Sentence)
EVIDENCE = sql_table(tables.Evidence)
STATEMENT = sql_table(tables.Statement)
SEARCHABLE = sql_table(tables.Searchable)


class HasClue(Elsewhere):
    """The sentence has words of the quote."""


HAS_CLUE = HasClue()


def reach(text: str, pieces: Sequence[Sequence[Word]]) -> int:
    """How far from a sentence the quote may start or end, in code points."""
    return BREADTH * len(text) + MARGIN + (LEFT_OUT if len(pieces) > 1 else 0)


@lru_cache(maxsize=256)
def frequencies_statement(filters: tuple[Given, ...]) -> Prepared:
    """Selects how frequent words are; and, without a word, whether all ids of the filters name
    something.
    """
    asked = text("SELECT value FROM json_each(:words)").columns(WORD.c.word)
    frequencies = select(WORD.c.word, WORD.c.frequency).where(WORD.c.word.in_(asked))
    there = select(sql_null(), all_named(of_searchable(filters)))
    return prepared(select(union_all(frequencies, there).subquery()))


LIKELY, HELD, AROUND = range(3)
"""What a row of `passages_statement` is: a document, one that holds all, or a sentence."""


@lru_cache(maxsize=256)
def passages_statement(filters: tuple[Given, ...]) -> Prepared:
    """Selects the documents of the likeliest sentences by some clues, and what is around those.

    The sentences are looked for anywhere, and once more within documents that hold all of the
    quote: its words may be frequent in each sentence that it touches, and only together rare.
    The clues are bound as `clues`, JSON of a query and a weight each, all of the quote as `all`,
    and how far around a sentence is looked as `reach`. Documents that hold it are not looked for
    where one of the likely ones is found `LIKE` what is bound as `literal`.

    The columns of a document are what it is, its id, its text, and the starts and ends of the
    sentences; of a sentence around, what it is, its document, its id, nothing, its start and end,
    start and end of a piece of evidence in it, and the JSON of the statement that this supports.
    """
    anywhere = materialized(_stretches(_found("sentence", CLUE, filters)), "led")
    likely = materialized(_documents(anywhere), "likely")
    whole = case((_stands_in(likely, anywhere), literal(NOTHING)), else_=bindparam("all"))
    holding = _found("document", whole, filters).limit(HOLDING).subquery()
    held = materialized(select(_key_of(holding.c.place)), "held")
    within = materialized(_stretches(_found_within(held)), "led_within")
    either = materialized(union_all(select(anywhere), select(within)), "either")
    nothing = [sql_null().label(f"nothing_{i}") for i in range(5)]
    told = [
        select(literal(what), *documents.c, *nothing)
        for what, documents in ((LIKELY, likely), (HELD, _documents(within).subquery()))
    ]
    told.append(select(_around(either).subquery()))
    return prepared(select(union_all(*told).subquery()))


def _key_of(place: ColumnElement[int]) -> Label[int]:
    return place.op("&")(literal(KEY_MASK)).label("key")


CLUE: ColumnElement[str] = literal_column("json_extract(clue.value, '$[0]')", String)
WEIGHT: ColumnElement[float] = literal_column("json_extract(clue.value, '$[1]')", Float)
"""Of the clue that is looked up."""


def _stretches(found: Statement) -> Statement:
    """The likeliest sentences of those that are found by each clue, and where they stand.

    A statement with a part for each clue would be another for each number of clues, and take
    SQLite a tenth of a second to prepare.
    """
    clue = func.json_each(bindparam("clues")).table_valued("value", name="clue")
    some = found.limit(LOOKED_AT).subquery()
    places = select(func.json_group_array(some.c.place)).scalar_subquery()
    lead = func.json_each(places).table_valued(column("value", Integer), name="lead")
    weight = func.sum(WEIGHT)
    likeliest = (
        select(_key_of(lead.c.value), weight.label("weight"))
        .select_from(clue.join(lead, true()))
        .group_by(lead.c.value)
        .order_by(weight.desc(), lead.c.value)
        .limit(CANDIDATES)
        .subquery()
    )
    return select(
        SENTENCE.c.document, SENTENCE.c.start, SENTENCE.c.end, likeliest.c.weight
    ).select_from(likeliest.join(SENTENCE, SENTENCE.c.key == likeliest.c.key))


def _documents(stretch: CTE) -> Statement:
    """The documents of the sentences, that of the likeliest first."""
    stretches = func.group_concat(func.printf(literal("%d %d"), stretch.c.start, stretch.c.end))
    return (
        select(
            DOCUMENT.c.id,
            func.json_extract(RECORD.c.body, "$.text").label("text"),
            stretches.label("stretches"),
        )
        .select_from(stretch)
        .join(DOCUMENT, DOCUMENT.c.id == stretch.c.document)
        .join(RECORD, RECORD.c.key == DOCUMENT.c.key)
        .group_by(DOCUMENT.c.key)
        .order_by(func.max(stretch.c.weight).desc(), DOCUMENT.c.key)
    )


def _stands_in(documents: CTE, stretch: CTE) -> ColumnElement[bool]:
    """The quote stands near one of the sentences, to the letter: no need to look elsewhere."""
    near = bindparam("reach", type_=Integer) // 2  # for certain within what is compared
    start = func.max(stretch.c.start - near, 0)
    passage: ColumnElement[str] = func.substr(
        documents.c.text, start + 1, stretch.c.end + near - start
    )
    # SQLite prepares a statement anew for each parameter that stands after LIKE by itself.
    pattern = bindparam("literal", type_=String) + literal("")
    for mark in BETWEEN_WORDS:
        passage = func.replace(passage, literal(mark), literal(" "))
    return (
        select(documents.c.id)
        .select_from(documents.join(stretch, stretch.c.document == documents.c.id))
        .where(passage.like(pattern, escape=ESCAPE))
        .exists()
    )


def _found_within(held: CTE) -> Statement:
    """The sentences of these documents that have the clue."""
    token = func.printf(literal(f'"{IN_DOCUMENT}%d"'), held.c.key)
    tokens = select(func.group_concat(token, literal(" OR "))).scalar_subquery()
    inside = func.coalesce(tokens, literal(f'"{IN_DOCUMENT}"'))  # which is no document's
    asked = case((select(held.c.key).exists(), CLUE), else_=literal(NOTHING))
    return _found("sentence", asked, ()).where(
        SEARCH.c.facets.op("MATCH", is_comparison=True)(inside)
    )


def _around(stretch: CTE) -> Statement:
    """The sentences within reach of those, and the statements that are cited from them."""
    reach = bindparam("reach", type_=Integer)
    within_reach = (
        select(stretch.c.start)
        .where(
            stretch.c.document == SENTENCE.c.document,
            SENTENCE.c.start < stretch.c.end + reach,
            SENTENCE.c.end > stretch.c.start - reach,
        )
        .exists()
    )
    return (
        select(
            literal(AROUND),
            SENTENCE.c.document,
            SENTENCE.c.id,
            sql_null(),
            SENTENCE.c.start,
            SENTENCE.c.end,
            EVIDENCE.c.start,
            EVIDENCE.c.end,
            RECORD.c.body,
        )
        .select_from(SENTENCE)
        .outerjoin(EVIDENCE, EVIDENCE.c.sentence == SENTENCE.c.id)
        .outerjoin(STATEMENT, STATEMENT.c.key == EVIDENCE.c.fact_key)
        .outerjoin(RECORD, RECORD.c.key == STATEMENT.c.key)
        .where(SENTENCE.c.document.in_(select(stretch.c.document)), within_reach)
        .order_by(SENTENCE.c.key, STATEMENT.c.sequence, EVIDENCE.c.key)
    )


def _found(type_: str, clue: ColumnElement[str], filters: tuple[Given, ...]) -> Statement:
    of_type: Bound = [bindparam(f"type_{type_}", TYPES.index(type_))]
    return select(SEARCH.c.rowid.label("place")).where(
        SEARCH.c.search.op("MATCH", is_comparison=True)(clue),
        OF_TYPE.where(SEARCHABLE, of_type, Match.CERTAIN),
        *(condition(SEARCHABLE, item) for item in filters),
    )


@dataclass(frozen=True)
class Passage:
    """A part of a document."""

    document: str
    start: int
    text: str
    is_last: bool
    """Whether it reaches to the end of the document."""

    @property
    def end(self) -> int:
        """Where it ends in the document."""
        return self.start + len(self.text)

    def words(self) -> list[Word]:
        """Its words, with their offsets in the document, without any that is cut in two."""
        words = words_of(self.text, self.start)
        first, last = (1 if self.start else 0), (None if self.is_last else -1)
        return words[first:last]

    def exact(self, start: int, end: int) -> str:
        """The words of the document from one offset to another."""
        return self.text[start - self.start : end - self.start]


def passages(rows: Iterable[Row], reach: int) -> Iterator[Passage]:
    """What stands so far around the sentences that `passages_statement` selected.

    What overlaps is made one.
    """
    for row in rows:
        document, whole, stretches = (
            value.decode() if isinstance(value, bytes) else "" for value in row[1:4]
        )
        around: list[list[int]] = []
        for start, end in sorted(tuple(map(int, item.split())) for item in stretches.split(",")):
            if around and start - reach <= around[-1][1]:
                around[-1][1] = max(end + reach, around[-1][1])
            else:
                around.append([max(start - reach, 0), end + reach])
        for start, end in around:
            yield Passage(document, start, whole[start:end], end >= len(whole))
