"""Plain words to a full-text query: nothing that a person types is syntax."""

import json
import re
import unicodedata

PHRASE = re.compile(r"[\"“”„‟«»]([^\"“”„‟«»]*)[\"“”„‟«»]")
HAS_WORD = re.compile(r"[^\W_]")
LAST_WORD = re.compile(r"(.*?)([^\W_]+)$", re.DOTALL)
NOTHING = '""'
"""Finds nothing: what was typed has no word in it."""


def as_query(words: str) -> str:
    """What `filters.Matches` binds: a JSON list of FTS5 text and the range of the last word.

    All words must be found. Words in quotation marks stand together; what separates the
    words does not matter; the last word, unless it is in quotation marks, may be cut short:
    the dataset's own words from `first` up to `last` complete it.
    """
    words = unicodedata.normalize("NFC", words)
    phrases = [phrase for phrase in PHRASE.findall(words) if HAS_WORD.search(phrase)]
    loose = PHRASE.sub(" ", words).split()
    terms = [term for term in loose if HAS_WORD.search(term)]
    ends_open = bool(words) and bool(HAS_WORD.match(words[-1])) and bool(terms)
    first = last = None
    if ends_open:
        before, word = LAST_WORD.findall(terms[-1])[0]
        terms[-1:] = [before] if HAS_WORD.search(before) else []
        first = plain(word)
        last = f"{first}\U0010ffff"
        completed = quoted(word)
    else:
        completed = ""
    fixed = " AND ".join(quoted(term) for term in [*phrases, *terms])
    if not fixed and not completed:
        fixed = NOTHING
    joint = " AND " if fixed and completed else ""
    return json.dumps([fixed + joint, completed, first, last], ensure_ascii=False)


def quoted(term: str) -> str:
    """The term as an FTS5 string: its words, one after the other, and no syntax."""
    return '"' + term.replace('"', " ") + '"'


def plain(word: str) -> str:
    """The word in lower case and without diacritics, as the index has it."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
