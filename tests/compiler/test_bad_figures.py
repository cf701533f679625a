"""Amounts and dates that are none, or that say otherwise than the words."""

from pathlib import Path

import pytest

from tests.compiler.defects import NEAREST, Defect, assert_refused
from tests.seeds import Seed

AMOUNT = "amounts: nearly €2.5m"
NOT_THE_SOURCE = "does not stand in the sentences that this fact is cited from."
EDTF = (
    "is not a date in EDTF (ISO 8601-2): write 2025-03-04, 2025-03, 2025, or an interval such as"
    " 2025-03-04/2025-03-06."
)

AMOUNTS = [
    Defect(
        "a declared value agrees with the words",
        AMOUNT,
        "amounts: { text: ▸nearly €2.5m, value: 2500 }",
        "`value: 2500` is declared, but “nearly €2.5m” says 2500000.",
    ),
    Defect(
        "a bound is not declared where the words give none",
        AMOUNT,
        "amounts: { text: ▸nearly €2.5m, value_min: 2000000 }",
        "`value_min: 2000000` is declared, but “nearly €2.5m” says no such bound.",
    ),
    Defect(
        "a declared value is a number",
        AMOUNT,
        "amounts: { text: ▸nearly €2.5m, value: lots }",
        "`value: lots` is not a number.",
    ),
    Defect(
        "a declared value is a finite number",
        AMOUNT,
        "amounts: { text: ▸nearly €2.5m, value: sNaN }",
        "`value: sNaN` is not a number.",
    ),
    Defect(
        "a declared qualifier agrees with the words",
        AMOUNT,
        "amounts: { text: ▸nearly €2.5m, qualifier: exact }",
        "`qualifier: exact` is declared, but “nearly €2.5m” says nearly.",
    ),
    Defect(
        "a declared currency agrees with the words",
        AMOUNT,
        "amounts: { text: ▸nearly €2.5m, currency: USD }",
        "`currency: USD` is declared, but “nearly €2.5m” says EUR.",
    ),
    Defect(
        "money has no unit",
        AMOUNT,
        "amounts: { text: ▸nearly €2.5m, unit: euro }",
        "`unit: euro` is declared, but “nearly €2.5m” says none.",
    ),
    Defect(
        "an amount stands in the sentences that its fact is cited from",
        AMOUNT,
        "amounts: ▸nearly €2.7m",
        f"the amount “nearly €2.7m” {NOT_THE_SOURCE} {NEAREST} “nearly €2.5m”, in sentence 1.",
    ),
    Defect(
        "an amount is one",
        AMOUNT,
        "amounts: ▸a bridge",
        "“a bridge” cannot be read as an amount. It reads like “£1.6bn”, “nearly £30m”,"
        " “800 billion euro”, “around 20 countries” or “between 3 and 5 tanks”.",
    ),
]

DATES = [
    Defect(
        "a date of publication is one",
        "published: 2025-03-05",
        "published: ▸yesterday",
        f"`yesterday` {EDTF}",
    ),
    Defect(
        "a date of publication is in the calendar",
        "published: 2025-03-05",
        "published: ▸2025-13",
        "`2025-13` is not in the calendar: month must be in 1..12.",
    ),
    Defect(
        "an interval does not end before it begins",
        "published: 2025-03-05",
        "published: ▸2025-03-05/2025-03-04",
        "`2025-03-05/2025-03-04` ends before it begins.",
    ),
    Defect(
        "the date of an event is in the calendar",
        "edtf: 2025-03-04",
        "edtf: ▸2025-02-30",
        "`2025-02-30` is not in the calendar: day is out of range for month.",
    ),
    Defect(
        "a calendar date says which one it is",
        "{ text: 4 March 2025, edtf: 2025-03-04, basis: absolute }",
        "{ text: ▸4 March 2025, basis: absolute }",
        "“4 March 2025” is declared a calendar date (`basis: absolute`), so add which one:"
        " `edtf: 2025-03-04`, say.",
    ),
    Defect(
        "the basis of a date is one of its vocabulary",
        "basis: absolute",
        "basis: ▸absolutely",
        "`absolutely` is not a known basis: it is one of absolute, relative_to_publication."
        " Did you mean `absolute`?",
    ),
]


@pytest.mark.parametrize("defect", [*AMOUNTS, *DATES], ids=lambda defect: defect.law)
def test_a_mistake_is_told_and_nothing_changes(defect: Defect, seed: Seed, published: Path) -> None:
    assert_refused(seed, published, defect.introduce(seed))
