"""Table Schemas of the collections' CSV (https://specs.frictionlessdata.io/table-schema/).

They follow from the models of the records: types, terms and descriptions are said once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from app.api.collections.base import Collection
from app.api.http.representations import JOIN

Schema = dict[str, Any]

REFERENCES = {
    "document": "documents",
    "sentence": "sentences",
    "fact": "facts",
    "entity.id": "entities",
    "subject.id": "entities",
    "place.id": "entities",
    "stands_for.entity.id": "entities",
}
"""The collection that a column leads to, where it holds one id."""

TYPES = {"integer": "integer", "number": "number", "boolean": "boolean", "string": "string"}
FORMATS = {"date": "date", "decimal": "number"}
"""Types of Table Schema for formats of JSON Schema."""


def table_schema(collection: Collection, union: Collection | None) -> Schema:
    """The schema of a collection's table. Its ids are also in the table of its union."""
    model = TypeAdapter(collection.record_model).json_schema()
    columns = {path: _column(model, path) for path in collection.columns.paths}
    keys = [
        {"fields": [path], "reference": {"resource": REFERENCES[path], "fields": ["id"]}}
        for path, found in columns.items()
        if path in REFERENCES and not found.joined
    ]
    if union is not None:
        keys.append({"fields": ["id"], "reference": {"resource": union.name, "fields": ["id"]}})
    return {
        "fields": [_field(path, found) for path, found in columns.items()],
        "missingValues": [""],
        "primaryKey": ["id"],
        "foreignKeys": keys,
    }


@dataclass
class _Found:
    """What the models say of a column."""

    ends: list[Schema] = field(default_factory=list)
    descriptions: set[str] = field(default_factory=set)
    joined: bool = False
    """Whether a cell holds the values of a list."""
    may_lack: bool = False
    """Whether it is null in some records, or no key of theirs."""


def _column(model: Schema, path: str) -> _Found:
    found = _Found()
    _follow(model, path.split("."), model.get("$defs", {}), found)
    assert found.ends, f"{path} leads nowhere"
    return found


def _follow(
    schema: Schema, path: Sequence[str], defs: Schema, found: _Found, said: str = ""
) -> None:
    """Gather what stands at the end of the path, through references, unions and lists.

    `said` is what was said of a list, whose items need not say it again.
    """
    said = said or schema.get("description", "")
    for part in _parts(schema, defs):
        if part.get("type") == "null":
            found.may_lack = True
        elif part.get("type") == "array":
            found.joined = True
            _follow(part["items"], path, defs, found, "" if path else said)
        elif not path:
            found.ends.append(part)
            found.descriptions.add(said or part.get("description", ""))
        elif path[0] in part.get("properties", {}):
            _follow(part["properties"][path[0]], path[1:], defs, found)
        else:
            found.may_lack = True


def _parts(schema: Schema, defs: Schema) -> Iterator[Schema]:
    """The schema without references, or each of those that it is a choice of."""
    if "$ref" in schema:
        yield from _parts(defs[schema["$ref"].rpartition("/")[2]], defs)
    elif "anyOf" in schema or "oneOf" in schema:
        for part in schema.get("anyOf") or schema["oneOf"]:
            yield from _parts(part, defs)
    else:
        yield schema


def _field(path: str, found: _Found) -> Schema:
    described: Schema = {"name": path, "type": "string"}
    # In a union, each type may mean something of its own.
    description = found.descriptions.pop() if len(found.descriptions) == 1 else ""
    if found.joined:
        described["description"] = f"{description} Several are joined by `{JOIN}`.".strip()
        return described
    kinds = {FORMATS.get(end.get("format", ""), TYPES[end["type"]]) for end in found.ends}
    assert len(kinds) == 1, f"{path} has values of several types"
    described["type"] = kinds.pop()
    if description:
        described["description"] = description
    terms = [_terms(end) for end in found.ends]
    constraints: Schema = {}
    if all(terms):
        constraints["enum"] = list(dict.fromkeys(term for several in terms for term in several))
    # Text that is there may be empty, and CSV does not tell that from none.
    if not found.may_lack and (described["type"] != "string" or all(terms) or path in REFERENCES):
        constraints["required"] = True
    if path == "id":
        constraints |= {"required": True, "unique": True}
    return described | ({"constraints": constraints} if constraints else {})


def _terms(end: Schema) -> list[str]:
    return [end["const"]] if "const" in end else end.get("enum", [])
