"""The records: what is served, and what OpenAPI documents.

All keys are always there. What the source does not say is `null` or `[]`, never guessed.
The compiler renders each record once through these models; the server hands out the bytes.
"""

import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.model.vocabulary import (
    DateBasis,
    EntityType,
    EventKind,
    FactType,
    InitiativeKind,
    MentionKind,
    Modality,
    OrganisationKind,
    ParticipantRole,
    PartyRole,
    PlaceKind,
    Qualifier,
    Stage,
    Stance,
    Supports,
)


class Record(BaseModel):
    """Base of all that is served: closed, and without defaults, so that all keys are required."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def to_json(self) -> str:
        """The record as compact JSON, with the proof after what it proves."""
        content = self.model_dump(mode="json")
        if "evidence" in content:
            content["evidence"] = content.pop("evidence")
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


# Shared parts -----------------------------------------------------------------------------

Start = Annotated[
    int,
    Field(ge=0, description="Where the words start: Unicode code points from 0, inclusive."),
]
End = Annotated[int, Field(ge=1, description="Where the words end: code points, exclusive.")]
DocumentId = Annotated[str, Field(description="Id of the document.")]
SentenceId = Annotated[str, Field(description="Id of the sentence the words stand in.")]
Inferred = Annotated[
    bool, Field(description="True where this is read between the lines and not stated.")
]
Note = Annotated[str | None, Field(description="Why it is marked inferred, or what to beware of.")]


class Span(Record):
    """Words of a document, cited to the character.

    The names are those of the W3C Web Annotation Data Model: TextQuoteSelector (`exact`,
    `prefix`, `suffix`) and TextPositionSelector (`start`, `end`). `text[start:end] == exact`
    holds in Python. A span never crosses a sentence.
    """

    document: DocumentId
    sentence: SentenceId
    exact: str = Field(description="The words, as they stand in the document.")
    prefix: str = Field(description="Up to 32 code points before them, in the same paragraph.")
    suffix: str = Field(description="Up to 32 code points after them, in the same paragraph.")
    start: Start
    end: End


class EntityRef(Record):
    """A reference to an entity."""

    id: str = Field(description="ISO 3166-1 alpha-2 code of a country, else a slug.")
    type: EntityType
    name: str


class Tie(Record):
    """An entity that another is tied to, with the words that say so."""

    entity: EntityRef
    inferred: Inferred
    note: Note
    evidence: list[Span] = Field(description="The words that say so.")


# Documents and sentences ------------------------------------------------------------------


class DocumentCounts(Record):
    """How much a document holds."""

    paragraphs: int
    sentences: int
    entities: int = Field(description="Different entities named in it.")
    mentions: int
    facts: int
    deals: int
    amounts: int
    statements: int
    events: int
    positions: int
    evidence: int


class Document(Record):
    """One news text, stored byte for byte."""

    id: str
    title: str | None = Field(description="Headline, or null where the source has none.")
    publisher: str | None
    author: str | None
    published: str | None = Field(
        description="When it was published, in EDTF (ISO 8601-2), or null where unknown."
    )
    url: str | None
    language: str = Field(description="BCP 47 language tag of the text.")
    text: str = Field(description="The whole text. All offsets count its code points.")
    sha256: str = Field(description="SHA-256 of the text's bytes, in hexadecimal.")
    words: int = Field(description="Runs of characters between white space.")
    counts: DocumentCounts


class Sentence(Record):
    """A numbered span of a document."""

    id: str
    document: DocumentId
    paragraph: int = Field(ge=1, description="Number of its paragraph, from 1.")
    number: int = Field(ge=1, description="Number in its document, from 1.")
    start: Start
    end: End
    text: str


# Entities ---------------------------------------------------------------------------------


class EntityRecord(Record):
    """What all entities share."""

    id: str = Field(description="ISO 3166-1 alpha-2 code of a country, else a slug.")
    type: EntityType
    name: str
    aliases: list[str] = Field(description="The surface forms seen in the documents.")
    mention_count: int = Field(ge=0, description="How often the documents name it.")


class Country(EntityRecord):
    """A country of ISO 3166-1."""

    type: Literal[EntityType.COUNTRY]
    name: str = Field(description="Its English name in everyday use (Unicode CLDR).")
    official_name: str = Field(description="Its name in ISO 3166-1.")
    alpha_2: str
    alpha_3: str
    numeric: str = Field(description="Three digits, as a string.")
    flag: str = Field(description="The flag as an emoji.")


class Organisation(EntityRecord):
    """A body with a name of its own."""

    type: Literal[EntityType.ORGANISATION]
    kind: OrganisationKind
    countries: list[Tie] = Field(description="The countries it belongs to.")


class Role(Record):
    """An office that a person is said to hold."""

    title: str = Field(description="The office, in the words of the source.")
    of: EntityRef | None = Field(description="Of which country or body, where it can be told.")
    inferred: Inferred
    note: Note
    evidence: list[Span] = Field(description="The words that say so.")


class Person(EntityRecord):
    """One human being."""

    type: Literal[EntityType.PERSON]
    named: bool = Field(description="False where the source leaves the person unnamed.")
    honorific: str | None
    countries: list[Tie] = Field(description="The countries the person belongs to.")
    roles: list[Role]


class Group(EntityRecord):
    """Several people or states that the source speaks of together, such as 'UK officials'."""

    type: Literal[EntityType.GROUP]
    countries: list[Tie] = Field(description="The countries it belongs to.")


class Place(EntityRecord):
    """Somewhere that is not a country."""

    type: Literal[EntityType.PLACE]
    kind: PlaceKind
    stands_for: Tie | None = Field(
        description="What the place stands for in the source: 'Kyiv' for Ukraine's government."
    )


class Initiative(EntityRecord):
    """A plan, proposal or undertaking."""

    type: Literal[EntityType.INITIATIVE]
    kind: InitiativeKind
    led_by: list[Tie]
    purpose: Span | None = Field(description="What it is for, in the words of the source.")


Entity = Annotated[
    Country | Organisation | Person | Group | Place | Initiative, Field(discriminator="type")
]


# Facts ------------------------------------------------------------------------------------


class Proof(Record):
    """What a piece of evidence proves."""

    id: str
    fact: str = Field(description="Id of the fact.")
    supports: list[Supports] | None = Field(
        description="The fields these words prove; null where they prove the fact as a whole."
    )


class Evidence(Span, Proof):
    """The exact words that support a fact, or one field of it."""


Bound = Annotated[str | None, Field(description="A decimal, or null where the bound is unknown.")]


class Amount(Record):
    """A quantity stated in a fact: money, or a count of something.

    Decimals are strings, so that no digit is lost. Exactly one of `currency` and `unit` is
    given. No bound is invented: "nearly £30m" has `value_max` 30000000 and `value_min` null.
    """

    id: str
    fact: str = Field(description="Id of the fact that states it.")
    document: DocumentId
    sentence: SentenceId
    value: str | None = Field(description="A decimal; null where only bounds are given.")
    value_min: Bound
    value_max: Bound
    currency: str | None = Field(description="ISO 4217 code, for money.")
    unit: str | None = Field(description="What is counted, in the singular, for a count.")
    qualifier: Qualifier
    text: str = Field(description="The amount as written: `text[start:end]` of the document.")
    start: Start
    end: End


class FactRecord(Record):
    """What all facts share."""

    id: str
    type: FactType
    title: str = Field(description="The fact in one line, in our words.")
    document: DocumentId
    sequence: int = Field(ge=1, description="Its place in the reading order of the dataset.")
    modality: Modality
    conditions: str | None = Field(description="What it depends on, in the words of the source.")
    amounts: list[Amount]
    inferred: bool = Field(
        description="True where any value of it is read between the lines; `note` says which."
    )
    note: Note
    evidence: list[Evidence] = Field(min_length=1)


class Party(Record):
    """An entity with a part in a deal."""

    role: PartyRole
    entity: EntityRef
    inferred: Inferred
    note: Note


class Deal(FactRecord):
    """Someone provides, funds or sells something, or offers to."""

    type: Literal[FactType.DEAL]
    stage: Stage
    items: list[str] = Field(description="What is provided, in the words of the source.")
    purpose: str | None = Field(description="What it is for, in the words of the source.")
    parties: list[Party]


class Speaker(Record):
    """Someone to whom a statement is ascribed."""

    entity: EntityRef
    name_used: str = Field(description="What the source calls the speaker there.")
    role_used: str | None = Field(description="The office the source gives the speaker there.")
    inferred: Inferred
    note: Note


class Statement(FactRecord):
    """Someone is said to have said something."""

    type: Literal[FactType.STATEMENT]
    speakers: list[Speaker] = Field(description="Empty where the source does not say who.")
    on_behalf_of: list[EntityRef] = Field(description="For whom they are said to have spoken.")
    reporting_verb: str = Field(description="The verb of saying, as written.")
    content: str = Field(
        description="What was said, in the words of the source; … marks words left out."
    )
    quotation: str | None = Field(description="The words that stand in quotation marks.")
    is_direct: bool = Field(description="True where the source quotes the speaker's own words.")
    about: list[EntityRef] = Field(description="The entities the statement is about.")


class EventDate(Record):
    """When an event happened, as exactly as the source allows and no more."""

    text: str = Field(description="The date as written.")
    edtf: str | None = Field(description="In EDTF (ISO 8601-2), or null where it cannot be told.")
    earliest: str | None = Field(description="First possible day, ISO 8601, or null.")
    latest: str | None = Field(description="Last possible day, ISO 8601, or null.")
    basis: DateBasis


class Participant(Record):
    """An entity with a part in an event."""

    role: ParticipantRole
    entity: EntityRef
    inferred: Inferred
    note: Note


class Event(FactRecord):
    """Something that happens, happened or may happen."""

    type: Literal[FactType.EVENT]
    kind: EventKind
    date: EventDate | None
    place: EntityRef | None
    participants: list[Participant]
    topic: str | None = Field(description="What it was about, in the words of the source.")


class Holder(Record):
    """An entity that holds a position."""

    entity: EntityRef
    inferred: Inferred
    note: Note


class Position(FactRecord):
    """Where someone stands on an initiative or a proposal."""

    type: Literal[FactType.POSITION]
    holders: list[Holder]
    subject: EntityRef
    stance: Stance


Fact = Annotated[Deal | Statement | Event | Position, Field(discriminator="type")]


# Mentions ---------------------------------------------------------------------------------


class Mention(Record):
    """The exact words that name an entity."""

    id: str
    entity: EntityRef
    document: DocumentId
    sentence: SentenceId
    exact: str = Field(description="The words, as they stand in the document.")
    start: Start
    end: End
    kind: MentionKind
