"""Full text: how words are cut and folded, and where a record stands in the index.

The compiler writes by these rules and the server reads by them. The index is FTS5
(https://www.sqlite.org/fts5.html), which cuts and stems words by itself; what it cannot do is
done here: scripts that write words without spaces are cut into single characters.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")
"""A word, as `unicode61` of FTS5 cuts it: letters and digits."""

UNPARTED = re.compile(
    "[\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3105-\u312f\u31f0-\u31ff"  # kana, bopomofo
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"  # Han
    "\u1100-\u11ff\uac00-\ud7a3\uff66-\uff9f]"  # Hangul, and kana of half width
)
"""A letter of a script whose words run on, or take endings, without a space between."""

TYPES = ("entity", "fact", "sentence", "document")
"""The types of what is searchable, in the order in which the index has them."""
TYPE_SHIFT, MERIT_SHIFT = 56, 40
MOST_MERIT = (1 << (TYPE_SHIFT - MERIT_SHIFT)) - 1
KEY_MASK = (1 << MERIT_SHIFT) - 1

IN_TITLE, IN_DOCUMENT, OF_COUNTRY = "\ue000", "\ue001", "\ue002"
"""What the tokens of `facets` start with. They are letters to FTS5, and of private use."""


def place(type_: str, size: int, key: int) -> int:
    """Where a record stands in the index: by its type, then its size, then in reading order.

    FTS5 finds in this order, so that whoever takes the first that it finds has the small ones.
    They are what BM25 puts first, and the key can be read off the place without any table.
    """
    stretch, merit = TYPES.index(type_), min(size, MOST_MERIT)
    return (stretch << TYPE_SHIFT) + (merit << MERIT_SHIFT) + key


def stretch_of(type_: str) -> tuple[int, int]:
    """Where the records of a type stand in the index: from the first place up to the second."""
    stretch = TYPES.index(type_)
    return stretch << TYPE_SHIFT, (stretch + 1) << TYPE_SHIFT


def plain(word: str) -> str:
    """The word in lower case and without diacritics, as the full-text index has it."""
    return word.lower() if word.isascii() else _without_marks(word)


@lru_cache(maxsize=2**12)
def _without_marks(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.lower())
    letters = (letter for letter in decomposed if not unicodedata.combining(letter))
    # Hangul is put together again: its syllables are no letters with diacritics.
    return unicodedata.normalize("NFC", "".join(letters))


def words_in(text: str) -> list[str]:
    """The words of a text, plain, in order; none of the scripts whose words run on."""
    return [plain(word) for word in WORD.findall(text) if not UNPARTED.search(word)]


def characters_in(text: str) -> list[str]:
    """What the index has of words that run on: their characters, one by one.

    Letters of other scripts that stand right beside them are a word of their own.
    """
    if not UNPARTED.search(text):
        return []
    runs = WORD.findall(unicodedata.normalize("NFKC", text))
    return [piece for run in runs if UNPARTED.search(run) for piece in _pieces(run)]


def _pieces(run: str) -> Iterator[str]:
    start = 0
    for character in UNPARTED.finditer(run):
        if start < character.start():
            yield plain(run[start : character.start()])
        yield character[0]
        start = character.end()
    if start < len(run):
        yield plain(run[start:])
