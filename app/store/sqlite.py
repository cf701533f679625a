"""SQLite: the sealed file, read on the event loop.

A query over a file that cannot change needs no lock and no thread: it takes microseconds,
which is less than handing it to another thread would. Only ranking reads all that a search
finds, however little of it is asked for, so it has a thread and a connection of its own.
"""

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Select
from sqlalchemy.dialects.sqlite import dialect

from app.store.sealed import Manifest, open_readonly, verify

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
        self._connection = _open(file)
        self._connection_aside = _open(file)
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


def _open(file: Path) -> sqlite3.Connection:
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
