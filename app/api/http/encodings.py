"""Content codings (RFC 9110, section 8.4): zstd, br and gzip, the one that the client ranks first.

The coding is chosen from the request alone, so that the ETag, of which each coding has its
own, is known before the answer is made.
"""

import gzip
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Protocol

import brotli
import zstandard
from starlette.requests import Request

from app.api.http.fields import field
from app.api.http.remembering import remembered

ZSTD, BROTLI, GZIP = "zstd", "br", "gzip"
OURS = (ZSTD, BROTLI, GZIP)
"""In the order in which they are taken where the client ranks them alike: fastest first."""

# Levels at which a page of records costs less to compress than to find.
ZSTD_LEVEL, BROTLI_LEVEL, GZIP_LEVEL = 3, 4, 5


def coding_for(request: Request) -> str | None:
    """The coding for the client."""
    return choose(field(request, b"accept-encoding") or "")


@remembered
def choose(accept_encoding: str) -> str | None:
    """The coding for the client, or None where the bytes go as they are."""
    if not accept_encoding:
        return None
    weights = dict(weighted(accept_encoding))
    other = weights.get("*", 0.0)
    ranked = [(weights.get(name, other), -rank, name) for rank, name in enumerate(OURS)]
    weight, _, name = max(ranked)
    return name if weight > 0 and weight >= weights.get("identity", 0.0) else None


def weighted(header: str) -> Iterator[tuple[str, float]]:
    """The items of an `Accept…` header, each with its weight from 0 to 1; 0 where it is unfit."""
    for item in header.split(","):
        name, *parameters = (part.strip().lower() for part in item.split(";"))
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    weight = float(value)
                except ValueError:
                    weight = 0.0
        yield name, weight if 0 <= weight <= 1 else 0.0


def _zstd(content: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(content)


def _brotli(content: bytes) -> bytes:
    compressed: bytes = brotli.compress(content, quality=BROTLI_LEVEL)
    return compressed


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, GZIP_LEVEL, mtime=0)


COMPRESS: dict[str, Callable[[bytes], bytes]] = {ZSTD: _zstd, BROTLI: _brotli, GZIP: _gzip}


def encode(content: bytes, coding: str | None) -> bytes:
    """The content in that coding."""
    return content if coding is None else COMPRESS[coding](content)


def encode_once(content: bytes, coding: str) -> bytes:
    """The content in that coding, at a level for bytes that are kept: slower, and smaller."""
    match coding:
        case "zstd":
            return zstandard.ZstdCompressor(level=12).compress(content)
        case "br":
            compressed: bytes = brotli.compress(content, quality=9)
            return compressed
        case _:
            return gzip.compress(content, 9, mtime=0)


class _Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


class _Brotli:
    """Brotli under the names that the other compressors have."""

    def __init__(self) -> None:
        self._inner = brotli.Compressor(quality=BROTLI_LEVEL)

    def compress(self, data: bytes, /) -> bytes:
        compressed: bytes = self._inner.process(data)
        return compressed

    def flush(self) -> bytes:
        rest: bytes = self._inner.finish()
        return rest


COMPRESSORS: dict[str, Callable[[], _Compressor]] = {
    ZSTD: lambda: zstandard.ZstdCompressor(level=ZSTD_LEVEL).compressobj(),
    BROTLI: _Brotli,
    GZIP: lambda: zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS),
}


def encode_stream(pieces: Iterable[bytes], coding: str | None) -> Generator[bytes, None, None]:
    """The pieces in that coding, one after the other, in bounded memory."""
    if coding is None:
        yield from pieces
        return
    compressor = COMPRESSORS[coding]()
    for piece in pieces:
        compressed = compressor.compress(piece)
        if compressed:
            yield compressed
    yield compressor.flush()
