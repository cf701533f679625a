"""The contract: what `/openapi.json` promises, read as a client would read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

from tests.description import inlined

Schema = dict[str, Any]

PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Parameter:
    """A parameter of a query string."""

    name: str
    schema: Schema
    """Of one value, where the parameter may be repeated too."""
    repeatable: bool
    examples: tuple[str, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """The values of a closed vocabulary, or true and false; none where any word may do."""
        if self.schema.get("type") == "boolean":
            return ("true", "false")
        return tuple(self.schema.get("enum", ()))

    def values(self) -> st.SearchStrategy[str]:
        """Values that the schema allows, whether the dataset has them or not."""
        if self.terms:
            return st.sampled_from(self.terms)
        match self.schema:
            case {"type": "integer"}:
                bounds = self.schema["minimum"], self.schema["maximum"]
                return st.integers(*bounds).map(str)
            case {"pattern": pattern}:
                # `$` lets a line break follow in Python, and not in a JSON Schema.
                matching = st.from_regex(str(pattern), fullmatch=True)
                return DATES if self.name in DATE_FILTERS else matching.map(str.strip)
            case _:
                longest = min(self.schema["maxLength"], 12)
                return st.text(PRINTABLE, min_size=self.schema["minLength"], max_size=longest)


PRINTABLE = st.characters(exclude_categories=("Cc", "Cs"))
DATE_FILTERS = ("date_gte", "date_lte", "published_gte", "published_lte")
DATES = st.builds(
    lambda date, length: date.isoformat()[:length], st.dates(), st.sampled_from((4, 7, 10))
)


class Contract:
    """An OpenAPI document, with its references resolved where they are asked for."""

    def __init__(self, document: Schema) -> None:
        self.document = inlined(document)

    @property
    def operations(self) -> Iterator[tuple[str, Schema]]:
        """Each path with what GET does there."""
        for path, item in self.document["paths"].items():
            yield path, item["get"]

    @property
    def collections(self) -> tuple[str, ...]:
        """The collections: whatever of the data has both a list and single records."""
        paths = self.document["paths"]
        lists = (path for path in paths if path.startswith("/v1/") and f"{path}/{{id}}" in paths)
        return tuple(path.removeprefix("/v1/") for path in lists)

    def operation(self, path: str) -> Schema:
        """What GET does at the path."""
        found: Schema = self.document["paths"][path]["get"]
        return found

    def parameters(self, path: str) -> dict[str, Parameter]:
        """The query parameters at the path, by name."""
        declared = self.operation(path).get("parameters", [])
        return {item["name"]: self._parameter(item) for item in declared if item["in"] == "query"}

    def _parameter(self, item: Mapping[str, Any]) -> Parameter:
        schema = self.resolved(item["schema"])
        repeatable = schema.get("type") == "array"
        examples = schema.get("examples", [])
        if repeatable:
            examples = [value for several in examples for value in several]
        return Parameter(
            item["name"],
            self.resolved(schema["items"]) if repeatable else schema,
            repeatable,
            tuple(_in_url(example) for example in examples),
        )

    def sort_keys(self, collection: str) -> set[str]:
        """The names that the list can be sorted by."""
        terms = self.parameters(f"/v1/{collection}")["sort"].terms
        return {term.removeprefix("-") for term in terms}

    def resolved(self, schema: Schema) -> Schema:
        """The schema itself, where it is a reference to one of the document's own."""
        while "$ref" in schema:
            schema = self._at(schema["$ref"])
        return schema

    def _at(self, reference: str) -> Schema:
        found: Schema = self.document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        return found

    def answer(self, path: str, status: int, media_type: str = "application/json") -> Schema:
        """The schema of the answer with this status to a GET of the path."""
        content = self.operation(path)["responses"][str(status)]["content"]
        found: Schema = content[media_type]["schema"]
        return found

    def validator(self, schema: Schema) -> Validator:
        """What tells whether a value is as the schema says."""
        whole = {"components": self.document["components"], "allOf": [schema]}
        return Draft202012Validator(whole)

    def objects(self, schema: Schema) -> Iterator[Schema]:
        """Every schema of an object that the schema leads to, itself included."""
        waiting, seen = [schema], []
        while waiting:
            found = self.resolved(waiting.pop())
            if found in seen:
                continue
            seen.append(found)
            if found.get("type") == "object":
                yield found
            waiting.extend(found.get("properties", {}).values())
            waiting.extend(found.get("oneOf", []) + found.get("anyOf", []))
            waiting.extend([found["items"]] if "items" in found else [])


def _in_url(value: object) -> str:
    """The value as it is written in a query string."""
    return str(value).lower() if isinstance(value, bool) else str(value)
