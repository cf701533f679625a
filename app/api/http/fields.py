"""Header fields of a request, as they decide its answer."""

from collections.abc import Iterable, Mapping

from starlette.requests import Request

FIELDS = "citewire.fields"
"""Where the scope of a request has them, once they were asked for."""


def field(request: Request, name: bytes) -> str:
    """The values of the field: several lines are one list (RFC 9110, section 5.3).

    Empty where there is none. The name is in lower case.
    """
    fields = fields_of(request)
    return fields[name].decode("latin-1") if name in fields else ""


def fields_of(request: Request) -> Mapping[bytes, bytes]:
    """The values of all fields by their names, in lower case."""
    scope = request.scope
    fields: dict[bytes, bytes] | None = scope.get(FIELDS)
    if fields is None:
        fields = scope[FIELDS] = _joined(scope["headers"])
    return fields


def _joined(lines: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    fields: dict[bytes, bytes] = {}
    for name, value in lines:
        fields[name] = value if name not in fields else b"%s,%s" % (fields[name], value)
    return fields
