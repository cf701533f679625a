"""The application: the one place where the parts are put together."""

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from app import __version__
from app.api.about.dataset import routes as dataset
from app.api.about.docs import add_docs
from app.api.about.health import routes as health
from app.api.about.index import routes as index
from app.api.about.metrics import routes as metrics
from app.api.about.openapi import SUMMARY, TITLE, describe
from app.api.about.problem_pages import routes as problem_pages
from app.api.collections import MODULES
from app.api.search.quotes import routes as quotes
from app.api.search.search import routes as search
from app.api.served import Served, cache_control
from app.api.serving.at_once import AT_ONCE, AtOnce
from app.api.serving.cache import Cache
from app.api.serving.directory import Directory
from app.api.serving.front import Front
from app.api.serving.routing import add_routes
from app.api.views.graph import routes as graph
from app.api.views.timeline import routes as timeline
from app.logs import configure_logs
from app.settings import EXIT_USAGE, Settings, WrongSettings
from app.settings import settings as settings_of_process
from app.store.memory import keep_one_heap
from app.store.sealed import verified_here
from app.store.sqlite import Store

# FastAPI can trace and measure every request with OpenTelemetry; nothing here reads that.
NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
}


class Citewire(FastAPI):
    """The application, with what it has answered before in front of it."""

    def __init__(self, cache_megabytes: float, **options: Any) -> None:
        super().__init__(**options)
        # Past what FastAPI itself does with each request: nothing here has use for it.
        self.cache = Cache(partial(Starlette.__call__, self), cache_megabytes)

    @cached_property
    def directory(self) -> Directory:
        """Finds the routes, which are all there when the first request comes."""
        return Directory(self.routes, self.router)

    @cached_property
    def at_once(self) -> AtOnce:
        """What connections ask first."""
        return AtOnce(self, self.cache, self.directory)

    def build_middleware_stack(self) -> ASGIApp:
        """The layers that a request passes: what FastAPI has for bodies and dependencies is not
        among them, since nothing here has either.
        """
        return Front(self.directory)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the cache, or else from the routes; start and stop as FastAPI does."""
        if scope["type"] == "http":
            await self.cache(scope, receive, send)
            return
        if scope["type"] == "lifespan" and "state" in scope:
            scope["state"][AT_ONCE] = self.at_once  # for connections that ask there themselves
        await super().__call__(scope, receive, send)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application. Its dataset is opened, and compiled where needed, when it starts."""
    settings = settings or settings_of_process()
    configure_logs(settings)
    app = Citewire(
        settings.cache_megabytes,
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
    for module in MODULES:
        add_routes(app, module.routes)
    for routes in (search, quotes, graph, timeline, dataset, index, problem_pages, health, metrics):
        add_routes(app, routes)
    add_docs(app)
    # To replace the method is FastAPI's own way to describe an application otherwise.
    app.openapi = cache(partial(describe, app))  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def _serve_dataset(app: FastAPI, settings: Settings) -> AsyncIterator[None]:
    keep_one_heap()
    file, manifest = verified_here.get() or (settings.dataset or _compiled(settings), None)
    store = Store(file, settings.query_seconds, manifest)
    app.state.served = Served(
        store, cache_control(settings.cache_seconds), settings.summary_combinations
    )
    assert isinstance(app, Citewire), "it is this module's own"
    app.cache.clear()  # one that is started again may serve another dataset
    app.at_once.serve(app.state.served)
    gc.freeze()  # what is there by now stays: no need to look through it for garbage
    gc.enable()  # `citewire serve` has turned it off
    try:
        yield
    finally:
        app.at_once.serve(None)
        store.close()


def _compiled(settings: Settings) -> Path:
    """The dataset of the seed. Only one that is compiled needs the compiler."""
    from app.compiler.build import build_if_needed  # noqa: PLC0415 (it takes half a second)

    return build_if_needed(settings.seed, settings.data)


def _app_of_process() -> FastAPI:
    """The application by the settings of the process, which a server that imports it may lack."""
    try:
        return create_app()
    except WrongSettings as error:
        print(error, file=sys.stderr)  # noqa: T201 (there are no logs before there are settings)
        sys.exit(EXIT_USAGE)


app = _app_of_process()
