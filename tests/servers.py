"""Real servers for tests: clean copies to start them from, and what a client sees of them."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

ROOT = Path(__file__).parent.parent
"""The repository."""

# Past any proxy that the environment names: it could not reach these servers.
_open = build_opener(ProxyHandler({})).open


@dataclass(frozen=True)
class Server:
    """A server that has said it is ready."""

    url: str
    log: Path

    def get(self, path: str) -> Any:
        """The JSON at this path. Raises HTTPError for any status but 2xx."""
        with closing(_open(self.url + path, timeout=30)) as answer:
            return json.load(answer)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def environment(**settings: str | Path) -> dict[str, str]:
    """The environment of a user who has set nothing for Citewire, Python or make but this."""
    ours = ("CITEWIRE_", "MAKE", "MFLAGS", "PYTHON", "VIRTUAL_ENV", "XDG_", "HOST", "PORT")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return inherited | {name: str(value) for name, value in settings.items()}


def clean_copy(target: Path) -> Path:
    """Copy what a commit of the working tree would hold, and nothing that lies beside it."""
    # A checkout may belong to another user than the one who tests it.
    git = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    listed = subprocess.run(
        [*git, "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        source = ROOT / name
        if source.is_file():  # and not removed since it was added
            copy = target / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, copy)
    return target


def run(command: Sequence[str | Path], cwd: Path, env: Mapping[str, str]) -> str:
    """Run a command to its end and return its output, which is shown where it fails."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


@contextmanager
def serving(
    command: Sequence[str | Path],
    *,
    port: int,
    cwd: Path,
    env: Mapping[str, str],
    log: Path,
    patience: float = 60,
) -> Iterator[Server]:
    """Run a server until the block ends. It has `patience` seconds until it must be ready."""
    with log.open("wb") as output:
        # In a process group of its own, so that a server started by make ends with it.
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
    try:
        server = Server(f"http://127.0.0.1:{port}", log)
        wait_until_ready(server, process, patience)
        yield server
    finally:
        _end(process)


def wait_until_ready(server: Server, process: subprocess.Popen[bytes], patience: float) -> None:
    """Wait for /health/ready to answer 200. A server that ends before fails the test at once."""
    deadline = time.monotonic() + patience
    last: object = "no answer"
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with closing(_open(f"{server.url}/health/ready", timeout=5)):
                return
        except HTTPError as error:
            last = error
            error.close()
        except OSError as error:
            last = error
        time.sleep(0.05)
    state = "still running" if process.poll() is None else f"ended with {process.returncode}"
    written = server.log.read_text(errors="replace")
    raise AssertionError(f"not ready: {last}; {state}; its output:\n{written}")


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise AssertionError("the server did not stop within 20 s of SIGTERM") from None
