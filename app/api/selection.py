"""Selections: what a query selects, as statements and the values they are bound to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pydantic import BaseModel
from sqlalchemy import Table
from sqlmodel import SQLModel

from app.api import cursors
from app.api.filters import sql_table
from app.api.query import ListQuery, PlainQuery, parameters_of
from app.api.served import Served
from app.api.statements import Shape, SortKey, Statement, count_statement, page_statement
from app.api.vocabulary import Match
from app.store.sqlite import Row

IN_READING_ORDER = (SortKey("key"),)
ALL = -1
"""As a number of rows: no limit."""


class Selection:
    """A query put to a table."""

    def __init__(self, table: type[SQLModel], query: ListQuery, bound: str) -> None:
        """`bound` is what of the URL a cursor is bound to: all but the page."""
        self._query, self._bound = query, bound
        self._outline, self.values = outlined(table, query)

    def count(self, state: Served) -> tuple[int, int]:
        """How many records it finds, and how many are left out since no range decides them."""
        (found, left_out), *_ = state.store.rows(self._plan(None).count, self.values)
        return as_int(found), as_int(left_out)

    def rows(self, state: Served, number: int) -> tuple[Statement, dict[str, object]]:
        """Selects so many rows from the query's cursor on. Raises a 400 problem."""
        after = None
        values = self.values | {"rows": number}
        if self._query.cursor is not None:
            kinds = _kinds(self._outline)
            last = cursors.unseal(self._query.cursor, self._bound, state.version, kinds)
            after = tuple(value is None for value in last)
            values |= {f"after_{i}": value for i, value in enumerate(last)}
        return self._plan(after).page, values

    def next_link(self, last: Row, state: Served) -> str:
        """The URL of the page after the one that ends with this row."""
        values = tuple(value.decode() if isinstance(value, bytes) else value for value in last[1:])
        cursor = cursors.seal(values, self._bound, state.version)
        joint = "" if self._bound.endswith("?") else "&"
        return f"{self._bound}{joint}limit={self._query.limit}&cursor={cursor}"

    def _plan(self, after: tuple[bool, ...] | None) -> "Plan":
        return plan(self._outline, after)


@dataclass(frozen=True)
class Outline:
    """What of a query decides its statements, as a key to find them by."""

    table: type[SQLModel]
    query: type[PlainQuery]
    given: tuple[tuple[str, int], ...]
    match: Match
    sort: tuple[str, ...]


def outlined(table: type[SQLModel], query: PlainQuery) -> tuple[Outline, dict[str, object]]:
    """What of the query decides its statements, and the values that they are bound to."""
    given = given_values(query)
    outline = Outline(
        table,
        type(query),
        tuple((name, len(values)) for name, values in given.items()),
        getattr(query, "match", Match.CERTAIN),
        tuple(getattr(query, "sort", None) or ()),
    )
    return outline, bound_values(given)


@dataclass(frozen=True)
class Plan:
    """The two statements that a list takes."""

    page: Statement
    count: Statement


@lru_cache(maxsize=4096)
def plan(outline: Outline, after: tuple[bool, ...] | None) -> Plan:
    """The statements for queries of this outline, built once."""
    shape = shape_of(outline, after)
    return Plan(page_statement(shape), count_statement(shape))


def shape_of(outline: Outline, after: tuple[bool, ...] | None = None) -> Shape:
    """What the outline names, looked up."""
    filters = parameters_of(outline.query).filters
    return Shape(
        sql_table(outline.table),
        tuple((name, filters[name], number) for name, number in outline.given),
        outline.match,
        _sort_keys(outline.sort),
        after,
    )


@lru_cache(maxsize=1024)
def _kinds(outline: Outline) -> tuple[cursors.Kind, ...]:
    shape = shape_of(outline)
    return kinds_of(shape.table, shape.sort)


def kinds_of(table: Table, sort: Sequence[SortKey]) -> tuple[cursors.Kind, ...]:
    """What the values of a cursor are by which pages in this order go on."""
    columns = (table.c[key.column] for key in sort)
    return tuple(
        cursors.Kind(
            int if issubclass(column.type.python_type, int) else str, column.nullable is True
        )
        for column in columns
    )


def _sort_keys(sort: Sequence[str]) -> tuple[SortKey, ...]:
    """The keys to sort by; the id is always the last, so that the order is total."""
    if not sort:
        return IN_READING_ORDER
    keys: dict[str, SortKey] = {}
    for name in (*sort, "id"):
        column = name.removeprefix("-")
        keys.setdefault(column, SortKey(column, name.startswith("-")))
    return tuple(keys.values())


def bound_values(given: Mapping[str, list[object]]) -> dict[str, object]:
    """The values by the names of the statement's parameters (see `statements.conditions`)."""
    return {
        f"{name}__{i}": value for name, several in given.items() for i, value in enumerate(several)
    }


def given_values(query: BaseModel) -> Mapping[str, list[object]]:
    """The values of each filter that is given, as the tables have them, in order of name."""
    filters = parameters_of(type(query)).filters
    given = {}
    for name in sorted(query.model_fields_set & filters.keys()):
        value = getattr(query, name)
        values = value if isinstance(value, list) else [value]
        given[name] = [filters[name].stored(item) for item in values]
    return given


def as_bytes(value: object) -> bytes:
    """Text from a store."""
    assert isinstance(value, bytes), "text comes from a store as bytes"
    return value


def as_int(value: object) -> int:
    """A count from a store."""
    assert isinstance(value, int), "counts are integers"
    return value
