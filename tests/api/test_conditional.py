"""Conditional requests: an answer that the client has costs neither bytes nor a query."""

import re
from pathlib import Path

import httpx
import pytest

from app.compiler.build import build
from app.main import create_app
from app.settings import Settings
from app.store.sealed import path_of
from tests.live import serving, serving_app
from tests.seeds import small_seed

LIST = "/v1/deals?stage=announced&country=GB&limit=2"
RECORD = "/v1/people/keir-starmer"


def etag(client: httpx.Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.headers["ETag"]


def ask(client: httpx.Client, url: str, known: str) -> httpx.Response:
    return client.get(url, headers={"If-None-Match": known})


# --- The validator


@pytest.mark.parametrize("url", [LIST, RECORD])
def test_an_etag_is_strong_and_the_same_each_time(client: httpx.Client, url: str) -> None:
    assert re.fullmatch(r'"[0-9a-f]{24}"', etag(client, url))
    assert etag(client, url) == etag(client, url)


def test_what_differs_in_path_parameter_or_value_differs_in_etag(client: httpx.Client) -> None:
    urls = [
        LIST,
        RECORD,
        "/v1/deals",
        "/v1/facts",
        "/v1/deals?stage=announced",
        "/v1/deals?stage=proposed",
        "/v1/deals?country=GB",
        "/v1/deals?country=GB&limit=5",
        "/v1/deals?sort=id",
        "/v1/deals?sort=-id",
        "/v1/people/sergei-lavrov",
        client.get("/v1/deals?limit=1").json()["next"],
    ]

    assert len({etag(client, url) for url in urls}) == len(urls)


def test_the_order_of_parameters_and_the_way_they_are_written_do_not_matter(
    client: httpx.Client,
) -> None:
    first = client.get("/v1/deals?stage=announced&sort=stage&sort=-id&country=GB")
    second = client.get("/v1/deals?country=%47B&sort=stage,-id&stage=announced")

    assert first.headers["ETag"] == second.headers["ETag"]
    assert first.content == second.content


def test_another_dataset_has_other_etags(client: httpx.Client, tmp_path: Path) -> None:
    url = "/v1/countries/IE"
    version = build(small_seed(tmp_path / "seed").folder, tmp_path).version
    with serving(Settings(dataset=path_of(tmp_path, version))) as other:
        assert etag(other, url) != etag(client, url)
        assert ask(other, url, etag(client, url)).status_code == 200


# --- Not modified


@pytest.mark.parametrize("url", [LIST, RECORD])
@pytest.mark.parametrize("known", ["{}", 'W/{}, "a"', '"a", {} ,"b"', '"a",{}', "*"])
def test_what_the_client_has_is_not_sent_again(client: httpx.Client, url: str, known: str) -> None:
    full = client.get(url)

    answer = ask(client, url, known.format(full.headers["ETag"]))

    assert answer.status_code == 304
    assert answer.content == b""
    kept = ("ETag", "Cache-Control", "Dataset-Version")
    assert [answer.headers[name] for name in kept] == [full.headers[name] for name in kept]
    assert "Content-Length" not in answer.headers
    assert "Content-Type" not in answer.headers


@pytest.mark.parametrize("known", ['"a"', "", "{0}x", "x{0}", '"{0}0"', "**", '"*"'])
def test_what_the_client_does_not_have_is_sent(client: httpx.Client, known: str) -> None:
    answer = ask(client, LIST, known.format(etag(client, LIST).strip('"')))

    assert answer.status_code == 200
    assert answer.json()["data"]


def test_several_lines_of_the_header_are_one_list(client: httpx.Client) -> None:
    lines = [("If-None-Match", '"a"'), ("If-None-Match", etag(client, LIST))]

    assert client.get(LIST, headers=lines).status_code == 304


@pytest.mark.parametrize("url", [LIST, RECORD])
def test_a_conditional_head_is_answered_alike(client: httpx.Client, url: str) -> None:
    answer = client.head(url, headers={"If-None-Match": etag(client, url)})

    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["ETag"] == etag(client, url)


@pytest.mark.parametrize(
    ("url", "status"), [("/v1/deals?stgae=announced", 400), ("/v1/people/nobody", 404)]
)
def test_an_error_is_never_taken_for_something_the_client_has(
    client: httpx.Client, url: str, status: int
) -> None:
    answer = ask(client, url, "*")

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "ETag" not in answer.headers


def test_not_modified_is_told_without_asking_the_dataset(dataset: Path) -> None:
    app = create_app(Settings(dataset=dataset, cache_megabytes=0))
    with serving_app(app) as client:
        known = {url: client.get(url).headers["ETag"] for url in (LIST, RECORD)}
        app.state.served.store.close()

        for url, etag_ in known.items():
            assert client.get(url, headers={"If-None-Match": etag_}).status_code == 304
            assert client.get(url).status_code == 500  # since a full answer needs the dataset


# --- How long answers keep


@pytest.mark.parametrize("seconds", [0, 60])
def test_the_settings_say_how_long_answers_keep(dataset: Path, seconds: int) -> None:
    with serving(Settings(dataset=dataset, cache_seconds=seconds)) as client:
        for url in (LIST, RECORD):
            assert client.get(url).headers["Cache-Control"] == (
                f"public, max-age={seconds}, stale-while-revalidate={seconds}, stale-if-error=86400"
            )


@pytest.mark.parametrize("url", ["/v1/deals?limit=0", "/v1/people/nobody", "/health/ready"])
def test_errors_and_health_are_not_kept(client: httpx.Client, url: str) -> None:
    assert client.get(url).headers["Cache-Control"] == "no-store"
