"""The OpenAPI description as it is easiest to read: with what operations refer to in its place."""

from typing import Any

Json = dict[str, Any]


def inlined(document: Json) -> Json:
    """The document, in which operations have their parameters and answers themselves."""

    def found(part: Json) -> Json:
        if "$ref" not in part:
            return part
        kind, name = part["$ref"].removeprefix("#/components/").split("/")
        referred: Json = document["components"][kind][name]
        return referred

    def whole(operation: Json) -> Json:
        parts = {
            "parameters": [found(part) for part in operation.get("parameters", [])],
            "responses": {
                status: found(answer) for status, answer in operation.get("responses", {}).items()
            },
        }
        return operation | parts

    paths = {
        path: {method: whole(operation) for method, operation in methods.items()}
        for path, methods in document["paths"].items()
    }
    return document | {"paths": paths}
