"""Columns: summaries and the graph come to the same, however their columns are worked through."""

import hashlib
import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.api.summaries import counting, grouping, groups
from app.api.vocabulary import EdgeKind
from app.compiler.build import build
from app.model.columns import EDGE_KINDS
from app.settings import Settings
from app.store.sealed import path_of
from tests.api.tally import VALUES, World
from tests.api.test_graph import check as check_graph
from tests.api.test_summary import check
from tests.live import serving


@pytest.fixture(scope="module")
def world(api: httpx.Client) -> World:
    """All records of the seed."""
    return World(api)


def test_all_edges_that_are_written_have_a_kind_that_is_documented() -> None:
    assert sorted(EdgeKind) == EDGE_KINDS


# --- What is looked at some at a time

LITTLE = (
    {"AT_ONCE": 1, "STRETCH": 2},
    {"AT_ONCE": 3, "STRETCH": 7, "FEW": 0, "MANY": 0, "PART": 1},
    {"AT_ONCE": 4, "STRETCH": 100, "FEW": 5, "MANY": 0, "PART": 10},
    {"FEW": 0, "SIEVE": 2},
    {"FEW": 40, "MANY": 1000},
)
"""Sizes of the steps, where those in use would take the whole seed at once."""


@pytest.fixture(params=LITTLE, ids=str)
def _little_by_little(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in request.param.items():
        having = [module for module in (counting, grouping, groups) if hasattr(module, name)]
        assert having, f"nothing is called {name}"
        for module in having:
            monkeypatch.setattr(module, name, number)


@pytest.mark.usefixtures("_little_by_little")
@pytest.mark.parametrize("collection", VALUES)
def test_groups_are_the_same_little_by_little(dataset: Path, world: World, collection: str) -> None:
    with serving(Settings(dataset=dataset)) as client:
        keys = list(VALUES[collection])
        for named in ([], *([key] for key in keys), *(list(two) for two in pairwise(keys))):
            check(client, world, collection, {"group_by": named})
        check(client, world, collection, {"group_by": keys[-2:], "q": "the"})


@pytest.mark.usefixtures("_little_by_little")
def test_the_graph_is_the_same_little_by_little(dataset: Path) -> None:
    with serving(Settings(dataset=dataset)) as client:
        check_graph(client, {})
        check_graph(client, {"limit": 3, "country": ["GB"]})


def test_an_amount_counts_where_its_fact_does(tmp_path: Path) -> None:
    """Two amounts of one fact and none of the next are as many as one of each of two would be."""
    write_deals(tmp_path / "seed", [("GB", ["£1", "£2"]), ("FR", []), ("UA", ["£3"])])
    file = path_of(tmp_path / "data", build(tmp_path / "seed", tmp_path / "data").version)
    with serving(Settings(dataset=file)) as client:
        world = World(client)
        for keys in (["provider"], ["entity"], ["entity", "country"], ["country", "provider"]):
            check(client, world, "deals", {"group_by": keys})
        check(client, world, "facts", {"group_by": ["entity"]})
        check(client, world, "amounts", {"group_by": ["entity", "country"]})


def test_null_is_last_however_many_there_are(tmp_path: Path) -> None:
    """Places from 0 to 255 fit into a byte; what comes after the last of them does not."""
    write_deals(tmp_path / "seed", [("GB", [])] * 256)
    file = path_of(tmp_path / "data", build(tmp_path / "seed", tmp_path / "data").version)
    with serving(Settings(dataset=file)) as client:
        check(client, World(client), "sentences", {"group_by": ["fact"]})


LAST = "That is all."


def write_deals(seed: Path, deals: Sequence[tuple[str, Sequence[str]]]) -> None:
    """A seed of one document with these deals: who provides what sums."""
    sentences = [
        f"Deal {i} is of {' and '.join(sums) or 'nothing'}." for i, (_, sums) in enumerate(deals)
    ]
    text = "\n".join([*sentences, LAST])
    content = {
        "document": {"language": "en", "sha256": hashlib.sha256(text.encode()).hexdigest()},
        "facts": [
            {
                "id": f"deal-{i}",
                "type": "deal",
                "stage": "signed",
                "title": "A deal",
                "parties": [{"role": "provider", "entity": entity, "inferred": "It is known."}],
                "amounts": sums,
                "evidence": sentences[i],
            }
            for i, (entity, sums) in enumerate(deals)
        ],
        "no_fact": [{"sentence": LAST, "reason": "It states nothing."}],
    }
    folder = seed / "documents" / "deals"
    folder.mkdir(parents=True)
    (folder / "text.txt").write_text(text, encoding="utf-8")
    (folder / "facts.yaml").write_text(json.dumps(content), encoding="utf-8")


def test_what_is_found_is_not_left_out_too(tmp_path: Path) -> None:
    """A deal that states a sum within the range and one without bounds is found, and no more."""
    deals = [("GB", ["£5", "about £7"]), ("FR", ["about £7"]), ("UA", ["£1", "about £7"])]
    write_deals(tmp_path / "seed", deals)
    file = path_of(tmp_path / "data", build(tmp_path / "seed", tmp_path / "data").version)
    with serving(Settings(dataset=file)) as client:
        for path in ("/v1/deals", "/v1/deals/summary"):
            answer = client.get(path, params={"currency": "GBP", "value_gte": "2"}).json()
            assert (answer["total"], answer["left_out"]) == (1, 2)


# --- What is found

SEED = "coalition-of-the-willing"

FOUND: tuple[tuple[str, dict[str, Any]], ...] = (
    ("facts", {"entity": ["AQ"]}),
    ("facts", {"entity_not": ["AQ", "GB"]}),
    ("facts", {"country": ["GB", "AQ"], "modality_not": ["asserted"]}),
    ("facts", {"country": ["GB"], "q": "troops", "modality": ["asserted", "possible"]}),
    ("facts", {"sequence_gte": 10, "sequence_lte": 20, "inferred": False}),
    ("facts", {"sequence_gte": 2**31 - 1}),
    ("facts", {"sequence_lte": 2**31 - 1}),
    ("facts", {"id_not": ["coalition-of-the-willing.missile-deal"], "document": [SEED]}),
    ("facts", {"document_not": [SEED]}),
    ("deals", {"currency": ["GBP"], "value_gte": "1000000000"}),
    ("deals", {"currency": ["GBP"], "value_lte": "30000000", "match": "possible", "entity": "UA"}),
    ("deals", {"currency_not": ["GBP"], "provider_not": ["GB"]}),
    ("events", {"place": ["AQ"]}),
    ("events", {"place_not": ["AQ"], "place_is_null": False}),
    ("amounts", {"currency": ["GBP"], "value_gte": "1", "country": ["GB"]}),
    ("amounts", {"currency_is_null": True}),
    ("documents", {"published_gte": "2025-03-01"}),
    ("documents", {"published_gte": "2025-03-01", "match": "possible", "words_gte": 1}),
    ("documents", {"publisher": ["Nobody"]}),
    ("documents", {"publisher_not": ["Nobody"]}),
    ("sentences", {"paragraph": [1, 3, 1000000]}),
    ("entities", {"mentioned_with": ["GB"], "mentioned_with_not": ["UA"]}),
    ("entities", {"mention_count_gte": 2, "mention_count_lte": 5, "type": ["person"]}),
    ("people", {"country": ["GB"], "named": True}),
    ("mentions", {"country": ["GB"], "kind_not": ["name"], "start_lte": 400, "end_gte": 300}),
    ("evidence", {"supports": ["stage"], "country_not": ["GB"]}),
)
"""Filters together: decided on columns, by SQL, or both; some find nothing."""


@pytest.mark.parametrize(("collection", "filters"), FOUND, ids=str)
def test_filters_together_find_what_the_list_finds(
    api: httpx.Client, world: World, collection: str, filters: dict[str, Any]
) -> None:
    query = {name: _in_url(value) for name, value in filters.items()}
    for keys in ([], *([key] for key in list(VALUES[collection])[:3])):
        check(api, world, collection, query | {"group_by": keys})


def _in_url(value: Any) -> Any:
    values = value if isinstance(value, list) else [value]
    return [str(item).lower() if isinstance(item, bool) else str(item) for item in values]


# --- What takes too long


@pytest.mark.parametrize("path", ["/v1/facts/summary?group_by=entity,mentions", "/v1/graph"])
def test_what_takes_too_long_is_given_up(dataset: Path, path: str) -> None:
    with serving(Settings(dataset=dataset, query_seconds=1e-6)) as client:
        answer = client.get(path)
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
