"""Cursors: where a page ended, sealed against the query and the dataset they belong to.

A cursor is opaque to clients: base64url of a MAC and the sort values of the last record.
The data is public, so the key guards against mistakes and tampering, not against secrets
leaking: it is the same everywhere, and every server can read every cursor.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from hashlib import blake2b

from app.api.problems import ParameterError, bad_request

MAC_BYTES = 12
MARK_BYTES = 4
KEY = b"citewire cursor"

Values = tuple[str | int | float | None, ...]


def seal(values: Values, query: str, version: str) -> str:
    """The cursor of a page that ended with these sort values."""
    payload = _mark(version) + _mark(query)
    payload += json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode()
    return _encoded(_mac(payload) + payload)


def unseal(cursor: str, query: str, version: str) -> Values:
    """The sort values in the cursor. Raises a 400 problem that says what does not fit."""
    try:
        sealed = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except (NotBase64, UnicodeEncodeError) as failure:
        raise _refused("It is not one of ours: take it unchanged from `next`.") from failure
    if _encoded(sealed) != cursor:  # the decoder lets stray characters and bits pass
        raise _refused("It was changed: take it unchanged from `next`.")
    mac, payload = sealed[:MAC_BYTES], sealed[MAC_BYTES:]
    version_mark, query_mark = payload[:MARK_BYTES], payload[MARK_BYTES : 2 * MARK_BYTES]
    if len(query_mark) < MARK_BYTES:
        raise _refused("It is cut short: take it unchanged from `next`.")
    if not hmac.compare_digest(mac, _mac(payload)):
        raise _refused("It was changed: take it unchanged from `next`.")
    if version_mark != _mark(version):
        raise _refused("It belongs to another version of the dataset: start again without it.")
    if query_mark != _mark(query):
        raise _refused(
            "It belongs to another query: keep path, filters and sort as they were, or start"
            " again without it."
        )
    return tuple(json.loads(payload[2 * MARK_BYTES :]))


def _encoded(sealed: bytes) -> str:
    return urlsafe_b64encode(sealed).decode("ascii").rstrip("=")


def _mac(payload: bytes) -> bytes:
    return blake2b(payload, digest_size=MAC_BYTES, key=KEY).digest()


def _mark(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=MARK_BYTES).digest()


def _refused(reason: str) -> Exception:
    detail = f"The cursor cannot be used. {reason}"
    return bad_request([ParameterError(parameter="cursor", detail=detail, suggestion=None)])
