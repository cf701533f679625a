"""Every key of a summary goes with every filter, with one value or with two."""

from collections.abc import Iterator

import httpx
import pytest

from tests.laws.contract import Contract, Parameter
from tests.laws.naming import OF_COLLECTIONS, OF_ENTITIES
from tests.laws.oracle import COLLECTIONS

GIVEN_APART = {"pretty", "group_by", "match"}
ANOTHER = {
    "^[A-Z]{2}$": "FR",
    "^[A-Z]{3}$": "EUR",
    "^[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8})*$": "fr",
}
"""A second value for what has a pattern and may be repeated."""
NAMES = {"id", *OF_COLLECTIONS, *OF_ENTITIES}


def values(parameter: Parameter) -> list[str]:
    """Two values where the parameter takes two, else one."""
    first = parameter.examples[0]
    if not parameter.repeatable:
        return [first]
    if parameter.terms:
        return list(parameter.terms[:2])
    if parameter.schema.get("type") == "integer":
        return [first, str(int(first) + 1)]
    name = parameter.name.removesuffix("_not")
    if name in NAMES:  # what names nothing is refused; a country has its code in any case
        return [first, "AQ" if name in OF_ENTITIES else first]
    return [first, ANOTHER.get(parameter.schema.get("pattern", ""), "nobody")]


def queries(contract: Contract, path: str) -> Iterator[dict[str, list[str]]]:
    """A query by each filter."""
    declared = contract.parameters(path)
    for name in declared.keys() - GIVEN_APART:
        query = {name: values(declared[name])}
        if name in {"value_gte", "value_lte"}:
            query["currency"] = values(declared["currency"])[:1]
        yield query


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_key_goes_with_two_values_of_every_filter(
    client: httpx.Client, contract: Contract, collection: str
) -> None:
    path = f"/v1/{collection}/summary"
    keys = contract.parameters(path)["group_by"].terms
    asked = list(queries(contract, path))
    assert keys
    assert any(len(next(iter(query.values()))) == 2 for query in asked)
    for query in asked:
        listed = client.get(f"/v1/{collection}", params={**query, "limit": 1})
        assert listed.status_code == 200, (query, listed.text)
        for place in range(0, len(keys), 2):  # two at a time, as building a statement takes long
            grouped = keys[place : place + 2]
            answer = client.get(path, params={**query, "group_by": grouped})
            assert answer.status_code == 200, (grouped, query, answer.text)
            summary = answer.json()
            assert summary["total"] == listed.json()["total"], (grouped, query)
            counted = sum(group["count"] for group in summary["groups"])
            if summary["total_groups"] == len(summary["groups"]):
                assert counted >= summary["total"], (grouped, query)
