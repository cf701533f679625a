"""The measurement's own parts, over the seed and without load: what is asked, what is reported."""

import asyncio
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from benchmarks import bare, lines
from benchmarks.checks import NotTheSame, check_pages
from benchmarks.duels import Duel, Side, loads, p50, rate
from benchmarks.figures import Figure, Line, Report, Skipped, Verdict
from benchmarks.load import Measured, NotAnsweredWell, Requests, Running, read
from benchmarks.peers.field import FIELD, TABLES_PAGE
from benchmarks.peers.rows import PeerFiles
from benchmarks.report import table, write
from benchmarks.samples import DealPage, Samples
from benchmarks.sweeps import stream, summaries, timed

Row = dict[str, Any]


def url_of(client: httpx.Client) -> str:
    return str(client.base_url).rstrip("/")


def requests(folder: Path, url: str, paths: Sequence[str], name: str = "Citewire") -> Requests:
    return Requests(Running(name, url, 0), paths, folder / f"{name}.requests")


# --- What is asked


def test_what_is_sampled_is_there_and_every_request_is_another(
    client: httpx.Client, dataset: Path
) -> None:
    samples = Samples(dataset, limit=1)
    pages = [page.path() for page in samples.deal_pages()]
    for paths in (samples.records(), samples.searches(), samples.fact_pages(), pages):
        assert paths
        assert len(set(paths)) == len(paths)
        for path in paths[:10]:
            assert client.get(path).status_code == 200, path


def test_sampled_pages_are_full(client: httpx.Client, dataset: Path) -> None:
    for path in Samples(dataset, limit=10).fact_pages():
        assert len(client.get(path).json()["data"]) == 10, path
    for page in Samples(dataset, limit=1).deal_pages():
        assert len(client.get(page.path(1)).json()["data"]) == 1, page


def test_a_search_that_is_sampled_finds_something(client: httpx.Client, dataset: Path) -> None:
    for path in Samples(dataset).searches()[:20]:
        assert client.get(path).json()["total"] > 0, path


def test_summaries_take_every_key_of_every_collection(client: httpx.Client, dataset: Path) -> None:
    openapi = client.get("/openapi.json").json()
    paths = summaries(openapi, Samples(dataset))

    assert {found.path for found in timed(url_of(client), paths)} == set(paths)
    assert "/v1/deals/summary?group_by=stage" in paths
    assert "/v1/deals/summary?group_by=stage&country=GB" in paths
    collections = {path for path in openapi["paths"] if path.endswith("/summary")}
    assert {path.partition("?")[0] for path in paths} == collections


def test_a_stream_is_measured_whole(client: httpx.Client) -> None:
    path = "/v1/facts?format=ndjson"

    assert stream(url_of(client), path).size == len(client.get(path).content)


# --- The peers' rows


@pytest.fixture(scope="module")
def files(client: httpx.Client, tmp_path_factory: pytest.TempPathFactory) -> PeerFiles:
    written = PeerFiles(tmp_path_factory.mktemp("peers"))
    written.write(url_of(client))
    return written


def deals(client: httpx.Client, page: DealPage) -> list[Row]:
    found: list[Row] = client.get(page.path()).json()["data"]
    return found


def pages(client: httpx.Client) -> set[DealPage]:
    """Every page of deals there is."""
    return {
        DealPage(party["entity"]["id"], deal["stage"], deal["modality"])
        for deal in client.get("/v1/deals").json()["data"]
        for party in deal["parties"]
    }


def test_peers_that_join_find_the_same_deals_with_the_same_evidence(
    client: httpx.Client, files: PeerFiles
) -> None:
    with closing(sqlite3.connect(files.tables)) as connection:
        connection.row_factory = sqlite3.Row
        for page in pages(client):
            rows = connection.execute(TABLES_PAGE, page._asdict()).fetchall()
            expected = deals(client, page)

            assert [row["id"] for row in rows] == [deal["id"] for deal in expected]
            for row, deal in zip(rows, expected, strict=True):
                quoted = [span["exact"] for span in json.loads(row["evidence"])]
                assert quoted == [span["exact"] for span in deal["evidence"]]


def test_peers_that_cannot_join_have_a_row_for_each_deal_and_party(
    client: httpx.Client, files: PeerFiles
) -> None:
    rows = [json.loads(line) for line in files.lines.read_text(encoding="utf-8").splitlines()]
    with closing(sqlite3.connect(files.flat)) as connection:
        connection.row_factory = sqlite3.Row
        assert [dict(row) for row in connection.execute("SELECT * FROM deal_of")] == rows
    for page in pages(client):
        of_page = [row for row in rows if page == (row["entity"], row["stage"], row["modality"])]
        assert {row["id"] for row in of_page} == {deal["id"] for deal in deals(client, page)}


def test_each_peer_has_its_line() -> None:
    assert [peer.name for peer in FIELD] == list(lines.OF_PEER)


def test_a_peer_that_answers_otherwise_is_not_measured(
    client: httpx.Client, tmp_path: Path
) -> None:
    path = "/v1/facts?limit=20"
    ours = requests(tmp_path, url_of(client), [f"{path}&sort=-sequence"])
    other = requests(tmp_path, url_of(client), [path], "another")

    check_pages(ours, ours, lambda answer: [record["id"] for record in answer["data"]])
    with pytest.raises(NotTheSame, match="another answers with other records"):
        check_pages(ours, other, lambda answer: [record["id"] for record in answer["data"]])


def test_the_same_request_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="every request is another"):
        requests(tmp_path, "http://127.0.0.1", ["/v1/facts", "/v1/facts"])


# --- The yardsticks


@pytest.mark.parametrize(
    ("name", "status", "sent"),
    [("uvicorn", 200, b"{}"), ("fastapi", 200, b"{}"), ("not_modified", 304, b"")],
)
def test_a_yardstick_sends_the_bytes_and_nothing_more(
    name: str, status: int, sent: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "body").write_bytes(b"{}")
    monkeypatch.setenv(bare.BODY, str(tmp_path / "body"))

    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(getattr(bare, name)())
        async with httpx.AsyncClient(transport=transport, base_url="http://bare") as client:
            return await client.get("/")

    answer = asyncio.run(get())
    assert (answer.status_code, answer.content) == (status, sent)


# --- What loads report


def reported(**found: int) -> str:
    whole = {"answers": 100, "microseconds": 1, "bytes": 1, "refused": 0, "broken": 0} | found
    return f"Running 2s test\n\n{json.dumps(whole)}\n"


def test_the_next_load_goes_on_where_the_last_one_ended(tmp_path: Path) -> None:
    asked = requests(tmp_path, "http://127.0.0.1", ["/v1/facts"])
    read(reported(answers=100), asked)
    read(reported(answers=20), asked)

    assert asked.asked == 120


@pytest.mark.parametrize("fault", ["refused", "broken"])
def test_an_answer_that_is_an_error_or_does_not_come_fails_the_load(
    fault: str, tmp_path: Path
) -> None:
    asked = requests(tmp_path, "http://127.0.0.1", ["/v1/facts"])

    with pytest.raises(NotAnsweredWell, match="of 100 answers"):
        read(reported(**{fault: 1}), asked)


# --- Figures and the report


def measured(rate: float, p50: float = 100, spent: float = 10) -> Measured:
    return Measured(rate=rate, p50=p50, p99=2 * p50, spent=spent, size=1000)


def duel(folder: Path, of: Any = rate) -> Duel:
    """Three rounds: 40, 50 and 75 answers by 100, 100 and 100."""
    ours = Side("20 deals", requests(folder, "http://127.0.0.1", ["/a"]))
    other = Side("20 deals", requests(folder, "http://127.0.0.1", ["/b"], "bare FastAPI"))
    found = Duel(lines.PAGE, ours, other, of)
    found.rounds += [(measured(one, one, 30), measured(100)) for one in (40, 75, 50)]
    return found


def test_a_figure_is_the_median_of_the_ratios_of_each_round(tmp_path: Path) -> None:
    by_rate, by_time = duel(tmp_path).outcome(), duel(tmp_path, p50).outcome()

    assert isinstance(by_rate, Figure)
    assert isinstance(by_time, Figure)
    assert by_rate.rounds == [0.40, 0.75, 0.50]
    assert by_rate.middle == 0.50
    assert by_rate.by_work == pytest.approx(1 / 3)
    assert by_time.middle == 0.50
    assert by_time.by_work is None


@pytest.mark.parametrize(
    ("line", "figure", "verdict"),
    [
        (Line("1", "", "", 0.8, 0.95), 0.95, Verdict.WANTED),
        (Line("1", "", "", 0.8, 0.95), 0.94, Verdict.ENOUGH),
        (Line("1", "", "", 0.8, 0.95), 0.79, Verdict.SHORT),
        (Line("1", "", "", 250, 50, rising=False), 50, Verdict.WANTED),
        (Line("1", "", "", 250, 50, rising=False), 51, Verdict.ENOUGH),
        (Line("1", "", "", 250, 50, rising=False), 251, Verdict.SHORT),
        (Line("1", "", ""), 1, Verdict.OPEN),
    ],
)
def test_a_line_says_how_the_figure_stands(line: Line, figure: float, verdict: Verdict) -> None:
    assert line.verdict(figure) is verdict


def test_the_report_has_each_line_and_readable_charts(tmp_path: Path) -> None:
    ours = duel(tmp_path)
    report = Report(10_000, 1000, 3, 0.5, {"Python": "3.11"}, {"Citewire": "1.0"})
    report.outcomes = [
        ours.outcome(),
        Skipped(lines.OF_PEER["ROAPI"], "npm is missing"),
        Figure(lines.START, [0.5, 0.7, 0.6]),
    ]
    report.loads = loads([ours])

    page = write(report, tmp_path).read_text(encoding="utf-8")

    assert "| 4 | page of 20 deals | bare FastAPI, the same bytes | 0.50 × | 0.40–0.75 |" in page
    assert "| 5c | page of 20 deals | ROAPI | – |" in page
    assert "- 5c, ROAPI: npm is missing" in page
    assert "| 12c | start to first answer | – | 0.60 s | 0.50–0.70 |" in page
    assert "| Citewire | 20 deals | 1 | 1,000 | 50.0 | 40.0–75.0 |" in page
    assert "0.50 ×" in table(report)
    drawn = {file.name for file in (tmp_path / "charts").iterdir()}
    assert drawn == {"page.svg", "bare.svg"}
    for name in drawn:
        assert f"](charts/{name})" in page
        # Our own file, written a moment ago.
        ET.parse(tmp_path / "charts" / name)  # noqa: S314


def test_a_peer_that_fails_under_load_is_named_with_the_reason(tmp_path: Path) -> None:
    failing = duel(tmp_path)
    failing.failed = "Datasette: of 10 answers 3 were errors"

    outcome = failing.outcome()

    assert isinstance(outcome, Skipped)
    assert outcome.reason == "Datasette: of 10 answers 3 were errors"
