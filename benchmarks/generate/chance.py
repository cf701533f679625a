"""Chance: every choice that is made, from one seed."""

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Zipf(Generic[T]):
    """Things of which the k-th is met in proportion to 1 / (k + shift), as Zipf found of words.

    The shares are sums of quotients, which every machine rounds alike; powers are not.
    """

    def __init__(self, things: Sequence[T], shift: float = 2) -> None:
        self.things = things
        self.shares = list(accumulate(1 / (rank + shift) for rank in range(1, len(things) + 1)))


class Chance:
    """A source of choices. The same seed makes the same ones."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed).random  # noqa: S311 - nothing here is secret

    def maybe(self, share: float) -> bool:
        """True in this share of cases."""
        return self._random() < share

    def one(self, things: Sequence[T]) -> T:
        """Any of the things, each as likely."""
        return things[int(self._random() * len(things))]

    def zipf(self, among: Zipf[T]) -> T:
        """One of the things, the first ones most of all."""
        return among.things[bisect(among.shares, self._random() * among.shares[-1])]

    def number(self, first: int, last: int) -> int:
        """A whole number from the first to the last."""
        return first + int(self._random() * (last - first + 1))
