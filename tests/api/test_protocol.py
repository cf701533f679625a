"""What is no request, or never ends, is answered as all else is; what is one, in its turn."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from pathlib import Path
from sys import executable

import httpx
import pytest

from tests.live import PATIENCE
from tests.servers import ROOT, environment, free_port, serving

HOST = b"Host: api.example\r\n"
LIVE = b"GET /health/live HTTP/1.1\r\n" + HOST + b"\r\n"
PROBLEM = "application/problem+json"


@contextmanager
def connected(client: httpx.Client) -> Iterator[socket.socket]:
    """A connection to the client's server, of bytes alone."""
    url = client.base_url
    with socket.create_connection((url.host, url.port or 80), PATIENCE) as connection:
        yield connection


def answer(connection: socket.socket) -> httpx.Response:
    """The next answer, of which not a byte more is read."""
    head = b""
    while b"\r\n\r\n" not in head:
        seen = connection.recv(4096, socket.MSG_PEEK)
        assert seen, f"closed after {head!r}"
        ends = (head + seen).find(b"\r\n\r\n")
        head += connection.recv(len(seen) if ends < 0 else ends + 4 - len(head))
    status, *lines = head.decode("latin-1").split("\r\n")[:-2]
    fields = (line.partition(": ") for line in lines)
    headers = httpx.Headers([(name, value) for name, _, value in fields])
    length, body = int(headers.get("Content-Length", 0)), b""
    while len(body) < length:
        body += connection.recv(length - len(body))
    return httpx.Response(int(status.split()[1]), headers=headers, content=body)


def is_closed(connection: socket.socket) -> bool:
    """Whether nothing more comes. A reset would raise."""
    return connection.recv(1) == b""


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


# --- What was answered before

KEPT = "/v1/countries/GB"


def asking(path: str, *fields: str, method: str = "GET") -> bytes:
    """A request as it is sent."""
    lines = (f"{method} {path} HTTP/1.1", HOST.decode().strip(), *fields, "", "")
    return "\r\n".join(lines).encode()


def test_what_is_answered_from_memory_is_answered_in_its_turn(client: httpx.Client) -> None:
    paths = [KEPT, "/v1/mentions?limit=199", KEPT, "/v1/search?q=troops", KEPT, "/nowhere", KEPT]
    client.get(KEPT).raise_for_status()
    with connected(client) as connection:
        connection.sendall(b"".join(asking(path, "X-Request-Id: it") for path in paths))
        found = [answer(connection) for _ in paths]
    headers = {"X-Request-Id": "it"}
    expected = [client.get(path, headers=headers).content for path in paths]
    assert [one.content for one in found] == expected


def test_many_answers_from_memory_come_in_order_however_slowly_they_are_read(
    client: httpx.Client,
) -> None:
    whole = client.get("/v1/mentions?limit=200").content
    asked = b"".join(
        asking("/v1/mentions?limit=200", f"X-Request-Id: of-{number}") for number in range(300)
    )
    with connected(client) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        connection.sendall(asked)
        time.sleep(0.5)
        for number in range(300):
            found = answer(connection)
            assert (found.headers["X-Request-Id"], found.content) == (f"of-{number}", whole)


def test_whoever_asks_no_more_is_told_of_no_error(client: httpx.Client) -> None:
    """A client that closes its side of the connection may lose what is not answered yet."""
    paths = ["/v1/mentions?limit=198", "/v1/search?q=fund", "/v1/mentions?limit=197"]
    with connected(client) as connection:
        connection.sendall(b"".join(asking(path) for path in paths))
        connection.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert received.count(b"HTTP/1.1 ") == received.count(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize(
    ("fields", "closes"),
    [
        (["Connection: close"], True),
        (["Connection: keep-alive"], False),
        (["Connection: Upgrade", "Upgrade: h2c"], False),
    ],
)
def test_the_connection_ends_after_an_answer_from_memory_where_the_client_says_so(
    client: httpx.Client, fields: list[str], closes: bool
) -> None:
    expected = client.get(KEPT).content
    with connected(client) as connection:
        connection.sendall(asking(KEPT, *fields))
        assert answer(connection).content == expected
        if closes:
            assert is_closed(connection)
        else:
            connection.sendall(LIVE)
            assert answer(connection).json() == {"status": "live"}


def test_a_request_with_a_body_is_read_to_its_end(client: httpx.Client) -> None:
    expected = client.get(KEPT).content
    with connected(client) as connection:
        connection.sendall(asking(KEPT, "Content-Length: 5") + b"12345" + LIVE)
        assert answer(connection).content == expected
        assert answer(connection).json() == {"status": "live"}


def test_a_target_is_found_however_it_is_written(client: httpx.Client) -> None:
    expected = client.get(KEPT).content
    for target in (KEPT, "http://api.example" + KEPT, "/v1/countries/G%42", KEPT + "?"):
        with connected(client) as connection:
            connection.sendall(asking(target))
            assert answer(connection).content == expected, target


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
    impatient.get(KEPT).raise_for_status()
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
    impatient.get(KEPT).raise_for_status()
    request = asking(KEPT)
    with connected(impatient) as connection:
        connection.sendall(request[:10])
        for _ in range(25):
            time.sleep(0.1)
            connection.sendall(request[10:] + request[:10])
            assert answer(connection).status_code == 200


def test_half_a_head_is_refused_though_the_one_before_was_answered_at_once(
    impatient: httpx.Client,
) -> None:
    impatient.get(KEPT).raise_for_status()
    with connected(impatient) as connection:
        connection.sendall(asking(KEPT) + LIVE[:10])
        assert answer(connection).status_code == 200
        check_refused(answer(connection), 408, "request-timeout")
        assert is_closed(connection)


def test_a_blank_line_after_an_answer_from_memory_is_no_request(impatient: httpx.Client) -> None:
    impatient.get(KEPT).raise_for_status()
    with connected(impatient) as connection:
        connection.sendall(asking(KEPT))
        assert answer(connection).status_code == 200
        connection.sendall(b"\r\n")
        started = time.monotonic()
        assert is_closed(connection)
        assert time.monotonic() - started < 5


def test_a_body_that_drips_in_after_its_answer_is_cut_off(impatient: httpx.Client) -> None:
    head = b"POST /v1/deals HTTP/1.1\r\n" + HOST + b"Content-Length: 1000\r\n\r\n"
    with connected(impatient) as connection:
        connection.sendall(head)
        assert answer(connection).status_code == 405
        took = drip(connection, b"x" * 1_000)
        assert is_closed(connection)
    assert took < 5


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
