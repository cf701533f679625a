"""Statements: a query's shape to SQL. Each shape is built once and kept."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Table,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.sql.selectable import FromClause

from app.api.query.filters import Range, sql_table
from app.api.query.shapes import KEY, Lead, Shape, Statement, Way, condition, lead, leading
from app.api.query.stretches import ordered, straight_way, stretches
from app.model import tables
from app.store.prepared import Prepared, prepared

RECORD = sql_table(tables.Record)
IN_LINES = frozenset(sql_table(table) for table in tables.FactColumns.__subclasses__())
"""The tables of facts, whose records are read from their lines (see `store.lines`)."""
STANDS_FOR = "record"
"""What the column is called that stands for the record."""


def standing_for(
    table: Table, key: ColumnElement[int]
) -> tuple[ColumnElement[Any], list[ColumnElement[bool]]]:
    """What stands for the table's record with this key, and what joins it: the JSON, or else the
    key itself, by which it is read from the lines.
    """
    if table in IN_LINES:
        return key.label(STANDS_FOR), []
    return RECORD.c.body.label(STANDS_FOR), [RECORD.c.key == key]


def _records(keys: FromClause, table: Table, *columns: ColumnElement[Any]) -> Statement:
    """Selects the table's records with these keys, and columns beside them."""
    record, joined = standing_for(table, keys.c[KEY])
    return select(record, *columns).where(*joined)


def page_statement(shape: Shape, way: Way) -> Statement:
    """Selects the records of a page, and their sort values, in order.

    Where what is found is not in order, records are joined when the page is known: none is read
    that is not on it.
    """
    found = list(stretches(shape, way))
    if len(found) == 1 and way in (Way.WALK, straight_way(shape)):
        chosen = found[0].selected_columns
        record, joined = standing_for(shape.table, chosen[KEY])
        columns = [record, *(chosen[key.column] for key in shape.sort)]
        return found[0].with_only_columns(*columns).where(*joined).limit(bindparam("rows"))
    parts = [
        stretch.add_columns(literal(number).label("stretch")).limit(bindparam("rows"))
        for number, stretch in enumerate(found)
    ]
    if len(parts) == 1:
        page = parts[0].subquery("page")
    else:
        several = [select(*stretch.subquery().c) for stretch in parts]
        together = several[0].union_all(*several[1:]).subquery("together")
        order = ordered(together.c, shape.sort)
        page = (
            select(*together.c)
            .order_by(together.c.stretch, *order)
            .limit(bindparam("rows"))
            .subquery("page")
        )
    values = [page.c[key.column] for key in shape.sort]
    order = ordered(page.c, shape.sort)
    return _records(page, shape.table, *values).order_by(page.c.stretch, *order)


def stream_statement(shape: Shape, way: Way) -> Statement:
    """Selects all records, in order, one stretch of the order after the other.

    Nothing is sorted across stretches, so that the first record is there at once: databases give
    the arms of UNION ALL in turn. The limit, which is none, keeps the order within an arm.
    """
    arms = [
        _records(keys, shape.table).order_by(*ordered(keys.c, shape.sort))
        for keys in (stretch.subquery() for stretch in stretches(shape, way))
    ]
    if len(arms) == 1:
        return arms[0]
    first, *others = [select(arm.limit(-1).subquery().c[STANDS_FOR]) for arm in arms]
    return select(first.union_all(*others).subquery().c[STANDS_FOR])


def count_statement(shape: Shape) -> Statement:
    """Counts the records that the filters let through, and those that ranges cannot decide."""
    found = _counted(shape, lead(shape))
    return select(found.label("found"), left_out(shape).label("left_out"))


def left_out(shape: Shape) -> ColumnElement[int]:
    """How many records ranges cannot decide.

    All other filters let these through, and they are not found only because some range asks for a
    value that has no bound.
    """
    others = [item for item in shape.filters if not isinstance(item[1], Range)]
    ranges = [(item, item[1]) for item in shape.filters if isinstance(item[1], Range)]
    if not ranges:
        return literal(0)
    within = [condition(shape.table, item, shape.match) for item, _ in ranges]
    unknown = [filter_.unknown(shape.table) for _, filter_ in ranges]
    # The first finds them by an index: what no range leaves open is none of them.
    undecided = [or_(*unknown), and_(true(), *within).is_not(true())]
    undecided += [or_(*either) for either in zip(within, unknown, strict=True)]
    known = leading(shape.table, others, shape.match)
    conditions = [*known.conditions, *undecided]
    return _counted(shape, replace(known, conditions=conditions, alone=False, tally=None))


def _counted(shape: Shape, found: Lead) -> ColumnElement[int]:
    counted = select(func.count()).where(*found.met())
    if not found.alone:
        counted = counted.select_from(shape.table)
    number = counted.correlate(None).scalar_subquery()  # nor is it of the rows of a page
    if found.tally is None:
        return number
    tally = found.tally
    noted = exists().where(*tally.of_value).correlate(None)
    alike = select(func.coalesce(func.sum(tally.facts), 0)).where(*tally.of_value, *tally.others)
    return case((noted, alike.correlate(None).scalar_subquery()), else_=number)


def record_statement(table: Table) -> Prepared:
    """Selects the record with the id."""
    return prepared(_records(table, table).where(table.c.id == bindparam("id")))


@lru_cache(maxsize=64)
def neighbours_statement(table: Table) -> Prepared:
    """Selects ids in a stretch of the alphabet, to suggest one for an id that is not there."""
    within = (table.c.id >= bindparam("first")) & (table.c.id < bindparam("last"))
    return prepared(select(table.c.id).where(within).order_by(table.c.id).limit(200))
