"""The pages at the `type` URIs of problems (RFC 9457, section 3.1.1), for people to read."""

from functools import partial
from html import escape
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import Path
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.api.http import problems
from app.api.http.fixed import Fixed
from app.api.http.problem_types import TYPES, ProblemType
from app.api.pages import INVALID_QUERY, NOT_MODIFIED, problem
from app.api.serving.routing import router

routes = router("problems", prefix="/problems")

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title} - Citewire</title>
<style>
body {{ font: 1.05rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto }}
code {{ background: #8882; padding: 0 .2em }}
:root {{ color-scheme: light dark }}
</style>
<h1>{title}</h1>
{content}
<p><a href="/problems">All problems</a> · <a href="/docs">The API</a></p>
</html>
"""

HTML_RESPONSE = {"content": {"text/html": {"schema": {"type": "string"}}}}


def page(title: str, content: str) -> Fixed:
    """An HTML page that needs no other file."""
    body = PAGE.format(title=escape(title), content=content)
    return Fixed(partial(run_sync, body.encode), "text/html; charset=utf-8")


def text(words: str) -> str:
    """Plain words with `code` in them, as HTML."""
    pieces = escape(words).split("`")
    return "".join(
        f"<code>{piece}</code>" if index % 2 else piece for index, piece in enumerate(pieces)
    )


def explained(kind: ProblemType) -> str:
    """The meaning of a problem and how to mend it, as HTML."""
    return (
        f"<p>HTTP status {kind.status:d}, <code>type</code> <code>{kind.uri}</code></p>"
        f"<h2>What it means</h2><p>{text(kind.meaning)}</p>"
        f"<h2>How to mend it</h2><p>{text(kind.mending)}</p>"
    )


def listed() -> str:
    """Links to all of them, as HTML."""
    items = (
        f'<li><a href="{kind.uri}">{escape(kind.title)}</a> ({kind.status:d})' for kind in TYPES
    )
    return f"<ul>{''.join(items)}</ul>"


LIST = page("Problems", listed())
PAGES = {kind.slug: page(kind.title, explained(kind)) for kind in TYPES}


@routes.get(
    "",
    summary="List the problems",
    response_class=HTMLResponse,
    responses={200: HTML_RESPONSE, 304: NOT_MODIFIED, 400: INVALID_QUERY},
)
async def list_problems(request: Request) -> Response:
    """Every problem that the API answers with, as a page for people."""
    return await LIST.answer(request)


@routes.get(
    "/{id}",
    summary="Explain one problem",
    response_class=HTMLResponse,
    responses={
        200: HTML_RESPONSE,
        304: NOT_MODIFIED,
        400: INVALID_QUERY,
        404: problem("There is no such problem."),
    },
)
async def get_problem(
    request: Request,
    id: Annotated[str, Path(description="The end of a `type` URI.", examples=["invalid-query"])],
) -> Response:
    """What a problem means and how to mend the request, as a page for people."""
    if id not in PAGES:
        raise problems.not_found("problem", id, problems.nearest(id, PAGES))
    return await PAGES[id].answer(request)
