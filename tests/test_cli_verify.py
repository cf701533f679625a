"""`citewire verify`: what is no sound dataset is refused, with the reason."""

import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.compiler.command import Ended, citewire, contents
from tests.seeds import small_seed


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published dataset. Tests leave it as it is."""
    folder = tmp_path_factory.mktemp("published")
    seed = small_seed(folder / "seed")
    assert citewire("build", "--seed", seed.folder, "--data", folder / "data").code == 0
    [file] = (folder / "data").glob("*.sqlite")
    return file


@pytest.fixture
def copy(dataset: Path, tmp_path: Path) -> Path:
    """A copy of the dataset that may be written to."""
    file = tmp_path / "dataset.sqlite"
    shutil.copyfile(dataset, file)
    return file


def test_verify_tells_that_a_dataset_is_sound(dataset: Path) -> None:
    ended = citewire("verify", dataset)
    assert ended == Ended(0, f"{dataset} is sound: version {dataset.stem}, 4 facts.\n", "")


def test_a_copy_under_a_name_of_its_own_is_as_good(copy: Path, dataset: Path) -> None:
    ended = citewire("verify", copy)
    assert ended == Ended(0, f"{copy} is sound: version {dataset.stem}, 4 facts.\n", "")


def test_verify_reads_the_published_dataset_where_none_is_named(dataset: Path) -> None:
    ended = citewire("verify", CITEWIRE_DATA=dataset.parent)
    assert ended == Ended(0, f"{dataset} is sound: version {dataset.stem}, 4 facts.\n", "")


@pytest.mark.parametrize(
    "pointer",
    [None, b"", b"\xff\xfe\n", b"\0" * 65, b"../../etc/passwd\n"],
    ids=["no pointer", "an empty one", "bytes", "what a crash left", "a path"],
)
def test_where_nothing_is_published_verify_says_how_to(
    pointer: bytes | None, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    if pointer is not None:
        (data / "current").write_bytes(pointer)
    ended = citewire("verify", CITEWIRE_DATA=data)
    assert ended == Ended(
        3, "", f"No dataset is published in {data}. Run `citewire build` first.\n"
    )


def test_where_the_data_folder_is_a_file_nothing_is_published(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    assert citewire("verify", CITEWIRE_DATA=file) == Ended(
        3, "", f"No dataset is published in {file}. Run `citewire build` first.\n"
    )


def test_a_pointer_to_a_dataset_that_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "current").write_text(f"{'0' * 64}\n")
    ended = citewire("verify", CITEWIRE_DATA=tmp_path)
    assert (ended.code, ended.out) == (3, "")
    assert ended.err == (
        f"The dataset {tmp_path}/{'0' * 64}.sqlite cannot be read: No such file or directory.\n"
    )


def change(file: Path, *statements: str) -> None:
    """Run the statements on the file, as someone who may write it could."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def flip(file: Path, words: bytes) -> None:
    """Change the last of these bytes, where they stand first."""
    content = bytearray(file.read_bytes())
    content[content.index(words) + len(words) - 1] ^= 1
    file.write_bytes(content)


def cut(file: Path, size: int) -> None:
    """Leave only the first bytes of the file."""
    file.write_bytes(file.read_bytes()[:size])


def delete(file: Path) -> None:
    """Remove the file."""
    file.unlink()


def not_a_database(file: Path) -> None:
    """Put words in the file's place."""
    file.write_text("deals " * 1000)


def another_database(file: Path) -> None:
    """Put another database in the file's place."""
    file.unlink()
    change(file, "CREATE TABLE deal (id TEXT)")


def half(file: Path) -> None:
    """Leave the first half of the file."""
    cut(file, file.stat().st_size // 2)


CONTENT_CHANGED = r"is damaged: its content hashes to [0-9a-f]{64}, not to [0-9a-f]{64}"
SEAL_BROKEN = r"is damaged: its manifest cannot be read \(its seal is broken\)"
TITLE = b'"title":"Engineers meet'


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (delete, r"cannot be read: No such file or directory\."),
        (not_a_database, "is damaged: file is not a database"),
        (another_database, r"is a SQLite file, but not a Citewire dataset \(.*0x0, not 0x43575245"),
        (
            lambda file: change(file, "PRAGMA user_version = 1"),
            "has dataset format 1; this version",
        ),
        (lambda file: change(file, "DELETE FROM manifest"), "is damaged: it has no manifest, so"),
        (lambda file: change(file, "UPDATE deal SET stage = 'signed'"), CONTENT_CHANGED),
        (half, "is damaged: "),
        (lambda file: cut(file, file.stat().st_size - 4096), "is damaged: "),
        (
            lambda file: cut(file, file.stat().st_size - 1),
            r"is damaged: it has \d+ bytes and should",
        ),
        (lambda file: flip(file, TITLE), CONTENT_CHANGED),
        (lambda file: flip(file, b'"deal":1'), SEAL_BROKEN),
        (lambda file: flip(file, b'"citewire":"0'), SEAL_BROKEN),
        (lambda file: flip(file, b"CREATE TABLE"), "is damaged: malformed database schema"),
        (lambda file: flip(file, b"SQLite format 3"), "is damaged: file is not a database"),
    ],
    ids=[
        "it is missing",
        "it is no database",
        "it is another database",
        "it is of another format",
        "it has no manifest",
        "a row was changed",
        "half of it is missing",
        "its last page is missing",
        "its last byte is missing",
        "a byte of a record was changed",
        "a byte of the counts was changed",
        "a byte of the compiler's version was changed",
        "a byte of the schema was changed",
        "a byte of the header was changed",
    ],
)
def test_what_is_no_sound_dataset_is_refused_with_the_reason(
    damage: Callable[[Path], None], reason: str, copy: Path
) -> None:
    damage(copy)
    ended = citewire("verify", copy)
    assert (ended.code, ended.out) == (3, "")
    [line] = ended.err.splitlines()
    assert re.match(f"(The dataset )?{re.escape(str(copy))} {reason}", line)
    if "damaged" in line:
        assert line.endswith(". Compile it again with `citewire build`, or fetch it again.")


def test_a_dataset_under_the_name_of_another_version_is_refused(
    dataset: Path, tmp_path: Path
) -> None:
    renamed = tmp_path / f"{'0' * 64}.sqlite"
    shutil.copyfile(dataset, renamed)
    assert citewire("verify", renamed) == Ended(
        3,
        "",
        f"{renamed} holds the dataset of version {dataset.stem}, not of the version that it is"
        " named after. Rename it, or fetch the right one.\n",
    )


def test_verify_changes_nothing(dataset: Path) -> None:
    before = contents(dataset.parent)
    assert citewire("verify", dataset).code == 0
    assert contents(dataset.parent) == before
