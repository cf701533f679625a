"""Fixed answers: bytes that stay the same while the server runs, such as the documentation.

Each content coding is made once, when it is first asked for, and better than what is made for
one answer alone. The ETag is a hash of the bytes, so that it follows them and nothing else.
"""

import asyncio
from collections.abc import Awaitable, Callable
from hashlib import blake2b

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from app.api.http.conditional import known_of, vary
from app.api.http.encodings import coding_for, encode_once
from app.api.http.preconditions import refusal_of
from app.api.served import served

ETAG_BYTES = 12


class Fixed:
    """An answer that is always the same."""

    def __init__(self, make: Callable[[], Awaitable[bytes]], media_type: str) -> None:
        """`make` makes the bytes, when they are first asked for."""
        self._make, self._media_type = make, media_type
        self._is_compressed = media_type.startswith("image/")
        self._made: tuple[bytes, str] | None = None
        self._making = asyncio.Lock()
        self._encoded: dict[str, bytes] = {}

    @property
    def kind(self) -> str:
        """The media type without its parameters."""
        return self._media_type.partition(";")[0]

    async def _content(self) -> tuple[bytes, str]:
        """The bytes and their digest, which are made once, however many ask meanwhile."""
        async with self._making:
            if self._made is None:
                content = await self._make()
                self._made = (content, blake2b(content, digest_size=ETAG_BYTES).hexdigest())
            return self._made

    async def answer(self, request: Request) -> Response:
        """The answer in the coding that the client ranks first, or a 304 where it has it."""
        coding = None if self._is_compressed else coding_for(request)
        content, digest = await self._content()
        etag = f'"{digest}"' if coding is None else f'"{digest}-{coding}"'
        headers = {"ETag": etag, "Cache-Control": served(request).cache_control}
        headers["Vary"] = vary(codings=not self._is_compressed)
        refusal = refusal_of(request, etag, None)
        if refusal is not None:
            raise refusal
        if known_of(request, etag):
            return Response(status_code=304, headers=headers)
        if coding is None:
            return Response(content, media_type=self._media_type, headers=headers)
        headers["Content-Encoding"] = coding
        async with self._making:
            if coding not in self._encoded:
                self._encoded[coding] = await run_sync(encode_once, content, coding)
        return Response(self._encoded[coding], media_type=self._media_type, headers=headers)
