"""Passages: the parts of the documents in which a quote may stand, and what is said there.

Finding them takes one statement, and telling what is said there another, however many they
are. What lies between, the alignment, needs no database.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from sqlalchemy import ColumnElement, Table, and_, bindparam, func, literal_column, or_, select

from app.api.alignment import Word, pieces_of, words_of
from app.api.filters import SEARCH, Bound, sql_table
from app.api.shapes import Given, Statement, condition
from app.api.statements import RECORD
from app.api.vocabulary import Match
from app.api.words import NOTHING, quoted
from app.model import tables
from app.store.reader import Row

CANDIDATES = 20
"""How many sentences are looked at."""
MOST_PAIRS, MOST_WORDS = 24, 12
"""How many pairs of neighbouring words, and single words, lead to them."""
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
class HasSomeWords:
    """The sentence has some of the quote's words, which let it be ranked."""

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        return SEARCH.c.search.op("MATCH", is_comparison=True)(values[0])

    def stored(self, value: object) -> object:
        return as_clues(pieces_of(str(value)))


def as_clues(pieces: Sequence[Sequence[Word]]) -> str:
    """An FTS5 query for sentences that the quote may come from.

    Two words that stand side by side are rarer than each of them, and the longer a word the
    rarer: so these tell most, and a long quote needs no more of them than a short one.
    """
    pairs = [f"{one.folded} {other.folded}" for piece in pieces for one, other in pairwise(piece)]
    evenly = pairs[:: len(pairs) // MOST_PAIRS + 1]
    words = dict.fromkeys(word.folded for piece in pieces for word in piece)
    longest = sorted(words, key=lambda word: -len(word))[:MOST_WORDS]
    return " OR ".join(quoted(clue) for clue in [*evenly, *longest]) or NOTHING


def reach(text: str, pieces: Sequence[Sequence[Word]]) -> int:
    """How far from a sentence the quote may start or end, in code points."""
    return BREADTH * len(text) + MARGIN + (LEFT_OUT if len(pieces) > 1 else 0)


@lru_cache(maxsize=256)
def passages_statement(given: tuple[Given, ...]) -> Statement:
    """Selects what stands around the likeliest sentences.

    Its columns are the document and its length, and where the text starts, and the text.
    """
    likeliest = (
        select(SENTENCE.c.key)
        .select_from(SENTENCE.join(SEARCH, SEARCH.c.rowid == SENTENCE.c.key))
        .where(*(condition(SENTENCE, item) for item in given))
        .order_by(literal_column("bm25(search)"), SENTENCE.c.key)
        .limit(bindparam("rows"))
        .subquery()
    )
    start = func.max(SENTENCE.c.start - bindparam("reach"), 0)
    length = SENTENCE.c.end + bindparam("reach") - start
    text = SEARCHABLE.c.text
    return (
        select(SENTENCE.c.document, func.length(text), start, func.substr(text, start + 1, length))
        .select_from(likeliest)
        .join(SENTENCE, SENTENCE.c.key == likeliest.c.key)
        .join(DOCUMENT, DOCUMENT.c.id == SENTENCE.c.document)
        .join(SEARCHABLE, SEARCHABLE.c.key == DOCUMENT.c.key)
        .order_by(DOCUMENT.c.key, SENTENCE.c.start)
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


def passages(rows: Iterable[Row]) -> Iterator[Passage]:
    """The passages that `passages_statement` selected; those that overlap are made one."""
    current: Passage | None = None
    for row in rows:
        document, length, start, text = (
            value.decode() if isinstance(value, bytes) else value for value in row
        )
        assert isinstance(start, int), "offsets are integers"
        following = Passage(str(document), start, str(text), start + len(str(text)) == length)
        if current is None or current.document != document or current.end < start:
            if current is not None:
                yield current
            current = following
        elif current.end < following.end:
            joined = current.text[: start - current.start] + following.text
            current = Passage(current.document, current.start, joined, following.is_last)
    if current is not None:
        yield current


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
