"""What records are made of: spans, references, ties."""

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from app.model.vocabulary import EntityType

PROOF = ("evidence", "citation")
"""The fields that stand last in the JSON of a record."""


class Record(BaseModel):
    """Base of all that is served: closed, and without defaults, so that all keys are required."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    @classmethod
    def trusted(cls, **values: Any) -> Self:
        """The record with these values, all of them and in order of the fields; nothing is checked.

        For who has just made the values: validation would take several times as long as this.
        """
        record = cls.__new__(cls)
        _set_values(record, values)
        _set_fields(record, values.keys())
        _set_extra(record, None)
        _set_private(record, None)
        return record

    def to_json(self) -> bytes:
        """The record as compact JSON in UTF-8, with the proof after what it proves."""
        shape = type(self)
        order, render = _rendering(shape)
        if order is None:
            return render(self)
        values = vars(self)
        # Pydantic renders the fields in the order in which a record holds them.
        return render(shape.trusted(**{name: values[name] for name in order}))


# Records are frozen; and to find these slots anew takes longer than to set them.
_set_values, _set_fields, _set_extra, _set_private = (
    vars(BaseModel)[slot].__set__
    for slot in (
        "__dict__",
        "__pydantic_fields_set__",
        "__pydantic_extra__",
        "__pydantic_private__",
    )
)


@cache
def _rendering(shape: type[Record]) -> tuple[list[str] | None, Callable[[Record], bytes]]:
    """The order of the fields in JSON, where it is not their own; and what renders a record."""
    names = list(shape.model_fields)
    proof = [name for name in PROOF if name in names]
    order = [name for name in names if name not in proof] + proof
    return order if order != names else None, shape.__pydantic_serializer__.to_json


Citation = Annotated[
    str,
    Field(
        description="A line to paste: where it was published, as far as that is known, the words,"
        " the document, the number of the sentence, and the version of the dataset (its first"
        " twelve digits)."
    ),
]
Start = Annotated[
    int,
    Field(ge=0, description="Where the words start: Unicode code points from 0, inclusive."),
]
End = Annotated[int, Field(ge=1, description="Where the words end: code points, exclusive.")]
DocumentId = Annotated[str, Field(description="Id of the document.")]
SentenceId = Annotated[str, Field(description="Id of the sentence the words stand in.")]
DecimalText = Annotated[str, WithJsonSchema({"type": "string", "format": "decimal"})]
"""A decimal in plain digits; as text, so that no digit is lost."""
Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
"""A day of the calendar (ISO 8601)."""
Inferred = Annotated[
    bool, Field(description="True where this is read between the lines and not stated.")
]
Note = Annotated[str | None, Field(description="Why it is marked inferred, or what to beware of.")]


class Span(Record):
    """Words of a document, cited to the character.

    The names are those of the W3C Web Annotation Data Model: TextQuoteSelector (`exact`,
    `prefix`, `suffix`) and TextPositionSelector (`start`, `end`). `text[start:end] == exact`
    holds in Python. A span never crosses a sentence.
    """

    document: DocumentId
    sentence: SentenceId
    exact: str = Field(description="The words, as they stand in the document.")
    prefix: str = Field(description="Up to 32 code points before them, in the same paragraph.")
    suffix: str = Field(description="Up to 32 code points after them, in the same paragraph.")
    start: Start
    end: End
    citation: Citation


class EntityRef(Record):
    """A reference to an entity."""

    id: str = Field(description="ISO 3166-1 alpha-2 code of a country, else a slug.")
    type: EntityType
    name: str


class Tie(Record):
    """An entity that another is tied to, with the words that say so."""

    entity: EntityRef
    inferred: Inferred
    note: Note
    evidence: list[Span] = Field(description="The words that say so.")
