"""What is to be damaged is copied first."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def copy(dataset: Path, tmp_path: Path) -> Path:
    """A copy of the dataset that may be written to."""
    file = tmp_path / "dataset.sqlite"
    shutil.copy(dataset, file)
    file.chmod(0o644)
    return file
