"""Pairs of codes: what links are put together from, a stretch at a time."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Codes: TypeAlias = npt.NDArray[np.integer[Any]]
Pairs: TypeAlias = npt.NDArray[np.int64]
"""Two codes in one number each."""

Led: TypeAlias = tuple[Codes, Codes]
"""What a link leads to, and the codes that lead there, pair by pair."""

AT_ONCE = 100_000
"""How many rows of a link are in memory as pairs."""


def paired(one: Codes, other: Codes | int, span: int) -> Pairs:
    """Two codes as one number, of which the second is less than the span."""
    return one.astype(np.int64) * span + other


def pieces_of(ordered: Codes) -> Iterator[slice]:
    """Stretches of a column in order, of which none ends within equal codes."""
    ends = np.searchsorted(ordered, ordered[::AT_ONCE]).tolist()
    for start, end in pairwise([*dict.fromkeys(ends), len(ordered)]):
        yield slice(start, end)


def stretches(targets: Codes, codes: Codes) -> Iterator[Led]:
    """Targets and their codes, in order of the targets."""
    if len(targets) and np.any(targets[1:] < targets[:-1]):
        order = np.argsort(targets, kind="stable")
        targets, codes = targets[order], codes[order]
    for piece in pieces_of(targets):
        yield targets[piece], codes[piece]


def distinct(codes: Pairs) -> Pairs:
    """The codes in order, each once."""
    ordered = np.sort(codes)
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]])[: len(ordered)]
    return np.compress(first, ordered)
