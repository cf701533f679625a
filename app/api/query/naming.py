"""Naming: whether the ids that a query gives name something, and what else they may stand for.

An id that names nothing is a mistake, like a parameter that does not exist. What a query finds
does not tell: a `…_not` of a misspelt id finds everything. So each id is looked up, in a
statement that is run anyway; only where one is missing, more is read, to suggest another.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Table,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlmodel import SQLModel

from app.api.http import problems
from app.api.http.problems import ParameterError, did_you_mean, nearest
from app.api.query.codes import COUNTRIES, country_meant
from app.api.query.facets import HasFacet
from app.api.query.filters import Filter, Is, Not
from app.api.query.links import Linked, MentionedWith
from app.api.query.shapes import Shape
from app.api.query.statements import neighbours_statement
from app.api.served import Served
from app.model import tables
from app.model.columns import column_of, reference
from app.store.prepared import Prepared, prepared

Values = Mapping[str, object]
"""Values by the names of a statement's parameters (see `shapes.condition`)."""

COUNTRY, ENTITY = str(tables.Country.__tablename__), str(tables.Entity.__tablename__)
WITH_COUNTRIES = {COUNTRY, ENTITY}
"""Tables in which a country has the code as its id that ISO 3166-1 gives it."""
CODE = "[A-Z][A-Z]"
"""What such a code looks like. No other id has capitals."""
COUNTRY_ID = re.compile(CODE)
MOST = 5
"""For how many ids another one is looked for: each takes some statements."""
SINGULAR = {"entity_group": "group"}
"""What a record of a table is called, where the table has another name."""


@dataclass(frozen=True)
class Named:
    """A parameter whose values are ids of a table's records."""

    parameter: str
    table: str
    number: int

    def given(self, values: Values) -> list[str]:
        """The ids."""
        return [str(values[f"{self.parameter}__{i}"]) for i in range(self.number)]


def named(shape: Shape) -> list[Named]:
    """Those of the filters whose values are ids."""
    targets = ((name, _target(it, shape.table), number) for name, it, number in shape.filters)
    return [Named(name, target, number) for name, target, number in targets if target]


def _target(filter_: Filter, table: Table) -> str | None:
    """The table whose ids the filter takes, or None where it takes none.

    Codes of countries and currencies are checked where the query is read.
    """
    match filter_:
        case Not(other):
            return _target(other, table)
        case Is("id"):
            return str(table.name)
        case Is(column):
            return reference(table.c[column])
        case Linked(through, of):
            return reference(column_of(through, of))
        case MentionedWith():
            return ENTITY
        case HasFacet(of) if of is not tables.Country:
            return str(of.__tablename__)
        case _:
            return None


def all_named(shape: Shape) -> ColumnElement[bool]:
    """The condition that all ids name something, or are written as codes of countries are."""
    met: ColumnElement[bool] = true()
    for item in named(shape):
        ids = _table(item.table).c.id
        for i in range(item.number):
            id_: BindParameter[str] = bindparam(f"{item.parameter}__{i}")
            found: ColumnElement[bool] = exists().where(ids == id_).correlate(None)
            if item.table in WITH_COUNTRIES:
                found = or_(found, id_.op("GLOB", is_comparison=True)(literal(CODE)))
            met = met & found
    return met


def all_codes(items: Sequence[Named], values: Values) -> bool:
    """Whether all ids that are written as codes of countries are such codes."""
    return not any(_no_code(item, id_) for item in items for id_ in item.given(values))


async def check_named(
    items: Sequence[Named], values: Values, state: Served, *, all_there: bool | None
) -> None:
    """Raise a 400 problem where an id names nothing.

    `all_there` is what `all_named` found. Unless it is true, the ids of each filter are looked up.
    """
    if all_there and all_codes(items, values):
        return
    wrong = [(item, id_) for item in items for id_ in await _missing(item, values, state)]
    if wrong:
        raise problems.bad_request(
            [
                _error(item, id_, await _meant(item.table, id_, state) if i < MOST else None)
                for i, (item, id_) in enumerate(wrong)
            ]
        )


def _no_code(item: Named, id_: str) -> bool:
    """Whether the id is written as the code of a country, and is none."""
    return item.table in WITH_COUNTRIES and bool(COUNTRY_ID.fullmatch(id_) and id_ not in COUNTRIES)


async def _missing(item: Named, values: Values, state: Served) -> list[str]:
    """Those of the ids that name nothing."""
    ids = item.given(values)
    there = await _there(item.table, ids, state)
    if item.table in WITH_COUNTRIES:
        there |= COUNTRIES
    return [id_ for id_ in ids if id_ not in there]


async def _there(table: str, ids: Sequence[str], state: Served) -> set[str]:
    """Those of the ids that the table has."""
    rows = await state.rows(_there_statement(table), {"ids": json.dumps(ids)})
    return {text_of(row[0]) for row in rows}


@lru_cache(maxsize=64)
def _there_statement(table: str) -> Prepared:
    ids = _table(table).c.id
    given = func.json_each(bindparam("ids")).table_valued("value")
    return prepared(select(ids).where(ids.in_(select(given.c.value))))


def _error(item: Named, id_: str, suggestion: str | None) -> ParameterError:
    singular = SINGULAR.get(item.table, item.table)
    detail = f"`{item.parameter}`: no {singular} has the id `{id_}`.{did_you_mean(suggestion)}"
    return ParameterError(parameter=item.parameter, detail=detail, suggestion=suggestion)


async def _meant(table: str, id_: str, state: Served) -> str | None:
    """What would be right instead: of countries, any code, though no document names the country."""
    code = country_meant(id_) if table in WITH_COUNTRIES else None
    return code or await nearest_id(table, id_, state)


async def nearest_id(table: str, id_: str, state: Served) -> str | None:
    """The id that may have been meant by one that the table does not have."""
    if table in WITH_COUNTRIES:
        code = country_meant(id_)
        if code is not None and await _there(table, [code], state):
            return code
    # What starts alike is near in the index; the longer the start, the more of it is read.
    lengths = (len(id_) * 3 // 4, len(id_) // 2, 3, 2, 1)
    starts = [id_[:length] for length in lengths if length]
    starts += [start.lower() for start in starts[-3:]] + [id_[:1].upper(), ""]
    near: dict[str, None] = {}
    for first in dict.fromkeys(starts):
        values = {"first": first, "last": f"{first}\U0010ffff"}
        rows = await state.rows(neighbours_statement(_table(table)), values)
        near |= dict.fromkeys(text_of(row[0]) for row in rows)
    # A part of the words may be enough (`starmer`), but not two letters of them (`RU`).
    return nearest(id_, [other for other in near if 2 * len(other) >= len(id_)])


def text_of(value: object) -> str:
    """Text from a store."""
    assert isinstance(value, bytes), "text comes from a store as bytes"
    return value.decode()


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]
