"""The root of the API: every collection with its addresses, its size and its parameters."""

import json
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections import COLLECTIONS
from app.api.http.conditional import answer
from app.api.http.representations import pretty
from app.api.pages import INVALID_QUERY, NOT_MODIFIED
from app.api.query.arguments import canonical
from app.api.query.parameters import PlainQuery
from app.api.served import served
from app.api.serving.routing import Route, router
from app.api.summaries.summary import keys_to_group_by

routes = router("index", prefix="")


class CollectionEntry(BaseModel):
    """One collection."""

    name: str
    url: str = Field(description="Its list.")
    record_url: str = Field(description="One record of it, as a URI template (RFC 6570).")
    summary_url: str = Field(description="How many of its records there are, in groups.")
    description: str
    count: int = Field(description="How many records it holds.")
    parameters: list[str] = Field(description="What its list can be asked for.")
    group_by: list[str] = Field(
        description="The keys that its summary can be grouped by, one at a time or two."
    )


class Index(BaseModel):
    """What the API has."""

    version: str = Field(description="Version of the dataset.")
    collections: list[CollectionEntry]
    other: dict[str, str] = Field(description="What else there is, by name.")


@routes.get(
    "/v1",
    summary="List the API",
    response_model=Index,
    responses={304: NOT_MODIFIED, 400: INVALID_QUERY},
)
async def get_index(request: Request, query: Annotated[PlainQuery, Query()]) -> Response:
    """Every collection with its addresses, its size, its parameters and the keys of its summary."""

    async def body() -> tuple[bytes, None]:
        content = json.dumps(_index(request), ensure_ascii=False, separators=(",", ":")).encode()
        return (pretty(content) if query.pretty else content), None

    return await answer(request, f"/v1?{canonical(query)}", body)


def _index(request: Request) -> dict[str, object]:
    state = served(request)
    described = {
        route.path: route
        for route in request.app.routes
        if isinstance(route, Route) and route.include_in_schema
    }
    collections = [
        {
            "name": collection.name,
            "url": collection.path,
            "record_url": f"{collection.path}/{{id}}",
            "summary_url": (summary := f"{collection.path}/summary"),
            "description": described[collection.path].description,
            "count": state.store.manifest.tables[str(collection.table.__tablename__)],
            "parameters": list(collection.query.model_fields),
            "group_by": keys_to_group_by(described[summary].query),
        }
        for collection in COLLECTIONS
    ]
    known = {collection.path for collection in COLLECTIONS} | {"/v1"}
    other = {
        path.rpartition("/")[2]: path
        for path in described
        if "{" not in path and path not in known and not path.endswith("/summary")
    }
    return {"version": state.version, "collections": collections, "other": other}
