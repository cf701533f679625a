"""The cast: the entities that invented news is about, and the forms that name them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isqrt

import pycountry

from app.compiler.annotations import (
    AnyEntity,
    GroupAnnotation,
    InitiativeAnnotation,
    OrganisationAnnotation,
    PersonAnnotation,
    PlaceAnnotation,
)
from app.compiler.entities import Registry, country_name
from app.model.fulltext import plain
from app.model.records import EntityRef
from app.model.vocabulary import (
    EntityType,
    InitiativeKind,
    MentionKind,
    OrganisationKind,
    PlaceKind,
)
from benchmarks.generate import words
from benchmarks.generate.chance import Chance, Zipf

BASE, GROWTH = 200, 8
"""How many entities there are beside the countries: the base, and so many times the square root
of the number of facts."""

SHARES = {
    EntityType.PERSON: 40,
    EntityType.ORGANISATION: 25,
    EntityType.GROUP: 10,
    EntityType.PLACE: 15,
    EntityType.INITIATIVE: 10,
}
"""Of a hundred entities, how many are of each type."""

_PLAIN_NAME = re.compile(r"[A-Z][a-zà-ž]{3,}(?: [A-Z][a-zà-ž]{3,})?")

Form = tuple[MentionKind, str]


@dataclass(frozen=True, slots=True)
class Member:
    """An entity of the cast, and the forms that name it, its name first."""

    ref: EntityRef
    forms: tuple[Form, ...]
    home: str | None = None
    """The code of the country it belongs to, or stands for."""
    office: str | None = None
    article: str = ""
    """What stands before its name."""
    within: "Within | None" = None
    """Who is named within its name."""


@dataclass(frozen=True, slots=True)
class Within:
    """A member that the name of another names too, such as the country of "French officials"."""

    member: Member
    kind: MentionKind
    start: int
    end: int


class Cast:
    """All members by type. The registry is told of all, and renders those that are used."""

    def __init__(self, facts: int, chance: Chance) -> None:
        self.registry = Registry()
        self._chance = chance
        self._taken: set[str] = set()
        self._towns = _towns()
        self.introduced: set[str] = set()
        """Ids of the members of which it was told where they belong."""
        self.countries = Zipf(list(self._countries()), shift=4)
        size = BASE + GROWTH * isqrt(facts)
        making = {
            EntityType.PERSON: self._person,
            EntityType.ORGANISATION: self._organisation,
            EntityType.GROUP: self._group,
            EntityType.PLACE: self._place,
            EntityType.INITIATIVE: self._initiative,
        }
        of_type = {
            type_: Zipf([make() for _ in range(size * SHARES[type_] // 100)])
            for type_, make in making.items()
        }
        self.people = of_type[EntityType.PERSON]
        self.organisations = of_type[EntityType.ORGANISATION]
        self.groups = of_type[EntityType.GROUP]
        self.places = of_type[EntityType.PLACE]
        self.initiatives = of_type[EntityType.INITIATIVE]

    def country(self, code: str) -> Member:
        """The country with this code."""
        return self._by_code[code]

    def _countries(self) -> Iterator[Member]:
        codes = sorted(country.alpha_2 for country in pycountry.countries)
        self._by_code: dict[str, Member] = {}
        for code in [*words.DEMONYMS, *(code for code in codes if code not in words.DEMONYMS)]:
            name = country_name(code)
            ref = self.registry.ref(code)
            if name is None or ref is None:
                continue
            demonym = words.DEMONYMS.get(code)
            forms: tuple[Form, ...] = ((MentionKind.NAME, name),)
            if demonym is not None:
                forms = (*forms, (MentionKind.DEMONYM, demonym))
            self._by_code[code] = Member(ref, forms, code)
            yield self._by_code[code]

    def _home(self) -> Member:
        return self._chance.zipf(self.countries)

    def _id(self, name: str) -> str:
        """An id for the name, with a number where others have the same."""
        slug = re.sub(r"[^a-z0-9]+", "-", plain(name).replace("ø", "o")).strip("-")
        id_, number = slug, 1
        while id_ in self._taken or id_ == "summary":
            number += 1
            id_ = f"{slug}-{number}"
        self._taken.add(id_)
        return id_

    def _surname(self) -> str:
        chance = self._chance
        middle = chance.one(words.SURNAME_MIDDLES) if chance.maybe(0.5) else ""
        return f"{chance.one(words.SURNAME_STEMS)}{middle}{chance.one(words.SURNAME_ENDS)}"

    def _person(self) -> Member:
        home, surname = self._home(), self._surname()
        office = self._chance.one(words.OFFICES)
        if self._chance.maybe(0.05):
            name = f"spokesperson for {surname}"
            person = PersonAnnotation(name=name, named=False)
            return self._member(person, (), home, article="a ")
        name = f"{self._chance.one(words.GIVEN)} {surname}"
        honorific = self._chance.one(("Sir", "Dame", "Dr")) if self._chance.maybe(0.05) else None
        person = PersonAnnotation(name=name, honorific=honorific)
        short = (MentionKind.ALIAS, surname)
        forms = (short, short, (MentionKind.TITLE, office))
        return self._member(person, forms, home, office)

    def _organisation(self) -> Member:
        chance = self._chance
        home = self._home() if chance.maybe(0.9) else None
        if home is not None and chance.maybe(0.4):
            body = chance.one(words.BODIES)
            fund = body.endswith("Fund")
            name = f"{home.ref.name} {body}"
            kind = OrganisationKind.FUND if fund else OrganisationKind.GOVERNMENT_DEPARTMENT
            short = body
        elif home is not None:
            short = self._surname()
            name, kind = f"{short} {chance.one(words.FIRM_ENDS)}", OrganisationKind.COMPANY
        else:
            kind = chance.one((OrganisationKind.ALLIANCE, OrganisationKind.SUPRANATIONAL))
            name = f"{chance.one(words.ADJECTIVES).title()} {chance.one(words.NOUNS).title()} Union"
            short = "".join(word[0] for word in re.split(r"[ -]", name)) + "O"
        organisation = OrganisationAnnotation(name=name, kind=kind)
        forms = ((MentionKind.ALIAS, short),)
        article = "" if kind is OrganisationKind.COMPANY else "the "
        return self._member(organisation, forms, home, article=article)

    def _group(self) -> Member:
        home, crew = self._home(), self._chance.one(words.CREWS)
        demonym = words.DEMONYMS.get(home.ref.id)
        name = f"{demonym} {crew}" if demonym else f"{crew} from {home.ref.name}"
        return self._member(GroupAnnotation(name=name), (), home)

    def _place(self) -> Member:
        code, name = self._chance.one(self._towns)
        capital = self._chance.maybe(0.2)
        sea = self._chance.maybe(0.05)
        kind = PlaceKind.SEA if sea else PlaceKind.CITY
        place = PlaceAnnotation(name=f"{name} Sea" if sea else name, kind=kind)
        forms = ((MentionKind.METONYM, place.name),) if capital and not sea else ()
        return self._member(place, forms, self._by_code.get(code) if forms else None)

    def _initiative(self) -> Member:
        what, term = self._chance.one(words.UNDERTAKINGS)
        kind = next(kind for kind in InitiativeKind if kind == term)
        name = f"{self._chance.one(self._towns)[1]} {what}"
        initiative = InitiativeAnnotation(name=name, kind=kind)
        return self._member(initiative, ((MentionKind.ALIAS, what),), self._home(), article="the ")

    def _member(
        self,
        definition: AnyEntity,
        forms: tuple[Form, ...],
        home: Member | None,
        office: str | None = None,
        article: str = "",
    ) -> Member:
        name = definition.name
        id_ = self._id(name)
        self.registry.defined[id_] = definition
        ref = self.registry.ref(id_)
        assert ref is not None, "it was just defined"
        code = home.ref.id if home else None
        all_forms = ((MentionKind.NAME, name), *forms)
        return Member(ref, all_forms, code, office, article, _within(name, home))


def _within(name: str, home: Member | None) -> Within | None:
    """Where the name holds a name of its country."""
    for kind, form in home.forms if home else ():
        match = re.search(rf"(?<!\w){re.escape(form)}(?!\w)", name)
        if home is not None and match is not None and match.group() != name:
            return Within(home, kind, match.start(), match.end())
    return None


def _towns() -> list[tuple[str, str]]:
    """Names of provinces and cities (ISO 3166-2), with the codes of their countries."""
    return sorted(
        {
            (division.country_code, division.name)
            for division in pycountry.subdivisions
            if _PLAIN_NAME.fullmatch(division.name)
        }
    )
