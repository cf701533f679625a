"""Passages: the parts of the documents in which a quote may stand, and what is said there.

Finding them takes one statement, and telling what is said there another, however many they
are. What lies between, the alignment, needs no database.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
    Float,
    Table,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    text,
    union_all,
)

from app.api.alignment import Word, words_of
from app.api.clues import LOOKED_AT
from app.api.filters import SEARCH, Bound, sql_table
from app.api.ranking import OF_TYPE, WORD
from app.api.shapes import Given, Statement, condition
from app.api.statements import RECORD
from app.api.vocabulary import Match
from app.model import tables
from app.model.fulltext import KEY_MASK, TYPES
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


@dataclass(frozen=True)
class HasClue:
    """The sentence has words of the quote."""

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        return SEARCH.c.search.op("MATCH", is_comparison=True)(values[0])

    def stored(self, value: object) -> object:
        return str(value)


HAS_CLUE = HasClue()


def reach(text: str, pieces: Sequence[Sequence[Word]]) -> int:
    """How far from a sentence the quote may start or end, in code points."""
    return BREADTH * len(text) + MARGIN + (LEFT_OUT if len(pieces) > 1 else 0)


@lru_cache(maxsize=1)
def frequencies_statement() -> Statement:
    """Selects how frequent words are."""
    asked = text("SELECT value FROM json_each(:words)").columns(WORD.c.word)
    return select(WORD.c.word, WORD.c.frequency).where(WORD.c.word.in_(asked))


@lru_cache(maxsize=256)
def passages_statement(number: int, filters: tuple[Given, ...]) -> Statement:
    """Selects the documents of the likeliest sentences, by so many clues.

    Its columns are the document and its text, and the starts and ends of the sentences. The
    clues are bound as `clue_0`, `weight_0`…
    """
    followed = [
        select(
            _found("sentence", bindparam(f"clue_{i}"), filters)
            .add_columns(bindparam(f"weight_{i}", type_=Float).label("weight"))
            .limit(LOOKED_AT)
            .subquery()
        )
        for i in range(number)
    ]
    leads = union_all(*followed).subquery()
    weight = func.sum(leads.c.weight)
    likeliest = (
        select(leads.c.place.op("&")(literal(KEY_MASK)).label("key"), weight.label("weight"))
        .group_by(leads.c.place)
        .order_by(weight.desc(), leads.c.place)
        .limit(CANDIDATES)
        .subquery()
    )
    stretches = func.group_concat(func.printf(literal("%d %d"), SENTENCE.c.start, SENTENCE.c.end))
    return (
        select(DOCUMENT.c.id, func.json_extract(RECORD.c.body, "$.text"), stretches)
        .select_from(likeliest)
        .join(SENTENCE, SENTENCE.c.key == likeliest.c.key)
        .join(DOCUMENT, DOCUMENT.c.id == SENTENCE.c.document)
        .join(RECORD, RECORD.c.key == DOCUMENT.c.key)
        .group_by(DOCUMENT.c.key)
        .order_by(func.max(likeliest.c.weight).desc(), DOCUMENT.c.key)
    )


@lru_cache(maxsize=16)
def holding_statement(filters: tuple[Given, ...]) -> Statement:
    """Selects the ids of documents that hold the clue `all` somewhere."""
    found = _found("document", bindparam("all"), filters).limit(HOLDING).subquery()
    return (
        select(SEARCHABLE.c.id)
        .select_from(found.join(SEARCHABLE, SEARCHABLE.c.place == found.c.place))
        .order_by(found.c.place)
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
            value.decode() if isinstance(value, bytes) else "" for value in row
        )
        around: list[list[int]] = []
        for start, end in sorted(tuple(map(int, item.split())) for item in stretches.split(",")):
            if around and start - reach <= around[-1][1]:
                around[-1][1] = max(end + reach, around[-1][1])
            else:
                around.append([max(start - reach, 0), end + reach])
        for start, end in around:
            yield Passage(document, start, whole[start:end], end >= len(whole))


@lru_cache(maxsize=16)
def context_statement(number: int) -> Statement:
    """Selects what overlaps so many places: sentences, and the statements cited from them.

    Its columns are the sentence's document, id, start and end, then start and end of a piece
    of evidence in it, and the JSON of the fact that it supports where that is a statement.
    The places are bound as `document_0`, `start_0`, `end_0`…
    """
    places = [
        and_(
            SENTENCE.c.document == bindparam(f"document_{i}"),
            SENTENCE.c.start < bindparam(f"end_{i}"),
            SENTENCE.c.end > bindparam(f"start_{i}"),
        )
        for i in range(number)
    ]
    return (
        select(
            SENTENCE.c.document,
            SENTENCE.c.id,
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
        .where(or_(*places))
        .order_by(SENTENCE.c.key, STATEMENT.c.sequence, EVIDENCE.c.key)
    )
