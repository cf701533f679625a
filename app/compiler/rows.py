"""Rows: what filters and sorts read of each record."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from operator import itemgetter
from typing import Any

from sqlmodel import SQLModel

from app.compiler.lexicon import Lexicon
from app.compiler.searchable import searchable
from app.model import records, tables
from app.model.dates import days, in_time
from app.model.decimals import decimal_key

Columns = tuple[str, ...]


class Shape:
    """A table and those of its columns that rows have values for. There is one of each."""

    def __init__(self, table: type[SQLModel], columns: Columns) -> None:
        self.table = table
        self.columns = columns


@cache
def shape(table: type[SQLModel], *columns: str) -> Shape:
    """The shape of such rows."""
    return Shape(table, columns)


Rows = defaultdict[Shape, list[Sequence[object]]]
"""Rows that wait to be inserted."""

Values = Callable[[dict[str, object]], Sequence[object]]
"""Reads fields of a record, from all that it holds."""

IS_NULL = "_is_null"
"""Ends the name of a column that says whether a field of the record is null."""


class Keys:
    """Keys for records, in reading order."""

    def __init__(self) -> None:
        self.last = 0
        self.document = 0
        """The key of the document at hand."""
        self.sentences: dict[str, int] = {}
        """The keys of the sentences of the document at hand, by their ids."""

    def next(self) -> int:
        """The next key."""
        self.last += 1
        return self.last


RECORD = shape(tables.Record, "key", "body")
SEARCHABLE = shape(tables.Searchable, *tables.Searchable.model_fields)
ENTITY_COUNTRY = shape(tables.EntityCountry, "country", "entity")
OF_FACT = tuple(tables.OfFact.model_fields)
INVOLVEMENT = shape(tables.Involvement, "entity", "role", "fact", *OF_FACT)
EVIDENCE_SUPPORT = shape(tables.EvidenceSupport, "supports", "evidence")


def add_rows(rows: Rows, record: records.Record, keys: Keys, lexicon: Lexicon) -> None:
    """Add the rows of a record, and of the records that stand within it."""
    key = keys.next()
    rows[RECORD].append((key, record.to_json()))
    if isinstance(record, records.Document):
        keys.document = key
    found_by = searchable(record, key, keys.document, lexicon)
    if found_by is not None:
        rows[SEARCHABLE].append(found_by)
    match record:
        case records.Document():
            keys.sentences.clear()
            earliest, latest = days(record.published) if record.published else (None, None)
            bounds = {"published_earliest": earliest, "published_latest": latest}
            bounds["published"] = in_time(earliest, latest)
            _add(rows, record, tables.Document, key=key, **bounds)
        case records.Sentence():
            keys.sentences[record.id] = key
            _add(rows, record, tables.Sentence, key=key)
        case records.Mention():
            sentence = keys.sentences[record.sentence]
            entity = record.entity.id
            _add(rows, record, tables.Mention, key=key, entity=entity, sentence_key=sentence)
        case records.EntityRecord():
            _entity(rows, record, key)
        case records.FactRecord():
            _fact(rows, record, key, keys)


def _add(rows: Rows, record: records.Record, table: type[SQLModel], **own: object) -> None:
    """Add a row: the columns that the table shares with the record, and those given."""
    picked, shared, nullable = _picked(type(record), table, tuple(own))
    values = vars(record)
    if nullable is None:
        rows[picked].append((*own.values(), *shared(values)))
    else:
        absent = [value is None for value in nullable(values)]
        rows[picked].append((*own.values(), *shared(values), *absent))


@cache
def _picked(
    record: type[records.Record], table: type[SQLModel], own: Columns
) -> tuple[Shape, Values, Values | None]:
    """The shape of such rows, and what reads the fields shared and those tested for null."""
    given = record.model_fields
    columns = [name for name in table.model_fields if name not in own]
    shared = [name for name in columns if name in given]
    tested = [name for name in columns if name not in given and name.endswith(IS_NULL)]
    nullable = [name.removesuffix(IS_NULL) for name in tested]
    picked = shape(table, *own, *shared, *tested)
    return picked, _values(shared), _values(nullable) if nullable else None


def _values(names: Sequence[str]) -> Values:
    """What reads these fields of a record."""
    if len(names) > 1:
        return itemgetter(*names)  # which gives a tuple, where one name would give a value
    return lambda values: [values[name] for name in names]


ENTITY_TABLES: dict[type[records.Record], type[SQLModel]] = {
    records.Country: tables.Country,
    records.Organisation: tables.Organisation,
    records.Person: tables.Person,
    records.Group: tables.Group,
    records.Place: tables.Place,
    records.Initiative: tables.Initiative,
}

FACT_TABLES: dict[type[records.Record], type[SQLModel]] = {
    records.Deal: tables.Deal,
    records.Statement: tables.Statement,
    records.Event: tables.Event,
    records.Position: tables.Position,
}


def _entity(rows: Rows, record: records.EntityRecord, key: int) -> None:
    _add(rows, record, tables.Entity, key=key)
    _add(rows, record, ENTITY_TABLES[type(record)], key=key)
    for country in sorted(set(_countries(record))):
        rows[ENTITY_COUNTRY].append((country, record.id))


def _countries(record: records.EntityRecord) -> Iterator[str]:
    match record:
        case records.Country():
            yield record.id
        case records.Organisation() | records.Person() | records.Group():
            yield from (tie.entity.id for tie in record.countries)
        case records.Place(stands_for=records.Tie(entity=records.EntityRef(type="country") as it)):
            yield it.id


def _fact(rows: Rows, record: records.FactRecord, key: int, keys: Keys) -> None:
    _add(rows, record, tables.Fact, key=key)
    _add(rows, record, FACT_TABLES[type(record)], key=key, **_own_columns(record))
    values = vars(record)
    of_fact = [values.get(name) for name in OF_FACT]
    for role, entity in sorted(set(_involved(record))):
        rows[INVOLVEMENT].append((entity, role, key, *of_fact))
    for evidence in record.evidence:
        _evidence(rows, evidence, keys.next(), key)
    for amount in record.amounts:
        _amount(rows, amount, keys.next(), key)


def _own_columns(record: records.FactRecord) -> dict[str, Any]:
    match record:
        case records.Event(date=date, place=place):
            return {
                "place": place.id if place else None,
                "earliest": date.earliest if date else None,
                "latest": date.latest if date else None,
                "day": (date.earliest or date.latest) if date else None,
            }
        case records.Position(subject=subject):
            return {"subject": subject.id}
        case _:
            return {}


def _involved(record: records.FactRecord) -> Iterator[tuple[str, str]]:
    """Who takes part in the fact: role and entity."""
    match record:
        case records.Deal(parties=parties):
            yield from ((party.role, party.entity.id) for party in parties)
        case records.Statement():
            yield from (("speaker", speaker.entity.id) for speaker in record.speakers)
            yield from (("on_behalf_of", entity.id) for entity in record.on_behalf_of)
            yield from (("about", entity.id) for entity in record.about)
        case records.Event():
            yield from ((part.role, part.entity.id) for part in record.participants)
            if record.place is not None:
                yield "place", record.place.id
        case records.Position():
            yield from (("holder", holder.entity.id) for holder in record.holders)
            yield "subject", record.subject.id


def _evidence(rows: Rows, record: records.Evidence, key: int, fact: int) -> None:
    rows[RECORD].append((key, record.to_json()))
    _add(rows, record, tables.Evidence, key=key, fact_key=fact)
    for field in sorted(set(record.supports)) if record.supports else ():
        rows[EVIDENCE_SUPPORT].append((field, key))


def _amount(rows: Rows, record: records.Amount, key: int, fact: int) -> None:
    def text(value: str | None) -> str | None:
        return None if value is None else decimal_key(Decimal(value))

    rows[RECORD].append((key, record.to_json()))
    _add(
        rows,
        record,
        tables.Amount,
        key=key,
        fact_key=fact,
        value=text(record.value),
        value_min=text(record.value_min),
        value_max=text(record.value_max),
    )
