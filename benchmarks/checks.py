"""Checks: every server is asked before it is measured, and must answer what it is measured for."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.load import Requests
from benchmarks.samples import PAGE
from benchmarks.servers import Answer, ask

ASKED = 20
"""How many requests of each kind are tried."""


class NotTheSame(Exception):
    """A server does not answer what it would be measured for."""


def tried(requests: Requests, status: int = 200) -> list[Answer]:
    """The answers to some of the requests. Raises NotTheSame where one has another status."""
    headers = dict(header.split(": ", 1) for header in requests.headers)
    answers = []
    for path in some(requests.paths):
        answer = ask(requests.server.url, path, headers)
        if answer.status != status:
            raise NotTheSame(f"{requests.server.name} answers {path} with {answer.status}")
        answers.append(answer)
    return answers


def some(paths: Sequence[str]) -> Sequence[str]:
    """Which requests are tried."""
    return paths[:: max(len(paths) // ASKED, 1)][:ASKED]


def check_pages(ours: Requests, other: Requests, found: Callable[[Any], Sequence[str]]) -> None:
    """Check that both answer with the same 20 records, in the same order. Raises NotTheSame."""
    for mine, theirs in zip(tried(ours), tried(other), strict=True):
        ids = [record["id"] for record in json.loads(mine.body)["data"]]
        if len(ids) != PAGE or ids != list(found(json.loads(theirs.body))):
            raise NotTheSame(f"{other.server.name} answers with other records, or not with 20")


def check_full(requests: Requests) -> None:
    """Check that pages hold 20 records. Raises NotTheSame."""
    for answer in tried(requests):
        if len(json.loads(answer.body)["data"]) != PAGE:
            raise NotTheSame(f"{requests.server.name} answers with less than a page")
