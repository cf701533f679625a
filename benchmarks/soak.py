"""What a worker holds after long mixed load: `python -m benchmarks.soak --minutes 60`.

All kinds of requests in turn, a few seconds each, put to a server with its usual settings: single
records, pages, searches, summaries, the graph, streams, and a page that it has in memory.
"""

import argparse
import json
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from app.settings import Settings
from benchmarks.datasets import KEPT, generated
from benchmarks.load import CONNECTIONS, Requests, begin, end, read
from benchmarks.machine import settled_memory_of
from benchmarks.samples import Samples
from benchmarks.servers import Servers, ask
from benchmarks.sweeps import summaries

TURN = 5
"""How many seconds each kind of request is asked for at a time."""
FEW = 4
"""How many connections ask for what takes long."""


def main() -> None:
    """Read the command line, load a server, and tell each round what its worker holds."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--facts", type=int, default=1_000_000)
    arguments.add_argument("--minutes", type=float, default=60)
    arguments.add_argument("--turn", type=float, default=TURN, help="seconds for each kind")
    arguments.add_argument("--data", type=Path, default=KEPT / "data", help="generated datasets")
    options = arguments.parse_args()
    # One that is told to end still ends its server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    if shutil.which("wrk") is None:
        sys.exit("wrk, which loads the servers, is missing. On Debian: apt install wrk")
    dataset = generated(options.facts, options.data).file
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        servers = Servers(folder, stack)
        highest = 0.0
        for minutes, held in rounds(servers, dataset, options.minutes, options.turn):
            highest = max(highest, held)
            sys.stdout.write(f"after {minutes:5.1f} min: {held:4.0f} MB, {highest:4.0f} at most\n")
            sys.stdout.flush()


def rounds(
    servers: Servers, dataset: Path, minutes: float, turn: float
) -> Iterator[tuple[float, float]]:
    """After each round of all kinds: how many minutes have passed, and megabytes of its own."""
    server = servers.citewire(dataset, cache=int(Settings().cache_megabytes))
    samples = Samples(dataset)
    openapi = json.loads(ask(server.url, "/openapi.json").body)
    pages, countries = [page.path() for page in samples.deal_pages()], samples.countries()
    quick = [samples.records(), pages, samples.fact_pages(), pages[:1], samples.searches()]
    slow = [
        summaries(openapi, samples),
        [f"/v1/graph?country={country}" for country in countries],
        [f"/v1/facts?format=ndjson&country={country}" for country in countries],
        [f"/v1/deals?format=csv&country={country}" for country in countries],
    ]
    kinds = [(paths, CONNECTIONS) for paths in quick] + [(paths, FEW) for paths in slow]
    asked = [
        (Requests(server, paths, servers.folder / f"soak-{number}.requests"), connections)
        for number, (paths, connections) in enumerate(kinds)
        if paths  # a small dataset has no full pages of deals
    ]
    started = time.monotonic()
    passed = 0.0
    while passed < minutes:
        for requests, connections in asked:
            process = begin(requests, connections)
            try:
                time.sleep(turn)
            finally:
                output = end(process)
            read(output, requests, gently=connections == FEW)  # summaries may be refused
        passed = (time.monotonic() - started) / 60
        yield passed, settled_memory_of(server.process).anonymous / 1e6


if __name__ == "__main__":
    main()
