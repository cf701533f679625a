"""The store reads one file, which it never changes and which nothing else can change under it."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Timer
from typing import Any

import pytest
from sqlalchemy import bindparam, delete, func, insert, literal, select, update

from app.api.query.filters import sql_table
from app.compiler.build import build
from app.model import tables
from app.model.columns import codes_of, column_of
from app.store.columns import Columns
from app.store.prepared import Prepared, prepared
from app.store.reader import Row, TookTooLong
from app.store.sealed import DatasetError, open_readonly, path_of, verify
from app.store.sqlite import ASIDE, Store
from tests.seeds import small_seed
from tests.store import damage

DEAL = sql_table(tables.Deal)
COUNT = prepared(select(func.count()).select_from(DEAL))


@contextmanager
def opened(file: Path) -> Iterator[Store]:
    store = Store(file)
    try:
        yield store
    finally:
        store.close()


def read(
    store: Store, statement: Prepared, values: Mapping[str, object] | None = None
) -> list[Row]:
    """What the store answers to one who waits for it."""
    return asyncio.run(store.rows(statement, values or {}))


# --- What it reads


def test_rows_are_what_the_file_holds_with_text_as_bytes(dataset: Path) -> None:
    with closing(sqlite3.connect(dataset)) as connection:
        expected = connection.execute("SELECT id, sequence FROM deal ORDER BY key").fetchall()

    with opened(dataset) as store:
        rows = read(store, prepared(select(DEAL.c.id, DEAL.c.sequence).order_by(DEAL.c.key)))

    assert rows == [(id_.encode(), sequence) for id_, sequence in expected]
    assert len(rows) > 1


def test_values_are_bound_when_a_statement_runs(dataset: Path) -> None:
    deals = DEAL.c.stage == bindparam("stage")
    statement = prepared(select(func.count()).where(deals, literal(1) == 1))
    with opened(dataset) as store:
        counts = [read(store, statement, {"stage": stage}) for stage in ("announced", "'--", "")]
        total = read(store, COUNT)

    assert [row for [row] in counts[1:]] == [(0,), (0,)]
    assert counts[0][0] > (0,)
    assert counts[0] < total


def test_a_store_is_ready_until_it_is_closed(dataset: Path) -> None:
    store = Store(dataset)
    assert store.is_ready()

    store.close()

    assert not store.is_ready()


def test_a_file_that_is_no_dataset_is_not_opened(copy: Path) -> None:
    damage.with_a_row_changed(copy)

    with pytest.raises(DatasetError):
        Store(copy)


# --- What it cannot do


@pytest.mark.parametrize(
    "statement",
    [delete(DEAL), update(DEAL).values(stage="signed"), insert(DEAL).values(key=0)],
    ids=lambda statement: str(type(statement).__name__),
)
def test_nothing_can_be_written_through_the_store(copy: Path, statement: Any) -> None:
    before = copy.read_bytes()
    with opened(copy) as store:
        with pytest.raises(sqlite3.OperationalError, match="attempt to write a readonly database"):
            read(store, prepared(statement))
        assert read(store, COUNT)[0] > (0,)

    assert copy.read_bytes() == before


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM deal",
        "DROP TABLE deal",
        "CREATE TABLE other (id TEXT)",
        "PRAGMA user_version = 2",
        "VACUUM",
    ],
)
def test_the_connection_itself_cannot_write(copy: Path, sql: str) -> None:
    before = copy.read_bytes()
    with closing(open_readonly(copy)) as connection:
        connection.execute("PRAGMA query_only = OFF")
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute(sql)

    assert copy.read_bytes() == before


# --- What it does not need


def test_reading_leaves_nothing_beside_the_file(copy: Path) -> None:
    with opened(copy) as store:
        read(store, COUNT)
        while_open = sorted(path.name for path in copy.parent.iterdir())

    assert while_open == [copy.name]
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_the_file_is_taken_to_be_immutable_so_no_lock_is_asked_for(copy: Path) -> None:
    with closing(sqlite3.connect(copy, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with (
            closing(sqlite3.connect(copy, timeout=0)) as waiting,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            waiting.execute("SELECT * FROM deal")

        with opened(copy) as store:
            assert read(store, COUNT)[0] > (0,)


def test_file_and_folder_may_be_readable_and_nothing_more(dataset: Path) -> None:
    with TemporaryDirectory(dir="/tmp") as name:  # which every user can reach
        folder = Path(name)
        file = folder / "dataset.sqlite"
        shutil.copy(dataset, file)
        file.chmod(0o444)
        folder.chmod(0o555)
        try:
            with as_ordinary_user():
                with pytest.raises(PermissionError):
                    (folder / "another").touch()
                with opened(file) as store:
                    assert read(store, COUNT)[0] > (0,)
        finally:
            folder.chmod(0o755)


@contextmanager
def as_ordinary_user() -> Iterator[None]:
    """Do without the rights of root, for whom nothing is read-only."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)  # nobody
    try:
        yield
    finally:
        os.seteuid(user)


def test_a_file_that_is_replaced_by_name_is_read_to_the_end_as_it_was(copy: Path) -> None:
    with opened(copy) as store:
        before = read(store, COUNT)
        other = copy.with_name("other.sqlite")
        shutil.copy(copy, other)
        damage.change(other, "DELETE FROM deal")
        other.replace(copy)

        assert read(store, COUNT) == before
        assert store.is_ready()


def test_another_dataset_under_the_same_name_is_not_mixed_with_the_one_that_is_open(
    copy: Path, tmp_path: Path
) -> None:
    all_deals = prepared(select(DEAL.c.key).order_by(DEAL.c.key))
    other = path_of(tmp_path, build(small_seed(tmp_path / "seed").folder, tmp_path).version)
    with opened(copy) as store:
        before = read(store, all_deals)
        other.replace(copy)

        assert read(store, all_deals) == before
        with pytest.raises(DatasetError, match="it is another one now"):
            list(store.batches(all_deals, {}, 10))
        assert len(store.facts([row[0] for row in before if isinstance(row[0], int)])) > 1


def test_a_file_that_was_cut_short_is_not_ready(copy: Path) -> None:
    with opened(copy) as store:
        os.truncate(copy, copy.stat().st_size - 1)
        assert not store.is_ready()


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="the system does not list what is open")
def test_a_store_that_cannot_be_opened_leaves_nothing_open(copy: Path) -> None:
    sound = verify(copy)
    before = len([*Path("/dev/fd").iterdir()])
    for size in (100, sound.lines - 1, sound.lines + 8):
        with pytest.raises(DatasetError, match="cannot be read"):
            Store(copy, verified=replace(sound, lines=size))
    assert len([*Path("/dev/fd").iterdir()]) == before


# --- What takes long


def test_work_that_ends_after_the_store_was_closed_ends_quietly(
    dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.sqlite.SOON", 0.01)
    errors: list[dict[str, Any]] = []
    closes = Event()

    def work(columns: Columns) -> None:
        columns.numbers(codes_of(column_of(tables.Deal, "stage")))
        closes.wait(60)

    async def closed_meanwhile() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: errors.append(context))
        store = Store(dataset)
        given_up = asyncio.create_task(store.aside(work))
        await asyncio.sleep(0.05)
        given_up.cancel()
        Timer(0.1, closes.set).start()
        store.close()  # which waits for it
        await asyncio.sleep(0.2)

    asyncio.run(closed_meanwhile())

    assert errors == []


def _endless(copies: int = 5) -> Prepared:
    """A statement that would run for years."""
    record = sql_table(tables.Record)
    aliases = (record.alias(f"r{i}") for i in range(copies))
    return prepared(select(func.count()).select_from(*aliases))


def test_a_statement_is_stopped_at_its_deadline(dataset: Path) -> None:
    with closing(Store(dataset, query_seconds=0.2)) as store:
        with pytest.raises(TookTooLong):
            read(store, _endless())
        assert store.given_up == 1
        assert read(store, COUNT)[0] > (0,)


def test_the_event_loop_goes_on_while_a_statement_runs(dataset: Path) -> None:
    async def both(store: Store) -> list[Row]:
        long = asyncio.create_task(store.rows(_endless(), {}))
        await asyncio.sleep(0)  # it starts, and is handed over
        found = [await store.rows(COUNT, {}) for _ in range(10)]
        assert not long.done()
        with pytest.raises(TookTooLong):
            await long
        return found[0]

    with closing(Store(dataset, query_seconds=1)) as store:
        assert asyncio.run(both(store))[0] > (0,)


def test_what_waits_too_long_for_others_is_given_up_too(dataset: Path) -> None:
    async def waited(store: Store) -> None:
        free = Event()
        others = [asyncio.create_task(store.aside(lambda _: free.wait(60))) for _ in range(ASIDE)]
        await asyncio.sleep(0)
        waiting = asyncio.create_task(store.rows_aside([COUNT], {}))
        await asyncio.sleep(0)  # from now on it waits
        await asyncio.sleep(2 * store.query_seconds)
        free.set()
        await asyncio.gather(*others)
        with pytest.raises(TookTooLong):
            await waiting

    with closing(Store(dataset, query_seconds=0.2)) as store:
        asyncio.run(waited(store))


def test_a_batch_is_stopped_at_its_deadline(dataset: Path) -> None:
    with closing(Store(dataset, query_seconds=0.2)) as store:
        with pytest.raises(TookTooLong):
            list(store.batches(_endless(), {}, 10))
        assert store.given_up == 1
