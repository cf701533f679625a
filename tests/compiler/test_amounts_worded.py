"""Amounts, from a number to words and back: understood as they were meant, or refused."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.compiler.amounts import Quantity, Unreadable
from app.model.vocabulary import Qualifier
from tests.compiler.test_amounts import understood

Bounds = tuple[str | None, str | None]
FREE: Bounds = (None, None)


# The oracle. It shares no table with the compiler, and its bounds are written out by hand.
WORDING = {
    Qualifier.EXACT: ["{}", "the {}"],
    Qualifier.ABOUT: [
        "about {}",
        "around {}",
        "Roughly {}",
        "some {}",
        "approximately {}",
        "circa {}",
    ],
    Qualifier.NEARLY: ["nearly {}", "almost {}", "just under {}", "not quite {}", "a nearly {}"],
    Qualifier.AT_LEAST: ["at least {}", "no less than {}", "no fewer than {}", "a minimum of {}"],
    Qualifier.UP_TO: [
        "up to {}",
        "at most {}",
        "as much as {}",
        "no more than {}",
        "a maximum of {}",
    ],
    Qualifier.OVER: ["over {}", "more than {}", "above {}", "upwards of {}", "Just over {}"],
}
HAS_LOWER = {Qualifier.EXACT, Qualifier.AT_LEAST, Qualifier.OVER}
HAS_UPPER = {Qualifier.EXACT, Qualifier.NEARLY, Qualifier.UP_TO}
MULTIPLIERS = {
    1: [""],
    10**3: ["k", " thousand"],
    10**6: ["m", "mn", " million", " m"],
    10**9: ["b", "bn", " billion", " bn"],
    10**12: ["tn", " trillion"],
}
MONEY = {
    "GBP": ["£{}", "£ {}", "GBP {}", "{} GBP", "{} pounds sterling"],
    "EUR": ["€{}", "EUR{}", "{} euro", "{} euros", "{} EUR"],
    "USD": ["US${}", "USD {}", "{} US dollars"],
    "JPY": ["¥{}", "JPY {}"],
    "UAH": ["UAH {}", "{} UAH"],
}
COUNTED = {
    "country": ["{} countries", "{} country"],
    "tank": ["{} tanks", "{}-tank"],
    "box": ["{} boxes"],
    "F-16": ["{} F-16s"],
}

numbers = st.decimals(0, 10**9, places=2) | st.integers(0, 10**6).map(Decimal)
moderately = settings(deadline=None, max_examples=150)


def figure(number: Decimal, multiplier: str, grouped: bool) -> str:
    """The number in digits, with or without commas, and its multiplier."""
    digits = f"{number:,f}" if grouped else f"{number:f}"
    return f"{digits}{multiplier}"


@st.composite
def worded(draw: st.DrawFn) -> tuple[str, str | None, Quantity]:
    """An amount in words, the unit to declare with it, and what it means."""
    scale, number = draw(st.sampled_from(sorted(MULTIPLIERS))), draw(numbers)
    written = figure(number, draw(st.sampled_from(MULTIPLIERS[scale])), draw(st.booleans()))
    measure = draw(st.sampled_from(sorted(MONEY | COUNTED)))
    form = draw(st.sampled_from((MONEY | COUNTED)[measure]))
    qualifier = draw(st.sampled_from(sorted(WORDING)))
    wording = draw(st.sampled_from(WORDING[qualifier]))
    value = number * scale
    meaning = Quantity(
        value=value,
        value_min=value if qualifier in HAS_LOWER else None,
        value_max=value if qualifier in HAS_UPPER else None,
        currency=measure if measure in MONEY else None,
        unit=measure if measure in COUNTED else None,
        qualifier=qualifier,
    )
    return wording.format(form.format(written)), meaning.unit, meaning


@moderately
@given(worded())
def test_an_amount_in_any_wording_is_understood_and_no_bound_is_invented(
    amount: tuple[str, str | None, Quantity],
) -> None:
    text, unit, meaning = amount
    assert understood(text, **({"unit": unit} if unit else {})) == meaning


@moderately
@given(
    bounds=st.tuples(numbers, numbers).map(sorted),
    wording=st.sampled_from(["between {} and {}", "from {} to {}"]),
    scale=st.sampled_from(sorted(MULTIPLIERS)),
    form=st.sampled_from(["£{}", "GBP {}", "{} GBP"]),
    grouped=st.booleans(),
)
def test_a_range_has_both_bounds_and_no_value(
    bounds: list[Decimal], wording: str, scale: int, form: str, grouped: bool
) -> None:
    multiplier = MULTIPLIERS[scale][0]
    lower, upper = (form.format(figure(bound, multiplier, grouped)) for bound in bounds)
    found = understood(wording.format(lower, upper))
    assert (found.value, found.currency, found.unit) == (None, "GBP", None)
    assert [found.value_min, found.value_max] == [bound * scale for bound in bounds]


@moderately
@given(
    st.text(st.sampled_from("0123456789.,-–£€$kmbn +~/%ao"), max_size=14),
    st.sampled_from([{}, {"currency": "GBP"}, {"unit": "m"}]),
)
def test_whatever_is_written_is_understood_or_refused(text: str, declared: dict[str, str]) -> None:
    if not text.strip():
        return
    try:
        found = understood(text, **declared)
    except Unreadable:
        return
    known = [n for n in (found.value, found.value_min, found.value_max) if n is not None]
    digits = [char for char in text if char.isdigit()]
    assert digits, "an amount was understood where no number stands"
    assert all(number.is_finite() and number >= 0 for number in known)
    assert (found.currency is None) is (found.unit is not None)


@moderately
@given(
    st.sampled_from(["£5m", "nearly £5m", "€5bn", "5 million euro", "at least 5k EUR"]),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(str.strip),
)
def test_words_that_follow_money_are_never_passed_over(text: str, after: str) -> None:
    with pytest.raises(Unreadable):
        understood(f"{text} {after}")
