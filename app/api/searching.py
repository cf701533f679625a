"""Searching: from what is sought to a page of results, in a few short queries.

First all is counted, up to a bound. Then a head of results is weighed word by word and put in
order; whoever goes on after it gets the rest, type by type, in the order of the index.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Self

from app.api.cursors import FORGED, Kind, Values, refused
from app.api.highlights import Highlighted, highlighted, snippet
from app.api.query import PlainQuery, parameters_of
from app.api.ranking import (
    HEAD,
    LONG_HEAD,
    Found,
    OfType,
    Stages,
    counts_statement,
    details_statement,
    results_statement,
    stages,
    words_statement,
)
from app.api.selection import as_bytes, as_int, bound_values, given_values
from app.api.shapes import Given
from app.api.weights import Weights
from app.api.words import Sought, sought
from app.model.fulltext import TYPE_SHIFT, TYPES, WORD, plain
from app.store.reader import Row
from app.store.sqlite import Store


class Position(NamedTuple):
    """Where a page starts: so many results into the head, or into what follows of a type."""

    type: int
    offset: int
    score: float
    """Of the last result before it: no later one has a higher one."""

    @classmethod
    def of(cls, values: Values) -> Self:
        """The position that a cursor holds. Raises a 400 problem where none can be there."""
        type_, offset, score = values
        position = cls(as_int(type_), as_int(offset), float(score or 0))
        if position.type not in {IN_HEAD, *range(len(TYPES))} or position.offset < 0:
            raise refused(FORGED)
        return position


KINDS = (Kind(int), Kind(int), Kind(float))
"""What a cursor of a search holds: its position."""
IN_HEAD = -1
START = Position(IN_HEAD, 0, float("inf"))


class Result(NamedTuple):
    """A record that was found, and how well it matches."""

    place: int
    title: bytes
    text: bytes
    """Both with the marks of `ranking.results_statement`."""
    exact: bool
    """Whether the last word stands there as it was typed."""
    score: float

    @property
    def type(self) -> str:
        """The type of the result."""
        return TYPES[self.place >> TYPE_SHIFT]


class Search:
    """What a query asks for, and how much there is of it."""

    def __init__(self, query: PlainQuery, store: Store) -> None:
        self._store = store
        given = given_values(query)
        filters = parameters_of(type(query)).filters
        [(_, [words])] = ((name, values) for name, values in given.items() if _finds(filters[name]))
        self._asked: Sought = sought(str(words))
        types = [values for name, values in given.items() if isinstance(filters[name], OfType)]
        self._types = sorted(set(map(as_int, types[0]))) if types else range(len(TYPES))
        choosing = {
            name: values
            for name, values in given.items()
            if not _finds(filters[name]) and not isinstance(filters[name], OfType)
        }
        self._filters: tuple[Given, ...] = tuple(
            (name, filters[name], len(values)) for name, values in choosing.items()
        )
        self._values = bound_values(choosing)
        self._counts = dict.fromkeys(range(len(TYPES)), 0)
        self._weights = Weights(self._asked, {}, 1)
        self._by_title: Stages = {}
        self._at_once: Stages = {}

    @classmethod
    async def of(cls, query: PlainQuery, store: Store) -> Self:
        """The search, with all counted up to the bound."""
        search = cls(query, store)
        if search._asked.terms:
            await search._count()
        return search

    @property
    def counts(self) -> Mapping[str, int]:
        """How many results there are of each type, up to one more than `ranking.COUNTED`."""
        return {TYPES[type_]: number for type_, number in self._counts.items()}

    async def _count(self) -> None:
        words = [plain(word) for term in self._asked.terms for word in WORD.findall(term)]
        values = {
            "words": json.dumps(words, ensure_ascii=False),
            "first": self._asked.first_completion,
            "last": self._asked.last_completion,
        }
        [found] = await self._store.rows_aside([words_statement()], values)
        frequencies = {as_bytes(word).decode(): as_int(number) for word, number, _ in found}
        completions = tuple(
            word for row in found if not row[2] and (word := as_bytes(row[0]).decode()) != words[-1]
        )
        records = self._store.manifest.tables["searchable"]
        self._weights = Weights(self._asked, frequencies, records)
        self._at_once = stages(self._asked, completions, by_title=False)
        self._by_title = stages(self._asked, completions, by_title=True)
        self._values |= {"all": self._asked.query(completions)}
        [counted] = await self._store.rows_aside([counts_statement(self._filters)], self._values)
        self._counts = {as_int(type_): as_int(number) for type_, number in counted}

    async def page(self, start: Position, limit: int) -> tuple[list[Result], Position | None]:
        """So many results from there on, and where the next page starts."""
        shares = self._shares()
        found: list[Result] = []
        if start.type == IN_HEAD:
            head = await self._head(shares)
            found = head[start.offset : start.offset + limit]
            offset = start.offset + len(found)
            if offset < len(head):
                return found, Position(IN_HEAD, offset, found[-1].score)
        rest = [type_ for type_ in self._types if self._counts[type_] > shares[type_]]
        for type_ in rest:
            if type_ < start.type:
                continue
            offset = start.offset if type_ == start.type else shares[type_]
            score = found[-1].score if found else start.score
            if len(found) == limit:
                return found, Position(type_, offset, score)
            wanted = limit - len(found)
            [rows] = await self._results({type_: (wanted + 1, offset)}, shares)
            found += _falling(map(self._result, rows[:wanted]), score)
            if len(rows) > wanted:
                return found, Position(type_, offset + wanted, found[-1].score)
        return found, None

    def _shares(self) -> dict[int, int]:
        """How many results of each type are in the head: of rare types all, if there is room."""
        most = {
            type_: min(self._counts[type_], LONG_HEAD if TYPES[type_] == "document" else HEAD)
            for type_ in self._types
        }
        shares = {}
        left = HEAD
        for number, type_ in enumerate(sorted(most, key=lambda type_: (most[type_], type_))):
            shares[type_] = min(most[type_], left // (len(most) - number))
            left -= shares[type_]
        return shares

    async def _head(self, shares: Mapping[int, int]) -> list[Result]:
        wanted = {type_: (share, 0) for type_, share in shares.items() if share}
        rows = [row for found in await self._results(wanted, shares) for row in found]
        results = sorted(
            map(self._result, rows), key=lambda it: (not it.exact, -it.score, it.place)
        )
        return list(_falling(results, float("inf")))

    async def _results(
        self, wanted: Mapping[int, tuple[int, int]], shares: Mapping[int, int]
    ) -> list[list[Row]]:
        """Of each type so many rows, after so many others."""
        statements = []
        values = self._values | self._at_once | self._by_title
        for type_, (rows, offset) in wanted.items():
            # All of them are weighed, or none of them has a title.
            plainly = self._counts[type_] <= shares[type_] or TYPES[type_] == "sentence"
            names = tuple(self._at_once if plainly else self._by_title)
            statements.append(results_statement(type_, names, self._filters))
            values |= {f"rows_{type_}": rows, f"offset_{type_}": offset}
        return await self._store.rows_aside(statements, values) if statements else []

    def _result(self, row: Row) -> Result:
        place, title, text = as_int(row[0]), as_bytes(row[1]), as_bytes(row[2])
        return Result(place, title, text, bool(row[3]), self._weights.score(title, text))

    def shown(self, result: Result) -> Highlighted:
        """What to show of a result."""
        return snippet(*(highlighted(part, self._asked) for part in (result.title, result.text)))

    async def details(self, results: Iterable[Result]) -> Mapping[int, Row]:
        """What is told of the results, by their places."""
        places = json.dumps([result.place for result in results])
        rows = await self._store.rows(details_statement(), {"places": places})
        return {as_int(row[0]): row for row in rows}


def _finds(filter_: Any) -> bool:
    return isinstance(filter_, Found)


def _falling(results: Iterable[Result], highest: float) -> Iterable[Result]:
    """The results, none with a higher score than one before it."""
    for result in results:
        highest = min(highest, result.score)
        yield result._replace(score=highest)
