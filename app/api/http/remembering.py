"""Remembering: what functions of a text return, for texts that are short.

What clients send can be long, and different each time. A number of texts is no bound of memory.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")

LONGEST = 1000
"""How many characters a text may have."""
KEPT = 256
"""How many texts are remembered."""


def remembered(function: Callable[[str], T]) -> Callable[[str], T]:
    """The function, which remembers what it has returned."""
    kept = lru_cache(maxsize=KEPT)(function)

    @wraps(function)
    def call(text: str) -> T:
        return kept(text) if len(text) <= LONGEST else function(text)

    return call
