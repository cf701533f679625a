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
    instance: str = Field(description="The path that was asked for.")
    request_id: str = Field(description="Names this request, in the logs too.")
    errors: list[ParameterError] = Field(description="What is wrong, parameter by parameter.")


@dataclass
class Problem(Exception):
    """Raised wherever a request cannot be answered."""

    status: int
    slug: str
    title: str
    detail: str
    errors: Sequence[ParameterError] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def bad_request(errors: Sequence[ParameterError]) -> Problem:
    """400: the query string is wrong."""
    return Problem(
        HTTPStatus.BAD_REQUEST,
        "invalid-query",
        "The query is not valid",
        " ".join(error.detail for error in errors),
        errors,
    )


def not_found(what: str, id_: str, suggestion: str | None) -> Problem:
    """404: there is no such record."""
    detail = f"There is no {what} with the id `{id_}`." + did_you_mean(suggestion)
    errors = [ParameterError(parameter="id", detail=detail, suggestion=suggestion)]
    return Problem(HTTPStatus.NOT_FOUND, "not-found", "Not found", detail, errors)


def no_such_path(path: str, known: Iterable[str]) -> Problem:
    """404: nothing is served under that path."""
    suggestion = nearest(path, known)
    detail = f"Nothing is served at `{path}`." + did_you_mean(suggestion)
    return Problem(HTTPStatus.NOT_FOUND, "no-such-path", "No such path", detail)


def method_not_allowed(method: str, headers: Mapping[str, str]) -> Problem:
    """405: the API is read-only."""
    return Problem(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "Method not allowed",
        f"{method} is not possible here: this API is read-only. Use GET or HEAD.",
        headers=headers,
    )


def internal_error() -> Problem:
    """500: a defect of ours."""
    return Problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal-error",
        "Internal error",
        "Something broke on our side. The log has it under the `request_id` given here.",
    )


def not_ready(detail: str) -> Problem:
    """503: the dataset cannot be read now."""
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, "not-ready", "Not ready", detail)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, or None where none is alike."""
    match = process.extractOne(
        word, list(known), scorer=fuzz.WRatio, processor=str.lower, score_cutoff=ALIKE
    )
    return match[0] if match else None


def did_you_mean(suggestion: str | None) -> str:
    """A sentence that offers the suggestion, or nothing."""
    return f" Did you mean `{suggestion}`?" if suggestion is not None else ""


def response(problem: Problem, request: Request) -> Response:
    """The problem as it is sent."""
    content = ProblemDetails(
        type=f"/problems/{problem.slug}",
        title=problem.title,
        status=problem.status,
        detail=problem.detail,
        instance=request.url.path,
        request_id=request.scope.get("request_id", ""),
        errors=list(problem.errors),
    )
    body = json.dumps(content.model_dump(), ensure_ascii=False, separators=(",", ":"))
    return Response(
        body.encode("utf-8", "replace"),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **problem.headers},
    )
