"""The command line, run in this process for speed or in its own as a user does."""

import io
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.cli import main
from app.settings import settings
from tests.servers import ROOT, environment


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


def citewire(*arguments: str | Path, **environment: str | Path) -> Ended:
    """Run a command in this process, through the same `main` that users start."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["citewire", *map(str, arguments)])
        for name, value in environment.items():
            patch.setenv(name, str(value))
        settings.cache_clear()  # a process reads them once
        with pytest.raises(SystemExit) as ended:
            main()
        settings.cache_clear()
    code = ended.value.code
    assert isinstance(code, int)
    return Ended(code, out.getvalue(), err.getvalue())


def command(*arguments: str | Path) -> list[str]:
    """The words that start a command in a process of its own."""
    return [sys.executable, "-m", "app", *map(str, arguments)]


def surroundings(**own: str | Path) -> dict[str, str]:
    """The environment in which a process of its own finds Citewire from any folder."""
    return environment(PYTHONPATH=ROOT, NO_COLOR="1", COLUMNS="200", **own)


def run_citewire(*arguments: str | Path, cwd: Path, **own: str | Path) -> Ended:
    """Run a command in a process of its own, in this folder and in this environment."""
    done = subprocess.run(
        command(*arguments),
        cwd=cwd,
        env=surroundings(**own),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def contents(folder: Path) -> dict[str, bytes]:
    """The name and the bytes of every file in the folder, hidden ones too."""
    return {file.name: file.read_bytes() for file in folder.glob("*")}
