"""Plain words to full-text queries: nothing that a person types is syntax."""

import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.model.fulltext import (
    IN_DOCUMENT,
    IN_TITLE,
    OF_COUNTRY,
    UNPARTED,
    WORD,
    characters_in,
    plain,
    words_in,
)

PHRASE = re.compile(r"[\"“”„‟«»]([^\"“”„‟«»]*)[\"“”„‟«»]")
LAST_WORD = re.compile(r"(.*?)([^\W_]+)$", re.DOTALL)
RESERVED = re.compile(f"[{IN_TITLE}{IN_DOCUMENT}{OF_COUNTRY}]")
"""What only the index itself begins its tokens with."""
NOTHING = '""'
"""Finds nothing: what was typed has no word in it."""

COMPLETED_BY = 64
"""How many words may stand for one that is cut short."""
COMPLETIONS = f"""SELECT word FROM word WHERE word >= {{first}} AND word < {{last}}
    ORDER BY frequency DESC, word LIMIT {COMPLETED_BY}"""  # noqa: S608 - of constants
"""The dataset's own words that a cut word may stand for, the most frequent first."""


@dataclass(frozen=True)
class Sought:
    """What is to be found: all of it."""

    fixed: tuple[str, ...]
    """Phrases, and words that are whole; each holds a word at least."""
    last: str | None
    """The last word, where it may have been cut short."""

    @property
    def terms(self) -> tuple[str, ...]:
        """All of it."""
        return self.fixed if self.last is None else (*self.fixed, self.last)

    @property
    def first_completion(self) -> str | None:
        """Where the words begin that complete the last one; they go on to `last_completion`."""
        return None if self.last is None else plain(self.last)

    @property
    def last_completion(self) -> str | None:
        """See `first_completion`."""
        return None if self.last is None else f"{plain(self.last)}\U0010ffff"

    def query(self, completions: Sequence[str] = ()) -> str:
        """An FTS5 query for all of it, where these words may stand for the last one too."""
        return self._query(completions, quoted)

    @property
    def opened(self) -> tuple[str, str]:
        """What stands before and after the completions, each of them ` OR "word"`, in a query."""
        query = self.query()
        return (query, "") if self.last is None else (query.removesuffix(")"), ")")

    def title_query(self, completions: Sequence[str] = ()) -> str:
        """The same, for all of it in a title."""
        return f"{{facets}} : ({self._query(completions, _in_title)})"

    def _query(self, completions: Sequence[str], as_query: Callable[[str], str]) -> str:
        terms = [as_query(term) for term in self.fixed]
        if self.last is not None:
            terms.append(f"({' OR '.join(map(as_query, (self.last, *completions)))})")
        return " AND ".join(terms) or NOTHING


def sought(words: str) -> Sought:
    """What the words ask for.

    All of them are to be found. Words in quotation marks stand together; what separates the
    words does not matter; the last word, unless it is in quotation marks, may be cut short.
    """
    words = RESERVED.sub(" ", unicodedata.normalize("NFC", words))
    phrases = [phrase for phrase in PHRASE.findall(words) if WORD.search(phrase)]
    terms = [term for term in PHRASE.sub(" ", words).split() if WORD.search(term)]
    if not words or not WORD.match(words[-1]) or not terms:
        return Sought((*phrases, *terms), None)
    before, last = LAST_WORD.findall(terms[-1])[0]
    if UNPARTED.search(last):  # found by its characters, whatever follows them
        return Sought((*phrases, *terms), None)
    whole = [*terms[:-1], before] if WORD.search(before) else terms[:-1]
    return Sought((*phrases, *whole), last)


def as_query(words: str) -> str:
    """What `filters.Matches` binds: a JSON list of FTS5 text and the range of the last word."""
    asked = sought(words)
    fixed = " AND ".join(map(quoted, asked.fixed))
    if asked.last is None:
        return json.dumps([fixed or NOTHING, "", None, None], ensure_ascii=False)
    joint = " AND " if fixed else ""
    completion = asked.first_completion, asked.last_completion
    return json.dumps([fixed + joint, quoted(asked.last), *completion], ensure_ascii=False)


def quoted(term: str) -> str:
    """The term as an FTS5 query: its words, one after the other, and no syntax."""
    if not UNPARTED.search(term):
        return _phrase(term)
    # Between words of the one kind and the other, the index knows of no order.
    runs = [run for run in WORD.findall(term) if not UNPARTED.search(run)]
    parts = [f"{{characters}} : {_phrase(' '.join(characters_in(term)))}"]
    return " AND ".join([*parts, *map(_phrase, runs)])


def _in_title(term: str) -> str:
    parts = [words_in(term), characters_in(term)]
    phrases = [_phrase(" ".join(f"{IN_TITLE}{word}" for word in part)) for part in parts if part]
    return " AND ".join(phrases)


def _phrase(words: str) -> str:
    return '"' + words.replace('"', " ") + '"'
