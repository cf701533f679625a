"""The annotation format: what an author writes in `facts.yaml` and in `seed/entities/*.yaml`.

Strict (an unknown key is refused) and pleasant to write: quotes, not offsets; ids, not
numbers; defaults for the common case. `docs/annotating.md` is the author's guide.

A value marked inferred carries its reason: `inferred: why`. Fields of type `Words` keep
the place where they were written, so that a mistake found later can be shown there.
"""

import re
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from app.model.vocabulary import (
    DateBasis,
    EventKind,
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

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TAKEN = "summary"
"""No id of a document or an entity: the API answers there with the summary of the collection."""


class Words(str):
    """Text of an annotation, with the line and column (from 1) where it was written."""

    line: int
    column: int

    @classmethod
    def at(cls, text: str, line: int, column: int) -> Self:
        """The text, written at that place."""
        words = cls(text)
        words.line, words.column = line, column
        return words

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            _not_blank, core_schema.is_instance_schema(cls, cls_repr="text")
        )


def _not_blank(words: Words) -> Words:
    if not words.strip():
        raise PydanticCustomError("string_too_short", "is empty")
    return words


def _as_list(value: object) -> object:
    return value if isinstance(value, list) or value is None else [value]


T = TypeVar("T")
Many = Annotated[list[T], BeforeValidator(_as_list)]
"""A list, or a single value written without the brackets."""


def _is_slug(words: Words) -> Words:
    if not SLUG.fullmatch(words) or len(words) > 80:
        raise ValueError(
            f"`{words}` cannot be an id: small letters and digits, with hyphens between"
        )
    return words


Slug = Annotated[Words, AfterValidator(_is_slug)]


class Annotation(BaseModel):
    """Base of all that an author writes."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1)


def _is_reason(value: object) -> object:
    if value is None or str(value).strip().lower() in {"", "true", "false", "yes", "no"}:
        raise ValueError("give the reason in words, or leave it out")
    return value


Reason = Annotated[str | None, BeforeValidator(_is_reason)]
"""Why something is inferred. Left out, it is not; a key without words is a mistake."""


def _short_form(key: str) -> BeforeValidator:
    """Let `x` stand for `{key: x}`."""
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str) else value)


def _is_supported(words: Words) -> Words:
    fields = [field.value for field in Supports]
    if words not in fields:
        expected = ", ".join(f"'{field}'" for field in fields)
        raise PydanticCustomError("enum", "is not a field", {"expected": expected})
    return words


class QuoteMapping(Annotation):
    """Words of the text, with what tells them apart where they stand there twice."""

    quote: Words
    prefix: str = ""
    suffix: str = ""
    supports: Many[Annotated[Words, AfterValidator(_is_supported)]] | None = None


Quote = Annotated[QuoteMapping, _short_form("quote")]


class PartMapping(Annotation):
    """An entity with a part in a fact."""

    entity: Words
    inferred: Reason = None


Part = Annotated[PartMapping, _short_form("entity")]


class AmountMapping(Annotation):
    """An amount as written; what is declared beside it is checked against the words."""

    text: Words
    value: str | None = None
    value_min: str | None = None
    value_max: str | None = None
    currency: str | None = None
    unit: str | None = None
    qualifier: Qualifier | None = None


AmountAnnotation = Annotated[AmountMapping, _short_form("text")]


class FactAnnotation(Annotation):
    """What all facts share."""

    id: Slug
    title: str
    evidence: Many[Quote] = Field(min_length=1)
    modality: Modality = Modality.ASSERTED
    conditions: Words | None = None
    amounts: Many[AmountAnnotation] = []
    inferred: Reason = None
    note: str | None = None


class PartyAnnotation(PartMapping):
    """An entity with a part in a deal."""

    role: PartyRole


class DealAnnotation(FactAnnotation):
    type: Literal["deal"]
    stage: Stage
    items: Many[Words] = []
    purpose: Words | None = None
    parties: Many[PartyAnnotation] = []


class SpeakerMapping(PartMapping):
    """A speaker. The name defaults to the words that name the entity in the evidence."""

    name: Words | None = None
    role: Words | None = None


class StatementAnnotation(FactAnnotation):
    type: Literal["statement"]
    speakers: Many[Annotated[SpeakerMapping, _short_form("entity")]] = []
    on_behalf_of: Many[Words] = []
    verb: Words
    content: Words
    quotation: Words | None = None
    about: Many[Words] = []


class DateMapping(Annotation):
    """A date as written, and what it says of the calendar."""

    text: Words
    edtf: Words | None = None
    basis: DateBasis


class ParticipantMapping(PartMapping):
    role: ParticipantRole = ParticipantRole.PARTICIPANT


class EventAnnotation(FactAnnotation):
    type: Literal["event"]
    kind: EventKind
    date: DateMapping | None = None
    place: Words | None = None
    participants: Many[Annotated[ParticipantMapping, _short_form("entity")]] = []
    topic: Words | None = None


class PositionAnnotation(FactAnnotation):
    type: Literal["position"]
    holders: Many[Part] = Field(min_length=1)
    subject: Words
    stance: Stance


AnyFact = Annotated[
    DealAnnotation | StatementAnnotation | EventAnnotation | PositionAnnotation,
    Field(discriminator="type"),
]


class MentionAnnotation(Annotation):
    """A form that names an entity: each whole-word occurrence in the text is a mention.

    Where two forms of one entity overlap, the longer one counts. `only` and `except` limit
    the occurrences to sentences that hold the given words.
    """

    entity: Words
    name: Many[Words] = []
    alias: Many[Words] = []
    demonym: Many[Words] = []
    title: Many[Words] = []
    metonym: Many[Words] = []
    only: Many[Words] = []
    except_: Many[Words] = Field(default=[], alias="except")

    def forms(self) -> list[tuple[MentionKind, Words]]:
        """All forms, each with its kind."""
        return [(kind, form) for kind in MentionKind for form in getattr(self, kind.value)]


class ProfileAnnotation(Annotation):
    """What the document says of an entity itself: one of the properties below."""

    entity: Words
    country: Words | None = None
    title: Words | None = None
    of: Words | None = None
    led_by: Words | None = None
    purpose: Words | None = None
    stands_for: Words | None = None
    inferred: Reason = None
    evidence: Many[Quote] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_property(self) -> Self:
        given = [
            name
            for name in ("country", "title", "led_by", "purpose", "stands_for")
            if getattr(self, name) is not None
        ]
        if len(given) != 1:
            raise ValueError(
                "give exactly one of country, title, led_by, purpose, stands_for"
                f" (given: {', '.join(given) or 'none'})"
            )
        if self.of is not None and self.title is None:
            raise ValueError("`of` goes with `title`")
        if self.inferred is not None and self.purpose is not None:
            raise ValueError("`inferred` does not go with `purpose`: it is in the source's words")
        return self


class NoFactAnnotation(Annotation):
    """A sentence that states no fact, with the reason."""

    sentence: Words
    reason: str


class DocumentHeader(Annotation):
    """What is known of the document itself. What is not known is left out."""

    sha256: Words
    language: str
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: Words | None = None
    url: str | None = None
    keep_together: Many[Words] = []
    """Words with a full stop inside that does not end the sentence."""


class DocumentAnnotations(Annotation):
    """The whole of `facts.yaml`."""

    document: DocumentHeader
    mentions: list[MentionAnnotation] = []
    profiles: list[ProfileAnnotation] = []
    facts: list[AnyFact] = []
    no_fact: list[NoFactAnnotation] = []


# seed/entities/<type>.yaml: a mapping of id → properties. Countries need no entry: their
# ISO 3166-1 codes are known.


class EntityAnnotation(Annotation):
    name: str


class OrganisationAnnotation(EntityAnnotation):
    kind: OrganisationKind


class PersonAnnotation(EntityAnnotation):
    named: bool = True
    honorific: str | None = None


class GroupAnnotation(EntityAnnotation):
    pass


class PlaceAnnotation(EntityAnnotation):
    kind: PlaceKind


class InitiativeAnnotation(EntityAnnotation):
    kind: InitiativeKind


AnyEntity = (
    OrganisationAnnotation
    | PersonAnnotation
    | GroupAnnotation
    | PlaceAnnotation
    | InitiativeAnnotation
)
