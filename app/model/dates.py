"""Dates as EDTF (ISO 8601-2): a day, a month, a year, or an interval of them.

A date may be marked uncertain (`?`), approximate (`~`) or both (`%`); one that is
approximate has no bounds, since the source gives none.
"""

import calendar
import re
from datetime import date

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([?~%])?")


class NotADate(ValueError):
    """The text is not a date of the part of EDTF that is understood."""


def days(edtf: str) -> tuple[str | None, str | None]:
    """First and last possible day (ISO 8601); null where unbounded. Raises NotADate."""
    first, separator, last = edtf.partition("/")
    if not separator:
        return _bounds(first)
    earliest = None if first in {"", ".."} else _bounds(first)[0]
    latest = None if last in {"", ".."} else _bounds(last)[1]
    if earliest is not None and latest is not None and earliest > latest:
        raise NotADate(f"`{edtf}` ends before it begins.")
    return earliest, latest


def in_time(earliest: str | None, latest: str | None) -> str | None:
    """The bounds as one text that sorts by time; null where there are none.

    What has only a last possible day stands on that day. Of two that start on one day, the one
    that ends first is first, and what has no end is last.
    """
    if earliest is None and latest is None:
        return None
    return f"{earliest or latest}/{latest or NO_END}"


NO_END = "~"
"""Sorts after every digit."""


def _bounds(text: str) -> tuple[str | None, str | None]:
    match = _DATE.fullmatch(text)
    if match is None:
        raise NotADate(
            f"`{text}` is not a date in EDTF (ISO 8601-2): write 2025-03-04, 2025-03, 2025, or"
            " an interval such as 2025-03-04/2025-03-06."
        )
    year, month, day = int(match[1]), match[2], match[3]
    try:
        first = date(year, int(month or 1), int(day or 1))
        last_month = int(month or 12)
        last = date(year, last_month, int(day or calendar.monthrange(year, last_month)[1]))
    except (ValueError, calendar.IllegalMonthError) as error:
        raise NotADate(f"`{text}` is not in the calendar: {error}.") from error
    if match[4] in {"~", "%"}:
        return None, None
    return first.isoformat(), last.isoformat()
