"""Answers at once: what takes microseconds is answered as soon as the head of its request is read.

A server makes a task of each request, and passes it through all layers of the application. That
takes longer than to find a finished response, or to look a record up. So Citewire's own connections
(`protocol.py`) ask here first. Lists and records are made by the same routes as always, of which
one that has to wait for anything is given up: the request then goes the usual way, like all others.
"""

from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, TypeVar

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from app.api.http.request_ids import request_id_of
from app.api.served import NotAtOnce, Served
from app.api.serving.cache import READING, Cache
from app.api.serving.directory import Directory
from app.api.serving.errors import response_to
from app.api.serving.finished import Answer, Headers, field_lines
from app.api.serving.front import headers_of
from app.api.serving.routing import Route
from app.store.reader import TookTooLong

AT_ONCE = "citewire.at_once"
"""By which name the application hands this to the server, in the state of ASGI's lifespan."""

T = TypeVar("T")


class AtOnce:
    """What connections ask before they make a task of a request."""

    def __init__(self, app: Starlette, cache: Cache, directory: Directory) -> None:
        self._app, self._cache, self._directory = app, cache, directory
        self._served: Served | None = None
        """As it is served here: without waiting."""
        self._always = headers_of(None)
        """The header fields of every answer."""

    def serve(self, state: Served | None) -> None:
        """Answer of this dataset, or of none."""
        self._served = None if state is None else replace(state, at_once=True)
        self._always = headers_of(state)

    def answer(
        self, method: str, path: str, query: bytes, headers: Headers, *, may_make: bool
    ) -> Answer | None:
        """The answer to a request of these headers; None where the usual way has to give it.

        What is not in memory is made only where that `may_make` others wait. Raises TookTooLong
        where that was tried for as long as others may wait.
        """
        key = self._cache.key_of(method, path, query, headers)
        finished = None if key is None else self._cache.kept_as(key)
        if finished is not None:
            return Answer(finished.status, finished.lines_for(headers), finished.body_for(method))
        state = self._served
        if not may_make or state is None or method not in READING:
            return None
        route, id_ = self._directory.find(path)
        if route is None or not route.may_be_at_once:
            return None
        request_id = request_id_of(headers)
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "path_params": {"id": id_},
            "query_string": query,
            "headers": headers,
            "app": self._app,
            "served": state,
            "request_id": request_id.decode(),
        }
        response = _made(route, Request(scope))
        if response is None:
            return None
        sent = [*response.raw_headers, *self._always]
        if key is not None:
            self._cache.misses += 1
            if method == "GET":
                self._cache.keep(key, response.status_code, sent, bytes(response.body))
        sent.append((b"x-request-id", request_id))
        body = b"" if method == "HEAD" else bytes(response.body)
        return Answer(response.status_code, field_lines(sent), body)


def _made(route: Route, request: Request) -> Response | None:
    """The route's answer, or the problem with the request; None where it has to wait.

    Raises TookTooLong where a statement takes longer than others may wait.
    """
    try:
        return _without_waiting(route.respond(request))
    except NotAtOnce:
        return None
    except TookTooLong:
        raise
    except Exception as error:  # noqa: BLE001 (as the front does, whatever it is)
        return response_to(error, request)


def _without_waiting(coroutine: Coroutine[Any, Any, T]) -> T:
    """What the coroutine returns. Raises NotAtOnce where it waits for anything before."""
    try:
        coroutine.send(None)
    except StopIteration as returned:
        found: T = returned.value
        return found
    coroutine.close()
    raise NotAtOnce
