"""Amounts as written: "£1.6bn", "nearly £30m", "around 20 countries", "800 billion euro"."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import pycountry
from babel.numbers import NumberFormatError, parse_decimal

from app.compiler.annotations import AmountMapping
from app.compiler.manuscript import fold
from app.model.decimals import decimal_key, decimal_text
from app.model.vocabulary import Qualifier

_QUALIFIERS = {
    Qualifier.ABOUT: r"about|around|roughly|some|approximately|circa|~",
    Qualifier.NEARLY: r"nearly|almost|just under|not quite",
    Qualifier.AT_LEAST: r"at least|no less than|no fewer than|minimum of",
    Qualifier.UP_TO: r"up to|at most|as much as|as many as|no more than|maximum of",
    Qualifier.OVER: r"over|more than|above|upwards of|just over",
}
_MULTIPLIERS = {
    **dict.fromkeys(("k", "thousand"), Decimal(10) ** 3),
    **dict.fromkeys(("m", "mn", "million"), Decimal(10) ** 6),
    **dict.fromkeys(("b", "bn", "billion"), Decimal(10) ** 9),
    **dict.fromkeys(("tn", "trillion"), Decimal(10) ** 12),
}
_MONEY_SIGNS = {"£": "GBP", "€": "EUR", "us$": "USD", "a$": "AUD", "c$": "CAD", "¥": "JPY"}
_MONEY_WORDS = {
    **dict.fromkeys(("euro", "euros"), "EUR"),
    **dict.fromkeys(("pound sterling", "pounds sterling"), "GBP"),
    **dict.fromkeys(("us dollar", "us dollars"), "USD"),
}
_NUMBER_WORDS = {
    "one": Decimal(1),
    "two": Decimal(2),
    "three": Decimal(3),
    "four": Decimal(4),
    "five": Decimal(5),
    "six": Decimal(6),
    "seven": Decimal(7),
    "eight": Decimal(8),
    "nine": Decimal(9),
    "ten": Decimal(10),
    "eleven": Decimal(11),
    "twelve": Decimal(12),
    "twenty": Decimal(20),
}
_CODES = frozenset(currency.alpha_3 for currency in pycountry.currencies)
# What a currency's name does not hold: it would be a part of the number, or bound it.
_NOT_A_NAME = re.compile(
    rf"\d|\b(?:and|or|to|plus|odd|more|less|most|least|maximum|minimum|hundred|dozen"
    rf"|{'|'.join(_NUMBER_WORDS)}|{'|'.join(_MULTIPLIERS)})\b"
)

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_AMOUNT = re.compile(
    rf"(?P<sign>us\$|a\$|c\$|[£€¥$]|[a-z]{{3}}(?=\s*\d))?\s*"
    rf"(?P<number>{_NUMBER}|{'|'.join(_NUMBER_WORDS)})"
    rf"(?:\s*(?P<multiplier>{'|'.join(sorted(_MULTIPLIERS, key=len, reverse=True))})(?!\w))?"
    rf"(?:[\s-]+(?P<rest>\S.*))?"
)


@dataclass(frozen=True)
class Quantity:
    """An amount understood."""

    value: Decimal | None
    value_min: Decimal | None
    value_max: Decimal | None
    currency: str | None
    unit: str | None
    qualifier: Qualifier


class Unreadable(Exception):
    """The amount cannot be understood, or is not what its author declares it to be."""


def understand(amount: AmountMapping) -> Quantity:
    """The amount as written, checked against what is declared. Raises Unreadable."""
    words = " ".join(fold(amount.text).split())
    qualifier, figure = _qualified(words.lower())
    if qualifier is Qualifier.BETWEEN:
        lower, upper, currency, unit = _range(figure, amount, words)
        understood = Quantity(None, lower, upper, currency, unit, qualifier)
    else:
        value, sign, rest, _ = _figure(figure, words)
        currency, unit = _measure(sign, rest, amount, words)
        understood = Quantity(value, *_bounds(value, qualifier), currency, unit, qualifier)
    _cross_check(amount, understood)
    return understood


def _qualified(words: str) -> tuple[Qualifier, str]:
    words = re.sub(r"^(?:an?|the)\s+(?=\S)", "", words)
    between = re.fullmatch(r"between (.+ and .+)|from (.+ to .+)", words)
    if between:
        return Qualifier.BETWEEN, between[1] or between[2]
    for qualifier, alternatives in _QUALIFIERS.items():
        match = re.match(rf"(?:{alternatives})\s*(?=[\W\d]|\b)(.+)", words)
        if match:
            return qualifier, match[1].strip()
    return Qualifier.EXACT, words


def _range(
    figure: str, amount: AmountMapping, words: str
) -> tuple[Decimal, Decimal, str | None, str | None]:
    """Both bounds, and currency or unit."""
    lower_text, upper_text = re.split(r"\s+(?:and|to)\s+", figure, maxsplit=1)
    upper, sign, rest, multiplier = _figure(upper_text, words)
    lower, lower_sign, lower_rest, lower_multiplier = _figure(lower_text, words)
    if lower_multiplier is None and multiplier is not None and lower * multiplier <= upper:
        lower *= multiplier  # "between 3 and 5 billion", but not "between 500,000 and 1.6 million"
    if lower > upper:
        raise Unreadable(f"“{words}” ends before it begins.")
    measure = _measure(sign or lower_sign, rest, amount, words)
    if lower_sign not in {sign or lower_sign, None} or (
        lower_rest and _measure(lower_sign or sign, lower_rest, amount, words) != measure
    ):
        raise Unreadable(f"“{words}” is in two currencies: write two amounts.")
    return lower, upper, *measure


def _figure(figure: str, words: str) -> tuple[Decimal, str | None, str, Decimal | None]:
    match = _AMOUNT.fullmatch(figure.strip())
    # A currency's code is in capitals: "all 20 countries" are not 20 Albanian lek.
    sign = match["sign"] if match else None
    if match is None or (sign and sign.isalpha() and sign.upper() not in words):
        raise Unreadable(
            f"“{words}” cannot be read as an amount. It reads like “£1.6bn”, “nearly £30m”,"
            " “800 billion euro”, “around 20 countries” or “between 3 and 5 tanks”."
        )
    number = match["number"]
    try:
        value = _NUMBER_WORDS.get(number) or parse_decimal(number, locale="en", strict=True)
    except NumberFormatError as error:
        raise Unreadable(f"“{number}” in “{words}” is not a number.") from error
    multiplier = _MULTIPLIERS.get(match["multiplier"] or "")
    value = value * multiplier if multiplier else value
    try:
        decimal_key(value)
    except ValueError as error:
        raise Unreadable(f"“{words}” cannot be kept: {error}.") from error
    return value, sign, match["rest"] or "", multiplier


def _bounds(value: Decimal, qualifier: Qualifier) -> tuple[Decimal | None, Decimal | None]:
    match qualifier:
        case Qualifier.EXACT:
            return value, value
        case Qualifier.NEARLY | Qualifier.UP_TO:
            return None, value
        case Qualifier.AT_LEAST | Qualifier.OVER:
            return value, None
        case _:
            return None, None


def _measure(
    sign: str | None, rest: str, amount: AmountMapping, words: str
) -> tuple[str | None, str | None]:
    """Currency or unit: exactly one of the two."""
    code, unclear = None, ""
    if sign and sign != "$":
        code, unclear = _MONEY_SIGNS.get(sign) or sign.upper(), rest
    elif rest in _MONEY_WORDS:
        code = _MONEY_WORDS[rest]
    elif rest.upper() in _CODES and rest.upper() in words:
        code = rest.upper()
    elif sign == "$" or amount.currency:
        code, unclear = amount.currency, rest if _NOT_A_NAME.search(rest) else ""
        if code is None:
            raise Unreadable(f"“{words}” does not say whose dollars: add `currency: USD`, say.")
    if unclear:
        raise Unreadable(
            f"“{unclear}” in “{words}” is not understood, and could change the amount."
        )
    if code is not None:
        if code not in _CODES:
            raise Unreadable(f"`{code}` is not a currency of ISO 4217, such as `USD`.")
        return code, None
    if amount.unit is None:
        raise Unreadable(
            f"“{words}” does not say what is counted in a way that can be told: add `unit:`, in"
            " the singular, or `currency:`."
        )
    plurals = {amount.unit, amount.unit + "s", amount.unit + "es"}
    if amount.unit.endswith("y"):
        plurals.add(amount.unit[:-1] + "ies")
    if rest not in {plural.lower() for plural in plurals}:
        raise Unreadable(f"the unit `{amount.unit}` is declared, but “{words}” counts “{rest}”.")
    return None, amount.unit


def _cross_check(amount: AmountMapping, understood: Quantity) -> None:
    for name in ("value", "value_min", "value_max"):
        declared, meant = getattr(amount, name), getattr(understood, name)
        if declared is None:
            continue
        try:
            agrees = Decimal(declared) == meant
        except InvalidOperation as error:
            raise Unreadable(f"`{name}: {declared}` is not a number.") from error
        if not agrees:
            shown = decimal_text(meant) or "no such bound"
            raise Unreadable(f"`{name}: {declared}` is declared, but “{amount.text}” says {shown}.")
    for name in ("currency", "unit", "qualifier"):
        declared, meant = getattr(amount, name), getattr(understood, name)
        if declared is not None and declared != meant:
            raise Unreadable(
                f"`{name}: {declared}` is declared, but “{amount.text}” says {meant or 'none'}."
            )
