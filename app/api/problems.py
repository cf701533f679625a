"""Problems: every error of the API, as RFC 9457 `application/problem+json`."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from pydantic import BaseModel, ConfigDict, Field
from rapidfuzz import fuzz, process
from starlette.requests import Request
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"
ALIKE = 60
"""From which similarity (0 to 100) on a known word is suggested for an unknown one."""


class ParameterError(BaseModel):
    """What is wrong with one parameter."""

    parameter: str = Field(description="The parameter, as it was written.")
    detail: str = Field(description="What is wrong with it.")
    suggestion: str | None = Field(description="The nearest thing that would have been right.")


class ProblemDetails(BaseModel):
    """An error, after RFC 9457 (Problem Details for HTTP APIs)."""

    model_config = ConfigDict(title="Problem")

    type: str = Field(description="What sort of problem it is: a URI reference.")
    title: str = Field(description="The sort of problem in words.")
    status: int = Field(description="The HTTP status code.")
    detail: str = Field(description="What went wrong this time, and how to mend it.")
    instance: str = Field(
        description="The path that was asked for; empty where it could not be read."
    )
    request_id: str = Field(description="Names this request, in the logs too.")
    errors: list[ParameterError] = Field(description="What is wrong, parameter by parameter.")


@dataclass(frozen=True)
class ProblemType:
    """A sort of problem, with a page of its own at its `type` URI."""

    slug: str
    status: int
    title: str
    meaning: str
    mending: str

    @property
    def uri(self) -> str:
        """What `type` says: a reference to the page."""
        return f"/problems/{self.slug}"


INVALID_QUERY = ProblemType(
    "invalid-query",
    HTTPStatus.BAD_REQUEST,
    "The query is not valid",
    "The query string has a parameter that does not exist here, a value that its parameter does"
    " not take, or a cursor that does not fit the query. Nothing in a query string is ignored.",
    "Each item of `errors` names a parameter, says what is wrong with it and, where there is one,"
    " suggests what would have been right. All parameters are in the OpenAPI description.",
)
NOT_FOUND = ProblemType(
    "not-found",
    HTTPStatus.NOT_FOUND,
    "Not found",
    "The collection exists, but holds no record with this id.",
    "Take ids from a list or from a reference in another record. Countries go by their two-letter"
    " code of ISO 3166-1 in capitals. Ids hold for one version of the dataset, which the header"
    " `Dataset-Version` names; most stay the same in the next.",
)
NO_SUCH_PATH = ProblemType(
    "no-such-path",
    HTTPStatus.NOT_FOUND,
    "No such path",
    "Nothing is served under this path.",
    "`/v1` lists every collection with its address. Paths have no slash at the end.",
)
METHOD_NOT_ALLOWED = ProblemType(
    "method-not-allowed",
    HTTPStatus.METHOD_NOT_ALLOWED,
    "Method not allowed",
    "The API is read-only: it changes nothing, whatever it is sent.",
    "Use GET or HEAD. The header `Allow` lists what is possible.",
)
NOT_ACCEPTABLE = ProblemType(
    "not-acceptable",
    HTTPStatus.NOT_ACCEPTABLE,
    "Not acceptable",
    "The `Accept` header asks only for media types that are not to be had here.",
    "Lists come as `application/json`, `application/x-ndjson` and `text/csv`. The parameter"
    " `format` asks for one of them, whatever the header says.",
)
RANGE_NOT_SATISFIABLE = ProblemType(
    "range-not-satisfiable",
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
    "Range not satisfiable",
    "The `Range` header asks for bytes that the file does not have.",
    "The header `Content-Range` gives the size of the file. The first byte is byte 0.",
)
INTERNAL_ERROR = ProblemType(
    "internal-error",
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "Internal error",
    "Something broke on our side.",
    "The request is not to blame. Tell us the `request_id`: the log has what happened under it.",
)
TAKES_TOO_LONG = ProblemType(
    "takes-too-long",
    HTTPStatus.SERVICE_UNAVAILABLE,
    "The query takes too long",
    "The query reads more than can be read in the time that each query has.",
    "Narrow it with a filter that finds less: a document, an entity, a range of dates. Where the"
    " server was busy, the same query may be answered later; `Retry-After` says when to try.",
)
NOT_READY = ProblemType(
    "not-ready",
    HTTPStatus.SERVICE_UNAVAILABLE,
    "Not ready",
    "The dataset cannot be read now.",
    "Try again later. `/health/ready` says when it can be read again.",
)
MALFORMED = ProblemType(
    "malformed-request",
    HTTPStatus.BAD_REQUEST,
    "The request is no HTTP",
    "What was sent is not a request as HTTP/1.1 has it (RFC 9112), so it cannot be read further.",
    "Percent-encode what stands in a URL, as UTF-8; give one `Host`. HTTP clients do both. The"
    " connection is closed: send the next request over another.",
)
TARGET_TOO_LONG = ProblemType(
    "target-too-long",
    HTTPStatus.REQUEST_URI_TOO_LONG,
    "The URL is too long",
    "The path and the query string are longer together than any that could be answered.",
    "Ask for less at once. A query string may have 8192 bytes, and a parameter 50 values.",
)
HEAD_TOO_LARGE = ProblemType(
    "headers-too-large",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    "The headers are too large",
    "The header fields of the request are larger together than the server reads.",
    "Leave out what is not needed, such as cookies: none are read here.",
)
TOO_SLOW = ProblemType(
    "request-timeout",
    HTTPStatus.REQUEST_TIMEOUT,
    "The request took too long",
    "The request had begun, but its header did not end in time.",
    "Send it again, in one go.",
)
REFUSED = ProblemType(
    "refused",
    HTTPStatus.BAD_REQUEST,
    "Request refused",
    "The request is not one that can be answered.",
    "`detail` says why.",
)

TYPES = (
    INVALID_QUERY,
    NOT_FOUND,
    NO_SUCH_PATH,
    METHOD_NOT_ALLOWED,
    NOT_ACCEPTABLE,
    RANGE_NOT_SATISFIABLE,
    INTERNAL_ERROR,
    TAKES_TOO_LONG,
    NOT_READY,
    MALFORMED,
    TARGET_TOO_LONG,
    HEAD_TOO_LARGE,
    TOO_SLOW,
    REFUSED,
)


@dataclass
class Problem(Exception):
    """Raised wherever a request cannot be answered."""

    type: ProblemType
    detail: str
    errors: Sequence[ParameterError] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None
    """Only where it is not that of the type."""


def bad_request(errors: Sequence[ParameterError]) -> Problem:
    """400: the query string is wrong."""
    return Problem(INVALID_QUERY, " ".join(error.detail for error in errors), errors)


def not_found(what: str, id_: str, suggestion: str | None) -> Problem:
    """404: there is no such record."""
    detail = f"There is no {what} with the id `{id_}`." + did_you_mean(suggestion)
    errors = [ParameterError(parameter="id", detail=detail, suggestion=suggestion)]
    return Problem(NOT_FOUND, detail, errors)


def no_such_path(path: str, known: Iterable[str]) -> Problem:
    """404: nothing is served under that path."""
    # The whole path counts: `/v1` is part of every other one, and no answer to them.
    match = process.extractOne(path, list(known), scorer=fuzz.ratio, score_cutoff=ALIKE)
    suggestion = match[0] if match else None
    return Problem(NO_SUCH_PATH, f"Nothing is served at `{path}`." + did_you_mean(suggestion))


def method_not_allowed(method: str, headers: Mapping[str, str]) -> Problem:
    """405: the API is read-only."""
    detail = f"{method} is not possible here: this API is read-only. Use GET or HEAD."
    return Problem(METHOD_NOT_ALLOWED, detail, headers=headers)


def not_acceptable(accept: str, available: Iterable[str]) -> Problem:
    """406: the client accepts none of our media types."""
    return Problem(
        NOT_ACCEPTABLE,
        f"None of `{accept[:200]}` is to be had here. There are: {', '.join(available)}."
        " `format` asks for one of them, whatever the `Accept` header says.",
    )


def range_not_satisfiable(size: int) -> Problem:
    """416: nothing of the file lies within the range."""
    detail = f"The file has {size} bytes, numbered from 0, and none within this range."
    return Problem(RANGE_NOT_SATISFIABLE, detail, headers={"Content-Range": f"bytes */{size}"})


def internal_error() -> Problem:
    """500: a defect of ours."""
    detail = "Something broke on our side. The log has it under the `request_id` given here."
    return Problem(INTERNAL_ERROR, detail)


def not_ready(detail: str) -> Problem:
    """503: the dataset cannot be read now."""
    return Problem(NOT_READY, detail)


def takes_too_long() -> Problem:
    """503: the query was stopped at its deadline."""
    detail = (
        "The query takes longer than a query may. Narrow it with a filter that finds less, such as"
        " `document` or `entity`, or try again later."
    )
    return Problem(TAKES_TOO_LONG, detail, headers={"Retry-After": "10"})


def malformed(reason: str) -> Problem:
    """400: what was sent is no request."""
    return Problem(MALFORMED, f"This is no HTTP request that can be read: {reason}.")


def target_too_long(most: int) -> Problem:
    """414: the URL is longer than the server reads."""
    return Problem(TARGET_TOO_LONG, f"The URL has over {most} bytes. Ask for less at once.")


def head_too_large(most: int) -> Problem:
    """431: the header fields are larger than the server reads."""
    detail = f"The header fields have over {most} bytes. Leave out what is not needed."
    return Problem(HEAD_TOO_LARGE, detail)


def too_slow(seconds: float) -> Problem:
    """408: the head of the request did not end in time."""
    detail = f"The header of the request did not end within {seconds:g} seconds. Send it again."
    return Problem(TOO_SLOW, detail)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, or None where none is alike."""
    match = process.extractOne(
        word, list(known), scorer=fuzz.WRatio, processor=str.lower, score_cutoff=ALIKE
    )
    return match[0] if match else None


def unknown_term(parameter: str, given: str, known: Sequence[str]) -> ParameterError:
    """What is wrong with a term that is not among those that a parameter takes."""
    suggestion = nearest(given, known)
    message = f"`{given}` is not a value of `{parameter}`, which takes {', '.join(known)}."
    return ParameterError(
        parameter=parameter, detail=message + did_you_mean(suggestion), suggestion=suggestion
    )


def did_you_mean(suggestion: str | None) -> str:
    """A sentence that offers the suggestion, or nothing."""
    return f" Did you mean `{suggestion}`?" if suggestion is not None else ""


def response(problem: Problem, request: Request) -> Response:
    """The problem as it is sent."""
    status = problem.status or problem.type.status
    content = ProblemDetails(
        type=problem.type.uri,
        title=problem.type.title,
        status=status,
        detail=problem.detail,
        instance=request.url.path,
        request_id=request.scope.get("request_id", ""),
        errors=list(problem.errors),
    )
    body = json.dumps(content.model_dump(), ensure_ascii=False, separators=(",", ":"))
    return Response(
        body.encode("utf-8", "replace"),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **problem.headers},
    )
