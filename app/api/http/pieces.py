"""Answers that are made piece by piece, in worker threads, as they are sent."""

from collections.abc import AsyncGenerator, Callable, Generator
from typing import Any, TypeVar

from anyio import CancelScope, CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from app.api.http import problems
from app.api.served import Served
from app.store.sealed import DatasetError

T = TypeVar("T")


async def sent_in_pieces(
    pieces: Generator[bytes, None, None], state: Served, headers: dict[str, str], media_type: str
) -> StreamingResponse:
    """The pieces, one after the other: memory holds one, and the event loop is free meanwhile."""
    # What cannot be read at all is found out here, while the answer can still be a problem.
    first = await in_thread(lambda: next(pieces, b""), state.making)
    return _Pieces(_sent(first, pieces, state.making), 200, headers, media_type)


def is_head(request: Request) -> bool:
    """Whether only the headers are wanted."""
    return bool(request.scope.get("is_head"))


def headers_alone(headers: dict[str, str], media_type: str) -> Response:
    """What HEAD is answered for pieces, of which none is made: their length is not known."""
    answer = Response(headers=headers, media_type=media_type)
    del answer.headers["Content-Length"]
    return answer


class _Pieces(StreamingResponse):
    """Pieces that are let go of as soon as nobody reads on, with what they are made of."""

    def __init__(self, pieces: AsyncGenerator[bytes, None], *others: Any) -> None:
        super().__init__(pieces, *others)
        self._pieces = pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            with CancelScope(shield=True):
                await self._pieces.aclose()


async def _sent(
    first: bytes, others: Generator[bytes, None, None], making: CapacityLimiter
) -> AsyncGenerator[bytes, None]:
    try:
        yield first
        while (piece := await to_thread.run_sync(next, others, None, limiter=making)) is not None:
            yield piece
    finally:
        with CancelScope(shield=True):  # or it would be closed here, while all others wait
            await to_thread.run_sync(others.close)


async def in_thread(read_dataset: Callable[[], T], limiter: CapacityLimiter | None = None) -> T:
    """What the function returns, run in a thread. Raises a 503 problem where the file has gone."""
    try:
        return await to_thread.run_sync(read_dataset, limiter=limiter)
    except DatasetError as error:
        raise problems.gone() from error
