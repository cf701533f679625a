"""Lines: each fact is read from the place that it has, or not at all."""

import os
import random
import sqlite3
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.store.lines import Lines, lines_of
from app.store.sealed import open_readonly, verify


@pytest.fixture
def records(dataset: Path) -> dict[int, bytes]:
    """What the tables have for each fact, by its key."""
    with closing(sqlite3.connect(dataset)) as connection:
        found = connection.execute(
            "SELECT key, CAST(body AS BLOB) FROM record JOIN fact USING (key) ORDER BY key"
        ).fetchall()
    assert len(found) > 10
    return dict(found)


def opened(file: Path) -> Lines:
    manifest = verify(file)
    return Lines(file, manifest.lines, manifest.tables["fact"], manifest.tables["record"])


def orders(keys: list[int]) -> Iterator[list[int]]:
    """Keys as pages have them."""
    yield from ([], keys, keys[::-1], keys[:1], keys[-1:], keys[3:7], keys[::3], [*keys, keys[0]])
    yield from (random.Random(seed).sample(keys, len(keys)) for seed in range(5))  # noqa: S311


@pytest.mark.parametrize("platform", [sys.platform, "win32"])
def test_facts_come_in_the_order_in_which_they_are_asked_for(
    dataset: Path, records: dict[int, bytes], monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)  # Windows cannot read at a place
    with closing(opened(dataset)) as read:
        for keys in orders([*records]):
            assert read.bodies(keys) == [records[key] for key in keys]


def test_what_stands_between_two_facts_costs_nothing(tmp_path: Path) -> None:
    number, body = 100_000, b"{}"
    file = tmp_path / "dataset"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE record (key INTEGER PRIMARY KEY, body BLOB)")
        connection.execute("CREATE TABLE fact (key INTEGER PRIMARY KEY)")
        keys = [(key,) for key in range(1, number + 1)]
        connection.executemany("INSERT INTO fact VALUES (?)", keys)
        connection.execute("INSERT INTO record SELECT key, ? FROM fact", [body])
        lines = b"".join(lines_of(connection))
    file.write_bytes(lines)
    with closing(Lines(file, len(lines), number, number)) as read:
        tracemalloc.start()
        assert read.bodies([1, number]) == [body, body]
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < number


def test_of_a_file_that_was_cut_short_no_half_of_a_fact_is_read(
    copy: Path, records: dict[int, bytes]
) -> None:
    keys = [*records]
    with closing(opened(copy)) as read:
        os.truncate(copy, copy.stat().st_size - verify(copy).lines + 100)
        assert not read.is_whole()
        for asked in (keys, keys[-1:]):
            with pytest.raises(OSError, match="bytes too early"):
                read.bodies(asked)


def test_a_machine_of_another_order_of_bytes_reads_what_it_writes(
    dataset: Path, tmp_path: Path, records: dict[int, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = verify(dataset).tables
    monkeypatch.setattr(sys, "byteorder", "big")
    with closing(open_readonly(dataset)) as connection:
        swapped = b"".join(lines_of(connection))
    assert swapped != dataset.read_bytes()[-len(swapped) :]
    file = tmp_path / "lines"
    file.write_bytes(b"before" + swapped)
    with closing(Lines(file, len(swapped), tables["fact"], tables["record"])) as read:
        assert read.bodies([*records]) == [*records.values()]


@pytest.mark.parametrize("order", ["little", "big"])
def test_lines_of_four_gigabytes_have_larger_places(
    dataset: Path,
    tmp_path: Path,
    records: dict[int, bytes],
    monkeypatch: pytest.MonkeyPatch,
    order: str,
) -> None:
    manifest = verify(dataset)
    monkeypatch.setattr("app.store.lines.LARGE", manifest.lines)
    monkeypatch.setattr(sys, "byteorder", order)
    with closing(open_readonly(dataset)) as connection:
        larger = b"".join(lines_of(connection))
    assert len(larger) == manifest.lines + 4 * (len(records) + 1)
    file = tmp_path / "lines"
    file.write_bytes(larger)
    tables = manifest.tables
    with closing(Lines(file, len(larger), tables["fact"], tables["record"])) as read:
        assert read.bodies([*records]) == [*records.values()]


@pytest.mark.parametrize("wrong", [-8, -1, 1, 8])
def test_lines_that_do_not_end_where_they_should_are_not_opened(dataset: Path, wrong: int) -> None:
    manifest = verify(dataset)
    with pytest.raises((OSError, ValueError)):
        Lines(
            dataset,
            manifest.lines + wrong,
            manifest.tables["fact"],
            manifest.tables["record"],
        )
