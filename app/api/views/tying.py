"""Tying: the edges that facts make, and the entities at their ends."""

from itertools import chain
from typing import Any

import numpy as np

from app.api.query.outlines import Bindings, Outline
from app.api.summaries.closing import id_of, texts_of
from app.api.summaries.counting import largest
from app.api.summaries.found import found
from app.api.summaries.grouping import distinct, edges_key
from app.api.summaries.groups import Grouped, Records, first_of
from app.api.vocabulary import FIRST_IDS
from app.model.columns import EDGE_ENDS, EDGE_KIND, EDGE_KINDS, ranks_of
from app.store.columns import Columns, Numbers

FACT_ID, ENTITY_ID = id_of("fact"), id_of("entity")
SHOWN = (ENTITY_ID, ("entity", "type"), ("entity", "name"))
"""What the graph shows of entities."""


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
    members = first_of(facts, places, len(edges), FIRST_IDS)
    nodes = _nodes(facts, places, sources, targets, columns)
    wanted = {FACT_ID: chain.from_iterable(members), **dict.fromkeys(SHOWN, nodes)}
    texts = texts_of(wanted, columns)
    ends = [[texts[ENTITY_ID][end] for end in side.tolist()] for side in (sources, targets)]
    return {
        "nodes": [
            {**{name[1]: texts[name][node] for name in SHOWN}, "weight": weight}
            for node, weight in nodes.items()
        ],
        "edges": [
            {
                "source": source,
                "target": target,
                "kind": EDGE_KINDS[kind],
                "weight": weight,
                "facts": [texts[FACT_ID][row] for row in rows],
            }
            for source, target, kind, weight, rows in zip(
                *ends, kinds, shown.counts.tolist(), members, strict=True
            )
        ],
        "total_edges": total,
    }


def _nodes(
    facts: Numbers, places: Numbers, sources: Numbers, targets: Numbers, columns: Columns
) -> dict[int, int]:
    """The weights of the ends of the edges, the heaviest first, by their places among entities.

    `facts` stand behind the edges that `places` tell; an entity weighs as many as there are.
    """
    ranks = columns.numbers(ranks_of("entity"))
    span = len(ranks)
    ends = np.concatenate([facts * span + side[places] for side in (sources, targets)])
    weights = np.bincount(distinct(ends) % span, minlength=span) if span else ends
    nodes = np.flatnonzero(weights)
    nodes = nodes[np.lexsort((ranks[nodes], -weights[nodes]))]
    return dict(zip(nodes.tolist(), weights[nodes].tolist(), strict=True))
