"""The documentation: the OpenAPI description, and Swagger UI from files of our own."""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from anyio.to_thread import run_sync
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.api.about.openapi import DESCRIPTION_FILE, TITLE
from app.api.http.fixed import Fixed
from app.api.served import served
from app.api.serving.routing import add_routes, router

SCRIPT = Path(__file__).parent / "docs.js"
ASSETS = Path(__file__).parent / "swagger"

PAGE = f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{TITLE}: the API</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<link rel="icon" href="/docs/assets/favicon-32x32.png">
<div id="swagger-ui"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/assets/docs.js"></script>
</html>
"""

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
}
"""What of the vendored files is not plain text."""


def add_docs(app: FastAPI) -> None:
    """Serve the description at /openapi.json and its page at /docs, and lead there from /."""
    routes = router("docs", prefix="")

    answers = {
        "/openapi.json": Fixed(partial(run_sync, _description), "application/json"),
        "/docs": Fixed(partial(run_sync, PAGE.encode), "text/html; charset=utf-8"),
    }
    for file in (SCRIPT, *sorted(ASSETS.iterdir())):
        media_type = MEDIA_TYPES.get(file.suffix, "text/plain; charset=utf-8")
        answers[f"/docs/assets/{file.name}"] = Fixed(partial(run_sync, file.read_bytes), media_type)
    for path, fixed in answers.items():
        sent: dict[int | str, dict[str, Any]] = {200: {"content": {fixed.kind: {}}}}
        routes.add_api_route(path, _endpoint(fixed), include_in_schema=False, responses=sent)

    @routes.get("/", include_in_schema=False, responses={200: {"content": {}}})
    async def start(request: Request) -> Response:
        headers = {"Cache-Control": served(request).cache_control}
        return RedirectResponse("/docs", headers=headers)

    add_routes(app, routes)


def _description() -> bytes:
    """The description as it was recorded, without the line ends and the indents. To read it as
    JSON, and write it anew, would leave seven megabytes behind.
    """
    return b"".join(map(bytes.lstrip, DESCRIPTION_FILE.read_bytes().splitlines()))


def _endpoint(fixed: Fixed) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return await fixed.answer(request)

    return answer
