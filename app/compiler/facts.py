"""Facts: from annotations to records."""

from collections.abc import Iterable
from typing import Any

from app.compiler.amounts import Quantity, Unreadable, understand
from app.compiler.annotations import (
    AmountMapping,
    AnyFact,
    DateMapping,
    DealAnnotation,
    EventAnnotation,
    PartMapping,
    PositionAnnotation,
    SpeakerMapping,
    StatementAnnotation,
    Words,
)
from app.compiler.citing import Cited
from app.compiler.desk import Desk
from app.compiler.manuscript import ELLIPSIS, Place
from app.model import records
from app.model.dates import NotADate, days
from app.model.decimals import decimal_text
from app.model.vocabulary import DateBasis, FactType


def record(cited: Cited, sequence: int, desk: Desk) -> records.FactRecord:
    """The fact as it is served."""
    annotation = cited.annotation
    shared = {
        "id": cited.id,
        "title": annotation.title,
        "document": desk.manuscript.document,
        "sequence": sequence,
        "modality": annotation.modality,
        "conditions": _words(annotation.conditions, cited, desk, "conditions"),
        "amounts": list(_amounts(cited, desk)),
        "evidence": cited.evidence,
        "citation": desk.manuscript.citation(cited.places),
        **_doubts(annotation),
    }
    match annotation:
        case DealAnnotation():
            return _deal(annotation, cited, desk, shared)
        case StatementAnnotation():
            return _statement(annotation, cited, desk, shared)
        case EventAnnotation():
            return _event(annotation, cited, desk, shared)
        case PositionAnnotation():
            return _position(annotation, cited, desk, shared)


def _doubts(annotation: AnyFact) -> dict[str, Any]:
    """Whether anything of the fact is inferred, and all that is to be said of it."""
    match annotation:
        case DealAnnotation(parties=parts):
            pass
        case StatementAnnotation(speakers=parts):
            pass
        case EventAnnotation(participants=parts):
            pass
        case PositionAnnotation(holders=parts):
            pass
    reasons = [annotation.inferred, *(part.inferred for part in parts)]
    notes = dict.fromkeys(note for note in [annotation.note, *reasons] if note)
    return {
        "inferred": any(reason is not None for reason in reasons),
        "note": " ".join(note if note.endswith(".") else f"{note}." for note in notes) or None,
    }


def _part(part: PartMapping, desk: Desk) -> dict[str, Any]:
    """What the record of every entity with a part in a fact holds."""
    return {
        "entity": desk.entity(part.entity),
        "inferred": part.inferred is not None,
        "note": part.inferred,
    }


def _deal(
    annotation: DealAnnotation, cited: Cited, desk: Desk, shared: dict[str, Any]
) -> records.Deal:
    return records.Deal(
        **shared,
        type=FactType.DEAL,
        stage=annotation.stage,
        items=[desk.source_words(item, cited.sentences, "items") for item in annotation.items],
        purpose=_words(annotation.purpose, cited, desk, "purpose"),
        parties=[
            records.Party(role=party.role, **_part(party, desk)) for party in annotation.parties
        ],
    )


def _statement(
    annotation: StatementAnnotation, cited: Cited, desk: Desk, shared: dict[str, Any]
) -> records.Statement:
    quotation = _words(annotation.quotation, cited, desk, "quotation")
    if quotation is not None and annotation.quotation is not None:
        _check_quoted(annotation.quotation, cited, desk)
    return records.Statement(
        **shared,
        type=FactType.STATEMENT,
        speakers=[_speaker(speaker, cited, desk) for speaker in annotation.speakers],
        on_behalf_of=[desk.entity(id_) for id_ in annotation.on_behalf_of],
        reporting_verb=desk.source_words(annotation.verb, cited.sentences, "verb"),
        content=desk.source_words(annotation.content, cited.sentences, "content"),
        quotation=quotation,
        is_direct=quotation is not None,
        about=[desk.entity(id_) for id_ in annotation.about],
    )


def _speaker(speaker: SpeakerMapping, cited: Cited, desk: Desk) -> records.Speaker:
    if speaker.name is not None:
        name = desk.source_words(speaker.name, cited.sentences, "name")
    else:
        named = [
            mention.exact
            for mention in desk.mentions
            if mention.entity.id == speaker.entity
            and any(place.start <= mention.start < place.end for place in cited.places)
        ]
        if not named and desk.registry.ref(speaker.entity) is not None:
            desk.refuse(
                speaker.entity,
                f"the words cited do not name `{speaker.entity}`: add `name:` with what the source"
                " calls the speaker there, such as “He”.",
            )
        name = named[0] if named else str(speaker.entity)
    return records.Speaker(
        name_used=name,
        role_used=_words(speaker.role, cited, desk, "role"),
        **_part(speaker, desk),
    )


def _event(
    annotation: EventAnnotation, cited: Cited, desk: Desk, shared: dict[str, Any]
) -> records.Event:
    return records.Event(
        **shared,
        type=FactType.EVENT,
        kind=annotation.kind,
        date=_date(annotation.date, cited, desk) if annotation.date else None,
        place=desk.entity(annotation.place) if annotation.place else None,
        participants=[
            records.Participant(role=participant.role, **_part(participant, desk))
            for participant in annotation.participants
        ],
        topic=_words(annotation.topic, cited, desk, "topic"),
    )


def _position(
    annotation: PositionAnnotation, cited: Cited, desk: Desk, shared: dict[str, Any]
) -> records.Position:
    return records.Position(
        **shared,
        type=FactType.POSITION,
        holders=[records.Holder(**_part(holder, desk)) for holder in annotation.holders],
        subject=desk.entity(annotation.subject),
        stance=annotation.stance,
    )


def _words(words: Words | None, cited: Cited, desk: Desk, key: str) -> str | None:
    return None if words is None else desk.source_words(words, cited.sentences, key)


def _check_quoted(quotation: Words, cited: Cited, desk: Desk) -> None:
    """A quotation is what stands between quotation marks, and all of it."""
    pieces = [piece for piece in quotation.split(ELLIPSIS) if piece.strip()]
    if not all(desk.manuscript.within(piece, cited.sentences) for piece in pieces):
        return  # told already: it keeps to the words of the source
    if not desk.manuscript.has_quoted(pieces, cited.sentences):
        desk.refuse(
            quotation,
            f"“{quotation}” is not what stands between quotation marks in the text. Quote exactly"
            " the words inside the marks, or leave `quotation` out.",
        )


def _amounts(cited: Cited, desk: Desk) -> Iterable[records.Amount]:
    for number, annotation in enumerate(cited.annotation.amounts, start=1):
        place = _amount_place(annotation, cited, desk)
        try:
            quantity = understand(annotation)
        except Unreadable as error:
            desk.refuse(annotation.text, str(error))
            continue
        if place is not None:
            yield _amount(f"{cited.id}.a{number}", cited, quantity, desk, place)


def _amount_place(annotation: AmountMapping, cited: Cited, desk: Desk) -> Place | None:
    place = desk.manuscript.within(annotation.text, cited.sentences)
    if place is None:
        desk.refuse(
            annotation.text,
            f"the amount “{annotation.text}” does not stand in the sentences that this fact is"
            f" cited from. {desk.manuscript.nearest(annotation.text)}",
        )
    return place


def _amount(id_: str, cited: Cited, quantity: Quantity, desk: Desk, place: Place) -> records.Amount:
    span = desk.manuscript.span(place)
    return records.Amount(
        id=id_,
        fact=cited.id,
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


def _date(annotation: DateMapping, cited: Cited, desk: Desk) -> records.EventDate:
    earliest = latest = None
    if annotation.edtf is None and annotation.basis is DateBasis.ABSOLUTE:
        desk.refuse(
            annotation.text,
            f"“{annotation.text}” is declared a calendar date (`basis: absolute`), so add which"
            " one: `edtf: 2025-03-04`, say.",
        )
    if annotation.edtf is not None:
        try:
            earliest, latest = days(annotation.edtf)
        except NotADate as error:
            desk.refuse(annotation.edtf, str(error))
    return records.EventDate(
        text=desk.source_words(annotation.text, cited.sentences, "date"),
        edtf=annotation.edtf,
        earliest=earliest,
        latest=latest,
        basis=annotation.basis,
    )
