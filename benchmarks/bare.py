"""The yardsticks: the least that uvicorn and FastAPI do to send the same bytes."""

import os
from pathlib import Path

from fastapi import FastAPI, Response
from starlette.types import Receive, Scope, Send

BODY = "BENCHMARK_BODY"
"""The variable that names the file with what is sent."""


class Finished:
    """An ASGI application with one finished answer: nothing in Python does less."""

    def __init__(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        self._start = {"type": "http.response.start", "status": status, "headers": headers}
        self._body = {"type": "http.response.body", "body": body}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await send(self._start)
        await send(self._body)


def uvicorn() -> Finished:
    """Bare uvicorn."""
    body = Path(os.environ[BODY]).read_bytes()
    length = str(len(body)).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", length)]
    return Finished(200, headers, body)


def not_modified() -> Finished:
    """Bare uvicorn, for a client that has the answer (RFC 9110, section 15.4.5)."""
    return Finished(304, [], b"")


def fastapi() -> FastAPI:
    """One bare FastAPI route."""
    app = FastAPI()
    body = Path(os.environ[BODY]).read_bytes()

    @app.get("/")
    async def answer() -> Response:
        return Response(body, media_type="application/json")

    return app
