"""Mentions: each whole-word occurrence of the forms that name an entity."""

from app.compiler.annotations import MentionAnnotation, Words
from app.compiler.desk import Desk
from app.compiler.manuscript import NotFound, Place
from app.model.records import EntityRef, Mention
from app.model.vocabulary import MentionKind


def find_mentions(annotations: list[MentionAnnotation], desk: Desk) -> list[Mention]:
    """All mentions in reading order; where two start together, the longer one first."""
    found: dict[tuple[int, int], Mention] = {}
    for entity, candidates in _by_entity(annotations, desk).items():
        for place, kind, form in _longest(candidates):
            mention = _mention(place, kind, desk.registry.ref(entity), desk)
            other = found.setdefault((place.start, place.end), mention)
            if other.entity.id != mention.entity.id:
                desk.refuse(
                    form,
                    f"“{other.exact}” in sentence {place.sentence + 1} is taken to name both"
                    f" `{other.entity.id}` and `{entity}`. Limit one of the two with `only` or"
                    " `except`.",
                )
    return [found[span] for span in sorted(found, key=lambda span: (span[0], -span[1]))]


Candidate = tuple[Place, MentionKind, Words]


def _by_entity(annotations: list[MentionAnnotation], desk: Desk) -> dict[str, list[Candidate]]:
    candidates: dict[str, list[Candidate]] = {}
    for annotation in annotations:
        entity = desk.known(annotation.entity)
        if not annotation.forms():
            desk.refuse(
                annotation.entity,
                f"give at least one form of `{entity.id}`: name, alias, demonym, title or metonym.",
            )
        only = _sentences(annotation.only, desk)
        excepted = _sentences(annotation.except_, desk)
        for kind, form in annotation.forms():
            places = [
                place
                for place in _places(form, desk)
                if place.sentence not in excepted and (not only or place.sentence in only)
            ]
            if not places:
                desk.refuse(
                    form,
                    f"“{form}” does not stand in the"
                    f" {'sentences it is limited to' if only or excepted else 'text'}."
                    f" {desk.manuscript.nearest(form)}",
                )
            candidates.setdefault(entity.id, []).extend((place, kind, form) for place in places)
    return {entity: found for entity, found in candidates.items() if desk.registry.ref(entity)}


def _places(form: Words, desk: Desk) -> list[Place]:
    places = []
    for start, end in desk.manuscript.occurrences(form):
        try:
            places.append(desk.manuscript.place(start, end))
        except NotFound:
            continue  # a form that runs over the end of a sentence names nothing there
    return places


def _sentences(words: list[Words], desk: Desk) -> set[int]:
    """The sentences that hold the words."""
    found: set[int] = set()
    for piece in words:
        places = _places(piece, desk)
        if not places:
            nearest = desk.manuscript.nearest(piece)
            desk.refuse(piece, f"“{piece}” does not stand in the text. {nearest}")
        found.update(place.sentence for place in places)
    return found


def _longest(candidates: list[Candidate]) -> list[Candidate]:
    """Of forms of one entity that overlap, the longest, or else the first."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (c[0].start - c[0].end, c[0].start)):
        place = candidate[0]
        if all(place.end <= other.start or other.end <= place.start for other, _, _ in kept):
            kept.append(candidate)
    return kept


def _mention(place: Place, kind: MentionKind, entity: EntityRef | None, desk: Desk) -> Mention:
    assert entity is not None, "only entities that exist have candidates"
    span = desk.manuscript.span(place)
    return Mention(
        id=f"{span.document}.m{span.start}-{span.end}",
        entity=entity,
        document=span.document,
        sentence=span.sentence,
        exact=span.exact,
        start=span.start,
        end=span.end,
        kind=kind,
        citation=span.citation,
    )
