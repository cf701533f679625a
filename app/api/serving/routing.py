"""Routes that read their query string with `query_strings.read_query`, once, before they run."""

import inspect
from collections.abc import Callable
from typing import Any, get_args

from fastapi import APIRouter, FastAPI, HTTPException
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.routing import Route as StarletteRoute
from starlette.types import Receive, Scope, Send

from app.api.http.methods import ALLOWED
from app.api.http.representations import JSON, SINGLE, check_accepted
from app.api.query.parameters import parameters_of
from app.api.query.query_strings import read_query


class NoQuery(BaseModel):
    """The parameters of a route that takes none."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Route(APIRoute):
    """A route whose endpoint takes the request, and `id` and `query` where it declares them.

    FastAPI reads the signature for OpenAPI. Its own parsing of a query model takes about
    180 µs for thirty parameters, several times what the rest of a request takes; this takes ten.

    What only OpenAPI needs, FastAPI's fields of each parameter and each answer, is not here: they
    would take time when the server starts, and memory for as long as it runs.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        StarletteRoute.__init__(
            self, path, endpoint, methods=["GET"], include_in_schema=options["include_in_schema"]
        )
        self._options = options
        self.description = inspect.cleandoc(endpoint.__doc__ or "")
        declared = inspect.signature(endpoint).parameters
        self.takes_query, self.takes_id = "query" in declared, "id" in declared
        self.query = get_args(declared["query"].annotation)[0] if self.takes_query else NoQuery
        parameters_of(self.query)  # refuses, at start, a parameter that would not act
        self.beginning = path.partition("{")[0]
        # The types of its answers are those of its description. A list is in several forms.
        described = options.get("responses") or {}
        self.media_types = tuple(described.get(200, {}).get("content", (JSON,)))
        self.in_forms = "format" in self.query.model_fields
        self.may_be_at_once = self.in_forms or self.takes_id
        """Lists and records: they are quick, and wait for nothing else."""
        if not SINGLE.issuperset(self.media_types):
            raise TypeError(f"{path} has a media type that `representations.SINGLE` does not name")

    def described(self) -> APIRoute:
        """The route with all that OpenAPI says of it."""
        return APIRoute(self.path, self.endpoint, **self._options)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether this is the route; most are ruled out without a regular expression."""
        if self.beginning not in scope["path"]:
            return Match.NONE, {}
        return super().matches(scope)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, past the layers that FastAPI has for bodies and dependencies."""
        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=ALLOWED)(scope, receive, send)
            return
        if scope["method"] != "GET":
            raise HTTPException(405)
        response = await self.respond(Request(scope, receive))
        await response(scope, receive, send)

    async def respond(self, request: Request) -> Response:
        """What answers a request of it. Raises a problem."""
        query = read_query(self.query, request.scope["query_string"])
        if not self.in_forms:
            check_accepted(request, self.media_types)
        arguments: dict[str, Any] = {"request": request}
        if self.takes_query:
            arguments["query"] = query
        if self.takes_id:
            arguments["id"] = request.scope["path_params"]["id"]
        response: Response = await self.endpoint(**arguments)
        return response


def router(tag: str, prefix: str = "/v1") -> APIRouter:
    """A router for the operations of one tag. They are named in OpenAPI as they are here."""
    return APIRouter(
        prefix=prefix,
        tags=[tag],
        route_class=Route,
        generate_unique_id_function=lambda route: route.name,
    )


def add_routes(app: FastAPI, routes: APIRouter) -> None:
    """Add the routes to the application, one by one.

    `include_router` would add the router, and FastAPI then asks router after router for the
    route of a request: with twenty of them, that took longer than all else.
    """
    app.router.routes.extend(routes.routes)
