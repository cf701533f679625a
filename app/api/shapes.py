"""Shapes: what of a query decides its SQL, and the conditions that it sets.

The shape is which filters are given with how many values, which sort, and which sort values of
the cursor are null. The values are bound when a statement runs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam

from app.api.filters import Bound, Filter, Leading
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


def conditions(shape: Shape) -> list[ColumnElement[bool]]:
    """What a record must meet for the filters to let it through, for finding all that do."""
    return leading(shape.table, shape.filters, shape.match)


def leading(table: Table, given: Sequence[Given], match: Match) -> list[ColumnElement[bool]]:
    """The conditions: one filter leads to the records, and the others check them.

    More than one would each read all that it leads to, to find what is in both. The columns
    that name single things lead to less than what comes from other tables.
    """
    leads = any(getattr(filter_, "column", None) in SINGLING for _, filter_, _ in given)
    met = []
    for item in given:
        leading = isinstance(item[1], Leading)
        met.append(
            checked(table, item, match) if leading and leads else condition(table, item, match)
        )
        leads = leads or leading
    return met


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
