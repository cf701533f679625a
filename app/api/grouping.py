"""Grouping: a query's shape and the keys to group by, to SQL.

A key is the name of a filter, and a record is in all groups whose value that filter would
find it by. So the key of a group, put back as a filter, finds the records of the group.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    Subquery,
    Table,
    and_,
    cast,
    func,
    literal,
    select,
    true,
)
from sqlmodel import SQLModel

from app.api.filters import Filter, Is, Linked, MentionedWith, sql_table
from app.api.query import parameters_of
from app.api.selection import Outline, shape_of
from app.api.shapes import Shape, Statement, conditions
from app.api.statements import count_statement
from app.model import tables
from app.model.tables import FRACTION_DIGITS, WHOLE_DIGITS

MOST_GROUPS = 1000
FIRST_IDS = 100

LIMB = 8
"""Sums are taken over so many digits at a time: 64 bits then hold the sum of 9 × 10¹⁰ rows."""


@dataclass(frozen=True)
class Key:
    """What to group by, as SQL."""

    value: ColumnElement[Any]
    has_nulls: bool
    is_bool: bool = False
    link: tuple[FromClause, ColumnElement[bool]] | None = None
    """The table that has the value, and how it is joined."""
    repeats: bool = False
    """Whether a record may be linked to one value more than once."""


@dataclass(frozen=True)
class Plan:
    """The two statements that a summary takes, and which of its keys are true or false."""

    groups: Statement
    ids: Statement
    bools: tuple[bool, ...]


@lru_cache(maxsize=1024)
def summary_plan(outline: Outline, names: tuple[str, ...]) -> Plan:
    """The statements for queries of this outline, grouped by the keys of these names."""
    shape = shape_of(outline)
    filters = parameters_of(outline.query).filters
    keys = [key_of(filters[name], shape.table, f"by_{i}") for i, name in enumerate(names)]
    keyed = _keyed(shape, keys)
    return Plan(
        _groups_statement(shape, keyed, keys, amounts_link(outline.table)),
        _ids_statement(shape, keyed, keys),
        tuple(key.is_bool for key in keys),
    )


def key_of(filter_: Filter, table: Table, alias: str) -> Key:
    """What the filter compares with the values it is given. Raises TypeError where it is a range.

    Linked tables get an alias, since the filters may read them too.
    """
    match filter_:
        case Is(column):
            own = table.c[column]
            return Key(own, bool(own.nullable), isinstance(own.type, Boolean))
        case Linked():
            other = sql_table(filter_.through).alias(alias)
            value = other.c[filter_.of]
            fixed = [other.c[column] == term for column, term in filter_.also]
            on = and_(other.c[filter_.to] == table.c[filter_.own], value.is_not(None), *fixed)
            told_apart = {filter_.of, filter_.to, *(column for column, _ in filter_.also)}
            repeats = not {column.name for column in other.primary_key} <= told_apart
            return Key(value, has_nulls=True, link=(other, on), repeats=repeats)
        case MentionedWith():
            given, named = (sql_table(tables.Mention).alias(f"{alias}_{i}") for i in range(2))
            together = and_(given.c.sentence == named.c.sentence, given.c.entity != named.c.entity)
            pair = given.join(named, together)
            on = named.c.entity == table.c.id
            return Key(given.c.entity, has_nulls=True, link=(pair, on), repeats=True)
        case _:
            raise TypeError(f"{filter_} has no values to group by")


def amounts_link(table: type[SQLModel]) -> str | None:
    """The column of an amount that leads to its record, where records of the table have amounts."""
    if issubclass(table, tables.Amount):
        return "key"
    return "fact_key" if issubclass(table, tables.FactColumns) else None


def _keyed(shape: Shape, keys: list[Key]) -> CTE:
    """Each record that is found, once for each group it is in."""
    source: FromClause = shape.table
    columns = []
    for i, key in enumerate(keys):
        if key.link is not None:
            source = source.outerjoin(*key.link)
        columns.append(key.value.label(f"key_{i}"))
    found = select(shape.table.c.key, *columns).select_from(source).where(*conditions(shape))
    return (found.distinct() if any(key.repeats for key in keys) else found).cte("keyed")


# What is known of a group is carried along its rows by window functions, and never looked up by
# the keys in a second table: databases plan such joins badly, since keys may be null.


def _values(rows: FromClause) -> list[ColumnElement[Any]]:
    return [column for column in rows.c if column.name.startswith("key_")]


def _size(keyed: CTE) -> ColumnElement[int]:
    return func.count().over(partition_by=_values(keyed)).label("records")


def _placed(rows: Subquery, keys: list[Key]) -> Subquery:
    """The rows, each with the place of its group: the largest first, then in order of the key."""
    order: list[ColumnElement[Any]] = [rows.c.records.desc()]
    for key, value in zip(keys, _values(rows), strict=True):
        order.append(value.asc().nulls_last() if key.has_nulls else value)
    return select(*rows.c, func.dense_rank().over(order_by=order).label("place")).subquery("placed")


def _groups_statement(shape: Shape, keyed: CTE, keys: list[Key], link: str | None) -> Statement:
    """Selects a row for each group, or for each currency and unit of its amounts.

    First come the totals, then place, size and keys of the group, then what its amounts are.
    There is always a row, with nulls for the group where nothing is found.
    """
    counted = count_statement(shape).subquery("counted")
    placed = _placed(_measured(keyed, link) if link else _counted(keyed), keys)
    numbered = select(*placed.c, func.max(placed.c.place).over().label("groups")).subquery("group_")
    top = select(*numbered.c).where(numbered.c.place <= literal(MOST_GROUPS)).subquery("top")
    first = (top.c.groups, top.c.place, top.c.records, *_values(top))
    measures = [column for column in top.c if column not in set(first)]
    order: list[ColumnElement[Any]] = [top.c.place]
    if link is not None:
        order += [top.c.currency.nulls_last(), top.c.unit.nulls_last()]
    return (
        select(counted.c.found, counted.c.left_out, *first, *measures)
        .select_from(counted.join(top, true(), isouter=True))
        .order_by(*order)
    )


def _counted(keyed: CTE) -> Subquery:
    """The groups of records that have no amounts."""
    values = _values(keyed)
    size = func.count().label("records")
    grouped = select(size, *values).select_from(keyed).group_by(*values).subquery("grouped")
    # Without a key, all that is found is a group, even where that is nothing.
    return select(*grouped.c).where(grouped.c.records > 0).subquery("measured")


def _measured(keyed: CTE, link: str) -> Subquery:
    """The groups, and what their amounts come to in each currency and unit."""
    amount = sql_table(tables.Amount).alias("stated")
    value = amount.c.value
    # The text has a fixed width: so many digits, a point, and so many digits after it.
    digits = [func.substr(value, start, LIMB) for start in range(1, WHOLE_DIGITS + 1, LIMB)]
    digits.append(func.substr(value, WHOLE_DIGITS + 2, FRACTION_DIGITS))
    sums = [
        func.sum(cast(limb, Integer)).label(f"limb_{place}") for place, limb in enumerate(digits)
    ]
    sized = select(*keyed.c, _size(keyed)).subquery("sized")
    group = (sized.c.records, *_values(sized), amount.c.currency, amount.c.unit)
    return (
        select(
            *group,
            func.count(amount.c.key).label("amounts"),
            (func.count(amount.c.key) - func.count(value)).label("without_value"),
            func.min(value).label("least"),
            func.max(value).label("greatest"),
            *sums,
        )
        .select_from(sized.outerjoin(amount, amount.c[link] == sized.c.key))
        .group_by(*group)
        .subquery("measured")
    )


def _ids_statement(shape: Shape, keyed: CTE, keys: list[Key]) -> Statement:
    """Selects the first ids of each group in reading order, each with the group's place."""
    number = func.row_number().over(partition_by=_values(keyed), order_by=keyed.c.key)
    sized = select(*keyed.c, _size(keyed), number.label("number")).subquery("sized")
    first = select(*sized.c).where(sized.c.number <= literal(FIRST_IDS)).subquery("first")
    placed = _placed(first, keys)
    table = shape.table
    return (
        select(placed.c.place, table.c.id)
        .select_from(placed.join(table, table.c.key == placed.c.key))
        .where(placed.c.place <= literal(MOST_GROUPS))
        .order_by(placed.c.place, placed.c.number)
    )
