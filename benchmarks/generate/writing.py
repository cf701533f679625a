"""Writing: text that remembers where each of its words stands."""

from typing import NamedTuple

from app.model.vocabulary import MentionKind
from benchmarks.generate.cast import Member

# Python 3.11 takes as long to look up a member of an enumeration as to write a word.
NAME, TITLE, DEMONYM = MentionKind.NAME, MentionKind.TITLE, MentionKind.DEMONYM


class Cut(NamedTuple):
    """Words of the text, and where they start and end, in code points."""

    start: int
    end: int
    text: str


class Description(NamedTuple):
    """Words that say what a member is: a person's office, or what an initiative is for."""

    member: Member
    words: Cut
    evidence: Cut


class Naming(NamedTuple):
    """Words that name a member of the cast."""

    member: Member
    kind: MentionKind
    start: int
    end: int


class Mark(NamedTuple):
    """A place to which a cut reaches back."""

    offset: int
    piece: int


class Writer:
    """Writes a document from its first word to its last."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._here = 0
        self._opening = False
        self.named: list[Naming] = []
        self.described: list[Description] = []

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self._pieces)

    def open(self) -> None:
        """From here on comes a new sentence: its first word has a capital."""
        self._opening = True

    def say(self, words: str) -> None:
        """Write the words."""
        if self._opening and words:
            words = words[0].upper() + words[1:]
            self._opening = False
        self._pieces.append(words)
        self._here += len(words)

    def name(self, member: Member, kind: MentionKind, form: str) -> None:
        """Write words that name the member, with the article that goes before them."""
        article = "the " if kind is TITLE else member.article
        if article:
            self.say(article)
        start = self._here
        self.say(form)
        self.named.append(Naming(member, kind, start, self._here))
        inner = member.within
        if inner is not None and kind is NAME:
            self.named.append(
                Naming(inner.member, inner.kind, start + inner.start, start + inner.end)
            )

    def mark(self) -> Mark:
        """The place after all that was written."""
        return Mark(self._here, len(self._pieces))

    def since(self, mark: Mark) -> Cut:
        """What was written since the mark."""
        return Cut(mark.offset, self._here, "".join(self._pieces[mark.piece :]))
