"""Annotations out of thin air: facts of all types, mentions and profiles, drawn from a text."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st

from app.model import records
from app.model.vocabulary import (
    DateBasis,
    EventKind,
    FactType,
    Modality,
    ParticipantRole,
    PartyRole,
    Stage,
    Stance,
    Supports,
    Vocabulary,
)
from tests.laws.texts import FORMS, Chunk, Sentence, Text

T = TypeVar("T")

Annotation = dict[str, Any]
Some = st.SearchStrategy[str]

COUNTRIES = ("AX", "FR", "GB", "TR", "UA")
BELONGING = ("alpha-works", "zeta", "ada", "envoy-2", "uk-envoys")
INITIATIVES = ("accord", "north-plan")
PLACES = ("kyiv", "ostsee")
STANDS_FOR = {"kyiv": "UA", "ostsee": "zeta"}
"""A place stands for one entity, whatever document says so."""
ENTITIES = (*COUNTRIES, *BELONGING, *INITIATIVES, *PLACES)
"""The entities that facts may speak of; some stand in no text."""

EDTF = (
    "2025-03-04",
    "2025-03",
    "2024",
    "2025-02?",
    "2025-03-04~",
    "2025-03-04/2025-03-06",
    "../2025-03-06",
    "2025-03-04/..",
)
WHEN = (
    *({"basis": DateBasis.ABSOLUTE, "edtf": edtf} for edtf in EDTF),
    {"basis": DateBasis.RELATIVE_TO_PUBLICATION},
)
"""What is known of the calendar day, beside the words for it."""


@st.composite
def annotations(draw: st.DrawFn, text: Text) -> Annotation:
    """All that `facts.yaml` holds but for the document itself."""
    facts: list[Annotation] = []
    cited: set[str] = set()
    for home, sentence in enumerate(text.sentences):
        for number in range(draw(st.sampled_from((1, 2, 3, 0)))):
            others = draw(st.lists(st.sampled_from(text.sentences), max_size=2))
            fact = draw(_facts([sentence, *others]))
            facts.append({"id": f"fact-{home}-{number}", **fact})
            cited.update(other.text for other in (sentence, *others))
    return {
        "mentions": draw(_mentions(text)),
        "profiles": draw(_profiles(text)),
        "facts": facts,
        "no_fact": [
            {"sentence": sentence.text, "reason": "It states nothing."}
            for sentence in text.sentences
            if sentence.text not in cited
        ],
    }


@st.composite
def _mentions(draw: st.DrawFn, text: Text) -> list[Annotation]:
    found = []
    for entity, kinds in FORMS.items():
        standing = {
            kind: [form for form in forms if re.search(rf"(?<!\w){form}(?!\w)", text.text)]
            for kind, forms in kinds.items()
        }
        if any(standing.values()) and draw(st.integers(0, 4)):
            found.append({"entity": entity, **standing})
    return found


@st.composite
def _profiles(draw: st.DrawFn, text: Text) -> list[Annotation]:
    drawn = [draw(_profile(text)) for _ in range(draw(st.sampled_from((4, 6, 2, 0))))]
    # A document says it once of a place.
    return said_once("stands_for", drawn, set())


def said_once(key: str, profiles: Sequence[Annotation], said: set[str]) -> list[Annotation]:
    """The profiles, without those that say so of an entity of which it was said before."""
    kept = []
    for profile in profiles:
        if key in profile:
            if profile["entity"] in said:
                continue
            said.add(profile["entity"])
        kept.append(profile)
    return kept


@st.composite
def _profile(draw: st.DrawFn, text: Text) -> Annotation:
    sentence = draw(st.sampled_from(text.sentences))
    chunk = draw(st.sampled_from(sentence.chunks))
    about: Annotation
    match draw(st.sampled_from(("country", "country", "title", "led_by", "purpose", "stands_for"))):
        case "country":
            about = {"entity": _one(draw, BELONGING), "country": _one(draw, COUNTRIES)}
        case "title":
            about = {"entity": "ada", "title": chunk.text}
            about.update(draw(_some(of=st.sampled_from(ENTITIES))))
        case "led_by":
            about = {"entity": _one(draw, INITIATIVES), "led_by": _one(draw, ENTITIES)}
        case "purpose":
            about = {"entity": _one(draw, INITIATIVES), "purpose": chunk.text}
        case _:
            place = _one(draw, PLACES)
            about = {"entity": place, "stands_for": STANDS_FOR[place]}
    doubts = {} if "purpose" in about else draw(_some(inferred=REASONS))
    return {**about, "evidence": chunk.text, **doubts}


@st.composite
def _facts(draw: st.DrawFn, cited: Sequence[Sentence]) -> Annotation:
    """A fact that is cited from the sentences, in their words."""
    chunks = [chunk for sentence in cited for chunk in sentence.chunks]
    words = st.sampled_from([chunk.text for chunk in chunks])
    type_ = draw(st.sampled_from((*FactType, FactType.DEAL)))
    shared = {
        "type": type_,
        "title": draw(st.sampled_from(("A fact", "“Ein Fakt” 🚀"))),
        "evidence": [draw(_quotes(sentence, SUPPORTED[type_])) for sentence in cited],
        "amounts": [chunk.amount for chunk in chunks if chunk.amount and draw(st.integers(0, 3))],
        **draw(_some(conditions=words, inferred=REASONS, note=REASONS, modality=_terms(Modality))),
    }
    match type_:
        case FactType.DEAL:
            own = draw(_deals(words))
        case FactType.STATEMENT:
            own = draw(_statements(cited[0], chunks, words))
        case FactType.EVENT:
            own = draw(_events(chunks, words))
        case FactType.POSITION:
            own = {
                "holders": draw(_parts(min_size=1)),
                "subject": _one(draw, (*INITIATIVES, *INITIATIVES, *ENTITIES)),
                "stance": draw(_terms(Stance)),
            }
    return shared | own


@st.composite
def _quotes(draw: st.DrawFn, sentence: Sentence, fields: Sequence[str]) -> str | Annotation:
    """Words of the sentence that can be found, quoted in one of the ways there are."""
    chunk = draw(st.sampled_from(sentence.chunks))
    supports = draw(_some(supports=st.lists(st.sampled_from(fields), min_size=1, max_size=2)))
    match draw(st.sampled_from(("plain", "typed", "whole", "prefix"))):
        case "plain":
            return chunk.text if not supports else {"quote": chunk.text, **supports}
        case "typed":
            return {"quote": chunk.text.translate(TYPED), **supports}
        case "whole":
            return {"quote": sentence.text, **supports}
        case _:
            return {"quote": chunk.words, "prefix": chunk.mark, **supports}


SHAPES: Mapping[FactType, type[records.FactRecord]] = {
    FactType.DEAL: records.Deal,
    FactType.STATEMENT: records.Statement,
    FactType.EVENT: records.Event,
    FactType.POSITION: records.Position,
}
SUPPORTED = {
    type_: [field.value for field in Supports if field in shape.model_fields]
    for type_, shape in SHAPES.items()
}
"""The fields that evidence of each type of fact can prove."""

TYPED = str.maketrans("“”‘’–", "\"\"''-")
"""What a keyboard has for the marks of a printed text."""


@st.composite
def _deals(draw: st.DrawFn, words: Some) -> Annotation:
    return {
        "stage": draw(_terms(Stage)),
        "items": draw(st.lists(words, max_size=2)),
        "parties": draw(_parts(role=_terms(PartyRole))),
        **draw(_some(purpose=words)),
    }


@st.composite
def _statements(
    draw: st.DrawFn, home: Sentence, chunks: Sequence[Chunk], words: Some
) -> Annotation:
    first, last = home.chunks[0].text, home.chunks[-1].text
    quotations = [chunk.quotation for chunk in chunks if chunk.quotation]
    return {
        "speakers": [
            {**part, "name": home.opener, **draw(_some(role=words))} for part in draw(_parts())
        ],
        "on_behalf_of": draw(st.lists(st.sampled_from(ENTITIES), max_size=1)),
        "verb": home.verb,
        "content": f"{first} … {last}" if first != last else first,
        "about": draw(st.lists(st.sampled_from(ENTITIES), max_size=3)),
        **(draw(_some(quotation=st.sampled_from(quotations))) if quotations else {}),
    }


@st.composite
def _events(draw: st.DrawFn, chunks: Sequence[Chunk], words: Some) -> Annotation:
    dates = [chunk.words for chunk in chunks if chunk.is_date]
    event = {
        "kind": draw(_terms(EventKind)),
        "participants": draw(_parts(role=_terms(ParticipantRole))),
        **draw(_some(place=st.sampled_from((*PLACES, *COUNTRIES)), topic=words)),
    }
    if dates:
        event["date"] = {"text": dates[0], **draw(st.sampled_from(WHEN))}
    return event


REASONS = st.sampled_from(("It is read so.", "“so”"))


@st.composite
def _parts(draw: st.DrawFn, /, min_size: int = 0, **more: Some) -> list[Annotation]:
    """Entities with a part in a fact, some of them inferred."""
    required = {"entity": st.sampled_from(ENTITIES), **more}
    part = st.fixed_dictionaries(required, optional={"inferred": REASONS})
    return draw(st.lists(part, min_size=min_size, max_size=3))


def _terms(vocabulary: type[Vocabulary]) -> Some:
    return st.sampled_from([member.value for member in vocabulary])


def _some(**optional: st.SearchStrategy[Any]) -> st.SearchStrategy[Mapping[str, Any]]:
    """Some of the keys, or all, or none."""
    return st.fixed_dictionaries({}, optional=optional)


def _one(draw: st.DrawFn, among: Sequence[T]) -> T:
    return draw(st.sampled_from(among))
