"""The cache: finished responses in memory, in front of everything else.

The data never changes under the server, so a finished response is right for as long as it
lasts. What decides it is the URL, its parameters in any order, and what is negotiated: media
type and content coding. How much is kept is bounded in bytes; what was not asked for the
longest goes first.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cachetools import LRUCache
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.conditional import DESCRIBED_BY
from app.api.encodings import choose
from app.api.representations import chosen
from app.api.request_ids import request_id_of

Headers = list[tuple[bytes, bytes]]
Key = tuple[object, ...]

READING = frozenset({"GET", "HEAD"})
ACCEPT, ENCODING, KNOWN = b"accept", b"accept-encoding", b"if-none-match"
UNUSUAL = frozenset({b"range", b"if-modified-since"})
"""Headers on which the answer depends and that few requests have: those are not for the cache."""

OF_CONTENT = frozenset(
    {b"content-length", b"content-type", b"content-encoding", b"content-disposition"}
)
"""Headers that a 304 has no content to speak of (RFC 9110, section 15.4.5)."""

LINK = DESCRIBED_BY.encode()

OVERHEAD = 2048
"""About how many bytes a response takes beside its body."""
LARGEST_SHARE = 8
"""No response may take more than this part of the cache."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A response as it is sent, but for the id of the request."""

    status: int
    headers: Headers
    body: bytes
    etag: bytes

    def known(self) -> "Finished":
        """What it is for a client that has it."""
        headers = [header for header in self.headers if header[0] not in OF_CONTENT]
        # Which page is next is told with the page.
        told = [(name, LINK if name == b"link" else value) for name, value in headers]
        return Finished(304, told, b"", self.etag)


def _size(finished: Finished) -> int:
    return len(finished.body) + OVERHEAD


class Cache:
    """Answers from memory what was asked before, and keeps what the application answers."""

    def __init__(self, app: ASGIApp, megabytes: float) -> None:
        self._app = app
        self._limit = int(megabytes * 2**20)
        self._kept: LRUCache[Key, Finished] = LRUCache(self._limit, _size)
        self.hits = 0
        self.misses = 0

    @property
    def entries(self) -> int:
        """How many responses it holds."""
        return len(self._kept)

    @property
    def size(self) -> int:
        """How many bytes it holds."""
        return int(self._kept.currsize)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not self._limit or scope["type"] != "http" or not _is_reading(scope):
            await self._app(scope, receive, send)
            return
        wanted = _wanted(scope)
        if wanted is None:
            await self._app(scope, receive, send)
            return
        key, known = wanted
        finished = self._find(key, known)
        if finished is not None:
            self.hits += 1
            await _send(finished, scope, send)
            return
        self.misses += 1
        await self._app(scope, receive, self._keeping(key, scope, send))

    def _find(self, key: Key, known: bytes | None) -> Finished | None:
        """The response to the request, where it can be told from what is kept."""
        if known is None:
            return self._kept.get(key)
        of_client = (key, known)
        finished = self._kept.get(of_client)
        if finished is not None:
            return finished
        whole = self._kept.get(key)
        if whole is None or whole.etag != known.removeprefix(b"W/"):
            return None  # a list of tags, or another one: the application compares
        return self._put(of_client, whole.known())

    def _keeping(self, key: Key, scope: Scope, send: Send) -> Send:
        """`send`, with the response kept on its way where it may be."""
        start: Message = {}

        async def send_on(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
            elif scope["method"] == "GET" and not message.get("more_body", False):
                self._keep(key, start, message.get("body", b""))
            await send(message)

        return send_on

    def _keep(self, key: Key, start: Message, body: bytes) -> None:
        if start["status"] != 200:
            return
        headers = [item for item in start["headers"] if item[0] != b"x-request-id"]
        given = dict(headers)
        # What has an ETag is a function of dataset and URL; a body in pieces tells no length.
        if b"etag" in given and given.get(b"content-length") == b"%d" % len(body):
            self._put(key, Finished(200, headers, body, given[b"etag"]))

    def _put(self, key: Key, finished: Finished) -> Finished:
        if _size(finished) * LARGEST_SHARE <= self._limit:
            self._kept[key] = finished
        return finished


async def _send(finished: Finished, scope: Scope, send: Send) -> None:
    headers = [*finished.headers, (b"x-request-id", request_id_of(scope["headers"]))]
    await send({"type": "http.response.start", "status": finished.status, "headers": headers})
    body = b"" if scope["method"] == "HEAD" else finished.body
    await send({"type": "http.response.body", "body": body})


def _is_reading(scope: Scope) -> bool:
    """Whether it is a request for what may be kept, and was not refused by the server."""
    return scope["method"] in READING and "refusal" not in scope


def _wanted(scope: Scope) -> tuple[Key, bytes | None] | None:
    """What decides the response, and the ETag that the client has; None where more decides it."""
    accept = encoding = known = None
    for name, value in scope["headers"]:
        if name == ENCODING:
            encoding = value if encoding is None else b"%s,%s" % (encoding, value)
        elif name == ACCEPT:
            accept = value if accept is None else b"%s,%s" % (accept, value)
        elif name == KNOWN:
            if known is not None:
                return None
            known = value
        elif name in UNUSUAL:
            return None
    coding = None if encoding is None else choose(encoding.decode("latin-1"))
    media_type = None if not accept else chosen(accept.decode("latin-1"))
    query = scope["query_string"]
    if b"&" in query:
        query = b"&".join(_in_order(query.split(b"&")))
    return (scope["path"], query, media_type, coding), known


def _in_order(parameters: Iterable[bytes]) -> list[bytes]:
    """The parameters by name; the values of one keep their order, which may count."""
    return sorted(parameters, key=lambda parameter: parameter.partition(b"=")[0])
