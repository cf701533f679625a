"""A value is written in one way: what is read as something else elsewhere is refused here.

Each law is held over every parameter of every operation that OpenAPI declares.
"""

from collections.abc import Iterator
from urllib.parse import quote, urlencode

import httpx
import pytest

from app.main import app
from tests.laws.contract import PROBLEM, Contract, Parameter
from tests.live import send

CONTRACT = Contract(app.openapi())
OPERATIONS = [path for path, operation in CONTRACT.operations if CONTRACT.parameters(path)]
MAY_SPAN_LINES = {"q", "text"}


def url_of(path: str) -> str:
    """The path, with the example of its id in place."""
    for item in CONTRACT.operation(path).get("parameters", []):
        if item["in"] == "path":
            path = path.replace(f"{{{item['name']}}}", quote(item["example"]))
    return path


def parameters(path: str, type_: str) -> Iterator[Parameter]:
    """The parameters of that type."""
    for parameter in CONTRACT.parameters(path).values():
        if parameter.schema.get("type") == type_:
            yield parameter


def needed(path: str, name: str) -> list[tuple[str, str]]:
    """What must be given besides."""
    required = {
        item["name"]
        for item in CONTRACT.operation(path)["parameters"]
        if item["in"] == "query" and item["required"]
    }
    known = CONTRACT.parameters(path)
    return [(other, known[other].examples[0]) for other in sorted(required - {name})]


def check_refused(client: httpx.Client, path: str, name: str, values: list[str]) -> httpx.Response:
    """The query is refused for this parameter, and for nothing else."""
    query = urlencode([*needed(path, name), *((name, value) for value in values)])
    answer = send(client, f"{url_of(path)}?{query}".encode())
    assert answer.status_code == 400, (path, name, values, answer.text[:200])
    assert answer.headers["Content-Type"] == PROBLEM
    problem = answer.json()
    assert problem["type"] == "/problems/invalid-query"
    assert {error["parameter"] for error in problem["errors"]} == {name}
    return answer


@pytest.mark.parametrize("path", OPERATIONS)
def test_every_example_is_taken(client: httpx.Client, path: str) -> None:
    """So what is refused below is refused for how it is written."""
    for name, parameter in CONTRACT.parameters(path).items():
        if parameter.examples and name not in {"value_gte", "value_lte"}:
            query = [*needed(path, name), (name, parameter.examples[0])]
            assert client.get(url_of(path), params=dict(query)).status_code == 200, name


@pytest.mark.parametrize("path", OPERATIONS)
def test_no_parameter_holds_a_control_character(client: httpx.Client, path: str) -> None:
    for name in CONTRACT.parameters(path):
        may = "\t\n\r" if name in MAY_SPAN_LINES else ""
        for number in (*range(32), 127):
            if chr(number) not in may:
                check_refused(client, path, name, [f"a{chr(number)}b"])


@pytest.mark.parametrize("path", OPERATIONS)
def test_what_takes_one_value_is_not_given_two(client: httpx.Client, path: str) -> None:
    single = [p for p in CONTRACT.parameters(path).values() if not p.repeatable]
    assert single
    for parameter in single:
        value = (*parameter.examples, "x")[0]
        answer = check_refused(client, path, parameter.name, [value, value])
        assert f"`{parameter.name}` may be given only once." in answer.json()["detail"]


NOT_WHOLE = ["", " ", " 5", "5 ", "+5", "1_0", "5.0", "5.", "0x5", "5e0", "٥", "−5", "-0", "abc"]


@pytest.mark.parametrize("path", OPERATIONS)
def test_a_number_is_digits_within_its_bounds(client: httpx.Client, path: str) -> None:
    for parameter in parameters(path, "integer"):
        least, most = parameter.schema["minimum"], parameter.schema["maximum"]
        for value in (*NOT_WHOLE, str(least - 1), str(most + 1), "9" * 5000):
            check_refused(client, path, parameter.name, [value])


def test_every_list_has_a_limit_with_bounds() -> None:
    for collection in CONTRACT.collections:
        if f"/v1/{collection}" in OPERATIONS:
            limit = CONTRACT.parameters(f"/v1/{collection}")["limit"].schema
            assert (limit["minimum"], limit["maximum"], limit["default"]) == (1, 200, 20)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("True", "true"),
        ("TRUE", "true"),
        ("yes", "true"),
        ("YES", "true"),
        ("on", "true"),
        ("1", "true"),
        (" true", "true"),
        ("ture", "true"),
        ("False", "false"),
        ("no", "false"),
        ("off", "false"),
        ("0", "false"),
        ("flase", "false"),
        ("2", None),
        ("null", None),
    ],
)
def test_a_truth_is_true_or_false(client: httpx.Client, given: str, meant: str | None) -> None:
    asked = 0
    for path in OPERATIONS:
        for parameter in parameters(path, "boolean"):
            answer = check_refused(client, path, parameter.name, [given])
            [error] = answer.json()["errors"]
            assert error["suggestion"] == meant
            assert error["detail"].startswith(f"`{parameter.name}` takes true or false")
            asked += 1
    assert asked > len(OPERATIONS)


@pytest.mark.parametrize("path", OPERATIONS)
def test_a_term_of_a_vocabulary_is_written_as_it_is_listed(client: httpx.Client, path: str) -> None:
    for parameter in parameters(path, "string"):
        for term in parameter.terms[:2]:
            answer = check_refused(client, path, parameter.name, [f"{term}e"])
            [error] = answer.json()["errors"]
            assert error["suggestion"] == term
            check_refused(client, path, parameter.name, [term.upper()])


@pytest.mark.parametrize("path", OPERATIONS)
def test_what_is_empty_is_told_to_be_so(client: httpx.Client, path: str) -> None:
    for name in CONTRACT.parameters(path):
        answer = check_refused(client, path, name, [""])
        assert answer.json()["detail"] == f"`{name}` is empty. Give it a value or leave it out."


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("stage=announced,proposed", "`stage` takes one value at a time"),
        ("country=GB,FR", "`country` takes one value at a time"),
        ("page=2", "Did you mean `cursor`?"),
        ("per_page=2", "Did you mean `limit`?"),
        ("order_by=id", "Did you mean `sort`?"),
        ("query=deal", "Did you mean `q`?"),
        ("person=keir-starmer", "Did you mean `entity`?"),
        ("sort=,", "`sort` is empty."),
        ("fields=id,,title", "`fields` is empty."),
    ],
)
def test_a_habit_from_elsewhere_is_understood(client: httpx.Client, query: str, said: str) -> None:
    answer = client.get(f"/v1/deals?{query}")
    assert answer.status_code == 400
    assert said in answer.json()["detail"]
