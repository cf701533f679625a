"""Streams: the whole of what a query finds, as NDJSON or CSV, in bounded memory.

It is read beside the event loop, so many rows at a time, while other requests are answered.
"""

from itertools import chain

from starlette.requests import Request
from starlette.responses import Response

from app.api.http.conditional import next_link, terms_of
from app.api.http.encodings import encode, encode_stream
from app.api.http.pieces import headers_alone, is_head, sent_in_pieces
from app.api.http.representations import MEDIA_TYPES, Columns, only
from app.api.query.parameters import ListQuery
from app.api.query.selection import Selection
from app.api.served import served
from app.api.vocabulary import Format


async def stream(
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
    state.check_may_wait()
    media_type = MEDIA_TYPES[format_]
    start = await selection.start(state)  # so that a wrong cursor is told
    terms = terms_of(request, url, media_type)
    headers = terms.headers
    if (known := terms.settle()) is not None:
        return known
    headers["Content-Disposition"] = (
        f'attachment; filename="citewire-{name}-{state.short_version}.{format_}"'
    )

    def encoded(bodies: list[bytes]) -> bytes:
        if query.fields is not None:
            bodies = [only(body, query.fields) for body in bodies]
        if format_ is Format.CSV:
            return columns.lines(bodies)
        return b"\n".join([*bodies, b""])  # each ends with one

    head = columns.header() if format_ is Format.CSV else b""
    if "limit" in query.model_fields_set:
        chosen = await selection.page(state)
        if chosen.following is not None:
            headers["Link"] = next_link(chosen.following)
        content = encode(head + encoded(chosen.bodies), terms.coding)
        return Response(content, media_type=media_type, headers=headers)
    if is_head(request):
        return headers_alone(headers, media_type)
    batches = selection.stream(start, state)
    pieces = encode_stream(chain([head], map(encoded, batches)), terms.coding)
    return await sent_in_pieces(pieces, state, headers, media_type)
