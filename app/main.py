"""The application: the one place where the parts are put together."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from app import __version__
from app.api.collections import MODULES
from app.api.dataset import routes as dataset
from app.api.docs import add_docs
from app.api.errors import add_error_answers
from app.api.front import Front
from app.api.graph import routes as graph
from app.api.health import routes as health
from app.api.index import routes as index
from app.api.openapi import SUMMARY, TITLE, describe
from app.api.problem_pages import routes as problem_pages
from app.api.quotes import routes as quotes
from app.api.routing import add_routes
from app.api.search import routes as search
from app.api.served import Served, cache_control
from app.api.timeline import routes as timeline
from app.compiler.build import build_if_needed
from app.logs import configure_logs
from app.settings import EXIT_USAGE, Settings, WrongSettings
from app.settings import settings as settings_of_process
from app.store.sqlite import Store

# FastAPI can trace and measure every request with OpenTelemetry; nothing here reads that.
NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
}


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application. Its dataset is opened, and compiled where needed, when it starts."""
    settings = settings or settings_of_process()
    configure_logs(settings)
    app = FastAPI(
        title=TITLE,
        summary=SUMMARY,
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=partial(_serve_dataset, settings=settings),
        telemetry=NO_TELEMETRY,
    )
    app.add_middleware(Front)
    add_error_answers(app)
    for module in MODULES:
        add_routes(app, module.routes)
    for routes in (search, quotes, graph, timeline, dataset, index, problem_pages, health):
        add_routes(app, routes)
    description = describe(app)
    add_docs(app, description)
    # To replace the method is FastAPI's own way to describe an application otherwise.
    app.openapi = lambda: description  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def _serve_dataset(app: FastAPI, settings: Settings) -> AsyncIterator[None]:
    file = settings.dataset or build_if_needed(settings.seed, settings.data)
    store = Store(file)
    app.state.served = Served(store, cache_control(settings.cache_seconds))
    try:
        yield
    finally:
        store.close()


def _app_of_process() -> FastAPI:
    """The application by the settings of the process, which a server that imports it may lack."""
    try:
        return create_app()
    except WrongSettings as error:
        print(error, file=sys.stderr)  # noqa: T201 (there are no logs before there are settings)
        sys.exit(EXIT_USAGE)


app = _app_of_process()
