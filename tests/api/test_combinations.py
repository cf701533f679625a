"""Two keys that have too many combinations are refused before any of them is formed."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.settings import Settings
from tests.api.tally import VALUES, World, reach
from tests.api.test_summary import check
from tests.live import serving

Pair = tuple[str, str, str]

BOUND = 200
"""How many combinations the server here counts."""


@pytest.fixture(scope="module")
def world(api: httpx.Client) -> World:
    """All records of the seed."""
    return World(api)


@pytest.fixture(scope="module")
def bounded(dataset: Path) -> Iterator[httpx.Client]:
    """A client of a server whose summaries count few combinations."""
    with serving(Settings(dataset=dataset, summary_combinations=BOUND)) as client:
        yield client


def number(world: World, collection: str, found: list[dict[str, Any]], keys: Any) -> int:
    """How many combinations the records have: each value of one key goes with each of the other."""
    total = 0
    for record in found:
        one, other = (set(VALUES[collection][key](world, record)) for key in keys)
        total += max(len(one), 1) * max(len(other), 1)
    return total


def several(world: World, collection: str, key: str) -> bool:
    """Whether a record of the collection has several values of the key."""
    return any(len(set(VALUES[collection][key](world, one))) > 1 for one in world[collection])


def pairs(world: World, *, over: bool) -> Iterator[Pair]:
    """Two keys with several values each, whose combinations are over the bound, or are not."""
    for collection, keys in VALUES.items():
        for one, other in combinations(keys, 2):
            if several(world, collection, one) and several(world, collection, other):
                all_ = number(world, collection, world[collection], (one, other))
                if (all_ > BOUND) is over:
                    yield collection, one, other


def test_they_are_refused_with_what_to_do(bounded: httpx.Client, world: World) -> None:
    refused = list(pairs(world, over=True))
    assert refused
    for collection, one, other in refused:
        path = f"/v1/{collection}/summary?group_by={one},{other}"
        answer = bounded.get(path)
        assert answer.status_code == 400, path
        assert answer.headers["Content-Type"] == "application/problem+json"
        problem = answer.json()
        assert problem["type"] == "/problems/too-many-combinations"
        counted = number(world, collection, world[collection], (one, other))
        for told in (f"{counted:,} combinations", f"{BOUND:,} at most", f"`{one}`", f"`{other}`"):
            assert told in problem["detail"], path
        assert [error["parameter"] for error in problem["errors"]] == ["group_by"]
        assert bounded.get(problem["type"]).status_code == 200


def test_fewer_are_counted(bounded: httpx.Client, world: World) -> None:
    counted = list(pairs(world, over=False))
    assert counted
    for collection, one, other in counted:
        check(bounded, world, collection, {"group_by": [one, other]})


def test_the_bound_itself_is_counted_and_one_more_is_not(dataset: Path, world: World) -> None:
    keys = ["entity", "mentions"]
    all_ = number(world, "facts", world["facts"], keys)
    for bound, status in ((all_, 200), (all_ - 1, 400)):
        with serving(Settings(dataset=dataset, summary_combinations=bound)) as client:
            answer = client.get("/v1/facts/summary", params={"group_by": keys})
            assert answer.status_code == status


def test_what_is_found_decides_and_what_the_problem_advises_helps(
    bounded: httpx.Client, world: World
) -> None:
    keys = ["entity", "mentions"]
    path, params = "/v1/facts/summary", {"group_by": keys}
    assert bounded.get(path, params=params).status_code == 400
    for key in keys:  # one of the keys
        check(bounded, world, "facts", {"group_by": [key]})
    groups = bounded.get(path, params={"group_by": "entity"}).json()["groups"]
    entity = [value for group in groups if (value := group["key"]["entity"]) is not None][-1]
    found = reach(bounded, "/v1/facts", {"entity": entity})
    assert number(world, "facts", found, keys) <= BOUND
    check(bounded, world, "facts", {"group_by": keys, "entity": [entity]})


def test_a_key_with_one_value_multiplies_nothing(dataset: Path, world: World) -> None:
    with serving(Settings(dataset=dataset, summary_combinations=1)) as client:
        for keys in (["type", "entity"], ["document", "modality"], ["country"]):
            check(client, world, "facts", {"group_by": keys})
