"""The graph: who is tied to whom, and by which facts."""

import json
from itertools import chain
from typing import Annotated, Any

import numpy as np
from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.facts import TypedFactFilters
from app.api.conditional import answer
from app.api.counting import largest
from app.api.filters import parameter, sql_table
from app.api.found import found
from app.api.grouping import distinct, edges_key, given_keys, ids_of
from app.api.groups import Grouped, Records, first_of
from app.api.pages import INVALID_QUERY, NOT_MODIFIED
from app.api.query import InDigits, Several, canonical
from app.api.representations import pretty
from app.api.routing import router
from app.api.selection import as_bytes, outlined
from app.api.served import Served, served
from app.api.ties import MakesTies
from app.api.vocabulary import EdgeKind
from app.model import tables
from app.model.columns import EDGE_ENDS, EDGE_KIND, EDGE_KINDS, keys_of, ranks_of
from app.model.vocabulary import EntityType
from app.store.columns import Columns, Numbers

MOST_EDGES = 5000
FIRST_FACTS = 100


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

    model_config = ConfigDict(extra="forbid", title="GraphNode")

    id: str = Field(description="Id of the entity.")
    type: EntityType
    name: str
    weight: int = Field(ge=1, description="How many facts its edges stand for.")


class Edge(BaseModel):
    """A tie between two entities."""

    model_config = ConfigDict(extra="forbid", title="GraphEdge")

    source: str = Field(
        description="Id of the node it leads from. `deal` and `met` have no direction: the source"
        " is the id that sorts first."
    )
    target: str = Field(description="Id of the node it leads to.")
    kind: EdgeKind
    weight: int = Field(ge=1, description="How many facts make the tie.")
    facts: list[str] = Field(
        max_length=FIRST_FACTS,
        description=f"Ids of these facts in reading order: the first {FIRST_FACTS}.",
    )


class Graph(BaseModel):
    """Who is tied to whom: the entities, heaviest first, and their ties, likewise."""

    model_config = ConfigDict(extra="forbid")

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
    size = state.size_of(tables.Fact)

    def work(columns: Columns) -> dict[str, Any]:
        records, _ = found(outline, values, size, columns)
        return _ties(query, records, columns)

    content = await state.store.aside(work)
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _ties(query: GraphQuery, records: Records, columns: Columns) -> dict[str, Any]:
    """The edges that the facts make, and their ends."""
    key = edges_key(columns)
    grouped = Grouped(records, [key], columns)
    total, shown = largest(grouped, query.limit, columns, least=query.min_weight, but=key.size)
    edges = shown.codes.astype(np.int64)
    sources, targets = (columns.numbers(name)[edges].astype(np.int64) for name in EDGE_ENDS)
    kinds = columns.numbers(EDGE_KIND)[edges].tolist()
    facts, places = grouped.memberships(shown)
    members = first_of(facts, places, len(edges), FIRST_FACTS)
    ids = ids_of("fact", chain.from_iterable(members), columns)
    nodes = _nodes(facts, places, sources, targets, columns)
    ends = [[nodes[end]["id"] for end in side.tolist()] for side in (sources, targets)]
    return {
        "nodes": list(nodes.values()),
        "edges": [
            {
                "source": source,
                "target": target,
                "kind": EDGE_KINDS[kind],
                "weight": weight,
                "facts": [ids[row] for row in rows],
            }
            for source, target, kind, weight, rows in zip(
                *ends, kinds, shown.counts.tolist(), members, strict=True
            )
        ],
        "total_edges": total,
    }


def _nodes(
    facts: Numbers, places: Numbers, sources: Numbers, targets: Numbers, columns: Columns
) -> dict[int, dict[str, Any]]:
    """The ends of the edges, the heaviest first, by their places among the entities.

    `facts` stand behind the edges that `places` tell; an entity weighs as many as there are.
    """
    entities = columns.numbers(keys_of("entity"))
    span = len(entities)
    ends = np.concatenate([facts * span + side[places] for side in (sources, targets)])
    weights = np.bincount(distinct(ends) % span, minlength=span) if span else ends
    nodes = np.flatnonzero(weights)
    nodes = nodes[np.lexsort((columns.numbers(ranks_of("entity"))[nodes], -weights[nodes]))]
    keys = entities[nodes].tolist()
    given = {"keys": json.dumps(keys)}
    described = {
        key: [as_bytes(text).decode() for text in texts]
        for key, *texts in columns.rows(ENTITIES, given)
    }
    return {
        node: {**dict(zip(("id", "type", "name"), described[key], strict=True)), "weight": weight}
        for node, key, weight in zip(nodes.tolist(), keys, weights[nodes].tolist(), strict=True)
    }


_ENTITY = sql_table(tables.Entity)
ENTITIES = select(_ENTITY.c.key, _ENTITY.c.id, _ENTITY.c.type, _ENTITY.c.name).where(
    _ENTITY.c.key.in_(given_keys())
)
"""Selects what the graph shows of entities."""
