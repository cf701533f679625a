"""Representations: the same records in the same order as JSON, NDJSON or CSV.

`format` decides, or else the `Accept` header (RFC 9110, section 12.5.1), or else JSON.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from starlette.requests import Request

from app.api.http.encodings import weighted
from app.api.http.fields import field
from app.api.http.problems import not_acceptable
from app.api.http.remembering import remembered
from app.api.vocabulary import Format

MEDIA_TYPES = {
    Format.JSON: "application/json",
    Format.NDJSON: "application/x-ndjson",
    Format.CSV: "text/csv",
}
JSON = MEDIA_TYPES[Format.JSON]
SINGLE = frozenset(
    {
        JSON,
        MEDIA_TYPES[Format.NDJSON],
        "text/html",
        "text/plain",
        "text/css",
        "text/javascript",
        "image/png",
        "application/zip",
        "application/vnd.sqlite3",
    }
)
"""The media types of what is to be had in one form only."""
ALSO_CALLED = {"application/jsonl": Format.NDJSON, "application/ndjson": Format.NDJSON}
IN_FORMS = " `format` asks for one of them, whatever the `Accept` header says."
"""What whoever takes none of the forms of a list is told besides."""
ACCEPT = b"accept"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula."""
JOIN = "|"
"""Stands between the values of a list in one cell of CSV."""


def negotiate(request: Request, asked: Format | None) -> Format:
    """The format of the answer. Raises a 406 problem where the client takes none of ours."""
    if asked is not None:
        return asked
    accept = field(request, ACCEPT)
    format_ = preferred(accept) if accept else Format.JSON
    if format_ is None:
        raise not_acceptable(accept, MEDIA_TYPES.values(), IN_FORMS)
    return format_


def check_accepted(request: Request, media_types: Sequence[str]) -> None:
    """Raise a 406 problem where the client takes none of the media types that there are."""
    accept = field(request, ACCEPT)
    if accept and media_types and accepted(accept).isdisjoint(media_types):
        raise not_acceptable(accept, media_types)


@remembered
def accepted(accept: str) -> frozenset[str]:
    """What of `SINGLE` an `Accept` header takes."""
    if accept == "*/*":
        return SINGLE
    given = list(weighted(accept))
    return frozenset(name for name in SINGLE if _rank({name}, given)[0] > 0)


@remembered
def chosen(accept: str) -> tuple[Format | None, frozenset[str]]:
    """All that an `Accept` header decides: the form of a list, and what else is taken."""
    return preferred(accept), accepted(accept)


@remembered
def preferred(accept: str) -> Format | None:
    """The format that an `Accept` header prefers of ours, or None where it takes none of them."""
    if accept == "*/*":
        return Format.JSON
    given = list(weighted(accept))
    ranked = [(_rank(_names(format_), given), format_) for format_ in MEDIA_TYPES]
    (weight, _), format_ = max(ranked, key=lambda item: item[0])  # of equals, the first
    return format_ if weight > 0 else None


def _names(format_: Format) -> set[str]:
    return {MEDIA_TYPES[format_], *(name for name, own in ALSO_CALLED.items() if own is format_)}


def _rank(names: set[str], given: Sequence[tuple[str, float]]) -> tuple[float, int]:
    """The weight that the client gives to a media type of these names, and how early it does.

    What names it more exactly counts: `application/json;q=0, */*` is all but JSON.
    """
    kinds = {f"{name.partition('/')[0]}/*" for name in names}
    for fitting in (names, kinds, {"*/*"}):
        found = [(w, -place) for place, (name, w) in enumerate(given) if name in fitting]
        if found:
            return max(found)
    return 0.0, 0


def only(body: bytes, fields: Sequence[str] | None) -> bytes:
    """The record with only these of its top-level keys, in the record's own order."""
    if fields is None:
        return body
    record = json.loads(body)
    kept = {name: value for name, value in record.items() if name in fields}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()


def pretty(body: bytes) -> bytes:
    """The same JSON, laid out for people."""
    return (json.dumps(json.loads(body), ensure_ascii=False, indent=2) + "\n").encode()


@dataclass(frozen=True)
class Columns:
    """The columns of a collection's CSV: paths into the record, such as `parties.entity.id`."""

    paths: tuple[str, ...]

    def header(self) -> bytes:
        """The first line."""
        return _lines([self.paths])

    def lines(self, bodies: Iterable[bytes], *, guarded: bool = True) -> bytes:
        """A line for each record (RFC 4180).

        Where they are guarded, no spreadsheet takes a cell for a formula: an apostrophe stands
        before what could begin one.
        """
        steps = [path.split(".") for path in self.paths]
        rows = (
            [_cell(_values(record, step)) for step in steps] for record in map(json.loads, bodies)
        )
        return _lines([_guard(cell) for cell in row] for row in rows) if guarded else _lines(rows)

    def within(self, fields: Sequence[str] | None) -> "Columns":
        """Only the columns that come from these top-level keys."""
        if fields is None:
            return self
        return Columns(tuple(path for path in self.paths if path.split(".")[0] in fields))


def _values(value: object, path: Sequence[str]) -> list[object]:
    """What stands at the end of the path; a list on the way gives one value for each item."""
    if isinstance(value, list):
        return [found for item in value for found in _values(item, path)]
    if not path or value is None:
        return [value]
    assert isinstance(value, dict), f"{path} leads into what has no keys"
    # In a union, not every record has each key.
    return _values(value.get(path[0]), path[1:])


def _cell(values: list[object]) -> str:
    return _text(values[0]) if len(values) == 1 else JOIN.join(map(_text, values))


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _guard(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _lines(rows: Iterable[Iterable[str]]) -> bytes:
    lines = io.StringIO(newline="")
    csv.writer(lines, lineterminator="\r\n").writerows(rows)
    return lines.getvalue().encode()
