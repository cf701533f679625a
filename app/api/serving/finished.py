"""Finished responses: what the cache keeps, in the form in which it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from starlette.types import Send

from app.api.http.request_ids import request_id_of

Headers = list[tuple[bytes, bytes]]


class Answer(NamedTuple):
    """An answer as a connection sends it."""

    status: int
    lines: bytes
    """Its header fields, but for those of the server."""
    body: bytes


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

    async def send(self, method: str, asked: Headers, send: Send) -> None:
        """Answer a request with these headers, field by field, as ASGI has it."""
        headers = [*self.headers, (b"x-request-id", request_id_of(asked))]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body_for(method)})

    def lines_for(self, asked: Headers) -> bytes:
        """The lines of its header fields for a request with these headers."""
        return b"%sx-request-id: %s\r\n" % (self.lines, request_id_of(asked))

    def body_for(self, method: str) -> bytes:
        """Its body, which HEAD has none of."""
        return b"" if method == "HEAD" else self.body


def field_lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Header fields as HTTP/1.1 has them (RFC 9112, section 5), each on its line."""
    return b"".join([b"%s: %s\r\n" % header for header in headers])
