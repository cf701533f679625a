"""A document's text, cut into numbered sentences, in which quotes are found.

Quotes are looked for with typography folded one character to one, so that an author may
type straight quotation marks and plain hyphens, and offsets hold all the same.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from app.compiler.citations import Quote, cite_words
from app.model.records import Sentence, Span

ELLIPSIS = "…"
"""Stands for words left out."""

CONTEXT = 32
"""How many code points of prefix and suffix a span carries at most."""

LIKE_ENOUGH = 60
"""From which similarity (0 to 100) on a passage is worth showing as the nearest match."""

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼ`´", "'"),
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
    }
)

_PARAGRAPH = re.compile(r"[^\r\n]+")
# A sentence ends with its stop, the quotation marks and brackets that close after it, and
# white space before what can begin another.
_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[]*[^\W_a-z])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Sen|Rep|Gov|Gen|Lt|Col|Capt|Sgt|Rev|Hon|Jr|Sr|No|vs|etc"
    r"|approx|e\.g|i\.e|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|\b[A-Z])\.$"
)
_WORD = re.compile(r"\w")


def fold(words: str) -> str:
    """The words with quotation marks, dashes and spaces made plain, one for one."""
    return words.translate(_FOLDED)


def pattern(words: str) -> str:
    """A regular expression for the words: any white space between them, whole words only."""
    body = r"\s+".join(re.escape(piece) for piece in fold(words).split())
    before = r"(?<!\w)" if re.match(r"\w", words.strip()) else ""
    after = r"(?!\w)" if re.search(r"\w$", words.strip()) else ""
    return f"{before}{body}{after}"


class Place(NamedTuple):
    """Where words stand: code points of the text, and the index of their sentence."""

    start: int
    end: int
    sentence: int


class NotFound(Exception):
    """The words do not stand in the text, or not where they must. The message says so."""


class Manuscript:
    """A text that can be cited."""

    def __init__(
        self, document: str, text: str, keep_together: Iterable[str] = (), source: str = ""
    ) -> None:
        self.document = document
        self.text = text
        self.source = source
        """What is known of where it was published."""
        self._kept = [re.compile(pattern(words)) for words in keep_together]

    @cached_property
    def _folded(self) -> str:
        return fold(self.text)

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The numbered sentences, in reading order."""
        return [
            Sentence.trusted(
                id=f"{self.document}.s{number}",
                document=self.document,
                paragraph=paragraph,
                number=number,
                start=start,
                end=end,
                text=self.text[start:end],
                citation=self._cite([(number, self.text[start:end])]),
            )
            for number, (paragraph, start, end) in enumerate(self._cuts(), start=1)
        ]

    @cached_property
    def _paragraphs(self) -> list[tuple[int, int]]:
        return [
            (match.start(), match.end())
            for match in _PARAGRAPH.finditer(self.text)
            if match.group().strip()
        ]

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def _cuts(self) -> Iterator[tuple[int, int, int]]:
        kept = [match.span() for words in self._kept for match in words.finditer(self._folded)]
        for number, (start, end) in enumerate(self._paragraphs, start=1):
            begin = start
            for stop in _STOP.finditer(self.text, start, end):
                inside = any(first <= stop.start() < last for first, last in kept)
                if inside or _ABBREVIATED.search(self.text, begin, stop.end()):
                    continue
                yield (number, *self._trimmed(begin, stop.end()))
                begin = stop.end()
            if self.text[begin:end].strip():
                yield (number, *self._trimmed(begin, end))

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        piece = self.text[start:end]
        return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())

    def occurrences(self, words: str) -> list[tuple[int, int]]:
        """Start and end of each place where the words stand."""
        # Looked for ahead, since places may overlap: "so and so" is twice in "so and so and so".
        return [match.span(1) for match in re.finditer(f"(?=({pattern(words)}))", self._folded)]

    def find(self, quote: str, prefix: str = "", suffix: str = "") -> Place:
        """The one place where the quote stands. Raises NotFound, which shows what is near."""
        spans = self.occurrences(quote)
        if not spans:
            raise NotFound(f"“{quote}” does not stand in the text. {self.nearest(quote)}")
        fitting = [span for span in spans if self._fits(span, prefix, suffix)]
        if len(fitting) == 1:
            return self.place(*fitting[0])
        if not fitting:
            raise NotFound(
                f"“{quote}” stands in the text, but not between the prefix “{prefix}” and the"
                f" suffix “{suffix}”. It stands here: {self._shown(spans)}."
            )
        raise NotFound(
            f"“{quote}” stands in the text {len(fitting)} times: {self._shown(fitting)}. Quote"
            " more words, or add `prefix:` or `suffix:` with the words just before or after."
        )

    def place(self, start: int, end: int) -> Place:
        """The place of a stretch of text. Raises NotFound where it crosses a sentence."""
        first = self._sentence_at(start)
        last = first if end <= self.sentences[first].end else self._sentence_at(end - 1)
        if first != last:
            raise NotFound(
                f"“{self.text[start:end]}” runs from sentence {first + 1} to {last + 1}. A quote"
                " stays within one sentence: write two quotes."
            )
        return Place(start, end, first)

    def span(self, place: Place) -> Span:
        """The place as a citation, with what stands around it in its paragraph."""
        return Span.trusted(**self.quoted(place))

    def quoted(self, place: Place) -> dict[str, Any]:
        """What the span of a place holds, for a record that holds more."""
        sentence = self.sentences[place.sentence]
        first, last = self._paragraphs[sentence.paragraph - 1]
        exact = self.text[place.start : place.end]
        return {
            "document": self.document,
            "sentence": sentence.id,
            "exact": exact,
            "prefix": self.text[max(first, place.start - CONTEXT) : place.start],
            "suffix": self.text[place.end : min(last, place.end + CONTEXT)],
            "start": place.start,
            "end": place.end,
            "citation": self._cite([(sentence.number, exact)]),
        }

    def citation(self, places: Iterable[Place]) -> str:
        """The citation of what stands at these places, in the order of the text."""
        places = list(places)
        if len(places) == 1:
            [place] = places
            return self._cite([(place.sentence + 1, self.text[place.start : place.end])])
        stretches: list[Place] = []
        for place in sorted(places, key=itemgetter(0)):
            last = stretches[-1] if stretches else None
            if last is None or self._apart(last, place):
                stretches.append(place)
            else:
                end = max(last.end, place.end)
                stretches[-1] = Place(last.start, end, last.sentence)
        return self._cite(
            (number, f" {ELLIPSIS} ".join(self.text[place.start : place.end] for place in found))
            for number, found in groupby(stretches, key=lambda place: place.sentence + 1)
        )

    def _apart(self, before: Place, after: Place) -> bool:
        """Whether there are words between the two places, or the end of a sentence."""
        between = self.text[before.end : after.start]
        return before.sentence != after.sentence or bool(_WORD.search(between))

    def _cite(self, quotes: Iterable[Quote]) -> str:
        return cite_words(self.document, self.source, quotes)

    def within(self, words: str, sentences: Iterable[int], after: int = 0) -> Place | None:
        """Where the words stand first in the given sentences and after an offset, or None."""
        looked_for = re.compile(pattern(words))
        for index in sorted(set(sentences)):
            sentence = self.sentences[index]
            match = looked_for.search(self._folded, max(after, sentence.start), sentence.end)
            if match:
                return Place(match.start(), match.end(), index)
        return None

    def has_quoted(self, pieces: Iterable[str], sentences: Iterable[int]) -> bool:
        """Whether the pieces, one after the other, are what stands between quotation marks."""
        looked_for = re.compile(rf"[\"']{'.*?'.join(map(pattern, pieces))}[\"']", re.DOTALL)
        cited = [self.sentences[index] for index in sorted(set(sentences))]
        return bool(looked_for.search(self._folded, cited[0].start, cited[-1].end))

    def nearest(self, words: str) -> str:
        """A sentence that shows the passage most like the words, or says that there is none."""
        likeness = fuzz.partial_ratio_alignment(fold(words), self._folded)
        if likeness is None or likeness.score < LIKE_ENOUGH:
            return "Nothing like it stands there."
        # A quote keeps to one sentence, and so does what is shown for it.
        sentence = self.sentences[self._sentence_at((likeness.dest_start + likeness.dest_end) // 2)]
        start = max(likeness.dest_start, sentence.start)
        end = min(likeness.dest_end, sentence.end)
        while start > sentence.start and not self.text[start - 1].isspace():
            start -= 1
        while end < sentence.end and not self.text[end].isspace():
            end += 1
        return f"The nearest is “{self.text[start:end].strip()}”, in sentence {sentence.number}."

    def _sentence_at(self, offset: int) -> int:
        return max(bisect_right(self._starts, offset) - 1, 0)

    def _fits(self, span: tuple[int, int], prefix: str, suffix: str) -> bool:
        before = " ".join(self._folded[: span[0]].split()[-40:])
        after = " ".join(self._folded[span[1] :].split()[:40])
        wanted_before, wanted_after = " ".join(fold(prefix).split()), " ".join(fold(suffix).split())
        return before.endswith(wanted_before) and after.startswith(wanted_after)

    def _shown(self, spans: list[tuple[int, int]]) -> str:
        return "; ".join(
            f"sentence {self._sentence_at(start) + 1}, "
            f"“…{self.text[max(0, start - 20) : end + 20].strip()}…”"
            for start, end in spans[:4]
        )
