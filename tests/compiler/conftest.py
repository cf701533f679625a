"""Fixtures: small seeds and datasets, each test with its own copy on a real disk."""

import shutil
from pathlib import Path

import pytest

from tests.compiler.command import citewire
from tests.seeds import Seed, small_seed

# So that what they assert is shown where it fails.
pytest.register_assert_rewrite("tests.compiler.defects")


@pytest.fixture
def seed(tmp_path: Path) -> Seed:
    """A small correct seed, which the test may change."""
    return small_seed(tmp_path / "seed")


@pytest.fixture(scope="session")
def published_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the small seed's dataset. Tests copy it and leave it as it is."""
    folder = tmp_path_factory.mktemp("published")
    ended = citewire("build", "--seed", small_seed(folder / "seed").folder, "--data", folder / "d")
    assert (ended.code, ended.err) == (0, "")
    return folder / "d"


@pytest.fixture
def published(published_once: Path, tmp_path: Path) -> Path:
    """A data folder in which the small seed was published before."""
    return Path(shutil.copytree(published_once, tmp_path / "published"))
