"""Datasets: generated once, and kept with what it took to build them."""

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from app.store.sealed import DatasetError, published, verify
from benchmarks.machine import SERVER_CORE, pinned_to
from tests.servers import ROOT

KEPT = ROOT / ".bench"
"""What measurements keep: datasets, peers, results of small runs. Git ignores it."""
SEED = 1


@dataclass(frozen=True)
class Built:
    """What a build took, on one core."""

    seconds: float
    peak: int
    """The most memory that was resident at once, in bytes."""


@dataclass(frozen=True)
class Dataset:
    """A generated dataset of so many facts."""

    file: Path
    facts: int
    built: Built | None
    """None where it was built by someone else."""


def generated(facts: int, folder: Path) -> Dataset:
    """The dataset of so many facts that is kept in the folder, generated where it is not."""
    home = folder / str(facts)
    if (file := _sound(home)) is None:
        home.mkdir(parents=True, exist_ok=True)
        (home / "built.json").unlink(missing_ok=True)
        built = _generate(facts, home)
        (home / "built.json").write_text(json.dumps(asdict(built)))
        file = _sound(home)
        assert file is not None, "what was just generated is sound"
    return Dataset(file, facts, _noted(home / "built.json"))


def _sound(home: Path) -> Path | None:
    """The dataset in the folder, unless there is none, or one of another code."""
    try:
        if (file := published(home)) is not None:
            verify(file, whole=False)
        return file
    except DatasetError:
        return None


def _noted(note: Path) -> Built | None:
    return Built(**json.loads(note.read_text())) if note.is_file() else None


def _generate(facts: int, home: Path) -> Built:
    """Run the generator. Raises CalledProcessError with its status."""
    own = ["-m", "benchmarks.generate", "--facts", str(facts), "--seed", str(SEED), str(home)]
    command = [*pinned_to(SERVER_CORE), sys.executable, *own]
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Built(time.monotonic() - started, used.ru_maxrss * 1024)
