"""Health: an answer that can be relied on, also when it is no."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from app.main import create_app
from app.settings import Settings
from tests.live import serving_app


def test_a_server_that_runs_says_so(client: httpx.Client) -> None:
    assert client.get("/health/live").json() == {"status": "live"}


def test_a_server_that_can_answer_says_from_what(client: httpx.Client, dataset: Path) -> None:
    with closing(sqlite3.connect(dataset)) as connection:
        facts = connection.execute("SELECT count(*) FROM fact").fetchone()[0]

    assert client.get("/health/ready").json() == {
        "status": "ready",
        "version": dataset.stem,
        "facts": facts,
    }


def test_a_server_that_cannot_read_its_dataset_lives_but_is_not_ready(dataset: Path) -> None:
    app = create_app(Settings(dataset=dataset))
    with serving_app(app) as client:
        assert client.get("/health/ready").status_code == 200
        app.state.served.store.close()
        answer = client.get("/health/ready")
        live = client.get("/health/live")

    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json()["type"] == "/problems/not-ready"
    assert "dataset cannot be read" in answer.json()["detail"]
    assert live.status_code == 200


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_health_is_asked_anew_each_time(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers={"If-None-Match": "*"})

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
