"""Search where more is found than is counted: what is told of it is true, and nothing is lost."""

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
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


SEAM = (
    "They rang the bell and the gong, and the bell at all hours, then the gong, at hours again.\n",
    "Bell and gong rang at all hours, the bell rang at all hours again, then the gong rang.\n",
)
"""Its words are in hundreds of other sentences, and shorter ones."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("many")
    shutil.copytree(bundled("seed"), folder / "seed")
    write(folder, BELLS, "On bells", list(rings("bell", NUMBER)))
    write(folder, GONGS, "A gong", list(rings("gong", RARE)))
    write(folder, "seam", "Both", SEAM)
    manifest = build(folder / "seed", folder / "data")
    app = create_app(Settings(dataset=path_of(folder / "data", manifest.version)))
    with serving_app(app) as client:
        yield client


def rings(what: str, number: int) -> Iterator[str]:
    """So many sentences, no two of them alike."""
    for index in range(number):
        yield f"The {what} rang{' again' * (index % 7)} at {index} hours.\n"


def write(folder: Path, name: str, title: str, sentences: Sequence[str]) -> None:
    """A document of these sentences, without facts."""
    document = folder / "seed" / "documents" / name
    document.mkdir()
    text = "".join(sentences).encode()
    (document / "text.txt").write_bytes(text)
    sha256 = hashlib.sha256(text).hexdigest()
    lines = ["document:", f"  sha256: {sha256}", "  language: en", f"  title: {title}", "no_fact:"]
    lines += [f'  - {{ sentence: "{sentence.strip()}", reason: a bell }}' for sentence in sentences]
    (document / "facts.yaml").write_text("\n".join(lines))


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
        assert page["counts"] == {"document": 2, "sentence": 1000, "entity": 0, "fact": 0}
        assert (page["total"], page["total_is_exact"]) == (1002, False)
        assert page["counts_at_least"] == ["sentence"]
    assert all(len(page["data"]) == 100 for page in found[:-1])
    assert len({result["id"] for result in results}) == len(results) == NUMBER + 4


@pytest.mark.parametrize("limit", [60, 100])
def test_each_page_takes_two_statements(
    client: httpx.Client, statements: list[Any], limit: int
) -> None:
    number = len(pages(client, q="rang at", limit=limit))

    assert number > 10
    assert len(statements) == 2 * number


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

    assert (page["total"], page["total_is_exact"]) == (2, True)
    assert page["counts_at_least"] == ["sentence"]


def test_a_filter_finds_within_what_is_not_counted(client: httpx.Client) -> None:
    page = client.get("/v1/search", params={"q": "rang ", "document": GONGS}).json()

    assert page["counts"] == {"document": 1, "sentence": RARE, "entity": 0, "fact": 0}
    assert (page["total"], page["total_is_exact"]) == (RARE + 1, True)


@pytest.mark.parametrize(
    ("q", "total"), [("bell", NUMBER + 2), ("gong", RARE + 2), ("rang", NUMBER + RARE + 2)]
)
def test_lists_count_all(client: httpx.Client, q: str, total: int) -> None:
    page = client.get("/v1/sentences", params={"q": q, "sort": "-start"}).json()

    assert page["total"] == total


@pytest.mark.parametrize("text", ["again. Bell", "hours AGAIN bell", "hours again … bell and"])
def test_a_quote_is_found_where_only_its_sentences_together_have_it(
    client: httpx.Client, text: str
) -> None:
    answer = client.get("/v1/quotes", params={"text": text}).json()

    assert answer["verdict"] == "exact"
    assert answer["data"][0]["sentences"] == ["seam.s1", "seam.s2"]


@pytest.mark.parametrize("wrong", range(6))
def test_a_wrong_word_leads_elsewhere_only_where_it_is_the_one_that_tells(
    client: httpx.Client, wrong: int
) -> None:
    words = ["The", "bell", "rang", "at", "777", "hours"]
    words[wrong] = "zyzzyva"

    answer = client.get("/v1/quotes", params={"text": " ".join(words), "limit": 10}).json()

    assert answer["verdict"] == "near"
    assert words[4] == "zyzzyva" or f"{BELLS}.s778" in answer["data"][0]["sentences"]
