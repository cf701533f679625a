"""Builds that are killed, run out of space, or run at once: all of a dataset, or nothing."""

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from app.store.sealed import published as published_file
from tests.compiler.command import citewire, command, contents, surroundings
from tests.seeds import FACTS, Seed, big_seed, small_seed

PATIENCE = 60
"""How many seconds a build has to come to the point at which it is killed."""
TRIES = 5
"""How many builds are started until one is seen at that point."""


def drafts(data: Path) -> list[Path]:
    """The drafts in the folder, with what SQLite keeps beside them."""
    return sorted(data.glob(".draft-*"))


def published_part(data: Path) -> dict[str, bytes]:
    """All that is in the folder but drafts."""
    return {name: body for name, body in contents(data).items() if not name.startswith(".draft-")}


# --- Points of a build. Each says whether it is reached, and may hold the build there.

Held = ExitStack


def draft_is_there(data: Path, held: Held) -> bool:
    """The draft was begun."""
    return bool(drafts(data))


def draft_is_written(data: Path, held: Held) -> bool:
    """Rows reach the disk, in a transaction that is not committed."""
    with suppress(FileNotFoundError):  # SQLite removed its journal meanwhile
        return sum(file.stat().st_size for file in drafts(data)) > 0
    return False


def holds(query: str, data: Path, held: Held) -> bool:
    """Whether this is committed. If so, a reader's lock keeps the build from going on."""
    for draft in data.glob(".draft-*.sqlite"):
        with suppress(sqlite3.OperationalError), ExitStack() as stack:
            reader = sqlite3.connect(f"{draft.as_uri()}?mode=ro", uri=True, timeout=0)
            stack.callback(reader.close)
            reader.execute("BEGIN")
            if reader.execute(query).fetchone() == (1,):
                held.enter_context(stack.pop_all())
                return True
    return False


def rows_are_committed(data: Path, held: Held) -> bool:
    """The tables are there, and the seal is not."""
    query = "SELECT count(*) > 0 AND NOT EXISTS (SELECT 1 FROM manifest) FROM fact"
    return holds(query, data, held)


def kill_a_build(seed: Path, data: Path, point: Callable[[Path, Held], bool]) -> bool:
    """Start a build in a process of its own, and kill it when it comes to the point.

    False where it was not seen there before it ended, which happens on a busy machine.
    """
    build = subprocess.Popen(
        command("build", "--seed", seed, "--data", data),
        env=surroundings(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + PATIENCE
    with ExitStack() as held:
        try:
            while not point(data, held):
                if build.poll() == 0:
                    return False
                assert build.poll() is None, "the build failed"
                assert time.monotonic() < deadline, "the build never came to the point"
                time.sleep(0.0005)  # leaves the build its processor
        finally:
            build.kill()
            build.wait()
    assert build.returncode == -signal.SIGKILL
    return True


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A seed whose build takes long enough to be interrupted."""
    return big_seed(tmp_path_factory.mktemp("big"), documents=3, facts=100).folder


@pytest.mark.parametrize("point", [draft_is_written, rows_are_committed])
def test_a_killed_build_changes_nothing_and_the_next_one_cleans_up(
    point: Callable[[Path, Held], bool], big: Path, seed: Seed, published: Path, tmp_path: Path
) -> None:
    before = contents(published)
    dataset = published_file(published)
    assert dataset is not None

    kept = shutil.copytree(published, tmp_path / "kept")
    for _ in range(TRIES):
        if kill_a_build(big, published, point):
            break
        shutil.rmtree(published)
        shutil.copytree(kept, published)
    else:
        pytest.fail("no build was seen at the point")

    assert drafts(published), "a killed build leaves its draft"
    assert published_part(published) == before
    assert published_file(published) == dataset
    assert citewire("verify", dataset).code == 0

    ended = citewire("build", "--seed", seed.folder, "--data", published)
    assert (ended.code, ended.err) == (0, "")
    assert contents(published) == before


def test_a_build_killed_in_an_empty_folder_publishes_nothing(big: Path, tmp_path: Path) -> None:
    assert kill_a_build(big, tmp_path / "data", draft_is_there)
    assert published_part(tmp_path / "data") == {}
    assert published_file(tmp_path / "data") is None


def test_drafts_of_processes_that_are_gone_are_removed_and_no_others(
    seed: Seed, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    gone = subprocess.Popen(["true"])
    gone.wait()
    # In a container, the process that starts anew has the id of the one that was killed.
    for process in (gone.pid, os.getpid()):
        (data / f".draft-{process}-0a.sqlite").write_bytes(b"left over")
        (data / f".draft-{process}-0a.sqlite-journal").write_bytes(b"left over")
        (data / f".draft-{process}-current-0a").write_bytes(b"left over")
    running = data / f".draft-{os.getppid()}-0b.sqlite"
    running.write_bytes(b"in the making")

    assert citewire("build", "--seed", seed.folder, "--data", data).code == 0

    assert drafts(data) == [running]
    assert running.read_bytes() == b"in the making"


# --- No space, no folder


def test_a_build_without_space_says_so_and_changes_nothing(seed: Seed, published: Path) -> None:
    before = contents(published)
    seed.change(FACTS, "title: Engineers meet", "title: The engineers meet")
    limited = ["sh", "-c", 'ulimit -f 100; exec "$@"', "sh"]
    ended = subprocess.run(
        [*limited, *command("build", "--seed", seed.folder, "--data", published)],
        env=surroundings(PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 3
    assert ended.stdout == ""
    assert ended.stderr == f"No dataset can be published in {published}: disk I/O error.\n"
    assert contents(published) == before


@pytest.mark.parametrize("below", [".", "data"])
def test_a_data_folder_that_cannot_be_is_told(below: str, seed: Seed, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    data = file / below
    ended = citewire("build", "--seed", seed.folder, "--data", data)
    assert ended.code == 3
    assert ended.err.startswith(f"No dataset can be published in {data}: ")
    assert len(ended.err.splitlines()) == 1
    assert file.read_text() == "not a folder"


# --- At once


def test_builds_at_once_in_one_folder_all_succeed(seed: Seed, tmp_path: Path) -> None:
    data = tmp_path / "data"
    other = small_seed(tmp_path / "other")
    other.change(FACTS, "title: Engineers meet", "title: The engineers meet")
    builds = [
        subprocess.Popen(
            command("build", "--seed", folder, "--data", data),
            env=surroundings(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for folder in (seed.folder, other.folder)
    ]
    said = [build.communicate(timeout=PATIENCE) for build in builds]
    assert [(build.returncode, err) for build, (_, err) in zip(builds, said, strict=True)] == [
        (0, "")
    ] * 2
    versions = {out.split()[1] for out, _ in said}
    file = published_file(data)
    assert file is not None
    assert len(versions) == 2
    assert file.stem in versions
    assert set(contents(data)) == {"current", *(f"{version}.sqlite" for version in versions)}
    for version in versions:
        assert citewire("verify", data / f"{version}.sqlite").code == 0
