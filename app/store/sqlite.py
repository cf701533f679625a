"""SQLite: the sealed file, read on the event loop.

A query over a file that cannot change needs no lock and no thread: it takes microseconds,
which is less than handing it to another thread would. Only ranking reads all that a search
finds, however little of it is asked for, so it has a thread and a connection of its own.
"""

import asyncio
import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Select
from sqlalchemy.dialects.sqlite import dialect

from app.store.sealed import DatasetError, Manifest, open_readonly, verify

MEMORY_MAPPED = 2**40
"""The file is read through the page cache of the system, whatever its size."""

Row = tuple[bytes | int | float | None, ...]
"""A row as it is stored. Text comes as its UTF-8 bytes, ready to be sent."""


class Store:
    """A dataset that was verified, opened for reading."""

    def __init__(self, file: Path) -> None:
        """Open the dataset. Raises DatasetError where it is not sound."""
        self.manifest: Manifest = verify(file)
        self.file = file
        status = file.stat()
        self.size = status.st_size
        """In bytes."""
        self.published = datetime.fromtimestamp(int(status.st_mtime), UTC)
        """When the file was written, to the second."""
        self._connection = _connect(file)
        self._digest: str | None = None
        self._digesting = Lock()
        self._connection_aside = _connect(file)
        self._aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    def rows(self, statement: Select[*tuple[Any, ...]], values: Mapping[str, object]) -> list[Row]:
        """The rows that the statement selects, with its parameters bound to the values."""
        return _rows(self._connection, statement, values)

    async def rows_aside(
        self, statements: Sequence[Select[*tuple[Any, ...]]], values: Mapping[str, object]
    ) -> list[list[Row]]:
        """The rows of each statement, while the event loop does other things.

        One thread runs all that is asked for here, in turn: long searches wait for each other,
        and nothing else waits for them.
        """

        def run() -> list[list[Row]]:
            return [_rows(self._connection_aside, statement, values) for statement in statements]

        return await asyncio.get_running_loop().run_in_executor(self._aside, run)

    def batches(
        self, statement: Select[*tuple[Any, ...]], values: Mapping[str, object], size: int
    ) -> Iterator[list[Row]]:
        """The rows that the statement selects, so many at a time: memory holds no more."""
        text, fixed = prepared(statement)
        with closing(self._connection.execute(text, {**fixed, **values})) as found:
            while rows := found.fetchmany(size):
                yield rows

    def batches_apart(
        self, statement: Select[*tuple[Any, ...]], values: Mapping[str, object], size: int
    ) -> Iterator[list[Row]]:
        """The same through a connection of their own, for use in other threads.

        Raises DatasetError where the file has gone.
        """
        text, fixed = prepared(statement)
        try:
            opened = _connect(self.file)
        except sqlite3.Error as error:
            raise DatasetError(f"The dataset {self.file} cannot be read: {error}.") from error
        with (
            closing(opened) as connection,
            closing(connection.execute(text, {**fixed, **values})) as found,
        ):
            while rows := found.fetchmany(size):
                yield rows

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
                    message = f"The dataset {self.file} cannot be read: {error.strerror}."
                    raise DatasetError(message) from error
            return self._digest

    def is_ready(self) -> bool:
        """Whether the dataset can be read now and is still the one that was verified."""
        try:
            with closing(self._connection.execute("SELECT version FROM manifest")) as found:
                return bool(found.fetchone() == (self.manifest.version.encode(),))
        except sqlite3.Error:
            return False

    def close(self) -> None:
        """Let go of the file."""
        self._aside.shutdown()
        self._connection_aside.close()
        self._connection.close()


def _connect(file: Path) -> sqlite3.Connection:
    connection = open_readonly(file)
    connection.text_factory = bytes
    connection.execute(f"PRAGMA mmap_size = {MEMORY_MAPPED}")
    connection.execute("PRAGMA query_only = ON")
    return connection


def _rows(
    connection: sqlite3.Connection,
    statement: Select[*tuple[Any, ...]],
    values: Mapping[str, object],
) -> list[Row]:
    text, fixed = prepared(statement)
    return connection.execute(text, {**fixed, **values}).fetchall()


_DIALECT = dialect(paramstyle="named")


@lru_cache(maxsize=4096)
def prepared(statement: Select[*tuple[Any, ...]]) -> tuple[str, dict[str, object]]:
    """The statement in SQLite's SQL, and the values that are part of it.

    Statements are built once for each shape of query, and so compiled once.
    """
    compiled = statement.compile(dialect=_DIALECT)
    fixed = {name: value for name, value in compiled.params.items() if value is not None}
    return str(compiled), fixed
