"""What all collections share: how a query becomes a page, and an id a record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlmodel import SQLModel
from starlette.requests import Request
from starlette.responses import Response

from app.api import cursors, problems
from app.api.conditional import answer
from app.api.filters import sql_table
from app.api.query import ListQuery, canonical, parameters_of
from app.api.served import Served, served
from app.api.statements import (
    Shape,
    SortKey,
    Statement,
    count_statement,
    neighbours_statement,
    page_statement,
    record_statement,
)
from app.store.sqlite import Row

NOT_BOUND = frozenset({"cursor", "limit"})
"""What may differ from page to page of one query."""

IN_READING_ORDER = (SortKey("key"),)


@dataclass(frozen=True, eq=False)
class Collection:
    """Records of one type: their names in the API, and the table that filters and sorts read."""

    name: str
    singular: str
    table: type[SQLModel]
    query: type[ListQuery]

    def page(self, request: Request, query: ListQuery) -> Response:
        """One page of the records that the query lets through."""
        state = served(request)

        def body() -> tuple[bytes, dict[str, str]]:
            return self._page(query, state)

        return answer(request, f"/v1/{self.name}?{canonical(query)}", body)

    def record(self, request: Request, id_: str) -> Response:
        """The one record with this id. Raises a 404 problem where there is none."""
        state = served(request)

        def body() -> tuple[bytes, dict[str, str]]:
            table = sql_table(self.table)
            rows = state.store.rows(record_statement(table), {"id": id_})
            if not rows:
                raise problems.not_found(self.singular, id_, self._near(id_, state))
            return _text(rows[0][0]), {}

        return answer(request, f"/v1/{self.name}/{id_}", body)

    def _page(self, query: ListQuery, state: Served) -> tuple[bytes, dict[str, str]]:
        bound = f"/v1/{self.name}?{canonical(query, NOT_BOUND)}"
        given = _filters(query)
        shape = tuple((name, len(values)) for name, values in given.items())
        values = {
            f"{name}_{i}": value
            for name, several in given.items()
            for i, value in enumerate(several)
        }
        sort = tuple(getattr(query, "sort", None) or ())
        counted = state.store.rows(plan(self, shape, sort, None).count, values)
        after = None
        if query.cursor is not None:
            last = cursors.unseal(query.cursor, bound, state.version)
            after = tuple(value is None for value in last)
            values |= {f"after_{i}": value for i, value in enumerate(last)}
        values["rows"] = query.limit + 1
        rows = state.store.rows(plan(self, shape, sort, after).page, values)
        link, headers = None, {}
        if len(rows) > query.limit:
            rows.pop()
            cursor = cursors.seal(_sort_values(rows[-1]), bound, state.version)
            link = f"{bound}{'' if bound.endswith('?') else '&'}limit={query.limit}&cursor={cursor}"
            headers = {"Link": f'<{link}>; rel="next"'}
        return _envelope(rows, _number(counted[0][0]), link), headers

    def _near(self, id_: str, state: Served) -> str | None:
        """The id most like the one that is not there, of those that start alike."""
        table = sql_table(self.table)
        for first in dict.fromkeys(
            (id_[:3], id_[:3].upper(), id_[:3].lower(), id_[:1].upper(), "")
        ):
            values = {"first": first, "last": f"{first}\U0010ffff"}
            rows = state.store.rows(neighbours_statement(table), values)
            suggestion = problems.nearest(id_, (_text(row[0]).decode() for row in rows))
            if suggestion is not None:
                return suggestion
        return None


@dataclass(frozen=True)
class Plan:
    """The two statements that a list takes."""

    page: Statement
    count: Statement


@lru_cache(maxsize=4096)
def plan(
    collection: Collection,
    given: tuple[tuple[str, int], ...],
    sort: tuple[str, ...],
    after: tuple[bool, ...] | None,
) -> Plan:
    """The statements for queries of this shape, built once."""
    filters = parameters_of(collection.query).filters
    shape = Shape(
        sql_table(collection.table),
        tuple((name, filters[name], number) for name, number in given),
        _sort_keys(sort),
        after,
    )
    return Plan(page_statement(shape), count_statement(shape))


def _sort_keys(sort: Sequence[str]) -> tuple[SortKey, ...]:
    """The keys to sort by; the id is always the last, so that the order is total."""
    if not sort:
        return IN_READING_ORDER
    keys: dict[str, SortKey] = {}
    for name in (*sort, "id"):
        column = name.removeprefix("-")
        keys.setdefault(column, SortKey(column, name.startswith("-")))
    return tuple(keys.values())


def _filters(query: ListQuery) -> Mapping[str, list[object]]:
    """The values of each filter that is given, as the tables have them, in order of name."""
    filters = parameters_of(type(query)).filters
    given = {}
    for name in sorted(query.model_fields_set & filters.keys()):
        value = getattr(query, name)
        values = value if isinstance(value, list) else [value]
        given[name] = [filters[name].stored(item) for item in values]
    return given


def _sort_values(row: Row) -> cursors.Values:
    return tuple(
        value.decode() if isinstance(value, bytes) else value  # type: ignore[misc]
        for value in row[1:]
    )


def _envelope(rows: Sequence[Row], total: int, link: str | None) -> bytes:
    data = b",".join([_text(row[0]) for row in rows])
    following = b"null" if link is None else b'"%s"' % link.encode()
    return b'{"data":[%s],"total":%d,"next":%s}' % (data, total, following)


def _text(value: object) -> bytes:
    assert isinstance(value, bytes), "text comes from a store as bytes"
    return value


def _number(value: object) -> int:
    assert isinstance(value, int), "counts are integers"
    return value
