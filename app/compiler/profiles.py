"""Profiles: what a document says of an entity itself, added to what is gathered of it."""

from app.compiler.annotations import ProfileAnnotation, Words
from app.compiler.desk import Desk
from app.compiler.entities import Gathered
from app.compiler.manuscript import ELLIPSIS
from app.model.records import EntityRef, Role, Tie
from app.model.vocabulary import EntityType

APPLIES_TO = {
    "country": {EntityType.ORGANISATION, EntityType.PERSON, EntityType.GROUP},
    "title": {EntityType.PERSON},
    "led_by": {EntityType.INITIATIVE},
    "purpose": {EntityType.INITIATIVE},
    "stands_for": {EntityType.PLACE},
}


def add_profile(profile: ProfileAnnotation, desk: Desk) -> None:
    """Add one property, with the words that say so, to what is known of the entity."""
    entity = desk.entity(profile.entity)
    if desk.registry.ref(profile.entity) is None:
        return
    for key, types in APPLIES_TO.items():
        if getattr(profile, key) is not None and entity.type not in types:
            fitting = ", ".join(sorted(types))
            desk.refuse(
                profile.entity,
                f"`{key}` is said of: {fitting}; but `{entity.id}` is of type {entity.type}.",
            )
            return
    gathered = desk.registry.use(entity.id)
    doubts = {"inferred": profile.inferred is not None, "note": profile.inferred}
    spans = desk.spans(profile.evidence)

    def tie(other: EntityRef) -> Tie:
        return Tie(entity=other, evidence=spans, **doubts)

    if profile.country is not None:
        gathered.countries.append(tie(desk.country(profile.country)))
    elif profile.led_by is not None:
        gathered.led_by.append(tie(desk.entity(profile.led_by)))
    elif profile.stands_for is not None:
        known, said = gathered.stands_for, tie(desk.entity(profile.stands_for))
        gathered.stands_for = said if known is None else _joined(known, said, profile, desk)
    elif profile.title is not None:
        cited = {place.sentence for place, _ in desk.places(profile.evidence)}
        gathered.roles.append(
            Role(
                title=desk.source_words(profile.title, cited, "title"),
                of=None if profile.of is None else desk.entity(profile.of),
                evidence=spans,
                **doubts,
            )
        )
    elif profile.purpose is not None:
        _add_purpose(gathered, profile.purpose, profile, desk)


def _add_purpose(
    gathered: Gathered, purpose: Words, profile: ProfileAnnotation, desk: Desk
) -> None:
    """Keep the words of the purpose; where another profile gave it before, that is a mistake."""
    cited = {place.sentence for place, _ in desk.places(profile.evidence)}
    desk.source_words(purpose, cited, "purpose")
    place = desk.manuscript.within(purpose, cited)
    if place is None and ELLIPSIS in purpose:
        desk.refuse(
            purpose, "`purpose` of an initiative is one stretch of words, without an ellipsis."
        )
    known = gathered.purpose
    if known is None:
        gathered.purpose = None if place is None else desk.manuscript.span(place)
        return
    again = known.document == desk.manuscript.document
    desk.refuse(
        purpose,
        f"the purpose of `{profile.entity}` is given already, in"
        f" {'this document' if again else f'the document `{known.document}`'}: “{known.exact}”. An"
        " initiative has one purpose: keep one of the two profiles.",
    )


def _joined(known: Tie, said: Tie, profile: ProfileAnnotation, desk: Desk) -> Tie:
    """What the place stands for, when another profile has said so before.

    Another document may say the same, and adds its words; one that states it outdoes those in
    which it is read between the lines.
    """
    again = any(span.document == desk.manuscript.document for span in known.evidence)
    if said.entity != known.entity or again:
        desk.refuse(
            profile.entity,
            f"`{profile.entity}` is said to stand for `{known.entity.id}` already"
            f"{', in this document' if again else ', in another document'}. A place stands for one"
            " entity: keep one of the two profiles.",
        )
    base = said if known.inferred and not said.inferred else known
    return base.model_copy(update={"evidence": [*known.evidence, *said.evidence]})
