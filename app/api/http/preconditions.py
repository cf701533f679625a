"""Preconditions: an answer only where it is still the one that the client has some of.

`If-Match` and `If-Unmodified-Since` (RFC 9110, sections 13.1.1 and 13.1.4) are for clients that go
on with what they have, such as half a download.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from starlette.requests import Request

from app.api.http.fields import field, fields_of
from app.api.http.problems import Problem, precondition_failed

MATCH, UNMODIFIED = b"if-match", b"if-unmodified-since"
PRECONDITIONS = frozenset({MATCH, UNMODIFIED})


def refusal_of(request: Request, etag: str, published: datetime | None) -> Problem | None:
    """Why the answer with these validators is not the one that the request is for, if it is not.

    ETags are compared strongly; the date counts only without them.
    """
    names = fields_of(request).keys()
    if MATCH in names:
        wanted = {tag.strip() for tag in field(request, MATCH).split(",")}
        matches = etag in wanted or "*" in wanted
        return None if matches else precondition_failed("If-Match", f"has the ETag {etag}")
    since = date_of(field(request, UNMODIFIED)) if UNMODIFIED in names else None
    if since is None or published is None or published <= since:
        return None
    return precondition_failed("If-Unmodified-Since", f"was published at {published:%FT%TZ}")


def date_of(header: str) -> datetime | None:
    """The HTTP date in the header, or None where there is none."""
    if not header:
        return None
    try:
        date = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
