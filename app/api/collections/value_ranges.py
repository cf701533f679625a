"""Ranges of values: figures are compared within one currency or unit, never across them."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, or_, select

from app.api.query.filters import Bound, Extent, decimal, sql_table
from app.api.query.parameters import PlainQuery
from app.api.vocabulary import Match
from app.model import tables

VALUE = Extent("value_min", "value_max")
"""An amount lies between its bounds: "nearly £30m" has only an upper one."""

LEAST, MOST = "", ":"
"""As text, below and above all digits, so that no figure that is asked for is either."""


@dataclass(frozen=True)
class StatesValue:
    """The fact states an amount within the range, in the currency that is asked for.

    It is one amount that lies within both ends. So the condition is the same for either, and
    an end that is not given lies beyond all that an amount can be.
    """

    def where(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        amount = sql_table(tables.Amount)
        return table.c.key.in_(self._stating(and_(VALUE.known(amount), self._within(match))))

    def holds(self, table: Table, values: Bound, match: Match) -> ColumnElement[bool]:
        """The same condition, for checking one record after the other."""
        amount = sql_table(tables.Amount)
        here = and_(amount.c.fact_key == table.c.key, VALUE.known(amount), self._within(match))
        return self._stating(here).correlate(table).exists()

    def unknown(self, table: Table) -> ColumnElement[bool]:
        """It states an amount in that currency of which neither bound is known."""
        return table.c.key.in_(self._stating(VALUE.unknown(sql_table(tables.Amount))))

    def stored(self, value: object) -> object:
        return decimal(value)

    def _within(self, match: Match) -> ColumnElement[bool]:
        amount = sql_table(tables.Amount)
        lower, upper = amount.c.value_min, amount.c.value_max
        least: Any = bindparam("value_gte__0", LEAST)
        most: Any = bindparam("value_lte__0", MOST)
        if match is Match.CERTAIN:
            return and_(or_(lower >= least, least == LEAST), or_(upper <= most, most == MOST))
        return and_(or_(upper >= least, upper.is_(None)), or_(lower <= most, lower.is_(None)))

    @staticmethod
    def _stating(condition: ColumnElement[bool]) -> Select[tuple[int]]:
        amount = sql_table(tables.Amount)
        # `check_measure` sees to it that exactly one currency is given, so its value is bound.
        currency: Any = bindparam("currency__0")
        return select(amount.c.fact_key).where(amount.c.currency == currency, condition)


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
