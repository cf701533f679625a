"""What of a change to an OpenAPI document would break a client that was written for the old one.

Requests and answers change in opposite directions. What a client may send must still be
accepted, so the schemas of parameters may only widen. What a client reads must still be there
and of a type that it knows, so the schemas of answers may gain fields, terms and records of
new types, and nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from tests.description import inlined

Json = dict[str, Any]
Direction = Literal["request", "answer"]

LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems")
MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
FIXED = ("pattern", "format", "default")
"""Any change of these is taken to narrow what is accepted, or to change what is meant."""


def breaking_changes(old: Json, new: Json) -> list[str]:
    """Each change that would break a client, as a sentence; none where all is well."""
    return list(_Comparison(inlined(old), inlined(new)).of_paths())


@dataclass(frozen=True)
class _Comparison:
    old: Json
    new: Json

    def of_paths(self) -> Iterator[str]:
        for path, methods in self.old["paths"].items():
            if path not in self.new["paths"]:
                yield f"{path} is gone"
                continue
            for method, operation in methods.items():
                where = f"{method.upper()} {path}"
                if method not in self.new["paths"][path]:
                    yield f"{where} is gone"
                else:
                    yield from self.of_operation(where, operation, self.new["paths"][path][method])

    def of_operation(self, where: str, old: Json, new: Json) -> Iterator[str]:
        if old.get("operationId") != new.get("operationId"):
            yield f"{where}: its operation id has changed, and so would a generated client"
        yield from self.of_parameters(where, _parameters(old), _parameters(new))
        yield from self.of_answers(where, old.get("responses", {}), new.get("responses", {}))

    def of_parameters(self, where: str, old: Json, new: Json) -> Iterator[str]:
        for name, parameter in old.items():
            if name not in new:
                yield f"{where}: parameter {name} is gone"
            else:
                at = f"{where}: parameter {name}"
                yield from self.of_schemas(at, parameter["schema"], new[name]["schema"], "request")
        for name, parameter in new.items():
            was_required = name in old and old[name].get("required", False)
            if parameter.get("required", False) and not was_required:
                yield f"{where}: parameter {name} is newly required"

    def of_answers(self, where: str, old: Json, new: Json) -> Iterator[str]:
        for status, answer in old.items():
            if status not in new:
                yield f"{where}: answer {status} is gone"
                continue
            for name in answer.get("headers", {}).keys() - new[status].get("headers", {}).keys():
                yield f"{where}: answer {status} has no header {name} any more"
            for media_type, content in answer.get("content", {}).items():
                at = f"{where}: answer {status} as {media_type}"
                if media_type not in new[status].get("content", {}):
                    yield f"{at} is gone"
                    continue
                schema = new[status]["content"][media_type]["schema"]
                yield from self.of_schemas(at, content["schema"], schema, "answer")

    def of_schemas(
        self,
        where: str,
        old: Json,
        new: Json,
        direction: Direction,
        seen: frozenset[tuple[str, str]] = frozenset(),
    ) -> Iterator[str]:
        pair = (old.get("$ref", ""), new.get("$ref", ""))
        if all(pair) and pair in seen:
            return
        old, new = _resolved(self.old, old), _resolved(self.new, new)
        seen |= {pair}
        if "anyOf" in old or "oneOf" in old or "anyOf" in new or "oneOf" in new:
            yield from self.of_alternatives(where, old, new, direction, seen)
            return
        yield from _of_types(where, old, new, direction)
        yield from _of_terms(where, old, new, direction)
        if direction == "request":
            yield from _of_limits(where, old, new)
        else:
            yield from self.of_fields(where, old, new, seen)
        if "items" in old and "items" in new:
            yield from self.of_schemas(f"{where}[]", old["items"], new["items"], direction, seen)

    def of_alternatives(
        self,
        where: str,
        old: Json,
        new: Json,
        direction: Direction,
        seen: frozenset[tuple[str, str]],
    ) -> Iterator[str]:
        """Each old alternative must live on in a new one: the nearest that there is."""
        for alternative in _alternatives(old):
            if direction == "answer" and _types(alternative) == {"null"}:
                continue  # what is never null any more surprises nobody
            found = [
                list(self.of_schemas(where, alternative, candidate, direction, seen))
                for candidate in _alternatives(new)
            ]
            yield from min(found, key=len)
        if direction == "answer" and _may_be_null(self.new, new) > _may_be_null(self.old, old):
            yield f"{where} may newly be null"

    def of_fields(
        self, where: str, old: Json, new: Json, seen: frozenset[tuple[str, str]]
    ) -> Iterator[str]:
        fields = new.get("properties", {})
        for name, schema in old.get("properties", {}).items():
            at = f"{where}.{name}"
            if name not in fields:
                yield f"{at} is gone"
                continue
            if name in old.get("required", []) and name not in new.get("required", []):
                yield f"{at} may newly be left out"
            yield from self.of_schemas(at, schema, fields[name], "answer", seen)


def _parameters(operation: Json) -> Json:
    return {f"`{p['name']}` in {p['in']}": p for p in operation.get("parameters", [])}


def _resolved(document: Json, schema: Json) -> Json:
    while "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = document["components"]["schemas"][name]
    return schema


def _alternatives(schema: Json) -> list[Json]:
    alternatives: list[Json] = schema.get("anyOf") or schema.get("oneOf") or [schema]
    return alternatives


def _may_be_null(document: Json, schema: Json) -> bool:
    found = (_resolved(document, one) for one in _alternatives(schema))
    return any("null" in _types(one) for one in found)


def _types(schema: Json) -> set[str]:
    given = schema.get("type", [])
    return {given} if isinstance(given, str) else set(given)


def _of_types(where: str, old: Json, new: Json, direction: Direction) -> Iterator[str]:
    before, after = _types(old), _types(new)
    fits = _holds(after, before) if direction == "request" else _holds(before, after)
    if not fits:
        yield f"{where} was {_listed(before)} and is {_listed(after)}"


def _holds(wide: set[str], narrow: set[str]) -> bool:
    """Whether all that is of the narrow types is of the wide ones; without any, all is."""
    if not wide or not narrow:
        return not wide
    return narrow <= wide | ({"integer"} if "number" in wide else set())


def _listed(types: set[str]) -> str:
    return " or ".join(sorted(types)) or "of any type"


def _of_terms(where: str, old: Json, new: Json, direction: Direction) -> Iterator[str]:
    before, after = _terms(old), _terms(new)
    if direction == "answer":
        if "const" in old and before != after:
            yield f"{where} was always {old['const']}"
        return
    if before is None and after is not None:
        yield f"{where} takes only {', '.join(map(str, after))}"
    elif before is not None and after is not None:
        for term in before:
            if term not in after:
                yield f"{where} takes {term} no more"


def _terms(schema: Json) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    terms: list[Any] | None = schema.get("enum")
    return terms


def _of_limits(where: str, old: Json, new: Json) -> Iterator[str]:
    for name in LEAST:
        if name in new and (name not in old or new[name] > old[name]):
            yield f"{where}: {name} is raised to {new[name]}"
    for name in MOST:
        if name in new and (name not in old or new[name] < old[name]):
            yield f"{where}: {name} is lowered to {new[name]}"
    for name in FIXED:
        if new.get(name) != old.get(name) and (name in new or name == "default"):
            yield f"{where}: {name} is now {new.get(name)}"
