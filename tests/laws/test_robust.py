"""Law 8: no input gives a 5xx, and no request changes anything.

Whatever is wrong is answered with a problem that names it, and every answer, whatever it says,
can be traced and read from anywhere.
"""

import hashlib
import subprocess
import sysconfig
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_from_bytes

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.compiler.build import build
from app.settings import Settings
from app.store.sealed import path_of
from tests.laws.contract import PROBLEM, Contract
from tests.laws.oracle import COLLECTIONS
from tests.laws.queries import LAWS
from tests.live import send, serving
from tests.seeds import small_seed

ORIGIN = {"Origin": "https://news.example"}


@pytest.fixture(autouse=True)
def nothing_changes(dataset: Path) -> Iterator[None]:
    """After each test, the dataset and all that lies beside it are what they were."""

    def contents() -> dict[str, str]:
        files = dataset.parent.iterdir()
        return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}

    before = contents()
    yield
    assert contents() == before


def check(answer: httpx.Response, *statuses: int) -> None:
    """The answer has one of the statuses and the headers of every answer; errors are problems."""
    assert answer.status_code in statuses, answer.text
    assert answer.headers["X-Request-Id"]
    assert len(answer.headers["Dataset-Version"]) == 64
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "X-Request-Id" in answer.headers["Access-Control-Expose-Headers"]
    if answer.status_code >= 400:
        assert answer.headers["Content-Type"] == PROBLEM
        problem = answer.json()
        assert problem["status"] == answer.status_code
        assert problem["request_id"] == answer.headers["X-Request-Id"]
        assert problem["type"].startswith("/problems/")
        assert problem["title"]
        assert problem["detail"]
        assert problem["instance"].startswith("/")
        for error in problem["errors"]:
            assert error.keys() == {"parameter", "detail", "suggestion"}
        assert problem["errors"] or answer.status_code != 400


# --- What OpenAPI allows, and what it does not


LEFT_TO_OTHERS = (
    "positive_data_acceptance",
    "content_type_conformance",
    "response_schema_conformance",
)
"""Checks that cannot hold here, for the reasons below."""


SCHEMATHESIS = """\
[checks.negative_data_rejection]
expected-statuses = [400, 404, 414]
"""
"""What is wrong may also be so long that its URL is refused."""


@pytest.mark.parametrize(
    "selected",
    [
        ["--phases=examples,fuzzing", "--max-examples=3"],
        # It tries out each parameter by itself, and a summary has those of its list.
        ["--phases=coverage", "--exclude-path-regex=/summary$"],
    ],
)
def test_schemathesis_finds_nothing(
    client: httpx.Client, tmp_path: Path, selected: list[str]
) -> None:
    (tmp_path / "schemathesis.toml").write_text(SCHEMATHESIS)
    command = [
        str(Path(sysconfig.get_path("scripts"), "schemathesis")),
        "run",
        f"{client.base_url}/openapi.json",
        *selected,
        # No schema can say which cursors there are, nor that a range of values takes a currency;
        # and what is longer than the server reads is refused before it can be answered in JSON.
        # `fields` leaves out keys that a whole record has: test_schema.py checks whole records.
        f"--exclude-checks={','.join(LEFT_TO_OTHERS)}",
        "--continue-on-failure",
        "--generation-deterministic",
        "--no-color",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


# --- Values that no one means


ODD = [
    "",
    " ",
    "\0",
    "\x7f",
    "\n",
    "null",
    "nan",
    "-1",
    "1e999999",
    "-Infinity",
    str(2**31),
    str(2**63),
    str(2**64),
    "9" * 400,
    "0" * 7000,
    "٣",
    "🚀",
    "'; DROP TABLE record; --",
    '"NEAR(" OR *',
    "%",
    "${jndi:ldap://x}",
    "../../etc/passwd",
    "2025-02-31",
    "2025-13",
    "0000",
]
ENCODED = ["%00", "%ED%A0%80", "%FF%FE", "%C0%AF", "%F4%90%80%80", "%", "%zz", "%E2%82"]
"""As they stand in the URL: NUL, a lone surrogate, and what else is no UTF-8 or no encoding."""


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_an_odd_value_of_any_parameter_is_found_or_refused(
    client: httpx.Client, contract: Contract, collection: str
) -> None:
    for name in contract.parameters(f"/v1/{collection}"):
        alone = [f"{name}={value}" for value in (*map(quote, ODD), *ENCODED)]
        for query in (*alone, "&".join(alone)):
            check(send(client, f"/v1/{collection}?{query}".encode(), headers=ORIGIN), 200, 400)


DATES = ("published_gte", "published_lte", "date_gte", "date_lte")


@pytest.mark.parametrize("day", ["2025-02-31", "2025-13", "2025-00-01", "0000", "2025-01-32"])
@pytest.mark.parametrize("collection", ["documents", "events"])
def test_a_day_that_is_not_in_the_calendar_is_refused(
    client: httpx.Client, contract: Contract, collection: str, day: str
) -> None:
    names = [name for name in contract.parameters(f"/v1/{collection}") if name in DATES]
    assert names
    for name in names:
        answer = client.get(f"/v1/{collection}", params={name: day}, headers=ORIGIN)
        check(answer, 400)
        assert [error["parameter"] for error in answer.json()["errors"]] == [name]


# --- Requests that no one means

VISIBLE = st.binary(max_size=60).map(lambda data: bytes(33 + byte % 94 for byte in data))
"""What may stand in the first line of a request."""
ESCAPED = st.binary(max_size=30).map(lambda data: quote_from_bytes(data, safe="").encode())
WILD = st.lists(st.one_of(VISIBLE, ESCAPED), max_size=4)


@settings(LAWS, max_examples=150)
@given(st.sampled_from(COLLECTIONS), WILD, st.sampled_from((b"", b"limit=", b"sort=", b"cursor=")))
def test_any_query_string_is_answered_or_refused(
    client: httpx.Client, collection: str, pieces: list[bytes], start: bytes
) -> None:
    target = b"/v1/%s?%s%s" % (collection.encode(), start, b"&".join(pieces))
    check(send(client, target, headers=ORIGIN), 200, 400)


@settings(LAWS, max_examples=150)
@given(st.sampled_from((b"/", b"/v1/", b"/v1/facts/", b"/docs/assets/")), WILD)
def test_any_path_is_answered_or_not_found(
    client: httpx.Client, start: bytes, pieces: list[bytes]
) -> None:
    target = start + b"/".join(pieces)
    check(send(client, target, headers=ORIGIN), 200, 307, 400, 404)


@settings(LAWS, max_examples=100)
@given(st.binary(max_size=80))
def test_what_is_no_http_does_no_harm(client: httpx.Client, noise: bytes) -> None:
    answer = send(client, b"/v1/deals?" + noise)
    assert answer.status_code in {200, 400}
    check(client.get("/v1/deals", headers=ORIGIN), 200)


@pytest.mark.parametrize("length", [2_000, 9_000, 60_000])
@pytest.mark.parametrize("start", ["/v1/facts/", "/v1/facts?entity=", "/v1/facts?", "/"])
def test_what_is_too_long_is_refused_at_once(client: httpx.Client, start: str, length: int) -> None:
    answer = send(client, start.encode() + b"x" * length, headers=ORIGIN)
    check(answer, 400, 404)


METHODS = ("POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")


@pytest.mark.parametrize("method", METHODS)
def test_methods_that_write_are_refused_everywhere(
    client: httpx.Client, contract: Contract, method: str
) -> None:
    for path in (*contract.document["paths"], "/openapi.json", "/docs", "/"):
        answer = send(client, path.replace("{id}", "GB").encode(), method, ORIGIN)
        check(answer, 405)
        assert {"GET", "HEAD"} <= set(answer.headers["Allow"].split(", ")), path


# --- Cursors


@pytest.fixture(scope="module")
def next_page(client: httpx.Client) -> httpx.URL:
    """The second page of a list."""
    page = client.get("/v1/mentions?limit=2&sort=kind&country=GB").json()
    return httpx.URL(page["next"])


def go_on(client: httpx.Client, page: httpx.URL, cursor: str) -> httpx.Response:
    """The answer to the request for that page with this cursor."""
    return client.get(page.copy_set_param("cursor", cursor), headers=ORIGIN)


def check_refused(answer: httpx.Response) -> None:
    """The answer says that the cursor, and nothing else, is wrong."""
    check(answer, 400)
    assert [error["parameter"] for error in answer.json()["errors"]] == ["cursor"]


def test_a_cursor_is_good_for_its_own_query(client: httpx.Client, next_page: httpx.URL) -> None:
    check(client.get(next_page, headers=ORIGIN), 200)
    check(client.get(next_page.copy_set_param("limit", 5), headers=ORIGIN), 200)


def test_a_cursor_with_any_byte_changed_is_refused(
    client: httpx.Client, next_page: httpx.URL
) -> None:
    cursor = next_page.params["cursor"]
    sealed = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    for place, byte in enumerate(sealed):
        for bit in range(8):
            changed = sealed[:place] + bytes([byte ^ 1 << bit]) + sealed[place + 1 :]
            check_refused(go_on(client, next_page, urlsafe_b64encode(changed).decode().rstrip("=")))


def test_a_cursor_written_in_any_other_way_is_refused(
    client: httpx.Client, next_page: httpx.URL
) -> None:
    cursor = next_page.params["cursor"]
    for place in range(len(cursor) + 1):
        start, end = cursor[:place], cursor[place:]
        for other in (f"{start}A{end}", f"{start}!{end}", f"{start}={end}", f"{start}é{end}"):
            check_refused(go_on(client, next_page, other))
        if end:
            later = chr(ord(end[0]) + 1)
            check_refused(go_on(client, next_page, start + end[1:]))
            check_refused(go_on(client, next_page, start + later + end[1:]))


@pytest.mark.parametrize(
    ("name", "value"), [("sort", "-kind"), ("country", "FR"), ("kind", "name"), ("sort", "id")]
)
def test_a_cursor_of_another_query_is_refused(
    client: httpx.Client, next_page: httpx.URL, name: str, value: str
) -> None:
    check_refused(client.get(next_page.copy_set_param(name, value), headers=ORIGIN))


def test_a_cursor_of_another_collection_is_refused(client: httpx.Client) -> None:
    page = httpx.URL(client.get("/v1/facts?limit=1").json()["next"])
    check_refused(client.get(page.copy_with(path="/v1/statements"), headers=ORIGIN))


def test_a_cursor_of_another_dataset_is_refused(client: httpx.Client, tmp_path: Path) -> None:
    other = path_of(tmp_path, build(small_seed(tmp_path / "seed").folder, tmp_path).version)
    with serving(Settings(dataset=other)) as client_of_other:
        page = client_of_other.get("/v1/mentions?limit=1").json()["next"]
        assert client_of_other.get(page).status_code == 200
    check_refused(client.get(page, headers=ORIGIN))
