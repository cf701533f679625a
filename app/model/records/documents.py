"""Documents, their sentences, and the mentions in them."""

from pydantic import Field

from app.model.records.parts import (
    Citation,
    DocumentId,
    End,
    EntityRef,
    Record,
    SentenceId,
    Start,
)
from app.model.vocabulary import MentionKind


class DocumentCounts(Record):
    """How much a document holds."""

    paragraphs: int
    sentences: int
    entities: int = Field(description="Different entities named in it.")
    mentions: int
    facts: int
    deals: int
    amounts: int
    statements: int
    events: int
    positions: int
    evidence: int


class Document(Record):
    """One news text, stored byte for byte."""

    id: str
    title: str | None = Field(description="Headline, or null where the source has none.")
    publisher: str | None
    author: str | None
    published: str | None = Field(
        description="When it was published, in EDTF (ISO 8601-2), or null where unknown."
    )
    url: str | None
    language: str = Field(description="BCP 47 language tag of the text.")
    text: str = Field(description="The whole text. All offsets count its code points.")
    sha256: str = Field(description="SHA-256 of the text's bytes, in hexadecimal.")
    words: int = Field(description="Runs of characters between white space.")
    counts: DocumentCounts
    citation: Citation


class Sentence(Record):
    """A numbered span of a document."""

    id: str
    document: DocumentId
    paragraph: int = Field(ge=1, description="Number of its paragraph, from 1.")
    number: int = Field(ge=1, description="Number in its document, from 1.")
    start: Start
    end: End
    text: str
    citation: Citation


class Mention(Record):
    """The exact words that name an entity."""

    id: str
    entity: EntityRef
    document: DocumentId
    sentence: SentenceId
    exact: str = Field(description="The words, as they stand in the document.")
    start: Start
    end: End
    kind: MentionKind
    citation: Citation
