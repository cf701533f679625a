"""Samples: what is asked for, taken from the dataset, so that every request finds something."""

import itertools
import random
import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from app.store.sealed import open_readonly

T = TypeVar("T")

PAGE = 20
"""How many records every page holds."""
MOST = 5000
"""How many different requests of a kind are made at most."""


class DealPage(NamedTuple):
    """A page of deals: those with this part-taker, stage and modality, the latest first."""

    entity: str
    stage: str
    modality: str

    def path(self, limit: int = PAGE) -> str:
        """What Citewire is asked for it."""
        return f"/v1/deals?{urlencode(self._asdict())}&sort=-sequence&limit={limit}"


DEAL_PAGES = """
    SELECT involvement.entity, deal.stage, deal.modality
    FROM deal JOIN involvement ON involvement.fact = deal.key
    WHERE involvement.role = 'deal'
    GROUP BY 1, 2, 3 HAVING count(*) >= ? ORDER BY 1, 2, 3
"""
FACT_PAGES = """
    SELECT 'entity', entity FROM involvement WHERE role = 'fact' GROUP BY 2 HAVING count(*) >= ?1
    UNION ALL
    SELECT 'country', country FROM fact_country WHERE type = 'fact' GROUP BY 2 HAVING count(*) >= ?1
    ORDER BY 1, 2
"""

TITLES = """
    SELECT json_extract(record.body, '$.title') FROM fact JOIN record ON record.key = fact.key
    WHERE fact.type IN ('deal', 'event') AND fact.sequence % ? = 0
"""


class Samples:
    """What one dataset is asked for. The same dataset gives the same requests."""

    def __init__(self, file: Path, limit: int = PAGE) -> None:
        """`limit` is how many records a page must hold to be asked for."""
        self._file, self._limit = file, limit

    def deal_pages(self) -> list[DealPage]:
        """Pages of deals with three filters."""
        return _some([DealPage(*row) for row in self._rows(DEAL_PAGES, self._limit)])

    def fact_pages(self) -> list[str]:
        """Pages of facts with one filter, which small datasets have too."""
        return _some(
            f"/v1/facts?{urlencode({name: value})}&sort=-sequence&limit={self._limit}"
            for name, value in self._rows(FACT_PAGES, self._limit)
        )

    def records(self) -> list[str]:
        """Single facts."""
        [(step,)] = self._rows("SELECT max(count(*) / ?, 1) FROM fact", 10 * MOST)
        found = self._rows("SELECT id FROM fact WHERE sequence % ? = 0", step)
        return _some((f"/v1/facts/{id_}" for (id_,) in found), 10 * MOST)

    def searches(self) -> list[str]:
        """Two words that stand together in the title of a fact."""
        [(step,)] = self._rows("SELECT max(count(*) / ?, 1) FROM fact", MOST)
        titles = self._rows(TITLES, step)
        pairs = dict.fromkeys(pair for (title,) in titles for pair in _pairs(title))
        return _some(f"/v1/search?{urlencode({'q': pair})}" for pair in pairs)

    def countries(self) -> list[str]:
        """The countries, the one with the most facts first."""
        found = self._rows("SELECT country FROM fact_country GROUP BY 1 ORDER BY count(*) DESC, 1")
        return [country for (country,) in found]

    def document(self) -> str:
        """The document in the middle."""
        [(id_,)] = self._rows(
            "SELECT id FROM document ORDER BY key LIMIT 1"
            " OFFSET (SELECT count(*) / 2 FROM document)"
        )
        return str(id_)

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(open_readonly(self._file)) as connection:
            return connection.execute(statement, values).fetchall()


def _pairs(title: str) -> Iterator[str]:
    words = re.findall(r"[^\W\d_]{4,}", title)
    yield from (f"{one} {other}" for one, other in itertools.pairwise(words))


def _some(things: Iterable[T], most: int = MOST) -> list[T]:
    """So many of the things at most, in no order that a cache could profit by."""
    found = list(things)
    return random.Random(1).sample(found, min(most, len(found)))  # noqa: S311 - nothing is secret
