"""The front: what every request passes, whatever it asks for.

One ASGI layer, since each costs every request: it names the request, answers HEAD with what
GET would say, tells the dataset's version, lets scripts of other origins read, and turns errors
into problems.
"""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.http import problems
from app.api.http.methods import ALLOWED
from app.api.http.request_ids import request_id_of
from app.api.served import WAS_LATE, Served
from app.api.serving.errors import response_to

EXPOSED = (
    "ETag",
    "Link",
    "Dataset-Version",
    "X-Request-Id",
    "Accept-Ranges",
    "Content-Disposition",
    "Content-Range",
    "Repr-Digest",
)
"""What scripts of other origins may read besides the headers that they always may."""

READABLE_ANYWHERE = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", ", ".join(EXPOSED).encode()),
]
"""CORS (https://fetch.spec.whatwg.org/#http-cors-protocol): any origin may read any answer.

They are the same for every origin, and without one, so that a cache needs only one copy.
"""


def headers_of(state: Served | None) -> list[tuple[bytes, bytes]]:
    """What every answer has, whatever is asked; nothing of a dataset before one is served."""
    version = [] if state is None else [(b"dataset-version", state.version.encode())]
    return [*READABLE_ANYWHERE, *version]


class Front:
    """The outermost layer of the application's own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        app, method = self.app, scope["method"]
        is_head = method == "HEAD"
        if is_head:
            method = "GET"
        elif method == "OPTIONS" and scope.get("raw_path") == b"*":  # the server as a whole
            app = Response(status_code=204, headers=ALLOWED)
        request_id = request_id_of(scope["headers"])
        if is_head:  # a copy, since the server reads in its own that no body is due
            scope = {**scope, "method": method}
        scope["is_head"], scope["request_id"] = is_head, request_id.decode()
        if "refusal" in scope:  # by the server (see `protocol.py`)
            app = problems.response(scope["refusal"], Request(scope))
        state: Served | None = getattr(scope["app"].state, "served", None)
        if state is not None and scope.get(WAS_LATE):
            state = replace(state, was_late=True)
        scope["served"] = state
        headers = [*headers_of(state), (b"x-request-id", request_id)]
        started = False

        async def send_on(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message["headers"], *headers]
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        try:
            await app(scope, receive, send_on)
        except Exception as error:
            if started:  # the server closes the connection, and logs why
                raise
            answer = response_to(error, Request(scope))
            await answer(scope, receive, send_on)
