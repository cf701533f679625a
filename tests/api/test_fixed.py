"""The documentation and its files: kept by clients, small on the wire, and strict like all else."""

import gzip
import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli
import httpx
import pytest
import zstandard

from app.api.about.docs import ASSETS
from app.settings import Settings
from tests.live import send, serving

FILES = [f"/docs/assets/{file.name}" for file in sorted(ASSETS.iterdir())]
PROBLEMS = ["/problems", "/problems/invalid-query"]
TEXTS = ["/openapi.json", "/docs", "/docs/assets/docs.js", *FILES, *PROBLEMS]
IMAGES = [url for url in TEXTS if url.endswith(".png")]
DECODE: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda content: zstandard.ZstdDecompressor().decompress(content),
    "br": lambda content: bytes(brotli.decompress(content)),
    "gzip": gzip.decompress,
}
PLAIN = {"Accept-Encoding": "identity"}


@pytest.mark.parametrize("url", TEXTS)
def test_whoever_has_it_is_not_sent_it_again(client: httpx.Client, url: str) -> None:
    first = client.get(url)
    etag = first.headers["ETag"]
    assert etag.startswith('"')

    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = client.get(url, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        for name in ("ETag", "Cache-Control", "Vary"):
            assert again.headers.get(name) == first.headers.get(name)
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200
    assert "max-age=300" in first.headers["Cache-Control"]


@pytest.mark.parametrize("coding", DECODE)
@pytest.mark.parametrize("url", TEXTS)
def test_it_goes_in_the_coding_that_is_asked_for(
    client: httpx.Client, url: str, coding: str
) -> None:
    plain = send(client, url.encode(), headers=PLAIN)
    for _ in range(2):
        coded = send(client, url.encode(), headers={"Accept-Encoding": coding})
        if url in IMAGES:
            assert "Content-Encoding" not in coded.headers
            assert coded.headers["ETag"] == plain.headers["ETag"]
            continue
        assert coded.headers["Content-Encoding"] == coding
        assert coded.headers["Vary"] == plain.headers["Vary"] == "Accept, Accept-Encoding"
        assert coded.headers["ETag"] != plain.headers["ETag"]
        assert coded.headers["Content-Type"] == plain.headers["Content-Type"]
    raw = raw_content(client, url, coding)
    assert (raw if url in IMAGES else DECODE[coding](raw)) == plain.content
    if len(plain.content) > 10_000:
        assert len(raw) < len(plain.content) / 2


def raw_content(client: httpx.Client, url: str, coding: str) -> bytes:
    """The body as it was sent."""
    with client.stream("GET", url, headers={"Accept-Encoding": coding}) as answer:
        return b"".join(answer.iter_raw())


def test_the_etag_of_the_description_follows_its_content(client: httpx.Client) -> None:
    answer = client.get("/openapi.json", headers=PLAIN)
    digest = hashlib.blake2b(answer.content, digest_size=12).hexdigest()

    assert answer.headers["ETag"] == f'"{digest}"'
    compact = json.dumps(answer.json(), ensure_ascii=False, separators=(",", ":"))
    assert answer.content == compact.encode()


@pytest.mark.parametrize("url", ["/", *TEXTS])
def test_no_parameter_is_ignored(client: httpx.Client, url: str) -> None:
    answer = client.get(url, params={"prety": "true"})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "prety"


@pytest.mark.parametrize("path", ["%2e%2e/docs.py", "../docs.py", "..%2f..%2fsettings.py", ""])
def test_no_other_file_is_served(client: httpx.Client, path: str) -> None:
    assert send(client, b"/docs/assets/" + path.encode()).status_code == 404


def test_the_start_leads_to_the_page_and_that_is_kept(client: httpx.Client) -> None:
    answer = client.get("/")

    assert (answer.status_code, answer.headers["Location"]) == (307, "/docs")
    assert "max-age=300" in answer.headers["Cache-Control"]


def test_all_who_ask_at_once_get_the_same_description(dataset: Path) -> None:
    """It is made when it is first asked for, which takes a while; meanwhile others ask too."""
    with serving(Settings(dataset=dataset)) as client, ThreadPoolExecutor() as several:
        asked = [several.submit(client.get, "/openapi.json") for _ in range(4)]
        while not all(one.done() for one in asked):
            assert client.get("/v1/deals?stage=announced&limit=1").status_code == 200
        answers = [one.result() for one in asked]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.headers["ETag"] for answer in answers}) == 1
