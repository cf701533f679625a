"""Quoting: where a quote stands, found by two statements and by alignment in between.

The first tells how frequent its words are, which decides by what it is looked for. The second
has the passages in which it may stand, and what is cited from them.
"""

import json
from collections.abc import Iterable, Sequence

from starlette.concurrency import run_in_threadpool

from app.api.query.facets import WITHIN_DOCUMENT
from app.api.query.outlines import bound_values
from app.api.query.selection import as_bytes, as_int
from app.api.query.shapes import Given
from app.api.query.words import NOTHING
from app.api.search.alignment import Alignment, exact_places, nearest_place, pieces_of
from app.api.search.clues import Clues, frequent_words, to_the_letter
from app.api.search.passages import (
    AROUND,
    HELD,
    LIKELY,
    Passage,
    frequencies_statement,
    passages,
    passages_statement,
    reach,
)
from app.store.reader import Row
from app.store.sqlite import Store

LEAST_SIMILAR = 0.5
"""How much of a quote must be right for a place to be given."""
MOST_COMPARED = 8
"""How many passages a quote is compared with where it stands in none as it is."""

Place = tuple[Passage, Alignment]


class Quote:
    """A quote, and where it is looked for."""

    def __init__(self, text: str, documents: Sequence[str], store: Store) -> None:
        self._store = store
        self._pieces = pieces_of(text)
        self._reach = reach(text, self._pieces)
        self._values = bound_values({"document": list(documents)})
        chosen = ("document", WITHIN_DOCUMENT, len(documents))
        self._filters: tuple[Given, ...] = (chosen,) if documents else ()
        self.all_there: bool | None = None
        """Whether all ids of the filters name something; None where that was not looked up."""
        self._literal = to_the_letter(text, self._pieces)

    async def places(self) -> tuple[list[Place], list[Row]]:
        """Where the quote stands, the most similar first, and the sentences around.

        There are only exact places where there are any. The rows are those of
        `passages_statement` that are around.
        """
        rows = await self._passages(await self._clues())
        found = await run_in_threadpool(self._aligned, rows)
        return found, [row for row in rows if row[0] == AROUND]

    async def _clues(self) -> Clues:
        words = json.dumps(frequent_words(self._pieces), ensure_ascii=False)
        values = self._values | {"words": words}
        [rows] = await self._store.rows_aside([frequencies_statement(self._filters)], values)
        self.all_there = any(word is None and number for word, number in rows)
        frequencies = {as_bytes(word).decode(): as_int(number) for word, number in rows if word}
        return Clues(self._pieces, frequencies, self._store.manifest.tables["searchable"])

    async def _passages(self, clues: Clues) -> list[Row]:
        leads, whole = clues.chosen(), clues.whole()
        if not leads:
            return []
        values = self._values | {"all": whole.query if whole else NOTHING, "reach": self._reach}
        values |= {"literal": self._literal}
        values |= {"clues": json.dumps([(clue.query, clue.weight) for clue in leads])}
        [rows] = await self._store.rows_aside([passages_statement(self._filters)], values)
        return rows

    def _aligned(self, rows: Sequence[Row]) -> list[Place]:
        likely, held = (
            list(passages((row for row in rows if row[0] == what), self._reach))
            for what in (LIKELY, HELD)
        )
        return self._exact(likely) or self._exact(held) or self._near(likely)

    def _exact(self, likely: Iterable[Passage]) -> list[Place]:
        return [
            (passage, place)
            for passage in likely
            if (words := passage.words())
            for place in exact_places(self._pieces, words)
        ]

    def _near(self, likely: Sequence[Passage]) -> list[Place]:
        found = [
            (passage, nearest_place(self._pieces, words))
            for passage in likely[:MOST_COMPARED]
            if (words := passage.words())
        ]
        similar = (item for item in found if item[1].similarity >= LEAST_SIMILAR)
        return sorted(similar, key=lambda item: -item[1].similarity)
