"""Tying: the edges that facts make, and the entities at their ends."""

import json
from itertools import chain
from typing import Any

import numpy as np
from sqlalchemy import select

from app.api.counting import largest
from app.api.filters import sql_table
from app.api.found import found
from app.api.graph import FIRST_FACTS
from app.api.grouping import distinct, edges_key, given_keys, ids_of
from app.api.groups import Grouped, Records, first_of
from app.api.selection import Bindings, Outline, as_bytes
from app.model import tables
from app.model.columns import EDGE_ENDS, EDGE_KIND, EDGE_KINDS, keys_of, ranks_of
from app.store.columns import Columns, Numbers


def tied(
    columns: Columns, *, outline: Outline, values: Bindings, size: int, least: int, number: int
) -> dict[str, Any]:
    """The graph of what is found among so many facts: so many edges of a least weight."""
    records, _ = found(outline, values, size, columns)
    return _ties(records, least, number, columns)


def _ties(records: Records, least: int, number: int, columns: Columns) -> dict[str, Any]:
    """The edges that the facts make, and their ends."""
    key = edges_key(columns)
    grouped = Grouped(records, [key], columns)
    total, shown = largest(grouped, number, columns, least=least, but=key.size)
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
