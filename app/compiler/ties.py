"""Ties: which facts tie one entity to another, and in what way.

Each fact makes ties of one kind: a deal among its parties, a statement from its speakers to
what it is about, a meeting among those who take part, a position from its holders to its
subject, of the kind of its stance. Nothing is tied to itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from app.compiler.pairs import Codes
from app.model.columns import DEAL, EDGE_KINDS, MET, SPOKE_ABOUT
from app.model.vocabulary import EventKind, ParticipantRole, PartyRole, Stance

MEETINGS = (EventKind.MEETING, EventKind.SUMMIT, EventKind.TALKS)


@dataclass(frozen=True)
class Parts:
    """Who takes part in which fact, one array for each column, in order of the facts."""

    facts: Codes
    entities: Codes
    """By their places in the order of ids."""
    roles: Codes
    names: Mapping[str, int]
    """The codes of the roles."""

    def within(self, piece: slice) -> "Parts":
        """A stretch of them."""
        return Parts(self.facts[piece], self.entities[piece], self.roles[piece], self.names)

    def of(self, *roles: str, within: Codes | None = None) -> tuple[Codes, Codes]:
        """The facts and the entities that have one of the roles in them."""
        wanted = np.isin(self.roles, [self.names.get(role, -1) for role in roles])
        if within is not None:
            wanted &= np.isin(self.facts, within)
        return self.facts[wanted], self.entities[wanted]


def ties(
    parts: Parts, events: Mapping[str, Codes], positions: Mapping[str, Codes]
) -> Iterable[tuple[Codes, Codes, Codes, int]]:
    """Facts, sources and targets of the ties of each kind, with the number of the kind.

    Events go by their kind and positions by their stance.
    """
    among = crossed(*parts.of(*PartyRole), *parts.of(*PartyRole))
    yield *_once(*among), EDGE_KINDS.index(DEAL)
    meetings = np.concatenate([events[kind] for kind in MEETINGS if kind in events] or [_NONE])
    met = parts.of(*ParticipantRole, within=meetings)
    yield *_once(*crossed(*met, *met)), EDGE_KINDS.index(MET)
    spoke = crossed(*parts.of("speaker"), *parts.of("about"))
    yield *_without_own(*spoke), EDGE_KINDS.index(SPOKE_ABOUT)
    for stance in Stance:
        if stance in positions:
            held = positions[stance]
            holders, subjects = parts.of("holder", within=held), parts.of("subject", within=held)
            yield *_without_own(*crossed(*holders, *subjects)), EDGE_KINDS.index(stance)


_NONE = np.empty(0, np.int64)


def _once(facts: Codes, one: Codes, other: Codes) -> tuple[Codes, Codes, Codes]:
    """Ties without direction: each is kept the way round that its ids sort."""
    ordered = one < other
    return facts[ordered], one[ordered], other[ordered]


def _without_own(facts: Codes, one: Codes, other: Codes) -> tuple[Codes, Codes, Codes]:
    differ = one != other
    return facts[differ], one[differ], other[differ]


def crossed(
    one_groups: Codes, one: Codes, other_groups: Codes, other: Codes
) -> tuple[Codes, Codes, Codes]:
    """Every one with every other of the same group, with the group. Groups come in order."""
    starts = np.searchsorted(other_groups, one_groups, "left")
    times = np.searchsorted(other_groups, one_groups, "right") - starts
    first = np.repeat(np.arange(len(one)), times)
    begun = np.cumsum(times) - times
    second = np.arange(len(first)) + np.repeat(starts - begun, times)
    return one_groups[first], one[first], other[second]
