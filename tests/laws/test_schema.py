"""Law 5: every answer fits its OpenAPI schema, and every example there can be replayed."""

from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given, settings

from tests.laws.contract import PROBLEM, Contract
from tests.laws.datasets import Seed, published, seeds
from tests.laws.oracle import COLLECTIONS
from tests.laws.queries import LAWS
from tests.laws.world import World

REFUSED = [
    ("/v1/{collection}", "limit=0", 400),
    ("/v1/{collection}", "sort=nothing", 400),
    ("/v1/{collection}", "limit=1&limit=2&nothing=1", 400),
    ("/v1/{collection}", "cursor=AAAA", 400),
    ("/v1/{collection}/{id}", "limit=1", 400),
    ("/v1/{collection}/{id}", "", 404),
]


def check_answers(contract: Contract, client: httpx.Client) -> None:
    """Each list and each single record of each collection is as its schema says."""
    world = World.of(client, COLLECTIONS)
    for collection in COLLECTIONS:
        one, several = f"/v1/{collection}/{{id}}", f"/v1/{collection}"
        records = [one.format(id=record["id"]) for record in world.collections[collection]]
        urls = {several: [f"{several}?limit={n}" for n in (1, 200)], one: records}
        for path, requests in urls.items():
            validator = contract.validator(contract.answer(path, 200))
            for url in requests:
                answer = client.get(url)
                assert answer.headers["Content-Type"] == "application/json"
                validator.validate(answer.json())


def test_every_answer_of_the_seed_fits_its_schema(contract: Contract, client: httpx.Client) -> None:
    check_answers(contract, client)


@settings(LAWS, max_examples=6)
@given(seeds())
def test_every_answer_of_any_dataset_fits_its_schema(contract: Contract, seed: Seed) -> None:
    with published(seed) as client:
        check_answers(contract, client)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_problem_fits_its_schema(
    contract: Contract, client: httpx.Client, collection: str
) -> None:
    for template, query, status in REFUSED:
        path = template.replace("{collection}", collection)
        answer = client.get(path.replace("{id}", "nobody"), params=query)
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, PROBLEM)
        schema = contract.answer(path, status, PROBLEM)
        contract.validator(schema).validate(answer.json())
        assert answer.json().keys() == contract.resolved(schema)["properties"].keys()


@pytest.mark.parametrize("collection", COLLECTIONS)
@pytest.mark.parametrize("path", ["/v1/{collection}", "/v1/{collection}/{{id}}"])
def test_schemas_are_closed_and_all_their_keys_required(
    contract: Contract, collection: str, path: str
) -> None:
    answer = contract.answer(path.format(collection=collection), 200)
    objects = list(contract.objects(answer))
    assert objects
    for schema in objects:
        assert schema["additionalProperties"] is False, schema["title"]
        assert set(schema["required"]) == set(schema["properties"]), schema["title"]


def examples(contract: Contract) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Each example of a parameter: its path, where that goes, and what else has to be given."""
    for path, operation in contract.operations:
        url = path
        for item in operation.get("parameters", []):
            if item["in"] == "path":
                for example in item["schema"]["examples"]:
                    url = path.replace(f"{{{item['name']}}}", example)
                    yield path, url, {}
        parameters = contract.parameters(path)
        required = {
            item["name"]: parameters[item["name"]].examples[0]
            for item in operation.get("parameters", [])
            if item["in"] == "query" and item.get("required")
        }
        for name, parameter in parameters.items():
            ranged = name in {"value_gte", "value_lte"}
            measure = {"currency": parameters["currency"].examples[0]} if ranged else {}
            for example in parameter.examples:
                yield path, url, {**required, name: example, **measure}


def test_every_example_of_a_parameter_can_be_replayed(
    contract: Contract, client: httpx.Client
) -> None:
    replayed = list(examples(contract))
    assert {path for path, _, _ in replayed} == {
        path for path, operation in contract.operations if operation.get("parameters")
    }
    for _, url, query in replayed:
        answer = client.get(url, params=query)
        assert answer.status_code == 200, answer.text
