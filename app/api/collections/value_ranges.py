"""Ranges of values: figures are compared within one currency or unit, never across them."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Table, bindparam, select

from app.api.filters import AtLeast, AtMost, Bound, Extent, sql_table
from app.api.query import PlainQuery
from app.api.vocabulary import Match
from app.model import tables

VALUE = Extent("value_min", "value_max")
"""An amount lies between its bounds: "nearly £30m" has only an upper one."""


@dataclass(frozen=True)
class StatesValue:
    """The fact states an amount within the range, in the currency that is asked for."""

    range: AtLeast | AtMost

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        amount = sql_table(tables.Amount)
        return self._states(table, self.range.where(amount, values, match))

    def unknown(self, table: Table) -> ColumnElement[bool]:
        """It states an amount in that currency of which neither bound is known."""
        return self._states(table, VALUE.unknown(sql_table(tables.Amount)))

    def stored(self, value: object) -> object:
        return self.range.stored(value)

    def _states(self, table: Table, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        amount = sql_table(tables.Amount)
        # `check_measure` sees to it that exactly one currency is given, so its value is bound.
        currency: Any = bindparam("currency_0")
        found = select(amount.c.fact_key).where(amount.c.currency == currency, condition)
        return table.c.key.in_(found)


def check_measure(query: PlainQuery, *measures: Literal["currency", "unit"]) -> None:
    """Raise ValueError where a range of values is not within exactly one of the measures."""
    ranged = next(
        (name for name in ("value_gte", "value_lte") if getattr(query, name) is not None), None
    )
    given = [value for name in measures for value in getattr(query, name) or ()]
    if ranged is not None and len(given) != 1:
        wanted = " or one ".join(f"`{name}`" for name in measures)
        raise ValueError(
            f"{ranged}: `{ranged}` goes with exactly one {wanted}, such as `currency=GBP`:"
            " figures of different measures do not compare."
        )
