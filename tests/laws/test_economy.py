"""An answer takes two SQL statements at most, and a record one. One that the client has takes none.

Those of summaries, the graph and the timeline are counted beside their other tests, in `tests/api`.
"""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings
from app.store.sealed import open_readonly
from app.store.sqlite import ASIDE
from tests.laws.oracle import COLLECTIONS, FILTERS
from tests.laws.world import World
from tests.live import serving, serving_app


@pytest.fixture(scope="module")
def uncached(dataset: Path) -> FastAPI:
    """An application that makes each answer anew."""
    return create_app(Settings(dataset=dataset, cache_megabytes=0))


@pytest.fixture(scope="module")
def api(uncached: FastAPI) -> Iterator[httpx.Client]:
    """A client of it."""
    with serving_app(uncached) as client:
        yield client


@pytest.fixture(autouse=True)
def _nothing_is_counted_yet(uncached: FastAPI, api: httpx.Client) -> None:
    uncached.state.served.counts.clear()


@pytest.mark.parametrize("query", ["", "?limit=200", "?limit=1&sort=-id"])
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_list_takes_one_statement_and_none_when_it_is_known(
    api: httpx.Client, statements: list[Any], collection: str, query: str
) -> None:
    answer = api.get(f"/v1/{collection}{query}")
    assert answer.status_code == 200
    assert len(statements) == 1

    statements.clear()
    known = {"If-None-Match": answer.headers["ETag"]}
    assert api.get(f"/v1/{collection}{query}", headers=known).status_code == 304
    assert statements == []


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_filtered_list_is_counted_once(
    api: httpx.Client, statements: list[Any], world: World, collection: str
) -> None:
    query = {"id": [record["id"] for record in world.collections[collection][:2]]}
    first = api.get(f"/v1/{collection}", params=query)
    assert first.status_code == 200
    assert 1 <= len(statements) <= 2

    statements.clear()
    again = api.get(f"/v1/{collection}", params={**query, "sort": "-id", "limit": "1"})
    assert again.json()["total"] == first.json()["total"] > 0
    assert len(statements) == 1


@pytest.mark.parametrize(
    "query", ["entity=GB", "country=GB&modality=asserted", "modality=possible"]
)
def test_what_stands_in_order_is_counted_with_its_first_page(
    api: httpx.Client, statements: list[Any], query: str
) -> None:
    found = api.get(f"/v1/facts?{query}&limit=2&sort=-sequence")
    assert found.json()["total"] > 0
    assert len(statements) == 1


def test_of_nothing_the_number_is_asked_for_by_itself(
    api: httpx.Client, statements: list[Any]
) -> None:
    nothing = api.get("/v1/deals?entity=GB&stage=delivered&modality=negated").json()
    assert (nothing["data"], nothing["total"], nothing["next"]) == ([], 0, None)
    assert len(statements) == 2


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_no_filter_takes_a_statement_of_its_own(
    api: httpx.Client, statements: list[Any], world: World, collection: str
) -> None:
    """Ids are looked up where what is found is counted."""
    record = world.collections[collection][0]
    for name, filter_ in FILTERS[collection].items():
        for query in list(filter_.queries(name, record, world))[:2]:
            statements.clear()
            assert api.get(f"/v1/{collection}", params=dict(query)).status_code == 200
            assert len(statements) <= 2, query


def test_a_further_page_takes_one_statement(
    api: httpx.Client, statements: list[Any], world: World
) -> None:
    several = [name for name in COLLECTIONS if len(world.collections[name]) > 1]
    assert several
    for collection in several:
        page = api.get(f"/v1/{collection}", params={"limit": 1}).json()
        statements.clear()
        api.get(page["next"]).raise_for_status()
        assert len(statements) == 1, collection


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_record_takes_one_statement_and_none_when_it_is_known(
    api: httpx.Client, statements: list[Any], world: World, collection: str
) -> None:
    path = f"/v1/{collection}/{world.collections[collection][0]['id']}"
    answer = api.get(path)
    assert answer.status_code == 200
    assert len(statements) == 1

    statements.clear()
    known = {"If-None-Match": answer.headers["ETag"]}
    assert api.get(path, headers=known).status_code == 304
    assert statements == []


HEADS: dict[str, Callable[[bytes], bytes]] = {
    "ndjson": lambda _: b"",
    "csv": lambda whole: whole[: whole.index(b"\r\n") + 2],
}
"""What a stream in each format starts with, wherever it starts."""
SORTED = {"facts": "modality", "amounts": "unit", "events": "-earliest", "mentions": "-kind,start"}
"""By columns with few values or with nulls: what comes after a cursor is in several stretches."""


@pytest.mark.parametrize("collection", SORTED)
@pytest.mark.parametrize("format_", ["ndjson", "csv"])
def test_a_stream_takes_two_statements_from_wherever_it_starts(
    api: httpx.Client, statements: list[Any], collection: str, format_: str
) -> None:
    url = f"/v1/{collection}?sort={SORTED[collection]}&format={format_}"
    page = api.get(f"{url}&limit=2")
    statements.clear()
    whole = api.get(f"{url}&document=coalition-of-the-willing")
    assert whole.status_code == 200
    assert 1 <= len(statements) <= 2

    statements.clear()
    following = page.headers["Link"].partition(">")[0].removeprefix("<").replace("&limit=2", "")
    rest = api.get(following)
    assert rest.status_code == 200
    assert len(statements) == 1
    assert page.content + rest.content.removeprefix(HEADS[format_](whole.content)) == whole.content


SEARCHES = (
    {"q": "the"},
    {"q": "missile deal "},
    {"q": "“missile deal” ukr"},
    {"q": "d"},
    {"q": "the", "type": ["fact", "document"], "limit": 1},
    {"q": "o", "country": ["GB", "FR"], "document": ["coalition-of-the-willing"]},
    {"q": "xyzzy the"},
    {"q": "和平"},
)


@pytest.mark.parametrize("query", SEARCHES, ids=lambda query: str(query["q"]))
def test_a_search_takes_two_statements_on_every_page_and_none_when_it_is_known(
    api: httpx.Client, statements: list[Any], query: dict[str, Any]
) -> None:
    url = str(httpx.URL("/v1/search", params={"limit": 7, **query}))
    while url:
        answer = api.get(url)
        assert answer.status_code == 200
        assert 1 <= len(statements) <= 2

        statements.clear()
        known = {"If-None-Match": answer.headers["ETag"]}
        assert api.get(url, headers=known).status_code == 304
        assert statements == []
        url = answer.json()["next"]


def test_a_search_without_words_takes_none(api: httpx.Client, statements: list[Any]) -> None:
    assert api.get("/v1/search", params={"q": "…!"}).json()["total"] == 0
    assert statements == []


QUOTES = {
    "exact": {"text": "a clear and present danger"},
    "typed otherwise": {"text": "A CLEAR and present danger!"},
    "over two sentences": {"text": "isn't enough he WARNED"},
    "in pieces": {"text": "clear … danger"},
    "nearly": {"text": "a clear and pleasant danger"},
    "of frequent words": {"text": "the of and"},
    "of no words there": {"text": "xyzzy qwfp"},
    "within a document": {"text": "the deal", "document": "coalition-of-the-willing"},
}


@pytest.mark.parametrize("query", QUOTES.values(), ids=QUOTES)
def test_a_quote_takes_two_statements_and_none_when_it_is_known(
    api: httpx.Client, statements: list[Any], query: dict[str, str]
) -> None:
    answer = api.get("/v1/quotes", params={"limit": "10", **query})
    assert answer.status_code == 200
    assert 1 <= len(statements) <= 2

    statements.clear()
    known = {"If-None-Match": answer.headers["ETag"]}
    assert api.get(answer.url, headers=known).status_code == 304
    assert statements == []


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_query_that_is_refused_takes_none(
    api: httpx.Client, statements: list[Any], collection: str
) -> None:
    assert api.get(f"/v1/{collection}?limit=0").status_code == 400
    assert statements == []


ANSWERS = (
    "/v1/facts",
    "/v1/facts?entity=GB&q=missile&sort=-type",
    "/v1/deals/coalition-of-the-willing.missile-deal",
    "/v1/search?q=missile",
    "/v1/quotes?text=a+clear+and+present+danger",
    "/v1/timeline?entity=GB",
    "/v1/entities/summary?group_by=type,country",
    "/v1/deals/summary?group_by=provider,document&q=missile&currency=GBP&value_gte=1&entity=GB",
    "/v1/graph?entity=GB&q=missile",
)


def test_what_is_counted_is_all_that_runs(dataset: Path, statements: list[Any]) -> None:
    """SQLite itself tells each statement. Those of its full-text index name the schema."""
    ran: list[str] = []

    def traced(file: Path, kept: int) -> sqlite3.Connection:
        connection = open_readonly(file, kept)
        connection.set_trace_callback(ran.append)
        return connection

    settings = Settings(dataset=dataset, cache_megabytes=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.store.reader.open_readonly", traced)
        with serving(settings) as client:
            for _ in range(ASIDE):  # each connection reads once which arrays there are
                client.get("/v1/facts/summary?group_by=type").raise_for_status()
            for url in ANSWERS:
                statements.clear()
                ran.clear()
                client.get(url).raise_for_status()
                own = [text for text in ran if "'main'." not in text]
                assert len(own) == len(statements) <= 2, (url, own)
