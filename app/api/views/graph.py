"""The graph: who is tied to whom, and by which facts."""

import json
from functools import partial
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.facts import TypedFactFilters
from app.api.http.conditional import answer
from app.api.http.representations import pretty
from app.api.pages import INVALID_QUERY, NOT_MODIFIED
from app.api.query.arguments import canonical
from app.api.query.filters import parameter
from app.api.query.outlines import outlined
from app.api.query.parameters import InDigits, Several
from app.api.query.ties import MakesTies
from app.api.served import Served, served
from app.api.serving.routing import router
from app.api.summaries.opening import over_columns
from app.api.vocabulary import FIRST_IDS, EdgeKind
from app.model import tables
from app.model.vocabulary import EntityType

MOST_EDGES = 5000


class GraphQuery(TypedFactFilters):
    """The parameters of the graph: all filters of facts, and what becomes an edge."""

    kind: Several[EdgeKind] = parameter(
        MakesTies(), "Only edges of this kind; without it, of all kinds.", "deal"
    )
    min_weight: Annotated[int, Field(ge=1, le=2**31 - 1), InDigits] = Field(
        default=1,
        description="Only edges with this many facts or more.",
        examples=["2"],
    )
    limit: Annotated[int, Field(ge=1, le=MOST_EDGES), InDigits] = Field(
        default=500,
        description="How many edges there are at most: those with the most facts.",
        examples=["50"],
    )


class Node(BaseModel):
    """An entity that is tied to another."""

    model_config = ConfigDict(defer_build=True, extra="forbid", title="GraphNode")

    id: str = Field(description="Id of the entity.")
    type: EntityType
    name: str
    weight: int = Field(ge=1, description="How many facts its edges stand for.")


class Edge(BaseModel):
    """A tie between two entities."""

    model_config = ConfigDict(defer_build=True, extra="forbid", title="GraphEdge")

    source: str = Field(
        description="Id of the node it leads from. `deal` and `met` have no direction: the source"
        " is the id that sorts first."
    )
    target: str = Field(description="Id of the node it leads to.")
    kind: EdgeKind
    weight: int = Field(ge=1, description="How many facts make the tie.")
    facts: list[str] = Field(
        max_length=FIRST_IDS,
        description=f"Ids of these facts in reading order: the first {FIRST_IDS}.",
    )


class Graph(BaseModel):
    """Who is tied to whom: the entities, heaviest first, and their ties, likewise."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    nodes: list[Node] = Field(description="The ends of the edges, and no others.")
    edges: list[Edge] = Field(max_length=MOST_EDGES)
    total_edges: int = Field(
        ge=0, description="How many edges there are, of which `limit` says how many are given."
    )


routes = router("graph")


@routes.get(
    "/graph",
    summary="Get the graph of ties",
    response_model=Graph,
    responses={
        304: NOT_MODIFIED,
        400: INVALID_QUERY,
    },
)
async def get_graph(request: Request, query: Annotated[GraphQuery, Query()]) -> Response:
    """Who is tied to whom, and by which facts: parties to one deal, speakers and those they speak
    about, those who met, and holders of a position and its subject. The filters say which facts
    count.

    For d3, `edges` are the links: `d3.forceLink(graph.edges).id(node => node.id)`. For
    Cytoscape.js, nodes and edges are each the `data` of an element:
    `graph.nodes.map(data => ({data}))`.
    """

    async def body() -> tuple[bytes, None]:
        content = await _graph(query, served(request))
        return (pretty(content) if query.pretty else content), None

    return await answer(request, f"/v1/graph?{canonical(query)}", body)


async def _graph(query: GraphQuery, state: Served) -> bytes:
    outline, values = outlined(tables.Fact, query)

    # NumPy comes with it, for which a server that starts need not wait.
    from app.api.views.tying import tied  # noqa: PLC0415

    work = partial(
        tied,
        outline=outline,
        values=values,
        size=state.size_of(tables.Fact),
        least=query.min_weight,
        number=query.limit,
    )
    content = await over_columns(work, outline, values, state)
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
