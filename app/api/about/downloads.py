"""Downloads of the whole dataset: the sealed file, which is there, and forms made as they are sent.

What is made is made piece by piece in worker threads, through a connection of its own: memory
holds one piece, nothing goes to disk, and the event loop is free for other requests.
"""

from base64 import b64encode
from collections.abc import Callable, Generator
from dataclasses import dataclass

import anyio
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.api.http import problems
from app.api.http.conditional import terms_of
from app.api.http.encodings import encode_stream
from app.api.http.pieces import headers_alone, in_thread, is_head, sent_in_pieces
from app.api.http.ranges import asked_range, read
from app.api.served import Served, served

Pieces = Generator[bytes, None, None]


@dataclass(frozen=True)
class Download:
    """A form in which the whole dataset can be had."""

    name: str
    suffix: str
    media_type: str

    @property
    def path(self) -> str:
        """Where it is."""
        return f"/v1/dataset/{self.name}"

    def file_name(self, state: Served) -> str:
        """Under which name it is saved: the version is part of it."""
        return f"citewire-{state.short_version}.{self.suffix}"

    def headers(self, state: Served) -> dict[str, str]:
        """What the answer says of itself beside its validators."""
        return {"Content-Disposition": f'attachment; filename="{self.file_name(state)}"'}


SQLITE = Download("sqlite", "sqlite", "application/vnd.sqlite3")
DATAPACKAGE = Download("datapackage", "zip", "application/zip")
NDJSON = Download("ndjson", "ndjson", "application/x-ndjson")
DOWNLOADS = (SQLITE, DATAPACKAGE, NDJSON)


async def digest_of(state: Served) -> str:
    """SHA-256 of the sealed file, in hexadecimal. Raises a 503 problem where it has gone."""
    known = state.store.known_digest
    return known if known is not None else await in_thread(state.store.digest)


async def sealed_file(request: Request, download: Download) -> Response:
    """The sealed file as it is, or a range of it."""
    state = served(request)
    digest = await digest_of(state)
    # The digest makes the ETag: two servers may have compiled the same dataset with other
    # releases of SQLite, and their files then differ.
    terms = terms_of(request, f"{download.path} {digest}", download.media_type, codings=False)
    if (known := terms.settle()) is not None:
        return known
    size = state.store.size
    headers = terms.headers | download.headers(state)
    headers["Accept-Ranges"] = "bytes"
    headers["Cache-Control"] += ", no-transform"  # or the digest would no longer fit
    headers["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(digest)).decode()}:"
    status, offsets = 200, range(size)
    if not is_head(request) and _may_be_partial(request, terms.headers):
        asked = asked_range(request.headers.get("range"), size)
        if asked is not None:
            status, offsets = 206, asked
            headers["Content-Range"] = f"bytes {asked.start}-{asked.stop - 1}/{size}"
    headers["Content-Length"] = str(len(offsets))
    if is_head(request):
        return Response(headers=headers, media_type=download.media_type)
    try:
        file = await anyio.open_file(state.store.file, "rb")
    except OSError as error:
        raise problems.gone() from error
    return StreamingResponse(read(file, offsets), status, headers, download.media_type)


async def made(
    request: Request,
    download: Download,
    make: Callable[[Served], Pieces],
    *,
    codings: bool,
    maker: str = "",
) -> Response:
    """What `make` makes of the dataset. `maker` names what else decides the bytes."""
    state = served(request)
    url = f"{download.path} {maker}"
    terms = terms_of(request, url, download.media_type, codings=codings)
    if (known := terms.settle()) is not None:
        return known
    headers = terms.headers | download.headers(state) | {"Accept-Ranges": "none"}
    if is_head(request):
        return headers_alone(headers, download.media_type)
    pieces = encode_stream(make(state), terms.coding)
    return await sent_in_pieces(pieces, state, headers, download.media_type)


def _may_be_partial(request: Request, headers: dict[str, str]) -> bool:
    """Whether the client's part is of this very file (`If-Range`, RFC 9110, section 13.1.5)."""
    condition = request.headers.get("if-range")
    return condition is None or condition in (headers["ETag"], headers["Last-Modified"])
