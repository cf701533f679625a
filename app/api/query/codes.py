"""Codes of countries (ISO 3166-1) and currencies (ISO 4217), and what is meant by what is none."""

from functools import cache

import pycountry
from babel import Locale
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

COUNTRIES = frozenset(country.alpha_2 for country in pycountry.countries)
"""Whether the dataset speaks of them or not."""
CURRENCIES = frozenset(currency.alpha_3 for currency in pycountry.currencies)

ALSO_CALLED = {
    "uk": "GB",  # reserved in ISO 3166-1 for the United Kingdom, and no code
    "el": "GR",  # what the European Union writes
    "britain": "GB",
    "america": "US",
    "turkey": "TR",
    "holland": "NL",
}
"""Names of countries that neither ISO 3166-1 nor Unicode CLDR has."""
SIGNS = {"£": "GBP", "€": "EUR", "¥": "JPY", "₴": "UAH", "₽": "RUB", "₹": "INR", "₩": "KRW"}
"""A dollar is none: nobody can tell whose."""

ALIKE_NAMES = 85
"""From which similarity (0 to 100) on a name is taken for a misspelt one…"""
ALIKE_CODES = 0.6
"""…and from which (0 to 1) on a code is."""


def country_meant(given: str) -> str | None:
    """The code of the country that another code or a name may stand for, or None."""
    if given.upper() in COUNTRIES:
        return given.upper()
    name = given.strip().lower()
    if name in ALSO_CALLED:
        return ALSO_CALLED[name]
    try:
        country = pycountry.countries.lookup(name)
    except LookupError:
        names = _country_names()
        match = process.extractOne(name, list(names), scorer=fuzz.ratio, score_cutoff=ALIKE_NAMES)
        return names[match[0]] if match else None
    code: str = country.alpha_2
    return code


@cache
def _country_names() -> dict[str, str]:
    """The code of each country by its names, in small letters: in ISO 3166-1 and in CLDR."""
    every_day = Locale("en").territories
    names = {every_day[code].lower(): code for code in COUNTRIES if code in every_day}
    return {country.name.lower(): country.alpha_2 for country in pycountry.countries} | names


def currency_meant(given: str) -> str | None:
    """The code of the currency that a sign, a name or a misspelt code may stand for, or None."""
    if given in SIGNS:
        return SIGNS[given]
    try:
        currency = pycountry.currencies.lookup(given.strip())
    except LookupError:
        match = process.extractOne(
            given.upper(),
            sorted(CURRENCIES),
            scorer=OSA.normalized_similarity,
            score_cutoff=ALIKE_CODES,
        )
        return match[0] if match else None
    code: str = currency.alpha_3
    return code
