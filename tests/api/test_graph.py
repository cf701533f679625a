"""The graph: its ties are those that the records of the facts make."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings

from tests.api.tally import Record, reach
from tests.description import inlined
from tests.laws.datasets import Seed, published, seeds

KINDS = (
    "deal",
    "met",
    "spoke_about",
    "leads",
    "supports",
    "interested",
    "open_to_participating",
    "welcomes",
    "opposes",
)
MEETINGS = {"meeting", "summit", "talks"}
OWN = {"kind", "min_weight", "limit"}
"""Parameters of the graph that facts do not have."""


def ids(parts: Sequence[Record]) -> set[str]:
    """The entities that have these parts."""
    return {part["entity"]["id"] if "entity" in part else part["id"] for part in parts}


def ties(fact: Record) -> Iterator[tuple[str, str, str]]:
    """Source, target and kind of the ties that a fact makes."""
    match fact:
        case {"type": "deal"}:
            yield from ((*pair, "deal") for pair in combinations(sorted(ids(fact["parties"])), 2))
        case {"type": "event", "kind": kind} if kind in MEETINGS:
            yield from (
                (*pair, "met") for pair in combinations(sorted(ids(fact["participants"])), 2)
            )
        case {"type": "statement"}:
            pairs = product(ids(fact["speakers"]), ids(fact["about"]))
            yield from ((*pair, "spoke_about") for pair in pairs if len(set(pair)) == 2)
        case {"type": "position"}:
            pairs = product(ids(fact["holders"]), ids([fact["subject"]]))
            yield from ((*pair, fact["stance"]) for pair in pairs if len(set(pair)) == 2)


def expected(client: httpx.Client, query: Mapping[str, Any]) -> Record:
    """The graph that the query asks for, worked out from the records of the facts."""
    filters = {name: value for name, value in query.items() if name not in OWN}
    facts: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for fact in reach(client, "/v1/facts", filters):
        for tie in ties(fact):
            if tie[2] in query.get("kind", KINDS):
                facts[tie].append(fact["id"])
    least = int(query.get("min_weight", 1))
    weighty = [tie for tie in facts if len(facts[tie]) >= least]
    order = sorted(weighty, key=lambda tie: (-len(facts[tie]), tie))
    shown = order[: int(query.get("limit", 500))]
    behind: dict[str, set[str]] = defaultdict(set)
    for tie in shown:
        for end in tie[:2]:
            behind[end].update(facts[tie])
    entities = {entity["id"]: entity for entity in reach(client, "/v1/entities", {})}
    return {
        "nodes": [
            {
                "id": end,
                "type": entities[end]["type"],
                "name": entities[end]["name"],
                "weight": len(behind[end]),
            }
            for end in sorted(behind, key=lambda end: (-len(behind[end]), end))
        ],
        "edges": [
            {
                "source": tie[0],
                "target": tie[1],
                "kind": tie[2],
                "weight": len(facts[tie]),
                "facts": facts[tie][:100],
            }
            for tie in shown
        ],
        "total_edges": len(order),
    }


def check(client: httpx.Client, query: Mapping[str, Any]) -> None:
    """The graph is what the oracle makes of the facts."""
    answer = client.get("/v1/graph", params=query)
    assert answer.status_code == 200, answer.text
    assert answer.json() == expected(client, query), query


def test_the_graph_takes_all_filters_of_facts(api: httpx.Client) -> None:
    paths = inlined(api.get("/openapi.json").json())["paths"]
    graph, facts = (
        {item["name"] for item in paths[path]["get"]["parameters"]}
        for path in ("/v1/graph", "/v1/facts")
    )
    assert graph - OWN == facts - {"limit", "cursor", "sort", "fields", "format"}
    [kind] = (p for p in paths["/v1/graph"]["get"]["parameters"] if p["name"] == "kind")
    assert kind["schema"]["items"]["$ref"] == "#/components/schemas/EdgeKind"


@pytest.mark.parametrize(
    "query",
    [
        {},
        *({"kind": [kind]} for kind in KINDS),
        {"kind": ["leads", "opposes"]},
        {"min_weight": 2},
        {"min_weight": 2**31 - 1},
        {"limit": 1},
        {"limit": 7, "kind": ["spoke_about"]},
        {"limit": 5000},
        {"type": ["deal", "event"]},
        {"country": ["GB"], "kind": ["deal"]},
        {"entity": ["keir-starmer"], "limit": 3},
        {"modality_not": ["asserted"]},
        {"q": "missile"},
        {"kind": ["deal"], "type": ["statement"]},
    ],
)
def test_the_graph_is_what_the_facts_make(api: httpx.Client, query: dict[str, Any]) -> None:
    check(api, query)


def test_each_filter_of_facts_acts(api: httpx.Client) -> None:
    declared = inlined(api.get("/openapi.json").json())["paths"]["/v1/graph"]["get"]["parameters"]
    for item in declared:
        if item["name"] not in {*OWN, "pretty"}:
            example = item["schema"]["examples"][0]
            values = example if isinstance(example, list) else [example]
            texts = [str(v).lower() if isinstance(v, bool) else str(v) for v in values]
            check(api, {item["name"]: texts})


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(seeds())
def test_the_graph_of_any_dataset_is_what_its_facts_make(seed: Seed) -> None:
    with published(seed) as client:
        for kind in KINDS:
            check(client, {"kind": [kind]})
        check(client, {"min_weight": 2})
        check(client, {"limit": 3})


@pytest.mark.parametrize(
    "query",
    ["kind=meet", "kind=", "min_weight=0", "min_weight=2147483648", "limit=0", "limit=5001"],
)
def test_mistakes_are_answered_with_400(api: httpx.Client, query: str) -> None:
    answer = api.get(f"/v1/graph?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == query.split("=", maxsplit=1)[0]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({}, 1),
        ({"kind": ["deal"]}, 1),
        ({"kind": ["deal", "met"], "min_weight": 2**31 - 1}, 0),
        ({"entity": ["keir-starmer"]}, 2),
        ({"entity_not": ["keir-starmer", "GB"]}, 2),
        ({"document": ["coalition-of-the-willing"]}, 2),
        ({"country": ["GB", "FR"]}, 1),
        ({"q": "missile"}, 2),
        (
            {
                "entity": ["GB"],
                "document": ["coalition-of-the-willing"],
                "country": ["GB"],
                "mentions": ["UA"],
                "q": "missile",
                "kind": ["deal"],
            },
            2,
        ),
    ],
)
def test_the_graph_takes_two_statements_at_most_and_none_where_it_is_known(
    api: httpx.Client, statements: list[Any], query: dict[str, Any], number: int
) -> None:
    """One for what its filters name and SQL finds, one for the ids of facts and what entities are.

    Kinds and countries are codes, not ids, and so take none.
    """
    answer = api.get("/v1/graph", params=query)
    assert answer.status_code == 200
    assert len(statements) == number
    statements.clear()
    again = api.get(answer.url, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, statements) == (304, [])
