"""Conditional requests (RFC 9110, section 13): an ETag known before any query runs.

An answer is a function of the dataset's version, the version of the code, the canonical URL
and the representation. Their hash is therefore a strong validator of the answer.
"""

from collections.abc import Callable
from hashlib import blake2b

from starlette.requests import Request
from starlette.responses import Response

from app import __version__
from app.api.served import served

ETAG_BYTES = 12


def etag_of(version: str, url: str, media_type: str) -> str:
    """The strong ETag of the answer at the canonical URL."""
    identity = f"{version}\n{__version__}\n{url}\n{media_type}"
    return f'"{blake2b(identity.encode(), digest_size=ETAG_BYTES).hexdigest()}"'


def answer(
    request: Request,
    url: str,
    body: Callable[[], tuple[bytes, dict[str, str]]],
    media_type: str = "application/json",
) -> Response:
    """The answer at the canonical URL, or a 304 where the client has it already.

    `body` makes the bytes and what further headers go with them; it runs only where they
    are needed, or where `If-None-Match: *` asks whether there is anything at all.
    """
    state = served(request)
    etag = etag_of(state.version, url, media_type)
    headers = {"ETag": etag, "Cache-Control": state.cache_control}
    known = ",".join(request.headers.getlist("if-none-match"))
    if known:
        if known.strip() == "*":
            body()
            return Response(status_code=304, headers=headers)
        if etag in (tag.strip().removeprefix("W/") for tag in known.split(",")):
            return Response(status_code=304, headers=headers)
    content, further = body()
    return Response(content, media_type=media_type, headers=headers | further)
