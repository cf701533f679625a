"""What is no request, or never ends, is answered as all else is; what is one, in its turn."""

import gc
import json
import socket
import time
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from sys import executable

import httpx
import pytest

from app.api.serving.protocol import Protocol
from app.settings import Settings
from tests.connections import (
    HOST,
    KEPT,
    LIVE,
    answer,
    asking,
    connected,
    is_closed,
    remembered,
)
from tests.live import PATIENCE
from tests.live import serving as live
from tests.servers import ROOT, environment, free_port, serving

PROBLEM = "application/problem+json"


def check_refused(found: httpx.Response, status: int, type_: str) -> None:
    """The answer is a problem of that type, with the headers of every answer; it is the last."""
    assert (found.status_code, found.headers["Content-Type"]) == (status, PROBLEM)
    problem = found.json()
    assert (problem["type"], problem["status"]) == (f"/problems/{type_}", status)
    assert problem["request_id"] == found.headers["X-Request-Id"] != ""
    assert problem["errors"] == []
    assert len(found.headers["Dataset-Version"]) == 64
    assert found.headers["Access-Control-Allow-Origin"] == "*"
    assert "X-Request-Id" in found.headers["Access-Control-Expose-Headers"]
    assert found.headers["Cache-Control"] == "no-store"
    assert found.headers["Connection"] == "close"


# --- What is no request


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (b"\0\1\2\r\n\r\n", "method"),
        (b"FETCH /v1 HTTP/1.1\r\n" + HOST + b"\r\n", "method"),
        ("GET /v1/deals?q=é HTTP/1.1\r\n".encode() + HOST + b"\r\n", "url"),
        ("GET /v1/é HTTP/1.1\r\n".encode() + HOST + b"\r\n", "url"),
        (b"GET v1 HTTP/1.1\r\n" + HOST + b"\r\n", "url"),
        (b"GET /v1 HTTP/7.3\r\n" + HOST + b"\r\n", "version"),
        (b"GET /v1 HTTP/1.1\r\n" + HOST + b"Content-Length: x\r\n\r\n", "Content-Length"),
        (b"GET /v1 HTTP/1.1\r\n" + HOST + b"A\0b: 1\r\n\r\n", "header"),
        (b"GET /v1 HTTP/1.1\r\n\r\n", "0 `Host` header fields"),
        (b"GET /v1 HTTP/1.1\r\n" + HOST + HOST + b"\r\n", "2 `Host` header fields"),
        (b"GET /v1 HTTP/1.0\r\n" + HOST + HOST + b"\r\n", "2 `Host` header fields"),
        (b"CONNECT api.example:443 HTTP/1.1\r\n" + HOST + b"\r\n", "no path"),
    ],
)
def test_what_is_no_http_is_refused_with_a_problem(
    client: httpx.Client, sent: bytes, reason: str
) -> None:
    with connected(client) as connection:
        connection.sendall(sent)
        found = answer(connection)
        check_refused(found, 400, "malformed-request")
        assert reason in found.json()["detail"]
        assert is_closed(connection)


def test_what_is_both_short_and_long_is_refused(client: httpx.Client) -> None:
    """A request with two lengths could be two requests to whoever passes it on."""
    with connected(client) as connection:
        both = b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        connection.sendall(b"GET /v1 HTTP/1.1\r\n" + HOST + both)
        check_refused(answer(connection), 400, "malformed-request")
        assert is_closed(connection)


def test_the_clients_own_request_id_is_taken_over(client: httpx.Client) -> None:
    with connected(client) as connection:
        connection.sendall(b"GET /v1 HTTP/1.1\r\nX-Request-Id: mine\r\nX: 1\r\n\r\n")
        found = answer(connection)
    check_refused(found, 400, "malformed-request")
    assert found.json()["request_id"] == "mine"


@pytest.mark.parametrize("length", [65_536, 100_000, 3_000_000])
def test_a_target_that_is_too_long_is_refused_though_more_is_sent(
    client: httpx.Client, length: int
) -> None:
    with connected(client) as connection:
        connection.sendall(b"GET /" + b"x" * length + b" HTTP/1.1\r\n" + HOST + b"\r\n")
        check_refused(answer(connection), 414, "target-too-long")
        assert is_closed(connection)


@pytest.mark.parametrize(
    "fields",
    [
        b"Cookie: " + b"x" * 66_000 + b"\r\n",
        b"Cookie: " + b"x" * 3_000_000,  # without an end
        b"X: 0123456789\r\n" * 6_000,
    ],
)
def test_headers_that_are_too_large_are_refused_though_more_is_sent(
    client: httpx.Client, fields: bytes
) -> None:
    with connected(client) as connection:
        connection.sendall(b"GET /v1 HTTP/1.1\r\n" + HOST + fields + b"\r\n\r\n")
        check_refused(answer(connection), 431, "headers-too-large")
        assert is_closed(connection)


def test_what_is_large_and_not_too_large_is_answered(client: httpx.Client) -> None:
    with connected(client) as connection:
        fields = b"".join(b"X-%d: %s\r\n" % (number, b"y" * 6_000) for number in range(10))
        request = b"GET /health/live HTTP/1.1\r\n" + HOST + fields + b"\r\n"
        for piece in range(0, len(request), 1_000):
            connection.sendall(request[piece : piece + 1_000])
        assert answer(connection).json() == {"status": "live"}
        connection.sendall(LIVE)
        assert answer(connection).json() == {"status": "live"}


# --- What is one, in its turn


@pytest.mark.parametrize("first", ["/health/live", "/v1/mentions?limit=200", "/v1/search?q=deal"])
def test_what_was_asked_before_is_answered_before(client: httpx.Client, first: str) -> None:
    with connected(client) as connection:
        request = b"GET " + first.encode() + b" HTTP/1.1\r\n" + HOST + b"\r\n"
        connection.sendall(request + LIVE + b"NONSENSE\r\n\r\n" + LIVE)
        assert answer(connection).json() == client.get(first).json()
        assert answer(connection).json() == {"status": "live"}
        check_refused(answer(connection), 400, "malformed-request")
        assert is_closed(connection)


def test_many_requests_at_once_are_answered_in_order(client: httpx.Client) -> None:
    ids = [f"of-{number}" for number in range(3_000)]
    request = b"GET /health/live HTTP/1.1\r\n" + HOST + b"X-Request-Id: %s\r\n\r\n"
    with connected(client) as connection:
        connection.sendall(b"".join(request % id_.encode() for id_ in ids))
        assert [answer(connection).headers["X-Request-Id"] for _ in ids] == ids


def test_a_request_may_come_byte_by_byte(client: httpx.Client) -> None:
    with connected(client) as connection:
        for _ in range(2):
            for byte in LIVE:
                connection.sendall(bytes([byte]))
            assert answer(connection).json() == {"status": "live"}


@pytest.mark.parametrize("protocol", [b"websocket", b"h2c"])
def test_an_upgrade_that_is_not_had_is_answered_as_http_and_http_goes_on(
    client: httpx.Client, protocol: bytes
) -> None:
    upgrade = b"Connection: Upgrade\r\nUpgrade: " + protocol + b"\r\n\r\n"
    with connected(client) as connection:
        connection.sendall(b"GET /health/live HTTP/1.1\r\n" + HOST + upgrade + LIVE)
        assert answer(connection).json() == {"status": "live"}
        assert answer(connection).json() == {"status": "live"}
        connection.sendall(LIVE)
        assert answer(connection).json() == {"status": "live"}


def test_an_older_client_needs_no_host_and_is_not_kept(client: httpx.Client) -> None:
    with connected(client) as connection:
        connection.sendall(b"GET /health/live HTTP/1.0\r\n\r\n")
        assert answer(connection).json() == {"status": "live"}
        assert is_closed(connection)


def test_a_body_that_is_malformed_ends_the_connection_after_its_answer(
    client: httpx.Client,
) -> None:
    chunked = b"POST /v1/deals HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
    with connected(client) as connection:
        connection.sendall(chunked + b"nonsense\r\n")
        assert answer(connection).status_code == 405
        assert is_closed(connection)


# --- What takes too long


@pytest.fixture(scope="module")
def impatient(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of `citewire serve` with a second for each header."""
    port, log = free_port(), tmp_path_factory.mktemp("impatient") / "log"
    env = environment(CITEWIRE_DATASET=dataset, CITEWIRE_HEAD_SECONDS="1")
    command = [executable, "-m", "app", "serve", "--port", str(port)]
    with (
        serving(command, port=port, cwd=ROOT, env=env, log=log) as server,
        httpx.Client(base_url=server.url, trust_env=False) as client,
    ):
        yield client


def drip(connection: socket.socket, data: bytes, pause: float = 0.05) -> float:
    """Send the data byte by byte until an answer or the end comes, and tell how long it took."""
    started = time.monotonic()
    connection.settimeout(pause)
    for byte in data:
        connection.sendall(bytes([byte]))
        try:
            connection.recv(1, socket.MSG_PEEK)
            break
        except TimeoutError:
            continue
    connection.settimeout(PATIENCE)
    return time.monotonic() - started


@pytest.mark.parametrize("before", [b"", LIVE, asking(KEPT)])
def test_a_header_that_does_not_end_is_refused_in_time(
    impatient: httpx.Client, before: bytes
) -> None:
    remembered(impatient)
    with connected(impatient) as connection:
        connection.sendall(before)
        if before:
            assert answer(connection).status_code == 200
        took = drip(connection, b"GET /v1/deals HTTP/1.1\r\nX: " + b"y" * 1_000)
        check_refused(answer(connection), 408, "request-timeout")
        assert is_closed(connection)
    assert 0.9 < took < 5


def test_a_connection_on_which_nothing_is_asked_is_closed_in_time(impatient: httpx.Client) -> None:
    started = time.monotonic()
    with connected(impatient) as connection:
        assert is_closed(connection)
    assert 0.9 < time.monotonic() - started < 5


def test_heads_that_come_in_pieces_have_each_its_own_time(impatient: httpx.Client) -> None:
    """A client that is quick enough, and always has half a request on its way."""
    remembered(impatient)
    request = asking(KEPT)
    with connected(impatient) as connection:
        connection.sendall(request[:10])
        for _ in range(25):
            time.sleep(0.1)
            connection.sendall(request[10:] + request[:10])
            assert answer(connection).status_code == 200


@pytest.mark.parametrize("before", [LIVE, asking(KEPT), asking("/v1/search?q=pledged")])
def test_half_a_head_that_came_with_the_request_before_is_refused_in_time(
    impatient: httpx.Client, before: bytes
) -> None:
    remembered(impatient)
    with connected(impatient) as connection:
        connection.sendall(before + LIVE[:10])
        assert answer(connection).status_code == 200
        check_refused(answer(connection), 408, "request-timeout")
        assert is_closed(connection)


def test_a_blank_line_after_an_answer_from_memory_is_no_request(impatient: httpx.Client) -> None:
    remembered(impatient)
    with connected(impatient) as connection:
        connection.sendall(asking(KEPT))
        assert answer(connection).status_code == 200
        connection.sendall(b"\r\n")
        started = time.monotonic()
        assert is_closed(connection)
        assert time.monotonic() - started < 5


@pytest.mark.parametrize("again", [LIVE, asking(KEPT)])
def test_a_connection_on_which_nothing_more_is_asked_is_closed_after_a_while(
    impatient: httpx.Client, again: bytes
) -> None:
    """Five seconds after the last answer, as uvicorn has it, and not after the first."""
    remembered(impatient)
    with connected(impatient) as connection:
        for request, pause in ((asking(KEPT), 3), (again, 0)):
            connection.sendall(request)
            assert answer(connection).status_code == 200
            time.sleep(pause)
        started = time.monotonic()
        assert is_closed(connection)
        assert 4.5 < time.monotonic() - started < 10


def test_a_body_that_drips_in_after_its_answer_is_cut_off(impatient: httpx.Client) -> None:
    head = b"POST /v1/deals HTTP/1.1\r\n" + HOST + b"Content-Length: 1000\r\n\r\n"
    with connected(impatient) as connection:
        connection.sendall(head)
        assert answer(connection).status_code == 405
        took = drip(connection, b"x" * 1_000)
        assert is_closed(connection)
    assert took < 5


@pytest.mark.parametrize(
    "asked",
    [asking(KEPT), asking("/v1/deals/summary"), b"GET /v1 HT", b"FETCH /v1 HTTP/1.1\r\n", b""],
)
def test_a_connection_that_has_gone_is_not_left_in_memory(dataset: Path, asked: bytes) -> None:
    """What leads in a circle would wait for the garbage collector."""
    with live(Settings(dataset=dataset)) as client:
        remembered(client)
        gc.collect()
        before = _connections()
        gc.disable()
        try:
            for _ in range(20):
                with connected(client) as connection:
                    connection.sendall(asked)
                    if asked.endswith(b"\r\n\r\n"):
                        assert answer(connection).status_code == 200
            waited = time.monotonic()
            while _connections() > before and time.monotonic() - waited < PATIENCE:
                time.sleep(0.05)
            assert _connections() <= before
        finally:
            gc.enable()


def _connections() -> int:
    return sum(isinstance(thing, Protocol) for thing in gc.get_objects())


def test_whoever_is_quick_enough_is_kept(impatient: httpx.Client) -> None:
    with connected(impatient) as connection:
        for _ in range(4):
            time.sleep(0.5)
            connection.sendall(LIVE)
            assert answer(connection).json() == {"status": "live"}


def test_a_client_that_reads_slowly_gets_all_of_its_answer(impatient: httpx.Client) -> None:
    whole = impatient.get("/openapi.json").json()
    with connected(impatient) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        connection.sendall(b"GET /openapi.json HTTP/1.1\r\n" + HOST + b"\r\n")
        time.sleep(2)
        with HTTPResponse(connection) as found:
            found.begin()
            assert json.loads(found.read()) == whole
