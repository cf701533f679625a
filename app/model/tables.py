"""The tables: what filters and sorts read. What is served stands ready in `record`.

Each row has a `key`, an integer in reading order that is unique in the whole dataset, and the
record of the same key holds its JSON. A list is therefore one query over a narrow table,
joined to the bytes of the rows it returns; those of facts are read from lines (`store.lines`).
Facts and entities stand twice, in the table of their union and in that of their own type, so that
each collection is read from one table.

Decimals are kept as text of a fixed width (see `model.decimals`), dates as ISO 8601 text: both
compare as text as they do as values, on every database alike.
"""

from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.model.vocabulary import FactType


def sort_index(column: Any) -> str:
    """The name of the index along which a list is walked, up or down, by this column."""
    name = f"ix_{column.table.name}_{column.name}"
    return name if column.unique else f"{name}_up"


def sorts(*, also_filters: bool = True) -> Any:
    """A column that lists are sorted by; `also_filters` where records are found by its values."""
    return Field(index=also_filters, sa_column_kwargs={"info": {"sorts": True}})


def numbered() -> Any:
    """A column that names its row, or gives it its place: lists are sorted by it too."""
    return Field(unique=True, index=True)


_CLUSTERED = {"sqlite_with_rowid": False}
"""For tables that are nothing but their key: SQLite then keeps no second copy of it."""


class Table(SQLModel):
    """A table. Nothing validates its rows, so Pydantic need not prepare for that."""

    model_config = {"defer_build": True}


class Manifest(Table, table=True):
    """The seal: one row that says what the file is and what it must hold."""

    version: str = Field(primary_key=True)
    body: str


class Record(Table, table=True):
    """The JSON of every record, rendered."""

    key: int = Field(primary_key=True)
    body: str


class ColumnCopy(Table, table=True):
    """A column as one array, for what reads it from end to end (see `model.columns`)."""

    __tablename__ = "column_copy"
    name: str = Field(primary_key=True)
    size: int
    """How many codes there are; null has the one after them."""
    form: str
    """The type of a number, as NumPy has it; or `json`."""
    body: bytes


class Keyed(Table):
    """What all collections share: the key in reading order, and the public id."""

    key: int = Field(primary_key=True, foreign_key="record.key")
    id: str = numbered()


class Document(Keyed, table=True):
    title: str | None = sorts(also_filters=False)
    publisher: str | None = Field(index=True)
    author: str | None = Field(index=True)
    published: str | None = sorts()
    """Its bounds, as text that sorts by time (`dates.in_time`)."""
    published_earliest: str | None = Field(index=True)
    published_latest: str | None = Field(index=True)
    language: str = Field(index=True)
    words: int = sorts(also_filters=False)
    title_is_null: bool = Field(index=True)
    publisher_is_null: bool = Field(index=True)
    author_is_null: bool = Field(index=True)
    published_is_null: bool = Field(index=True)
    url_is_null: bool = Field(index=True)


class Sentence(Keyed, table=True):
    document: str = Field(foreign_key="document.id", index=True)
    paragraph: int = Field(index=True)
    number: int = sorts(also_filters=False)
    start: int = sorts(also_filters=False)
    end: int = Field(index=True)


class EntityColumns(Keyed):
    """What all entities share."""

    name: str = sorts(also_filters=False)
    mention_count: int = sorts(also_filters=False)


class Entity(EntityColumns, table=True):
    type: str = Field(index=True)


class Country(EntityColumns, table=True):
    alpha_3: str = Field(unique=True)
    numeric: str = Field(unique=True)


class Organisation(EntityColumns, table=True):
    kind: str = Field(index=True)


class Person(EntityColumns, table=True):
    named: bool = Field(index=True)
    honorific_is_null: bool = Field(index=True)


class Group(EntityColumns, table=True):
    __tablename__ = "entity_group"  # GROUP is a word of SQL


class Place(EntityColumns, table=True):
    kind: str = Field(index=True)
    stands_for_is_null: bool = Field(index=True)


class Initiative(EntityColumns, table=True):
    kind: str = Field(index=True)
    purpose_is_null: bool = Field(index=True)


class EntityCountry(Table, table=True):
    """A country belongs to itself; other entities to the countries they are tied to."""

    __tablename__ = "entity_country"
    __table_args__ = _CLUSTERED
    country: str = Field(primary_key=True)
    entity: str = Field(primary_key=True, foreign_key="entity.id", index=True)


class FactColumns(Keyed):
    """What all facts share."""

    document: str = Field(foreign_key="document.id", index=True)
    sequence: int = numbered()
    modality: str = sorts()
    inferred: bool = Field(index=True)
    conditions_is_null: bool = Field(index=True)
    note_is_null: bool = Field(index=True)


class Fact(FactColumns, table=True):
    type: str = sorts()


class Deal(FactColumns, table=True):
    stage: str = sorts()
    purpose_is_null: bool = Field(index=True)


class Statement(FactColumns, table=True):
    reporting_verb: str = sorts()
    is_direct: bool = Field(index=True)
    quotation_is_null: bool = Field(index=True)


class Event(FactColumns, table=True):
    kind: str = sorts()
    place: str | None = Field(foreign_key="entity.id", index=True)
    earliest: str | None = sorts(also_filters=False)
    latest: str | None = sorts(also_filters=False)
    day: str | None
    """Where the timeline has it: on the first possible day, or on the last where that is open."""
    date_is_null: bool = Field(index=True)
    place_is_null: bool = Field(index=True)
    topic_is_null: bool = Field(index=True)

    __table_args__ = (Index("ix_event_day_up", "day", "latest"),)


class Position(FactColumns, table=True):
    stance: str = sorts()
    subject: str = Field(
        foreign_key="entity.id", index=True, sa_column_kwargs={"info": {"sorts": True}}
    )


class Amount(Keyed, table=True):
    fact: str = Field(foreign_key="fact.id", index=True)
    fact_key: int = Field(foreign_key="fact.key", index=True)
    document: str = Field(foreign_key="document.id", index=True)
    sentence: str = Field(foreign_key="sentence.id", index=True)
    currency: str | None = sorts()
    unit: str | None = sorts()
    qualifier: str = sorts()
    value: str | None = sorts(also_filters=False)
    value_min: str | None
    value_max: str | None
    value_is_null: bool = Field(index=True)
    value_min_is_null: bool = Field(index=True)
    value_max_is_null: bool = Field(index=True)
    currency_is_null: bool = Field(index=True)
    unit_is_null: bool = Field(index=True)

    __table_args__ = tuple(
        Index(f"ix_amount_{measure}_{bound}", measure, bound, other, "fact_key")
        for measure in ("currency", "unit")
        for bound, other in (("value_min", "value_max"), ("value_max", "value_min"))
    )
    """For ranges of values, which go with a currency or a unit."""


class Evidence(Keyed, table=True):
    fact: str = Field(foreign_key="fact.id", index=True)
    fact_key: int = Field(foreign_key="fact.key", index=True)
    document: str = Field(foreign_key="document.id", index=True)
    sentence: str = Field(foreign_key="sentence.id", index=True)
    start: int = sorts(also_filters=False)
    end: int = sorts(also_filters=False)
    supports_is_null: bool = Field(index=True)


class EvidenceSupport(Table, table=True):
    """Which fields of its fact a piece of evidence proves; no row where it proves the whole."""

    __tablename__ = "evidence_support"
    __table_args__ = _CLUSTERED
    supports: str = Field(primary_key=True)
    evidence: int = Field(primary_key=True, foreign_key="evidence.key")


class Mention(Keyed, table=True):
    entity: str = Field(
        foreign_key="entity.id", index=True, sa_column_kwargs={"info": {"sorts": True}}
    )
    document: str = Field(foreign_key="document.id", index=True)
    sentence: str = Field(foreign_key="sentence.id", index=True)
    sentence_key: int = Field(foreign_key="sentence.key", index=True)
    kind: str = sorts()
    start: int = sorts(also_filters=False)
    end: int = sorts(also_filters=False)

    __table_args__ = (
        Index("ix_mention_entity_sentence", "entity", "sentence"),
        Index("ix_mention_entity_document", "entity", "document"),
    )


class DocumentCountry(Table, table=True):
    """The countries that a document names, or to which what it names belongs."""

    __tablename__ = "document_country"
    __table_args__ = _CLUSTERED
    country: str = Field(primary_key=True)
    document: str = Field(primary_key=True, foreign_key="document.id")


class SentenceCountry(Table, table=True):
    """The countries that a sentence names, or to which what it names belongs."""

    __tablename__ = "sentence_country"
    __table_args__ = _CLUSTERED
    country: str = Field(primary_key=True)
    sentence: str = Field(primary_key=True, foreign_key="sentence.id")


class Searchable(Table, table=True):
    """What full-text search reads and ranks: documents, sentences, entities and facts."""

    place: int = Field(primary_key=True)
    """The order in which it is found, with the key of its record (see `fulltext.place`)."""
    id: str
    type: str
    document: str | None
    title: str
    text: str
    characters: str
    """Of scripts that write words without spaces: each character, and what stands beside it."""
    facets: str
    """Tokens for what is not text: the words of its title, its documents, its countries."""


class Word(Table, table=True):
    """The words of all that is searchable, plain, so that a search can complete its last one."""

    __table_args__ = _CLUSTERED
    word: str = Field(primary_key=True)
    frequency: int
    """How many of the searchable records have it."""


ANY_TYPE = "fact"
"""Stands where the type of a fact may, for facts of whatever type.

Each link to a fact is there twice, for the list of all facts and for that of its own type: so
either reads what it finds, and no more, in reading order.
"""


def listed_as(table: str) -> str:
    """What the links have for the facts of this table: their type, or whatever type."""
    return table if table in set(FactType) else ANY_TYPE


class OfFact(SQLModel):
    """What a link has of its fact, so that a list filtered by it too need not look the fact up."""

    modality: str
    inferred: bool
    stage: str | None
    reporting_verb: str | None
    kind: str | None
    stance: str | None


class Involvement(OfFact, table=True):
    """Who takes part in a fact, in which role: a party, speaker, participant, holder…"""

    __table_args__ = _CLUSTERED
    entity: str = Field(primary_key=True, foreign_key="entity.id")
    role: str = Field(primary_key=True)
    """The role; or, once for them all, the type of the fact, and once `ANY_TYPE`."""
    fact: int = Field(primary_key=True, foreign_key="fact.key")


class FactCountry(OfFact, table=True):
    """The countries that take part in a fact, or to which a part-taker belongs."""

    __tablename__ = "fact_country"
    __table_args__ = _CLUSTERED
    country: str = Field(primary_key=True)
    type: str = Field(primary_key=True)
    """The type of the fact, and once `ANY_TYPE`."""
    fact: int = Field(primary_key=True, foreign_key="fact.key")


class FactMention(Table, table=True):
    """The entities named in the sentences that a fact is cited from."""

    __tablename__ = "fact_mention"
    __table_args__ = _CLUSTERED
    entity: str = Field(primary_key=True, foreign_key="entity.id")
    type: str = Field(primary_key=True)
    """The type of the fact, and once `ANY_TYPE`."""
    fact: int = Field(primary_key=True, foreign_key="fact.key")


class Tally(SQLModel):
    """How many rows of a link are alike, where one value has so many that to count them takes long.

    Only values with many links stand here, and each of them with all of its links.
    """

    place: int = Field(primary_key=True)
    """Tells apart the rows of one value."""
    facts: int


class InvolvementTally(Tally, OfFact, table=True):
    __tablename__ = "involvement_tally"
    __table_args__ = _CLUSTERED
    entity: str = Field(primary_key=True, foreign_key="entity.id")
    role: str = Field(primary_key=True)


class FactCountryTally(Tally, OfFact, table=True):
    __tablename__ = "fact_country_tally"
    __table_args__ = _CLUSTERED
    country: str = Field(primary_key=True)
    type: str = Field(primary_key=True)


class FactMentionTally(Tally, table=True):
    __tablename__ = "fact_mention_tally"
    __table_args__ = _CLUSTERED
    entity: str = Field(primary_key=True, foreign_key="entity.id")
    type: str = Field(primary_key=True)


# The id settles what is equal, and goes the way of the column: so one index, read forwards or
# backwards, has either order.
for _table in SQLModel.metadata.tables.values():
    for _column in _table.columns:
        if _column.info.get("sorts"):
            Index(sort_index(_column), _column, _table.c.id)
