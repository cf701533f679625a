"""The entities: those defined in the seed, and the countries of ISO 3166-1.

While documents are compiled, what they say of an entity gathers here; its record is
rendered at the end, when all of it is known.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pycountry
from babel import Locale

from app.compiler.annotations import (
    SLUG,
    TAKEN,
    AnyEntity,
    GroupAnnotation,
    InitiativeAnnotation,
    OrganisationAnnotation,
    PersonAnnotation,
    PlaceAnnotation,
    Words,
)
from app.compiler.citations import cite_unnamed
from app.compiler.mistakes import Mistakes, did_you_mean
from app.compiler.reading import read_annotations
from app.model import records
from app.model.records import EntityRef, Mention, Role, Span, Tie
from app.model.vocabulary import EntityType

ENGLISH = Locale("en")
COUNTRY_ID = re.compile(r"[A-Z]{2}")

FILES: dict[str, type[AnyEntity]] = {
    "organisations.yaml": OrganisationAnnotation,
    "people.yaml": PersonAnnotation,
    "groups.yaml": GroupAnnotation,
    "places.yaml": PlaceAnnotation,
    "initiatives.yaml": InitiativeAnnotation,
}
TYPES: dict[type[AnyEntity], EntityType] = {
    OrganisationAnnotation: EntityType.ORGANISATION,
    PersonAnnotation: EntityType.PERSON,
    GroupAnnotation: EntityType.GROUP,
    PlaceAnnotation: EntityType.PLACE,
    InitiativeAnnotation: EntityType.INITIATIVE,
}


@dataclass
class Gathered:
    """What the documents say of one entity."""

    mention_count: int = 0
    citation: str | None = None
    """Of the first words that name it."""
    aliases: list[str] = field(default_factory=list)
    countries: list[Tie] = field(default_factory=list)
    led_by: list[Tie] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    purpose: Span | None = None
    stands_for: Tie | None = None


class Registry:
    """All entities that annotations may refer to."""

    def __init__(self) -> None:
        self.defined: dict[str, AnyEntity] = {}
        self.gathered: dict[str, Gathered] = {}
        """Of the entities in use, in the order in which the documents bring them up."""
        self.incomplete = False
        """Whether a definition was refused: an entity that is missing may be one that was given."""

    @classmethod
    def read(cls, folder: Path, mistakes: Mistakes) -> "Registry":
        """The entities defined in `<seed>/entities`."""
        registry = cls()
        for file in sorted(folder.glob("*.yaml")):
            shape = FILES.get(file.name)
            if shape is None:
                hint = did_you_mean(file.name, FILES)
                mistakes.add(file, f"is not one of {', '.join(FILES)}.{hint}")
                continue
            # A type that is chosen while the program runs is none to a type checker.
            content = read_annotations(file, dict[Words, shape], mistakes)  # type: ignore[valid-type]
            for id_, definition in (content or {}).items():
                registry.define(id_, definition, file, mistakes)
        registry.incomplete = bool(mistakes)
        return registry

    def define(self, id_: Words, definition: AnyEntity, file: Path, mistakes: Mistakes) -> None:
        """Add an entity; one that is there already, or has no fit id, is a mistake."""
        if not SLUG.fullmatch(id_):
            message = f"`{id_}` cannot be an id: small letters and digits, with hyphens between."
            mistakes.add(file, message, id_.line, id_.column)
        elif id_ == TAKEN:
            message = f"`{TAKEN}` cannot be an id: the API uses it. Choose another."
            mistakes.add(file, message, id_.line, id_.column)
        elif id_ in self.defined:
            kind = TYPES[type(self.defined[id_])].value
            message = f"the id `{id_}` is taken by an entity of type {kind}. Choose another."
            mistakes.add(file, message, id_.line, id_.column)
        else:
            self.defined[id_] = definition

    def ref(self, id_: str) -> EntityRef | None:
        """The reference to the entity with this id, or None where there is none."""
        if id_ in self.defined:
            definition = self.defined[id_]
            return EntityRef(id=id_, type=TYPES[type(definition)], name=definition.name)
        name = country_name(id_) if COUNTRY_ID.fullmatch(id_) else None
        return EntityRef(id=id_, type=EntityType.COUNTRY, name=name) if name else None

    def hint(self, id_: str) -> str:
        """' Did you mean `x`?' for the nearest id; a country's name leads to its code."""
        try:
            country = pycountry.countries.lookup(id_)
        except LookupError:
            return did_you_mean(id_, self.defined)
        return f" Did you mean `{country.alpha_2}`?"

    def use(self, id_: str) -> Gathered:
        """What is gathered of the entity; from now on it is part of the dataset."""
        gathered = self.gathered.get(id_)
        if gathered is None:
            gathered = self.gathered[id_] = Gathered()
        return gathered

    def note_mention(self, mention: Mention) -> None:
        """Count a mention and its surface form."""
        gathered = self.use(mention.entity.id)
        gathered.mention_count += 1
        gathered.citation = gathered.citation or mention.citation
        if mention.exact not in gathered.aliases:
            gathered.aliases.append(mention.exact)

    def unmentioned(self) -> list[str]:
        """Ids of the entities that no document names."""
        return [id_ for id_ in self.defined if not self.use_count(id_)]

    def use_count(self, id_: str) -> int:
        """How often the documents name the entity."""
        return self.gathered[id_].mention_count if id_ in self.gathered else 0

    def render(self) -> Iterator[records.EntityRecord]:
        """The records of all entities in use, in order of first use."""
        for id_, gathered in self.gathered.items():
            yield self._record(id_, gathered)

    def _record(self, id_: str, gathered: Gathered) -> records.EntityRecord:
        ref = self.ref(id_)
        assert ref is not None, "only entities that exist are used"
        shared: dict[str, Any] = {
            "aliases": gathered.aliases,
            "mention_count": gathered.mention_count,
            "citation": gathered.citation or cite_unnamed(ref.name, id_),
        }
        match self.defined.get(id_):
            case OrganisationAnnotation(name=name, kind=kind):
                return records.Organisation(
                    id=id_,
                    type=EntityType.ORGANISATION,
                    name=name,
                    kind=kind,
                    countries=gathered.countries,
                    **shared,
                )
            case PersonAnnotation(name=name, named=named, honorific=honorific):
                return records.Person(
                    id=id_,
                    type=EntityType.PERSON,
                    name=name,
                    named=named,
                    honorific=honorific,
                    countries=gathered.countries,
                    roles=gathered.roles,
                    **shared,
                )
            case GroupAnnotation(name=name):
                return records.Group(
                    id=id_, type=EntityType.GROUP, name=name, countries=gathered.countries, **shared
                )
            case PlaceAnnotation(name=name, kind=kind):
                return records.Place(
                    id=id_,
                    type=EntityType.PLACE,
                    name=name,
                    kind=kind,
                    stands_for=gathered.stands_for,
                    **shared,
                )
            case InitiativeAnnotation(name=name, kind=kind):
                return records.Initiative(
                    id=id_,
                    type=EntityType.INITIATIVE,
                    name=name,
                    kind=kind,
                    led_by=gathered.led_by,
                    purpose=gathered.purpose,
                    **shared,
                )
            case _:
                return _country(id_, shared)


def country_name(code: str) -> str | None:
    """The English name in everyday use (Unicode CLDR) of an ISO 3166-1 country, or None."""
    if pycountry.countries.get(alpha_2=code) is None:
        return None
    return ENGLISH.territories.get(code)


def _country(id_: str, shared: dict[str, Any]) -> records.Country:
    country = pycountry.countries.get(alpha_2=id_)
    assert country is not None, f"{id_} was resolved by `ref`"
    return records.Country(
        id=id_,
        type=EntityType.COUNTRY,
        name=country_name(id_) or country.name,
        official_name=getattr(country, "official_name", country.name),
        alpha_2=country.alpha_2,
        alpha_3=country.alpha_3,
        numeric=country.numeric,
        flag=country.flag,
        **shared,
    )
