"""What an answer costs, counted: rows and bytes that are read, steps of SQLite, bytes in memory.

Nothing here is timed. What is counted for a page must not grow with the dataset, nor hold more
than the page itself.
"""

import socket
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.main import create_app
from app.settings import Settings
from app.store.lines import Lines
from app.store.prepared import Prepared
from app.store.reader import Reader, Row
from app.store.sealed import open_readonly, path_of
from benchmarks.generate.dataset import generate
from benchmarks.samples import Samples
from tests.live import serving_app

PAGE = 20
LITTLE, MUCH = 1_000, 6_000
"""How many facts the two datasets have that are compared."""


@dataclass
class Read:
    """What SQLite had to do for some requests."""

    rows: int = 0
    bytes: int = 0
    """Of text, and of lines, which is what is served."""
    steps: int = 0
    """Of SQLite's machine."""


@dataclass
class Served:
    """A dataset that is served without finished responses."""

    file: Path
    client: httpx.Client
    ran: list[tuple[Prepared, Any]] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)

    def cost(self, url: str) -> tuple[httpx.Response, Read]:
        """The answer, and what its statements read when they are run once more."""
        self.ran.clear()
        self.lines.clear()
        answer = self.client.get(url)
        assert answer.status_code == 200, answer.text
        read = Read(bytes=sum(map(len, self.lines)))
        for statement, values in list(self.ran):
            rows, steps = self._run(statement, values)
            read.rows += len(rows)
            read.bytes += sum(len(cell) for row in rows for cell in row if isinstance(cell, bytes))
            read.steps += steps
        return answer, read

    def _run(self, statement: Prepared, values: Any) -> tuple[list[Row], int]:
        steps = 0

        def count() -> bool:
            nonlocal steps
            steps += 1
            return False

        with closing(open_readonly(self.file)) as connection:
            connection.text_factory = bytes
            connection.execute("SELECT 1 FROM manifest").fetchall()  # reads the schema, once
            connection.set_progress_handler(count, 1)
            bound = {**statement.otherwise, **values}
            return connection.execute(statement.text, bound).fetchall(), steps


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Served]]:
    """A little dataset and a larger one."""
    with pytest.MonkeyPatch.context() as patch:
        kept: list[Served] = []
        rows = Reader.rows

        batches = Reader.batches

        def noted(self: Reader, statement: Any, values: Any, deadline: float) -> Any:
            for one in kept:
                one.ran.append((statement, values))
            return rows(self, statement, values, deadline)

        def streamed(self: Reader, statement: Any, values: Any, *others: Any) -> Any:
            for one in kept:
                one.ran.append((statement, values))
            return batches(self, statement, values, *others)

        bodies = Lines.bodies

        def found(self: Lines, keys: Any) -> Any:
            lines = bodies(self, keys)
            for one in kept:
                one.lines.extend(lines)
            return lines

        patch.setattr(Lines, "bodies", found)
        patch.setattr(Reader, "rows", noted)
        patch.setattr(Reader, "batches", streamed)
        # On a busy machine a statement may seem slow, and is then run again beside the event loop.
        patch.setattr("app.store.sqlite.QUICK", 60.0)
        files = []
        for facts in (LITTLE, MUCH):
            folder = tmp_path_factory.mktemp("thrift")
            files.append(path_of(folder, generate(facts, seed=5, folder=folder).version))
        apps = [create_app(Settings(dataset=file, cache_megabytes=0)) for file in files]
        with serving_app(apps[0]) as one, serving_app(apps[1]) as other:
            kept += [Served(files[0], one), Served(files[1], other)]
            yield kept[0], kept[1]


def busiest(served: Served) -> str:
    """The entity that takes part in the most facts."""
    groups = served.client.get("/v1/facts/summary?group_by=entity&limit=1").json()["groups"]
    return str(groups[0]["key"]["entity"])


def test_a_record_costs_the_same_however_large_the_dataset_is(
    served: tuple[Served, Served],
) -> None:
    costs = []
    for one in served:
        answer, read = one.cost(Samples(one.file).records()[7])
        assert (read.rows, read.bytes) == (1, len(answer.content))
        costs.append(read.steps)
    assert costs[0] == costs[1] < 50


PAGES = ("/v1/facts", "/v1/deals?sort=-modality", "/v1/mentions?sort=start", "/v1/events?sort=id")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_reads_its_records_and_no_more(served: tuple[Served, Served], path: str) -> None:
    costs = []
    for one in served:
        url = f"{path}{'&' if '?' in path else '?'}limit={PAGE}"
        for url_ in (url, one.client.get(url).json()["next"]):
            answer, read = one.cost(url_)
            assert len(answer.json()["data"]) == PAGE
            assert read.rows == PAGE
            assert len(answer.content) < read.bytes + 1000
            assert read.bytes < len(answer.content) + PAGE * 100  # what it is sorted by
            costs.append(read.steps)
    first, next_, first_of_many, next_of_many = costs
    assert first_of_many <= first * 1.5
    assert next_of_many <= next_ * 1.5


@pytest.mark.parametrize("collection", ["facts", "deals", "statements", "events"])
def test_a_page_of_who_takes_part_costs_what_it_holds_and_not_what_it_finds(
    served: tuple[Served, Served], collection: str
) -> None:
    costs, totals = [], []
    for one in served:
        url = f"/v1/{collection}?entity={busiest(one)}&sort=-sequence&limit=5"
        totals.append(one.client.get(url).json()["total"])  # which is counted, this once
        answer, read = one.cost(url)
        assert len(answer.json()["data"]) == 5
        assert read.rows == 5
        costs.append(read.steps)
    assert totals[1] > 2 * totals[0]
    assert costs[1] <= costs[0] * 1.1


def test_counting_by_a_link_reads_no_fact(served: tuple[Served, Served]) -> None:
    _, many = served
    entity = busiest(many)
    url = f"/v1/facts?entity={entity}&modality=asserted&limit=1"
    answer, read = many.cost(url)
    every = many.client.get(f"/v1/facts?entity={entity}&limit=1").json()["total"]
    assert 0 < answer.json()["total"] < every
    assert read.steps < 30 * every


OF_FACT = "&modality=asserted&inferred=false"


@pytest.mark.parametrize(
    ("link", "filters"),
    [("entity", ""), ("entity", OF_FACT), ("country", OF_FACT), ("mentions", "")],
)
def test_what_has_many_links_is_not_counted_one_by_one(
    served: tuple[Served, Served], link: str, filters: str
) -> None:
    _, many = served
    groups = many.client.get(f"/v1/facts/summary?group_by={link}&limit=1").json()["groups"]
    every = groups[0]["count"]
    answer, read = many.cost(f"/v1/facts?{link}={groups[0]['key'][link]}{filters}&limit=1")
    assert 0 < answer.json()["total"] <= every
    assert read.steps < 3 * every


@pytest.mark.parametrize("limit", [20, 200])
def test_a_page_is_in_memory_a_few_times_and_no_more(
    served: tuple[Served, Served], limit: int
) -> None:
    _, many = served
    url = f"/v1/deals?limit={limit}"
    many.client.get(url)
    whole = bytearray(8_000_000)
    request = f"GET {url} HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n\r\n".encode()
    address = (many.client.base_url.host, many.client.base_url.port or 80)
    with socket.create_connection(address) as connection:
        tracemalloc.start()
        try:
            before, _ = tracemalloc.get_traced_memory()
            connection.sendall(request)
            size = 0
            while read := connection.recv_into(memoryview(whole)[size:]):
                size += read
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert whole.startswith(b"HTTP/1.1 200")
    assert size > limit * 1000
    assert peak - before < 4 * size + 100_000


def test_a_stream_of_little_reads_little(served: tuple[Served, Served]) -> None:
    _, many = served
    groups = many.client.get("/v1/deals/summary?group_by=entity&limit=1000").json()["groups"]
    rare = next(group for group in groups if group["count"] < 4)
    entity = rare["key"]["entity"]
    answer, read = many.cost(f"/v1/deals?entity={entity}&format=ndjson")
    assert len(answer.text.splitlines()) == rare["count"]
    assert read.steps < 500
