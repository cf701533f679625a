"""Law 4: JSON page by page, NDJSON and CSV hold the same records in the same order."""

import csv
import io
import json
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given, settings

from tests.laws.datasets import Seed, published, seeds
from tests.laws.oracle import COLLECTIONS, FILTERS, SORTS
from tests.laws.queries import LAWS
from tests.laws.world import Query, Record, World, reach

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What no cell may begin with, so that no spreadsheet takes it for a formula."""


def queries(world: World, collection: str) -> Iterator[Query]:
    """A few queries: all, filtered in two ways, sorted in every way, and only some keys."""
    yield {}
    yield {"fields": ["id"]}
    yield {"sort": sorted(SORTS[collection]), "fields": ["citation,id"]}
    yield from ({"sort": [f"-{key}"]} for key in sorted(SORTS[collection]))
    for record in world.collections[collection][-1:]:
        for name in ("id_not", "country", "document"):
            if name in FILTERS[collection]:
                yield from FILTERS[collection][name].queries(name, record, world)


def values(value: object, path: list[str]) -> list[object]:
    """What stands at the end of the path, once for each item of the lists on the way."""
    if isinstance(value, list):
        return [found for item in value for found in values(item, path)]
    if path and isinstance(value, dict):
        return values(value.get(path[0]), path[1:])
    return [value]


def cell(record: Record, column: str) -> str:
    """What the cell of the record in this column is to be."""
    found = values(record, column.split("."))
    written = [
        "" if value is None else value if isinstance(value, str) else json.dumps(value)
        for value in found
    ]
    text = "|".join(written)
    return f"'{text}" if text.startswith(FORMULA) else text


def check(client: httpx.Client, collection: str, query: Query) -> None:
    """All three forms of what the query finds say the same."""
    records = reach(client, collection, {**query, "limit": ["7"]}).records
    path = f"/v1/{collection}"

    answer = client.get(path, params={**query, "format": ["ndjson"]}).raise_for_status()
    assert answer.headers["Content-Type"].startswith("application/x-ndjson")
    assert [json.loads(line) for line in answer.text.split("\n") if line] == records, query

    answer = client.get(path, params={**query, "format": ["csv"]}).raise_for_status()
    assert answer.headers["Content-Type"].startswith("text/csv")
    header, *rows = csv.reader(io.StringIO(answer.text, newline=""))
    assert header[0] == "id", query
    assert len(set(header)) == len(header)
    expected = [[cell(record, column) for column in header] for record in records]
    assert rows == expected, query

    limited = {**query, "limit": ["2"], "format": ["ndjson"]}
    answer = client.get(path, params=limited).raise_for_status()
    assert [json.loads(line) for line in answer.text.split("\n") if line] == records[:2], query
    assert ("next" in answer.links) == (len(records) > 2), query


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_all_forms_of_the_seed_hold_the_same(
    client: httpx.Client, world: World, collection: str
) -> None:
    for query in queries(world, collection):
        check(client, collection, query)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_each_column_is_of_a_key_that_records_have(
    client: httpx.Client, world: World, collection: str
) -> None:
    lines = client.get(f"/v1/{collection}", params={"format": "csv"}).raise_for_status().text
    keys = {key for record in world.collections[collection] for key in record}
    header = next(csv.reader(io.StringIO(lines, newline="")))
    assert {column.partition(".")[0] for column in header} <= keys


@settings(LAWS, max_examples=3)
@given(seeds())
def test_all_forms_of_any_dataset_hold_the_same(seed: Seed) -> None:
    with published(seed) as client:
        world = World.of(client, COLLECTIONS)
        for collection in COLLECTIONS:
            for query in queries(world, collection):
                check(client, collection, query)
