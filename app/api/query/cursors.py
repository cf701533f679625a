"""Cursors: where a page ended, sealed against the query and the dataset they belong to.

A cursor is opaque to clients: base64url of a MAC and the sort values of the last record.
The data is public, so the key guards against mistakes and tampering, not against secrets
leaking: it is the same everywhere, and every server can read every cursor.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from math import isfinite
from typing import NamedTuple

from pydantic_core import to_json

from app.api.http.problems import ParameterError, bad_request

MAC_BYTES = 12
MARK_BYTES = 4
KEY = b"citewire cursor"
FORGED = "It is sealed, but no page ended there: take it unchanged from `next`."

Values = tuple[str | int | float | None, ...]
LARGEST = 2**63 - 1
"""The largest number that a database takes."""


class Kind(NamedTuple):
    """What one value of a cursor has to be."""

    type: type[str] | type[int] | type[float]
    nullable: bool = False

    def fits(self, value: object) -> bool:
        """Whether it is that. A truth is no number, and half a surrogate pair no text."""
        match value:
            case None:
                return self.nullable
            case str():
                return self.type is str and not any("\ud800" <= char <= "\udfff" for char in value)
            case int():
                return type(value) is self.type and abs(value) <= LARGEST
            case float():
                return self.type is float and isfinite(value)
            case _:
                return False


def seal(values: Values, query: str, version: str) -> str:
    """The cursor of a page that ended with these sort values."""
    payload = _mark_of_version(version) + _mark(query) + to_json(values)
    return _encoded(_mac(payload) + payload)


def unseal(cursor: str, query: str, version: str, kinds: Sequence[Kind]) -> Values:
    """The values in the cursor, of these kinds. Raises a 400 problem that says what does not fit.

    Whoever reads this can seal anything, so what is sealed is looked at all the same.
    """
    try:
        sealed = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except (NotBase64, UnicodeEncodeError) as failure:
        raise refused("It is not one of ours: take it unchanged from `next`.") from failure
    if _encoded(sealed) != cursor:  # the decoder lets stray characters and bits pass
        raise refused("It was changed: take it unchanged from `next`.")
    mac, payload = sealed[:MAC_BYTES], sealed[MAC_BYTES:]
    version_mark, query_mark = payload[:MARK_BYTES], payload[MARK_BYTES : 2 * MARK_BYTES]
    if len(query_mark) < MARK_BYTES:
        raise refused("It is cut short: take it unchanged from `next`.")
    if not hmac.compare_digest(mac, _mac(payload)):
        raise refused("It was changed: take it unchanged from `next`.")
    if version_mark != _mark_of_version(version):
        raise refused("It belongs to another version of the dataset: start again without it.")
    if query_mark != _mark(query):
        raise refused(
            "It belongs to another query: keep the path and all parameters as they were, but for"
            " `limit` and `pretty`, or start again without it."
        )
    try:
        values = json.loads(payload[2 * MARK_BYTES :])
    except (ValueError, RecursionError) as failure:
        raise refused(FORGED) from failure
    if not isinstance(values, list) or len(values) != len(kinds):
        raise refused(FORGED)
    if not all(kind.fits(value) for kind, value in zip(kinds, values, strict=True)):
        raise refused(FORGED)
    return tuple(values)


def _encoded(sealed: bytes) -> str:
    return urlsafe_b64encode(sealed).decode("ascii").rstrip("=")


def _mac(payload: bytes) -> bytes:
    return blake2b(payload, digest_size=MAC_BYTES, key=KEY).digest()


def _mark(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=MARK_BYTES).digest()


@lru_cache(maxsize=8)
def _mark_of_version(version: str) -> bytes:
    return _mark(version)


def refused(reason: str) -> Exception:
    """400: the cursor cannot be used."""
    detail = f"The cursor cannot be used. {reason}"
    return bad_request([ParameterError(parameter="cursor", detail=detail, suggestion=None)])
