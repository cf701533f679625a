"""Errors that routing itself raises, as problems."""

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from app.api import problems
from app.api.methods import ALLOWED
from app.api.problem_types import REFUSED
from app.api.problems import Problem
from app.api.routing import Route
from app.store.reader import TookTooLong


def add_error_answers(app: FastAPI) -> None:
    """Answer every error of the application with a problem."""

    @app.exception_handler(Problem)
    async def answer_problem(request: Request, problem: Problem) -> Response:
        return problems.response(problem, request)

    @app.exception_handler(TookTooLong)
    async def answer_too_long(request: Request, error: TookTooLong) -> Response:
        return problems.response(problems.takes_too_long(), request)

    @app.exception_handler(HTTPException)
    async def answer_http_error(request: Request, error: HTTPException) -> Response:
        return problems.response(_as_problem(app, request, error), request)


def _as_problem(app: FastAPI, request: Request, error: HTTPException) -> Problem:
    if error.status_code == 404:
        return problems.no_such_path(request.url.path, _paths(app))
    if error.status_code == 405:
        headers = {**(error.headers or {}), "Allow": ALLOWED["Allow"]}
        return problems.method_not_allowed(request.method, headers)
    return Problem(REFUSED, str(error.detail), status=error.status_code)


def _paths(app: FastAPI) -> list[str]:
    """All that is served, the documentation too."""
    return [route.path for route in app.routes if isinstance(route, Route)]
