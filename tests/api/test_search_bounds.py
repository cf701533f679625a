"""Search where more is found than is counted: what is told of it is true, and nothing is lost."""

import hashlib
import shutil
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import httpx
import pytest

from app.compiler.build import build
from app.main import create_app
from app.settings import Settings, bundled
from app.store.sealed import path_of
from tests.live import serving_app

BELLS, GONGS = "bells", "gongs"
NUMBER = 1100
"""How many sentences speak of bells: more than are counted."""
RARE = 300
"""How many speak of gongs: more than are weighed, and all counted."""
TYPES = ("document", "sentence", "entity", "fact")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("many")
    shutil.copytree(bundled("seed"), folder / "seed")
    for name, number, title in ((BELLS, NUMBER, "On bells"), (GONGS, RARE, "A gong")):
        text = "".join(
            f"The {name[:-1]} rang{' again' * (index % 7)} at {index} hours.\n"
            for index in range(number)
        )
        document = folder / "seed" / "documents" / name
        document.mkdir()
        (document / "text.txt").write_bytes(text.encode())
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        header = f"document:\n  sha256: {sha256}\n  language: en\n  title: {title}\n"
        no_fact = (
            f'  - {{ sentence: "at {index} hours", reason: a bell }}\n' for index in range(number)
        )
        (document / "facts.yaml").write_text(f"{header}no_fact:\n{''.join(no_fact)}")
    manifest = build(folder / "seed", folder / "data")
    app = create_app(Settings(dataset=path_of(folder / "data", manifest.version)))
    with serving_app(app) as client:
        yield client


def pages(client: httpx.Client, **parameters: Any) -> list[dict[str, Any]]:
    """All pages of a search."""
    found = [client.get("/v1/search", params={"limit": 100, **parameters}).json()]
    while found[-1]["next"]:
        found.append(client.get(found[-1]["next"]).json())
    return found


def test_more_than_is_counted_is_told_and_reached(client: httpx.Client) -> None:
    found = pages(client, q="bell ")
    results = [result for page in found for result in page["data"]]

    for page in found:
        assert page["counts"] == {"document": 1, "sentence": 1000, "entity": 0, "fact": 0}
        assert (page["total"], page["total_is_exact"]) == (1001, False)
        assert page["counts_at_least"] == ["sentence"]
    assert all(len(page["data"]) == 100 for page in found[:-1])
    assert len({result["id"] for result in results}) == len(results) == NUMBER + 1


@pytest.mark.parametrize("q", ["gong ", "rang at ", "gong ra", "the", "gong again at "])
@pytest.mark.parametrize("types", [TYPES, ("sentence",), ("document", "fact")])
def test_pages_hold_each_result_once_and_in_order(
    client: httpx.Client, q: str, types: tuple[str, ...]
) -> None:
    found = pages(client, q=q, type=types)
    results = [result for page in found for result in page["data"]]

    assert len({(result["type"], result["id"]) for result in results}) == len(results)
    if found[0]["total_is_exact"]:
        assert len(results) == found[0]["total"]
    else:
        assert len(results) > found[0]["total"]
    assert all(one["score"] >= other["score"] for one, other in pairwise(results))
    assert {result["type"] for result in results} <= set(types)


@pytest.mark.parametrize("limit", [1, 7, 50, 99])
def test_the_order_is_the_same_whatever_the_size_of_the_page(
    client: httpx.Client, limit: int
) -> None:
    whole = [result["id"] for page in pages(client, q="gong ") for result in page["data"]]
    page = client.get("/v1/search", params={"q": "gong ", "limit": limit}).json()
    found = [result["id"] for result in page["data"]]
    while page["next"] and len(found) < 200:
        page = client.get(page["next"]).json()
        found += [result["id"] for result in page["data"]]

    assert found == whole[: len(found)]


def test_all_that_is_found_is_counted_where_it_is_asked_for_apart(client: httpx.Client) -> None:
    page = client.get("/v1/search", params={"q": "bell ", "type": "document"}).json()

    assert (page["total"], page["total_is_exact"]) == (1, True)
    assert page["counts_at_least"] == ["sentence"]


def test_a_filter_finds_within_what_is_not_counted(client: httpx.Client) -> None:
    page = client.get("/v1/search", params={"q": "rang ", "document": GONGS}).json()

    assert page["counts"] == {"document": 1, "sentence": RARE, "entity": 0, "fact": 0}
    assert (page["total"], page["total_is_exact"]) == (RARE + 1, True)


@pytest.mark.parametrize(
    ("q", "total"), [("bell", NUMBER), ("gong", RARE), ("rang", NUMBER + RARE)]
)
def test_lists_count_all(client: httpx.Client, q: str, total: int) -> None:
    page = client.get("/v1/sentences", params={"q": q, "sort": "-start"}).json()

    assert page["total"] == total
