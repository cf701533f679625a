"""SQLite: the sealed file, read on the event loop where that is quick, and beside it where not.

A query over a file that cannot change needs no lock and no thread: most take microseconds,
less than handing them to another thread would. One that takes longer is stopped and run anew
beside the event loop, where each has a deadline.
"""

import asyncio
import hashlib
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, get_native_id
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from app.store.lines import Lines
from app.store.memory import give_back
from app.store.prepared import Prepared, Values
from app.store.reader import (
    PAGES_KEPT_ASIDE,
    PAGES_KEPT_STREAMING,
    STATEMENTS_KEPT_ASIDE,
    Reader,
    Row,
    TookTooLong,
)
from app.store.sealed import DatasetError, Manifest, verify

if TYPE_CHECKING:
    from app.store.columns import Columns

T = TypeVar("T")

QUICK = 0.004
"""For how many seconds a statement may hold up the event loop."""
ASIDE = 2
"""How many threads run what takes longer."""
SOON = 5.0
"""After how many seconds memory is given back. To take it again costs the next summary a tenth to a
quarter of its time, on a virtual machine.
"""
NICENESS = 5
"""By how much such a thread gives way to the event loop (setpriority, POSIX)."""


class Store:
    """A dataset that was verified, opened for reading."""

    def __init__(
        self, file: Path, query_seconds: float = 5.0, verified: Manifest | None = None
    ) -> None:
        """Open the dataset, with so many seconds for each query; `verified` is its manifest where
        it was just verified. Raises DatasetError where it is not sound.
        """
        self.manifest = replace(verified or verify(file), documents={})
        """Without the digests of the documents: megabytes for what is seldom asked."""
        self.file = file
        status = file.stat()
        self.size = status.st_size
        """In bytes."""
        self.published = datetime.fromtimestamp(int(status.st_mtime), UTC)
        """When the file was written, to the second."""
        self.query_seconds = query_seconds
        self.given_up = 0
        """How many queries were stopped at their deadline."""
        self._digest: str | None = None
        self._digesting = Lock()
        try:
            tables = self.manifest.tables
            self._lines = Lines(file, self.manifest.lines, tables["fact"], tables["record"])
        except (OSError, ValueError) as error:
            raise _unreadable(file, error) from error
        self._reader = Reader(file)
        self._readers_aside: SimpleQueue[Reader] = SimpleQueue()
        for _ in range(ASIDE):
            self._readers_aside.put(Reader(file, PAGES_KEPT_ASIDE, STATEMENTS_KEPT_ASIDE))
        self._giving: asyncio.TimerHandle | None = None
        self._is_closed = False
        self._aside = ThreadPoolExecutor(ASIDE, "store", initializer=_give_way)

    async def rows(self, statement: Prepared, values: Values) -> list[Row]:
        """The rows that the statement selects, with its parameters bound to the values.

        Raises TookTooLong where that takes longer than a query may.
        """
        try:
            return self.rows_at_once(statement, values)
        except TookTooLong:
            rows, *_ = await self.rows_aside([statement], values)
            return rows

    def rows_at_once(self, statement: Prepared, values: Values) -> list[Row]:
        """The same, while the event loop waits. Raises TookTooLong where it would wait for long."""
        return self._reader.rows(statement, values, monotonic() + QUICK)

    async def rows_aside(self, statements: Sequence[Prepared], values: Values) -> list[list[Row]]:
        """The rows of each statement, while the event loop does other things.

        For what is known to read much. The deadline is one for all of them, and for the time
        that they wait for others.
        """
        return await self.aside(
            lambda columns: [columns.rows(statement, values) for statement in statements]
        )

    def facts(self, keys: Sequence[int]) -> list[bytes]:
        """The JSON of the facts with these keys. Raises DatasetError where the file has gone."""
        try:
            return self._lines.bodies(keys)
        except OSError as error:
            raise _unreadable(self.file, error) from error

    async def aside(self, work: "Callable[[Columns], T]") -> T:
        """What the work makes of the dataset's columns, while the event loop does other things.

        Raises TookTooLong where that takes longer than a query may.
        """
        deadline = monotonic() + self.query_seconds
        loop = asyncio.get_running_loop()

        def run() -> T:
            # NumPy comes with it, for which a server that starts need not wait.
            from app.store.columns import Columns  # noqa: PLC0415

            reader = self._readers_aside.get()
            columns = Columns(reader, deadline)
            try:
                return work(columns)
            finally:
                self._readers_aside.put(reader)
                if columns.drop():
                    with suppress(RuntimeError):  # the loop has ended
                        loop.call_soon_threadsafe(self._give_back_soon)

        try:
            return await loop.run_in_executor(self._aside, run)
        except TookTooLong:
            self.given_up += 1
            raise

    def _give_back_soon(self) -> None:
        """Have what arrays have left given back, once for all that are used until then."""

        def give() -> None:
            self._giving = None
            self._aside.submit(give_back)

        if self._giving is None and not self._is_closed:
            self._giving = asyncio.get_running_loop().call_later(SOON, give)

    def batches(self, statement: Prepared, values: Values, size: int) -> Iterator[list[Row]]:
        """The rows that the statement selects, so many at a time, for use in other threads.

        They come through a connection of their own, and what many of them have taken is given
        back to the system. Raises DatasetError where the file has gone,
        and TookTooLong where a batch takes longer than a query may.
        """
        try:
            opened = Reader(self.file, PAGES_KEPT_STREAMING, STATEMENTS_KEPT_ASIDE)
        except sqlite3.Error as error:
            raise _unreadable(self.file, error) from error
        number = 0
        try:
            with closing(opened) as reader:
                if not self._is_read_by(reader):
                    raise _unreadable(self.file, "it is another one now")
                for rows in reader.batches(statement, values, size, self.query_seconds):
                    number += 1
                    yield rows
        except TookTooLong:
            self.given_up += 1
            raise
        finally:
            if number > 1:
                give_back()

    @property
    def known_digest(self) -> str | None:
        """SHA-256 of the file in hexadecimal, or None until `digest` was called."""
        return self._digest

    def digest(self) -> str:
        """SHA-256 of the file in hexadecimal. Reads it whole once, so call it in a thread.

        Raises DatasetError where the file has gone.
        """
        with self._digesting:
            if self._digest is None:
                try:
                    with self.file.open("rb") as file:
                        self._digest = hashlib.file_digest(file, "sha256").hexdigest()
                except OSError as error:
                    raise _unreadable(self.file, error) from error
            return self._digest

    def is_ready(self) -> bool:
        """Whether the dataset can be read now and is still the one that was verified."""
        return self._is_read_by(self._reader) and self._lines.is_whole()

    def _is_read_by(self, reader: Reader) -> bool:
        """Whether the file that the reader has is the dataset that was verified."""
        try:
            return reader.version() == self.manifest.version.encode()
        except sqlite3.Error:
            return False

    def close(self) -> None:
        """Let go of the file."""
        self._is_closed = True
        if self._giving is not None:
            self._giving.cancel()
        self._aside.shutdown()
        while not self._readers_aside.empty():
            self._readers_aside.get().close()
        self._reader.close()
        self._lines.close()


def _unreadable(file: Path, reason: object) -> DatasetError:
    return DatasetError(f"The dataset {file} cannot be read: {reason}.")


def _give_way() -> None:
    """Let the event loop's thread go first where both want the same core.

    Only Linux has priorities for threads; elsewhere the id would name a process.
    """
    if sys.platform == "linux":
        with suppress(OSError):  # a sandbox may forbid it, and nothing depends on it
            os.setpriority(os.PRIO_PROCESS, get_native_id(), NICENESS)
