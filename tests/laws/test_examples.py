"""What OpenAPI gives as an example finds something, where the seed has anything to find."""

from collections.abc import Iterator

import httpx
import pytest

from tests.laws.conditions import VALUE_RANGES
from tests.laws.contract import Contract
from tests.laws.oracle import COLLECTIONS, FILTERS, NOT_ORACLED, expected
from tests.laws.world import Query, World


def filters(contract: Contract, path: str) -> Iterator[tuple[str, Query]]:
    """Each filter that is declared at the path, and a query by its example."""
    collection = path.split("/")[2]
    declared = contract.parameters(path)
    for name in declared.keys() & (FILTERS[collection].keys() | NOT_ORACLED):
        query = {name: declared[name].examples}
        if name in VALUE_RANGES:
            query["currency"] = declared["currency"].examples
        yield name, query


def could_find(world: World, collection: str, name: str) -> bool:
    """Whether some record has a value by which the filter would find anything."""
    asked = (
        query
        for record in world.collections[collection]
        for query in FILTERS[collection][name].queries(name, record, world)
    )
    return any(expected(world, collection, query) for query in asked)


@pytest.mark.parametrize("path", ["/v1/{}", "/v1/{}/summary"])
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_example_of_a_filter_finds_a_record(
    client: httpx.Client, contract: Contract, world: World, collection: str, path: str
) -> None:
    path = path.format(collection)
    nothing = set()
    for name, query in filters(contract, path):
        found = client.get(path, params=dict(query)).raise_for_status().json()
        if not found["total"]:
            nothing.add(name)
    assert {name for name in nothing if could_find(world, collection, name)} == set()


def test_most_examples_of_filters_find_a_record(
    client: httpx.Client, contract: Contract, world: World
) -> None:
    """So the law above cannot come to hold of nothing."""
    able = [
        name
        for collection in COLLECTIONS
        for name in FILTERS[collection]
        if could_find(world, collection, name)
    ]
    assert len(able) > 0.8 * sum(map(len, FILTERS.values()))


@pytest.mark.parametrize("path", ["/v1/search", "/v1/quotes", "/v1/graph"])
def test_the_examples_of_what_is_no_list_find_something(
    client: httpx.Client, contract: Contract, path: str
) -> None:
    declared = contract.parameters(path)
    required = {name: declared[name].examples[0] for name in ("q", "text") if name in declared}
    required = required if path != "/v1/graph" else {}
    # The seed has one document, so what leaves it out finds nothing.
    for name in declared.keys() - {"cursor", "document_not"}:
        query = required | {name: declared[name].examples[0]}
        answer = client.get(path, params=query).raise_for_status().json()
        assert answer["edges" if path == "/v1/graph" else "data"], query
