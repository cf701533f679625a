"""Dates as reporters write them, and what they say of the calendar."""

from typing import NamedTuple

from benchmarks.generate.chance import Chance
from benchmarks.generate.words import DAYS, MONTHS


class Said(NamedTuple):
    """A date in words and in EDTF (ISO 8601-2), if the words alone tell it."""

    text: str
    edtf: str | None


def date(chance: Chance, year: int) -> Said:
    """A date of the year, or of one near it; every fifth counts from the day of publication."""
    if chance.maybe(1 / 5):
        before = chance.one(("on", "last", "by", "until"))
        return Said(f"{before} {chance.one(DAYS)}", None)
    year -= chance.one((0, 0, 0, 0, 0, 1, 1, 2, 5))
    month, day = chance.number(1, 12), chance.number(1, 26)
    name, iso = f"{MONTHS[month - 1]} {year}", f"{year}-{month:02}"
    last = day + chance.number(1, 2)
    of_year = Said(f"in {year}", f"{year}")
    of_month = Said(f"in {name}", iso)
    on_a_day = Said(f"on {day} {name}", f"{iso}-{day:02}")
    rarer = (
        of_year,
        Said(f"from {day} to {last} {name}", f"{iso}-{day:02}/{iso}-{last:02}"),
        Said(f"around {day} {name}", f"{iso}-{day:02}~"),
        Said(f"probably in {name}", f"{iso}?"),
        Said(f"from {day} {name} onwards", f"{iso}-{day:02}/.."),
        Said(f"no later than {day} {name}", f"../{iso}-{day:02}"),
    )
    return chance.one((*(on_a_day,) * 12, of_month, of_month, *rarer))
