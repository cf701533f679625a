"""Servers: each one process on one core, on this machine alone, until the block ends."""

import http.client
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from benchmarks.bare import BODY
from benchmarks.load import Running
from benchmarks.machine import SERVER_CORE, pinned_to
from tests.servers import ROOT, environment, free_port

HOST = "127.0.0.1"
PATIENCE = 60
"""How many seconds an answer may take that is not timed."""
PORT = "{port}"
"""Stands in a command where the port goes."""


class NotStarted(Exception):
    """A server ended, or did not answer in time."""


class Answer(NamedTuple):
    """An answer as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(url: str, request: str, headers: Mapping[str, str] | None = None) -> Answer:
    """The answer to one request as `load.Requests` writes it, over a connection of its own."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=PATIENCE)
    try:
        path, tab, body = request.partition("\t")
        method = "POST" if tab else "GET"
        connection.request(method, path, body=body if tab else None, headers=dict(headers or {}))
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, found, answer.read())
    finally:
        connection.close()


class Servers:
    """Starts servers, and notes where each listens."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self._stack = folder, stack

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        ready: str,
        variables: Mapping[str, str | Path] | None = None,
        cores: Sequence[int] = (SERVER_CORE,),
        patience: float = 60,
    ) -> Running:
        """Start a server, which runs until the stack is closed; it answers at `ready` then.

        Raises NotStarted with what it wrote, where it does not.
        """
        port = free_port()
        log = self.folder / f"{port}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - our own commands
                [*pinned_to(*cores), *(str(word).replace(PORT, str(port)) for word in command)],
                cwd=ROOT,
                env=environment(**(variables or {})),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._stack.callback(stop, process)
        running = Running(name, f"http://{HOST}:{port}", process.pid)
        deadline = time.monotonic() + patience
        while process.poll() is None and time.monotonic() < deadline:
            if _answers(running.url, ready):
                return running
            time.sleep(0.005)
        ended = process.poll()
        why = f"not within {patience} s" if ended is None else f"it ended with {ended}"
        written = log.read_text(errors="replace")[-500:].strip()
        raise NotStarted(f"{name} did not answer {ready}, {why}. {written}")

    def citewire(
        self,
        dataset: Path,
        *,
        cache: int = 0,
        workers: int = 1,
        cores: Sequence[int] = (SERVER_CORE,),
    ) -> Running:
        """Start Citewire, with so many megabytes of finished responses."""
        return self.start(
            "Citewire" if workers == 1 else f"Citewire, {workers} workers",
            [sys.executable, "-m", "app", "serve", "--port", PORT, "--workers", str(workers)],
            ready="/health/ready",
            variables={
                "CITEWIRE_DATASET": dataset,
                "CITEWIRE_CACHE_MEGABYTES": str(cache),
                "CITEWIRE_LOG_LEVEL": "warning",
            },
            cores=cores,
        )

    def bare(self, factory: str, name: str, body: bytes = b"") -> Running:
        """Start the application of `benchmarks.bare` of that name, which sends these bytes."""
        file = self.folder / f"{factory}-{free_port()}.body"
        file.write_bytes(body)
        command = ["-m", "uvicorn", f"benchmarks.bare:{factory}", "--factory", "--port", PORT]
        return self.start(
            name,
            [sys.executable, *command, "--no-access-log", "--log-level", "warning"],
            ready="/",
            variables={BODY: file},
        )


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server, with patience."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _answers(url: str, path: str) -> bool:
    try:
        return ask(url, path).status < 400
    except (OSError, http.client.HTTPException):
        return False
