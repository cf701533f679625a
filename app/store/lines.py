"""Lines: the records of facts once more, behind the tables, where each is read in one go.

A record in a table is found down a tree of pages, of which a large file has too many to keep in
memory: for twenty records the system is asked for some forty. Of a line it is known where it is.

SQLite reads as many pages as the header of the file has, and takes no notice of what is behind them
(https://www.sqlite.org/fileformat.html#in_header_database_size): first the lines, which are NDJSON
in reading order; then where each of them starts, counted from the first, and where the last one
ends, in 4 bytes each, or in 8 where all of it has 4 GiB or more; then marks, a bit for each key
from 0 on, which is set where the key is that of a fact, in words of 8 bytes. What is least comes
first, bytes and bits.

How many marks are before that of a key is the number of its line. Of each word that is counted
when the file is opened: to look for keys among a million others would take a tenth of a page.
"""

import os
import sqlite3
import sys
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from threading import Lock

PLACE, FAR_PLACE, WORD, COUNT = "I", "Q", "Q", "i"
"""How numbers are kept, as `array` has it: of 4 bytes, or of 8; of 8, and of 4."""
LARGE = 1 << 32
"""From how many bytes on places are far."""
BITS = 64
"""How many marks a word has."""
BELOW = tuple((1 << bit) - 1 for bit in range(BITS))
"""For each bit of a word, those before it."""
END = b"\n"
"""Ends a line. JSON has none: it writes one in a text as two characters."""
TOGETHER = 1000
"""How many lines are written at a time."""


class Lines:
    """The lines of a file, for any number of threads."""

    def __init__(self, file: Path, size: int, facts: int, records: int) -> None:
        """Open the file, which ends with lines and all of so many bytes: of so many facts, among
        so many records. Raises OSError where it does not.
        """
        self._file = file.open("rb", buffering=0)
        self._turn = Lock()
        self._read_at = self._read_in_turn if sys.platform == "win32" else os.pread
        try:
            self._whole = os.fstat(self._file.fileno()).st_size
            self._first = self._whole - size
            marks = size - _words(records) * array(WORD).itemsize
            place = PLACE if size < LARGE else FAR_PLACE
            starts = marks - (facts + 1) * array(place).itemsize
            self._starts = _in_order(array(place, self._read(starts, marks)))
            self._marks = _in_order(array(WORD, self._read(marks, size)))
            counts = accumulate(map(int.bit_count, self._marks), initial=0)
            self._before = array(COUNT, counts)
            if self._starts[-1] != starts or self._before[-1] != facts:
                raise OSError("its lines are not where they should be")
        except BaseException:
            self._file.close()
            raise

    def bodies(self, keys: Sequence[int]) -> list[bytes]:
        """The JSON of the facts with these keys. Raises OSError where the file has it no longer."""
        starts, marks, before = self._starts, self._marks, self._before
        numbers = [
            before[key // BITS] + (marks[key // BITS] & BELOW[key % BITS]).bit_count()
            for key in keys
        ]
        if len(numbers) > 1 and _is_run(numbers):  # they stand one behind the other
            return self._read(starts[numbers[0]], starts[numbers[-1] + 1] - 1).split(END)
        first, read, file = self._first, self._read_at, self._file.fileno()
        sizes = [starts[number + 1] - 1 - starts[number] for number in numbers]
        found = [
            read(file, size, first + starts[number])
            for number, size in zip(numbers, sizes, strict=True)
        ]
        if [*map(len, found)] != sizes:
            raise _cut_short(sum(sizes) - sum(map(len, found)))
        return found

    def _read(self, start: int, end: int) -> bytes:
        size = end - start
        found = self._read_at(self._file.fileno(), size, self._first + start)
        if len(found) < size:
            raise _cut_short(size - len(found))
        return found

    def _read_in_turn(self, _: int, size: int, place: int) -> bytes:
        """The same as `os.pread`, which Windows lacks."""
        with self._turn:
            self._file.seek(place)
            return self._file.read(size) or b""

    def is_whole(self) -> bool:
        """Whether the file is as long as it was."""
        return os.fstat(self._file.fileno()).st_size == self._whole

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def lines_of(connection: sqlite3.Connection) -> Iterator[bytes]:
    """What stands behind the tables of the dataset, piece by piece."""
    [[records]] = connection.execute("SELECT count(*) FROM record")
    starts, marks = array(FAR_PLACE, [0]), array(WORD, [0] * _words(records))
    found = connection.execute(
        "SELECT key, CAST(body AS BLOB) FROM fact JOIN record USING (key) ORDER BY key"
    )
    while rows := found.fetchmany(TOGETHER):
        for key, body in rows:
            marks[key // BITS] |= 1 << key % BITS
            starts.append(starts[-1] + len(body) + len(END))
        yield END.join([*(body for _, body in rows), b""])
    size = starts[-1] + len(starts) * array(PLACE).itemsize + len(marks) * marks.itemsize
    yield _in_order(array(PLACE, starts) if size < LARGE else starts).tobytes()
    yield _in_order(marks).tobytes()


def _cut_short(missing: int) -> OSError:
    return OSError(f"it ends {missing} bytes too early")


def _is_run(numbers: Sequence[int]) -> bool:
    """Whether each number is the one after that before it."""
    first, last = numbers[0], numbers[-1]
    # The first comparison spares a list of all numbers between two that are far apart.
    return last - first == len(numbers) - 1 and numbers == [*range(first, last + 1)]


def _words(records: int) -> int:
    """How many words have the marks of the keys 0 to the number of records."""
    return records // BITS + 1


def _in_order(numbers: "array[int]") -> "array[int]":
    """Numbers as the file has them from those of this machine, or the other way round."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
