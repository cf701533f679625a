"""Documents: news as it is published, sentence by sentence, and all that the compiler needs."""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta

from app.compiler.annotations import DocumentHeader, Words
from app.compiler.citations import source_of
from app.compiler.documents import CompiledDocument, document_record
from app.compiler.manuscript import Manuscript
from app.model import records
from app.model.decimals import decimal_text
from app.model.records import Amount, Evidence, Mention, Tie
from app.model.vocabulary import EntityType, FactType
from benchmarks.generate import words
from benchmarks.generate.amounts import Counted
from benchmarks.generate.cast import Cast
from benchmarks.generate.chance import Chance, Zipf
from benchmarks.generate.phrases import NOUNS, Phrases
from benchmarks.generate.telling import Teller
from benchmarks.generate.told import Told
from benchmarks.generate.writing import Writer

FIRST_DAY = date(2015, 1, 1)
DAYS_COVERED = 4000
PUBLISHERS = Zipf(words.PUBLISHERS)

TYPES: dict[type[records.FactRecord], FactType] = {
    records.Deal: FactType.DEAL,
    records.Statement: FactType.STATEMENT,
    records.Event: FactType.EVENT,
    records.Position: FactType.POSITION,
}


def documents(facts: int, seed: int, cast: Cast) -> Iterator[CompiledDocument]:
    """So many documents that they hold so many facts, one at a time."""
    told = number = 0
    while told < facts:
        number += 1
        document = _document(number, told, facts - told, cast, Chance(f"{seed} {number}"))
        told += len(document.facts)
        yield document


def _document(
    number: int, sequence: int, most: int, cast: Cast, chance: Chance
) -> CompiledDocument:
    day = FIRST_DAY + timedelta(chance.number(0, DAYS_COVERED))
    writer = Writer()
    phrases = Phrases(cast, chance, writer)
    told = list(_write(writer, phrases, Teller(phrases, day.year), most))
    told.sort(key=Told.first)
    text = writer.text
    noun, other = chance.zipf(NOUNS), chance.zipf(NOUNS)
    id_ = f"{number:07}-{noun}-{other}"
    header = _header(id_, f"{noun} {other}".capitalize(), text, day, chance)
    manuscript = Manuscript(id_, text, source=source_of(header))
    mentions = list(_mentions(writer, manuscript))
    for mention in mentions:
        cast.registry.note_mention(mention)
    _introduce(writer, manuscript, cast)
    facts = [
        _fact(one, sequence + place, f"{id_}.{TYPES[one.shape]}-{place}", manuscript)
        for place, one in enumerate(told, start=1)
    ]
    return CompiledDocument(
        document_record(header, manuscript, mentions, facts),
        manuscript.sentences,
        mentions,
        facts,
    )


def _write(writer: Writer, phrases: Phrases, teller: Teller, most: int) -> Iterator[Told]:
    """Write the text. Yields what it tells, at most so many facts."""
    chance = phrases.chance
    left = most
    length, paragraph = chance.number(10, 40), chance.number(2, 5)
    for sentence in range(length):
        if sentence:
            breaks = sentence % paragraph == 0
            writer.say("\n\n" if breaks and paragraph % 2 else "\n" if breaks else " ")
        writer.open()
        # The first one tells something, so that no document goes without a fact.
        if not left or (sentence and chance.maybe(0.15)):
            phrases.aside()
        else:
            yield teller.tell()
            left -= 1
            if left and chance.maybe(0.45):
                writer.say(chance.one((", while ", ", and ", ", but ", "; ")))
                yield teller.tell()
                left -= 1
        writer.say(".")


def _header(id_: str, headline: str, text: str, day: date, chance: Chance) -> DocumentHeader:
    """What is known of the document: mostly all of it."""
    known = chance.maybe(0.9)
    published = day.isoformat()
    return DocumentHeader(
        sha256=Words(hashlib.sha256(text.encode()).hexdigest()),
        language=chance.one(("en", "en", "en", "en-GB")),
        title=headline if chance.maybe(0.95) else None,
        publisher=chance.zipf(PUBLISHERS) if known else None,
        author=f"{chance.one(words.GIVEN)} {chance.one(words.GIVEN)}son" if known else None,
        published=Words(published if chance.maybe(0.9) else published[:7]) if known else None,
        url=f"https://news.example/{published}/{id_}" if chance.maybe(0.8) else None,
    )


def _mentions(writer: Writer, manuscript: Manuscript) -> Iterator[Mention]:
    """All mentions in reading order; where two start together, the longer one first."""
    for naming in sorted(writer.named, key=lambda naming: (naming.start, -naming.end)):
        place = manuscript.place(naming.start, naming.end)
        yield Mention.trusted(
            id=f"{manuscript.document}.m{naming.start}-{naming.end}",
            entity=naming.member.ref,
            document=manuscript.document,
            sentence=manuscript.sentences[place.sentence].id,
            exact=manuscript.text[naming.start : naming.end],
            start=naming.start,
            end=naming.end,
            kind=naming.kind,
            citation=manuscript.citation([place]),
        )


def _introduce(writer: Writer, manuscript: Manuscript, cast: Cast) -> None:
    """Add what the document says of members that none before it told of."""
    for naming in writer.named:
        member = naming.member
        if member.ref.id in cast.introduced or member.home is None:
            continue
        cast.introduced.add(member.ref.id)
        if member.ref.type is EntityType.COUNTRY:
            continue
        stated = member.within is not None
        note = None if stated else "The source names no country beside it."
        home = cast.country(member.home).ref
        cast.registry.use(home.id)
        span = manuscript.span(manuscript.place(naming.start, naming.end))
        tie = Tie(entity=home, inferred=not stated, note=note, evidence=[span])
        gathered = cast.registry.use(member.ref.id)
        if member.ref.type is EntityType.PLACE:
            gathered.stands_for = tie
        elif member.ref.type is EntityType.INITIATIVE:
            gathered.led_by.append(tie)
        else:
            gathered.countries.append(tie)
    for described in writer.described:
        gathered = cast.registry.use(described.member.ref.id)
        words_, evidence = (
            manuscript.span(manuscript.place(cut.start, cut.end))
            for cut in (described.words, described.evidence)
        )
        if described.member.ref.type is EntityType.INITIATIVE:
            gathered.purpose = gathered.purpose or words_
        elif not gathered.roles:
            role = records.Role(
                title=words_.exact, of=None, inferred=False, note=None, evidence=[evidence]
            )
            gathered.roles.append(role)


def _fact(told: Told, sequence: int, id_: str, manuscript: Manuscript) -> records.FactRecord:
    places = [manuscript.place(cut.start, cut.end) for cut, _ in told.evidence]
    evidence = [
        Evidence.trusted(
            id=f"{id_}.e{number}", fact=id_, supports=supports, **manuscript.quoted(place)
        )
        for number, (place, (_, supports)) in enumerate(
            zip(places, told.evidence, strict=True), start=1
        )
    ]
    return told.shape.trusted(
        id=id_,
        type=TYPES[told.shape],
        title=told.title,
        document=manuscript.document,
        sequence=sequence,
        modality=told.modality,
        conditions=told.conditions,
        amounts=[
            _amount(counted, f"{id_}.a{number}", id_, manuscript)
            for number, counted in enumerate(told.amounts, start=1)
        ],
        inferred=told.inferred,
        note=told.note,
        evidence=evidence,
        citation=manuscript.citation(places),
        **told.own,
    )


def _amount(counted: Counted, id_: str, fact: str, manuscript: Manuscript) -> Amount:
    span = manuscript.span(manuscript.place(counted.cut.start, counted.cut.end))
    quantity = counted.quantity
    return Amount.trusted(
        id=id_,
        fact=fact,
        document=span.document,
        sentence=span.sentence,
        value=decimal_text(quantity.value),
        value_min=decimal_text(quantity.value_min),
        value_max=decimal_text(quantity.value_max),
        currency=quantity.currency,
        unit=quantity.unit,
        qualifier=quantity.qualifier,
        text=span.exact,
        start=span.start,
        end=span.end,
        citation=span.citation,
    )
