"""Alignment: where the words of a quote stand in a text, exactly or as nearly as may be.

What typing and typesetting change is folded away: capitals, white space, punctuation, and
the shapes of quotation marks, apostrophes and dashes. An ellipsis (… or ...) stands for any
words. Each different word is then taken for one letter, so that a text becomes a string,
and RapidFuzz (https://rapidfuzz.github.io/RapidFuzz/) aligns strings of words natively.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Editop, Levenshtein

from app.api.vocabulary import DifferenceKind
from app.model.fulltext import UNPARTED

_PART = r"[\w%‰$¢-¥₠-⃀\u0300-\u036f]"
_APOSTROPHES = "'’‘ʼ´`"
WORD = re.compile(rf"{_PART}+(?:(?:[{_APOSTROPHES}]|(?<=\d)[.,](?=\d)){_PART}+)*")
"""A word: with its apostrophes, a sum of money with its sign, a number with its points."""
_APART = rf"(?:(?!{UNPARTED.pattern}){_PART})"
# Decomposed (NFD), a syllable of Hangul is two or three letters, and kana have marks of sound.
_LETTER = rf"(?:[\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]?|{UNPARTED.pattern})[\u3099\u309a]?"
WORD_OR_LETTER = re.compile(
    rf"{_LETTER}|{_APART}+(?:(?:[{_APOSTROPHES}]|(?<=\d)[.,](?=\d)){_APART}+)*"
)
"""The same, but that each letter is a word in scripts that write words without spaces."""
ELLIPSIS = re.compile(r"…|\.\s?\.\s?\.")
STRAIGHT = str.maketrans(dict.fromkeys(_APOSTROPHES, "'"))

SPELLING = 0.4
"""Up to which share of different letters two words are one word, spelt differently."""
FAR = 6
"""How many words RapidFuzz's first guess may be off at either end."""


class Word(NamedTuple):
    """A word, and where it stands: code points of its text."""

    folded: str
    start: int
    end: int


class Difference(NamedTuple):
    """One word that is not the same in the quote and in the text."""

    kind: DifferenceKind
    given: Word | None
    found: Word | None
    at: int
    """Where the word stands, or would stand, in the text."""


@dataclass(frozen=True)
class Alignment:
    """A place in a text at which a quote stands, and how it differs from it there."""

    start: int
    end: int
    similarity: float
    """1 less the share of the quote's words that differ, from 0 to 1."""
    differences: tuple[Difference, ...]


Stretch = tuple[int, int]
"""Words of a text, from the first up to the last, which is exclusive."""


def words_of(text: str, offset: int = 0) -> list[Word]:
    """The words of a text that starts at this offset."""
    word = WORD_OR_LETTER if UNPARTED.search(text) else WORD
    return [
        Word(_folded(match[0]), match.start() + offset, match.end() + offset)
        for match in word.finditer(text)
    ]


@lru_cache(maxsize=2**14)
def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word.translate(STRAIGHT).casefold())


def pieces_of(quote: str) -> list[list[Word]]:
    """The words of the quote, cut where an ellipsis leaves something out."""
    pieces = []
    start = 0
    for cut in [*ELLIPSIS.finditer(quote), None]:
        piece = words_of(quote[start : cut.start() if cut else len(quote)], start)
        if piece:
            pieces.append(piece)
        start = cut.end() if cut else start
    return pieces


def exact_places(pieces: Sequence[Sequence[Word]], text: Sequence[Word]) -> Iterator[Alignment]:
    """Each place where all the words stand as given.

    Both the quote, in its pieces, and the text have a word at least.
    """
    quoted, searched = _both_as_letters(pieces, text)
    after = 0
    while stretches := _in_order(quoted, searched, after):
        first, last = stretches[0][0], stretches[-1][1]
        yield Alignment(text[first].start, text[last - 1].end, 1.0, ())
        after = first + 1


def nearest_place(pieces: Sequence[Sequence[Word]], text: Sequence[Word]) -> Alignment:
    """The place where the words stand most nearly as given; of several, the first."""
    quoted, searched = _both_as_letters(pieces, text)
    nearest = _nearest(quoted, searched, 0, len(searched))
    return _compared(pieces, quoted, text, searched, nearest)


def _both_as_letters(
    pieces: Sequence[Sequence[Word]], text: Sequence[Word]
) -> tuple[list[str], str]:
    letters: dict[str, str] = {}
    return [_as_letters(piece, letters) for piece in pieces], _as_letters(text, letters)


def _as_letters(words: Sequence[Word], letters: dict[str, str]) -> str:
    return "".join(letters.setdefault(word.folded, chr(len(letters))) for word in words)


def _in_order(quoted: Sequence[str], text: str, after: int) -> list[Stretch]:
    """Where the pieces stand one after the other, as close as may be; nothing where they do not."""
    starts: list[int] = []
    for piece in quoted:
        starts.append(text.find(piece, after))
        if starts[-1] < 0:
            return []
        after = starts[-1] + len(piece)
    for i in reversed(range(len(quoted) - 1)):
        starts[i] = text.rfind(quoted[i], 0, starts[i + 1])
    return [(start, start + len(piece)) for start, piece in zip(starts, quoted, strict=True)]


def _nearest(quoted: Sequence[str], text: str, first: int, last: int) -> list[Stretch]:
    """The stretches most like the pieces, in order, between two words of the text.

    The longest piece is the surest: it is placed first, and the others on their side of it.
    """
    if not quoted:
        return []
    longest = max(range(len(quoted)), key=lambda i: len(quoted[i]))
    start, end = _most_alike(quoted[longest], text, first, last)
    return [
        *_nearest(quoted[:longest], text, first, start),
        (start, end),
        *_nearest(quoted[longest + 1 :], text, end, last),
    ]


def _most_alike(piece: str, text: str, first: int, last: int) -> Stretch:
    guess = fuzz.partial_ratio_alignment(piece, text[first:last])
    if guess is None or first == last:
        return first, first
    start, end = first + guess.dest_start, first + guess.dest_end
    starts = range(max(first, start - FAR), min(last, start + FAR) + 1)
    ends = range(max(first, end - FAR), min(last, end + FAR) + 1)

    def edits(stretch: Stretch) -> tuple[int, int, int]:
        start, end = stretch
        distance = Levenshtein.distance(piece, text[start:end])
        return distance, abs(end - start - len(piece)), start

    return min(((start, end) for start in starts for end in ends if start <= end), key=edits)


def _compared(
    pieces: Sequence[Sequence[Word]],
    quoted: Sequence[str],
    text: Sequence[Word],
    searched: str,
    stretches: Sequence[Stretch],
) -> Alignment:
    differences = [
        _difference(edit, piece, text, start)
        for piece, letters, (start, end) in zip(pieces, quoted, stretches, strict=True)
        for edit in Levenshtein.editops(letters, searched[start:end])
    ]
    covered = [stretch for stretch in stretches if stretch[0] < stretch[1]]
    edits = sum(_weight(difference) for difference in differences)
    return Alignment(
        text[covered[0][0]].start if covered else 0,
        text[covered[-1][1] - 1].end if covered else 0,
        max(0.0, round(1 - edits / sum(map(len, pieces)), 6)),
        tuple(differences),
    )


def _difference(
    edit: Editop, piece: Sequence[Word], text: Sequence[Word], start: int
) -> Difference:
    index = start + edit.dest_pos
    if edit.tag == "delete":
        at = text[index - 1].end if index > 0 else text[0].start
        return Difference(DifferenceKind.ADDED, piece[edit.src_pos], None, at)
    kind = DifferenceKind.MISSING if edit.tag == "insert" else DifferenceKind.CHANGED
    given = None if edit.tag == "insert" else piece[edit.src_pos]
    return Difference(kind, given, text[index], text[index].start)


def _weight(difference: Difference) -> float:
    """How much the difference counts: a whole word, or less where only its spelling differs.

    A number is never misspelt: it is another number.
    """
    given, found = difference.given, difference.found
    if given is None or found is None or re.search(r"\d", given.folded + found.folded):
        return 1.0
    return Levenshtein.normalized_distance(given.folded, found.folded, score_cutoff=SPELLING)
