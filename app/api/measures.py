"""Measures: what the amounts of groups of records come to, in each currency and unit.

Values are exact decimals. Their digits are added up a few at a time (`columns.LIMB`) as 64-bit
floats, which hold whole numbers exactly below 2**53.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from sqlmodel import SQLModel

from app.api.groups import Grouped, Groups, Records
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

MOST_ADDED = 2**53 // 10**LIMB
"""How many amounts can be added up exactly."""


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
    if issubclass(table, tables.Amount):
        rows = np.arange(records.number) if records.rows is None else records.rows
        return rows, rows
    if not issubclass(table, tables.FactColumns):
        return None
    facts = columns.numbers(codes_of(column_of(tables.Amount, "fact")))
    if records.rows is None and home(table) is table:
        return np.arange(len(facts)), facts.astype(np.int64)
    own = np.arange(records.number) if records.rows is None else records.rows
    homes = (
        own if home(table) is table else columns.numbers(homes_of(str(table.__tablename__)))[own]
    )
    # Both are in reading order. After the last there is one that no amount has.
    places = np.searchsorted(homes, facts)
    of_them = np.append(homes, -1)[places] == facts
    amounts = np.flatnonzero(of_them)
    return amounts, own[places[of_them]]


def _added(
    amounts: Numbers, places: Numbers, number: int, columns: Columns
) -> list[list[dict[str, Any]]]:
    """What these amounts come to, each counted in the group of its place."""
    assert len(amounts) < MOST_ADDED, "sums of digits are exact"
    currency, unit = (column_of(tables.Amount, name) for name in ("currency", "unit"))
    money, counted = columns.numbers(codes_of(currency)), columns.numbers(codes_of(unit))
    currencies = [*columns.texts(values_of(currency)), None]
    units = [*columns.texts(values_of(unit)), None]
    values, without = columns.numbers(VALUE)[amounts], columns.size(VALUE)
    decimals = columns.numbers(values_of(column_of(tables.Amount, "value")))
    measures = money[amounts].astype(np.int64) * len(units) + counted[amounts]
    # One cell for each measure in each group: there are few, and most hold something.
    cells = number * len(currencies) * len(units)
    cell = places * (len(currencies) * len(units)) + measures
    valued = values < without
    ranks, of_ranks = values[valued].astype(np.int64), cell[valued]
    least, greatest = np.full(cells, without), np.full(cells, -1)
    np.minimum.at(least, of_ranks, ranks)
    np.maximum.at(greatest, of_ranks, ranks)
    counts = np.bincount(cell, minlength=cells)
    with_value = np.bincount(of_ranks, minlength=cells)
    inexact = np.bincount(cell[valued & _are_inexact(amounts, columns)], minlength=cells)
    sums = []
    for limb in range(LIMBS):
        digits = columns.numbers(limb_of(limb))[ranks]
        sums.append(np.bincount(of_ranks, digits, cells).astype(np.int64))
    content: list[list[dict[str, Any]]] = [[] for _ in range(number)]
    filled = np.flatnonzero(counts)
    found = (counts, with_value, inexact, least, greatest, *sums)
    rows = zip(*(column[filled].tolist() for column in found), strict=True)
    for i, (count, valued_count, inexact_count, lowest, highest, *limbs) in zip(
        filled.tolist(), rows, strict=True
    ):
        place, measure = divmod(i, len(currencies) * len(units))
        content[place].append(
            {
                "currency": currencies[measure // len(units)],
                "unit": units[measure % len(units)],
                "count": count,
                "sum": _sum(limbs) if valued_count else None,
                "least": _decimal(decimals[lowest]) if valued_count else None,
                "greatest": _decimal(decimals[highest]) if valued_count else None,
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


def _sum(limbs: list[int]) -> str:
    """The decimal whose digits were added up a few at a time, the first digits first."""
    *whole, fraction = limbs
    number = 0
    for limb in whole:
        number = number * 10**LIMB + limb
    number = number * 10**FRACTION_DIGITS + fraction
    digits = f"{number:0{FRACTION_DIGITS + 1}}"
    return _plain(digits[:-FRACTION_DIGITS], digits[-FRACTION_DIGITS:])


def _decimal(stored: bytes) -> str:
    whole, _, fraction = stored.decode().partition(".")
    return _plain(whole, fraction)


def _plain(whole: str, fraction: str) -> str:
    """The decimal of these digits without needless zeros, as `decimals.decimal_text` has it."""
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole
