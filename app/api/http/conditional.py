"""Conditional requests (RFC 9110, section 13): an ETag known before any query runs.

An answer is a function of the dataset's version, the version of the code, the canonical URL
and the representation. Their hash is therefore a strong validator of the answer. The time at
which the dataset was published is a weaker one, for clients that know no other.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Literal, NamedTuple, TypeAlias

from starlette.requests import Request
from starlette.responses import Response

from app import __version__
from app.api.http.encodings import coding_for, encode
from app.api.http.fields import field, fields_of
from app.api.http.preconditions import PRECONDITIONS, date_of, refusal_of
from app.api.http.problems import Problem
from app.api.http.representations import JSON
from app.api.served import served

ETAG_BYTES = 12
KNOWN, SINCE = b"if-none-match", b"if-modified-since"
CONDITIONS = PRECONDITIONS | {KNOWN, SINCE}
"""The fields by which an answer may be another one than the usual."""

DESCRIBED_BY = '</openapi.json>; rel="describedby"'

Known: TypeAlias = Literal["known", "any", None]
"""Whether the client has the answer, or any answer there may be."""


class Terms(NamedTuple):
    """The terms of an answer, known before it is made."""

    headers: dict[str, str]
    coding: str | None
    """The content coding that the client is sent."""
    known: Known
    refusal: Problem | None
    """Why the client wants none but another one."""

    def settle(self) -> Response | None:
        """A 304 where the client has the answer, which there is. Raises the refusal."""
        if self.refusal is not None:
            raise self.refusal
        return Response(status_code=304, headers=self.headers) if self.known else None


def etag_of(version: str, url: str, media_type: str, coding: str | None) -> str:
    """The strong ETag of the answer at the canonical URL; each coding has its own."""
    identity = f"{version}\n{__version__}\n{url}\n{media_type}\n{coding}"
    return f'"{blake2b(identity.encode(), digest_size=ETAG_BYTES).hexdigest()}"'


def terms_of(request: Request, url: str, media_type: str, *, codings: bool = True) -> Terms:
    """The terms of the answer at the canonical URL, which may go in a content coding.

    The client has it where `If-None-Match` names the ETag, compared weakly as the RFC has
    it; it has any answer there is where it says `*`, or where the dataset was not published
    since `If-Modified-Since`, which counts only without the other (RFC 9110, section 13.1.3).
    """
    state = served(request)
    coding = coding_for(request) if codings else None
    etag = etag_of(state.version, url, media_type, coding)
    headers = {
        "ETag": etag,
        "Last-Modified": state.last_modified,
        "Cache-Control": state.cache_control,
        "Link": DESCRIBED_BY,
        "Vary": vary(codings),
    }
    known, refusal = None, None
    if not CONDITIONS.isdisjoint(fields_of(request)):  # most requests have none
        known = known_of(request, etag) or _since(request, state.store.published)
        refusal = refusal_of(request, etag, state.store.published)
    if known is None and coding is not None:
        headers["Content-Encoding"] = coding
    return Terms(headers, coding, known, refusal)


def vary(codings: bool) -> str:
    """What of a request decides the answer at a URL, which may go in a content coding."""
    return "Accept, Accept-Encoding" if codings else "Accept"


def known_of(request: Request, etag: str) -> Known:
    """What `If-None-Match` says that the client has, compared weakly (RFC 9110, 13.1.2)."""
    given = field(request, KNOWN)
    if not given:
        return None
    if given.strip() == "*":
        return "any"
    tags = (tag.strip().removeprefix("W/") for tag in given.split(","))
    return "known" if etag in tags else None


def _since(request: Request, published: datetime) -> Known:
    """What `If-Modified-Since` says that the client has: any answer that was there by then.

    An earlier 404 had no date, and stays one.
    """
    if KNOWN in fields_of(request):
        return None
    since = date_of(field(request, SINCE))
    return "any" if since is not None and published <= since else None


async def answer(
    request: Request,
    url: str,
    body: Callable[[], Awaitable[tuple[bytes, str | None]]],
    media_type: str = JSON,
) -> Response:
    """The answer at the canonical URL, or a 304 where the client has it already.

    `body` makes the bytes, and the link to the next page where there is one; it runs only
    where they are needed, or where the client asks only whether there is anything at all.
    """
    terms = terms_of(request, url, media_type)
    if terms.known == "known" and (known := terms.settle()) is not None:
        return known
    content, following = await body()
    if (known := terms.settle()) is not None:
        return known
    if following is not None:
        terms.headers["Link"] = next_link(following)
    return _Whole(encode(content, terms.coding), terms.headers, media_type)


class _Whole(Response):
    """An answer of which all is known. Starlette's own looks for what may be told already."""

    def __init__(self, content: bytes, headers: dict[str, str], media_type: str) -> None:
        self.status_code, self.body, self.background = 200, content, None
        self.raw_headers = [
            (b"content-length", b"%d" % len(content)),
            (b"content-type", media_type.encode("latin-1")),
            *[(_lower(name), value.encode("latin-1")) for name, value in headers.items()],
        ]


@lru_cache(maxsize=64)
def _lower(name: str) -> bytes:
    """The name of a header field as ASGI has it."""
    return name.lower().encode("latin-1")


def next_link(url: str) -> str:
    """The `Link` header of an answer that goes on at the URL (RFC 8288)."""
    return f'<{url}>; rel="next", {DESCRIBED_BY}'
