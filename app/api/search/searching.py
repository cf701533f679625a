"""Searching: from what is sought to a page of results, in two statements.

The first counts all, up to a bound, and tells how frequent the words are and what may stand for
one that is cut short. The second has a head of results, which are weighed word by word and put
in order; whoever goes on after it gets the rest, type by type, in the order of the index.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Self

from app.api.query.cursors import FORGED, Kind, Values, refused
from app.api.query.outlines import bound_values, given_values
from app.api.query.parameters import PlainQuery, parameters_of
from app.api.query.selection import as_bytes, as_int
from app.api.query.shapes import Given
from app.api.query.words import Sought, sought
from app.api.search.highlights import Highlighted, highlighted, snippet
from app.api.search.ranking import (
    ASKED,
    COMPLETED,
    COMPLETION,
    HEAD,
    LONG_HEAD,
    NAMED,
    Found,
    OfType,
    Queries,
    overview_statement,
    queries_of,
    results_statement,
)
from app.api.search.weights import Weights
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
        known = position.type in {IN_HEAD, *range(len(TYPES))}
        if not known or position.offset < 0 or not position.score >= 0:
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
    id: str
    of_record: str
    """The type of its record."""
    document: str | None
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
        self.all_there: bool | None = None
        """Whether all ids of the filters name something; None where that was not looked up."""
        self._weights = Weights(self._asked, {}, 1)
        self._by_title: Queries = {}
        self._at_once: Queries = {}

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
        opened, closed = self._asked.opened
        values = self._values | {
            "words": json.dumps(words, ensure_ascii=False),
            "first": self._asked.first_completion,
            "last": self._asked.last_completion,
            "opened": opened,
            "closed": closed,
        }
        [told] = await self._store.rows_aside([overview_statement(self._filters)], values)
        frequencies: dict[str, int] = {}
        completions: list[str] = []
        for of, word, number in told:
            if of == NAMED:
                self.all_there = bool(number)
            elif word is None:
                self._counts[as_int(of)] = as_int(number)
            elif of == COMPLETION:
                completions.append(as_bytes(word).decode())
            else:
                assert of == ASKED, "a word is asked for, or may stand for one that is"
                frequencies[as_bytes(word).decode()] = as_int(number)
        records = self._store.manifest.tables["searchable"]
        self._weights = Weights(self._asked, frequencies, records)
        self._at_once = queries_of(self._asked, completions, by_title=False)
        self._by_title = queries_of(self._asked, completions, by_title=True)

    async def page(self, start: Position, limit: int) -> tuple[list[Result], Position | None]:
        """So many results from there on, and where the next page starts."""
        shares = self._shares()
        weighed = sum(shares.values())
        before = start.offset if start.type == IN_HEAD else weighed
        rest = {
            type_: start.offset if type_ == start.type else shares[type_]
            for type_ in self._types
            if self._counts[type_] > shares[type_] and type_ >= start.type
        }
        left = limit - max(min(weighed - before, limit), 0)
        wanted = shares if before < weighed else {}
        head, following = await self._results(wanted, rest if left else {}, left + 1)
        found = list(_falling(sorted(head, key=_merit)[: before + limit], float("inf")))[before:]
        score = found[-1].score if found else start.score
        if before + len(found) < weighed:
            return found, Position(IN_HEAD, before + len(found), score) if found else None
        found += _falling(following[:left], score)
        if not left:
            return found, next((Position(*at, score) for at in rest.items()), None)
        if len(following) == left + 1:
            type_ = following[left].place >> TYPE_SHIFT
            offset = sum(result.place >> TYPE_SHIFT == type_ for result in following[:left])
            return found, Position(type_, rest[type_] + offset, found[-1].score)
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

    async def _results(
        self, head: Mapping[int, int], rest: Mapping[int, int], left: int
    ) -> tuple[list[Result], list[Result]]:
        """So many results of each type for the head, and so many of the rest from there on."""
        if not any(head.values()) and not rest:
            return [], []
        values = self._values | {"left": left}
        for type_ in range(len(TYPES)):
            share = head.get(type_, 0)
            # Where all of them are weighed, or none of them has a title, titles do not lead.
            plainly = type_ not in rest and self._counts[type_] <= share
            by_title = not plainly and TYPES[type_] != "sentence"
            queries = self._by_title if by_title else self._at_once
            values |= {f"{name}_{type_}": query for name, query in queries.items()}
            values |= {f"rows_{type_}": share, f"left_{type_}": left * (type_ in rest)}
            values |= {f"offset_{type_}": rest.get(type_, 0)}
        statement = results_statement(
            self._filters, with_completed=COMPLETED.anywhere in self._at_once, with_rest=bool(rest)
        )
        [rows] = await self._store.rows_aside([statement], values)
        in_head = sum(bool(row[0]) for row in rows)
        results = list(map(self._result, rows))
        return results[:in_head], results[in_head:]

    def _result(self, row: Row) -> Result:
        place, title, text = as_int(row[1]), as_bytes(row[2]), as_bytes(row[3])
        id_, of_record = as_bytes(row[5]).decode(), as_bytes(row[6]).decode()
        document = None if row[7] is None else as_bytes(row[7]).decode()
        score = self._weights.score(title, text)
        return Result(place, title, text, bool(row[4]), id_, of_record, document, score)

    def shown(self, result: Result) -> Highlighted:
        """What to show of a result."""
        return snippet(*(highlighted(part, self._asked) for part in (result.title, result.text)))


def _finds(filter_: Any) -> bool:
    return isinstance(filter_, Found)


def _merit(result: Result) -> tuple[bool, float, int]:
    """The least first: what has the last word as it was typed, and of that by the scores."""
    return not result.exact, -result.score, result.place


def _falling(results: Iterable[Result], highest: float) -> Iterable[Result]:
    """The results, none with a higher score than one before it."""
    for result in results:
        if result.score > highest:
            yield result._replace(score=highest)
        else:
            highest = result.score
            yield result
