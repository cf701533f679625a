"""Streams: the whole of what a query finds, as NDJSON or CSV, in bounded memory.

One statement runs while the answer is sent; so many rows are read at a time, and between
two readings the event loop is free for other requests.
"""

from collections.abc import AsyncIterator, Iterable
from itertools import chain

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.api.conditional import next_link, terms_of
from app.api.encodings import encode, encode_stream
from app.api.query import ListQuery
from app.api.representations import MEDIA_TYPES, Columns, only
from app.api.selection import ALL, Selection, as_bytes
from app.api.served import served
from app.api.vocabulary import Format
from app.store.sqlite import Row

AT_A_TIME = 200
"""How many rows are in memory at once."""


def stream(
    request: Request,
    *,
    selection: Selection,
    query: ListQuery,
    format_: Format,
    columns: Columns,
    name: str,
    url: str,
) -> Response:
    """All that is selected, or one page where `limit` is given, with the next in `Link`."""
    state = served(request)
    media_type = MEDIA_TYPES[format_]
    number = query.limit + 1 if "limit" in query.model_fields_set else ALL
    selected = selection.rows(state, number)
    terms = terms_of(request, url, media_type)
    headers = terms.headers
    if terms.known:
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = (
        f'attachment; filename="citewire-{name}-{state.short_version}.{format_}"'
    )

    def encoded(rows: Iterable[Row]) -> bytes:
        bodies = (only(as_bytes(row[0]), query.fields) for row in rows)
        if format_ is Format.CSV:
            return columns.lines(bodies)
        return b"".join(body + b"\n" for body in bodies)

    head = columns.header() if format_ is Format.CSV else b""
    if number != ALL:
        rows = state.store.rows(*selected)
        if len(rows) > query.limit:
            rows.pop()
            headers["Link"] = next_link(selection.next_link(rows[-1], state))
        content = encode(head + encoded(rows), terms.coding)
        return Response(content, media_type=media_type, headers=headers)
    batches = state.store.batches(*selected, AT_A_TIME)

    pieces = encode_stream(chain([head], map(encoded, batches)), terms.coding)

    async def sent() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    return StreamingResponse(sent(), media_type=media_type, headers=headers)
