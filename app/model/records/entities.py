"""Entities: what the news is about."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypeAliasType

from app.model.records.parts import Citation, EntityRef, Inferred, Note, Record, Span, Tie
from app.model.vocabulary import EntityType, InitiativeKind, OrganisationKind, PlaceKind


class EntityRecord(Record):
    """What all entities share."""

    id: str = Field(description="ISO 3166-1 alpha-2 code of a country, else a slug.")
    type: EntityType
    name: str
    aliases: list[str] = Field(description="The surface forms seen in the documents.")
    mention_count: int = Field(ge=0, description="How often the documents name it.")
    citation: Citation = Field(
        description="A line to paste, which quotes the first words that name it; where no document"
        " names it, it says so."
    )


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


Entity = TypeAliasType(
    "Entity",
    Annotated[
        Country | Organisation | Person | Group | Place | Initiative,
        Field(discriminator="type", description="An entity; `type` says of what sort."),
    ],
)
