"""What the compiler counted is what there is: totals of lists beside those of summaries.

A list takes the total of what has many links from their tally, and counts the links of all else. A
summary reads columns, and neither.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from app.compiler.filling import MANY
from app.settings import Settings
from app.store.sealed import open_readonly, path_of
from benchmarks.generate.dataset import generate
from tests.live import serving

FACTS = 6000
LINKS = {
    "entity": ("involvement", "entity", "role"),
    "country": ("fact_country", "country", "type"),
    "mentions": ("fact_mention", "entity", "type"),
}
OWN = {
    "facts": ("type", "modality", "inferred"),
    "deals": ("stage", "modality"),
    "statements": ("reporting_verb", "inferred"),
    "events": ("kind", "modality"),
    "positions": ("stance", "inferred"),
}
"""By what each collection is grouped, one by one."""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset in which some take part in many facts."""
    folder = tmp_path_factory.mktemp("tallies")
    return path_of(folder, generate(FACTS, seed=4, folder=folder).version)


@pytest.fixture(scope="module")
def client(file: Path) -> Iterator[httpx.Client]:
    """A client of the API over it."""
    with serving(Settings(dataset=file)) as client:
        yield client


def values(file: Path, link: str, *, noted: bool) -> list[str]:
    """Some values that have many links to facts of whatever type, or few."""
    table, value, kind = LINKS[link]
    found = "IN" if noted else "NOT IN"
    tally = f"SELECT {value} FROM {table}_tally WHERE {kind} = 'fact'"  # noqa: S608 (ours)
    query = (
        f"SELECT {value} FROM {table} WHERE {kind} = 'fact' AND {value} {found} ({tally})"  # noqa: S608
        f" GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 3"
    )
    with closing(open_readonly(file)) as connection:
        return [value for (value,) in connection.execute(query)]


@pytest.mark.parametrize("noted", [True, False])
@pytest.mark.parametrize("link", LINKS)
def test_totals_are_those_of_summaries(
    client: httpx.Client, file: Path, link: str, noted: bool
) -> None:
    chosen = values(file, link, noted=noted)
    assert chosen
    for value in chosen:
        for collection, keys in OWN.items():
            for key in keys:
                check_totals(client, f"/v1/{collection}", {link: value}, key)


def check_totals(client: httpx.Client, path: str, given: dict[str, str], key: str) -> None:
    """The list has as many of each group as the summary says, and as many in all."""
    asked: dict[str, str | int] = {**given, "group_by": key, "limit": 200}
    summary = client.get(f"{path}/summary", params=asked).raise_for_status().json()
    groups = {group["key"][key]: group["count"] for group in summary["groups"]}
    everything = client.get(path, params={**given, "limit": 1}).raise_for_status().json()
    assert everything["total"] == sum(groups.values())
    for term, count in groups.items():
        text = str(term).lower() if isinstance(term, bool) else term
        one = client.get(path, params={**given, key: text, "limit": 1}).raise_for_status().json()
        assert one["total"] == count, (path, given, key, term)


@pytest.mark.parametrize("link", LINKS)
def test_all_that_has_many_links_is_noted_and_nothing_else(file: Path, link: str) -> None:
    table, value, kind = LINKS[link]
    many = f"SELECT {value}, {kind}, count(*) FROM {table} GROUP BY 1, 2 HAVING count(*) >= {MANY}"  # noqa: S608 (ours)
    noted = f"SELECT {value}, {kind}, sum(facts) FROM {table}_tally GROUP BY 1, 2"  # noqa: S608 (ours)
    with closing(open_readonly(file)) as connection:
        expected = connection.execute(f"{many} ORDER BY 1, 2").fetchall()
        assert connection.execute(f"{noted} ORDER BY 1, 2").fetchall() == expected != []
