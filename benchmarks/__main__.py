"""Measure Citewire against its peers: `make bench`, `make bench SIZE=small`.

`docs/performance.md` tells how it is measured and how to read it.
"""

import argparse
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from app import __version__
from benchmarks import lines
from benchmarks.course import Course
from benchmarks.datasets import KEPT, Dataset, generated
from benchmarks.duels import Duel, fight, loads
from benchmarks.figures import Figure, Report, Skipped
from benchmarks.machine import (
    LOAD_CORE,
    Memory,
    described,
    first_line,
    memory_of,
    read_whole,
    settled_memory_of,
)
from benchmarks.peers.field import FIELD, VARIANTS
from benchmarks.peers.rows import PeerFiles
from benchmarks.report import table, write
from benchmarks.servers import Servers, ask
from benchmarks.sweeps import (
    bare_loop,
    seconds_to_first_answer,
    stream,
    summary_rounds,
    worst_and_median,
)

HERE = Path(__file__).parent
SIZES = {"full": (1_000_000, 5, 3, 600), "small": (10_000, 5, 0.4, 5)}
"""Of each size: how many facts, rounds, seconds a load, and seconds for the summaries."""
LITTLE = 1000
"""How many facts the dataset has with which sizes are compared."""
LIBRARIES = ("fastapi", "starlette", "pydantic", "uvicorn", "uvloop", "httptools", "sqlalchemy")
NDJSON = "/v1/facts?format=ndjson"


def main() -> None:
    """Read the command line, measure, print the table and write the results."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--size", choices=SIZES, default="full")
    arguments.add_argument("--facts", type=int, help="instead of the size's own")
    arguments.add_argument("--rounds", type=int)
    arguments.add_argument("--seconds", type=float, help="of each load in each round")
    arguments.add_argument("--data", type=Path, default=KEPT / "data", help="generated datasets")
    options = arguments.parse_args()
    # A run that is told to end still ends its servers.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    if shutil.which("wrk") is None:
        sys.exit("wrk, which loads the servers, is missing. On Debian: apt install wrk")
    facts, rounds, seconds, budget = SIZES[options.size]
    report = Report(
        facts=options.facts or facts,
        small=LITTLE,
        rounds=options.rounds or rounds,
        seconds=options.seconds or seconds,
        machine=described(),
        versions=versions(),
    )
    tell(f"{report.facts:,} facts")
    large, small = (generated(number, options.data) for number in (report.facts, LITTLE))
    keep_to_the_core_of_loads()
    measure(report, large, small, budget)
    sys.stdout.write(table(report))
    folder = HERE if options.size == "full" else KEPT / "small"
    tell(f"Written: {write(report, folder)}")


def measure(report: Report, large: Dataset, small: Dataset, budget: float) -> None:
    """Measure all lines, in as many rounds as the report is of."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        servers = Servers(folder, stack)
        course = Course(servers, large.file, small.file)
        files = PeerFiles(large.file.parent / "peers" / large.file.stem)
        entered = [*course.against_bare(), *course.against_peers(files, tell)]
        entered += course.against_itself()
        duels = [one for one in entered if isinstance(one, Duel)]
        served = [large.file, small.file, *files.all()]
        held: list[Memory] = []
        for number in fight(duels, report.rounds, report.seconds, served):
            held.append(memory_of(course.plain.process))
            tell(f"round {number} of {report.rounds}")
        report.outcomes = [one.outcome() if isinstance(one, Duel) else one for one in entered]
        tell("streams")
        report.outcomes.append(streamed(course.plain.url, large.file, report.rounds))
        read_whole([large.file])
        tell(f"{len(course.summaries)} summaries")
        report.outcomes += summarised(servers, large.file, course.summaries, report.rounds, budget)
        starts = [seconds_to_first_answer(servers, large.file) for _ in range(report.rounds)]
        report.outcomes += [Figure(lines.START, starts), *built(large)]
        tell("records beside searches and summaries")
        last = course.beside_other_work()
        held.extend(
            settled_memory_of(course.plain.process)
            for _ in fight([last], report.rounds, report.seconds, [large.file])
        )
        report.outcomes += [last.outcome(), *memory(held)]
        report.loads = loads([*duels, last])
    report.outcomes.sort(key=lambda one: (int(one.line.number.rstrip("abcde")), one.line.number))


def streamed(url: str, dataset: Path, rounds: int) -> Figure:
    """All facts as NDJSON, next to SQLite alone."""
    ratios = []
    for _ in range(rounds):
        ask(url, "/v1/facts?limit=1")  # what the server still does is done then
        ours, bare = stream(url, NDJSON), bare_loop(dataset)
        assert ours.size == bare.size, "the stream holds all records and nothing else"
        ratios.append(bare.seconds / ours.seconds)
    return Figure(
        lines.NDJSON, ratios, f"{ours.size / 1e6:,.0f} MB, {ours.seconds:.2f} s in the last round"
    )


def memory(held: list[Memory]) -> Iterator[Figure]:
    """What the worker held after each round."""
    yield Figure(lines.PRIVATE_MEMORY, [one.anonymous / 1e6 for one in held])
    yield Figure(lines.RESIDENT_MEMORY, [one.resident / 1e6 for one in held])


def summarised(
    servers: Servers, dataset: Path, paths: list[str], rounds: int, budget: float
) -> Iterator[Figure]:
    """The slowest summary and the median one."""

    def start(stack: ExitStack) -> str:
        return Servers(servers.folder, stack).citewire(dataset).url

    found = summary_rounds(start, paths, rounds, budget)
    worst, medians = worst_and_median(found)
    slowest = max(worst, key=lambda one: one.milliseconds).path
    asked = min(len(one) for one in found)
    note = f"`{slowest}`, of {asked} that were asked for"
    if asked < len(paths):
        note += f"; the other {len(paths) - asked} were not, after one that took too long"
    if given_up := max(sum(one.given_up for one in each) for each in found):
        note += f"; {given_up} were given up and have no answer"
    if refused := max(sum(one.refused for one in each) for each in found):
        note += f"; {refused} were refused for too many combinations"
    yield Figure(lines.WORST_SUMMARY, [one.milliseconds for one in worst], note)
    yield Figure(lines.MEDIAN_SUMMARY, medians)


def built(dataset: Dataset) -> Iterator[Figure | Skipped]:
    """What the build of the dataset took."""
    if dataset.built is None:
        reason = "the dataset was not built by this measurement"
        yield from (Skipped(line, reason) for line in (lines.BUILD_RATE, lines.BUILD_MEMORY))
        return
    yield Figure(lines.BUILD_RATE, [dataset.facts / dataset.built.seconds])
    yield Figure(lines.BUILD_MEMORY, [dataset.built.peak / 1e6])


def versions() -> dict[str, str]:
    """The versions of all that is measured."""
    return {
        "Citewire": __version__,
        **{name: version(name) for name in LIBRARIES},
        "Node.js": first_line("node", "--version"),
        **{peer.name: peer.version for peer in FIELD if peer not in VARIANTS},
    }


def keep_to_the_core_of_loads() -> None:
    """Keep this process from the core that servers run on, where there is another."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {LOAD_CORE})


def tell(progress: str) -> None:
    """Say what is being done."""
    sys.stderr.write(f"{progress}\n")


if __name__ == "__main__":
    main()
