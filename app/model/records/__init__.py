"""The records: what is served, and what OpenAPI documents.

All keys are always there. What the source does not say is `null` or `[]`, never guessed.
The compiler renders each record once through these models; the server hands out the bytes.
"""

from app.model.records.documents import (
    Document,
    DocumentCounts,
    Mention,
    Sentence,
)
from app.model.records.entities import (
    Country,
    Entity,
    EntityRecord,
    Group,
    Initiative,
    Organisation,
    Person,
    Place,
    Role,
)
from app.model.records.facts import (
    Amount,
    Deal,
    Event,
    EventDate,
    Evidence,
    Fact,
    FactRecord,
    Holder,
    Participant,
    Party,
    Position,
    Proof,
    Speaker,
    Statement,
)
from app.model.records.parts import (
    EntityRef,
    Record,
    Span,
    Tie,
)

__all__ = [
    "Amount",
    "Country",
    "Deal",
    "Document",
    "DocumentCounts",
    "Entity",
    "EntityRecord",
    "EntityRef",
    "Event",
    "EventDate",
    "Evidence",
    "Fact",
    "FactRecord",
    "Group",
    "Holder",
    "Initiative",
    "Mention",
    "Organisation",
    "Participant",
    "Party",
    "Person",
    "Place",
    "Position",
    "Proof",
    "Record",
    "Role",
    "Sentence",
    "Span",
    "Speaker",
    "Statement",
    "Tie",
]
