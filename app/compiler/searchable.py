"""What full-text search reads of each record."""

from typing import Any

from app.model import records
from app.model.fulltext import IN_TITLE, MOST_MERIT, WORD, characters_in, place, words_in


def searchable(record: records.Record, key: int) -> dict[str, Any] | None:
    """The searchable row of a record, or None where search does not look for its like."""
    match record:
        case records.Document():
            return _row(record, key, "document", record.title or "", record.text)
        case records.Sentence():
            return _row(record, key, "sentence", "", record.text)
        case records.EntityRecord():
            names = dict.fromkeys([*_own_names(record), *record.aliases])
            row = _row(record, key, "entity", record.name, " · ".join(names))
            # Of entities, those that are named most come first.
            named = MOST_MERIT - min(record.mention_count, MOST_MERIT)
            return row | {"place": place("entity", named, key)}
        case records.FactRecord():
            said = [record.content] if isinstance(record, records.Statement) else []
            cited = [evidence.exact for evidence in record.evidence]
            text = " · ".join(dict.fromkeys([*said, *cited]))
            return _row(record, key, "fact", record.title, text)
        case _:
            return None


def _row(
    record: records.Document | records.Sentence | records.EntityRecord | records.FactRecord,
    key: int,
    found_as: str,
    title: str,
    text: str,
) -> dict[str, Any]:
    return {
        "place": place(found_as, len(WORD.findall(title)) + len(WORD.findall(text)), key),
        "id": record.id,
        "type": getattr(record, "type", found_as),
        "document": _document(record),
        "title": title,
        "text": text,
        "characters": " ".join([*characters_in(title), *characters_in(text)]),
        # The compiler adds documents and countries at its end (see `filling`).
        "facets": " ".join(IN_TITLE + word for word in [*words_in(title), *characters_in(title)]),
    }


def _document(record: records.Record) -> str | None:
    match record:
        case records.Document():
            return record.id
        case records.Sentence() | records.FactRecord():
            return record.document
        case _:
            return None


def _own_names(record: records.EntityRecord) -> list[str]:
    return [record.official_name, record.alpha_3] if isinstance(record, records.Country) else []
