"""The lexicon: the words of all that is searchable, and in how many records each stands."""

from collections import Counter

from app.model.fulltext import UNPARTED, WORD, words_in

REMEMBERED = 100_000
"""How many pieces of text are kept in memory, so that the words of each are found once."""


class _Plain(dict[str, str]):
    """The words of each piece of text, plain, with spaces between them."""

    def __init__(self) -> None:
        super().__init__()
        self.several: set[str] = set()
        """What is not one word: several, or none."""
        self.running_on: set[str] = set()
        """The pieces with letters of scripts whose words run on."""

    def __missing__(self, piece: str) -> str:
        found = words_in(piece)
        words = self[piece] = " ".join(found)
        if len(found) != 1:
            self.several.add(words)
        if UNPARTED.search(piece):
            self.running_on.add(piece)
        return words

    def forget(self) -> None:
        """Forget all pieces."""
        self.clear()
        self.several.clear()
        self.running_on.clear()


class _Numbers(dict[str, int]):
    """The number of words in each piece of text."""

    def __missing__(self, piece: str) -> int:
        number = self[piece] = len(WORD.findall(piece))
        return number


class Lexicon:
    """Counts words. A text is taken by its pieces between white space, which no word goes over.

    The pieces of news come again and again, and nearly all are one word: what a record costs is
    then a few steps through its pieces, without a step of Python for each.
    """

    def __init__(self) -> None:
        self._plain = _Plain()
        self._numbers = _Numbers()
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
        found = set(map(self._plain.__getitem__, pieces))
        number = sum(map(self._numbers.__getitem__, pieces))
        if not found.isdisjoint(self._plain.several):
            found = set(" ".join(found).split())
        self._counted.update(found)
        running_on = self._plain.running_on
        return number, bool(running_on) and not running_on.isdisjoint(pieces)

    @property
    def full(self) -> bool:
        """Whether it is time to take what was counted."""
        return len(self._plain) > REMEMBERED

    def take(self) -> list[tuple[str, int]]:
        """The words that were counted since the last time, in order, with their numbers."""
        counted = sorted(self._counted.items())
        self._plain.forget()
        self._numbers.clear()
        self._counted.clear()
        return counted
