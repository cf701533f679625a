"""Digests: what the version of a dataset is a hash of.

Each table is hashed by itself, so that whoever writes one in order of its key can hash it then, and
need not read it again. Rows are hashed as JSON, with the escapes of RFC 8785; where they are long,
each value as its bytes, with their number before them. Both are the same on every machine and in
every release of Python.
"""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter

from pydantic_core import to_json

FORMAT = 4
"""The layout of the file, in `user_version`: a server reads files of its own layout only."""

SHORT = 12
"""By how many hexadecimal digits of its version a citation names a dataset."""

UNNAMED = "Citewire dataset \0\0"
"""What stands in citations for the dataset until its version is known.

No text holds a NUL, and JSON writes one as six characters: two are as wide as the version.
"""

RECORDS = "record"
"""The table of the JSON, in which citations name the version."""

_OUTSIDE_VERSION = re.compile(r"manifest|alembic_version|search(_\w+)?|sqlite_\w+")
"""Tables that follow from the others, or say something of the file itself."""

_LONG = {RECORDS, "column_copy"}
"""Tables of few columns and many bytes, which are hashed without being read into Python."""

_UNNAMED_BODY = "replace(replace(body, :kept, 'not named'), :named, :kept)"
"""SQL for the JSON of a record as it was before citations named the version.

One that still has the place kept was never named so: it is hashed as something else.
"""


class Digest:
    """SHA-256 of the rows of a table, taken in order of their key."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self._rows = 0

    def __str__(self) -> str:
        return self._sha256.hexdigest()

    def __len__(self) -> int:
        return self._rows

    def add(self, rows: Sequence[Sequence[object]]) -> None:
        """Add rows, with their values in order of the columns: text, whole numbers and null."""
        # Without the brackets, so that it does not matter how many are taken at a time.
        self.add_bytes(to_json(rows, bytes_mode="hex")[1:-1] + b",", len(rows))

    def add_bytes(self, framed: bytes, rows: int = 1) -> None:
        """Add rows as bytes."""
        self._sha256.update(framed)
        self._rows += rows


def named_in(body: bytes, version: str) -> bytes:
    """The JSON of records, with the version in each citation, where its place was kept."""
    return body.replace(_as_json(UNNAMED).encode(), _named(version).encode())


def _named(version: str) -> str:
    return f"Citewire dataset {version[:SHORT]}"


def _as_json(text: str) -> str:
    return json.dumps(text)[1:-1]


def content_version(connection: sqlite3.Connection, named: str | None = None) -> str:
    """The version of what the tables hold.

    Citations name the version, which is the hash of what stood there before: where a dataset
    is `named`, it is hashed as it was then.
    """
    known = {} if named is None else {"named": _named(named), "kept": _as_json(UNNAMED)}
    records = {RECORDS: _digest(connection, RECORDS, known)}
    return version_of(connection, digests(connection, records))


def version_of(connection: sqlite3.Connection, tables: Mapping[str, Digest]) -> str:
    """SHA-256 over the schema's revision, and the columns and the digest of every table."""
    digest = hashlib.sha256()
    for (revision,) in connection.execute("SELECT version_num FROM alembic_version"):
        digest.update(f"{FORMAT} {revision}\n".encode())
    for table, rows in tables.items():
        columns = _columns(connection, table)
        digest.update(f"{table} {columns} {len(rows)} {rows}\n".encode())
    return digest.hexdigest()


def digests(connection: sqlite3.Connection, known: Mapping[str, Digest]) -> dict[str, Digest]:
    """The digests of all tables whose rows are the content, by name; those that are known too."""
    found = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    names = [name for (name,) in found.fetchall() if not _OUTSIDE_VERSION.fullmatch(name)]
    return {name: known[name] if name in known else _digest(connection, name, {}) for name in names}


def full_text_digest(connection: sqlite3.Connection) -> str:
    """SHA-256 over the rows of the tables in which FTS5 keeps its index."""
    digest = hashlib.sha256()
    query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'search_*'"
    for (table,) in connection.execute(f"{query} ORDER BY name").fetchall():
        digest.update(f"{table} {_columns(connection, table)}\n".encode())
        for row in _long(connection, table, {}):
            digest.update(row)
    return digest.hexdigest()


def _digest(connection: sqlite3.Connection, table: str, known: Mapping[str, str]) -> Digest:
    """The digest of a table. Where names in citations are `known`, they are taken out again."""
    digest = Digest()
    if table in _LONG:
        for row in _long(connection, table, known):
            digest.add_bytes(row)
    else:
        for rows in _short(connection, table):
            digest.add(rows)
    return digest


def _long(connection: sqlite3.Connection, table: str, known: Mapping[str, str]) -> Iterator[bytes]:
    """What is hashed of each row, put together by SQL."""
    columns = _columns(connection, table)
    values = " || ".join(
        _framed(_UNNAMED_BODY if known and name == "body" else f'"{name}"') for name, *_ in columns
    )
    query = f'SELECT CAST({values} AS BLOB) FROM "{table}" {_in_order(columns)}'  # noqa: S608 (names of its own schema)
    for (row,) in connection.execute(query, known):  # one by one: an array has many megabytes
        yield row


def _short(connection: sqlite3.Connection, table: str) -> Iterator[list[tuple[object, ...]]]:
    """Rows that SQL would take twice as long to put together."""
    order = _in_order(_columns(connection, table))
    found = connection.execute(f'SELECT * FROM "{table}" {order}')  # noqa: S608 (as above)
    while rows := found.fetchmany(1000):
        yield rows


Columns = list[tuple[str, str, int, int]]
"""Names and types, whether they are never null, and their number within the key."""


def _columns(connection: sqlite3.Connection, table: str) -> Columns:
    return connection.execute(
        'SELECT name, type, "notnull", pk FROM pragma_table_info(?)', (table,)
    ).fetchall()


def _in_order(columns: Columns) -> str:
    key = ", ".join(f'"{name}"' for name, *_, pk in sorted(columns, key=itemgetter(3)) if pk)
    return f"ORDER BY {key}"


def _framed(value: str) -> str:
    """SQL for the bytes of a value with their number before them; a null is a hyphen."""
    return f"coalesce(length(CAST({value} AS BLOB)) || ':' || {value}, '-')"


def framed(key: int, body: bytes) -> bytes:
    """What is hashed of a record, as SQL would put it together."""
    return b"%d:%d%d:%b" % (len(str(key)), key, len(body), body)
