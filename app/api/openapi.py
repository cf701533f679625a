"""The OpenAPI description: what FastAPI gathers, with examples from the real dataset."""

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app import __version__
from app.api.problems import ProblemDetails

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
    "health": "Whether the service lives, and whether it can answer.",
}


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the application."""
    document = get_openapi(
        title=TITLE,
        version=__version__,
        summary=SUMMARY,
        description=DESCRIPTION,
        routes=app.routes,
        tags=[{"name": name, "description": text} for name, text in TAGS.items()],
        license_info={"name": "MIT (the code)", "identifier": "MIT"},
    )
    document["servers"] = [{"url": "/"}]
    schemas = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    problem = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs") | {"Problem": problem}
    examples = read_examples()
    for path, operations in document["paths"].items():
        operation = operations["get"]
        operation["responses"].pop("422", None)
        _tidy_parameters(operation)
        _show_examples(operation, examples.get(operation["operationId"], {}), path)
    return document


def read_examples() -> dict[str, Any]:
    """For each operation: a request that works, and what it answers, as recorded."""
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
            # of the form, and the query then finds nothing.
            schema["examples"] = [_typed(example, schema) for example in examples]


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


def _show_examples(operation: dict[str, Any], recorded: dict[str, Any], path: str) -> None:
    answer = operation["responses"]["200"]
    answer["description"] = operation["summary"]
    if recorded:
        answer["content"]["application/json"]["example"] = recorded["body"]
