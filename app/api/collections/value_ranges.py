"""Ranges of values: figures are compared within one currency or unit, never across them."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Table, bindparam, select

from app.api.filters import Bound, decimal, sql_table
from app.api.query import ListQuery
from app.model import tables
from app.model.tables import FRACTION_DIGITS, WHOLE_DIGITS

LEAST = decimal(0)
MOST = decimal("9" * WHOLE_DIGITS + "." + "9" * FRACTION_DIGITS)


@dataclass(frozen=True)
class StatesValue:
    """The fact states an amount within the bounds, in the currency that is asked for.

    It is one amount that lies within both bounds. So the condition is the same for either, and
    one that is not given is the least or the most that an amount can be.
    """

    def where(self, table: Table, values: Bound) -> ColumnElement[bool]:
        amount = sql_table(tables.Amount)
        within = amount.c.value.between(
            bindparam("value_gte_0", LEAST), bindparam("value_lte_0", MOST)
        )
        # `check_measure` sees to it that exactly one currency is given, so its value is bound.
        same_currency = amount.c.currency == bindparam("currency_0")
        return table.c.key.in_(select(amount.c.fact_key).where(same_currency, within))

    def stored(self, value: object) -> object:
        return decimal(value)


def check_measure(query: ListQuery, *measures: Literal["currency", "unit"]) -> None:
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
