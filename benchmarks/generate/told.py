"""What was told: a fact on its way from the words that state it to its record."""

from dataclasses import dataclass, field
from typing import Any

from app.model import records
from app.model.vocabulary import Modality, Supports
from benchmarks.generate.amounts import Counted
from benchmarks.generate.writing import Cut


@dataclass
class Told:
    """A fact that was told: what its record holds, but for the spans."""

    shape: type[records.FactRecord]
    title: str
    evidence: list[tuple[Cut, list[Supports] | None]]
    own: dict[str, Any]
    modality: Modality = Modality.ASSERTED
    conditions: str | None = None
    amounts: list[Counted] = field(default_factory=list)
    note: str | None = None
    inferred: bool = False

    def first(self) -> int:
        """Where its evidence starts."""
        return min(cut.start for cut, _ in self.evidence)
