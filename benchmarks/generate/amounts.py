"""Amounts as reporters write them, in every currency sign, unit and qualifier."""

from dataclasses import dataclass
from functools import lru_cache

from app.compiler.amounts import Quantity, understand
from app.compiler.annotations import AmountMapping, Words
from benchmarks.generate import words
from benchmarks.generate.chance import Chance, Zipf
from benchmarks.generate.writing import Cut

_QUALIFIERS = (
    *("",) * 6,
    *("about ", "around ", "some ", "nearly ", "almost ", "just under "),
    *("at least ", "up to ", "as much as ", "over ", "more than "),
    *("between",) * 2,
)

_MONEY = Zipf(
    (
        ("£", "m", None),
        ("US$", " million", None),
        ("€", "m", None),
        ("£", "bn", None),
        ("", " billion euros", None),
        ("$", " million", "USD"),
        ("", " million euro", None),
        ("$", "bn", "USD"),
        ("¥", " billion", None),
        ("PLN ", " million", None),
        ("", " million Swiss francs", "CHF"),
        ("SEK ", "m", None),
        ("A$", "m", None),
        ("", " billion rupees", "INR"),
        ("C$", " million", None),
        ("", " million US dollars", None),
        ("TRY ", "bn", None),
        ("UAH ", " billion", None),
    )
)
"""What stands before and after the number, and the currency that has to be told."""

_UNITS = Zipf(words.UNITS)


@dataclass(frozen=True, slots=True)
class Counted:
    """An amount where it stands, as the compiler understands it."""

    cut: Cut
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Phrase:
    """An amount to be written, with what the words alone do not tell."""

    text: str
    currency: str | None = None
    unit: str | None = None

    def at(self, cut: Cut) -> Counted:
        """The amount, written there."""
        return Counted(cut, _understood(cut.text, self.currency, self.unit))


@lru_cache(maxsize=2**15)
def _understood(text: str, currency: str | None, unit: str | None) -> Quantity:
    """The amount, of which many come again and again."""
    return understand(AmountMapping(text=Words(text), currency=currency, unit=unit))


def money(chance: Chance) -> Phrase:
    """A sum of money."""
    sign, after, currency = chance.zipf(_MONEY)
    number = _number(chance)
    qualifier = chance.one(_QUALIFIERS)
    if qualifier == "between":
        larger = number + chance.number(1, 80)
        joined = f"between {sign}{number}{after} and {sign}{larger}{after}"
        return Phrase(joined, currency)
    tenths = f".{chance.number(1, 9)}" if number < 20 and chance.maybe(0.5) else ""
    return Phrase(f"{qualifier}{sign}{number}{tenths}{after}", currency)


def count(chance: Chance) -> Phrase:
    """A number of things."""
    one, several = chance.zipf(_UNITS)
    number = _number(chance) + 1
    if chance.maybe(0.3):
        number *= 100
    qualifier = chance.one(_QUALIFIERS)
    if qualifier == "between":
        return Phrase(f"between {number} and {number * 2} {several}", unit=one)
    return Phrase(f"{qualifier}{number:,} {several}", unit=one)


def _number(chance: Chance) -> int:
    """A number of one to three digits; few are round, and small ones are common."""
    number = chance.number(1, chance.one((10, 100, 1000)) - 1)
    return number - number % 10 if number > 20 and chance.maybe(0.6) else number
