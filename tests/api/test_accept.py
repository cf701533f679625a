"""Accept: an answer is of a media type that the client takes, or a problem that names them."""

import httpx
import pytest

from app.api.about.openapi import read_examples
from app.main import app
from tests.laws.contract import PROBLEM, Contract
from tests.live import send

LISTS = ("application/json", "application/x-ndjson", "text/csv")
URLS = {name: example["url"] for name, example in read_examples().items()}
"""A request of each operation."""


def offers() -> dict[str, tuple[str, ...]]:
    """For each address: the media types that are to be had there."""
    contract = Contract(app.openapi())
    found: dict[str, tuple[str, ...]] = {}
    for path, operation in contract.operations:
        declared = tuple(operation["responses"]["200"]["content"])
        of_list = "format" in contract.parameters(path)
        found[URLS[operation["operationId"]]] = LISTS if of_list else declared
    return found | {
        "/openapi.json": ("application/json",),
        "/docs": ("text/html",),
        "/docs/assets/swagger-ui.css": ("text/css",),
        "/docs/assets/favicon-32x32.png": ("image/png",),
    }


OFFERS = offers()
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/json;q=0, */*", "application/x-ndjson"),
        ("*/*;q=0.1, application/json;q=0", "application/x-ndjson"),
        ("application/*;q=0.5, text/csv", "text/csv; charset=utf-8"),
        ("text/csv;q=0.2, application/json;q=0.9", "application/json"),
        ("text/csv, application/json", "text/csv; charset=utf-8"),
        ("text/*, */*;q=0.1", "text/csv; charset=utf-8"),
        ("text/html, application/xhtml+xml, */*;q=0.8", "application/json"),
        ("application/ndjson", "application/x-ndjson"),
    ],
)
def test_what_the_client_ranks_first_is_sent(
    client: httpx.Client, accept: str, media_type: str
) -> None:
    """RFC 9110, section 12.5.1: the most exact name of a media type decides on it."""
    answer = client.get("/v1/places", headers={"Accept": accept})

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, media_type)


@pytest.mark.parametrize("url", OFFERS)
def test_whoever_takes_nothing_of_ours_is_told_what_there_is(
    client: httpx.Client, url: str
) -> None:
    for accept in ("audio/ogg", "*/*;q=0", "audio/*, video/mp4;q=0.5"):
        answer = client.get(url, headers={"Accept": accept})

        assert answer.status_code == 406, accept
        assert answer.headers["Content-Type"] == PROBLEM
        problem = answer.json()
        assert problem["type"] == "/problems/not-acceptable"
        assert all(media_type in problem["detail"] for media_type in OFFERS[url])
        assert ("`format`" in problem["detail"]) == (OFFERS[url] == LISTS)


@pytest.mark.parametrize("url", OFFERS)
def test_whoever_takes_what_there_is_gets_it(client: httpx.Client, url: str) -> None:
    expected = client.get(url)
    assert expected.status_code == 200
    accepts = [BROWSER, "*/*", "", *OFFERS[url]]
    accepts += [f"audio/ogg, {media_type};q=0.1" for media_type in OFFERS[url]]
    accepts += [f"{media_type.partition('/')[0]}/*" for media_type in OFFERS[url]]
    for accept in accepts:
        answer = client.get(url, headers={"Accept": accept})
        assert answer.status_code == 200, accept
    assert send(client, url.encode()).status_code == 200  # without the header


@pytest.mark.parametrize("url", OFFERS)
def test_what_is_kept_is_not_given_to_whoever_does_not_take_it(
    client: httpx.Client, url: str
) -> None:
    for _ in range(2):
        assert client.get(url).status_code == 200
    assert client.get(url, headers={"Accept": "audio/ogg"}).status_code == 406
    other = "text/html" if OFFERS[url] != ("text/html",) else "application/json"
    both = f"{other}, text/csv, {OFFERS[url][0]};q=0.1"
    assert client.get(url, headers={"Accept": both}).status_code == 200
    if OFFERS[url] != LISTS:
        assert client.get(url, headers={"Accept": f"{other}, text/csv"}).status_code == 406
    assert client.get(url, headers={"Accept": other}).status_code == 406
    assert client.head(url, headers={"Accept": other}).status_code == 406


@pytest.mark.parametrize("url", OFFERS)
def test_what_cannot_be_had_is_not_told_to_be_unchanged(client: httpx.Client, url: str) -> None:
    """Preconditions count only where the answer would be a success (RFC 9110, section 13.2.1)."""
    headers = {"Accept": "audio/ogg", "If-None-Match": "*"}

    assert client.get(url, headers=headers).status_code == 406


@pytest.mark.parametrize("url", OFFERS)
def test_a_cache_is_told_that_the_media_type_counts(client: httpx.Client, url: str) -> None:
    answer = client.get(url)
    if "no-store" not in answer.headers.get("Cache-Control", ""):
        assert "Accept" in answer.headers["Vary"].split(", ")


def test_what_is_wrong_otherwise_is_told_whatever_is_accepted(client: httpx.Client) -> None:
    for url, status in (("/v1/deals?limit=0", 400), ("/v1/deels", 404)):
        answer = client.get(url, headers={"Accept": "audio/ogg"})
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, PROBLEM)


def test_format_decides_whatever_is_accepted(client: httpx.Client) -> None:
    answer = client.get("/v1/places?format=csv", headers={"Accept": "audio/ogg"})

    assert answer.status_code == 200
