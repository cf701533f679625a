"""What the running application serves: one dataset, and how long answers keep."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import format_datetime
from functools import cached_property
from hashlib import blake2b
from typing import Any, cast

from anyio import CapacityLimiter
from cachetools import LRUCache
from sqlmodel import SQLModel
from starlette.requests import Request

from app.model import tables
from app.store.digests import SHORT
from app.store.prepared import Prepared, Values
from app.store.reader import Row
from app.store.sqlite import Store

COUNTS_KEPT = 16_384
"""How many queries' counts are kept: 6 to 10 MB where there are so many."""
SHORT_ENOUGH = 300
"""About how many bytes the values of a query may take to be kept as they are."""
A_TEXT = 50
"""About how many bytes a text takes beside its characters."""
AT_A_TIME = 500
"""How many rows of a stream are in memory at once."""
WAS_LATE = "citewire.was_late"
"""By which name a request has it in its scope that it was to be answered at once, and given up."""


class NotAtOnce(Exception):
    """An answer has to wait for something."""


@dataclass(frozen=True)
class Served:
    """The dataset being served, kept in the application's state."""

    store: Store
    cache_control: str
    summary_combinations: int
    """How many combinations of two keys a summary may count."""
    making: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))
    """Lets one thread at a time make pieces of downloads: Python runs no two of them at once."""

    at_once: bool = False
    """Whether its answers have to be there at once (see `at_once.py`)."""
    was_late: bool = False
    """Whether this one was to be there at once, and was given up: it need not be tried again."""
    counts: LRUCache[Any, Any] = field(default_factory=lambda: LRUCache(COUNTS_KEPT))
    """What queries find, by the query: it is always the same."""

    async def rows(self, statement: Prepared, values: Values) -> list[Row]:
        """The rows that the statement selects, with its parameters bound to the values.

        Raises TookTooLong where that takes longer than a query may, or than what is at once.
        """
        if self.at_once:
            return self.store.rows_at_once(statement, values)
        if self.was_late:
            rows, *_ = await self.store.rows_aside([statement], values)
            return rows
        return await self.store.rows(statement, values)

    def bodies(self, table: type[SQLModel], rows: Sequence[Row]) -> list[bytes]:
        """The JSON of the table's records, of which each row begins with what stands for one (see
        `statements.standing_for`).
        """
        first = [row[0] for row in rows]
        if issubclass(table, tables.FactColumns):
            return self.store.facts(cast("list[int]", first))
        return cast("list[bytes]", first)  # text comes from a store as bytes

    def batches(
        self, table: type[SQLModel], statement: Prepared, values: Values
    ) -> Iterator[list[bytes]]:
        """The same of all that the statement selects, some at a time, for use in other threads."""
        for rows in self.store.batches(statement, values, AT_A_TIME):
            yield self.bodies(table, rows)

    def check_may_wait(self) -> None:
        """Raise NotAtOnce where answers have to be there at once: this one takes longer."""
        if self.at_once:
            raise NotAtOnce

    def size_of(self, table: type[SQLModel]) -> int:
        """How many records the table holds."""
        return self.store.manifest.tables[str(table.__tablename__)]

    @property
    def version(self) -> str:
        """The version of the dataset."""
        return self.store.manifest.version

    @property
    def short_version(self) -> str:
        """As much of the version as file names and citations give."""
        return self.version[:SHORT]

    @cached_property
    def last_modified(self) -> str:
        """When the dataset was published, as an HTTP date (RFC 9110, section 5.6.7)."""
        return format_datetime(self.store.published, usegmt=True)


def known_by(values: Mapping[str, object]) -> Hashable:
    """What a count is kept by: the values, or their digest where they are long."""
    given = tuple(values.values())
    size = sum([A_TEXT + len(value) if isinstance(value, str) else A_TEXT for value in given])
    if size <= SHORT_ENOUGH:
        return given
    return blake2b(repr(given).encode(), digest_size=16).digest()


def served(request: Request) -> Served:
    """What the application that got this request serves."""
    state: Served = request.scope["served"]
    return state


def cache_control(seconds: int) -> str:
    """The `Cache-Control` of every answer: the data changes only with a new version.

    RFC 9111, with the extensions of RFC 5861: a cache may go on serving an answer while it
    asks for a new one, and for a day when it gets none.
    """
    return f"public, max-age={seconds}, stale-while-revalidate={seconds}, stale-if-error=86400"
