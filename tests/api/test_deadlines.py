"""A query that takes too long is given up with a problem that says what to do."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.settings import Settings
from tests.live import serving

LONG = ("/v1/search?q=missile", "/v1/facts/summary?group_by=type", "/v1/graph")
"""What is answered beside the event loop, however quick it is."""


@pytest.fixture
def hasty(dataset: Path) -> Iterator[httpx.Client]:
    """A client of a server whose queries have no time at all."""
    with serving(Settings(dataset=dataset, query_seconds=1e-9)) as client:
        yield client


@pytest.mark.parametrize("path", LONG)
def test_it_is_a_503_with_a_problem(hasty: httpx.Client, path: str) -> None:
    answer = hasty.get(path)
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert int(answer.headers["Retry-After"]) > 0
    problem = answer.json()
    assert problem["type"] == "/problems/takes-too-long"
    assert "narrow" in problem["detail"].lower()
    assert hasty.get(problem["type"]).status_code == 200


def test_quick_answers_go_on_and_the_slow_ones_are_counted(hasty: httpx.Client) -> None:
    for path in LONG:
        hasty.get(path)
    assert hasty.get("/v1/facts").status_code == 200
    assert f"citewire_queries_too_slow_total {len(LONG)}.0" in hasty.get("/metrics").text
