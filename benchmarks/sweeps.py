"""Sweeps: what is measured by asking once, and not under load."""

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.machine import SERVER_CORE, pinned_to
from benchmarks.samples import Samples
from benchmarks.servers import Servers, ask
from tests.servers import ROOT

PIECE = 1 << 20
"""How much of a stream is read at once, in bytes."""
TOO_LONG = 60
"""How many seconds a summary may take before no further one is asked for."""
REFUSAL = b"/problems/too-many-combinations"
PAIRS = 5
"""How many pairs of keys are taken of each collection."""


# --- Summaries


@dataclass(frozen=True)
class Timed:
    """How long an answer took: milliseconds from the request to its last byte."""

    path: str
    milliseconds: float
    given_up: bool = False
    """Whether the server gave up, and answered with 503; or this client did."""
    refused: bool = False
    """Whether it was refused before anything was counted, with a 400 of its own type."""


def summaries(openapi: Mapping[str, Any], samples: Samples) -> list[str]:
    """A summary by every single key of every collection and by some pairs, each also filtered."""
    country, document = samples.countries()[0], samples.document()
    paths = []
    for path, operations in openapi["paths"].items():
        if not path.endswith("/summary"):
            continue
        parameters = (resolved(openapi, one) for one in operations["get"]["parameters"])
        declared = {one["name"]: resolved(openapi, one["schema"]) for one in parameters}
        keys = _keys(resolved(openapi, declared["group_by"]["items"]))
        pairs = list(combinations(keys, 2))
        chosen = [*((key,) for key in keys), *pairs[:: len(pairs) // PAIRS + 1]]
        filters = {"country": country} if "country" in declared else {"document": document}
        [(name, value)] = filters.items()
        for group in chosen:
            summary = f"{path}?group_by={','.join(group)}"
            paths += [summary, f"{summary}&{name}={value}"] if name in declared else [summary]
    return paths


def resolved(openapi: Mapping[str, Any], part: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part of the description, or what it refers to (RFC 6901)."""
    while "$ref" in part:
        target: Any = openapi
        for step in part["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        part = target
    return part


def _keys(schema: Mapping[str, Any]) -> list[str]:
    """The values that the schema allows."""
    keys: list[str] = schema["enum"] if "enum" in schema else [schema["const"]]
    return keys


def timed(url: str, paths: list[str]) -> Iterator[Timed]:
    """Ask for each path once, over one connection, and no more after one that takes too long.

    Raises AssertionError for any answer but a summary, a 503, with which the server gives up, and a
    400 for too many combinations.
    """
    host = url.removeprefix("http://")
    with closing(http.client.HTTPConnection(host, timeout=TOO_LONG)) as open_:
        for path in paths:
            started = time.perf_counter()
            try:
                open_.request("GET", path)
                answer = open_.getresponse()
                body = answer.read()
            except TimeoutError:
                yield Timed(path, TOO_LONG * 1000, given_up=True)
                return
            spent = time.perf_counter() - started
            refused = answer.status == 400 and REFUSAL in body
            known = refused or answer.status in {200, 503}
            assert known, f"{path} was answered with {answer.status}"
            yield Timed(path, spent * 1000, given_up=answer.status == 503, refused=refused)


def summary_rounds(
    start: Callable[[ExitStack], str], paths: list[str], rounds: int, budget: float
) -> list[list[Timed]]:
    """Each summary once from a server that was just started, so many times.

    No further round is begun once the budget, in seconds, is spent.
    """
    found: list[list[Timed]] = []
    begun = time.monotonic()
    while len(found) < rounds and (not found or time.monotonic() - begun < budget):
        with ExitStack() as stack:
            found.append(list(timed(start(stack), paths)))
    return found


# --- Streams


@dataclass(frozen=True)
class Stream:
    """What was read, and how long it took."""

    size: int
    seconds: float


def stream(url: str, path: str) -> Stream:
    """Read an answer to its end, as fast as it comes."""
    with closing(http.client.HTTPConnection(url.removeprefix("http://"), timeout=600)) as open_:
        started = time.perf_counter()
        open_.request("GET", path)
        answer = open_.getresponse()
        assert answer.status == 200, f"{path} was answered with {answer.status}"
        buffer = bytearray(PIECE)
        size = 0
        while read := answer.readinto(buffer):
            size += read
        return Stream(size, time.perf_counter() - started)


def bare_loop(file: Path) -> Stream:
    """The same records, read by SQLite in a bare loop on the server's core."""
    command = [*pinned_to(SERVER_CORE), sys.executable, "-m", "benchmarks.bare_loop", str(file)]
    done = subprocess.run(  # noqa: S603 - our own command
        command, cwd=ROOT, check=True, capture_output=True, text=True
    )
    return Stream(**json.loads(done.stdout))


# --- Starts


def seconds_to_first_answer(servers: Servers, dataset: Path) -> float:
    """From the command to the first record, with nothing in the server's own memory."""
    with ExitStack() as stack:
        started = time.perf_counter()
        running = Servers(servers.folder, stack).citewire(dataset)
        answer = ask(running.url, "/v1/facts?limit=1")
        spent = time.perf_counter() - started
    assert answer.status == 200
    return spent


def worst_and_median(rounds: list[list[Timed]]) -> tuple[list[Timed], list[float]]:
    """Of each round the slowest summary, and the median of all."""
    worst = [max(found, key=lambda one: one.milliseconds) for found in rounds]
    return worst, [median(one.milliseconds for one in found) for found in rounds]
