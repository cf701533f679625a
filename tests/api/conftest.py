"""One dataset, compiled from the seed, and one server of it: no test here changes either."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.compiler.build import build
from app.settings import Settings, bundled
from app.store.sealed import path_of
from tests.live import serving


@pytest.fixture(scope="session")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seed, compiled."""
    data = tmp_path_factory.mktemp("data")
    return path_of(data, build(bundled("seed"), data).version)


@pytest.fixture(scope="session")
def api(dataset: Path) -> Iterator[httpx.Client]:
    """A client of a server of the seed, which makes each answer anew."""
    with serving(Settings(dataset=dataset, cache_megabytes=0)) as client:
        yield client
