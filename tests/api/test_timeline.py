"""The timeline: events in order of date, each once, and those without a date apart."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings

from app.compiler.build import build
from app.settings import Settings
from app.store.sealed import path_of
from tests.api.tally import Record, reach
from tests.description import inlined
from tests.laws.datasets import Seed, published, seeds
from tests.live import serving

DATES = {
    "open-end": "2025-02-01/..",
    "undated": None,
    "month": "2025-02",
    "day": "2025-02-01",
    "open-start": "../2025-01-15",
    "about": "2025-02-01~",
    "year": "2025",
    "new-year": "2025-01-01",
    "again": "2025-02-01",
}
"""Dates of events in the order in which they are read."""
IN_ORDER = ["new-year", "year", "open-start", "day", "again", "month", "open-end"]
UNDATED = ["undated", "about"]


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a dataset whose events have all sorts of dates."""
    folder = tmp_path_factory.mktemp("dated")
    sentences = {name: f"Talk {name} was held then." for name in DATES}
    text = "\n".join(sentences.values())
    content = {
        "document": {"language": "en", "sha256": hashlib.sha256(text.encode()).hexdigest()},
        "facts": [
            {
                "id": name,
                "type": "event",
                "kind": "talks",
                "title": name,
                "evidence": sentences[name],
                **({"date": {"text": "then", "edtf": edtf, "basis": "absolute"}} if edtf else {}),
            }
            for name, edtf in DATES.items()
        ],
    }
    document = folder / "seed" / "documents" / "talks"
    document.mkdir(parents=True)
    (document / "text.txt").write_text(text, encoding="utf-8")
    (document / "facts.yaml").write_text(json.dumps(content), encoding="utf-8")
    file = path_of(folder / "data", build(folder / "seed", folder / "data").version)
    with serving(Settings(dataset=file, cache_megabytes=0)) as client:
        yield client


def pages(client: httpx.Client, query: Mapping[str, Any]) -> list[Record]:
    """All pages of the timeline."""
    answer = client.get("/v1/timeline", params=query)
    found = []
    for _ in range(1000):
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found.append(page)
        if page["next"] is None:
            assert "next" not in answer.links
            return found
        assert answer.links["next"]["url"] == page["next"]
        answer = client.get(page["next"])
    raise AssertionError(f"{answer.request.url} goes on and on")


def check(client: httpx.Client, query: Mapping[str, Any]) -> None:
    """The pages hold the events of the list with the same filters, each once and in order."""
    filters = {name: value for name, value in query.items() if name != "limit"}
    events = reach(client, "/v1/events", filters)
    left_out = client.get("/v1/events", params=filters).json()["left_out"]
    with_day = [event for event in events if bounds(event) != (None, None)]
    undated = [event for event in events if bounds(event) == (None, None)]
    in_order = sorted(
        with_day,
        key=lambda event: (
            bounds(event)[0] or bounds(event)[1],
            bounds(event)[1] or "9999-12-31",
            event["sequence"],
        ),
    )
    found = pages(client, query)
    assert [event for page in found for event in page["dated"]] == in_order
    assert [event for page in found for event in page["undated"]] == undated
    limit = int(query.get("limit", 20))
    for page in found:
        assert len(page["dated"]) <= limit
        assert len(page["undated"]) <= limit
        assert page["total"] == len(events)
        assert page["total_dated"] == len(with_day)
        assert page["total_undated"] == len(undated)
        assert page["left_out"] == left_out
    most = max(len(with_day), len(undated))
    assert len(found) == max(1, -(-most // limit))


def bounds(event: Record) -> tuple[str | None, str | None]:
    """First and last possible day of the event."""
    date = event["date"] or {"earliest": None, "latest": None}
    return date["earliest"], date["latest"]


def test_events_are_in_order_of_their_dates(dated: httpx.Client) -> None:
    [page] = pages(dated, {})
    assert [event["title"] for event in page["dated"]] == IN_ORDER
    assert [event["title"] for event in page["undated"]] == UNDATED
    assert (page["total"], page["total_dated"], page["total_undated"]) == (9, 7, 2)


QUERIES: list[dict[str, Any]] = [
    {},
    {"date_gte": "2025-02"},
    {"date_lte": "2025-02-01", "match": "possible"},
    {"date_is_null": "true"},
    {"date_is_null": "false"},
    {"kind": ["talks"]},
    {"kind": ["war"]},
    {"q": "held"},
    {"id_not": ["talks.day"]},
]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 20])
@pytest.mark.parametrize("query", QUERIES)
def test_the_pages_together_hold_each_event_once(
    dated: httpx.Client, query: dict[str, Any], limit: int
) -> None:
    check(dated, {**query, "limit": limit})


def test_it_takes_all_filters_of_events(api: httpx.Client) -> None:
    paths = inlined(api.get("/openapi.json").json())["paths"]
    declared, events = (
        {item["name"]: item["schema"] for item in paths[path]["get"]["parameters"]}
        for path in ("/v1/timeline", "/v1/events")
    )
    assert declared.keys() == events.keys() - {"sort", "format"}
    for name, schema in declared.items():
        if name not in {"limit", "cursor", "fields", "pretty", "match"}:
            example = schema["examples"][0]
            values = example if isinstance(example, list) else [example]
            texts = [str(v).lower() if isinstance(v, bool) else str(v) for v in values]
            check(api, {name: texts, "limit": 2})


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(seeds())
def test_the_timeline_of_any_dataset_has_each_event_once(seed: Seed) -> None:
    with published(seed) as client:
        for query in ({}, {"limit": 1}, {"limit": 2, "date_gte": "2025-03"}):
            check(client, query)


def test_fields_and_layout_may_be_chosen(dated: httpx.Client) -> None:
    plain = dated.get("/v1/timeline?fields=id,date&limit=2")
    assert set(plain.json()["dated"][0]) == {"id", "date"}
    assert set(plain.json()["undated"][0]) == {"id", "date"}
    laid_out = dated.get("/v1/timeline?fields=id,date&limit=2&pretty=true")
    assert laid_out.text.startswith('{\n  "dated"')
    assert laid_out.json()["dated"] == plain.json()["dated"]


def test_a_cursor_belongs_to_its_query(dated: httpx.Client) -> None:
    following = dated.get("/v1/timeline?limit=2").json()["next"]
    answer = dated.get(following.replace("timeline?", "timeline?kind=talks&"))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "cursor"
    assert dated.get(following.replace("timeline?", "events?")).status_code == 400


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "cursor=x", "sort=id", "format=csv", "fields=nothing"]
)
def test_mistakes_are_answered_with_400(api: httpx.Client, query: str) -> None:
    answer = api.get(f"/v1/timeline?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == query.split("=", maxsplit=1)[0]


def test_a_page_takes_two_statements_at_most_and_none_where_it_is_known(
    dated: httpx.Client, statements: list[Any]
) -> None:
    answer = dated.get("/v1/timeline?limit=2")
    assert 1 <= len(statements) <= 2
    statements.clear()
    again = dated.get("/v1/timeline?limit=2", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, statements) == (304, [])
