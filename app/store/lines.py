"""Lines: the records of facts once more, behind the tables, where each is read in one go.

A record in a table is found down a tree of pages, of which a large file has too many to keep in
memory: for twenty records the system is asked for some forty. Of a line it is known where it is.

SQLite reads as many pages as the header of the file has, and takes no notice of what is behind them
(https://www.sqlite.org/fileformat.html#in_header_database_size): first the lines, which are NDJSON
in reading order; then where each of them starts, counted from the first, and where the last one
ends, in 8 bytes each; then their keys, in 4. The least significant byte comes first.
"""

import os
import sqlite3
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock

PLACE, KEY = "q", "i"
"""How numbers are kept, as `array` has it: signed, of 8 bytes and of 4."""
END = b"\n"
"""Ends a line. JSON has none: it writes one in a text as two characters."""
TOGETHER = 1000
"""How many lines are written at a time."""


class Lines:
    """The lines of a file, for any number of threads."""

    def __init__(self, file: Path, size: int, number: int) -> None:
        """Open the file, which ends with so many lines, and all of so many bytes. Raises OSError
        where it does not.
        """
        self._file = file.open("rb", buffering=0)
        self._turn = Lock()
        try:
            self._whole = os.fstat(self._file.fileno()).st_size
            self._first = self._whole - size
            keys = size - number * array(KEY).itemsize
            starts = keys - (number + 1) * array(PLACE).itemsize
            self._starts = _in_order(array(PLACE, self._read(starts, keys)))
            self._keys = _in_order(array(KEY, self._read(keys, size)))
            if self._starts[-1] != starts:
                raise OSError("its lines do not end where they should")
        except BaseException:
            self._file.close()
            raise

    def bodies(self, keys: Sequence[int]) -> list[bytes]:
        """The JSON of the facts with these keys. Raises OSError where the file has it no longer."""
        starts, places = self._starts, [bisect_left(self._keys, key) for key in keys]
        assert [self._keys[place] for place in places] == list(keys), "these are keys of facts"
        if len(places) > 1 and places == [*range(places[0], places[-1] + 1)]:
            # Those that stand one behind the other are read as one.
            return self._read(starts[places[0]], starts[places[-1] + 1] - 1).split(END)
        return [self._read(starts[place], starts[place + 1] - 1) for place in places]

    def _read(self, start: int, end: int) -> bytes:
        place, size = self._first + start, end - start
        if sys.platform == "win32":  # which cannot read at a place
            with self._turn:
                self._file.seek(place)
                found = self._file.read(size) or b""
        else:
            found = os.pread(self._file.fileno(), size, place)
        if len(found) < end - start:
            raise OSError(f"it ends {end - start - len(found)} bytes too early")
        return found

    def is_whole(self) -> bool:
        """Whether the file is as long as it was."""
        return os.fstat(self._file.fileno()).st_size == self._whole

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def lines_of(connection: sqlite3.Connection) -> Iterator[bytes]:
    """What stands behind the tables of the dataset, piece by piece."""
    starts, keys = array(PLACE, [0]), array(KEY)
    found = connection.execute(
        "SELECT key, CAST(body AS BLOB) FROM fact JOIN record USING (key) ORDER BY key"
    )
    while rows := found.fetchmany(TOGETHER):
        for key, body in rows:
            keys.append(key)
            starts.append(starts[-1] + len(body) + len(END))
        yield END.join([*(body for _, body in rows), b""])
    yield _in_order(starts).tobytes()
    yield _in_order(keys).tobytes()


def _in_order(numbers: "array[int]") -> "array[int]":
    """Numbers as the file has them from those of this machine, or the other way round."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
