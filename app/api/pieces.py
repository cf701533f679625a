"""Answers that are made piece by piece, in worker threads, as they are sent."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.responses import StreamingResponse

from app.api import problems
from app.api.served import Served
from app.store.sealed import DatasetError

T = TypeVar("T")


async def sent_in_pieces(
    pieces: Iterator[bytes], state: Served, headers: dict[str, str], media_type: str
) -> StreamingResponse:
    """The pieces, one after the other: memory holds one, and the event loop is free meanwhile."""
    # What cannot be read at all is found out here, while the answer can still be a problem.
    first = await in_thread(lambda: next(pieces, b""), state.making)
    return StreamingResponse(_sent(first, pieces, state.making), 200, headers, media_type)


async def _sent(
    first: bytes, others: Iterator[bytes], making: CapacityLimiter
) -> AsyncIterator[bytes]:
    yield first
    while (piece := await to_thread.run_sync(next, others, None, limiter=making)) is not None:
        yield piece


async def in_thread(read_dataset: Callable[[], T], limiter: CapacityLimiter | None = None) -> T:
    """What the function returns, run in a thread. Raises a 503 problem where the file has gone."""
    try:
        return await to_thread.run_sync(read_dataset, limiter=limiter)
    except DatasetError as error:
        raise gone() from error


def gone() -> problems.Problem:
    """503: the file of the dataset has gone."""
    return problems.not_ready("The file of the dataset cannot be read.")
