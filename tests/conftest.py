"""One dataset, compiled from the seed, and one server of it: no test here changes either."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.compiler.build import build
from app.main import create_app
from app.settings import Settings, bundled
from app.store.reader import Reader
from app.store.sealed import path_of
from tests.live import serving_app


@pytest.fixture(scope="session")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the compiled seed."""
    data = tmp_path_factory.mktemp("data")
    return path_of(data, build(bundled("seed"), data).version)


@pytest.fixture(scope="session")
def app(dataset: Path) -> FastAPI:
    """The application that the client speaks to."""
    return create_app(Settings(dataset=dataset))


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[httpx.Client]:
    """A client of the seed's API."""
    with serving_app(app) as client:
        yield client


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The statements that servers run from now on, on the event loop or beside it."""
    ran: list[Any] = []
    rows = Reader.rows

    def noted(self: Reader, statement: Any, *others: Any) -> Any:
        ran.append(statement)
        return rows(self, statement, *others)

    batches = Reader.batches

    def noted_too(self: Reader, statement: Any, *others: Any) -> Any:
        ran.append(statement)
        return batches(self, statement, *others)

    monkeypatch.setattr(Reader, "rows", noted)
    monkeypatch.setattr(Reader, "batches", noted_too)
    # On a busy machine a statement may seem slow, and is then run again beside the event loop.
    monkeypatch.setattr("app.store.sqlite.QUICK", 60.0)
    return ran
