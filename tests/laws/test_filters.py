"""Law 3: a list holds what its filters let through, and `total` counts it.

What a filter lets through is what the oracle, plain Python over the records, says.
"""

from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given, settings

from tests.laws.conditions import VALUE_RANGES, Has
from tests.laws.contract import Contract
from tests.laws.datasets import Seed, published, seeds
from tests.laws.naming import check_refused, unnamed
from tests.laws.oracle import (
    COLLECTIONS,
    FILTERS,
    NOT_FILTERS,
    NOT_ORACLED,
    SORTS,
    expected,
    left_out,
)
from tests.laws.queries import LAWS
from tests.laws.world import Query, World, reach

ONE_PAGE = {"limit": ["200"]}


def test_the_oracle_knows_every_collection_filter_and_sort(contract: Contract) -> None:
    assert set(contract.collections) == set(COLLECTIONS)
    for collection in COLLECTIONS:
        declared = contract.parameters(f"/v1/{collection}")
        assert set(declared) - NOT_FILTERS - NOT_ORACLED == set(FILTERS[collection]), collection
        assert contract.sort_keys(collection) == SORTS[collection], collection


def check(client: httpx.Client, world: World, collection: str, query: Query) -> None:
    """The list is what the oracle expects: the same records, in the same order, all counted.

    What names nothing is refused instead.
    """
    wrong = unnamed(world, collection, query)
    if wrong:
        check_refused(client, collection, query, wrong)
        return
    reached = reach(client, collection, query)
    found = expected(world, collection, query)
    assert reached.ids == [record["id"] for record in found], query
    assert reached.records == found, query
    assert reached.totals == {len(found)}, query
    assert reached.left_out == {left_out(world, collection, query)}, query


def queries(world: World, contract: Contract, collection: str, name: str) -> Iterator[Query]:
    """Queries by the filter: every term, every example and every value that a record has."""
    filter_ = FILTERS[collection][name]
    parameter = contract.parameters(f"/v1/{collection}")[name]
    if name not in VALUE_RANGES:
        yield from ({name: [value]} for value in (*parameter.terms, *parameter.examples))
    for record in world.collections[collection]:
        yield from filter_.queries(name, record, world)


EVERY_FILTER = [(collection, name) for collection, filters in FILTERS.items() for name in filters]
NEGATED = [(place, name) for place, name in EVERY_FILTER if f"{name}_not" in FILTERS[place]]
NULLABLE = [(place, name) for place, name in EVERY_FILTER if name.endswith("_is_null")]


@pytest.mark.parametrize(("collection", "name"), EVERY_FILTER)
def test_a_filter_lets_through_what_the_oracle_says(
    client: httpx.Client, world: World, contract: Contract, collection: str, name: str
) -> None:
    asked = {str(query): query for query in queries(world, contract, collection, name)}
    assert asked
    for query in asked.values():
        check(client, world, collection, {**query, **ONE_PAGE})


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_terms_of_a_vocabulary_share_out_what_has_one(
    client: httpx.Client, world: World, contract: Contract, collection: str
) -> None:
    records = world.collections[collection]
    for name, parameter in contract.parameters(f"/v1/{collection}").items():
        filter_ = FILTERS[collection].get(name)
        if not parameter.terms or not isinstance(filter_, Has):
            continue
        found = [reach(client, collection, {name: [term]}).ids for term in parameter.terms]
        having = [len(set(filter_.of(record, world))) for record in records]
        assert sum(map(len, found)) == sum(having), name
        assert len(set().union(*found)) + having.count(0) == len(records), name
        if parameter.repeatable:
            together = reach(client, collection, {name: parameter.terms}).ids
            assert set(together) == set().union(*found), name


@pytest.mark.parametrize(("collection", "name"), NULLABLE)
def test_what_is_null_and_what_is_not_are_everything(
    client: httpx.Client, world: World, collection: str, name: str
) -> None:
    null, known = (reach(client, collection, {name: [answer]}) for answer in ("true", "false"))
    assert not set(null.ids) & set(known.ids)
    assert null.totals == {len(null.ids)}
    every = {record["id"] for record in world.collections[collection]}
    assert {*null.ids, *known.ids} == every


@pytest.mark.parametrize(("collection", "name"), NEGATED)
def test_a_filter_and_its_not_split_the_set(
    client: httpx.Client, world: World, contract: Contract, collection: str, name: str
) -> None:
    records = world.collections[collection]
    asked = {value for query in queries(world, contract, collection, name) for value in query[name]}
    for values in [*([value] for value in sorted(asked)), sorted(asked)[:3]]:
        found = reach(client, collection, {name: values, **ONE_PAGE})
        rest = reach(client, collection, {f"{name}_not": values, **ONE_PAGE})
        within = set(found.ids)
        assert found.records == [record for record in records if record["id"] in within], values
        assert rest.records == [record for record in records if record["id"] not in within], values
        assert found.totals | rest.totals == {len(found.ids), len(rest.ids)}, values


@settings(LAWS, max_examples=4)
@given(seeds())
def test_every_filter_of_any_dataset_lets_through_what_the_oracle_says(
    contract: Contract, seed: Seed
) -> None:
    with published(seed) as client:
        world = World.of(client, COLLECTIONS)
        for collection, name in EVERY_FILTER:
            asked = {str(query): query for query in queries(world, contract, collection, name)}
            for query in asked.values():
                check(client, world, collection, {**query, **ONE_PAGE})
