"""The application, live: served over a real socket, from a thread of the test's own process."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPResponse
from threading import Thread

import httpx
import uvicorn
from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings

PATIENCE = 30.0
"""How many seconds a server has to start, to answer and to stop."""


OURS, PLAIN = "app.api.serving.protocol:Protocol", "httptools"
"""HTTP as `citewire serve` has it, and as uvicorn has it by itself."""


@contextmanager
def serving(settings: Settings, http: str = OURS) -> Iterator[httpx.Client]:
    """A client of a server with these settings, which runs until the block ends."""
    with serving_app(create_app(settings), http) as client:
        yield client


@contextmanager
def serving_app(app: FastAPI, http: str = OURS) -> Iterator[httpx.Client]:
    """A client of a server of this application, which runs until the block ends."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                http=http,
                ws="none",
                timeout_graceful_shutdown=5,
            )
        )
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            _wait_until_started(server, thread)
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            # Past any proxy that the environment names: it could not reach this server.
            with httpx.Client(base_url=url, timeout=PATIENCE, trust_env=False) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(PATIENCE)
        assert not thread.is_alive(), f"the server did not stop within {PATIENCE} s"


def _wait_until_started(server: uvicorn.Server, thread: Thread) -> None:
    waited = 0.0
    while not server.started:
        assert thread.is_alive(), "the server ended before it was ready; its log says why"
        assert waited < PATIENCE, f"the server was not ready within {PATIENCE} s"
        thread.join(0.01)
        waited += 0.01


def send(
    client: httpx.Client,
    target: bytes,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    """The answer to a request whose target is sent as it is, byte for byte.

    An HTTP client would mend or refuse what is no URL; this lets it reach the server.
    """
    host, port = client.base_url.host, client.base_url.port
    lines = {"Host": f"{host}:{port}", "Connection": "close", **(headers or {})}
    head = b"%s %s HTTP/1.1\r\n" % (method.encode(), target)
    head += b"".join(
        b"%s: %s\r\n" % (name.encode(), value.encode()) for name, value in lines.items()
    )
    with socket.create_connection((host, port or 80), PATIENCE) as connection:
        connection.sendall(head + b"\r\n")
        with HTTPResponse(connection, method=method) as answer:
            answer.begin()
            return httpx.Response(answer.status, headers=answer.getheaders(), content=answer.read())
