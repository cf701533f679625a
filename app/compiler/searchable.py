"""What full-text search reads of each record, and the words that a search may complete."""

import re
import unicodedata
from typing import Any

from app.model import records

WORD = re.compile(r"[^\W_]+")


def searchable(record: records.Record) -> dict[str, Any] | None:
    """The searchable text of a record, or None where search does not look for its like."""
    match record:
        case records.Document():
            return _entry(record.id, "document", record.id, record.title or "", record.text)
        case records.Sentence():
            return _entry(record.id, "sentence", record.document, "", record.text)
        case records.EntityRecord():
            names = dict.fromkeys([*_own_names(record), *record.aliases])
            return _entry(record.id, record.type, None, record.name, " · ".join(names))
        case records.FactRecord():
            said = [record.content] if isinstance(record, records.Statement) else []
            cited = [evidence.exact for evidence in record.evidence]
            text = " · ".join(dict.fromkeys([*said, *cited]))
            return _entry(record.id, record.type, record.document, record.title, text)
        case _:
            return None


def _entry(id_: str, type_: str, document: str | None, title: str, text: str) -> dict[str, Any]:
    return {"id": id_, "type": type_, "document": document, "title": title, "text": text}


def _own_names(record: records.EntityRecord) -> list[str]:
    return [record.official_name, record.alpha_3] if isinstance(record, records.Country) else []


def words_in(text: str) -> set[str]:
    """The different words of a text, in lower case and without diacritics."""
    return set(WORD.findall(plain(text)))


def plain(text: str) -> str:
    """The text in lower case and without diacritics, as the full-text index has it."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
