"""Errors: what answers with a problem, though it is none by itself."""

import logging

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.api.http import problems
from app.api.http.methods import ALLOWED
from app.api.http.problem_types import REFUSED
from app.api.http.problems import Problem
from app.api.serving.routing import Route
from app.logs import LOG
from app.store.reader import TookTooLong
from app.store.sealed import DatasetError

log = logging.getLogger(LOG)


def problem_of(error: Exception, request: Request) -> Problem | None:
    """The problem that the error is, or None where nobody expected it."""
    match error:
        case Problem():
            return error
        case DatasetError():
            return problems.gone()
        case TookTooLong():
            return problems.takes_too_long()
        case HTTPException(status_code=404):
            return problems.no_such_path(request.url.path, _paths(request.scope["app"]))
        case HTTPException(status_code=405):
            headers = {**(error.headers or {}), "Allow": ALLOWED["Allow"]}
            return problems.method_not_allowed(request.method, headers)
        case HTTPException():
            return Problem(REFUSED, str(error.detail), status=error.status_code)
        case _:
            return None


def response_to(error: Exception, request: Request) -> Response:
    """The problem that the error is, as it is sent; what nobody expected is logged too."""
    problem = problem_of(error, request)
    if problem is None:
        scope = request.scope
        told = {"request_id": scope["request_id"], "path": scope["path"]}
        log.error("%(path)r failed, request %(request_id)s", told, exc_info=error, extra=told)
    return problems.response(problem or problems.internal_error(), request)


def _paths(app: Starlette) -> list[str]:
    """All that is served, the documentation too."""
    return [route.path for route in app.routes if isinstance(route, Route)]
