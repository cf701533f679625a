"""The seal: a dataset is what it says it is, or it is refused with the reason."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from app.store.digests import content_version
from app.store.sealed import (
    DatasetError,
    Manifest,
    open_readonly,
    published,
    verify,
)
from tests.store import damage


def refusal(file: Path, *, whole: bool | None = None) -> str:
    with pytest.raises(DatasetError) as refused:
        verify(file, whole)
    return str(refused.value)


# --- What is sound


def test_the_seal_tells_what_the_dataset_holds(dataset: Path) -> None:
    manifest = verify(dataset)

    with closing(open_readonly(dataset)) as connection:
        # Citations name the version: hashed as it is named, they count as not yet filled in.
        assert manifest.version == content_version(connection, manifest.version) == dataset.stem
        for table, rows in manifest.tables.items():
            counted = connection.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608
            assert counted.fetchone() == (rows,)
        found = connection.execute("SELECT body FROM document JOIN record USING (key)").fetchall()
        documents = [json.loads(body) for (body,) in found]
    assert manifest.documents == {one["id"]: one["sha256"] for one in documents}
    assert {"record", "deal", "evidence"} <= manifest.tables.keys()


def test_a_manifest_survives_being_written_and_read(dataset: Path) -> None:
    manifest = verify(dataset)

    assert Manifest.from_json(manifest.to_json()) == manifest


def test_a_copy_under_any_name_of_its_own_is_as_good(dataset: Path, copy: Path) -> None:
    assert verify(copy) == verify(dataset)


def test_where_nothing_is_published_there_is_nothing_to_serve(tmp_path: Path) -> None:
    assert published(tmp_path) is None


def test_what_is_published_is_what_the_pointer_names(dataset: Path) -> None:
    assert published(dataset.parent) == dataset


# --- What is not


@pytest.mark.parametrize(
    ("befall", "reason"),
    [
        (damage.missing, "cannot be read: No such file or directory."),
        (damage.a_folder, "cannot be read: it is not a file."),
        (damage.empty, "is a SQLite file, but not a Citewire dataset"),
        (damage.no_database, "is damaged: file is not a database."),
        (damage.another_database, "is a SQLite file, but not a Citewire dataset"),
        (damage.of_another_format, "has dataset format 99; this version of Citewire reads"),
        (damage.unsealed, "is damaged: it has no manifest, so its build did not end."),
        (damage.sealed_with_nonsense, "is damaged: its manifest cannot be read ("),
        (damage.sealed_for_another, "is damaged: its manifest names two versions."),
        (damage.cut_by_a_page, "is damaged: "),
        (damage.cut_in_half, "is damaged: "),
        (damage.longer, "bytes and should have "),
        (damage.without_its_lines, "are of the tables alone: copy the file itself."),
        (damage.copied_by_sqlite, "are of the tables alone: copy the file itself."),
        (damage.without_its_last_record, "is damaged: its last record is missing."),
    ],
)
def test_the_head_alone_shows_that_a_dataset_is_not_sound(
    copy: Path, befall: Callable[[Path], None], reason: str
) -> None:
    befall(copy)

    message = refusal(copy, whole=False)

    assert str(copy) in message
    assert reason in message


@pytest.mark.parametrize(
    ("befall", "reason"),
    [
        (damage.with_a_letter_changed, "its content hashes to "),
        (damage.with_a_letter_of_a_line_changed, "its lines are not those of its records"),
        (damage.with_a_line_misplaced, "its lines are not those of its records"),
        (damage.with_bytes_after_its_lines, "its lines are not those of its records"),
        (damage.with_a_row_changed, "its content hashes to "),
        (damage.with_a_column_changed, "its content hashes to "),
        (damage.without_an_index, "never used"),
    ],
)
def test_a_small_dataset_is_read_whole_and_a_big_one_where_that_is_asked_for(
    copy: Path, befall: Callable[[Path], None], reason: str
) -> None:
    befall(copy)

    verify(copy, whole=False)
    assert reason in refusal(copy)
    assert reason in refusal(copy, whole=True)


def test_a_dataset_under_the_name_of_another_is_refused(dataset: Path, tmp_path: Path) -> None:
    file = tmp_path / f"{'0' * 64}.sqlite"
    shutil.copy(dataset, file)

    assert f"holds the dataset of version {dataset.stem}" in refusal(file)


def test_whatever_byte_is_changed_the_content_is_whole_or_refused(
    dataset: Path, copy: Path
) -> None:
    chance = Random(1)  # noqa: S311
    content = dataset.read_bytes()
    places = [*range(100), *chance.sample(range(len(content)), 150)]
    whole, refused = content_of(dataset), 0
    for place in places:
        changed = bytearray(content)
        changed[place] ^= chance.randrange(1, 256)
        copy.write_bytes(changed)
        try:
            verify(copy)
        except DatasetError:
            refused += 1
        else:  # many bytes of a SQLite file mean nothing
            assert content_of(copy) == whole
    assert refused > len(places) / 10


def content_of(file: Path) -> dict[bytes, list[tuple[object, ...]]]:
    """The columns and rows of each table, read as they are."""
    with closing(sqlite3.connect(file)) as connection:
        connection.text_factory = bytes
        tables = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'sqlite_stat1'"
        ).fetchall()
        return {
            name: [
                *connection.execute("SELECT * FROM pragma_table_info(?)", (name.decode(),)),
                *connection.execute(f'SELECT * FROM "{name.decode()}"'),  # noqa: S608
            ]
            for (name,) in tables
        }
