"""Answers that are made as they are sent: they hold little, and what nobody reads on ends."""

import socket
import sys
import time
import tracemalloc
from contextlib import suppress
from http.client import HTTPResponse
from pathlib import Path
from threading import current_thread

import pytest

from app.compiler.build import build
from app.settings import Settings
from app.store.reader import Reader
from app.store.sealed import path_of
from tests.connections import answer, asking, connected
from tests.live import PATIENCE, serving
from tests.seeds import big_seed

DATAPACKAGE, NDJSON = "/v1/dataset/datapackage", "/v1/dataset/ndjson"
ON_LINUX = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells which files are open"
)

PATHS = ("/v1/dataset/sqlite", DATAPACKAGE, NDJSON)


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of many megabytes."""
    folder = tmp_path_factory.mktemp("big")
    seed = big_seed(folder / "seed", documents=40, facts=100)
    return path_of(folder / "data", build(seed.folder, folder / "data").version)


@pytest.mark.parametrize("path", PATHS)
def test_a_download_takes_bounded_memory(big: Path, path: str) -> None:
    assert big.stat().st_size > 10_000_000
    with serving(Settings(dataset=big)) as api:
        api.get("/v1/dataset")
        tracemalloc.start()
        try:
            with api.stream("GET", path, headers={"Accept-Encoding": "identity"}) as answer:
                sizes = [len(chunk) for chunk in answer.iter_raw()]
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert sum(sizes) > 300_000
    assert peak < big.stat().st_size / 3  # its records alone take more


def test_a_download_leaves_the_server_free_for_others(big: Path) -> None:
    with serving(Settings(dataset=big)) as api, api.stream("GET", DATAPACKAGE) as answer:
        chunks = answer.iter_raw()
        next(chunks)
        started = time.monotonic()
        assert api.get("/health/live").status_code == 200
        assert time.monotonic() - started < 1
        assert sum(map(len, chunks)) > 0


def times_open(file: Path) -> int:
    """How often this process, in which the server runs, has the file open."""
    found = 0
    for link in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # it was closed meanwhile
            found += link.readlink() == file
    return found


def comes_to_be_open(file: Path, times: int) -> bool:
    """Whether the file is open so often before long. Each collection is read by itself, so a
    download has it closed and opened again on its way.
    """
    deadline = time.monotonic() + PATIENCE
    while (found := times_open(file)) != times and time.monotonic() < deadline:
        time.sleep(0.01)
    return found == times


@ON_LINUX
@pytest.mark.parametrize("path", [DATAPACKAGE, NDJSON])
def test_what_nobody_reads_on_lets_go_of_the_dataset(big: Path, path: str) -> None:
    with serving(Settings(dataset=big)) as api:
        before = times_open(big)
        with connected(api) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
            connection.sendall(asking(path))
            connection.recv(1_000)
            assert comes_to_be_open(big, before + 1)
        assert comes_to_be_open(big, before)


@ON_LINUX
@pytest.mark.parametrize("behind", [b"", asking("/health/live")], ids=["alone", "with another"])
def test_what_nobody_reads_on_is_no_error(
    big: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    behind: bytes,
) -> None:
    with serving(Settings(dataset=big)) as api:
        before = times_open(big)
        with connected(api) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
            connection.sendall(asking("/v1/facts?format=ndjson") + behind)
            connection.recv(1_000)
            assert comes_to_be_open(big, before + 1)
        assert comes_to_be_open(big, before)
    assert caplog.records == []
    assert capfd.readouterr().err == ""


@ON_LINUX
def test_what_nobody_reads_on_is_let_go_of_beside_the_event_loop(
    big: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed_by: list[str] = []
    close = Reader.close

    def noted(self: Reader) -> None:
        closed_by.append(current_thread().name)
        close(self)

    with serving(Settings(dataset=big)) as api:
        before = times_open(big)
        monkeypatch.setattr(Reader, "close", noted)
        for _ in range(6):
            with connected(api) as connection:
                connection.sendall(asking("/v1/facts?format=csv", "Accept-Encoding: br"))
                connection.recv(1_000)  # while the next piece is made
            assert comes_to_be_open(big, before)
        assert len(closed_by) == 6
        assert all(name.startswith("AnyIO worker") for name in closed_by), closed_by


def test_a_stream_behind_another_answer_has_all_the_time(big: Path) -> None:
    """It takes longer than a connection is kept over which nothing is asked."""
    with serving(Settings(dataset=big)) as api, connected(api) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        connection.sendall(asking("/v1/entities?limit=1") + asking("/v1/dataset/sqlite"))
        assert answer(connection).status_code == 200
        with HTTPResponse(connection) as found:
            found.begin()
            time.sleep(6)
            assert len(found.read()) == big.stat().st_size
