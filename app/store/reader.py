"""A reader: one connection to the sealed file, each of whose statements ends in time.

SQLite calls back after so many steps of a statement and stops where the answer is yes
(https://www.sqlite.org/c3ref/progress_handler.html), so no statement outlives its deadline.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cached_property
from math import inf
from pathlib import Path
from time import monotonic
from typing import TypeAlias

from app.store.prepared import Prepared, Values
from app.store.sealed import DatasetError, open_readonly

PAGES_KEPT = 4_096
"""How many KiB of pages a connection keeps: the upper levels of the indexes, above all.

The file is not mapped into memory. Where pages are not in memory yet, a mapped one brings its
neighbours along: a megabyte for a record of a large file, where reading it takes ten kilobytes.
"""

PAGES_KEPT_ASIDE = 2_048
"""The same of a connection beside the event loop, which reads more than any memory could keep."""
PAGES_KEPT_STREAMING = 256
"""The same of a connection for one stream, which reads from one end to the other. What fits in the
processor's own cache is read into more quickly than what does not: by a sixth over 10,000 facts."""
STATEMENTS_KEPT, STATEMENTS_KEPT_ASIDE = 128, 16
"""How many statements are kept prepared: on the event loop, and beside it."""

STEPS = 5_000
"""After how many steps of SQLite's machine the clock is looked at: some tenths of a millisecond."""

PRIMARY = 0xFF
"""What of an error's code is the sort of error (https://www.sqlite.org/rescode.html)."""
UNREADABLE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOTADB})

Row: TypeAlias = tuple[bytes | int | float | None, ...]
"""A row as it is stored. Text comes as its UTF-8 bytes, ready to be sent."""


class TookTooLong(Exception):
    """A statement was stopped at its deadline, or could not start before."""


class Reader:
    """One connection. It serves one thread at a time."""

    def __init__(
        self, file: Path, pages_kept: int = PAGES_KEPT, statements_kept: int = STATEMENTS_KEPT
    ) -> None:
        """Open the file, to keep so many KiB of pages, and so many statements."""
        self._file = file
        self._connection = open_readonly(file, statements_kept)
        self._connection.text_factory = bytes
        self._connection.execute(f"PRAGMA cache_size = -{pages_kept}")
        self._connection.execute("PRAGMA query_only = ON")
        self._deadline = inf
        self._connection.set_progress_handler(self._is_late, STEPS)

    def rows(self, statement: Prepared, values: Values, deadline: float) -> list[Row]:
        """The rows that the statement selects, with its parameters bound to the values.

        `deadline` is on the clock of `time.monotonic`. Raises TookTooLong where it passes, and
        DatasetError where the file cannot be read any longer.
        """
        text, otherwise = statement
        self._deadline = deadline
        if self._is_late():  # it waited too long for others
            raise TookTooLong
        try:
            bound = {**otherwise, **values} if otherwise else values
            return self._connection.execute(text, bound).fetchall()
        except sqlite3.DatabaseError as error:
            raise self._told_apart(error) from error

    def batches(
        self, statement: Prepared, values: Values, size: int, seconds: float
    ) -> Iterator[list[Row]]:
        """The rows that the statement selects, so many at a time: memory holds no more.

        Each batch has so many seconds. Raises TookTooLong where that is too little, and
        DatasetError as `rows` does.
        """
        text, otherwise = statement
        try:
            self._deadline = monotonic() + seconds
            with closing(self._connection.execute(text, {**otherwise, **values})) as found:
                while rows := found.fetchmany(size):
                    yield rows
                    self._deadline = monotonic() + seconds
        except sqlite3.DatabaseError as error:
            raise self._told_apart(error) from error

    def column(self, name: str) -> tuple[int, str, bytes]:
        """A column's copy: how many codes it has, its form, and its body."""
        self._deadline = inf
        try:
            rowid, size, form = self._directory[name]
            # A plain SELECT would copy the body twice.
            with self._connection.blobopen("column_copy", "body", rowid, readonly=True) as blob:
                return size, form, blob.read()
        except sqlite3.DatabaseError as error:
            raise self._told_apart(error) from error

    def version(self) -> bytes:
        """The version that the file itself names."""
        self._deadline = inf
        with closing(self._connection.execute("SELECT version FROM manifest")) as found:
            version: bytes = found.fetchone()[0]
            return version

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @cached_property
    def _directory(self) -> dict[str, tuple[int, int, str]]:
        """Row, number of codes and form of each array by its name: read once, when first needed.

        So that to open an array takes no statement.
        """
        query = "SELECT name, rowid, size, form FROM column_copy"
        with closing(self._connection.execute(query)) as found:
            return {
                name.decode(): (rowid, size, form.decode()) for name, rowid, size, form in found
            }

    def _is_late(self) -> bool:
        return monotonic() > self._deadline

    def _told_apart(self, error: sqlite3.DatabaseError) -> Exception:
        """The error, or what stands for it where the deadline stopped the statement, or the file is
        not what it was.
        """
        code = getattr(error, "sqlite_errorcode", None)
        if code == sqlite3.SQLITE_INTERRUPT:
            return TookTooLong()
        if code is not None and code & PRIMARY in UNREADABLE:
            return DatasetError(f"The dataset {self._file} cannot be read: {error}.")
        return error
