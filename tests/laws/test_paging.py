"""Law 2: the pages of a list, put together, are the whole set, each record once."""

from collections import Counter
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws.contract import Contract
from tests.laws.datasets import published, seeds
from tests.laws.naming import check_refused, unnamed
from tests.laws.oracle import COLLECTIONS, FILTERS, SORTS, expected, left_out
from tests.laws.queries import LAWS, queries
from tests.laws.world import Query, World, reach

ENTITIES = ("countries", "organisations", "people", "groups", "places", "initiatives")
FACTS = ("deals", "statements", "events", "positions")


def orders(collection: str) -> Iterator[Query]:
    """The reading order, and each sort key in both directions."""
    yield {}
    for key in sorted(SORTS[collection]):
        yield {"sort": [key]}
        yield {"sort": [f"-{key}"]}


def check_pages(client: httpx.Client, world: World, collection: str, query: Query) -> None:
    """The pages are what the oracle expects, all full but the last, and each tells the total.

    A query that names nothing is refused instead.
    """
    wrong = unnamed(world, collection, query)
    if wrong:
        check_refused(client, collection, query, wrong)
        return
    limit = int(query["limit"][0])
    found = expected(world, collection, query)
    reached = reach(client, collection, query)
    assert reached.ids == [record["id"] for record in found], query
    assert reached.records == found, query
    assert reached.totals == {len(found)}, query
    assert reached.left_out == {left_out(world, collection, query)}, query
    full, rest = divmod(len(found), limit)
    assert reached.pages == ([limit] * full + ([rest] if rest else []) or [0]), query


@pytest.mark.parametrize("limit", ["1", "2", "3", "7"])
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_pages_put_together_are_the_whole_set_in_order(
    client: httpx.Client, world: World, collection: str, limit: str
) -> None:
    for order in orders(collection):
        check_pages(client, world, collection, {**order, "limit": [limit]})


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_filtered_pages_put_together_are_the_whole_set(
    client: httpx.Client, world: World, collection: str
) -> None:
    last = world.collections[collection][-1]
    for name, filter_ in FILTERS[collection].items():
        for query in filter_.queries(name, last, world):
            check_pages(client, world, collection, {**query, "limit": ["2"], "sort": ["-id"]})


@settings(LAWS, max_examples=15)
@given(st.data())
def test_any_query_of_any_dataset_finds_what_the_oracle_says(
    contract: Contract, data: st.DataObject
) -> None:
    with published(data.draw(seeds(), label="seed")) as client:
        world = World.of(client, COLLECTIONS)
        for collection in COLLECTIONS:
            query = data.draw(queries(contract, world, collection), label=collection)
            check_pages(client, world, collection, query)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_next_is_the_link_and_only_that(client: httpx.Client, collection: str) -> None:
    first = client.get(f"/v1/{collection}", params={"limit": 200})
    assert first.json()["next"] is None
    assert "next" not in first.links

    total = first.json()["total"]
    page = client.get(f"/v1/{collection}", params={"limit": max(1, total - 1)})
    following = page.json()["next"]
    assert (following is not None) == (total > 1)
    if following is not None:
        assert page.links["next"] == {"url": following, "rel": "next"}


def test_a_list_goes_on_with_pages_of_another_size(client: httpx.Client, world: World) -> None:
    ids = [mention["id"] for mention in world.collections["mentions"]]
    page = client.get("/v1/mentions", params={"limit": 3}).json()
    url = httpx.URL(page["next"]).copy_set_param("limit", "5")
    assert [mention["id"] for mention in client.get(url).json()["data"]] == ids[3:8]


def test_the_lists_hold_all_that_the_documents_count(world: World) -> None:
    counted: Counter[str] = Counter()
    for document in world.collections["documents"]:
        counted.update(document["counts"])
    for collection in ("sentences", "mentions", "facts", *FACTS, "amounts", "evidence"):
        assert len(world.collections[collection]) == counted[collection], collection


@pytest.mark.parametrize(("union", "parts"), [("entities", ENTITIES), ("facts", FACTS)])
def test_a_union_holds_its_parts_in_one_order(
    world: World, union: str, parts: tuple[str, ...]
) -> None:
    whole = world.collections[union]
    for part in parts:
        records = world.collections[part]
        types = {record["type"] for record in records}
        assert len(types) == 1, part
        assert records == [record for record in whole if record["type"] in types]
    assert len(whole) == sum(len(world.collections[part]) for part in parts)


def test_without_a_sort_a_list_is_in_reading_order(world: World) -> None:
    facts = world.collections["facts"]
    assert [fact["sequence"] for fact in facts] == list(range(1, len(facts) + 1))
    for part in ("evidence", "amounts"):
        assert world.collections[part] == [inner for fact in facts for inner in fact[part]]
    for part in ("sentences", "mentions"):
        order = [(record["document"], record["start"]) for record in world.collections[part]]
        assert order == sorted(order)
