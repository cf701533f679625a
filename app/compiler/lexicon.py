"""The lexicon: the words of all that is searchable, and in how many records each stands."""

from collections import Counter

from app.model.fulltext import UNPARTED, WORD, words_in

REMEMBERED = 100_000
"""How many pieces of text are kept in memory, so that the words of each are found once."""


NOTED = 100_000
"""How many words are noted before they are counted, which is quicker for many at once."""


class _Plain(dict[str, str]):
    """The words of each piece of text, plain, with spaces between them."""

    def __init__(self) -> None:
        super().__init__()
        self.odd: set[str] = set()
        """The pieces that are not one word: several, none, or letters that run on."""
        self.running_on: set[str] = set()
        """The pieces with letters of scripts whose words run on."""

    def __missing__(self, piece: str) -> str:
        found = words_in(piece)
        words = self[piece] = " ".join(found)
        if len(found) != 1:
            self.odd.add(piece)
        if UNPARTED.search(piece):
            self.odd.add(piece)
            self.running_on.add(piece)
        return words

    def forget(self) -> None:
        """Forget all pieces."""
        self.clear()
        self.odd.clear()
        self.running_on.clear()


class Lexicon:
    """Counts words. A text is taken by its pieces between white space, which no word goes over.

    The pieces of news come again and again, and nearly all are one word: what a record costs is
    then a few steps through its pieces, without a step of Python for each.
    """

    def __init__(self) -> None:
        self._plain = _Plain()
        self._noted: list[str] = []
        self._counted: Counter[str] = Counter()

    def words_in(self, text: str) -> list[str]:
        """The words of the text, plain and in order."""
        return " ".join(map(self._plain.__getitem__, text.split())).split()

    def note(self, text: str) -> tuple[int, bool]:
        """Count each word of a record once.

        Returns how many words it has in all, and whether it has letters of scripts whose words
        run on.
        """
        pieces = text.split()
        different = set(pieces)
        found = set(map(self._plain.__getitem__, different))
        number = len(pieces)
        odd = different & self._plain.odd
        if odd:
            number += sum(pieces.count(piece) * (len(WORD.findall(piece)) - 1) for piece in odd)
            found = set(" ".join(found).split())
        self._noted += found
        if len(self._noted) > NOTED:
            self._count()
        return number, not odd.isdisjoint(self._plain.running_on)

    def _count(self) -> None:
        self._counted.update(self._noted)
        self._noted.clear()

    @property
    def full(self) -> bool:
        """Whether it is time to take what was counted."""
        return len(self._plain) > REMEMBERED

    def take(self) -> list[tuple[str, int]]:
        """The words that were counted since the last time, in order, with their numbers."""
        self._count()
        counted = sorted(self._counted.items())
        self._plain.forget()
        self._counted.clear()
        return counted
