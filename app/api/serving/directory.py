"""The directory: a request's route found by its path, before FastAPI asks each in turn.

With some seventy routes, asking them took a fifth of the time of a single record.
"""

from collections.abc import Iterable

from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.serving.routing import Route


class Directory:
    """Stands before a router, for those of its routes that a path alone tells apart."""

    def __init__(self, routes: Iterable[BaseRoute], router: ASGIApp) -> None:
        self._router = router
        self._whole: dict[str, Route] = {}
        self._with_id: dict[str, Route] = {}
        for route in routes:
            if not isinstance(route, Route):
                continue
            start, parameter, rest = route.path.partition("{id}")
            if not parameter:
                self._whole[route.path] = route
            elif not rest:
                self._with_id[start] = route

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request. What has another path is left to the router."""
        route, id_ = self.find(scope.get("path", ""))
        if route is None:
            await self._router(scope, receive, send)
            return
        scope["route"], scope["path_params"] = route, {"id": id_}
        await route.handle(scope, receive, send)

    def find(self, path: str) -> tuple[Route | None, str]:
        """The route of a path, and the id that the path names."""
        route = self._whole.get(path)
        if route is not None:
            return route, ""
        start, slash, id_ = path.rpartition("/")
        return self._with_id.get(start + slash) if id_ else None, id_
