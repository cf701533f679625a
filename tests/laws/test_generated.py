"""The datasets that measurements are taken on keep the laws that hold for compiled ones."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.dates import days
from app.settings import Settings
from app.store.sealed import path_of, verify
from benchmarks.generate.dataset import generate
from tests.compiler.command import contents
from tests.laws import test_spans
from tests.laws.contract import Contract
from tests.laws.oracle import COLLECTIONS
from tests.laws.queries import LAWS, queries
from tests.laws.test_paging import check_pages
from tests.laws.test_schema import check_answers
from tests.laws.world import World
from tests.live import serving

FACTS = 300


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated dataset."""
    folder = tmp_path_factory.mktemp("generated")
    return path_of(folder, generate(FACTS, seed=2, folder=folder).version)


@pytest.fixture(scope="module")
def client(generated: Path) -> Iterator[httpx.Client]:
    """A client of the API over it."""
    with serving(Settings(dataset=generated)) as client:
        yield client


@pytest.fixture(scope="module")
def contract(client: httpx.Client) -> Contract:
    """What the API promises of it."""
    return Contract(client.get("/openapi.json").raise_for_status().json())


@pytest.fixture(scope="module")
def world(client: httpx.Client) -> World:
    """All that it holds."""
    return World.of(client, COLLECTIONS)


def test_it_is_sound_and_has_as_many_facts_as_were_asked_for(generated: Path) -> None:
    assert verify(generated, whole=True).tables["fact"] == FACTS


def test_its_spans_evidence_and_references_hold(client: httpx.Client) -> None:
    for document in test_spans.check(client).collections["documents"]:
        test_spans.check_text(document, document["text"].encode())


def test_its_answers_fit_their_schemas(contract: Contract, client: httpx.Client) -> None:
    check_answers(contract, client)


@settings(LAWS, max_examples=5)
@given(st.data())
def test_any_query_finds_what_the_oracle_says(
    contract: Contract, client: httpx.Client, world: World, data: st.DataObject
) -> None:
    for collection in COLLECTIONS:
        query = data.draw(queries(contract, world, collection), label=collection)
        check_pages(client, world, collection, query)


def test_what_is_told_stands_in_the_words_cited(world: World) -> None:
    for fact in world.facts.values():
        cited = " ".join(evidence["exact"] for evidence in fact["evidence"])
        told = [fact["conditions"], *(amount["text"] for amount in fact["amounts"])]
        told += [*fact.get("items", []), *(fact.get(key) for key in WORDS)]
        told += [speaker[key] for speaker in fact.get("speakers", []) for key in SPOKEN]
        told += [fact["date"]["text"]] if fact.get("date") else []
        for words in told:
            assert words is None or words in cited
        parts = [part for key in PARTS for part in fact.get(key, [])]
        assert fact["inferred"] == any(part["inferred"] for part in parts)
        assert fact["note"] or not fact["inferred"]


WORDS = ("purpose", "topic", "reporting_verb", "content", "quotation")
SPOKEN = ("name_used", "role_used")
PARTS = ("parties", "speakers", "participants", "holders")


def test_dates_have_the_bounds_that_their_edtf_has(world: World) -> None:
    dates = [event["date"] for event in world.collections["events"] if event["date"]]
    for date in dates:
        bounds = days(date["edtf"]) if date["edtf"] else (None, None)
        assert (date["earliest"], date["latest"]) == bounds
    assert {date["basis"] for date in dates} == {"absolute", "relative_to_publication"}


def test_it_is_as_varied_as_news(world: World) -> None:
    facts = Counter(fact["type"] for fact in world.facts.values())
    for type_, share in {"statement": 0.4, "deal": 0.25, "event": 0.25, "position": 0.1}.items():
        assert abs(facts[type_] / FACTS - share) < 0.07, type_
    entities = Counter(entity["type"] for entity in world.collections["entities"])
    assert len(entities) == 6
    mentions = Counter(mention["entity"]["id"] for mention in world.collections["mentions"])
    often, median = mentions.most_common(1)[0][1], sorted(mentions.values())[len(mentions) // 2]
    assert often > 10 * median
    kinds = {mention["kind"] for mention in world.collections["mentions"]}
    assert kinds == {"name", "alias", "demonym", "title", "metonym"}
    assert len({amount["qualifier"] for amount in world.collections["amounts"]}) == 7


def test_the_same_number_and_seed_give_the_same_bytes(tmp_path: Path) -> None:
    for name, facts, seed in (("one", 40, 1), ("two", 40, 1), ("other", 40, 3)):
        generate(facts, seed, tmp_path / name)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert contents(tmp_path / "one").keys() != contents(tmp_path / "other").keys()
