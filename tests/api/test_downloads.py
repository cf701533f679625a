"""Downloads of the whole dataset, each opened with the tools of its own kind."""

import csv
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from base64 import b64decode
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.compiler.build import build
from app.settings import Settings
from app.store.sealed import path_of, verify
from tests.connections import asking, connected
from tests.live import serving
from tests.seeds import FACTS, small_seed
from tests.store import damage

SQLITE, DATAPACKAGE, NDJSON = (
    "/v1/dataset/sqlite",
    "/v1/dataset/datapackage",
    "/v1/dataset/ndjson",
)
PATHS = (SQLITE, DATAPACKAGE, NDJSON)


def save(api: httpx.Client, path: str, folder: Path) -> Path:
    """Download what is at the path, under the name that it is given."""
    answer = api.get(path).raise_for_status()
    name = answer.headers["Content-Disposition"].partition('filename="')[2].rstrip('"')
    file = folder / name
    file.write_bytes(answer.content)
    return file


def frictionless(package: Path) -> Any:
    """The report of the validator. In a process of its own, as its users have it."""
    command = [sys.executable, "-m", "frictionless", "validate", "--json", package.name]
    done = subprocess.run(command, cwd=package.parent, capture_output=True, text=True, check=False)
    return json.loads(done.stdout)


def test_sqlite_opens_the_sealed_file_and_it_can_be_verified(
    api: httpx.Client, dataset: Path, tmp_path: Path
) -> None:
    file = save(api, SQLITE, tmp_path)
    assert file.name == f"citewire-{dataset.stem[:12]}.sqlite"
    assert file.read_bytes() == dataset.read_bytes()
    assert verify(file, whole=True).version == dataset.stem
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM fact").fetchone() == (
            api.get("/v1/facts").json()["total"],
        )


def test_the_digest_is_that_of_the_file(api: httpx.Client, dataset: Path) -> None:
    header = api.head(SQLITE).headers["Repr-Digest"]
    assert header.startswith("sha-256=:")
    assert header.endswith(":")
    digest = hashlib.sha256(dataset.read_bytes()).digest()
    assert b64decode(header[len("sha-256=:") : -1]) == digest


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=100-199", 100, 199),
        ("bytes=100-", 100, -1),
        ("bytes=-100", -100, -1),
        ("BYTES=5-9", 5, 9),
        ("bytes=0-999999999999", 0, -1),
        ("bytes=-999999999999", 0, -1),
    ],
)
def test_a_range_is_that_part_of_the_file(
    api: httpx.Client, dataset: Path, header: str, first: int, last: int
) -> None:
    content = dataset.read_bytes()
    size = len(content)
    first, last = first % size, last % size
    answer = api.get(SQLITE, headers={"Range": header})
    assert answer.status_code == 206
    assert answer.content == content[first : last + 1]
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{size}"
    assert answer.headers["Repr-Digest"] == api.head(SQLITE).headers["Repr-Digest"]


@pytest.mark.parametrize(
    "header",
    [
        "bytes=9-5",
        "bytes=-",
        "bytes=",
        "bytes=a-b",
        "bytes=--5",
        "bytes=1-2,4-5",
        "lines=1-2",
        "bytes=١-٢",
        f"bytes={'9' * 5000}-",
        "nonsense",
    ],
)
def test_what_is_not_one_range_gives_the_whole_file(
    api: httpx.Client, dataset: Path, header: str
) -> None:
    answer = api.get(SQLITE, headers={b"Range": header.encode()})
    assert answer.status_code == 200
    assert answer.content == dataset.read_bytes()


@pytest.mark.parametrize("header", ["bytes={size}-", "bytes={size}-{size}", "bytes=-0"])
def test_a_range_beyond_the_file_is_a_problem(
    api: httpx.Client, dataset: Path, header: str
) -> None:
    size = dataset.stat().st_size
    answer = api.get(SQLITE, headers={"Range": header.format(size=size)})
    assert answer.status_code == 416
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Content-Range"] == f"bytes */{size}"
    assert api.get(answer.json()["type"]).status_code == 200


def test_a_download_goes_on_only_with_the_same_file(api: httpx.Client, dataset: Path) -> None:
    head = api.head(SQLITE).headers
    part = {"Range": "bytes=1000-"}
    for same in (head["ETag"], head["Last-Modified"]):
        answer = api.get(SQLITE, headers=part | {"If-Range": same})
        assert answer.status_code == 206
        assert answer.content == dataset.read_bytes()[1000:]
    for other in ('"other"', f"W/{head['ETag']}", "Sun, 06 Nov 1994 08:49:37 GMT", "x"):
        answer = api.get(SQLITE, headers=part | {"If-Range": other})
        assert answer.status_code == 200
        assert answer.content == dataset.read_bytes()


def test_the_frictionless_validator_finds_nothing_wrong(api: httpx.Client, tmp_path: Path) -> None:
    report = frictionless(save(api, DATAPACKAGE, tmp_path))
    assert report["valid"], report
    counts = api.get("/v1/dataset").json()["counts"]
    assert {task["name"]: task["stats"]["rows"] for task in report["tasks"]} == counts


def test_the_frictionless_validator_would_have_found_a_missing_fact(
    api: httpx.Client, tmp_path: Path
) -> None:
    package, spoiled = save(api, DATAPACKAGE, tmp_path), tmp_path / "spoiled.zip"
    with zipfile.ZipFile(package) as original, zipfile.ZipFile(spoiled, "w") as copy:
        for name in original.namelist():
            content = original.read(name)
            if name == "data/facts.csv":
                content = content[: content.rindex(b"\r\n", 0, -2) + 2]
            copy.writestr(name, content)
    errors = {error["type"] for task in frictionless(spoiled)["tasks"] for error in task["errors"]}
    assert {"foreign-key", "hash-count", "byte-count"} & errors >= {"foreign-key"}


def test_the_data_package_says_what_it_is(api: httpx.Client, dataset: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(api.get(DATAPACKAGE).content)) as package:
        described = json.loads(package.read("datapackage.json"))
    assert described["version"] == dataset.stem
    assert described["licenses"][0]["name"] == "MIT"
    assert "publishers" in described["description"]
    assert [source["title"] for source in described["sources"]] == ["coalition-of-the-willing"]
    schemas = {resource["name"]: resource["schema"] for resource in described["resources"]}
    fields = {field["name"]: field for field in schemas["amounts"]["fields"]}
    assert fields["value"]["type"] == "number"
    assert "nearly" in fields["qualifier"]["constraints"]["enum"]
    assert fields["start"]["type"] == "integer"
    assert schemas["evidence"]["primaryKey"] == ["id"]
    leads = [key["reference"]["resource"] for key in schemas["evidence"]["foreignKeys"]]
    assert leads == ["facts", "documents", "sentences"]
    assert schemas["deals"]["foreignKeys"][-1]["reference"]["resource"] == "facts"


def test_a_data_package_has_the_exact_words_where_lists_guard_them(tmp_path: Path) -> None:
    seed = small_seed(tmp_path / "seed")
    seed.change(FACTS, "title: Ireland will lend Acme Works nearly €2.5m", "title: '=1+1'")
    file = path_of(tmp_path / "data", build(seed.folder, tmp_path / "data").version)
    with serving(Settings(dataset=file)) as api:
        package = save(api, DATAPACKAGE, tmp_path)
        listed = api.get("/v1/deals?format=csv").text
    assert frictionless(package)["valid"]
    with zipfile.ZipFile(package) as opened:
        table = opened.read("data/deals.csv").decode()
    assert [row["title"] for row in csv.DictReader(io.StringIO(table, newline=""))] == ["=1+1"]
    assert [row["title"] for row in csv.DictReader(io.StringIO(listed, newline=""))] == ["'=1+1"]


def test_every_record_is_on_one_line_of_ndjson(api: httpx.Client) -> None:
    records = [json.loads(line) for line in api.get(NDJSON).text.splitlines()]
    found = Counter(record["collection"] for record in records)
    counts = api.get("/v1/dataset").json()["counts"]
    unions = {name: counts.pop(name) for name in ("facts", "entities")}
    assert found == counts
    facts = ("deals", "statements", "events", "positions")
    assert sum(found[name] for name in facts) == unions["facts"]
    for name in counts:
        listed = api.get(f"/v1/{name}?limit=200").json()["data"]
        assert [{"collection": name, **record} for record in listed] == [
            record for record in records if record["collection"] == name
        ]


@pytest.mark.parametrize("path", PATHS)
def test_a_download_that_the_client_has_is_not_sent_again(api: httpx.Client, path: str) -> None:
    answer = api.get(path)
    assert answer.status_code == 200
    again = api.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == answer.headers["ETag"]


@pytest.mark.parametrize("path", PATHS)
def test_head_says_what_get_would(api: httpx.Client, path: str) -> None:
    head, answer = api.head(path), api.get(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Last-Modified", "Content-Disposition", "Content-Type", "Accept-Ranges"):
        assert head.headers[name] == answer.headers[name]
    assert head.headers.get("Content-Length") == answer.headers.get("Content-Length")
    # The connection is still in step: a HEAD that sent a body would have spoilt it.
    assert api.get("/health/live").json() == {"status": "live"}


@pytest.mark.parametrize("path", PATHS)
def test_a_download_takes_no_parameters(api: httpx.Client, path: str) -> None:
    for query in ("fields=id", "pretty=true", "format=csv"):
        answer = api.get(f"{path}?{query}")
        assert answer.status_code == 400
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", PATHS)
def test_a_download_is_the_same_each_time(api: httpx.Client, path: str) -> None:
    assert api.get(path).content == api.get(path).content


def test_binary_downloads_go_as_they_are_and_ndjson_in_a_content_coding(
    api: httpx.Client,
) -> None:
    plain = api.get(NDJSON, headers={"Accept-Encoding": "identity"})
    coded = api.get(NDJSON, headers={"Accept-Encoding": "gzip"})
    assert coded.headers["Content-Encoding"] == "gzip"
    assert coded.content == plain.content
    assert coded.headers["ETag"] != plain.headers["ETag"]
    for path in (SQLITE, DATAPACKAGE):
        assert "Content-Encoding" not in api.get(path, headers={"Accept-Encoding": "gzip"}).headers


def test_a_file_that_has_gone_is_a_problem_that_passes(tmp_path: Path) -> None:
    seed = small_seed(tmp_path / "seed")
    file = path_of(tmp_path / "data", build(seed.folder, tmp_path / "data").version)
    with serving(Settings(dataset=file)) as api:
        file.rename(tmp_path / "away.sqlite")
        for path in (*PATHS, "/v1/dataset"):
            answer = api.get(path)
            assert answer.status_code == 503, path
            assert answer.headers["Content-Type"] == "application/problem+json"
        (tmp_path / "away.sqlite").rename(file)
        for path in (*PATHS, "/v1/dataset"):
            assert api.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/v1/facts?format=csv", "/v1/facts?format=ndjson", *PATHS])
def test_head_makes_nothing_of_what_it_tells_of(
    dataset: Path, statements: list[Any], path: str
) -> None:
    with serving(Settings(dataset=dataset)) as api:
        told = api.head(path)
        assert (told.status_code, told.content, statements) == (200, b"", [])
        sent = api.get(path)
        for headers in (told.headers, sent.headers):
            for name in ("Date", "X-Request-Id", "Transfer-Encoding"):
                headers.pop(name, None)
        assert told.headers == sent.headers


def test_a_file_that_was_cut_off_ends_the_connection(dataset: Path, tmp_path: Path) -> None:
    file = tmp_path / "dataset.sqlite"
    shutil.copy(dataset, file)
    file.chmod(0o644)
    with serving(Settings(dataset=file)) as api:
        assert api.get("/v1/dataset/sqlite").status_code == 200
        os.truncate(file, 0)
        with connected(api) as connection:
            connection.sendall(asking("/v1/dataset/sqlite") + asking("/health/live"))
            received = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert received.count(b"HTTP/1.1 ") == 1  # another would be taken for what the file holds


CUT = ("/v1/deals", "/v1/facts?sort=-sequence&limit=2", "/v1/timeline", "/v1/facts?format=ndjson")


@pytest.mark.parametrize("place", [0, 1])
def test_a_file_that_was_cut_short_is_told_and_never_half_an_answer(
    dataset: Path, tmp_path: Path, place: int
) -> None:
    """Cut to nothing, or behind its tables."""
    file = tmp_path / "dataset.sqlite"
    shutil.copy(dataset, file)
    file.chmod(0o644)
    with serving(Settings(dataset=file, cache_megabytes=0)) as api:
        fact = f"/v1/facts/{api.get('/v1/facts').json()['data'][-1]['id']}"
        for url in (*CUT, fact):
            assert api.get(url).status_code == 200
        assert api.get("/health/ready").status_code == 200
        os.truncate(file, place * damage.tables_of(file))
        for url in (*CUT, fact, "/v1/dataset/ndjson"):
            answer = api.get(url)
            assert (answer.status_code, answer.json()["type"]) == (503, "/problems/not-ready"), url
        assert api.get("/health/ready").status_code == 503
        assert api.get("/health/live").status_code == 200


def test_another_file_of_the_same_name_is_not_mixed_with_the_one_that_is_served(
    dataset: Path, tmp_path: Path
) -> None:
    file = tmp_path / "dataset.sqlite"
    shutil.copy(dataset, file)
    other = path_of(tmp_path, build(small_seed(tmp_path / "seed").folder, tmp_path).version)
    with serving(Settings(dataset=file, cache_megabytes=0)) as api:
        page = api.get("/v1/deals").json()
        other.replace(file)
        assert api.get("/v1/deals").json() == page
        for url in ("/v1/deals?format=ndjson", "/v1/mentions?format=csv", "/v1/dataset/ndjson"):
            answer = api.get(url)
            assert (answer.status_code, answer.json()["type"]) == (503, "/problems/not-ready"), url
