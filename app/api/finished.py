"""Finished responses: what the cache keeps, in the form in which it is sent.

A server that takes bytes as they are gets the header as one piece, and looks at no field of it
again; any other gets it field by field, as ASGI has it.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from starlette.types import Scope, Send

from app.api.request_ids import request_id_of

Headers = list[tuple[bytes, bytes]]

FINISHED = "citewire.finished"
"""The extension of ASGI's scope by which a server takes a finished response (`SendFinished`)."""

SendFinished: TypeAlias = Callable[[int, bytes, bytes], Awaitable[None]]
"""Sends a response: its status, the lines of its header fields, and its body."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A response as it is sent, but for the id of the request."""

    status: int
    headers: Headers
    body: bytes
    etag: bytes
    lines: bytes = field(init=False)
    """The headers as HTTP/1.1 has them."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", field_lines(self.headers))

    async def send(self, scope: Scope, send: Send, send_finished: SendFinished | None) -> None:
        """Answer a request with it."""
        request_id = request_id_of(scope["headers"])
        body = b"" if scope["method"] == "HEAD" else self.body
        if send_finished is not None:
            lines = b"%sx-request-id: %s\r\n" % (self.lines, request_id)
            await send_finished(self.status, lines, body)
            return
        headers = [*self.headers, (b"x-request-id", request_id)]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def taken_from(scope: Scope) -> SendFinished | None:
    """How the server takes a finished response, where it has a way.

    It is taken out of the scope, to which it leads back: what leads in a circle stays in memory
    until Python looks for such garbage.
    """
    extensions: dict[str, SendFinished] = scope.get("extensions") or {}
    return extensions.pop(FINISHED, None)


def field_lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Header fields as HTTP/1.1 has them (RFC 9112, section 5), each on its line."""
    return b"".join(b"%s: %s\r\n" % header for header in headers)
