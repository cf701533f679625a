"""Weights: how well a record matches what was sought, by the words that FTS5 marked in it.

It is Okapi BM25 (Robertson and Zaragoza 2009), by which a rare word tells more than a frequent
one, the second of a kind less than the first, and a short text more than a long one. Beyond
it, words count for more where they stand side by side as they were typed. FTS5 has a BM25 of
its own, which reads all that a word finds before it weighs the first record.
"""

from collections.abc import Mapping, Sequence
from math import log

from app.api.query.words import Sought
from app.api.search.ranking import CLOSES, OPENS
from app.model.fulltext import UNPARTED, WORD, plain

K1, B = 1.2, 0.75
"""The usual constants of BM25: how soon more of a word counts no more, how much length counts."""
USUAL_LENGTH = 150
"""Of a text, in bytes: about a sentence."""
TITLE_WEIGHT = 3
"""A word in the title counts as much as so many in the text."""
OTHER_FORM = 0.75
"""What another form of a word counts: deals, for a deal."""
TOGETHER = 0.5
"""By which share the score rises where all words stand side by side as they were typed."""

LEAST = 0.000001
NEXT_TO = 8
"""How many bytes may stand between two words that stand side by side."""


class Weights:
    """How much each word of a query tells: the rarer it is, the more."""

    def __init__(self, asked: Sought, frequencies: Mapping[str, int], records: int) -> None:
        self._words = [plain(word) for term in asked.terms for word in WORD.findall(term)]
        self._unparted = [term.encode() for term in asked.terms if UNPARTED.search(term)]
        self._weights = [
            (K1 + 1) * log(1 + (records - number + 0.5) / (number + 0.5))
            for word in self._words
            for number in (min(frequencies.get(word, 1), records),)
        ]
        self._found: dict[bytes, list[tuple[int, float]]] = {}

    def score(self, title: bytes, text: bytes) -> float:
        """How well a record matches, by its title and text with their marks."""
        counts = [0.0] * len(self._words)
        together = max(self._tally(title, TITLE_WEIGHT, counts), self._tally(text, 1, counts))
        length = (len(title) + len(text)) / USUAL_LENGTH
        least = K1 * (1 - B + B * length)
        score = 0.0
        for weight, count in zip(self._weights, counts, strict=True):
            score += weight * count / (count + least)
        if together > 1:
            score *= 1 + TOGETHER * (together - 1) / (len(self._words) - 1)
        return max(round(score, 6), LEAST)

    def _tally(self, marked: bytes, worth: int, counts: list[float]) -> int:
        """Adds up what was found, and tells how many words stand side by side as typed."""
        longest = run = 0
        previous = -2
        for part in marked.split(OPENS)[1:]:
            found, _, after = part.partition(CLOSES)
            for index, share in self._found.get(found) or self._words_of(found):
                counts[index] += worth * share
                run = run + 1 if index == previous + 1 else 1
                longest = max(longest, run)
                previous = index
            if len(after) > 1 and not _parts_no_words(after):
                previous = -2
        for term in self._unparted:  # FTS5 does not mark them
            counts[self._words.index(plain(term.decode()))] += worth * marked.count(term)
        return longest

    def _words_of(self, found: bytes) -> Sequence[tuple[int, float]]:
        """Which words of the query these were found by: the ones that begin most like them."""
        words = [plain(word) for word in WORD.findall(found.decode())]
        self._found[found] = [
            (index, 1.0 if self._words[index] == word else OTHER_FORM)
            for word in words
            for index in (self._most_alike(word),)
        ]
        return self._found[found]

    def _most_alike(self, word: str) -> int:
        return max(range(len(self._words)), key=lambda i: (_alike(word, self._words[i]), -i))


def _alike(one: str, other: str) -> int:
    """How many letters two words share at their start."""
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def _parts_no_words(between: bytes) -> bool:
    return len(between) < NEXT_TO and not WORD.search(between.decode())
