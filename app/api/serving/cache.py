"""The cache: finished responses in memory, in front of everything else.

The data never changes under the server, so a finished response is right for as long as it
lasts. What decides it is the URL, its parameters in any order, and what is negotiated: media
type and content coding. How much is kept is bounded in bytes; what was not asked for the
longest goes first.

Citewire's own connections look here themselves (`at_once.py`); under another server the cache is
a layer of the application, which finds the same.
"""

import re
from functools import lru_cache
from operator import itemgetter

from cachetools import LRUCache
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.http.encodings import choose
from app.api.http.preconditions import PRECONDITIONS
from app.api.http.representations import chosen
from app.api.serving.finished import Finished, Headers

Key = tuple[object, ...]

READING = frozenset({"GET", "HEAD"})
ACCEPT, ENCODING, KNOWN = b"accept", b"accept-encoding", b"if-none-match"
SINGLE_TAG = re.compile(rb'(?:W/)?"[^",]*"')
"""One ETag (RFC 9110, section 8.8.3)."""
UNUSUAL = PRECONDITIONS | {b"range", b"if-modified-since"}
"""Headers on which the answer depends and that few requests have: those are not for the cache."""
LONGEST = 1000
"""No longer a header or a query is kept as part of a key, in bytes."""

OVERHEAD = 4096
"""About how many bytes a response takes beside its body, with its key."""
LARGEST_SHARE = 8
"""No response may take more than this part of the cache."""


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
        if scope["type"] != "http" or "refusal" in scope:  # by the server (see `protocol.py`)
            await self._app(scope, receive, send)
            return
        method, headers = scope["method"], scope["headers"]
        key = self.key_of(method, scope["path"], scope["query_string"], headers)
        if key is None:
            await self._app(scope, receive, send)
            return
        finished = self.kept_as(key)
        if finished is not None:
            await finished.send(method, headers, send)
            return
        self.misses += 1
        await self._app(scope, receive, self._keeping(key, scope, send))

    def clear(self) -> None:
        """Forget all: what is served is another dataset."""
        self._kept.clear()

    def kept_as(self, key: Key) -> Finished | None:
        """The finished response to a request with this key, if it can be told from what is kept."""
        finished = self._kept.get(key)
        known = key[-1]
        if finished is None and isinstance(known, bytes):
            whole = self._kept.get((*key[:-1], None))
            if whole is not None and whole.etag != known.removeprefix(b"W/"):
                finished = whole  # the client has something else
        self.hits += finished is not None
        return finished

    def key_of(self, method: str, path: str, query: bytes, headers: Headers) -> Key | None:
        """What decides the response; None where nothing is kept for such requests."""
        if not self._limit or method not in READING:
            return None
        return _key(path, query, headers)

    def _keeping(self, key: Key, scope: Scope, send: Send) -> Send:
        """`send`, with the response kept on its way where it may be."""
        start: Message = {}

        async def send_on(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
            elif scope["method"] == "GET" and not message.get("more_body", False):
                self.keep(key, start["status"], start["headers"], message.get("body", b""))
            await send(message)

        return send_on

    def keep(self, key: Key, status: int, sent: Headers, body: bytes) -> None:
        """Keep the response to a request with this key, where it may be kept."""
        headers = [item for item in sent if item[0] != b"x-request-id"]
        given = dict(headers)
        if b"etag" not in given:  # what has one is a function of dataset and URL
            return
        # A body that came in pieces tells no length.
        whole = status == 200 and given.get(b"content-length") == b"%d" % len(body)
        if whole:
            self._put((*key[:-1], None), Finished(status, headers, body, given[b"etag"]))
        elif status == 304:
            self._put(key, Finished(status, headers, body, given[b"etag"]))

    def _put(self, key: Key, finished: Finished) -> None:
        if _size(finished) * LARGEST_SHARE <= self._limit:
            self._kept[key] = finished


def _key(path: str, query: bytes, headers: Headers) -> Key | None:
    """What decides the response, last the ETag that the client has; None where more does.

    A list of ETags, `*`, and what is too long to be kept are for the application.
    """
    accept = encoding = known = None
    for name, value in headers:
        if name == ENCODING:
            encoding = value if encoding is None else b"%s,%s" % (encoding, value)
        elif name == ACCEPT:
            accept = value if accept is None else b"%s,%s" % (accept, value)
        elif name == KNOWN:
            if known is not None or len(value) > LONGEST or not SINGLE_TAG.fullmatch(value):
                return None
            known = value
        elif name in UNUSUAL:
            return None
    if len(path) + len(query) > LONGEST or (accept and len(accept) > LONGEST):
        return None
    parameters = in_order(query)
    if parameters is None:
        return None
    coding = None if encoding is None else choose(encoding.decode("latin-1"))
    kind = None if not accept or accept == b"*/*" else chosen(accept.decode("latin-1"))
    return path, parameters, kind, coding, known


@lru_cache(maxsize=2048)
def in_order(query: bytes) -> bytes | None:
    """The parameters by name; the values of one keep their order, which may count.

    None where a name is written otherwise than with its own characters: its place is then
    another one than that of the parameter that it stands for.
    """
    named = [(parameter.partition(b"=")[0], parameter) for parameter in query.split(b"&")]
    if any(b"%" in name or b"+" in name for name, _ in named):
        return None
    return b"&".join(parameter for _, parameter in sorted(named, key=itemgetter(0)))
