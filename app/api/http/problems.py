"""Problems: every error of the API, as RFC 9457 `application/problem+json`."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field
from rapidfuzz import fuzz, process
from starlette.requests import Request
from starlette.responses import Response

from app.api.http.problem_types import (
    HEAD_TOO_LARGE,
    INTERNAL_ERROR,
    INVALID_QUERY,
    MALFORMED,
    METHOD_NOT_ALLOWED,
    NO_SUCH_PATH,
    NOT_ACCEPTABLE,
    NOT_FOUND,
    NOT_READY,
    PRECONDITION_FAILED,
    RANGE_NOT_SATISFIABLE,
    TAKES_TOO_LONG,
    TARGET_TOO_LONG,
    TOO_MANY_COMBINATIONS,
    TOO_SLOW,
    ProblemType,
)

MEDIA_TYPE = "application/problem+json"
ALIKE = 70
"""From which similarity (0 to 100) on a known word is suggested for an unknown one."""
PARTS = re.compile(r"[-_ .]")
"""Between the parts of which a name is made, as `keir-starmer` and `value_gte` are."""
SHORTEST_PART = 4
"""In characters. Of shorter ones, any word has some."""
LONGEST_SHOWN = 200
"""Of how many characters of a path or an id a problem repeats."""
IN_PATHS = "/:@!$&'()*+,;=~"
"""What stands for itself in a path besides letters, digits and `-._` (RFC 3986, section 3.3)."""


class ParameterError(BaseModel):
    """What is wrong with one parameter."""

    parameter: str = Field(description="The parameter, as it was written.")
    detail: str = Field(description="What is wrong with it.")
    suggestion: str | None = Field(description="The nearest thing that would have been right.")


class ProblemDetails(BaseModel):
    """An error, after RFC 9457 (Problem Details for HTTP APIs)."""

    model_config = ConfigDict(defer_build=True, title="Problem")

    type: str = Field(description="What sort of problem it is: a URI reference.")
    title: str = Field(description="The sort of problem in words.")
    status: int = Field(description="The HTTP status code.")
    detail: str = Field(description="What went wrong this time, and how to mend it.")
    instance: str = Field(
        description="The path that was asked for; empty where it could not be read."
    )
    request_id: str = Field(description="Names this request, in the logs too.")
    errors: list[ParameterError] = Field(description="What is wrong, parameter by parameter.")


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


def too_many_combinations(keys: Sequence[str], number: int, most: int) -> Problem:
    """400: a summary would have to count more combinations of two keys than it may."""
    named = " and ".join(f"`{key}`" for key in keys)
    detail = (
        f"What the query finds has {number:,} combinations of {named}, and a summary counts"
        f" {most:,} at most. Choose one of these keys, or narrow the query with a filter, such as"
        f" a value of the other key."
    )
    error = ParameterError(parameter="group_by", detail=detail, suggestion=keys[-1])
    return Problem(TOO_MANY_COMBINATIONS, detail, [error])


def not_found(what: str, id_: str, suggestion: str | None) -> Problem:
    """404: there is no such record."""
    detail = f"There is no {what} with the id `{shown(id_)}`." + did_you_mean(suggestion)
    errors = [ParameterError(parameter="id", detail=detail, suggestion=suggestion)]
    return Problem(NOT_FOUND, detail, errors)


def no_such_path(path: str, known: Iterable[str]) -> Problem:
    """404: nothing is served under that path."""
    likeness, template = max((_path_likeness(path, template), template) for template in known)
    may_be_meant = likeness >= ALIKE and len(path) <= LONGEST_SHOWN
    suggestion = _filled(template, path) if may_be_meant else None
    detail = f"Nothing is served at `{shown(path)}`." + did_you_mean(suggestion)
    errors = [ParameterError(parameter="", detail=detail, suggestion=suggestion)]
    return Problem(NO_SUCH_PATH, detail, errors if suggestion else [])


def _path_likeness(path: str, template: str) -> float:
    """How alike the two are, from 0 to 100, but for the id in the place of a template's."""
    pairs = _pairs(template, path)
    if pairs is not None:
        fixed = [(step, given) for step, given in pairs if not step.startswith("{")]
        template, path = ("/".join(steps) for steps in zip(*fixed, strict=True))
    return fuzz.ratio(_steps(path), _steps(template))


def _steps(path: str) -> str:
    """What of a path tells it from others."""
    return path.lower().removeprefix("/v1").strip("/")


def _filled(template: str, path: str) -> str:
    """The path of a record, with the id that was asked for in its place."""
    pairs = _pairs(template, path)
    if pairs is None:
        return template
    return "/".join(given if step.startswith("{") else step for step, given in pairs)


def _pairs(template: str, path: str) -> list[tuple[str, str]] | None:
    """The steps of both, each with the other's; None where one has more."""
    steps, asked = template.split("/"), path.rstrip("/").split("/")
    return [*zip(steps, asked, strict=True)] if len(steps) == len(asked) else None


def method_not_allowed(method: str, headers: Mapping[str, str]) -> Problem:
    """405: the API is read-only."""
    detail = f"{method} is not possible here: this API is read-only. Use GET or HEAD."
    return Problem(METHOD_NOT_ALLOWED, detail, headers=headers)


def not_acceptable(accept: str, available: Iterable[str], hint: str = "") -> Problem:
    """406: the client accepts none of our media types."""
    detail = f"None of `{accept[:200]}` is to be had here. There is: {', '.join(available)}.{hint}"
    return Problem(NOT_ACCEPTABLE, detail)


def precondition_failed(condition: str, found: str) -> Problem:
    """412: the answer is not the one that the client has some of."""
    return Problem(PRECONDITION_FAILED, f"The answer {found}, which `{condition}` rules out.")


def range_not_satisfiable(size: int) -> Problem:
    """416: nothing of the file lies within the range."""
    detail = f"The file has {size} bytes, numbered from 0, and none within this range."
    return Problem(RANGE_NOT_SATISFIABLE, detail, headers={"Content-Range": f"bytes */{size}"})


def gone() -> Problem:
    """503: the file of the dataset has gone."""
    return not_ready("The file of the dataset cannot be read.")


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
        word, list(known), scorer=_likeness, processor=str.lower, score_cutoff=ALIKE
    )
    return match[0] if match else None


def _likeness(word: str, other: str, *, score_cutoff: float | None = None) -> float:
    """How alike two words are, up to 100: as a whole, or the first to a part of the second.

    What only has letters in common is not alike: in the news, a wrong hint at who was meant is
    worse than none.
    """
    parts = [part for part in PARTS.split(other) if len(part) >= SHORTEST_PART]
    like_part = max((fuzz.ratio(word, part) for part in parts), default=0.0)
    return max(fuzz.ratio(word, other), like_part - 1)


def unknown_term(parameter: str, given: str, known: Sequence[str]) -> ParameterError:
    """What is wrong with a term that is not among those that a parameter takes."""
    suggestion = nearest(given, known)
    message = f"`{given}` is not a value of `{parameter}`, which takes {', '.join(known)}."
    return ParameterError(
        parameter=parameter, detail=message + did_you_mean(suggestion), suggestion=suggestion
    )


def shown(given: str) -> str:
    """What was given, or its beginning."""
    return given if len(given) <= LONGEST_SHOWN else f"{given[:LONGEST_SHOWN]}…"


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
        instance=quote(request.scope["path"], safe=IN_PATHS),
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
