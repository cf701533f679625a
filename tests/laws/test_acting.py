"""Every parameter that a list declares acts: with some value, some answer is another one."""

from collections.abc import Iterator

import httpx
from hypothesis import given, settings

from tests.laws.conditions import MEASURES, VALUE_RANGES
from tests.laws.contract import Contract
from tests.laws.datasets import Seed, published, seeds
from tests.laws.oracle import COLLECTIONS, FILTERS
from tests.laws.queries import LAWS
from tests.laws.world import Query, World

NONSENSE = "xyzzyqwfp"


def queries(
    client: httpx.Client, world: World, contract: Contract, collection: str, name: str
) -> Iterator[Query]:
    """Queries that have the parameter."""
    if name in FILTERS[collection]:
        for record in world.collections[collection]:
            yield from FILTERS[collection][name].queries(name, record, world)
        parameter = contract.parameters(f"/v1/{collection}")[name]
        yield from ({name: [value]} for value in parameter.examples)
        if name == "document":  # the records may have nothing to do with some of them
            yield from ({name: [record["id"]]} for record in world.collections["documents"])
    elif name == "match":
        for other in FILTERS[collection]:
            for query in queries(client, world, contract, collection, other):
                if name in query:
                    yield query
    elif name == "cursor":
        following = client.get(f"/v1/{collection}", params={"limit": 1}).json()["next"]
        if following is not None:
            yield {"cursor": [httpx.URL(following).params["cursor"]]}
    elif name == "q":
        yield {"q": [NONSENSE]}
    else:
        parameter = contract.parameters(f"/v1/{collection}")[name]
        yield from ({name: [value]} for value in (*parameter.terms, *parameter.examples, "1"))


def acts(
    client: httpx.Client, world: World, contract: Contract, collection: str, name: str
) -> bool:
    """Whether some answer is another one without the parameter."""
    path = f"/v1/{collection}"
    for query in queries(client, world, contract, collection, name):
        kept = {"match", *MEASURES} if name in VALUE_RANGES else set(query)
        others = {key: query[key] for key in query if key != name and key in kept}
        answers = [client.get(path, params=dict(asked)) for asked in (query, others)]
        if answers[0].status_code == 200 and answers[0].content != answers[1].content:
            assert answers[1].status_code == 200, answers[1].text
            return True
    return False


def test_every_parameter_changes_some_answer(client: httpx.Client, contract: Contract) -> None:
    waiting = {
        (collection, name)
        for collection in COLLECTIONS
        for name in contract.parameters(f"/v1/{collection}")
    }

    def look(at: httpx.Client) -> None:
        world = World.of(at, COLLECTIONS)
        for collection, name in sorted(waiting):
            if acts(at, world, contract, collection, name):
                waiting.remove((collection, name))

    look(client)

    @settings(LAWS, max_examples=25, derandomize=True, database=None)
    @given(seeds())
    def look_further(seed: Seed) -> None:
        if waiting:
            with published(seed) as other:
                look(other)

    look_further()
    assert not waiting
