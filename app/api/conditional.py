"""Conditional requests (RFC 9110, section 13): an ETag known before any query runs.

An answer is a function of the dataset's version, the version of the code, the canonical URL
and the representation. Their hash is therefore a strong validator of the answer. The time at
which the dataset was published is a weaker one, for clients that know no other.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Literal, TypeAlias

from starlette.requests import Request
from starlette.responses import Response

from app import __version__
from app.api.encodings import coding_for, encode
from app.api.fields import field
from app.api.representations import JSON
from app.api.served import served

ETAG_BYTES = 12
KNOWN = b"if-none-match"

DESCRIBED_BY = '</openapi.json>; rel="describedby"'

Known: TypeAlias = Literal["known", "any", None]
"""Whether the client has the answer, or any answer there may be."""


@dataclass(frozen=True)
class Terms:
    """The terms of an answer, known before it is made."""

    headers: dict[str, str]
    coding: str | None
    """The content coding that the client is sent."""
    known: Known


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
    }
    headers["Vary"] = vary(codings)
    known = known_of(request, etag)
    since = _date(field(request, b"if-modified-since"))
    if since is not None and all(name != KNOWN for name, _ in request.scope["headers"]):
        # An earlier 404 had no date, and stays one.
        known = "any" if state.store.published <= since else None
    if known is None and coding is not None:
        headers["Content-Encoding"] = coding
    return Terms(headers, coding, known)


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


def _date(header: str) -> datetime | None:
    """The HTTP date in the header, or None where there is none."""
    if not header:
        return None
    try:
        date = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


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
    if terms.known == "known":
        return Response(status_code=304, headers=terms.headers)
    content, following = await body()
    if terms.known == "any":
        return Response(status_code=304, headers=terms.headers)
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
