"""Phrases: the parts of clauses, such as who acts, what it is about, and how much."""

from app.model.records import EntityRef
from benchmarks.generate import amounts, words
from benchmarks.generate.amounts import Counted
from benchmarks.generate.cast import Cast, Member
from benchmarks.generate.chance import Chance, Zipf
from benchmarks.generate.writing import DEMONYM, NAME, Description, Writer

NOUNS = Zipf(words.derived(words.NOUNS), shift=3)
ADJECTIVES = Zipf(words.ADJECTIVES, shift=4)
VERBS = Zipf(words.derived(words.VERBS), shift=3)

MODALS = ("would", "could", "must", "should", "will")


class Phrases:
    """Writes phrases about the cast."""

    def __init__(self, cast: Cast, chance: Chance, writer: Writer) -> None:
        self.cast = cast
        self.chance = chance
        self.writer = writer

    def aside(self) -> None:
        """Write a clause that states no fact about anyone."""
        chance = self.chance
        self.writer.say(f"{self.thing()} {MODALS[chance.number(0, 4)]} {chance.zipf(VERBS)} ")
        self.writer.say(self.thing())
        if chance.maybe(0.3):
            share = f"{chance.number(1, 60)}.{chance.number(0, 9)}"
            self.writer.say(f" by {share} per cent within {chance.number(2, 36)} months")

    def proposition(self) -> tuple[list[EntityRef], list[Counted]]:
        """Write what someone says. Returns whom it is about, and the amounts in it."""
        chance, writer = self.chance, self.writer
        about: list[EntityRef] = []
        counted: list[Counted] = []
        match chance.number(0, 9):
            case 0:
                counted.append(self.amount(amounts.count(chance)))
            case 1 | 2 | 3:
                writer.say(self.thing())
            case 4:
                about.append(self.named(self.cast.initiatives))
            case _:
                member = self.actor()
                about.append(member.ref)
                self.name(member)
        writer.say(f" {MODALS[chance.number(0, 4)]} ")
        if chance.maybe(0.2):
            writer.say(f"{chance.one(words.ADVERBS)} ")
        writer.say(f"{chance.zipf(VERBS)} {self.thing()}")
        if chance.maybe(0.25):
            writer.say(f" and {chance.zipf(VERBS)} ")
            about.append(self.named(self.cast.initiatives))
        return list({ref.id: ref for ref in about}.values()), counted

    def thing(self) -> str:
        """Something that news is about."""
        chance = self.chance
        thing = f"the {chance.zipf(ADJECTIVES)} {chance.zipf(NOUNS)}"
        match chance.number(0, 9):
            case 0 | 1 | 2:
                return f"{thing} on {chance.zipf(NOUNS)} {chance.zipf(NOUNS)}"
            case 3:
                return f"{thing} of the {chance.zipf(NOUNS)}"
            case _:
                return thing

    def actor(self) -> Member:
        """Someone who can act: more often than not a country or a person."""
        cast, chance = self.cast, self.chance
        match chance.number(0, 9):
            case 0 | 1 | 2:
                return chance.zipf(cast.countries)
            case 3 | 4:
                return chance.zipf(cast.organisations)
            case 5:
                return chance.zipf(cast.groups)
            case 6:
                place = chance.zipf(cast.places)
                return place if place.home is not None else chance.zipf(cast.people)
            case _:
                return chance.zipf(cast.people)

    def where(self) -> EntityRef:
        """Name a place or a country where something happens, by its name."""
        among = self.cast.places if self.chance.maybe(0.7) else self.cast.countries
        member = self.chance.zipf(among)
        self.writer.name(member, *member.forms[0])
        return member.ref

    def named(self, among: Zipf[Member]) -> EntityRef:
        """Name one of these. Returns whom."""
        member = self.chance.zipf(among)
        self.name(member)
        return member.ref

    def name(self, member: Member) -> None:
        """Name the member by one of its forms, mostly by its name."""
        kind, form = member.forms[0] if self.chance.maybe(0.5) else self.chance.one(member.forms)
        if kind is DEMONYM:
            self.writer.say("the ")
            self.writer.name(member, kind, form)
            self.writer.say(" government")
        elif kind is NAME and member.office and self.chance.maybe(0.2):
            self._introduce(member, form)
        else:
            self.writer.name(member, kind, form)

    def _introduce(self, member: Member, form: str) -> None:
        """Name a person with the office that they hold."""
        writer = self.writer
        start = writer.mark()
        writer.say(f"{member.office}")
        office = writer.since(start)
        writer.say(" ")
        writer.name(member, NAME, form)
        writer.described.append(Description(member, office, writer.since(start)))

    def amount(self, phrase: amounts.Phrase) -> Counted:
        """Write an amount. Returns it as it stands there."""
        start = self.writer.mark()
        self.writer.say(phrase.text)
        return phrase.at(self.writer.since(start))
