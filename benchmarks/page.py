"""What an answer costs, next to the least that FastAPI can do: `make bench`.

A bare FastAPI route that returns the bytes of the page, ready in memory, is the yardstick.
Each server has one process, all on one core, and wrk loads them from another. The cases take
turns, round by round, so that whatever else the machine does befalls all of them alike. The
time that a server's process spent on each answer hardly depends on what else runs.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from fastapi import FastAPI, Response

from app.compiler.build import build
from app.settings import bundled
from app.store.sealed import path_of
from tests.servers import ROOT, Server, environment, free_port, wait_until_ready

PAGE = "/v1/facts?limit=20"
FILTERED = "/v1/facts?country=GB&type=statement&type=deal&sort=-sequence&limit=20"
RECORD = "/v1/facts/coalition-of-the-willing.missile-deal"

BODY = "BENCHMARK_BODY"
"""The variable that names the file with what the bare route returns."""


def bare() -> FastAPI:
    """The yardstick: one route, and the bytes of the page."""
    app = FastAPI()
    body = Path(os.environ[BODY]).read_bytes()

    @app.get("/v1/facts")
    async def page() -> Response:
        return Response(body, media_type="application/json")

    @app.get("/health/ready")
    async def ready() -> None:
        return None

    return app


@dataclass(frozen=True)
class Running:
    """A server, and the process that it is."""

    url: str
    process: int

    def seconds(self) -> float:
        """How much time its process has spent on a core; not a number where none can be told."""
        try:
            spent = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            return float("nan")
        return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Case:
    """One request, asked again and again, and what each round found."""

    name: str
    server: Running
    path: str
    header: str | None = None
    rates: list[float] = field(default_factory=list)
    """Answers a second."""
    spent: list[float] = field(default_factory=list)
    """Microseconds of the server's process for each answer."""


def main() -> None:
    """Run the rounds and print what they found."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--seconds", type=int, default=3, help="of each case in each round")
    arguments.add_argument("--connections", type=int, default=16)
    options = arguments.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk, which loads the servers, is missing. On Debian: apt install wrk")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        cases = list(start(folder, stack))
        for case in cases:
            load(case, 1, options.connections)  # warms up
            case.rates.clear()
            case.spent.clear()
        for _ in range(options.rounds):
            for case in cases:
                load(case, options.seconds, options.connections)
    sys.stdout.write(report(cases))


def start(folder: Path, stack: ExitStack) -> Iterator[Case]:
    """Start both servers. Yields what to ask them."""
    dataset = path_of(folder, build(bundled("seed"), folder).version)
    citewire = serve(["-m", "app", "serve"], {"CITEWIRE_DATASET": str(dataset)}, folder, stack)
    with urlopen(citewire.url + PAGE) as answer:  # noqa: S310
        body, etag = answer.read(), answer.headers["ETag"]
    (folder / "body").write_bytes(body)
    uvicorn = ["-m", "uvicorn", "benchmarks.page:bare", "--factory", "--no-access-log"]
    yardstick = serve(uvicorn, {BODY: str(folder / "body")}, folder, stack)
    sys.stdout.write(f"A page of 20 facts with their evidence has {len(body):,} bytes.\n")
    yield Case("bare FastAPI, the same bytes", yardstick, "/v1/facts")
    yield Case("page of 20 facts", citewire, PAGE)
    yield Case("page, filtered and sorted", citewire, FILTERED)
    yield Case("single fact", citewire, RECORD)
    yield Case("page the client has (304)", citewire, PAGE, f"If-None-Match: {etag}")


def serve(
    command: list[str], variables: Mapping[str, str], folder: Path, stack: ExitStack
) -> Running:
    """Start a server on the first core, which runs until the stack is closed."""
    port = free_port()
    log = folder / f"{port}.log"
    process = subprocess.Popen(  # noqa: S603
        [*pinned_to(0), sys.executable, *command, "--port", str(port)],
        cwd=ROOT,
        env=environment(**variables),
        stdout=stack.enter_context(log.open("wb")),
        stderr=subprocess.STDOUT,
    )
    stack.callback(process.wait)
    stack.callback(process.terminate)
    server = Server(f"http://127.0.0.1:{port}", log)
    wait_until_ready(server, process, patience=60)
    return Running(server.url, process.pid)


def pinned_to(core: int) -> list[str]:
    """What keeps a command on one core, where the system can and there is more than one."""
    can = shutil.which("taskset") is not None and (os.cpu_count() or 1) > 1
    return ["taskset", "--cpu-list", str(core)] if can else []


def load(case: Case, seconds: int, connections: int) -> None:
    """Ask for so long over so many connections, and note what was found."""
    header = ["--header", case.header] if case.header else []
    wrk = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", *header, case.server.url + case.path]
    before = case.server.seconds()
    done = subprocess.run(  # noqa: S603
        [*pinned_to(1), *wrk], check=True, capture_output=True, text=True
    )
    spent = case.server.seconds() - before
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        sys.exit(f"{case.name}: not all was answered well:\n{done.stdout}")
    answers = re.findall(r"(\d+) requests in", done.stdout)
    rates = re.findall(r"Requests/sec:\s+([\d.]+)", done.stdout)
    case.rates.append(float(rates[0]))
    case.spent.append(spent / int(answers[0]) * 1e6)


def report(cases: list[Case]) -> str:
    """The medians, how far the rounds lie apart, and the ratios to the yardstick."""
    spread = f"{'lowest':>8}{'highest':>8}{'of bare':>8}"
    lines = [f"{'':28}{'answers/s':>9}{spread}{'µs each':>9}{spread}"]
    for case in cases:
        rates = row(case.rates, cases[0].rates)
        lines.append(f"{case.name:28}{rates}{row(case.spent, cases[0].spent)}")
    return "\n".join(lines) + "\n"


def row(found: list[float], by_bare: list[float]) -> str:
    """The median, the extremes, and the ratio of the medians."""
    middle = median(found)
    return f"{middle:9.0f}{min(found):8.0f}{max(found):8.0f}{middle / median(by_bare):8.2f}"


if __name__ == "__main__":
    main()
