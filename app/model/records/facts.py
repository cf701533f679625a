"""Facts: what the news says, with the evidence."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypeAliasType

from app.model.records.parts import (
    Citation,
    Day,
    DecimalText,
    DocumentId,
    End,
    EntityRef,
    Inferred,
    Note,
    Record,
    SentenceId,
    Span,
    Start,
)
from app.model.vocabulary import (
    DateBasis,
    EventKind,
    FactType,
    Modality,
    ParticipantRole,
    PartyRole,
    Qualifier,
    Stage,
    Stance,
    Supports,
)


class Proof(Record):
    """What a piece of evidence proves."""

    id: str
    fact: str = Field(description="Id of the fact.")
    supports: list[Supports] | None = Field(
        description="The fields these words prove; null where they prove the fact as a whole."
    )


class Evidence(Span, Proof):
    """The exact words that support a fact, or one field of it."""


Bound = Annotated[
    DecimalText | None, Field(description="A decimal, or null where the bound is unknown.")
]


class Amount(Record):
    """A quantity stated in a fact: money, or a count of something.

    Decimals are strings, so that no digit is lost. Exactly one of `currency` and `unit` is
    given. No bound is invented: "nearly £30m" has `value_max` 30000000 and `value_min` null.
    """

    id: str
    fact: str = Field(description="Id of the fact that states it.")
    document: DocumentId
    sentence: SentenceId
    value: DecimalText | None = Field(description="A decimal; null where only bounds are given.")
    value_min: Bound
    value_max: Bound
    currency: str | None = Field(description="ISO 4217 code, for money.")
    unit: str | None = Field(description="What is counted, in the singular, for a count.")
    qualifier: Qualifier
    text: str = Field(description="The amount as written: `text[start:end]` of the document.")
    start: Start
    end: End
    citation: Citation


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
    citation: Citation


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
    earliest: Day | None = Field(description="First possible day, ISO 8601, or null.")
    latest: Day | None = Field(description="Last possible day, ISO 8601, or null.")
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


Fact = TypeAliasType(
    "Fact",
    Annotated[
        Deal | Statement | Event | Position,
        Field(discriminator="type", description="A fact; `type` says of what sort."),
    ],
)
