"""Memory: what is freed goes back to the system, as far as the C library is glibc.

By itself glibc raises the bounds from which on it gives memory back once large arrays were
freed, and keeps a heap for each thread: after mixed load a worker held twice what it needed.
"""

import ctypes
from contextlib import suppress

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""Options of mallopt(3), by their numbers in malloc.h."""
LARGE = 1 << 20
"""From how many bytes on memory is mapped for itself, and goes back as soon as it is freed."""


def give_memory_back() -> None:
    """Have all that is freed from now on given back."""
    with suppress(OSError, AttributeError):  # another C library has no such options
        library = ctypes.CDLL(None)
        library.mallopt(M_MMAP_THRESHOLD, LARGE)
        library.mallopt(M_TRIM_THRESHOLD, LARGE)
        library.mallopt(M_ARENA_MAX, 1)


def give_rest_back() -> None:
    """Give back what is free between what is not. It takes some milliseconds."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
