"""Amounts: the words of the source, understood in full or refused, and no bound invented."""

from decimal import Decimal

import pytest

from app.compiler.amounts import Quantity, Unreadable, understand
from app.compiler.annotations import AmountMapping, Words

Bounds = tuple[str | None, str | None]
FREE: Bounds = (None, None)


def understood(text: str, **declared: str) -> Quantity:
    """What the compiler understands of the words and of what is declared beside them."""
    return understand(AmountMapping.model_validate({"text": Words.at(text, 1, 1), **declared}))


def decimals(*values: str | None) -> list[Decimal | None]:
    """The values as decimals; None stays None."""
    return [None if value is None else Decimal(value) for value in values]


# --- Examples: money


@pytest.mark.parametrize(
    ("text", "value", "bounds", "currency", "qualifier"),
    [
        ("£1.6bn", "1600000000", ("1600000000", "1600000000"), "GBP", "exact"),
        ("nearly £30m", "30000000", (None, "30000000"), "GBP", "nearly"),
        ("almost £30m", "30000000", (None, "30000000"), "GBP", "nearly"),
        ("just under £30m", "30000000", (None, "30000000"), "GBP", "nearly"),
        ("800 billion euro", "800000000000", ("800000000000", "800000000000"), "EUR", "exact"),
        ("an 800 billion euro", "800000000000", ("800000000000", "800000000000"), "EUR", "exact"),
        ("about €5", "5", FREE, "EUR", "about"),
        ("around €5", "5", FREE, "EUR", "about"),
        ("~€5", "5", FREE, "EUR", "about"),
        ("Some €5", "5", FREE, "EUR", "about"),
        ("at least US$5", "5", ("5", None), "USD", "at_least"),
        ("a minimum of €5", "5", ("5", None), "EUR", "at_least"),
        ("no less than A$5", "5", ("5", None), "AUD", "at_least"),
        ("more than C$5", "5", ("5", None), "CAD", "over"),
        ("just over ¥5", "5", ("5", None), "JPY", "over"),
        ("over 5 us dollars", "5", ("5", None), "USD", "over"),
        ("up to 5 pounds sterling", "5", (None, "5"), "GBP", "up_to"),
        ("a maximum of €5", "5", (None, "5"), "EUR", "up_to"),
        ("no more than €5", "5", (None, "5"), "EUR", "up_to"),
        ("at most 5 euros", "5", (None, "5"), "EUR", "up_to"),
        ("SEK 5", "5", ("5", "5"), "SEK", "exact"),
        ("SEK5k", "5000", ("5000", "5000"), "SEK", "exact"),
        ("5 SEK", "5", ("5", "5"), "SEK", "exact"),
        ("five million PLN", "5000000", ("5000000", "5000000"), "PLN", "exact"),
        ("twelve euro", "12", ("12", "12"), "EUR", "exact"),
        ("£1,234,567.89", "1234567.89", ("1234567.89", "1234567.89"), "GBP", "exact"),
        ("£0", "0", ("0", "0"), "GBP", "exact"),
        ("€1.5tn", "1500000000000", ("1500000000000", "1500000000000"), "EUR", "exact"),
        ("€2 mn", "2000000", ("2000000", "2000000"), "EUR", "exact"),
        ("€2\u00a0million", "2000000", ("2000000", "2000000"), "EUR", "exact"),
        ("between £3m and £5m", None, ("3000000", "5000000"), "GBP", "between"),
        ("between £3 and £5m", None, ("3000000", "5000000"), "GBP", "between"),
        ("from 20 to 25 million euro", None, ("20000000", "25000000"), "EUR", "between"),
        ("between £500,000 and £1.6m", None, ("500000", "1600000"), "GBP", "between"),
        ("between £900m and £1.1bn", None, ("900000000", "1100000000"), "GBP", "between"),
    ],
)
def test_money_is_understood(
    text: str, value: str | None, bounds: Bounds, currency: str, qualifier: str
) -> None:
    found = understood(text)
    assert [found.value, found.value_min, found.value_max] == decimals(value, *bounds)
    assert (found.currency, found.unit, found.qualifier) == (currency, None, qualifier)


@pytest.mark.parametrize("text", ["$5m", "5 million dollars", "nearly 5 million Jamaican dollars"])
def test_money_of_no_one_country_takes_the_currency_declared(text: str) -> None:
    found = understood(text, currency="JMD")
    assert (found.value, found.currency, found.unit) == (Decimal(5_000_000), "JMD", None)


# --- Examples: counts


@pytest.mark.parametrize(
    ("text", "unit", "value", "bounds", "qualifier"),
    [
        ("around 20 countries", "country", "20", FREE, "about"),
        ("one country", "country", "1", ("1", "1"), "exact"),
        ("the three boxes", "box", "3", ("3", "3"), "exact"),
        ("up to 5,000 missiles", "missile", "5000", (None, "5000"), "up_to"),
        ("as many as 5,000 missiles", "missile", "5000", (None, "5000"), "up_to"),
        ("upwards of 2 million people", "people", "2000000", ("2000000", None), "over"),
        ("a 10-day", "day", "10", ("10", "10"), "exact"),
        ("no fewer than four F-16s", "F-16", "4", ("4", None), "at_least"),
        ("between 3 and 5 tanks", "tank", None, ("3", "5"), "between"),
        ("between three and five tanks", "tank", None, ("3", "5"), "between"),
        ("from 3 tanks to 5 tanks", "tank", None, ("3", "5"), "between"),
    ],
)
def test_counts_are_understood(
    text: str, unit: str, value: str | None, bounds: Bounds, qualifier: str
) -> None:
    found = understood(text, unit=unit)
    assert [found.value, found.value_min, found.value_max] == decimals(value, *bounds)
    assert (found.currency, found.unit, found.qualifier) == (None, unit, qualifier)


# --- Examples: what is refused


@pytest.mark.parametrize(
    "text",
    [
        "£3-5m",  # a range, and not three pounds
        "£3 to £5m",
        "£3m or £4m",
        "£3m or more",
        "£3m or less",
        "£3m at most",
        "£3m plus",
        "£3m-plus",
        "£3m+",
        "£1 000",  # thousands are set apart with commas
        "£20-odd million",
        "£5 hundred",
        "£3m a year",
        "£1.6bn missile deal",
        "800 billion euro or more",
        "less than £3m",
        "at least about £3m",
        "nearly between £3m and £5m",
        "between £5m and £3m",  # the lower bound comes first
        "between £3m and €5m",
        "between £3m or £4m and £5m",
        "−£3m",
        "£-3m",
        "£1,00",
        "£1.2.3",
        "£1234567890123456789012345",  # more digits than are kept
        "£0.0000001",
        "£",
        "thirty pounds sterling",
        "twenty-five euro",  # not twenty
        "all 20 euro",
    ],
)
def test_what_is_not_understood_in_full_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        understood(text)


@pytest.mark.parametrize(
    "text",
    [
        "twenty-five million pounds",
        "five hundred pounds",
        "one dozen pounds",
        "5 or 6 pounds",
        "1 000 pounds",
        "5 pounds or more",
        "5 million or more",
        "5 million plus",
        "5 and more pounds",
    ],
)
def test_a_declared_currency_does_not_hide_what_is_not_understood(text: str) -> None:
    with pytest.raises(Unreadable):
        understood(text, currency="GBP")


@pytest.mark.parametrize(
    "text",
    [
        "all 20 countries",  # not 20 Albanian lek, whose code is ALL
        "top 20 countries",  # nor paʻanga, TOP
        "20 other countries",
        "20-odd countries",
        "20 countries or more",
        "20 or 25 countries",
        "twenty-five countries",
        "dozens of countries",
        "20 countrysides",
        "countries",
        "20",
    ],
)
def test_a_declared_unit_does_not_hide_what_is_not_understood(text: str) -> None:
    with pytest.raises(Unreadable):
        understood(text, unit="country")


@pytest.mark.parametrize("text", ["one cup", "ten all", "all 20", "top 20", "20 top"])
def test_a_word_in_small_letters_is_no_currency(text: str) -> None:
    with pytest.raises(Unreadable):
        understood(text)


@pytest.mark.parametrize(
    ("text", "declared", "message"),
    [
        ("$5m", {}, "“$5m” does not say whose dollars: add `currency: USD`, say."),
        (
            "$5m",
            {"currency": "UDS"},
            "`UDS` is not a currency of ISO 4217, such as `USD`.",
        ),
        (
            "5 million pounds",
            {"currency": "pounds"},
            "`pounds` is not a currency of ISO 4217, such as `USD`.",
        ),
        ("XQZ 5", {}, "`XQZ` is not a currency of ISO 4217, such as `USD`."),
        (
            "around 20 countries",
            {},
            (
                "“around 20 countries” does not say what is counted in a way that can be told: add"
                " `unit:`, in the singular, or `currency:`."
            ),
        ),
        (
            "20 tanks",
            {"unit": "missile"},
            "the unit `missile` is declared, but “20 tanks” counts “tanks”.",
        ),
        (
            "£3m or more",
            {},
            "“or more” in “£3m or more” is not understood, and could change the amount.",
        ),
        (
            "between £5m and £3m",
            {},
            "“between £5m and £3m” ends before it begins.",
        ),
        (
            "between £3m and €5m",
            {},
            "“between £3m and €5m” is in two currencies: write two amounts.",
        ),
        (
            "£1,00",
            {},
            "“1,00” in “£1,00” is not a number.",
        ),
        (
            "£0.0000001",
            {},
            "“£0.0000001” cannot be kept: 1E-7 has over 24 digits, or 6 after the point.",
        ),
    ],
)
def test_what_is_refused_is_told_with_the_way_to_mend_it(
    text: str, declared: dict[str, str], message: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        understood(text, **declared)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    "declared",
    [
        {"value": "30000000"},
        {"value": "30000000.00", "value_max": "3e7"},
        {"qualifier": "nearly", "currency": "GBP"},
    ],
)
def test_what_is_declared_may_repeat_the_words(declared: dict[str, str]) -> None:
    assert understood("nearly £30m", **declared) == understood("nearly £30m")
