"""Figures: what each line of the measurement asks for, and what the rounds found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median


class Verdict(StrEnum):
    """How a figure stands to what is asked of it."""

    WANTED = "as wanted"
    ENOUGH = "enough"
    SHORT = "short"
    OPEN = "–"


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    number: str
    request: str
    against: str
    bound: float | None = None
    """What the figure must reach, or must not pass."""
    wanted: float | None = None
    rising: bool = True
    """Whether more is better."""
    unit: str = "×"

    def verdict(self, figure: float) -> Verdict:
        """How this figure stands to the line."""
        if self.bound is None or self.wanted is None:
            return Verdict.OPEN
        sign = 1 if self.rising else -1
        if sign * figure >= sign * self.wanted:
            return Verdict.WANTED
        return Verdict.ENOUGH if sign * figure >= sign * self.bound else Verdict.SHORT


@dataclass(frozen=True)
class Figure:
    """What the rounds found for a line: one number each."""

    line: Line
    rounds: Sequence[float]
    note: str = ""
    """What the number alone does not tell."""
    by_work: float | None = None
    """For rates: the ratio of what each answer cost the processor, ours the divisor. It hardly
    depends on what else the machine does."""

    @property
    def middle(self) -> float:
        """The median of the rounds."""
        return median(self.rounds)

    @property
    def verdict(self) -> Verdict:
        """How the median stands to the line."""
        return self.line.verdict(self.middle)


@dataclass(frozen=True)
class Skipped:
    """A line that could not be measured, and why."""

    line: Line
    reason: str


@dataclass(frozen=True)
class Load:
    """What one server did under one kind of requests, over all rounds."""

    server: str
    request: str
    distinct: int
    """How many different requests there are."""
    size: float
    """Bytes of an answer, with its head: the median, like all below."""
    rate: float
    """Answers a second."""
    slowest: float
    fastest: float
    """The rates of the slowest and the fastest round."""
    p50: float
    """Microseconds."""
    p99: float
    spent: float
    """Microseconds of the server's processes for each answer."""


@dataclass
class Report:
    """All that one run found."""

    facts: int
    small: int
    """How many facts the dataset has, and the one that its size is compared with."""
    rounds: int
    seconds: float
    machine: dict[str, str]
    versions: dict[str, str]
    outcomes: list[Figure | Skipped] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)

    def outcome(self, number: str) -> Figure | Skipped | None:
        """What was found for the line of this number."""
        return next((one for one in self.outcomes if one.line.number == number), None)
