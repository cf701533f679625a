"""What was answered before is answered as it was, in its turn, on every kind of connection."""

import socket
import time

import httpx
import pytest

from tests.connections import KEPT, LIVE, answer, asking, connected, is_closed, remembered


def test_what_is_answered_from_memory_is_answered_in_its_turn(client: httpx.Client) -> None:
    paths = [KEPT, "/v1/mentions?limit=199", KEPT, "/v1/search?q=troops", KEPT, "/nowhere", KEPT]
    remembered(client)
    with connected(client) as connection:
        connection.sendall(b"".join(asking(path, "X-Request-Id: it") for path in paths))
        found = [answer(connection) for _ in paths]
    headers = {"X-Request-Id": "it"}
    expected = [client.get(path, headers=headers).content for path in paths]
    assert [one.content for one in found] == expected


def test_many_answers_from_memory_come_in_order_however_slowly_they_are_read(
    client: httpx.Client,
) -> None:
    whole = remembered(client, "/v1/mentions?limit=200")
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
    expected = remembered(client)
    with connected(client) as connection:
        connection.sendall(asking(KEPT, *fields))
        assert answer(connection).content == expected
        if closes:
            assert is_closed(connection)
        else:
            connection.sendall(LIVE)
            assert answer(connection).json() == {"status": "live"}


def test_a_request_with_a_body_is_read_to_its_end(client: httpx.Client) -> None:
    expected = remembered(client)
    with connected(client) as connection:
        connection.sendall(asking(KEPT, "Content-Length: 5") + b"12345" + LIVE)
        assert answer(connection).content == expected
        assert answer(connection).json() == {"status": "live"}


def test_a_target_is_found_however_it_is_written(client: httpx.Client) -> None:
    expected = remembered(client)
    for target in (KEPT, "http://api.example" + KEPT, "/v1/countries/G%42", KEPT + "?"):
        with connected(client) as connection:
            connection.sendall(asking(target))
            assert answer(connection).content == expected, target
