"""What comes behind a request, and where its answer ends."""

import socket
from http.client import HTTPResponse

import httpx
import pytest

from tests.connections import KEPT, answer, asking, connected, is_closed


@pytest.mark.parametrize("protocol", ["h2c", "websocket", "foo"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_body_behind_an_upgrade_is_no_request(
    client: httpx.Client, method: str, protocol: str
) -> None:
    inner = asking("/v1/amounts?limit=1")
    fields = ("Connection: Upgrade", f"Upgrade: {protocol}", f"Content-Length: {len(inner)}")
    with connected(client) as connection:
        connection.sendall(asking("/v1/deals?limit=1", *fields, method=method) + inner)
        found = answer(connection)
        assert found.status_code == (200 if method == "GET" else 405)
        assert found.headers["Connection"] == "close"
        assert is_closed(connection)


def test_http_goes_on_behind_an_upgrade_without_a_body(client: httpx.Client) -> None:
    fields = ("Connection: Upgrade", "Upgrade: h2c")
    with connected(client) as connection:
        connection.sendall(asking("/v1/deals?limit=1", *fields) + asking(KEPT))
        assert [answer(connection).status_code for _ in range(2)] == [200, 200]


SLOW = ("/v1/search?q=missile", "/v1/deals/summary?group_by=stage", "/openapi.json", "/v1/graph")
STREAMS = ("/v1/facts?format=ndjson", "/v1/dataset/sqlite", "/v1/dataset/datapackage")


@pytest.mark.parametrize("path", [KEPT, *SLOW, *STREAMS])
def test_who_has_asked_and_sends_no_more_is_answered(client: httpx.Client, path: str) -> None:
    whole = client.get(path, headers={"Accept-Encoding": "identity"}).content
    with connected(client) as connection:
        connection.sendall(asking(path, "Accept-Encoding: identity"))
        connection.shutdown(socket.SHUT_WR)
        with HTTPResponse(connection) as found:
            found.begin()
            assert (found.status, found.read()) == (200, whole)
        assert is_closed(connection)


@pytest.mark.parametrize("kept", [(), ("Connection: keep-alive",)])
@pytest.mark.parametrize("path", [KEPT, *STREAMS])
def test_a_client_of_http_1_0_gets_no_chunks(
    client: httpx.Client, path: str, kept: tuple[str, ...]
) -> None:
    """They are not to be sent to it (RFC 9112, section 6.1)."""
    whole = client.get(path, headers={"Accept-Encoding": "identity"}).content
    with connected(client) as connection:
        connection.sendall(asking(path, *kept).replace(b"HTTP/1.1", b"HTTP/1.0"))
        with HTTPResponse(connection) as found:
            found.begin()
            assert found.getheader("Transfer-Encoding") is None
            told = found.getheader("Content-Length")
            assert found.read() == whole
        if told is None:
            assert is_closed(connection)
