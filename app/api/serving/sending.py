"""Sending: an answer that comes in one piece goes to the connection as one.

uvicorn searches the name and the value of each field of each answer for what may not stand there,
and sends head and body apart. Here all fields are the application's own. The pieces of a stream,
which uvicorn would copy into their chunks, go out as they are, and without chunks to a client of
HTTP/1.0, which knows none.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.types import Message
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from app.api.serving.finished import field_lines

WITHOUT_BODY = frozenset({204, 304})
"""Answers of a status that has no body tell no length (RFC 9110, section 8.6)."""


class _Defaults:
    """The header fields that the server adds to every answer: the date, which it renews."""

    def __init__(self) -> None:
        self._of: Sequence[tuple[bytes, bytes]] = ()
        self._lines = b""

    def lines(self, headers: Sequence[tuple[bytes, bytes]]) -> bytes:
        """The fields on their lines, put together once for each list of them."""
        if headers is not self._of:
            self._of, self._lines = headers, field_lines(headers)
        return self._lines


_defaults = _Defaults()


def head_of(
    status: int, defaults: Sequence[tuple[bytes, bytes]], lines: bytes, *, last: bool = False
) -> bytes:
    """The head of an answer; `last` where the connection ends behind it."""
    closing = b"connection: close\r\n" if last else b""
    return b"%s%s%s%s\r\n" % (STATUS_LINE[status], _defaults.lines(defaults), lines, closing)


def send_whole_answers(cycle: RequestResponseCycle) -> None:
    """Have what an application sends of this answer go out as one piece where it is one.

    One that is logged goes through uvicorn, which writes the line.
    """
    as_uvicorn_does: Callable[[Any], Awaitable[None]] = cycle.send
    start: Message | None = None
    ends_by_closing = False

    async def send(message: Message) -> None:
        nonlocal start, ends_by_closing
        if message["type"] == "http.response.start":
            start = message  # it waits for what follows
            return
        begun, start = start, None
        is_last = not message.get("more_body", False)
        if is_last:
            del vars(cycle)["send"]  # what leads in a circle stays in memory for a while
        if begun is not None and is_last and cycle.scope["method"] != "HEAD":
            body = message.get("body", b"")
            if _is_plain(begun, body) and not cycle.access_log:
                await _send_whole(cycle, begun, body)
                return
        if begun is not None:
            ends_by_closing = _ends_by_closing(cycle, begun)
            if ends_by_closing:
                cycle.chunked_encoding, cycle.keep_alive = False, False
            await as_uvicorn_does(begun)
        if ends_by_closing:  # so that uvicorn lets the piece pass, whose length no field told
            cycle.expected_content_length = len(message.get("body", b""))
        if cycle.chunked_encoding and not is_last and message["body"]:
            await _send_chunk(cycle, message["body"])
        else:
            await as_uvicorn_does(message)

    vars(cycle)["send"] = send


async def _send_whole(cycle: RequestResponseCycle, start: Message, body: bytes) -> None:
    """Send a plain answer as `RequestResponseCycle.send` would send its two messages."""
    if cycle.flow.write_paused and not cycle.disconnected:
        await cycle.flow.drain()
    if cycle.disconnected:
        return
    cycle.response_started = cycle.response_complete = True
    cycle.waiting_for_100_continue = False
    lines, last = field_lines(start["headers"]), not cycle.keep_alive
    head = head_of(start["status"], cycle.default_headers, lines, last=last)
    cycle.transport.writelines((head, body))
    cycle.message_event.set()
    if last:
        cycle.transport.close()
    cycle.on_response()


async def _send_chunk(cycle: RequestResponseCycle, body: bytes) -> None:
    """Send a chunk (RFC 9112, section 7.1) without a copy of what is in it."""
    if cycle.flow.write_paused and not cycle.disconnected:
        await cycle.flow.drain()
    if not cycle.disconnected:
        cycle.transport.writelines((b"%x\r\n" % len(body), body, b"\r\n"))


def _ends_by_closing(cycle: RequestResponseCycle, start: Message) -> bool:
    """Whether only the end of the connection can tell the end of the answer: a server must not
    send chunks to a client of HTTP/1.0 (RFC 9112, section 6.1).
    """
    if cycle.scope["http_version"] != "1.0" or cycle.scope["method"] == "HEAD":
        return False
    return start["status"] not in WITHOUT_BODY and b"content-length" not in dict(start["headers"])


def _is_plain(start: Message, body: bytes) -> bool:
    """Whether an answer has the length that it tells, and asks nothing of the connection.

    One that is shorter is for uvicorn, which closes: what came next would be taken for its rest.
    """
    fields = dict(start["headers"])
    if b"connection" in fields:
        return False
    if start["status"] in WITHOUT_BODY:
        return not body
    return fields.get(b"content-length") == b"%d" % len(body)
