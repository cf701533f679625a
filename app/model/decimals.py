"""Decimals: exact numbers as text, for people and for tables."""

from decimal import Decimal

WHOLE_DIGITS = 24
FRACTION_DIGITS = 6


def decimal_key(value: Decimal) -> str:
    """The decimal as text of a fixed width, so that text order is numeric order.

    Raises ValueError where the value is negative or does not fit without loss.
    """
    if not value.is_finite() or value < 0:
        raise ValueError(f"{value} is not a finite number from 0 upwards")
    whole, _, fraction = f"{value:f}".partition(".")
    fraction = fraction.rstrip("0")
    if len(whole) > WHOLE_DIGITS or len(fraction) > FRACTION_DIGITS:
        raise ValueError(
            f"{value} has over {WHOLE_DIGITS} digits, or {FRACTION_DIGITS} after the point"
        )
    return f"{whole:0>{WHOLE_DIGITS}}.{fraction:0<{FRACTION_DIGITS}}"


def decimal_text(value: Decimal | None) -> str | None:
    """The decimal in plain digits, without needless zeros; None for None."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
