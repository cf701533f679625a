"""Connections of bytes alone, for what no client of HTTP would send."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.live import PATIENCE

HOST = b"Host: api.example\r\n"
LIVE = b"GET /health/live HTTP/1.1\r\n" + HOST + b"\r\n"
KEPT = "/v1/countries/GB"
"""A path of which the server keeps the answer."""


@contextmanager
def connected(client: httpx.Client) -> Iterator[socket.socket]:
    """A connection to the client's server, of bytes alone."""
    url = client.base_url
    with socket.create_connection((url.host, url.port or 80), PATIENCE) as connection:
        yield connection


def asking(path: str, *fields: str, method: str = "GET") -> bytes:
    """A request as it is sent."""
    lines = (f"{method} {path} HTTP/1.1", HOST.decode().strip(), *fields, "", "")
    return "\r\n".join(lines).encode()


def remembered(client: httpx.Client, path: str = KEPT) -> bytes:
    """The answer to `asking(path)`, which the server has in memory from now on."""
    found = client.get(path, headers={"Accept-Encoding": "identity"})
    return found.raise_for_status().content


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
