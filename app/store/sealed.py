"""The sealed file: what makes a SQLite file a Citewire dataset, and how that is verified.

A dataset carries `application_id` and `user_version` in its header, and one manifest row
that names its version and what it holds. The version is the SHA-256 of all its rows, so a
file can be checked against its own name. Written by the compiler, verified by the server.
"""

import hashlib
import json
import os
import re
import sqlite3
from contextlib import closing
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from app.store.digests import FORMAT, content_version, full_text_digest
from app.store.lines import lines_of

APPLICATION_ID = 0x43575245
"""'CWRE', in the header field that SQLite reserves for applications."""

POINTER = "current"
"""The file beside the datasets that names the published version."""

CHECKED_WHOLE = 64 * 1024 * 1024
"""Up to this size in bytes a file is read and hashed whole before it is served."""

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
    """Size of the tables in pages: a file that was cut short does not have them all."""
    lines: int
    """Size of what is behind the tables in bytes (see `store.lines`)."""
    full_text: str | None = None
    """SHA-256 of the full-text index, which is not in the version: each release of SQLite may
    write another one. None in a file that was sealed before it was taken.
    """

    def to_json(self) -> str:
        """The manifest as canonical JSON, with the SHA-256 of it all as its seal."""
        content = asdict(self)
        return _canonical({**content, "seal": _sha256(_canonical(content))})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The manifest in this JSON. Raises ValueError or TypeError where it is not one."""
        content = dict(json.loads(text))
        seal = content.pop("seal", None)
        # To write the content anew, without its seal, takes ten times as long as to cut that out.
        if seal != _sha256(text.replace(f'"seal":"{seal}",', "", 1)):
            raise ValueError("its seal is broken")
        return cls(**content)


verified_here: ContextVar[tuple[Path, Manifest] | None] = ContextVar("verified", default=None)
"""The dataset that `citewire serve` has verified, for a server that runs in the same process."""


def _canonical(content: dict[str, object]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


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


def open_readonly(file: Path, statements_kept: int = 128) -> sqlite3.Connection:
    """A connection that cannot write, to a file that is promised never to change.

    So many statements are kept prepared, those that ran last: some take 0.1 MB.

    `immutable=1` lets SQLite skip all locking, see https://www.sqlite.org/uri.html.
    """
    uri = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(
        uri, uri=True, check_same_thread=False, cached_statements=statements_kept
    )


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
    except (sqlite3.DatabaseError, UnicodeDecodeError, OSError) as error:
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
    whole = manifest.pages * page + manifest.lines
    if size != whole:
        reason = f"it has {size} bytes and should have {whole}"
        if size == manifest.pages * page:
            reason += ", for copies that SQLite makes are of the tables alone: copy the file itself"
        raise _damaged(file, reason)
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
    with file.open("rb") as behind:
        behind.seek(-manifest.lines, os.SEEK_END)
        pieces = lines_of(connection)
        if any(behind.read(len(piece)) != piece for piece in pieces) or behind.read(1):
            raise _damaged(file, "its lines are not those of its records")


def _damaged(file: Path, reason: str) -> DatasetError:
    return DatasetError(
        f"The dataset {file} is damaged: {reason}. Compile it again with `citewire build`, or"
        " fetch it again."
    )
