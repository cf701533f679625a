"""The sealed file: what makes a SQLite file a Citewire dataset, and how that is verified.

A dataset carries `application_id` and `user_version` in its header, and one manifest row
that names its version and what it holds. The version is the SHA-256 of all its rows, so a
file can be checked against its own name. Written by the compiler, verified by the server.
"""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from operator import itemgetter
from pathlib import Path
from typing import Self

from pydantic_core import to_json

APPLICATION_ID = 0x43575245
"""'CWRE', in the header field that SQLite reserves for applications."""

FORMAT = 1
"""The layout of the file, in `user_version`; it changes where an older server cannot read it."""

POINTER = "current"
"""The file beside the datasets that names the published version."""

CHECKED_WHOLE = 64 * 1024 * 1024
"""Up to this size in bytes a file is read and hashed whole before it is served."""

SHORT = 12
"""By how many hexadecimal digits of its version a citation names a dataset."""

UNNAMED = "Citewire dataset \0\0"
"""What stands in citations for the dataset until its version is known.

No text holds a NUL, and JSON writes one as six characters: two are as wide as the version.
"""

_OUTSIDE_VERSION = re.compile(r"manifest|alembic_version|search(_\w+)?|sqlite_\w+")
"""Tables that follow from the others, or say something of the file itself."""

_LONG = {"record", "column_copy"}
"""Tables of few columns and many bytes, which are hashed without being read into Python."""

_UNNAMED_BODY = "replace(replace(body, :kept, 'not named'), :named, :kept)"
"""SQL for the JSON of a record as it was before citations named the version.

One that still has the place kept was never named so: it is hashed as something else.
"""

_VERSION = re.compile(rb"[0-9a-f]{64}")


class DatasetError(Exception):
    """A file that cannot be served. The message says why, and what to do."""


@dataclass(frozen=True)
class Manifest:
    """What a dataset is and holds."""

    version: str
    source: str
    """SHA-256 of the seed and of the compiler that made it: equal source, equal dataset."""
    citewire: str
    """The version of Citewire that compiled it."""
    tables: dict[str, int]
    """How many rows each table holds."""
    documents: dict[str, str]
    """SHA-256 of each document's text, by id."""
    pages: int
    """Size of the file in pages: a file that was cut short does not have them all."""
    full_text: str | None = None
    """SHA-256 of the full-text index, which is not in the version: each release of SQLite may
    write another one. None in a file that was sealed before it was taken.
    """

    def to_json(self) -> str:
        """The manifest as canonical JSON, with the SHA-256 of it all as its seal."""
        content = asdict(self)
        return _canonical({**content, "seal": _sha256(content)})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The manifest in this JSON. Raises ValueError or TypeError where it is not one."""
        content = dict(json.loads(text))
        if content.pop("seal", None) != _sha256(content):
            raise ValueError("its seal is broken")
        return cls(**content)


verified_here: ContextVar[tuple[Path, Manifest] | None] = ContextVar("verified", default=None)
"""The dataset that `citewire serve` has verified, for a server that runs in the same process."""


def _canonical(content: dict[str, object]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _sha256(content: dict[str, object]) -> str:
    return hashlib.sha256(_canonical(content).encode()).hexdigest()


def path_of(folder: Path, version: str) -> Path:
    """Where the dataset of this version is published."""
    return folder / f"{version}.sqlite"


def published(folder: Path) -> Path | None:
    """The dataset that is current in the folder, or None where none is published."""
    try:
        version = (folder / POINTER).read_bytes().strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    # What a crash of the whole system left of a pointer names no version.
    return path_of(folder, version.decode()) if _VERSION.fullmatch(version) else None


def open_readonly(file: Path) -> sqlite3.Connection:
    """A connection that cannot write, to a file that is promised never to change.

    `immutable=1` lets SQLite skip all locking, see https://www.sqlite.org/uri.html.
    """
    uri = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False, cached_statements=512)


def table_names(connection: sqlite3.Connection) -> list[str]:
    """The tables whose rows are the content of the dataset."""
    found = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    return [name for (name,) in found if not _OUTSIDE_VERSION.fullmatch(name)]


def name_in_citations(connection: sqlite3.Connection, version: str) -> None:
    """Put the version into every citation, where its place was kept."""
    connection.execute(
        "UPDATE record SET body = replace(body, ?, ?)", (_as_json(UNNAMED), _named(version))
    )


def _named(version: str) -> str:
    return f"Citewire dataset {version[:SHORT]}"


def _as_json(text: str) -> str:
    return json.dumps(text)[1:-1]


def content_version(connection: sqlite3.Connection, named: str | None = None) -> str:
    """SHA-256 over the schema's revision and every row of every table, in order.

    Citations name the version, which is the hash of what stood there before: where a dataset
    is `named`, it is hashed as it was then. Rows are hashed as JSON, with the escapes of RFC 8785;
    where they are long, each value as its bytes, with their number before them. Both are the same
    on every machine and in every release of Python.
    """
    digest = hashlib.sha256()
    known = {"named": _named(named or ""), "kept": _as_json(UNNAMED)}
    for (revision,) in connection.execute("SELECT version_num FROM alembic_version"):
        digest.update(f"{FORMAT} {revision}\n".encode())
    for table in table_names(connection):
        is_named = named is not None and table == "record"
        long = _content(connection, table, known if is_named else {})
        for piece in long if table in _LONG else _rows(connection, table):
            digest.update(piece)
    return digest.hexdigest()


def full_text_digest(connection: sqlite3.Connection) -> str:
    """SHA-256 over the rows of the tables in which FTS5 keeps its index."""
    digest = hashlib.sha256()
    query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'search_*'"
    for (table,) in connection.execute(f"{query} ORDER BY name").fetchall():
        for piece in _content(connection, table, {}):
            digest.update(piece)
    return digest.hexdigest()


def _content(connection: sqlite3.Connection, table: str, known: dict[str, str]) -> Iterator[bytes]:
    """What is hashed of a table: its columns, then its rows in order of their key.

    Where names in citations are `known`, they are taken out of the JSON of records.
    """
    columns = _columns(connection, table)
    yield f"{table} {columns}\n".encode()
    values = " || ".join(
        _framed(_UNNAMED_BODY if known and name == "body" else f'"{name}"') for name, *_ in columns
    )
    query = f'SELECT CAST({values} AS BLOB) FROM "{table}" {_in_order(columns)}'  # noqa: S608 (names of its own schema)
    for (row,) in connection.execute(query, known):  # one by one: an array has many megabytes
        yield row


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[bytes]:
    """The same of a table of short values, which SQL would take twice as long to put together."""
    columns = _columns(connection, table)
    yield f"{table} {columns}\n".encode()
    found = connection.execute(f'SELECT * FROM "{table}" {_in_order(columns)}')  # noqa: S608 (as above)
    while rows := found.fetchmany(1000):
        # Without the brackets, so that it does not matter how many are taken at a time.
        yield to_json(rows, bytes_mode="hex")[1:-1] + b","


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


def verify(file: Path, whole: bool | None = None) -> Manifest:
    """The manifest of a sound dataset. Raises DatasetError for any other file.

    The header, the manifest, the size and the counts are always checked. `whole` also reads
    every page and row and computes the version anew; by default, where the file is small.
    """
    try:
        size = file.stat().st_size
    except OSError as error:
        raise DatasetError(f"The dataset {file} cannot be read: {error.strerror}.") from error
    if not file.is_file():
        raise DatasetError(f"The dataset {file} cannot be read: it is not a file.")
    try:
        with closing(open_readonly(file)) as connection:
            manifest = _verify_head(connection, file, size)
            if whole or (whole is None and size <= CHECKED_WHOLE):
                _verify_whole(connection, file, manifest)
    # SQLite quotes the file in its messages, and Python then fails to read them as UTF-8.
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise _damaged(file, str(error)) from error
    return manifest


def _verify_head(connection: sqlite3.Connection, file: Path, size: int) -> Manifest:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION_ID:
        raise DatasetError(
            f"{file} is a SQLite file, but not a Citewire dataset (its application_id is"
            f" {application:#x}, not {APPLICATION_ID:#x})."
        )
    layout = connection.execute("PRAGMA user_version").fetchone()[0]
    if layout != FORMAT:
        raise DatasetError(
            f"{file} has dataset format {layout}; this version of Citewire reads format {FORMAT}."
            " Compile it again with `citewire build`."
        )
    rows = connection.execute("SELECT version, body FROM manifest").fetchall()
    if len(rows) != 1:
        raise _damaged(file, "it has no manifest, so its build did not end")
    try:
        manifest = Manifest.from_json(rows[0][1])
    except (ValueError, TypeError) as error:
        raise _damaged(file, f"its manifest cannot be read ({error})") from error
    if rows[0][0] != manifest.version:
        raise _damaged(file, "its manifest names two versions")
    if len(file.stem) == len(manifest.version) and file.stem != manifest.version:
        raise DatasetError(
            f"{file} holds the dataset of version {manifest.version}, not of the version that it"
            " is named after. Rename it, or fetch the right one."
        )
    page = connection.execute("PRAGMA page_size").fetchone()[0]
    if size != manifest.pages * page:
        raise _damaged(file, f"it has {size} bytes and should have {manifest.pages * page}")
    last = connection.execute("SELECT max(key) FROM record").fetchone()[0] or 0
    if last != manifest.tables.get("record"):
        raise _damaged(file, "its last record is missing")
    return manifest


def _verify_whole(connection: sqlite3.Connection, file: Path, manifest: Manifest) -> None:
    problems = connection.execute("PRAGMA integrity_check(1)").fetchall()
    if problems != [("ok",)]:
        raise _damaged(file, str(problems[0][0]))
    version = content_version(connection, named=manifest.version)
    if version != manifest.version:
        raise _damaged(file, f"its content hashes to {version}, not to {manifest.version}")
    if manifest.full_text not in {None, full_text_digest(connection)}:
        raise _damaged(file, "its full-text index was changed")


def _damaged(file: Path, reason: str) -> DatasetError:
    return DatasetError(
        f"The dataset {file} is damaged: {reason}. Compile it again with `citewire build`, or"
        " fetch it again."
    )
