"""The lexicon: the words of all that is searchable, and in how many records each stands."""

from collections import Counter

from app.model.fulltext import WORD, words_in

REMEMBERED = 200_000
"""How many pieces of text are kept in memory, so that the words of each are found once."""


class _Plain(dict[str, str]):
    """The words of each piece of text, plain, with spaces between them."""

    def __missing__(self, piece: str) -> str:
        words = self[piece] = " ".join(words_in(piece))
        return words


class _Numbers(dict[str, int]):
    """The number of words in each piece of text."""

    def __missing__(self, piece: str) -> int:
        number = self[piece] = len(WORD.findall(piece))
        return number


class Lexicon:
    """Counts words. A text is taken by its pieces between white space, which no word goes over.

    The pieces of news come again and again, and nearly all are one word: what a record costs is
    then three steps through its pieces, without a step of Python for each.
    """

    def __init__(self) -> None:
        self._plain = _Plain()
        self._numbers = _Numbers()
        self._counted: Counter[str] = Counter()

    def words_in(self, text: str) -> list[str]:
        """The words of the text, plain and in order."""
        return " ".join(map(self._plain.__getitem__, text.split())).split()

    def note(self, text: str) -> int:
        """Count each word of a record once. Returns how many words it has in all."""
        pieces = text.split()
        found = set(map(self._plain.__getitem__, pieces))
        number = sum(map(self._numbers.__getitem__, pieces))
        if number != len(pieces) or "" in found:
            found = set(" ".join(found).split())
        self._counted.update(found)
        return number

    @property
    def full(self) -> bool:
        """Whether it is time to take what was counted."""
        return len(self._plain) > REMEMBERED

    def take(self) -> list[tuple[str, int]]:
        """The words that were counted since the last time, in order, with their numbers."""
        counted = sorted(self._counted.items())
        self._plain.clear()
        self._numbers.clear()
        self._counted.clear()
        return counted
