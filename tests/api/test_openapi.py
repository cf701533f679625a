"""The description of the API: whole, readable, true, and committed as it is."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.api.about.openapi import DESCRIPTION_FILE, EXAMPLES, describe
from app.main import app
from app.model import vocabulary
from app.model.vocabulary import Vocabulary
from tests import record_examples
from tests.description import inlined
from tests.record_examples import as_text

DOCUMENT = inlined(app.openapi())
SCHEMAS = DOCUMENT["components"]["schemas"]

OPERATIONS = {
    operation["operationId"]: (path, operation)
    for path, operations in DOCUMENT["paths"].items()
    for operation in operations.values()
}
EVERY_OPERATION = pytest.mark.parametrize(
    ("path", "operation"), OPERATIONS.values(), ids=OPERATIONS.keys()
)
PARAMETERS = [
    pytest.param(parameter, id=f"{name}-{parameter['name']}")
    for name, (_, operation) in OPERATIONS.items()
    for parameter in operation.get("parameters", [])
]
Json = dict[str, Any]

REFRESH = "it is out of date: `make openapi` records it anew"


# --- What is committed


def test_the_committed_description_is_that_of_the_routes() -> None:
    assert DESCRIPTION_FILE.read_text(encoding="utf-8") == as_text(describe(app)), REFRESH


def test_the_server_gives_the_committed_description(client: httpx.Client) -> None:
    recorded = json.loads(DESCRIPTION_FILE.read_bytes())
    on_one_line = json.dumps(recorded, ensure_ascii=False, separators=(",", ":"))
    assert client.get("/openapi.json").text == on_one_line


def test_the_recorded_examples_are_what_the_server_answers(client: httpx.Client) -> None:
    answered = as_text(record_examples.record(client))

    assert EXAMPLES.read_text(encoding="utf-8") == answered, REFRESH


# --- What it says of operations


def test_it_is_valid_openapi_3_1() -> None:
    assert DOCUMENT["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(app.openapi()).validate()


def test_every_operation_only_reads() -> None:
    assert {tuple(operations) for operations in DOCUMENT["paths"].values()} == {("get",)}


def test_operation_ids_are_clean_and_unique() -> None:
    total = sum(len(operations) for operations in DOCUMENT["paths"].values())

    assert len(OPERATIONS) == total
    assert {"list_deals", "get_deal", "list_people", "get_person"} < OPERATIONS.keys()
    assert all(re.fullmatch("[a-z]+(_[a-z]+)+", name) for name in OPERATIONS)


@EVERY_OPERATION
def test_every_operation_is_explained(path: str, operation: Json) -> None:
    [tag] = operation["tags"]
    assert tag in {described["name"] for described in DOCUMENT["tags"]}
    assert operation["summary"][0].isupper()
    assert operation["description"].endswith(".")


def test_every_tag_is_described_and_used() -> None:
    described = {tag["name"]: tag["description"] for tag in DOCUMENT["tags"]}

    assert described.keys() == {operation["tags"][0] for _, operation in OPERATIONS.values()}
    assert all(text.endswith(".") for text in described.values())


# --- What it says of parameters


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_every_parameter_is_explained_with_an_example_of_its_type(parameter: Json) -> None:
    assert "." in parameter["description"]
    if parameter["name"] == "cursor":  # only the server can make one
        return
    schema = {**parameter["schema"], "components": DOCUMENT["components"]}
    [example] = parameter["schema"]["examples"]
    Draft202012Validator(schema).validate(example)
    shown = re.search(r" Example: `(.+)`\.$", parameter["description"])
    assert shown is not None
    written = record_examples.documented_example(parameter)
    assert shown[1] in {written, f"{parameter['name']}={written}"}


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_what_may_be_left_out_is_not_called_null(parameter: Json) -> None:
    assert "null" not in json.dumps(parameter["schema"])
    assert "anyOf" not in parameter["schema"]
    must_be_given = parameter["in"] == "path" or parameter["name"] in {"q", "text"}
    assert must_be_given or not parameter["required"]


@EVERY_OPERATION
def test_every_example_works_and_the_forms_start_empty(
    client: httpx.Client, path: str, operation: Json
) -> None:
    """As Swagger UI fills a form from `example`, only the id in a path has one."""
    measure = {"value_gte": "currency", "value_lte": "currency"}
    url = record_examples.with_id(path, operation)
    declared = operation.get("parameters", [])
    for parameter in declared:
        if parameter["in"] == "path":
            assert parameter["example"] == record_examples.documented_example(parameter)
    parameters = {p["name"]: p for p in declared if p["in"] == "query"}
    necessary = {name for name, parameter in parameters.items() if parameter["required"]}
    for name in parameters.keys() - {"cursor"}:  # only the server can make a cursor
        assert "example" not in parameters[name]
        given = necessary | {name, measure.get(name, name)}
        query = {key: record_examples.documented_example(parameters[key]) for key in given}
        assert client.get(url, params=query).status_code == 200


# --- What it says of answers


@EVERY_OPERATION
def test_every_error_is_a_problem(path: str, operation: Json) -> None:
    errors = {status: a for status, a in operation["responses"].items() if status[0] in "45"}

    assert "400" in errors
    assert ("404" in errors) == ("{id}" in path)
    for answer in errors.values():
        [(media_type, content)] = answer["content"].items()
        assert media_type == "application/problem+json"
        assert content["schema"] == {"$ref": "#/components/schemas/Problem"}


NOT_PROVOKED = {"206", "406", "412", "414", "416", "503"}
"""Statuses of parts of files, of what is no request, and of a server that cannot answer.

Others test them."""


@EVERY_OPERATION
def test_every_answer_has_the_headers_that_are_documented(
    client: httpx.Client, path: str, operation: Json
) -> None:
    recorded = json.loads(EXAMPLES.read_text(encoding="utf-8"))[operation["operationId"]]
    urls = {"200": recorded["url"]} | {s: p["url"] for s, p in recorded["problems"].items()}
    answers = [(status, client.get(url)) for status, url in urls.items()]
    if "304" in operation["responses"]:
        answers.append(("304", client.get(recorded["url"], headers={"If-None-Match": "*"})))

    assert {status for status, _ in answers} == operation["responses"].keys() - NOT_PROVOKED
    for status, answer in answers:
        assert answer.status_code == int(status)
        present = {name for name in DOCUMENT["components"]["headers"] if name in answer.headers}
        documented = operation["responses"][status]["headers"].keys()
        assert present == documented


@EVERY_OPERATION
def test_every_answer_is_shown_by_an_example_of_its_schema(path: str, operation: Json) -> None:
    for status, answer in operation["responses"].items():
        for content in answer.get("content", {}).values():
            if status in NOT_PROVOKED:
                continue
            if status == "200" and "application/json" not in answer["content"]:
                continue  # pages and files, which no JSON can show
            schema = {**content["schema"], "components": DOCUMENT["components"]}
            Draft202012Validator(schema).validate(content["example"])


def test_a_page_shown_is_not_empty() -> None:
    for name, (_, operation) in OPERATIONS.items():
        if name.startswith("list_"):
            content = operation["responses"]["200"]["content"]
            assert (
                "text/html" in content or len(content["application/json"]["example"]["data"]) == 1
            )


# --- What it says of records


@pytest.mark.parametrize(
    "terms",
    [item for item in vars(vocabulary).values() if item in Vocabulary.__subclasses__()],
    ids=lambda terms: str(terms.__name__),
)
def test_every_vocabulary_gives_its_terms_with_their_meanings(terms: type[Vocabulary]) -> None:
    schema = SCHEMAS[terms.__name__]

    assert schema["enum"] == [term.value for term in terms]
    for term in terms:
        assert f"- `{term.value}`: {term.meaning}" in schema["description"].splitlines()


def test_schemas_have_clean_names_and_all_are_used() -> None:
    assert {"Deal", "DealPage", "Entity", "Fact", "FactPage", "Problem"} <= SCHEMAS.keys()
    assert all(re.fullmatch("([A-Z][a-z]+)+", name) for name in SCHEMAS)
    assert SCHEMAS.keys() == set(referred("schemas"))


def referred(kind: str) -> Iterator[str]:
    """The components of a kind that are referred to from anywhere."""
    yield from re.findall(rf'"#/components/{kind}/([^"]+)"', json.dumps(app.openapi()))


@pytest.mark.parametrize("kind", ["headers", "parameters", "responses"])
def test_what_is_shared_stands_once_and_is_used_more_than_once(kind: str) -> None:
    shared = DOCUMENT["components"][kind]
    uses = Counter(referred(kind))

    assert shared.keys() == uses.keys()
    assert min(uses.values()) > 1
    texts = [json.dumps(part, sort_keys=True) for part in shared.values()]
    assert len(set(texts)) == len(texts)


def test_no_operation_repeats_a_parameter_of_another() -> None:
    own = [
        json.dumps(parameter, sort_keys=True)
        for methods in app.openapi()["paths"].values()
        for parameter in methods["get"].get("parameters", [])
        if "$ref" not in parameter
    ]

    assert len(set(own)) == len(own)


def test_the_two_unions_are_told_apart_by_type() -> None:
    for name in ("Entity", "Fact"):
        union = SCHEMAS[name]
        mapping = union["discriminator"]["mapping"]
        assert union["discriminator"]["propertyName"] == "type"
        assert set(mapping.values()) == {one["$ref"] for one in union["oneOf"]}
        for term, ref in mapping.items():
            assert SCHEMAS[ref.rpartition("/")[2]]["properties"]["type"]["const"] == term


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_described_and_every_record_has_all_its_keys(name: str) -> None:
    schema = SCHEMAS[name]

    assert schema["description"]
    if "properties" in schema:
        assert schema["required"] == list(schema["properties"])


def test_operations_are_listed_in_the_order_of_their_tags() -> None:
    tags = [path_item["get"]["tags"][0] for path_item in DOCUMENT["paths"].values()]

    assert [name for name, _ in groupby(tags)] == [tag["name"] for tag in DOCUMENT["tags"]]
