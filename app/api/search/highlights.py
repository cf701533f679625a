"""Highlights: where in a text what was sought stands, and what to show of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.api.query.words import Sought
from app.api.search.ranking import CLOSES, OPENS
from app.model.fulltext import UNPARTED, plain

SHOWN = 200
"""How long a snippet is, in letters, without the words that it cuts…"""
BEFORE = 60
"""…and how much of it may stand before what was found."""
LEFT_OUT = "…"
MOST_LOOKED_AT = 200
"""How many matches of a text are looked at to choose what of it to show."""
GAP = re.compile(r"\s+")


class Match(NamedTuple):
    """What was found: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True)
class Highlighted:
    """A text, and what of it was found, in order."""

    text: str
    matches: tuple[Match, ...]


def highlighted(marked: bytes, asked: Sought) -> Highlighted:
    """The text without the marks of `ranking.results_statement`, and where they stood.

    FTS5 marks no words of scripts that write them without spaces: they are looked up.
    """
    before, *marks = marked.split(OPENS)
    pieces = [before.decode()]
    matches = []
    length = len(pieces[0])
    for part in marks:
        found, _, after = part.partition(CLOSES)
        inner, rest = found.decode(), after.decode()
        matches.append(Match(length, length + len(inner)))
        pieces += inner, rest
        length += len(inner) + len(rest)
    text = "".join(pieces)
    unparted = [term for term in asked.terms if UNPARTED.search(term)]
    if unparted:
        spans = (match.span() for term in unparted for match in re.finditer(re.escape(term), text))
        matches = _disjoint(sorted({*matches, *(Match(*span) for span in spans)}))
    return Highlighted(text, tuple(matches))


def without_marks(marked: bytes) -> str:
    """The text without the marks of `ranking.results_statement`."""
    return marked.replace(OPENS, b"").replace(CLOSES, b"").decode()


def _disjoint(matches: Iterable[Match]) -> list[Match]:
    apart: list[Match] = []
    for match in matches:
        if not apart or match.start >= apart[-1].end:
            apart.append(match)
        elif match.end > apart[-1].end:
            apart[-1] = Match(apart[-1].start, match.end)
    return apart


def snippet(title: Highlighted, text: Highlighted) -> Highlighted:
    """The part of the title or the text that shows best why a record was found."""
    words, of_title = _words(text), _words(title)
    if len(set(of_title)) > len(set(words)):
        return _cut(title, of_title)
    return _cut(text, words)


def _words(part: Highlighted) -> list[str]:
    """What was found of it, in order."""
    return [plain(part.text[start:end]) for start, end in part.matches]


def _cut(part: Highlighted, words: Sequence[str]) -> Highlighted:
    """As much of it as is shown, around the matches that are most different from each other."""
    text, matches, words = part.text, part.matches[:MOST_LOOKED_AT], words[:MOST_LOOKED_AT]
    if len(text) <= SHOWN:
        return part
    first, most, last = Match(0, 0), 0, 0
    for index, match in enumerate(matches):
        while last < len(matches) and matches[last].start < match.start + SHOWN - BEFORE:
            last += 1
        variety = len(set(words[index:last]))
        if variety > most:
            first, most = match, variety
    start = max(0, first.start - BEFORE)
    end = max(min(len(text), start + SHOWN), min(first.end, start + 2 * SHOWN))
    if start > 0 and (gap := GAP.search(text, start, first.start)):
        start = gap.end()
    if end < len(text) and (gaps := list(GAP.finditer(text, first.end, end))):
        end = gaps[-1].start()
    before, after = LEFT_OUT * (start > 0), LEFT_OUT * (end < len(text))
    shift = len(before) - start
    shown = (
        Match(match.start + shift, min(match.end, end) + shift)
        for match in part.matches
        if match.start >= start and match.start < end
    )
    return Highlighted(f"{before}{text[start:end]}{after}", tuple(shown))
