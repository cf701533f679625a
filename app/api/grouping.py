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
from app.api.statements import Shape, Statement, conditions, count_statement
from app.model import tables
from app.model.tables import FRACTION_DIGITS, WHOLE_DIGITS

MOST_GROUPS = 1000
FIRST_IDS = 100

NOTHING = "\x1f"
"""Stands for null while groups are told apart, since no join finds null. No value holds it."""

LIMB = 8
"""Sums are taken over so many digits at a time: 64 bits then hold the sum of 9 × 10¹⁰ rows."""


@dataclass(frozen=True)
class Key:
    """What to group by, as SQL."""

    value: ColumnElement[Any]
    has_nulls: bool
    is_bool: bool
    link: tuple[FromClause, ColumnElement[bool]] | None = None
    """The table that has the value, and how it is joined."""


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
    top = _top(keyed, keys)
    return Plan(
        _groups_statement(shape, keyed, top, amounts_link(outline.table)),
        _ids_statement(shape, keyed, top),
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
            return Key(value, True, False, (other, on))
        case MentionedWith():
            given, named = (sql_table(tables.Mention).alias(f"{alias}_{i}") for i in range(2))
            together = and_(given.c.sentence == named.c.sentence, given.c.entity != named.c.entity)
            pair = given.join(named, together)
            return Key(given.c.entity, True, False, (pair, named.c.entity == table.c.id))
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
        value = func.coalesce(key.value, literal(NOTHING)) if key.has_nulls else key.value
        columns.append(value.label(f"key_{i}"))
    return (
        select(shape.table.c.key, *columns)
        .select_from(source)
        .where(*conditions(shape))
        .distinct()
        .cte("keyed")
    )


def _values(keyed: FromClause) -> list[ColumnElement[Any]]:
    return [column for column in keyed.c if column.name.startswith("key_")]


def _top(keyed: CTE, keys: list[Key]) -> CTE:
    """The largest groups, each with its place among them and the number of all groups."""
    values = _values(keyed)
    grouped = (
        select(func.count().label("records"), *values)
        .select_from(keyed)
        .group_by(*values)
        .cte("grouped")
    )
    order: list[ColumnElement[Any]] = [grouped.c.records.desc()]
    for key, value in zip(keys, _values(grouped), strict=True):
        order += [value == NOTHING, value] if key.has_nulls else [value]
    return (
        select(
            func.row_number().over(order_by=order).label("place"),
            func.count().over().label("groups"),
            *grouped.c,
        )
        .where(grouped.c.records > 0)  # without a key, nothing is found as one group of none
        .order_by(*order)
        .limit(MOST_GROUPS)
        .cte("top")
    )


def _in_group(keyed: CTE, top: CTE) -> ColumnElement[bool]:
    pairs = zip(_values(keyed), _values(top), strict=True)
    return and_(true(), *(own == value for own, value in pairs))


def _groups_statement(shape: Shape, keyed: CTE, top: CTE, link: str | None) -> Statement:
    """Selects a row for each group, or for each currency and unit of its amounts.

    First come the totals, then place, size and keys of the group, then what its amounts are.
    There is always a row, with nulls for the group where nothing is found.
    """
    counted = count_statement(shape).subquery("counted")
    source: FromClause = counted.join(top, true(), isouter=True)
    totals = (counted.c.found, counted.c.left_out, top.c.groups)
    columns: list[ColumnElement[Any]] = [*totals, top.c.place, top.c.records, *_values(top)]
    order: list[ColumnElement[Any]] = [top.c.place]
    if link is not None:
        measured = _measured(keyed, top, link)
        source = source.join(measured, measured.c.place == top.c.place, isouter=True)
        columns += [column for column in measured.c if column.name != "place"]
        order += [measured.c.currency.nulls_last(), measured.c.unit.nulls_last()]
    return select(*columns).select_from(source).order_by(*order)


def _measured(keyed: CTE, top: CTE, link: str) -> CTE:
    """What the amounts of each group come to, in each currency and unit."""
    amount = sql_table(tables.Amount).alias("stated")
    value = amount.c.value
    # The text has a fixed width: so many digits, a point, and so many digits after it.
    digits = [func.substr(value, start, LIMB) for start in range(1, WHOLE_DIGITS + 1, LIMB)]
    digits.append(func.substr(value, WHOLE_DIGITS + 2, FRACTION_DIGITS))
    sums = [
        func.sum(cast(limb, Integer)).label(f"limb_{place}") for place, limb in enumerate(digits)
    ]
    return (
        select(
            top.c.place,
            amount.c.currency,
            amount.c.unit,
            func.count().label("amounts"),
            (func.count() - func.count(value)).label("without_value"),
            func.min(value).label("least"),
            func.max(value).label("greatest"),
            *sums,
        )
        .select_from(
            keyed.join(top, _in_group(keyed, top)).join(amount, amount.c[link] == keyed.c.key)
        )
        .group_by(top.c.place, amount.c.currency, amount.c.unit)
        .cte("measured")
    )


def _ids_statement(shape: Shape, keyed: CTE, top: CTE) -> Statement:
    """Selects the first ids of each group in reading order, each with the group's place."""
    number = func.row_number().over(partition_by=top.c.place, order_by=keyed.c.key)
    numbered = (
        select(top.c.place, keyed.c.key, number.label("number"))
        .select_from(keyed.join(top, _in_group(keyed, top)))
        .subquery("numbered")
    )
    table = shape.table
    return (
        select(numbered.c.place, table.c.id)
        .select_from(numbered.join(table, table.c.key == numbered.c.key))
        .where(numbered.c.number <= FIRST_IDS)
        .order_by(numbered.c.place, numbered.c.number)
    )
