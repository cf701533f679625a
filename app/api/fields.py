"""Header fields of a request, as they decide its answer."""

from starlette.requests import Request


def field(request: Request, name: bytes) -> str:
    """The values of the field: several lines are one list (RFC 9110, section 5.3).

    Empty where there is none. The name is in lower case.
    """
    lines = [value for given, value in request.scope["headers"] if given == name]
    return b",".join(lines).decode("latin-1") if lines else ""
