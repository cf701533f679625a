"""Telling: clauses that state one fact each, with all that the fact's record needs."""

from collections.abc import Callable, Sequence
from typing import Any

from app.model import records
from app.model.dates import days
from app.model.records import EntityRef
from app.model.vocabulary import (
    DateBasis,
    EventKind,
    Modality,
    ParticipantRole,
    PartyRole,
    Stage,
    Stance,
    Supports,
)
from benchmarks.generate import amounts, dates, words
from benchmarks.generate.cast import Member
from benchmarks.generate.chance import Zipf
from benchmarks.generate.phrases import ADJECTIVES, VERBS, Phrases
from benchmarks.generate.told import Told
from benchmarks.generate.verbs import HAPPENINGS, MODALITIES, OFFERS, STANCES, might
from benchmarks.generate.writing import Cut, Description, Mark

ITEMS = Zipf(words.ITEMS)
SAYING = Zipf(words.SAYING, shift=0.2)

STAGES, KINDS, POSITIONS = tuple(Stage), tuple(EventKind), tuple(Stance)
MEETINGS = (EventKind.MEETING, EventKind.SUMMIT, EventKind.TALKS)
TOGETHER = (ParticipantRole.PARTICIPANT, ParticipantRole.PARTICIPANT)
ONE_SIDED = (ParticipantRole.INITIATOR, ParticipantRole.TARGET)

NOT_STATED = "The source does not say so in these words; it is read from what stands before."


class Teller:
    """Tells facts about the cast."""

    def __init__(self, phrases: Phrases, year: int) -> None:
        self._phrases = phrases
        self._cast = phrases.cast
        self._chance = phrases.chance
        self._writer = phrases.writer
        self._year = year
        self._last: Cut | None = None
        """The words of the fact that was told last."""

    def tell(self) -> Told:
        """A fact of any type."""
        told = self._chance.one(_TELLING)(self)
        if told.shape is records.Statement and told.inferred and self._last is not None:
            told.evidence.append((self._last, [Supports.SPEAKERS]))
        self._last = told.evidence[0][0]
        return told

    def statement(self) -> Told:
        """Someone says something, in their own words or not."""
        chance, writer = self._chance, self._writer
        start = writer.mark()
        speaker, inferred = self._phrases.actor(), chance.maybe(0.06)
        on_behalf: list[EntityRef] = []
        if chance.maybe(0.06):
            writer.say("speaking for ")
            on_behalf = [self._phrases.named(self._cast.organisations)]
            writer.say(", ")
        called = writer.mark()
        role = None
        if inferred:
            writer.say(chance.one(("he", "she")))
        else:
            self._phrases.name(speaker)
        name = writer.since(called).text
        if speaker.office is not None and not inferred and chance.maybe(0.15):
            role = f"then {speaker.office}"
            writer.say(f", {role},")
        writer.say(" ")
        verb_start = writer.mark()
        writer.say(chance.zipf(SAYING))
        verb = writer.since(verb_start).text
        direct = chance.maybe(0.3)
        writer.say(": “" if direct else " that ")
        if direct:
            writer.open()
        said = writer.mark()
        about, counted = self._phrases.proposition()
        content = writer.since(said)
        if direct:
            writer.say("”")
        own = {
            "speakers": [self._speaker(speaker, inferred, name, role)],
            "on_behalf_of": on_behalf,
            "reporting_verb": verb,
            "content": content.text,
            "quotation": content.text if direct else None,
            "is_direct": direct,
            "about": about,
        }
        title = f"{speaker.ref.name}: {' '.join(content.text.split()[:8])} …"
        told = self._told(records.Statement, title, start, own)
        told.amounts.extend(counted)
        if direct and chance.maybe(0.5):
            told.evidence.append((content, [Supports.QUOTATION]))
        return self._doubted(told, inferred)

    def deal(self) -> Told:
        """Someone provides something, or offers to."""
        chance, writer = self._chance, self._writer
        start = writer.mark()
        stage = chance.one(STAGES)
        modality = chance.one(MODALITIES) if stage is Stage.PROPOSED else Modality.ASSERTED
        provider, beneficiary = self._phrases.actor(), self._phrases.actor()
        self._phrases.name(provider)
        offer = OFFERS[stage] if modality is Modality.ASSERTED else might(modality, "offer to")
        writer.say(f" {offer} {chance.one(('supply', 'provide', 'equip'))} ")
        self._phrases.name(beneficiary)
        writer.say(" with ")
        items = writer.mark()
        writer.say(f"{chance.zipf(ADJECTIVES)} {chance.zipf(ITEMS)}")
        provided = writer.since(items)
        counted = []
        supported = []
        if chance.maybe(2 / 3):
            writer.say(" worth ")
            counted.append(self._phrases.amount(amounts.money(chance)))
            supported.append((counted[0].cut, [Supports.AMOUNTS]))
        inferred = chance.maybe(0.08)
        parties = [
            self._part(records.Party, provider, role=PartyRole.PROVIDER),
            self._part(records.Party, beneficiary, inferred, role=PartyRole.BENEFICIARY),
        ]
        if stage is Stage.SIGNED:
            parties.append(self._part(records.Party, provider, role=PartyRole.SIGNATORY))
        if stage is Stage.ANNOUNCED:
            parties.append(self._part(records.Party, provider, role=PartyRole.ANNOUNCER))
        if chance.maybe(0.2):
            backer = chance.zipf(self._cast.organisations)
            way, role = chance.one((("paid for", PartyRole.FUNDER), ("made", PartyRole.SUPPLIER)))
            writer.say(f", {way} by ")
            self._phrases.name(backer)
            parties.append(self._part(records.Party, backer, role=role))
        elif modality is not Modality.ASSERTED:
            parties.append(self._part(records.Party, provider, role=PartyRole.PROPOSER))
        purpose = None
        if chance.maybe(0.4):
            writer.say(" ")
            aim = writer.mark()
            writer.say(f"to {chance.zipf(VERBS)} {self._phrases.thing()}")
            purpose = writer.since(aim).text
        own = {"stage": stage, "items": [provided.text], "purpose": purpose, "parties": parties}
        title = f"{provider.ref.name} and {beneficiary.ref.name}: {provided.text}"
        told = self._told(records.Deal, title, start, own, modality)
        told.amounts.extend(counted)
        if chance.maybe(0.3):
            told.evidence.extend(supported)
        return self._doubted(told, inferred)

    def event(self) -> Told:
        """Something happens, or may."""
        chance, writer = self._chance, self._writer
        start = writer.mark()
        kind, modality = chance.one(KINDS), chance.one(MODALITIES)
        past, base, against = HAPPENINGS[kind]
        first, second = self._phrases.actor(), self._phrases.actor()
        self._phrases.name(first)
        acts = past if modality is Modality.ASSERTED else might(modality, base)
        writer.say(f" {acts} {against} ")
        self._phrases.name(second)
        place = None
        if chance.maybe(0.6):
            writer.say(" in ")
            place = self._phrases.named(
                self._cast.places if chance.maybe(0.7) else self._cast.countries
            )
        date, when = None, None
        if chance.maybe(5 / 6):
            said = dates.date(chance, self._year)
            writer.say(" ")
            dated = writer.mark()
            writer.say(said.text)
            when = writer.since(dated)
            earliest, latest = days(said.edtf) if said.edtf else (None, None)
            basis = DateBasis.ABSOLUTE if said.edtf else DateBasis.RELATIVE_TO_PUBLICATION
            date = records.EventDate.trusted(
                text=when.text, edtf=said.edtf, earliest=earliest, latest=latest, basis=basis
            )
        topic = None
        if chance.maybe(0.5):
            writer.say(" over ")
            theme = writer.mark()
            writer.say(self._phrases.thing())
            topic = writer.since(theme).text
        roles = TOGETHER if kind in MEETINGS else ONE_SIDED
        inferred = chance.maybe(0.05)
        own = {
            "kind": kind,
            "date": date,
            "place": place,
            "participants": [
                self._part(records.Participant, first, role=roles[0]),
                self._part(records.Participant, second, inferred, role=roles[1]),
            ],
            "topic": topic,
        }
        title = f"{kind.capitalize()} of {first.ref.name} and {second.ref.name}"
        told = self._told(records.Event, title, start, own, modality)
        if when is not None and chance.maybe(0.3):
            told.evidence.append((when, [Supports.DATE]))
        return self._doubted(told, inferred)

    def position(self) -> Told:
        """Where someone stands on an initiative."""
        chance, writer = self._chance, self._writer
        start = writer.mark()
        stance, modality = chance.one(POSITIONS), chance.one(MODALITIES)
        past, base = STANCES[stance]
        holders = [self._phrases.actor()]
        self._phrases.name(holders[0])
        if chance.maybe(0.2):
            writer.say(" and ")
            holders.append(self._phrases.actor())
            self._phrases.name(holders[1])
        writer.say(f" {past if modality is Modality.ASSERTED else might(modality, base)} ")
        aim = chance.zipf(self._cast.initiatives)
        named = writer.mark()
        self._phrases.name(aim)
        if chance.maybe(0.1):
            writer.say(", meant ")
            meant = writer.mark()
            writer.say(f"to {chance.zipf(VERBS)} {self._phrases.thing()}")
            purpose = writer.since(meant)
            writer.described.append(Description(aim, purpose, writer.since(named)))
        subject = aim.ref
        conditions = None
        if chance.maybe(0.3):
            writer.say(" ")
            hedge = writer.mark()
            writer.say(f"{chance.one(('if', 'unless', 'as long as'))} {self._phrases.thing()} ")
            writer.say(f"{chance.one(('held', 'failed', 'went ahead', 'was in force'))}")
            conditions = writer.since(hedge).text
        inferred = chance.maybe(0.05)
        own = {
            "holders": [self._part(records.Holder, holder, inferred) for holder in holders],
            "subject": subject,
            "stance": stance,
        }
        title = f"{holders[0].ref.name} on the {subject.name}"
        told = self._told(records.Position, title, start, own, modality)
        told.conditions = conditions
        return self._doubted(told, inferred)

    def _part(self, shape: Any, member: Member, inferred: bool = False, **role: str) -> Any:
        """The part that the member has in a fact; it may not be named there."""
        self._cast.registry.use(member.ref.id)
        note = NOT_STATED if inferred else None
        return shape.trusted(**role, entity=member.ref, inferred=inferred, note=note)

    def _speaker(
        self, member: Member, inferred: bool, name: str, role: str | None
    ) -> records.Speaker:
        self._cast.registry.use(member.ref.id)
        return records.Speaker.trusted(
            entity=member.ref,
            name_used=name,
            role_used=role,
            inferred=inferred,
            note=NOT_STATED if inferred else None,
        )

    def _told(
        self,
        shape: type[records.FactRecord],
        title: str,
        start: Mark,
        own: dict[str, Any],
        modality: Modality = Modality.ASSERTED,
    ) -> Told:
        return Told(shape, title, [(self._writer.since(start), None)], own, modality)

    def _doubted(self, told: Told, inferred: bool) -> Told:
        if inferred:
            told.inferred, told.note = True, NOT_STATED
        elif self._chance.maybe(0.04):
            told.note = "The source does not say when this was decided."
        return told


_TELLING: Sequence[Callable[[Teller], Told]] = (
    *(Teller.statement,) * 8,
    *(Teller.deal,) * 5,
    *(Teller.event,) * 5,
    *(Teller.position,) * 2,
)
"""Forty of a hundred facts are statements, 25 deals, 25 events and ten positions."""
