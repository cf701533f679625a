"""Opening: what SQL alone tells of a query, before the rest is decided on columns.

It is one statement, each column of which is a sub-select: whether the ids that are given name
something, the keys of what each filter's ids name, what is found by the filters that compare what
is not kept as a column, and what those leave undecided. A query without such filters takes none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import ColumnElement, bindparam, func, literal, select
from sqlalchemy import null as sql_null
from sqlmodel import SQLModel

from app.api.query.filters import AtLeast, AtMost, Bound, Filter, Is, Not, Range, among
from app.api.query.links import Linked, MentionedWith
from app.api.query.naming import Named, all_codes, all_named, check_named, named
from app.api.query.outlines import PLANS, Bindings, Outline, named_in, shape_of
from app.api.query.selection import as_bytes, as_int
from app.api.query.shapes import Given, Shape, lead
from app.api.query.statements import left_out
from app.api.query.ties import MakesTies
from app.api.served import Served
from app.model.columns import kept
from app.store.prepared import Prepared, prepared

if TYPE_CHECKING:
    from app.store.columns import Columns

T = TypeVar("T")


class NamesNothing(Exception):
    """An id names nothing. What to say of it takes more statements."""


@dataclass(frozen=True)
class Opened:
    """What SQL tells of a query. Several keys are one text, with commas between."""

    named: Mapping[str, bytes]
    """The keys of what the ids name, by the parameter that they are given to."""
    found: bytes
    """The keys of the records that the filters let through which SQL decides."""
    left_out: int
    """How many records a range does not decide, where SQL decides one."""


def opened(outline: Outline, values: Bindings, columns: "Columns") -> Opened:
    """What SQL tells of the query. Raises NamesNothing, and TookTooLong at the deadline."""
    statement = _opening_plan(outline)
    if statement is None:
        return Opened({}, b"", 0)
    [(all_there, found, undecided, *keys)] = columns.rows(statement, values)
    if not (all_there and all_codes(named_in(outline), values)):
        raise NamesNothing
    parameters = [item.parameter for item in _ids_on_columns(outline)]
    by_parameter = {name: _joined(text) for name, text in zip(parameters, keys, strict=True)}
    return Opened(by_parameter, _joined(found), as_int(undecided))


async def over_columns(
    work: "Callable[[Columns], T]", outline: Outline, values: Bindings, state: Served
) -> T:
    """What the work makes of columns and of what opens it, while the event loop does other things.

    Raises a 400 problem where an id names nothing, and TookTooLong at the deadline.
    """
    try:
        return await state.store.aside(work)
    except NamesNothing:
        await check_named(named_in(outline), values, state, all_there=False)
        raise


def decided_by_sql(outline: Outline) -> tuple[Given, ...]:
    """The filters that are given and compare what is not kept as a column."""
    filters = shape_of(outline).filters
    return tuple(item for item in filters if not _on_columns(item[1], outline.table))


def _on_columns(filter_: Filter, table: type[SQLModel]) -> bool:
    match filter_:
        case Not(other):
            return _on_columns(other, table)
        case Is(name):
            return name == "id" or name in kept(table)
        case AtLeast(extent) | AtMost(extent):
            return {extent.lower, extent.upper} <= set(kept(table))
        case Linked() | MentionedWith() | MakesTies():
            return True
        case _:
            return False


def _ids_on_columns(outline: Outline) -> list[Named]:
    """The filters whose values are ids, to be compared with what is kept as a column."""
    by_sql = {name for name, _, _ in decided_by_sql(outline)}
    return [item for item in named(shape_of(outline)) if item.parameter not in by_sql]


@lru_cache(maxsize=PLANS)
def _opening_plan(outline: Outline) -> Prepared | None:
    """The statement that opens queries of this outline, built once; None where none is needed."""
    shape, by_sql, ids = shape_of(outline), decided_by_sql(outline), _ids_on_columns(outline)
    if not (by_sql or ids):
        return None
    is_ranged = any(isinstance(filter_, Range) for _, filter_, _ in by_sql)
    opening = select(
        all_named(shape),
        _keys_found(replace(shape, filters=by_sql)) if by_sql else sql_null(),
        left_out(shape) if is_ranged else literal(0),
        *map(_keys_named, ids),
    )
    return prepared(opening)


def _keys_found(shape: Shape) -> ColumnElement[Any]:
    leading = lead(shape)
    return _together(leading.keys, *leading.met())


def _keys_named(item: Named) -> ColumnElement[Any]:
    table = SQLModel.metadata.tables[item.table]
    given: Bound = [bindparam(f"{item.parameter}__{i}") for i in range(item.number)]
    return _together(table.c.key, among(table.c.id, given))


def _together(keys: ColumnElement[int], *met: ColumnElement[bool]) -> ColumnElement[Any]:
    """The keys as one text, which costs less than a row for each."""
    return select(func.group_concat(keys)).where(*met).scalar_subquery()


def _joined(keys: object) -> bytes:
    """The keys, of which there may be none."""
    return b"" if keys is None else as_bytes(keys)
