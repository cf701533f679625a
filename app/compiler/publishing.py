"""Publishing: a draft through the migrated schema, sealed, and made current atomically.

A draft becomes `<version>.sqlite` only when it is whole and on disk, and the pointer is
switched last, so a build that fails or is killed leaves what was published untouched.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from app.compiler.rendered import Rendered
from app.settings import bundled
from app.store.digests import FORMAT, Digest, digests, full_text_digest, version_of
from app.store.lines import lines_of
from app.store.sealed import APPLICATION_ID, POINTER, DatasetError, Manifest, path_of

DRAFT = ".draft-"

SETTINGS = (
    "journal_mode = OFF",
    "synchronous = OFF",
    "cache_size = -32768",
    "secure_delete = ON",
)
"""How a draft is written: one that fails is thrown away, and one that is whole is synced last.

Pages of up to 32 MiB are kept in memory, however large the dataset. What is published has zeros
where nothing stands, and not what happened to be there: otherwise equal content would not be equal
bytes.
"""


@dataclass(frozen=True)
class Draft:
    """A dataset in the making."""

    path: Path

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """One transaction on the draft, with the schema migrated to its head."""
        engine = create_engine(URL.create("sqlite", database=str(self.path)), poolclass=NullPool)
        with engine.begin() as connection:
            for setting in SETTINGS:
                connection.execute(text(f"PRAGMA {setting}"))
            migrate(connection)
            yield connection


@contextmanager
def without_indexes(connection: Connection) -> Iterator[None]:
    """Drop the indexes, and make them all at once where the tables of all records are full."""
    query = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
    found = connection.execute(text(query)).all()
    for name, _ in found:
        connection.execute(text(f'DROP INDEX "{name}"'))
    yield
    for _, sql in found:
        connection.execute(text(sql))


def migrate(connection: Connection) -> None:
    """Bring the schema to the newest revision."""
    config = Config()
    # ConfigParser takes `%` for the start of an interpolation.
    config.set_main_option("script_location", str(bundled("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextmanager
def new_file(data: Path) -> Iterator[Draft]:
    """A draft in the data folder, which is removed unless it was published.

    Raises DatasetError where the folder cannot be written, or has no space left.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(data)
        draft = data / f"{DRAFT}{os.getpid()}-{os.urandom(4).hex()}.sqlite"
        try:
            yield Draft(draft)
        finally:
            for leftover in data.glob(f"{draft.name}*"):
                leftover.unlink()
    except OSError as error:
        raise _unpublished(data, error.strerror or str(error)) from error
    except sqlite3.OperationalError as error:
        raise _unpublished(data, str(error)) from error
    except OperationalError as error:
        raise _unpublished(data, str(error.orig)) from error


def _unpublished(data: Path, reason: str) -> DatasetError:
    return DatasetError(f"No dataset can be published in {data}: {reason}.")


def _remove_abandoned(data: Path) -> None:
    """Remove the drafts of builds whose process is gone."""
    for draft in data.glob(f"{DRAFT}*"):
        process = draft.name.removeprefix(DRAFT).split("-")[0]
        # A container's processes have the same ids each time: what has ours is older than us.
        ours = process == str(os.getpid())
        if process.isdigit() and (ours or not _is_running(int(process))):
            draft.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def seal(
    draft: Path,
    rendered: Rendered,
    known: Mapping[str, Digest],
    *,
    source: str,
    citewire: str,
    documents: dict[str, str],
) -> Manifest:
    """Write the records, which name the version, and the manifest and the marks of a dataset; and
    last the lines.

    All of it is then brought to disk. `known` are the digests that need not be taken anew.
    """
    with closing(_opened(draft)) as connection:
        tables = digests(connection, known)
        version = version_of(connection, tables)
        _write_records(connection, rendered, version)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute("ANALYZE")
        # The records, which came last, take again what merging left, unless that was more.
        if connection.execute("PRAGMA freelist_count").fetchone() != (0,):
            connection.execute("VACUUM")
        manifest = Manifest(
            version=version,
            source=source,
            citewire=citewire,
            tables={name: len(digest) for name, digest in tables.items()},
            documents=documents,
            pages=_pages(connection),
            lines=sum(map(len, lines_of(connection))),
            full_text=full_text_digest(connection),
        )
        manifest = _written_with_size(connection, manifest)
        with draft.open("ab") as file:
            file.writelines(lines_of(connection))
            file.flush()
            os.fsync(file.fileno())
    return manifest


def _opened(draft: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(draft, isolation_level=None)
    for setting in SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    return connection


def _write_records(connection: sqlite3.Connection, rendered: Rendered, version: str) -> None:
    connection.execute("BEGIN")
    connection.executemany(
        # JSON is at hand as UTF-8: as a string of Python it would be decoded and encoded again.
        "INSERT INTO record (key, body) VALUES (?, CAST(? AS TEXT))",
        rendered.naming(version),
    )
    connection.execute("COMMIT")


def _pages(connection: sqlite3.Connection) -> int:
    pages: int = connection.execute("PRAGMA page_count").fetchone()[0]
    return pages


def _written_with_size(connection: sqlite3.Connection, manifest: Manifest) -> Manifest:
    """Write the manifest with the number of pages of the file, which has the manifest in it.

    The number is known once it is written. It is then put in, which takes no page more or less
    where it has as many digits as the one that was guessed.
    """
    while True:
        _write(connection, manifest)
        pages = _pages(connection)
        if pages == manifest.pages:
            return manifest
        manifest = replace(manifest, pages=pages)


def _write(connection: sqlite3.Connection, manifest: Manifest) -> None:
    connection.execute("DELETE FROM manifest")
    connection.execute(
        "INSERT INTO manifest (version, body) VALUES (?, ?)", (manifest.version, manifest.to_json())
    )


def publish(draft: Path, data: Path, version: str) -> Path:
    """Give the sealed draft its name, then point to it."""
    file = path_of(data, version)
    draft.chmod(0o444)
    draft.replace(file)
    _sync_folder(data)
    own = f"{DRAFT}{os.getpid()}-{POINTER}-"
    with NamedTemporaryFile("w", dir=data, prefix=own, delete=False) as pointer:
        pointer.write(f"{version}\n")
        pointer.flush()
        os.fsync(pointer.fileno())
    Path(pointer.name).chmod(0o644)
    Path(pointer.name).replace(data / POINTER)
    _sync_folder(data)
    return file


def _sync_folder(folder: Path) -> None:
    """Bring the folder's entries to disk, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
