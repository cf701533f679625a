"""What holds for every answer, whatever was asked for: methods, headers, origins, bytes."""

import json
import re
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import httpx
import pytest

from app.api.about.openapi import read_examples
from app.api.collections import MODULES
from app.api.collections.base import Collection
from app.main import create_app
from app.settings import Settings
from app.store.sealed import open_readonly
from tests.live import send, serving_app

ANSWERED = [example["url"] for example in read_examples().values()]
"""A request of each operation."""
IN_JSON = [example["url"] for example in read_examples().values() if example["body"] is not None]
COLLECTIONS = [
    found for module in MODULES for found in vars(module).values() if isinstance(found, Collection)
]
REFUSED = ["/v1/deals?stgae=announced", "/v1/deals/missile-deel", "/v1/deels", "/deals/", "/docs/x"]
ASSETS = ("swagger-ui.css", "docs.js", "favicon-32x32.png", "LICENSE")
PAGES = ["/docs", "/openapi.json", *(f"/docs/assets/{name}" for name in ASSETS)]


# --- Methods


@pytest.mark.parametrize("url", [*ANSWERED, *REFUSED, *PAGES])
def test_head_says_what_get_would_and_sends_no_body(client: httpx.Client, url: str) -> None:
    same = {"X-Request-Id": "the-same", "Accept-Encoding": "identity"}
    full = client.get(url, headers=same)

    answer = client.head(url, headers=same)

    assert answer.status_code == full.status_code
    assert answer.content == b""
    assert without_date(answer) == without_date(full)
    # What is made while it is sent has no length yet.
    made_as_sent = full.headers.get("Transfer-Encoding") == "chunked"
    assert made_as_sent == url.endswith(("/datapackage", "/ndjson"))
    assert made_as_sent or int(answer.headers["Content-Length"]) == len(full.content) > 0


def without_date(answer: httpx.Response) -> list[tuple[str, str]]:
    # Nor does a HEAD tell how the body it does not send would be cut.
    apart = ("date", "transfer-encoding")
    return [(name, value) for name, value in answer.headers.multi_items() if name not in apart]


def test_a_connection_goes_on_after_a_head(client: httpx.Client) -> None:
    answers = [client.request(method, "/v1/deals") for method in ("HEAD", "GET", "HEAD", "GET")]

    assert [answer.status_code for answer in answers] == [200] * 4
    assert answers[1].content == answers[3].content


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "url", ["/v1/deals", "/v1/people/keir-starmer", "/health/live", "/", "/problems", *PAGES]
)
def test_nothing_can_be_written(client: httpx.Client, method: str, url: str) -> None:
    answer = client.request(method, url, content=b"{}")

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(f"{method} is not possible here")


# --- Headers


@pytest.mark.parametrize("url", [*ANSWERED, *REFUSED, *PAGES])
def test_every_answer_names_its_request_and_the_dataset(client: httpx.Client, url: str) -> None:
    first, second = client.get(url), client.get(url)

    assert re.fullmatch("[0-9a-f]{12}-[0-9]+", first.headers["X-Request-Id"])
    assert first.headers["X-Request-Id"] != second.headers["X-Request-Id"]
    assert first.headers["Dataset-Version"] == client.get("/health/ready").json()["version"]


@pytest.mark.parametrize("given", ["a", "7f3b-A_z.9", "x" * 64])
@pytest.mark.parametrize("url", ["/v1/deals", "/v1/deels"])
def test_a_sane_request_id_is_taken_over(client: httpx.Client, url: str, given: str) -> None:
    assert client.get(url, headers={"X-Request-Id": given}).headers["X-Request-Id"] == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", 'a"b', "<script>", "é", "a,b"])
def test_any_other_request_id_is_replaced(client: httpx.Client, given: str) -> None:
    answer = client.get("/v1/deals", headers={b"X-Request-Id": given.encode()})

    assert re.fullmatch("[0-9a-f]{12}-[0-9]+", answer.headers["X-Request-Id"])


def test_a_problem_names_the_request_that_its_header_names(client: httpx.Client) -> None:
    answer = client.get("/v1/deels")

    assert answer.json()["request_id"] == answer.headers["X-Request-Id"]


@pytest.mark.parametrize("path", ["/v1/deals/", "//v1/deals", "/v1/people/keir-starmer/", "/docs/"])
def test_no_answer_leads_to_a_host_that_the_client_names(client: httpx.Client, path: str) -> None:
    answer = send(client, path.encode(), headers={"Host": "evil.example"})

    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/no-such-path"
    assert "Location" not in answer.headers
    assert "evil.example" not in answer.text


@pytest.mark.parametrize("host", ["[", "a/b", "a b", "", "evil.example:x"])
def test_a_host_that_is_none_does_no_harm(client: httpx.Client, host: str) -> None:
    answer = client.get("/v1/deels", headers={"Host": host})

    assert answer.status_code == 404
    assert answer.json()["instance"] == "/v1/deels"


def test_the_start_leads_to_the_documentation(client: httpx.Client) -> None:
    answer = client.get("/", headers={"Host": "evil.example"})

    assert (answer.status_code, answer.headers["Location"]) == (307, "/docs")


# --- Other origins


@pytest.mark.parametrize("url", ["/v1/deals", "/v1/deals?limit=0", "/v1/deels", "/health/ready"])
@pytest.mark.parametrize("headers", [{}, {"Origin": "https://news.example"}])
def test_scripts_of_any_origin_may_read_every_answer(
    client: httpx.Client, url: str, headers: dict[str, str]
) -> None:
    answer = client.get(url, headers=headers)

    # Whatever the origin, the answer is the same: so one cached copy serves all of them.
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Origin" not in answer.headers.get("Vary", "")
    exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")
    assert set(exposed) >= {"ETag", "Link", "Dataset-Version", "X-Request-Id"}
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_they_may_read_that_their_method_is_not_allowed(client: httpx.Client) -> None:
    answer = client.post("/v1/deals", headers={"Origin": "https://news.example"})

    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("asked", ["if-none-match", "x-request-id", "accept,if-none-match"])
def test_they_may_ask_conditionally_and_name_their_requests(
    client: httpx.Client, asked: str
) -> None:
    preflight = {
        "Origin": "https://news.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": asked,
    }
    answer = client.options("/v1/deals", headers=preflight)

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert answer.headers["Access-Control-Allow-Headers"] == "*"
    assert int(answer.headers["Access-Control-Max-Age"]) > 0


@pytest.mark.parametrize("url", [*ANSWERED, *PAGES, "/", "/v1/deals?stgae=announced"])
def test_options_tells_what_is_allowed(client: httpx.Client, url: str) -> None:
    answer = client.options(url)

    assert (answer.status_code, answer.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")


def test_options_may_be_asked_of_the_server_as_a_whole(client: httpx.Client) -> None:
    """RFC 9110, section 9.3.7: `*` asks what the server can do, whatever the resource."""
    answer = send(client, b"*", "OPTIONS")

    assert (answer.status_code, answer.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("path", ["/v1/deels", "/v1/deals/", "/docs/x", "/v1/deals/a/b", "/*"])
def test_options_of_a_path_that_is_none_is_answered_as_get_is(
    client: httpx.Client, path: str
) -> None:
    same = {"X-Request-Id": "the-same"}
    answer = client.options(path, headers=same)

    assert answer.status_code == 404
    assert answer.json() == client.get(path, headers=same).json()


# --- Bytes


@pytest.mark.parametrize("url", [*IN_JSON, *REFUSED])
def test_json_is_compact_and_in_utf_8(client: httpx.Client, url: str) -> None:
    answer = client.get(url)

    assert answer.headers["Content-Type"] in {"application/json", "application/problem+json"}
    content = json.loads(answer.content)
    compact = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    assert answer.content == compact.encode()


def test_letters_of_all_scripts_are_sent_as_they_are(client: httpx.Client) -> None:
    assert "🇬🇧".encode() in client.get("/v1/countries/GB").content


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda collection: str(collection.name))
def test_records_are_the_bytes_that_the_compiler_stored(
    client: httpx.Client, dataset: Path, collection: Collection
) -> None:
    table = collection.table.__tablename__
    with closing(open_readonly(dataset)) as connection:
        connection.text_factory = bytes
        stored = connection.execute(
            f"SELECT id, body FROM {table} JOIN record USING (key) ORDER BY key"  # noqa: S608
        ).fetchall()
    assert stored

    for id_, body in stored:
        assert client.get(f"/v1/{collection.name}/{quote(id_)}").content == body
    data = b",".join(body for _, body in stored)
    page = b'{"data":[%s],"total":%d,"left_out":0,"next":null}' % (data, len(stored))
    assert client.get(f"/v1/{collection.name}?limit=200").content == page


# --- When something of ours breaks


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_a_defect_is_answered_with_a_problem_and_logged(
    dataset: Path, capfd: pytest.CaptureFixture[str], log_format: Literal["json", "console"]
) -> None:
    app = create_app(Settings(dataset=dataset, log_format=log_format))
    with serving_app(app) as client:
        app.state.served.store.close()
        answer = client.get("/v1/deals/odd%0Aname", headers={"X-Request-Id": "find-me"})

    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"
    problem = answer.json()
    assert problem["request_id"] == answer.headers["X-Request-Id"] == "find-me"
    assert problem["type"] == "/problems/internal-error"
    assert "closed" not in answer.text  # what broke is for the log alone
    told = capfd.readouterr()
    assert told.out == ""
    lines = told.err.splitlines()
    assert "Cannot operate on a closed database" in told.err
    if log_format == "json":
        [event] = [json.loads(line) for line in lines if "find-me" in line]
        assert event["path"] == "/v1/deals/odd\nname"
        assert event["request_id"] == "find-me"
        assert event["level"] == "error"
        assert any("closed database" in line for line in event["exception"])
        assert datetime.fromisoformat(event["timestamp"]).utcoffset() == timedelta(0)
    else:
        [line] = [line for line in lines if "find-me" in line]
        assert r"'/v1/deals/odd\nname' failed" in line


def test_the_list_of_the_api_is_laid_out_for_people(client: httpx.Client) -> None:
    plain, laid_out = client.get("/v1"), client.get("/v1?pretty=true")
    assert laid_out.json() == plain.json()
    assert laid_out.text.count("\n") > 100 > plain.text.count("\n")
    assert laid_out.headers["ETag"] != plain.headers["ETag"]
