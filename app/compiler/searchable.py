"""What full-text search reads of each record."""

from app.compiler.lexicon import Lexicon
from app.model import records
from app.model.fulltext import IN_DOCUMENT, IN_TITLE, MOST_MERIT, characters_in, place

Values = tuple[int, str, str, str | None, str, str, str, str]
"""Of the columns of `Searchable`, in their order."""


def searchable(
    record: records.Record, key: int, document_key: int, lexicon: Lexicon
) -> Values | None:
    """The searchable row of a record, or None where search does not look for its like.

    The second key is that of the document at hand. The words are counted in the lexicon.
    """
    match record:
        case records.Mention():
            return None
        case records.Document():
            document: str | None = record.id
            title, text = record.title or "", record.text
            found_as = type_ = "document"
        case records.Sentence():
            title, text, document = "", record.text, record.document
            found_as = type_ = "sentence"
        case records.EntityRecord():
            names = dict.fromkeys([*_own_names(record), *record.aliases])
            title, text, document = record.name, " · ".join(names), None
            found_as, type_ = "entity", record.type
        case records.FactRecord():
            said = [record.content] if isinstance(record, records.Statement) else []
            cited = [evidence.exact for evidence in record.evidence]
            title, text = record.title, " · ".join(dict.fromkeys([*said, *cited]))
            document, found_as, type_ = record.document, "fact", record.type
        case _:
            return None
    merit, runs_on = lexicon.note(f"{title} {text}")
    if isinstance(record, records.EntityRecord):
        # Of entities, those that are named most come first.
        merit = MOST_MERIT - min(record.mention_count, MOST_MERIT)
    in_title = characters_in(title) if runs_on else []
    facets = " ".join([IN_TITLE + word for word in [*lexicon.words_in(title), *in_title]])
    return (
        place(found_as, merit, key),
        record.id,
        type_,
        document,
        title,
        text,
        " ".join([*in_title, *characters_in(text)]) if runs_on else "",
        # What follows from other records is added at its end (see `filling`).
        facets if document is None else f"{facets} {IN_DOCUMENT}{document_key}",
    )


def _own_names(record: records.EntityRecord) -> list[str]:
    return [record.official_name, record.alpha_3] if isinstance(record, records.Country) else []
