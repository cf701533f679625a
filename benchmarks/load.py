"""Load: wrk asks for so long over so many connections, each time for what comes next."""

import json
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.machine import LOAD_CORE, pinned_to, seconds_spent

CONNECTIONS = 16
LONGEST = 3600
"""After so many seconds a load would end by itself."""
PATIENCE = 30
"""How many seconds an answer may take before it counts as none."""
GRACE = 2
"""How many seconds it has to end before it is told again."""
SCRIPT = Path(__file__).parent / "walk.lua"


class NotAnsweredWell(Exception):
    """Some answers were not 2xx or 3xx, or did not come."""


class NothingAnswered(NotAnsweredWell):
    """No answer came while the load lasted."""


@dataclass(frozen=True)
class Running:
    """A server, and the process that it is."""

    name: str
    url: str
    process: int


@dataclass
class Requests:
    """What one server is asked for, one after the other."""

    server: Running
    paths: Sequence[str]
    """Paths with their query; what follows a tab is the body of a POST."""
    file: Path
    """Where the load reads them from."""
    headers: Sequence[str] = ()
    asked: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        """Write the list."""
        assert len(set(self.paths)) == len(self.paths), "every request is another"
        self.file.write_text("".join(f"{path}\n" for path in self.paths), encoding="utf-8")


@dataclass(frozen=True)
class Measured:
    """What was found while the load lasted."""

    rate: float
    """Answers a second."""
    p50: float
    """Microseconds until an answer was there: the median."""
    p99: float
    spent: float
    """Microseconds of the server's processes for each answer."""
    size: float
    """Bytes of an answer, with its head."""


def load(requests: Requests, seconds: float, connections: int = CONNECTIONS) -> Measured:
    """Load a server, going on where the last load of these requests ended.

    Raises NotAnsweredWell where any answer was not, NothingAnswered where there was none.
    """
    server = requests.server
    before = seconds_spent(server.process)
    process = begin(requests, connections)
    try:
        time.sleep(seconds)
    finally:
        output = end(process)
    spent = seconds_spent(server.process) - before
    found = read(output, requests)
    if not found["answers"]:
        raise NothingAnswered(f"{server.name} answered nothing within {seconds} s")
    return Measured(
        rate=found["answers"] / found["microseconds"] * 1e6,
        p50=found["p50"],
        p99=found["p99"],
        spent=spent / found["answers"] * 1e6,
        size=found["bytes"] / found["answers"],
    )


def begin(requests: Requests, connections: int) -> subprocess.Popen[str]:
    """Start to load the server."""
    named = (word for header in requests.headers for word in ("--header", header))
    command = [
        *pinned_to(LOAD_CORE),
        "wrk",
        "--threads=1",
        f"--connections={connections}",
        f"--duration={LONGEST}s",
        f"--timeout={PATIENCE}s",
        f"--script={SCRIPT}",
        *named,
        requests.server.url,
        "--",
        str(requests.file),
        str(requests.asked),
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own


def end(process: subprocess.Popen[str]) -> str:
    """Stop a load. Returns what it reports.

    wrk counts whole seconds, and reports all the same where it is interrupted; but not while it
    is starting, when it may pass over the signal.
    """
    while True:
        process.send_signal(signal.SIGINT)
        try:
            output, _ = process.communicate(timeout=GRACE)
        except subprocess.TimeoutExpired:
            continue
        return output


def read(output: str, requests: Requests, *, gently: bool = False) -> dict[str, int]:
    """What the load's script reports in its last line.

    Raises NotAnsweredWell, unless the load is only there to keep the server busy.
    """
    found: dict[str, int] = json.loads(output.splitlines()[-1])
    if (found["refused"] or found["broken"]) and not gently:
        raise NotAnsweredWell(
            f"{requests.server.name}: of {found['answers']} answers {found['refused']} were"
            f" errors, and {found['broken']} did not come"
        )
    requests.asked += found["answers"]
    return found
