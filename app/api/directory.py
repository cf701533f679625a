"""The directory: a request's route found by its path, before FastAPI asks each in turn.

With some seventy routes, asking them took a fifth of the time of a single record.
"""

from collections.abc import Iterable

from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from app.api.routing import Route


class Directory(BaseRoute):
    """Stands first among the routes, for those of them that a path alone tells apart."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
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

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the path is one of theirs. All others are left to FastAPI."""
        path: str = scope["path"]
        route = self._whole.get(path)
        if route is not None:
            return Match.FULL, {"route": route, "path_params": {}}
        start, slash, id_ = path.rpartition("/")
        route = self._with_id.get(start + slash)
        if route is None or not id_:
            return Match.NONE, {}
        return Match.FULL, {"route": route, "path_params": {"id": id_}}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await scope["route"].handle(scope, receive, send)
