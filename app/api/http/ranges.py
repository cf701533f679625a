"""Byte ranges of a file (RFC 9110, section 14): a download that broke off can go on."""

import re
from collections.abc import AsyncIterator

from anyio import AsyncFile

from app.api.http.problems import range_not_satisfiable

RANGE = re.compile(
    r"bytes=[ \t]*(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))[ \t]*", re.IGNORECASE
)
CHUNK = 256 * 1024
"""How many bytes of a file are in memory at once."""


def asked_range(header: str | None, size: int) -> range | None:
    """The offsets that the header asks for, or None where it asks for all.

    What is not one valid range is ignored, as the RFC has it; several ranges at once are too,
    as it allows. Raises a 416 problem where nothing of the file lies within the range.
    """
    match = RANGE.fullmatch(header or "")
    if match is None:
        return None
    first, last, suffix = match.groups()
    if suffix is not None:
        asked = range(max(size - int(suffix), 0), size)
    else:
        asked = range(int(first), min(int(last) + 1, size) if last else size)
        if last and int(last) < int(first):
            return None
    if not asked:
        raise range_not_satisfiable(size)
    return asked


async def read(file: AsyncFile[bytes], offsets: range) -> AsyncIterator[bytes]:
    """The bytes of the file at these offsets, a chunk at a time; then it is closed."""
    left = len(offsets)
    async with file:
        await file.seek(offsets.start)
        while left > 0 and (chunk := await file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
