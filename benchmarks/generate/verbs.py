"""Verbs: how the clauses of each type say what was done, or may be."""

from app.model.vocabulary import EventKind, Modality, Stage, Stance

MODALITIES = (
    *(Modality.ASSERTED,) * 15,
    *(Modality.POSSIBLE,) * 3,
    Modality.PROPOSED,
    Modality.NEGATED,
)

OFFERS = {
    Stage.PROPOSED: "offered to",
    Stage.ANNOUNCED: "announced a plan to",
    Stage.SIGNED: "signed a contract to",
    Stage.CONFIRMED: "confirmed a promise to",
    Stage.DELIVERED: "managed to",
}

HAPPENINGS = {
    EventKind.MEETING: ("met", "meet", "with"),
    EventKind.SUMMIT: ("hosted", "host", "a summit with"),
    EventKind.TALKS: ("held", "hold", "talks with"),
    EventKind.DEPLOYMENT: ("sent", "send", "troops against"),
    EventKind.MEASURES: ("took", "take", "measures against"),
    EventKind.WAR: ("attacked", "attack", "positions of"),
}
"""The verb in the past and as it stands in dictionaries, and what goes before the other side."""

STANCES = {
    Stance.LEADS: ("led", "lead"),
    Stance.SUPPORTS: ("backed", "back"),
    Stance.INTERESTED: ("showed interest in", "show interest in"),
    Stance.OPEN_TO_PARTICIPATING: ("signalled a part in", "take part in"),
    Stance.WELCOMES: ("welcomed", "welcome"),
    Stance.OPPOSES: ("opposed", "oppose"),
}


_BEFORE = {
    Modality.POSSIBLE: "may",
    Modality.PROPOSED: "proposed to",
    Modality.NEGATED: "did not",
    Modality.ASSERTED: "did",
}


def might(modality: Modality, verb: str) -> str:
    """What may be done, is proposed or is not done."""
    return f"{_BEFORE[modality]} {verb}"
