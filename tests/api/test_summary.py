"""Summaries: every group of every key is what the records of the lists come to."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, cycle, pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings

from app.compiler.build import build
from app.settings import Settings
from app.store.sealed import path_of
from tests.api.tally import MOST_GROUPS, VALUES, World, reach, summary
from tests.description import inlined
from tests.laws.datasets import Seed, published, seeds
from tests.live import serving

Query = dict[str, Any]


@pytest.fixture(scope="module")
def world(api: httpx.Client) -> World:
    """All records of the seed."""
    return World(api)


@pytest.fixture(scope="module")
def paths(api: httpx.Client) -> dict[str, Any]:
    """What OpenAPI says."""
    found: dict[str, Any] = inlined(api.get("/openapi.json").json())["paths"]
    return found


def parameters(paths: dict[str, Any], path: str) -> dict[str, dict[str, Any]]:
    """The schemas of the query's parameters, by name."""
    return {item["name"]: item["schema"] for item in paths[path]["get"]["parameters"]}


def check(client: httpx.Client, world: World, collection: str, query: Query) -> None:
    """The summary is what the oracle makes of the list with the same filters."""
    keys = query.get("group_by", [])
    filters = {name: value for name, value in query.items() if name != "group_by"}
    answer = client.get(f"/v1/{collection}/summary", params={"limit": MOST_GROUPS, **query})
    assert answer.status_code == 200, answer.text
    listed = client.get(f"/v1/{collection}", params=filters).json()
    found = reach(client, f"/v1/{collection}", filters) if filters else world[collection]
    total_groups, groups = summary(world, collection, found, keys)
    assert answer.json() == {
        "group_by": keys,
        "total": listed["total"],
        "left_out": listed["left_out"],
        "total_groups": total_groups,
        "groups": groups,
    }, query


@pytest.mark.parametrize("collection", VALUES)
def test_a_summary_takes_the_keys_and_the_filters_of_its_collection(
    paths: dict[str, Any], collection: str
) -> None:
    declared = parameters(paths, f"/v1/{collection}/summary")
    assert set(declared["group_by"]["items"]["enum"]) == set(VALUES[collection])
    of_pages = {"limit", "cursor", "sort", "fields", "format"}
    assert declared.keys() - {"group_by", "limit"} == (
        parameters(paths, f"/v1/{collection}").keys() - of_pages
    )


def test_the_list_of_the_api_leads_to_each_summary_with_its_keys(
    api: httpx.Client, paths: dict[str, Any]
) -> None:
    index = api.get("/v1").json()["collections"]
    assert [entry["name"] for entry in index] == list(VALUES)
    for entry in index:
        keys = parameters(paths, entry["summary_url"])["group_by"]["items"]["enum"]
        assert entry["group_by"] == keys
        for key in entry["group_by"]:
            answer = api.get(entry["summary_url"], params={"group_by": key})
            assert answer.json()["group_by"] == [key]


@pytest.mark.parametrize("collection", VALUES)
def test_each_key_alone_and_each_two_together_group_the_records(
    api: httpx.Client, world: World, collection: str
) -> None:
    keys = VALUES[collection]
    check(api, world, collection, {})
    for named in [*((key,) for key in keys), *combinations(keys, 2)]:
        check(api, world, collection, {"group_by": list(named)})
    for named in combinations(list(keys)[:3], 2):
        check(api, world, collection, {"group_by": list(reversed(named))})


@pytest.mark.parametrize("collection", VALUES)
def test_the_filters_decide_what_is_grouped(
    api: httpx.Client, world: World, paths: dict[str, Any], collection: str
) -> None:
    declared = parameters(paths, f"/v1/{collection}/summary")
    keys = cycle(VALUES[collection])
    for name, schema in declared.items():
        if name in {"group_by", "limit", "match", "pretty"}:
            continue
        query = {name: _in_url(schema["examples"][0])}
        if name.startswith("value_") and not name.endswith("_is_null"):
            query["currency"] = "GBP"
        check(api, world, collection, query | {"group_by": [next(keys)]})
        if "match" in declared and name.endswith(("_gte", "_lte")):
            check(api, world, collection, query | {"match": "possible"})


def _in_url(example: Any) -> Any:
    values = example if isinstance(example, list) else [example]
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in values]


@pytest.mark.parametrize("collection", VALUES)
def test_a_key_with_its_value_finds_the_group(api: httpx.Client, collection: str) -> None:
    for key in VALUES[collection]:
        answer = api.get(
            f"/v1/{collection}/summary", params={"group_by": key, "limit": MOST_GROUPS}
        ).json()
        for group in answer["groups"]:
            if group["key"][key] is not None:
                found = reach(api, f"/v1/{collection}", {key: _in_url(group["key"][key])})
                assert [record["id"] for record in found] == group["ids"], (key, group["key"])


@pytest.mark.parametrize("collection", VALUES)
def test_a_limit_takes_the_first_groups_of_all(api: httpx.Client, collection: str) -> None:
    for key in VALUES[collection]:
        path = f"/v1/{collection}/summary?group_by={key}"
        whole = api.get(f"{path}&limit={MOST_GROUPS}").json()
        for limit in (1, 2, 5, 20):
            cut = api.get(f"{path}&limit={limit}").json()
            assert cut == {**whole, "groups": whole["groups"][:limit]}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(seeds())
def test_summaries_of_any_dataset_are_what_its_records_come_to(seed: Seed) -> None:
    with published(seed) as client:
        world = World(client)
        for collection, keys in VALUES.items():
            for key in keys:
                check(client, world, collection, {"group_by": [key]})
            check(client, world, collection, {"group_by": list(keys)[-2:]})


NUMBERS = ("999999999999999999999999", "0.000001", "0", "123456789012.345678")


def test_sums_are_exact_and_long_lists_are_cut(tmp_path: Path) -> None:
    facts = 1100
    write_payments(tmp_path / "seed", facts)
    file = path_of(tmp_path / "data", build(tmp_path / "seed", tmp_path / "data").version)
    with serving(Settings(dataset=file)) as client:
        world = World(client)
        check(client, world, "amounts", {})
        for key in VALUES["amounts"]:
            check(client, world, "amounts", {"group_by": [key]})
        check(client, world, "facts", {"group_by": ["type", "modality"]})
        whole = client.get("/v1/amounts/summary").json()["groups"][0]
        assert (whole["count"], len(whole["ids"])) == (facts, 100)
        assert whole["amounts"][0]["sum"] == "275000000000033950616978120.061725"
        by_fact = client.get("/v1/amounts/summary?group_by=fact").json()
        assert (by_fact["total_groups"], len(by_fact["groups"])) == (facts, 100)
        more = client.get("/v1/amounts/summary?group_by=fact&limit=1000").json()
        assert (more["total_groups"], more["groups"][:100]) == (facts, by_fact["groups"])


def write_payments(seed: Path, facts: int) -> None:
    """A seed of one document that states so many sums of money."""
    numbers = [NUMBERS[i % len(NUMBERS)] for i in range(facts)]
    sentences = [f"Payment {i} was €{number} in all." for i, number in enumerate(numbers)]
    text = "\n".join(sentences)
    content = {
        "document": {"language": "en", "sha256": hashlib.sha256(text.encode()).hexdigest()},
        "facts": [
            {
                "id": f"payment-{i}",
                "type": "deal",
                "stage": "delivered",
                "title": "A payment",
                "amounts": f"€{number}",
                "evidence": sentence,
            }
            for i, (number, sentence) in enumerate(zip(numbers, sentences, strict=True))
        ],
    }
    folder = seed / "documents" / "payments"
    folder.mkdir(parents=True)
    (folder / "text.txt").write_text(text, encoding="utf-8")
    (folder / "facts.yaml").write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize("path", [f"/v1/{name}/summary" for name in VALUES])
@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("group_by=stagee", "group_by"),
        ("group_by=", "group_by"),
        ("group_by=document,document", "group_by"),
        ("group_by=document&group_by=entity,kind", "group_by"),
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=1_0", "limit"),
        ("cursor=x", "cursor"),
        ("sort=id", "sort"),
        ("fields=id", "fields"),
        ("format=csv", "format"),
        ("id=" + "x" * 201, "id"),
    ],
)
def test_mistakes_are_answered_with_400(
    api: httpx.Client, path: str, query: str, parameter: str
) -> None:
    answer = api.get(f"{path}?{query}")
    assert answer.status_code == 400
    assert {error["parameter"] for error in answer.json()["errors"]} == {parameter}


def test_a_key_nearly_right_is_suggested(api: httpx.Client) -> None:
    answer = api.get("/v1/deals/summary?group_by=stge").json()
    assert answer["errors"][0]["suggestion"] == "stage"


def test_keys_may_be_repeated_or_joined(api: httpx.Client) -> None:
    joined = api.get("/v1/deals/summary?group_by=stage,country")
    repeated = api.get("/v1/deals/summary?group_by=stage&group_by=country")
    assert joined.content == repeated.content
    assert joined.headers["ETag"] == repeated.headers["ETag"]


def asked(declared: Mapping[str, dict[str, Any]], keys: Sequence[str]) -> Iterator[Query]:
    """Summaries by each key and by pairs of keys, with each filter, and with all of them."""
    yield from ({"group_by": [key]} for key in keys)
    pairs = cycle([list(pair) for pair in pairwise([*keys, keys[0]])])
    yield from ({"group_by": pair} for pair, _ in zip(pairs, keys, strict=False))
    every: Query = {}
    for name, schema in declared.items():
        if name in {"group_by", "limit", "match", "pretty"}:
            continue
        query = {name: _in_url(schema["examples"][0])}
        if name in {"value_gte", "value_lte"}:
            query["currency"] = ["GBP"]
        every |= query
        yield query
        yield query | {"group_by": next(pairs)}
        if "match" in declared:
            yield query | {"group_by": next(pairs), "match": "possible"}
    # A range of values is within one currency or one unit, never both.
    every.pop("unit", None)
    yield every | {"group_by": next(pairs)}


@pytest.mark.parametrize("collection", VALUES)
def test_a_summary_takes_two_statements_at_most_and_none_where_it_is_known(
    api: httpx.Client, statements: list[Any], paths: dict[str, Any], collection: str
) -> None:
    """One for what its filters name and SQL finds, one for all ids that it gives."""
    path = f"/v1/{collection}/summary"
    numbers = set()
    for query in asked(parameters(paths, path), list(VALUES[collection])):
        statements.clear()
        answer = api.get(path, params=query)
        assert answer.status_code == 200, (query, answer.text)
        assert len(statements) <= 2, query
        numbers.add(len(statements))
        statements.clear()
        again = api.get(str(answer.url), headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, statements) == (304, []), query
    assert numbers >= {1, 2}
