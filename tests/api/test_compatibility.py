"""/v1 only grows: what a client was written for goes on working."""

import json
import subprocess
from typing import Any

import pytest

from app.api.about.openapi import DESCRIPTION_FILE
from app.main import app
from tests.api.compatibility import breaking_changes
from tests.description import inlined
from tests.servers import ROOT

Json = dict[str, Any]


def test_nothing_that_clients_use_has_changed_since_the_last_commit() -> None:
    assert breaking_changes(committed(), app.openapi()) == []


def committed() -> Json:
    """The description in the last commit; where there is no git, the one that lies here."""
    show = ["git", "-c", "safe.directory=*", "show", f"HEAD:./{DESCRIPTION_FILE.relative_to(ROOT)}"]
    shown = subprocess.run(show, cwd=ROOT, capture_output=True, check=False)
    text = DESCRIPTION_FILE.read_bytes() if shown.returncode else shown.stdout
    content: Json = json.loads(text)
    return content


# --- The comparison itself


def described(
    parameter: Json | None = None,
    answer: Json | None = None,
    *,
    required: bool = False,
    schemas: Json | None = None,
    **changed: Any,
) -> Json:
    """A description of one operation, with one parameter and one answer."""
    content = {"application/json": {"schema": answer or {"type": "object"}}}
    operation = {
        "operationId": "list_deals",
        "parameters": [{"name": "p", "in": "query", "schema": parameter, "required": required}],
        "responses": {"200": {"content": content, "headers": {"ETag": {}}}},
    } | changed
    if parameter is None:
        del operation["parameters"]
    return {
        "paths": {"/v1/deals": {"get": operation}},
        "components": {"schemas": schemas or {}},
    }


TEXT = {"type": "string"}
WHOLE = {"type": "integer"}
TEXT_OR_NULL = {"anyOf": [TEXT, {"type": "null"}]}


def terms(*words: str) -> Json:
    return {"type": "string", "enum": list(words)}


def several(items: Json, **limits: int) -> Json:
    return {"type": "array", "items": items, **limits}


def record(required: list[str] | None = None, **fields: Json) -> Json:
    names = list(fields) if required is None else required
    return {"type": "object", "properties": fields, "required": names}


def one_of(*names: str) -> Json:
    return {"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in names]}


PERSON = record(type={"type": "string", "const": "person"}, name=TEXT)
PLACE = record(type={"type": "string", "const": "place"}, sea=TEXT)

GET = "GET /v1/deals"
PARAMETER = f"{GET}: parameter `p` in query"
ANSWER = f"{GET}: answer 200 as application/json"


@pytest.mark.parametrize(
    ("old", "new", "breaks"),
    [
        # Operations
        (described(), {"paths": {}}, "/v1/deals is gone"),
        (described(), {"paths": {"/v1/deals": {"put": {}}}}, f"{GET} is gone"),
        (
            described(),
            described(operationId="deals"),
            f"{GET}: its operation id has changed, and so would a generated client",
        ),
        # Parameters
        (described(TEXT), described(), f"{GET}: parameter `p` in query is gone"),
        (described(), described(TEXT, required=True), f"{PARAMETER} is newly required"),
        (described(TEXT), described(TEXT, required=True), f"{PARAMETER} is newly required"),
        (described(TEXT), described(WHOLE), f"{PARAMETER} was string and is integer"),
        (
            described({"type": "number"}),
            described(WHOLE),
            f"{PARAMETER} was number and is integer",
        ),
        (described({}), described(TEXT), f"{PARAMETER} was of any type and is string"),
        (described(TEXT), described(several(TEXT)), f"{PARAMETER} was string and is array"),
        (described(terms("a", "b")), described(terms("a")), f"{PARAMETER} takes b no more"),
        (described(TEXT), described(terms("a", "b")), f"{PARAMETER} takes only a, b"),
        (
            described(several(terms("a", "b"))),
            described(several(terms("b", "c"))),
            f"{PARAMETER}[] takes a no more",
        ),
        (
            described(WHOLE | {"maximum": 200}),
            described(WHOLE | {"maximum": 100}),
            f"{PARAMETER}: maximum is lowered to 100",
        ),
        (
            described(WHOLE),
            described(WHOLE | {"minimum": 1}),
            f"{PARAMETER}: minimum is raised to 1",
        ),
        (
            described(several(TEXT)),
            described(several(TEXT, maxItems=5)),
            f"{PARAMETER}: maxItems is lowered to 5",
        ),
        (
            described(TEXT),
            described(TEXT | {"pattern": "^a$"}),
            f"{PARAMETER}: pattern is now ^a$",
        ),
        (
            described(WHOLE | {"default": 20}),
            described(WHOLE | {"default": 10}),
            f"{PARAMETER}: default is now 10",
        ),
        (
            described(WHOLE | {"default": 20}),
            described(WHOLE),
            f"{PARAMETER}: default is now None",
        ),
        # Answers
        (described(), described(responses={}), f"{GET}: answer 200 is gone"),
        (
            described(),
            described(responses={"200": {"headers": {"ETag": {}}}}),
            f"{ANSWER} is gone",
        ),
        (
            described(),
            described(responses={"200": {"content": {"application/json": {"schema": {}}}}}),
            f"{GET}: answer 200 has no header ETag any more",
        ),
        (
            described(answer=record(a=TEXT, b=TEXT)),
            described(answer=record(a=TEXT)),
            f"{ANSWER}.b is gone",
        ),
        (
            described(answer=record(a=TEXT)),
            described(answer=record(required=[], a=TEXT)),
            f"{ANSWER}.a may newly be left out",
        ),
        (
            described(answer=record(a=WHOLE)),
            described(answer=record(a={"type": "number"})),
            f"{ANSWER}.a was integer and is number",
        ),
        (
            described(answer=record(a=TEXT)),
            described(answer=record(a=TEXT_OR_NULL)),
            f"{ANSWER}.a may newly be null",
        ),
        (
            described(answer=record(a=TEXT)),
            described(answer=record(a={"type": ["string", "null"]})),
            f"{ANSWER}.a was string and is null or string",
        ),
        (
            described(answer=record(a=several(record(b=TEXT)))),
            described(answer=record(a=several(record(c=TEXT)))),
            f"{ANSWER}.a[].b is gone",
        ),
        (
            described(answer=PERSON),
            described(answer=PLACE | {"properties": PLACE["properties"] | {"name": TEXT}}),
            f"{ANSWER}.type was always person",
        ),
        (
            described(answer={"$ref": "#/components/schemas/A"}, schemas={"A": record(a=TEXT)}),
            described(answer={"$ref": "#/components/schemas/B"}, schemas={"B": record(a=WHOLE)}),
            f"{ANSWER}.a was string and is integer",
        ),
        (
            described(answer=one_of("A", "B"), schemas={"A": PERSON, "B": PLACE}),
            described(answer=one_of("A", "B"), schemas={"A": PERSON, "B": record(type=TEXT)}),
            f"{ANSWER}.type was always place",
        ),
    ],
)
def test_a_change_that_breaks_a_client_is_told(old: Json, new: Json, breaks: str) -> None:
    assert breaks in breaking_changes(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # Operations
        ({"paths": {}}, described()),
        (described(), described(summary="Deals", description="All of them.", tags=["deals"])),
        # Parameters
        (described(), described(TEXT)),
        (described(TEXT, required=True), described(TEXT)),
        (described(WHOLE), described({"type": "number"})),
        (described(terms("a")), described(terms("a", "b"))),
        (described(terms("a")), described(TEXT)),
        (described(WHOLE | {"maximum": 100}), described(WHOLE | {"maximum": 200})),
        (described(WHOLE | {"minimum": 1}), described(WHOLE)),
        (described(TEXT | {"pattern": "^a$"}), described(TEXT)),
        # Answers
        (described(answer=record(a=TEXT)), described(answer=record(a=TEXT, b=TEXT))),
        (described(answer=terms("a")), described(answer=terms("a", "b"))),
        (described(answer=record(a=TEXT_OR_NULL)), described(answer=record(a=TEXT))),
        (described(answer={"type": "number"}), described(answer=WHOLE)),
        (
            described(answer=one_of("A"), schemas={"A": PERSON}),
            described(answer=one_of("B", "A"), schemas={"A": PERSON, "B": PLACE}),
        ),
        (
            described(answer=PERSON),
            described(answer={"$ref": "#/components/schemas/A"}, schemas={"A": PERSON}),
        ),
    ],
)
def test_growth_breaks_no_client(old: Json, new: Json) -> None:
    assert breaking_changes(old, new) == []


def test_records_that_hold_their_own_kind_are_compared_to_the_end() -> None:
    old = record(a=TEXT, inner={"$ref": "#/components/schemas/A"})
    new = record(inner={"$ref": "#/components/schemas/A"})

    changes = breaking_changes(
        described(answer={"$ref": "#/components/schemas/A"}, schemas={"A": old}),
        described(answer={"$ref": "#/components/schemas/A"}, schemas={"A": new}),
    )

    assert changes == [f"{ANSWER}.a is gone"]


def test_what_stands_elsewhere_and_is_referred_to_is_compared() -> None:
    own = described(WHOLE, TEXT)
    operation = own["paths"]["/v1/deals"]["get"]
    [parameter], answer = operation["parameters"], operation["responses"]["200"]
    referring = described(
        WHOLE,
        parameters=[{"$ref": "#/components/parameters/p"}],
        responses={"200": {"$ref": "#/components/responses/Deals"}},
    )
    components = {"parameters": {"p": parameter}, "responses": {"Deals": answer}}
    referring["components"] |= components
    assert breaking_changes(own, referring) == breaking_changes(referring, own) == []

    narrowed = {"p": parameter | {"schema": WHOLE | {"maximum": 3}}}
    changed = referring | {"components": referring["components"] | {"parameters": narrowed}}
    assert breaking_changes(own, changed) == [
        "GET /v1/deals: parameter `p` in query: maximum is lowered to 3"
    ]


def test_the_description_of_today_is_compatible_with_itself() -> None:
    assert breaking_changes(app.openapi(), app.openapi()) == []


def test_in_the_description_of_today_the_loss_of_any_parameter_is_told() -> None:
    for path, operations in inlined(app.openapi())["paths"].items():
        operation = operations["get"]
        parameters = operation.get("parameters", [])
        for lost in parameters:
            kept = operation | {"parameters": [one for one in parameters if one is not lost]}
            old, new = (
                app.openapi() | {"paths": {path: {"get": found}}} for found in (operation, kept)
            )
            name = f"`{lost['name']}` in {lost['in']}"
            assert breaking_changes(old, new) == [f"GET {path}: parameter {name} is gone"]
