"""Conditional requests (RFC 9110, section 13): an ETag known before any query runs.

An answer is a function of the dataset's version, the version of the code, the canonical URL
and the representation. Their hash is therefore a strong validator of the answer.
"""

from collections.abc import Awaitable, Callable
from hashlib import blake2b
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from app import __version__
from app.api.served import served

ETAG_BYTES = 12
JSON = "application/json"


def etag_of(version: str, url: str, media_type: str) -> str:
    """The strong ETag of the answer at the canonical URL."""
    identity = f"{version}\n{__version__}\n{url}\n{media_type}"
    return f'"{blake2b(identity.encode(), digest_size=ETAG_BYTES).hexdigest()}"'


def conditional(
    request: Request, url: str, media_type: str
) -> tuple[dict[str, str], Literal["known", "any", None]]:
    """The headers of the answer at the canonical URL, and whether the client has it.

    It has it where `If-None-Match` names the ETag, compared weakly as the RFC has it; it has
    any answer there is where it says `*`.
    """
    state = served(request)
    etag = etag_of(state.version, url, media_type)
    headers = {"ETag": etag, "Cache-Control": state.cache_control}
    known = ",".join(request.headers.getlist("if-none-match"))
    if known.strip() == "*":
        return headers, "any"
    if known and etag in (tag.strip().removeprefix("W/") for tag in known.split(",")):
        return headers, "known"
    return headers, None


def answer(
    request: Request,
    url: str,
    body: Callable[[], tuple[bytes, dict[str, str]]],
    media_type: str = JSON,
) -> Response:
    """The answer at the canonical URL, or a 304 where the client has it already.

    `body` makes the bytes and what further headers go with them; it runs only where they
    are needed, or where `If-None-Match: *` asks whether there is anything at all.
    """
    headers, known = conditional(request, url, media_type)
    if known == "known":
        return Response(status_code=304, headers=headers)
    content, further = body()
    if known == "any":
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers | further)


async def answer_later(
    request: Request, url: str, body: Callable[[], Awaitable[tuple[bytes, dict[str, str]]]]
) -> Response:
    """The same as `answer`, for JSON that is made while other requests are answered."""
    headers, known = conditional(request, url, JSON)
    if known == "known":
        return Response(status_code=304, headers=headers)
    content, further = await body()
    if known == "any":
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=JSON, headers=headers | further)
