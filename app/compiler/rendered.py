"""Rendered: the JSON of all records, which waits for the version that its citations name.

The version is a hash of all that a dataset holds, and so of this too. The JSON is hashed as it
comes and kept in a file; once the version is known, it goes into its table as it is served. To put
it there at once, read it again for the hash and write it anew takes several times as long.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile

from app.store.digests import Digest, framed, named_in

END = b"\n"
"""Stands between two records. JSON has none: it writes one in a text as two characters."""


class Rendered:
    """The JSON of records, by their keys: 1, 2, 3… Its file is in the folder, and has no name."""

    def __init__(self, folder: Path) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - closed by `close`
        self.digest = Digest()
        """Of the table, as it is before citations name the version."""
        self._pieces: list[int] = []
        """The sizes of the pieces of the file."""

    def add(self, rows: Sequence[Sequence[object]]) -> None:
        """Add records, each with the key after the last one."""
        if not rows:  # a piece of no records would be read as one that is empty
            return
        bodies: list[bytes] = []
        for number, (key, body) in enumerate(rows, len(self.digest) + 1):
            assert key == number, "records come in order of their keys"
            assert isinstance(body, bytes), "JSON is rendered as bytes"
            bodies.append(body)
        first = len(self.digest) + 1
        hashed = b"".join(map(framed, range(first, first + len(bodies)), bodies))
        self.digest.add_bytes(hashed, len(bodies))
        piece = END.join(bodies)
        self._pieces.append(len(piece))
        self._file.write(piece)

    def naming(self, version: str) -> Iterable[tuple[int, bytes]]:
        """The records by their keys, with the version in each citation."""
        self._file.seek(0)
        pieces = (named_in(self._file.read(size), version) for size in self._pieces)
        return enumerate(chain.from_iterable(piece.split(END) for piece in pieces), 1)

    def close(self) -> None:
        """Remove the file."""
        self._file.close()
