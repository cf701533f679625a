"""Measures: what the amounts of groups of records come to, in each currency and unit.

Values are exact decimals, whose digits are added up a few at a time (`columns.LIMB`). Amounts are
put in order of group, measure and value, so that those of a sum stand one behind the other.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlmodel import SQLModel

from app.api.summaries.groups import Grouped, Groups, Records
from app.model import tables
from app.model.columns import (
    LIMB,
    LIMBS,
    VALUE,
    codes_of,
    column_of,
    home,
    homes_of,
    limb_of,
    values_of,
)
from app.model.decimals import FRACTION_DIGITS
from app.model.vocabulary import Qualifier
from app.store.columns import Columns, Numbers


def amounts_of(
    table: type[SQLModel], grouped: Grouped, groups: Groups, columns: Columns
) -> list[list[dict[str, Any]]]:
    """What the amounts of each of these groups come to. Money is first."""
    stated = _stated(table, grouped.records, columns)
    if stated is None:
        return [[] for _ in groups.codes]
    amounts, rows = stated
    lookup = grouped.lookup(groups)
    none: Numbers = np.empty(0, np.int64)
    hit_amounts, hit_places = [none], [none]
    for codes, owners in grouped.members(rows, groups):
        hits, places = lookup(codes)
        hit_amounts.append(amounts[owners.of(hits)])
        hit_places.append(places)
    return _added(
        np.concatenate(hit_amounts), np.concatenate(hit_places), len(groups.codes), columns
    )


def _stated(
    table: type[SQLModel], records: Records, columns: Columns
) -> tuple[Numbers, Numbers] | None:
    """The amounts that the records state, and the row of the record of each; None for records
    that state none.
    """
    own = records.listed()
    if issubclass(table, tables.Amount):
        return own, own
    if not issubclass(table, tables.FactColumns):
        return None
    name = codes_of(column_of(tables.Amount, "fact"))
    facts = columns.numbers(name)
    own_facts = own
    if home(table) is not table:
        own_facts = columns.numbers(homes_of(str(table.__tablename__))).take(own)
    places = np.full(columns.size(name) + 1, -1, np.int32)
    places[own_facts] = np.arange(len(own))
    found = places.take(facts)
    amounts = np.flatnonzero(found >= 0)
    return amounts, own.take(found.take(amounts))


def _added(
    amounts: Numbers, places: Numbers, number: int, columns: Columns
) -> list[list[dict[str, Any]]]:
    """What these amounts come to, each counted in the group of its place."""
    currency, unit = (column_of(tables.Amount, name) for name in ("currency", "unit"))
    money, counted = columns.numbers(codes_of(currency)), columns.numbers(codes_of(unit))
    currencies = [*columns.texts(values_of(currency)), None]
    units = [*columns.texts(values_of(unit)), None]
    values, without = columns.numbers(VALUE), columns.size(VALUE)
    decimals = columns.numbers(values_of(column_of(tables.Amount, "value")))
    # All that is asked of an amount, in one number.
    span = number * len(currencies) * len(units) * (without + 1) * 2
    assert span < 1 << 63, "the number fits into 64 bits"
    keys = places.astype(np.int64) * len(currencies) + money[amounts]
    keys = (keys * len(units) + counted[amounts]) * (without + 1) + values[amounts]
    keys = keys * 2 + _are_inexact(amounts, columns)
    keys.sort()
    ordered = keys >> 1
    cells = ordered // (without + 1)
    ranks = ordered - cells * (without + 1)
    starts = np.flatnonzero(np.concatenate([[True], cells[1:] != cells[:-1]])[: len(cells)])
    content: list[list[dict[str, Any]]] = [[] for _ in range(number)]
    if not len(starts):
        return content
    valued = ranks < without
    with_value = np.add.reduceat(valued, starts, dtype=np.int64)
    inexact = np.add.reduceat(valued & (keys & 1 == 1), starts, dtype=np.int64)
    sums = []
    for limb in range(LIMBS):
        digits = np.append(columns.numbers(limb_of(limb)), 0)  # none where there is no value
        sums.append(np.add.reduceat(digits[ranks], starts, dtype=np.int64).tolist())
    lowest, highest = ranks[starts], ranks[starts + np.maximum(with_value, 1) - 1]
    shown = {rank for rank in {*lowest.tolist(), *highest.tolist()} if rank < without}
    plain = {rank: _decimal(decimals[rank]) for rank in shown}
    counts = np.diff(starts, append=len(keys))
    found = (cells[starts], counts, with_value, inexact, lowest, highest)
    rows = zip(*(column.tolist() for column in found), zip(*sums, strict=True), strict=True)
    for cell, count, valued_count, inexact_count, least, greatest, limbs in rows:
        place, measure = divmod(cell, len(currencies) * len(units))
        content[place].append(
            {
                "currency": currencies[measure // len(units)],
                "unit": units[measure % len(units)],
                "count": count,
                "sum": _sum(limbs) if valued_count else None,
                "least": plain.get(least),
                "greatest": plain.get(greatest),
                "without_value": count - valued_count,
                "inexact": inexact_count,
            }
        )
    return content


def _are_inexact(amounts: Numbers, columns: Columns) -> npt.NDArray[np.bool]:
    """Whether the source says of each amount that it is about, nearly, over… its figure."""
    qualifier = column_of(tables.Amount, "qualifier")
    exact = [text == Qualifier.EXACT for text in columns.texts(values_of(qualifier))]
    return ~np.array(exact, np.bool)[columns.numbers(codes_of(qualifier))[amounts]]


def _sum(limbs: Sequence[int]) -> str:
    """The decimal whose digits were added up a few at a time, the first digits first."""
    *of_whole, fraction = limbs
    whole = 0
    for limb in of_whole:
        whole = whole * 10**LIMB + limb
    carried, fraction = divmod(fraction, 10**FRACTION_DIGITS)
    whole += carried
    return f"{whole}.{fraction:0{FRACTION_DIGITS}}".rstrip("0") if fraction else str(whole)


def _decimal(stored: bytes) -> str:
    """The decimal without needless zeros, as `decimals.decimal_text` has it."""
    whole, _, fraction = stored.decode().partition(".")
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole
