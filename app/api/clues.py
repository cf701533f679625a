"""Clues: what of a quote leads to the sentences that it may come from, at a bounded cost.

A quote that is nearly right has some words in a row that are wholly right. So it is cut into
windows of several sizes, each of which is looked up as a phrase; how frequent its words are
tells beforehand how many sentences have it and what finding them costs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from app.api.alignment import Word
from app.api.words import quoted
from app.model.fulltext import WORD, plain

SIZES = (6, 3, 2, 1)
"""How many words a window has…"""
MOST = (8, 8, 10, 6)
"""…and how many windows of each size are looked up, the rarest first."""
LOOKED_AT = 40
"""How many sentences each of them leads to."""
DEAREST = 150_000
"""How many places in the index may be looked at for all of them."""


@dataclass(frozen=True)
class Clue:
    """Words in a row, as an FTS5 query."""

    query: str
    weight: float
    """How much it tells: the logarithm of one in how many records has it."""
    cost: float
    """About how many places of the index are looked at."""


def frequent_words(pieces: Sequence[Sequence[Word]]) -> list[str]:
    """The words whose frequency is to be known."""
    return [word for piece in pieces for each in piece for word in _plain(each)]


def clues(
    pieces: Sequence[Sequence[Word]], frequencies: Mapping[str, int], records: int
) -> list[Clue]:
    """What to look up, as far as the costs go: the cheapest first."""
    found: dict[str, Clue] = {}
    for size, most in zip(SIZES, MOST, strict=True):
        windows = [
            clue_of(window, frequencies, records)
            for piece in pieces
            for window in _windows(piece, size)
            if frequent_words([window])  # to FTS5, a lone currency sign is no word
        ]
        for clue in sorted(windows, key=lambda clue: -clue.weight)[:most]:
            found[clue.query] = clue
    affordable: list[Clue] = []
    left: float = DEAREST
    for clue in sorted(found.values(), key=lambda clue: (clue.cost, clue.query)):
        left -= clue.cost
        if left < 0 and affordable:
            break
        affordable.append(clue)
    return affordable


def clue_of(words: Sequence[Word], frequencies: Mapping[str, int], records: int) -> Clue:
    """These words in a row as a clue, were each as likely beside the others as anywhere."""
    numbers = [frequencies.get(word, 0) for each in words for word in _plain(each)]
    rarest = min(numbers, default=0)
    expected = float(records)
    for number in numbers:
        expected *= max(number, 0.5) / records
    # As many as are looked at are found sooner where there are more of them.
    cost = rarest * min(1.0, LOOKED_AT / max(expected, 1.0)) * len(words)
    query = quoted(" ".join(word.folded for word in words))
    return Clue(query, log(1 + records / max(expected, 0.5)), cost + 1)


def _windows(piece: Sequence[Word], size: int) -> Iterator[Sequence[Word]]:
    """Stretches of so many words: every one of the small ones, the large ones side by side."""
    if len(piece) < size:
        return
    last = len(piece) - size
    step = 1 if size <= 2 else size
    for start in sorted({*range(0, last + 1, step), last}):
        yield piece[start : start + size]


def _plain(word: Word) -> list[str]:
    return [plain(part) for part in WORD.findall(word.folded)]
