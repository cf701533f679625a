"""The desk at which one document is compiled: its text, its entities, and where mistakes go."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from app.compiler.annotations import QuoteMapping, Words
from app.compiler.entities import Registry
from app.compiler.manuscript import ELLIPSIS, Manuscript, NotFound, Place
from app.compiler.mistakes import Mistakes
from app.model.records import EntityRef, Mention, Span
from app.model.vocabulary import EntityType


@dataclass
class Desk:
    """What is at hand while a document is compiled.

    A look-up that fails notes the mistake and hands out a stand-in, so that all mistakes of
    a document are found in one run. A stand-in never reaches a dataset: where a mistake is
    noted, nothing is published.
    """

    file: Path
    manuscript: Manuscript
    registry: Registry
    mistakes: Mistakes
    mentions: list[Mention] = field(default_factory=list)

    def refuse(self, words: Words, message: str) -> None:
        """Note a mistake at the place where the words were written."""
        self.mistakes.add(self.file, message, words.line, words.column)

    def entity(self, id_: Words) -> EntityRef:
        """The entity with this id, which becomes part of the dataset."""
        ref = self.known(id_)
        self.registry.use(ref.id)
        return ref

    def known(self, id_: Words) -> EntityRef:
        """The entity with this id."""
        ref = self.registry.ref(id_)
        if ref is not None:
            return ref
        if not self.registry.incomplete:
            self.refuse(id_, f"there is no entity `{id_}`.{self.registry.hint(id_)}")
        return EntityRef(id=id_, type=EntityType.GROUP, name=id_)

    def country(self, id_: Words) -> EntityRef:
        """The country with this ISO 3166-1 alpha-2 code."""
        ref = self.entity(id_)
        if self.registry.ref(id_) is not None and ref.type is not EntityType.COUNTRY:
            self.refuse(id_, f"`{id_}` is not a country: give an ISO 3166-1 code such as `GB`.")
        return ref

    def places(self, quotes: Iterable[QuoteMapping]) -> list[tuple[Place, QuoteMapping]]:
        """Where each quote stands, in the order given."""
        found = []
        for quote in quotes:
            try:
                place = self.manuscript.find(quote.quote, quote.prefix, quote.suffix)
            except NotFound as error:
                self.refuse(quote.quote, f"the quote {error}")
            else:
                found.append((place, quote))
        return found

    def spans(self, quotes: Iterable[QuoteMapping]) -> list[Span]:
        """The quotes as citations."""
        return [self.manuscript.span(place) for place, _ in self.places(quotes)]

    def source_words(self, words: Words, sentences: Iterable[int], key: str) -> str:
        """The words as the source has them; they must stand in the sentences cited.

        Where "…" cuts them, each piece must stand there, one after the other.
        """
        cited = sorted(set(sentences))
        pieces: list[str] = []
        after = 0
        for piece in filter(str.strip, words.split(ELLIPSIS)):
            place = self.manuscript.within(piece, cited, after)
            if place is None:
                if cited:
                    self.refuse(
                        words,
                        f"`{key}` keeps to the words of the source, but “{piece.strip()}” does not"
                        f" stand in the sentences that this fact is cited from"
                        f"{' in this order' if pieces else ''}. {self.manuscript.nearest(piece)}",
                    )
                return words
            pieces.append(self.manuscript.text[place.start : place.end])
            after = place.end
        if not pieces:
            self.refuse(words, f"`{key}` keeps to the words of the source, but “{words}” has none.")
        return f" {ELLIPSIS} ".join(" ".join(piece.split()) for piece in pieces)
