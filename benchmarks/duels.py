"""Duels: two servers take turns under the same load, round by round.

Whatever else the machine does then befalls both alike, and the ratio of a round is one of
neighbours in time. Every other round the second goes first.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, Line, Load, Skipped
from benchmarks.load import (
    CONNECTIONS,
    Measured,
    NotAnsweredWell,
    NothingAnswered,
    Requests,
    begin,
    end,
    load,
    read,
)
from benchmarks.machine import read_whole
from benchmarks.servers import ask

WARM_UP = 0.3
"""How many seconds each is loaded before anything counts."""
CONNECTIONS_BESIDE = 2


def rate(measured: Measured) -> float:
    """Answers a second."""
    return measured.rate


def p50(measured: Measured) -> float:
    """The median time to an answer."""
    return measured.p50


def p99(measured: Measured) -> float:
    """The time in which 99 of 100 answers were there."""
    return measured.p99


@dataclass
class Side:
    """One of two that are compared."""

    request: str
    requests: Requests
    beside: Requests | None = None
    """What the same server is asked for at the same time, over two more connections."""

    def measure(self, seconds: float, connections: int) -> Measured:
        """Load it once, when it is idle. Raises NotAnsweredWell."""
        try:
            ask(self.requests.server.url, self.requests.paths[0])  # what it still does is done then
        except OSError as error:
            raise NotAnsweredWell(f"{self.requests.server.name} stays busy: {error}") from error
        if self.beside is None:
            return load(self.requests, seconds, connections)
        beside = begin(self.beside, CONNECTIONS_BESIDE)
        try:
            return load(self.requests, seconds, connections)
        except NothingAnswered:
            # All that is known is that an answer takes at least as long.
            return Measured(rate=0, p50=seconds * 1e6, p99=seconds * 1e6, spent=0, size=0)
        finally:
            read(end(beside), self.beside, gently=True)


@dataclass
class Duel:
    """Two that are compared, and what each round found of them."""

    line: Line
    ours: Side
    other: Side
    of: Callable[[Measured], float]
    """What of each is compared: the figure of a round is ours by the other's."""
    connections: int = CONNECTIONS
    note: str = ""
    rounds: list[tuple[Measured, Measured]] = field(default_factory=list)
    failed: str | None = None
    """Why there is no figure."""

    def fight(self, seconds: float, *, other_first: bool = False, counts: bool = True) -> None:
        """One round. A warm-up does not count."""
        if self.failed is not None:
            return
        sides = (self.other, self.ours) if other_first else (self.ours, self.other)
        try:
            first, second = (side.measure(seconds, self.connections) for side in sides)
        except NotAnsweredWell as error:
            self.failed = str(error)
            return
        if counts:
            self.rounds.append((second, first) if other_first else (first, second))

    def outcome(self) -> Figure | Skipped:
        """The ratios of the rounds."""
        if self.failed is not None:
            return Skipped(self.line, self.failed)
        return Figure(
            self.line,
            [self.of(ours) / self.of(other) for ours, other in self.rounds],
            self.note,
            median(other.spent / ours.spent for ours, other in self.rounds)
            if self.of is rate
            else None,
        )


def fight(
    duels: Sequence[Duel], rounds: int, seconds: float, files: Sequence[Path] = ()
) -> Iterator[int]:
    """Warm all up, then fight so many rounds of all. Yields the number of each that is over.

    The files that are served are read before each round: what is measured is no disk.
    """
    for duel in duels:
        duel.fight(WARM_UP, counts=False)
    for number in range(rounds):
        read_whole(files)
        for duel in duels:
            duel.fight(seconds, other_first=number % 2 == 1)
        yield number + 1


def loads(duels: Iterable[Duel]) -> list[Load]:
    """What each server did under each kind of requests, in all duels together."""
    found: dict[tuple[str, str], tuple[Side, list[Measured]]] = {}
    for duel in duels:
        for side, several in zip(
            (duel.ours, duel.other), zip(*duel.rounds, strict=True), strict=False
        ):
            key = (side.requests.server.name, side.request)
            found.setdefault(key, (side, []))[1].extend(several)
    return [_together(side, several) for side, several in found.values()]


def _together(side: Side, several: Sequence[Measured]) -> Load:
    rates = [one.rate for one in several]
    return Load(
        server=side.requests.server.name,
        request=side.request,
        distinct=len(side.requests.paths),
        size=median(one.size for one in several),
        rate=median(rates),
        slowest=min(rates),
        fastest=max(rates),
        p50=median(one.p50 for one in several),
        p99=median(one.p99 for one in several),
        spent=median(one.spent for one in several),
    )
