"""Shapes: what of a query decides its SQL, and the conditions that it sets.

The shape is which filters are given with how many values, which sort, and which sort values of
the cursor are null. The values are bound when a statement runs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam

from app.api.query.filters import Bound, Filter, Leading, columns_read, sql_table
from app.api.query.links import Linked
from app.api.vocabulary import Match

Statement = Select[*tuple[Any, ...]]

Given = tuple[str, Filter, int]
"""A filter that is given: its parameter, itself, and the number of its values."""

KEY = "key"
"""The column that is in reading order."""


@dataclass(frozen=True)
class SortKey:
    """A column to sort by."""

    column: str
    descending: bool = False


class Way(Enum):
    """How a page is come by. Either finds the same; they differ in what they read."""

    WALK = auto()
    """Along the index of the sort, passing over what the filters do not let through."""
    GATHER = auto()
    """All that the filters find, and of that the first."""


@dataclass(frozen=True)
class Shape:
    """What of a query decides its SQL."""

    table: Table
    filters: tuple[Given, ...]
    match: Match
    """How ranges are decided."""
    sort: tuple[SortKey, ...]
    """The last key is unique, so that the order is total."""
    after: tuple[bool, ...] | None = None
    """For a page after a cursor: which of its sort values are null."""
    values: str = "after"
    """How the parameters are named that the cursor's sort values are bound to."""


@dataclass(frozen=True)
class Tally:
    """How many rows of a link are alike, where that is noted for its value."""

    facts: ColumnElement[int]
    of_value: list[ColumnElement[bool]]
    """The conditions that the value sets: there may be no rows that meet them."""
    others: list[ColumnElement[bool]]
    """The other conditions."""


@dataclass(frozen=True)
class Lead:
    """What leads to the records that are found."""

    keys: ColumnElement[int]
    """Their keys in reading order: the table's own, or those of a link to it."""
    conditions: list[ColumnElement[bool]]
    """What they meet."""
    joint: ColumnElement[bool] | None = None
    """For a link, each row of which leads to another record in reading order: to which."""
    alone: bool = False
    """Whether the link alone tells that they meet the conditions."""
    tally: Tally | None = None
    """If so, where it may be noted how many do."""

    def met(self, *, alone: bool = True) -> list[ColumnElement[bool]]:
        """All conditions, with what joins the table where it is needed: for more than the keys, if
        not `alone`, or else for the conditions.
        """
        joint = [] if self.joint is None or (alone and self.alone) else [self.joint]
        return [*joint, *self.conditions]


def lead(shape: Shape) -> Lead:
    """What leads to all records that the filters let through."""
    return leading(shape.table, shape.filters, shape.match)


def leading(table: Table, given: Sequence[Given], match: Match) -> Lead:
    """What leads to all records that these filters let through.

    One filter leads, and the others check: more than one would each read all that it leads to,
    to find what is in both. The columns that name single things lead to less than what comes
    from other tables.
    """
    keys: ColumnElement[int] = table.c[KEY]
    if any(getattr(filter_, "column", None) in SINGLING for _, filter_, _ in given):
        return Lead(keys, [checked(table, item, match) for item in given])
    leader = next((item for item in given if isinstance(item[1], Leading)), None)
    others = [item for item in given if item is not leader]
    if leader is None:
        return Lead(keys, [condition(table, item, match) for item in given])
    _, filter_, number = leader
    if isinstance(filter_, Linked) and filter_.in_order and number == 1:
        link = sql_table(filter_.through)
        keys, chosen = filter_.leads(table, _bound(leader))
        known = {column.name for column in link.c if not column.primary_key}
        told = [item for item in others if columns_read(item[1]) <= known]
        rest = [checked(table, item, match) for item in others if item not in told]
        conditions = [chosen, *(condition(link, item, match) for item in told), *rest]
        tally = None if rest else _tally(filter_, table, leader, told, match)
        return Lead(keys, conditions, joint=table.c[KEY] == keys, alone=not rest, tally=tally)
    met = [checked(table, item, match) for item in others]
    return Lead(keys, [condition(table, leader, match), *met])


def _tally(
    filter_: Linked, table: Table, leader: Given, told: Sequence[Given], match: Match
) -> Tally | None:
    if filter_.tally is None:
        return None
    tally = sql_table(filter_.tally)
    of_value = [*filter_.of_values(tally, table, _bound(leader))]
    return Tally(tally.c.facts, of_value, [condition(tally, item, match) for item in told])


def passing(shape: Shape) -> Lead:
    """What records are checked for, one after the other, that nothing leads to."""
    met = [checked(shape.table, item, shape.match) for item in shape.filters]
    return Lead(shape.table.c[KEY], met)


SINGLING = frozenset({"id", "document", "sentence", "fact"})
"""Columns with few records to each of their values."""


def condition(table: Table, item: Given, match: Match = Match.CERTAIN) -> ColumnElement[bool]:
    """The condition of one filter, with a parameter for each of its values."""
    return item[1].where(table, _bound(item), match)


def checked(table: Table, item: Given, match: Match) -> ColumnElement[bool]:
    """The condition of one filter, for checking one record after the other."""
    filter_ = item[1]
    if isinstance(filter_, Leading):
        return filter_.holds(table, _bound(item), match)
    return condition(table, item, match)


def _bound(item: Given) -> Bound:
    name, _, number = item
    # Two underscores: SQLAlchemy names its own parameters `<column>_<number>`.
    return [bindparam(f"{name}__{i}") for i in range(number)]
