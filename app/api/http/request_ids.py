"""Request ids: what names a request in its answer and in the logs."""

import re
from collections.abc import Iterable
from itertools import count
from secrets import token_hex

SANE = re.compile(rb"[A-Za-z0-9._-]{1,64}")

_process = token_hex(6).encode()
_number = count(1)


def request_id_of(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The client's own id where it gives a sane one, else one that no other request has.

    It is a number after a random name of the process: drawing each at random takes a call
    to the system, longer than finding a finished response.
    """
    for name, value in headers:
        if name == b"x-request-id" and SANE.fullmatch(given := value.strip(b" \t")):
            return given
    return b"%s-%d" % (_process, next(_number))
