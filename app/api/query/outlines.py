"""Outlines: what of queries decides their SQL, and the statements that are kept for each.

Queries that differ in values alone have one outline, and by it their statements are found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pydantic import BaseModel
from sqlalchemy import Table
from sqlmodel import SQLModel

from app.api.query import cursors
from app.api.query.arguments import arguments_of
from app.api.query.filters import sql_table
from app.api.query.naming import Named, all_named, named
from app.api.query.parameters import PlainQuery, parameters_of
from app.api.query.shapes import KEY, Shape, SortKey, Statement, Way
from app.api.query.statements import count_statement, page_statement, stream_statement
from app.api.query.stretches import straight_way
from app.api.vocabulary import Match
from app.store.prepared import Prepared, prepared

Bindings = dict[str, object]
"""Values by the names of a statement's parameters."""

SAME_ORDER = {"sequence": KEY}
"""Columns that sort as the key does: facts are numbered in reading order."""
IN_READING_ORDER = (SortKey(KEY),)


PLANS = 128
"""How many statements of a kind are kept."""


@dataclass(frozen=True, eq=False)
class Outline:
    """What of a query decides its statements, as a key to find them by (see `outline_of`)."""

    table: type[SQLModel]
    query: type[PlainQuery]
    given: tuple[tuple[str, int], ...]
    match: Match
    sort: tuple[str, ...] = ()

    @cached_property
    def filtered(self) -> "Outline":
        """What of it decides which records are found, in whatever order."""
        return outline_of(self.table, self.query, self.given, self.match, ()) if self.sort else self


@lru_cache(maxsize=2048)
def outline_of(
    table: type[SQLModel],
    query: type[PlainQuery],
    given: tuple[tuple[str, int], ...],
    match: Match,
    sort: tuple[str, ...],
) -> Outline:
    """The outline of all such queries: there is one, by which its statements are found quickly."""
    return Outline(table, query, given, match, sort)


def outlined(table: type[SQLModel], query: PlainQuery) -> tuple[Outline, Bindings]:
    """What of the query decides its statements, and the values that they are bound to."""
    fields = vars(query)  # to ask a model for what it has not takes it long
    filters = [argument for argument in arguments_of(query) if argument.stored]
    outline = outline_of(
        table,
        type(query),
        tuple([(argument.name, len(argument.stored)) for argument in filters]),
        fields.get("match", Match.CERTAIN),
        tuple(fields.get("sort") or ()),
    )
    values: Bindings = {}
    for argument in filters:
        values |= argument.bound
    return outline, values


@lru_cache(maxsize=PLANS)
def page_plan(outline: Outline, after: tuple[bool, ...] | None, way: Way) -> Prepared:
    """The statement for pages of this outline, built once."""
    return prepared(page_statement(shape_of(outline, after), way))


@lru_cache(maxsize=PLANS)
def counted_page_plan(outline: Outline, way: Way) -> Prepared:
    """The statement for first pages of this outline that also counts, built once."""
    counts = _counting(shape_of(outline.filtered)).selected_columns
    return prepared(page_statement(shape_of(outline), way).add_columns(*counts))


@lru_cache(maxsize=PLANS)
def stream_plan(outline: Outline, after: tuple[bool, ...] | None, way: Way) -> Prepared:
    """The statement for all that is found by this outline, built once."""
    return prepared(stream_statement(shape_of(outline, after), way))


@lru_cache(maxsize=512)
def straight(outline: Outline) -> Way | None:
    """The way that has what is found in the order of the sort at once; None where none has."""
    return straight_way(shape_of(outline))


@lru_cache(maxsize=PLANS)
def count_plan(outline: Outline) -> Prepared:
    """The statement that counts what an outline finds, and looks its ids up, built once."""
    return prepared(_counting(shape_of(outline)))


def _counting(shape: Shape) -> Statement:
    return count_statement(shape).add_columns(all_named(shape))


def shape_of(outline: Outline, after: tuple[bool, ...] | None = None) -> Shape:
    """What the outline names, looked up."""
    filters = parameters_of(outline.query).filters
    return Shape(
        sql_table(outline.table),
        tuple((name, filters[name], number) for name, number in outline.given),
        outline.match,
        sort_keys(sql_table(outline.table), outline.sort),
        after,
    )


@lru_cache(maxsize=1024)
def named_in(outline: Outline) -> list[Named]:
    """The parameters of such queries whose values are ids."""
    return named(shape_of(outline))


@lru_cache(maxsize=1024)
def kinds_for(outline: Outline) -> tuple[cursors.Kind, ...]:
    """What the values of a cursor are by which pages of such queries go on."""
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


@lru_cache(maxsize=1024)
def sort_keys(table: Table, sort: tuple[str, ...]) -> tuple[SortKey, ...]:
    """The keys to sort by. The last is the id, or one before it that no two records share.

    An id that is not asked for goes the way of the key before it: so the index of that key, which
    has the ids too, can be walked either way.
    """
    if not sort:
        return IN_READING_ORDER
    keys: dict[str, SortKey] = {}
    for name in (*sort, "-id" if sort[-1].startswith("-") else "id"):
        column = SAME_ORDER.get(name.removeprefix("-"), name.removeprefix("-"))
        keys.setdefault(column, SortKey(column, name.startswith("-")))
        if column == KEY or table.c[column].unique:
            break
    return tuple(keys.values())


def bound_values(given: Mapping[str, Sequence[object]]) -> Bindings:
    """The values by the names of the statement's parameters (see `shapes.condition`)."""
    return {
        f"{name}__{i}": value for name, several in given.items() for i, value in enumerate(several)
    }


def given_values(query: BaseModel) -> Mapping[str, Sequence[object]]:
    """The values of each filter that is given, as the tables have them, in order of name."""
    return {one.name: one.stored for one in arguments_of(query) if one.stored}
