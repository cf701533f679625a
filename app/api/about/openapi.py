"""The OpenAPI description: what FastAPI gathers, with examples from the real dataset."""

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app import __version__
from app.api.about.hoisting import hoist
from app.api.http.problems import MEDIA_TYPE, ProblemDetails
from app.api.pages import problem
from app.api.serving.routing import Route

DESCRIPTION_FILE = Path(__file__).parent / "openapi.json"
"""What `describe` makes, as it was recorded: a server sends it, and describes nothing itself."""
EXAMPLES = Path(__file__).parent / "examples.json"

TITLE = "Citewire"
SUMMARY = "News facts as data, each with the sentence that proves it."
DESCRIPTION = """\
What news documents say, as records: countries, people, organisations, deals, amounts,
statements, events and positions. **Every fact is cited** to the character: `text[start:end]`
of its document is `exact`, with offsets in Unicode code points. What the source does not say
is `null` or `[]`; what is read between the lines is marked `inferred`, with a note.

**Lists** take one parameter per field. Repeat a parameter for OR; different ones combine with
AND. `next` leads to the next page. **Mistakes** are answered with
`application/problem+json` (RFC 9457) that says how to mend them. **Answers** carry a strong
`ETag`; send it back in `If-None-Match`, and an answer you have costs nothing. `HEAD` works
wherever `GET` does.

The rights in the document texts stay with their publishers.
"""

TAGS = {
    "documents": "News texts, byte for byte.",
    "sentences": "Numbered spans of the documents.",
    "entities": "All that the news is about, of whatever type.",
    "countries": "Countries, by ISO 3166-1 code.",
    "organisations": "Bodies with a name of their own.",
    "people": "People, named or not.",
    "groups": "Several people or states spoken of together.",
    "places": "Places that are not countries.",
    "initiatives": "Plans, proposals and undertakings.",
    "facts": "All that the news says, of whatever type.",
    "deals": "Who provides, funds or sells what to whom.",
    "statements": "Who is said to have said what.",
    "events": "What happens, happened or may happen.",
    "positions": "Who stands where on an initiative.",
    "amounts": "Sums and counts, as exact as the source states them.",
    "evidence": "The exact words that prove each fact.",
    "mentions": "The exact words that name an entity.",
    "search": "Everything in one ranked list, and whether a quote is real.",
    "graph": "Who is tied to whom, and by which facts.",
    "timeline": "Events in order of date, and those without one.",
    "dataset": "The dataset as a whole: what it is, what it holds, and its downloads.",
    "index": "What the API has.",
    "problems": "What each problem means, for people.",
    "health": "Whether the service lives, and whether it can answer.",
}


HEADERS = {
    "ETag": "Strong validator of this answer (RFC 9110). Send it back in `If-None-Match`.",
    "Last-Modified": "When the dataset was published (RFC 9110).",
    "Link": 'The next page as `rel="next"`, where there is one, and this description as'
    ' `rel="describedby"` (RFC 8288).',
    "Cache-Control": "How long the answer keeps (RFC 9111, RFC 5861). Errors are not kept.",
    "Dataset-Version": "Version of the dataset that was read: the SHA-256 of its content.",
    "X-Request-Id": "Names this request, in the logs too: the client's own id, or a new one.",
}


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the application."""
    document = get_openapi(
        title=TITLE,
        version=__version__,
        summary=SUMMARY,
        description=DESCRIPTION,
        routes=[route.described() for route in app.routes if isinstance(route, Route)],
        tags=[{"name": name, "description": text} for name, text in TAGS.items()],
        license_info={"name": "MIT (the code)", "identifier": "MIT"},
    )
    document["servers"] = [{"url": "/"}]
    document["security"] = []  # nobody needs to say who they are
    schemas = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    error = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= error.pop("$defs") | {"Problem": error}
    for schema in schemas.values():
        for field in schema.get("properties", {}).values():
            field.pop("title", None)  # only its name once more
    document["components"]["headers"] = {
        name: {"description": text, "schema": {"type": "string"}} for name, text in HEADERS.items()
    }
    examples = read_examples()
    for operations in document["paths"].values():
        operation = operations["get"]
        operation["responses"].pop("422", None)
        if any(parameter["in"] == "query" for parameter in operation.get("parameters", [])):
            operation["responses"]["414"] = problem("The URL is longer than the server reads.")
        if "304" in operation["responses"]:
            operation["responses"]["412"] = problem(
                "The answer is no longer the one that `If-Match` or `If-Unmodified-Since` is for."
            )
        operation["responses"]["406"] = problem(
            "The client accepts no media type of the answer: `detail` names what there is."
        )
        _tidy_parameters(operation)
        _show_headers(operation)
        _show_examples(operation, examples.get(operation["operationId"], {}))
    hoist(document)
    return document


def read_examples() -> dict[str, Any]:
    """For each operation: a request, what it answers, and the problems it can meet, as recorded."""
    content: dict[str, Any] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return content


def _tidy_parameters(operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", []):
        schema = parameter["schema"]
        schema.pop("title", None)
        schema.pop("description", None)
        examples = schema.pop("examples", None)
        if examples:
            # In the schema, and not beside it: from there, Swagger UI fills in every field
            # of the form, and the query then finds nothing. It does not show them, though.
            schema["examples"] = [_typed(example, schema) for example in examples]
            shown = examples[0]
            if parameter["in"] == "path":
                parameter["example"] = shown  # the form needs one, so it may be filled in
            else:
                shown = f"{parameter['name']}={shown}"
            parameter["description"] += f" Example: `{shown}`."


def _typed(example: str, schema: dict[str, Any]) -> Any:
    """The example as a value of the parameter's type; parameters that repeat take a list."""
    match schema.get("type"):
        case "array":
            return [_typed(example, schema["items"])]
        case "integer":
            return int(example)
        case "boolean":
            return example == "true"
        case _:
            return example


def _show_headers(operation: dict[str, Any]) -> None:
    """What headers each answer has. What can be asked for conditionally has an ETag."""
    is_conditional = "304" in operation["responses"]
    is_page = "text/html" in operation["responses"]["200"]["content"]
    validators = ["ETag"] if is_page else ["ETag", "Last-Modified", "Link"]
    for status, answer in operation["responses"].items():
        names = ["Cache-Control", "Dataset-Version", "X-Request-Id"]
        if is_conditional and status in {"200", "304"}:
            names = [*validators, *names]
        answer["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _show_examples(operation: dict[str, Any], recorded: dict[str, Any]) -> None:
    answers = operation["responses"]
    answers["200"]["description"] = operation["summary"]
    if recorded:
        if recorded["body"] is not None:
            answers["200"]["content"]["application/json"]["example"] = recorded["body"]
        for status in recorded["problems"].keys() & answers.keys():
            answered = recorded["problems"][status]
            answers[status]["content"][MEDIA_TYPE]["example"] = answered["body"]
