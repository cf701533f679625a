"""Memory: what is freed goes back to the system, as far as the C library is glibc.

By itself glibc keeps a heap for each thread, and in it what large arrays have left: after mixed
load a worker held twice what it needed.
"""

import ctypes
from contextlib import suppress

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""Options of mallopt(3), by their numbers in malloc.h."""
LARGE = 1 << 25
"""From how many bytes on memory is mapped for itself: the most that glibc allows. What is mapped
anew for each step of a computation took it twice as long.
"""


def keep_one_heap() -> None:
    """Have all threads share one heap, which `give_back` can trim."""
    with suppress(OSError, AttributeError):  # another C library has no such options
        library = ctypes.CDLL(None)
        library.mallopt(M_MMAP_THRESHOLD, LARGE)
        library.mallopt(M_TRIM_THRESHOLD, 2 * LARGE)
        library.mallopt(M_ARENA_MAX, 1)


def give_back() -> None:
    """Give back all that is free. It takes some milliseconds."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
