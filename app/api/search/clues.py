"""Clues: what of a quote leads to the sentences that it may come from, at a bounded cost.

A quote that is nearly right has some words that are wholly right: the rarest of a stretch,
wherever they stand in the sentence, and any that stand side by side. How frequent words are
tells beforehand how many sentences have them together and what finding those costs.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from app.api.query.words import quoted
from app.api.search.alignment import Word
from app.model.fulltext import WORD, plain

STRETCH = 12
"""How many words of a quote are likely to stand in one sentence."""
GROUPS = 2
"""How many groups of a stretch's rarest words are looked for: in one, a word may be wrong."""
FEW = 3
"""So many sentences may be expected to have a group; words are added to it until it is so."""
SIZES = (3, 2, 1)
"""How many words in a row are looked for…"""
MOST = (6, 8, 6)
"""…and how often, the rarest first."""
LOOKED_AT = 40
"""How many sentences each clue leads to."""
DEAREST, DEAREST_ROW = 300_000, 8_000
"""How many places in the index may be looked at for words together, and for words in a row."""

BETWEEN_WORDS = ("\n", ", ", ". ", "  ")
"""What stands between words as a space does."""
ESCAPE = "\\"
"""Takes their meaning from the wildcards of LIKE."""


@dataclass(frozen=True)
class Clue:
    """Words, as an FTS5 query."""

    query: str
    weight: float
    """How much it tells: the logarithm of one in how many records has it."""
    cost: float
    """About how many places of the index are looked at."""


class Clues:
    """The clues of a quote, by the frequencies of its words among so many records."""

    def __init__(
        self,
        pieces: Sequence[Sequence[Word]],
        frequencies: Mapping[str, int],
        records: int,
    ) -> None:
        # To FTS5, a lone currency sign is no word.
        self._pieces = [[word for word in piece if _plain(word)] for piece in pieces]
        self._frequencies = frequencies
        self._records = records

    def chosen(self) -> list[Clue]:
        """What to look up, the cheapest first, as far as the costs go."""
        together = _affordable(self._together(), DEAREST)
        rows = _affordable(self._in_a_row(), DEAREST_ROW)
        return list({clue.query: clue for clue in [*together, *rows]}.values())

    def whole(self) -> Clue | None:
        """All pieces, each in a row; None where even that is too dear, or without words."""
        clues = [self._clue(piece, in_a_row=True) for piece in self._pieces if piece]
        if not clues or min(clue.cost for clue in clues) > DEAREST:
            return None
        cheapest = min(clue.cost for clue in clues)
        return Clue(" AND ".join(clue.query for clue in clues), clues[0].weight, cheapest)

    def _together(self) -> Iterator[Clue]:
        for piece in self._pieces:
            for start in range(0, len(piece), STRETCH):
                different = {word.folded: word for word in piece[start : start + STRETCH]}
                rarest = sorted(different.values(), key=self._frequency)
                for _ in range(GROUPS):
                    number = 1
                    while number < len(rarest) and self._expected(rarest[:number]) > FEW:
                        number += 1
                    if rarest:
                        yield self._clue(rarest[:number], in_a_row=False)
                    del rarest[:number]

    def _in_a_row(self) -> Iterator[Clue]:
        for size, most in zip(SIZES, MOST, strict=True):
            rows = [
                self._clue(piece[start : start + size], in_a_row=True)
                for piece in self._pieces
                for start in range(len(piece) - size + 1)
            ]
            yield from sorted(rows, key=lambda clue: -clue.weight)[:most]

    def _expected(self, words: Iterable[Word]) -> float:
        """How many records have the words, were each as likely beside the others as anywhere."""
        expected = float(self._records)
        for word in words:
            expected *= max(self._frequency(word), 0.5) / self._records
        return expected

    def _frequency(self, word: Word) -> int:
        return min(self._frequencies.get(part, 0) for part in _plain(word))

    def _clue(self, words: Sequence[Word], *, in_a_row: bool) -> Clue:
        expected = self._expected(words)
        # As many as are looked at are found sooner where there are more of them.
        looked_at = min(1.0, LOOKED_AT / max(expected, 1.0))
        cost = min(map(self._frequency, words)) * looked_at * len(words)
        folded = [word.folded for word in words]
        query = quoted(" ".join(folded)) if in_a_row else " AND ".join(map(quoted, folded))
        return Clue(query, log(1 + self._records / max(expected, 0.5)), cost + 1)


def _affordable(clues: Iterable[Clue], dearest: float) -> Iterator[Clue]:
    for number, clue in enumerate(sorted(clues, key=lambda clue: (clue.cost, clue.query))):
        dearest -= clue.cost
        if dearest < 0 and number > 0:
            return
        yield clue


def frequent_words(pieces: Sequence[Sequence[Word]]) -> list[str]:
    """The words whose frequency is to be known."""
    return [word for piece in pieces for each in piece for word in _plain(each)]


def to_the_letter(quote: str, pieces: Sequence[Sequence[Word]]) -> str:
    """A pattern for LIKE of texts in which the quote stands as it is given, but for capitals.

    There is white space on either side, so that no word of it is part of another.
    """
    pattern = "%"
    for piece in pieces:
        words = quote[piece[0].start : piece[-1].end]
        for mark in BETWEEN_WORDS:
            words = words.replace(mark, " ")
        pattern += " " + re.sub(r"([%_\\])", r"\\\1", words) + " %"
    return pattern


def _plain(word: Word) -> list[str]:
    return [plain(part) for part in WORD.findall(word.folded)]
