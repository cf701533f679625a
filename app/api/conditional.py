"""Conditional requests (RFC 9110, section 13): an ETag known before any query runs.

An answer is a function of the dataset's version, the version of the code, the canonical URL
and the representation. Their hash is therefore a strong validator of the answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from app import __version__
from app.api.encodings import choose, encode
from app.api.served import served

ETAG_BYTES = 12


DESCRIBED_BY = '</openapi.json>; rel="describedby"'


@dataclass(frozen=True)
class Terms:
    """The terms of an answer, known before it is made."""

    headers: dict[str, str]
    coding: str | None
    """The content coding that the client is sent."""
    known: Literal["known", "any", None]
    """Whether the client has the answer, or any answer there may be."""


def etag_of(version: str, url: str, media_type: str, coding: str | None) -> str:
    """The strong ETag of the answer at the canonical URL; each coding has its own."""
    identity = f"{version}\n{__version__}\n{url}\n{media_type}\n{coding}"
    return f'"{blake2b(identity.encode(), digest_size=ETAG_BYTES).hexdigest()}"'


def terms_of(request: Request, url: str, media_type: str) -> Terms:
    """The terms of the answer at the canonical URL.

    The client has it where `If-None-Match` names the ETag, compared weakly as the RFC has
    it; it has any answer there is where it says `*`.
    """
    state = served(request)
    coding = choose(request.headers.get("accept-encoding"))
    etag = etag_of(state.version, url, media_type, coding)
    headers = {
        "ETag": etag,
        "Cache-Control": state.cache_control,
        "Vary": "Accept, Accept-Encoding",
        "Link": DESCRIBED_BY,
    }
    known = ",".join(request.headers.getlist("if-none-match"))
    if known.strip() == "*":
        return Terms(headers, coding, "any")
    if known and etag in (tag.strip().removeprefix("W/") for tag in known.split(",")):
        return Terms(headers, coding, "known")
    if coding is not None:
        headers["Content-Encoding"] = coding
    return Terms(headers, coding, None)


def answer(
    request: Request,
    url: str,
    body: Callable[[], tuple[bytes, str | None]],
    media_type: str = "application/json",
) -> Response:
    """The answer at the canonical URL, or a 304 where the client has it already.

    `body` makes the bytes, and the link to the next page where there is one; it runs only
    where they are needed, or where `If-None-Match: *` asks whether there is anything at all.
    """
    terms = terms_of(request, url, media_type)
    if terms.known == "known":
        return Response(status_code=304, headers=terms.headers)
    content, following = body()
    if terms.known == "any":
        return Response(status_code=304, headers=terms.headers)
    if following is not None:
        terms.headers["Link"] = next_link(following)
    return Response(encode(content, terms.coding), media_type=media_type, headers=terms.headers)


def next_link(url: str) -> str:
    """The `Link` header of an answer that goes on at the URL (RFC 8288)."""
    return f'<{url}>; rel="next", {DESCRIBED_BY}'
