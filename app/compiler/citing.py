"""Citing: where the evidence of facts stands, and what it proves."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.compiler.annotations import AnyFact, QuoteMapping
from app.compiler.desk import Desk
from app.compiler.manuscript import Place
from app.compiler.mistakes import did_you_mean
from app.model import records
from app.model.vocabulary import FactType, Supports

SHAPES: dict[str, type[records.FactRecord]] = {
    FactType.DEAL: records.Deal,
    FactType.STATEMENT: records.Statement,
    FactType.EVENT: records.Event,
    FactType.POSITION: records.Position,
}


@dataclass(frozen=True)
class Cited:
    """A fact's annotation and where its evidence stands."""

    annotation: AnyFact
    id: str
    places: list[Place]
    evidence: list[records.Evidence]

    @property
    def sentences(self) -> set[int]:
        """The indices of the sentences that the fact is cited from."""
        return {place.sentence for place in self.places}


def cite(annotation: AnyFact, desk: Desk) -> Cited | None:
    """Find the fact's evidence. None where no quote of it stands in the text."""
    id_ = f"{desk.manuscript.document}.{annotation.id}"
    found = desk.places(annotation.evidence)
    if not found:
        return None
    evidence = [
        records.Evidence(
            **desk.manuscript.span(place).model_dump(),
            id=f"{id_}.e{number}",
            fact=id_,
            supports=_supported(quote, annotation, desk),
        )
        for number, (place, quote) in enumerate(found, start=1)
    ]
    return Cited(annotation, id_, [place for place, _ in found], evidence)


def _supported(quote: QuoteMapping, annotation: AnyFact, desk: Desk) -> list[Supports] | None:
    """The fields that the quote proves; facts of this type must have them."""
    if quote.supports is None:
        return None
    fields = {field.value: field for field in Supports}
    known = [name for name in fields if name in SHAPES[annotation.type].model_fields]
    for field in quote.supports:
        if field not in known:
            desk.refuse(
                field,
                f"`{field}` is not what a fact of type {annotation.type} has: it has"
                f" {', '.join(known)}.{did_you_mean(field, known)}",
            )
    return [fields[field] for field in quote.supports]


def in_reading_order(cited: Iterable[Cited]) -> list[Cited]:
    """By where the first evidence starts; facts that start together keep the file's order."""
    return sorted(cited, key=lambda fact: min(place.start for place in fact.places))
