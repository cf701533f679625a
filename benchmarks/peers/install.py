"""Peers are installed into a folder of their own, from locked versions, once for each lock."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from benchmarks.datasets import KEPT

HERE = Path(__file__).parent
FOLDER = KEPT / "peers"
PYTHON = FOLDER / "python"
NODE = FOLDER / "node"
PYTHON_LOCK = HERE / "requirements.lock"
NODE_LOCK = HERE / "node" / "package-lock.json"
HEADERS = Path("/usr/include/node/node.h")
"""What native modules are built with, where the system has it: Debian's libnode-dev."""


class NotInstalled(Exception):
    """A peer cannot be had on this machine. The message says why."""


def python_peers() -> None:
    """Install the peers from PyPI. Raises NotInstalled."""
    if _is_there(PYTHON, PYTHON_LOCK):
        return
    _run([sys.executable, "-m", "venv", "--clear", str(PYTHON)])
    pip = [str(PYTHON / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-input"]
    _run([*pip, "--disable-pip-version-check", "--require-hashes", "--requirement", PYTHON_LOCK])
    _note(PYTHON, PYTHON_LOCK)


def node_peers() -> None:
    """Install the peers from npm, and build what of them is native. Raises NotInstalled."""
    for command in ("node", "npm"):
        if shutil.which(command) is None:
            raise NotInstalled(f"{command} is missing")
    if _is_there(NODE, NODE_LOCK):
        return
    shutil.rmtree(NODE, ignore_errors=True)
    shutil.copytree(HERE / "node", NODE)
    # No scripts but those of the modules that are built: soul-cli's own wants a git checkout.
    _run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], NODE)
    # The headers of the system fit its node, and need no download.
    variables = {"npm_config_nodedir": "/usr"} if HEADERS.is_file() else {}
    _run(["npm", "rebuild", "better-sqlite3", "bcrypt"], NODE, variables)
    _run(["node", "-e", "new (require('better-sqlite3'))(':memory:')"], NODE)
    _note(NODE, NODE_LOCK)


def python_version(name: str) -> str:
    """The version of a peer from PyPI, as it is locked."""
    [version] = re.findall(rf"^{name}==(\S+)", PYTHON_LOCK.read_text(), flags=re.MULTILINE)
    return str(version)


def node_version(name: str) -> str:
    """The version of a peer from npm, as it is locked."""
    packages = json.loads(NODE_LOCK.read_text())["packages"]
    return str(packages[f"node_modules/{name}"]["version"])


def _is_there(folder: Path, lock: Path) -> bool:
    note = folder / "installed"
    return note.is_file() and note.read_text() == _digest(lock)


def _note(folder: Path, lock: Path) -> None:
    (folder / "installed").write_text(_digest(lock))


def _digest(lock: Path) -> str:
    return sha256(lock.read_bytes()).hexdigest()


def _run(
    command: Sequence[str | Path], cwd: Path | None = None, variables: dict[str, str] | None = None
) -> None:
    done = subprocess.run(  # noqa: S603 - our own commands
        command,
        cwd=cwd,
        env=os.environ | (variables or {}),
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no word").splitlines()[-1]
        name = " ".join(str(word) for word in command[:3])
        raise NotInstalled(f"`{name} …` ended with {done.returncode}: {last}")
