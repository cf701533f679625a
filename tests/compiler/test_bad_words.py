"""Words that the text does not have, or has elsewhere; amounts and dates that say otherwise."""

from pathlib import Path

import pytest

from tests.compiler.defects import NEAREST, Defect, assert_refused
from tests.seeds import SHA256, Seed

ACME_STANDS = (
    "sentence 1, “…Ireland will lend Acme Works nearly €2.5m for a…”; sentence 4, “…idge plan 🌉"
    " and met Acme Works on 4 March 2025.…”"
)
BACKING = "evidence: Engineers back the bridge plan"
AMOUNT = "amounts: nearly €2.5m"
NOT_THE_SOURCE = "does not stand in the sentences that this fact is cited from."
EDTF = (
    "is not a date in EDTF (ISO 8601-2): write 2025-03-04, 2025-03, 2025, or an interval such as"
    " 2025-03-04/2025-03-06."
)

QUOTES = [
    Defect(
        "a quote that is not in the text is shown with the nearest words that are",
        BACKING,
        "evidence: ▸Engineers backed the bridge plan",
        "the quote “Engineers backed the bridge plan” does not stand in the text."
        f" {NEAREST} “Engineers back the bridge plan 🌉”, in sentence 4.",
    ),
    Defect(
        "a quote like nothing in the text is not likened to anything",
        BACKING,
        "evidence: ▸Zebras quietly hum",
        "the quote “Zebras quietly hum” does not stand in the text. Nothing like it stands there.",
    ),
    Defect(
        "capitals count in a quote",
        BACKING,
        "evidence: ▸engineers back the bridge plan",
        "the quote “engineers back the bridge plan” does not stand in the text."
        f" {NEAREST} “Engineers back the bridge plan 🌉”, in sentence 4.",
    ),
    Defect(
        "a quote ends with a whole word",
        BACKING,
        "evidence: ▸Engineers back the bridge pla",
        "the quote “Engineers back the bridge pla” does not stand in the text."
        f" {NEAREST} “Engineers back the bridge plan”, in sentence 4.",
    ),
    Defect(
        "an ambiguous quote is shown wherever it stands, with how to tell the places apart",
        BACKING,
        "evidence: ▸Acme Works",
        f"the quote “Acme Works” stands in the text 2 times: {ACME_STANDS}. Quote more words, or"
        " add `prefix:` or `suffix:` with the words just before or after.",
    ),
    Defect(
        "a prefix that stands before none of the places is told apart from a missing quote",
        BACKING,
        "evidence: { quote: ▸Acme Works, prefix: paid }",
        "the quote “Acme Works” stands in the text, but not between the prefix “paid” and the"
        f" suffix “”. It stands here: {ACME_STANDS}.",
    ),
    Defect(
        "a quote stays within one sentence",
        BACKING,
        "evidence: ▸in Cork. “The bridge",
        "the quote “in Cork. “The bridge” runs from sentence 1 to 2. A quote stays within one"
        " sentence: write two quotes.",
    ),
    Defect(
        "a fact has evidence",
        BACKING,
        "▸evidence: []",
        "`evidence` needs at least one entry.",
    ),
    Defect(
        "evidence is not empty",
        BACKING,
        "evidence: ▸''",
        "`evidence` is empty.",
    ),
]

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

WORDS_OF_THE_SOURCE = [
    Defect(
        "items are words of the source",
        "items: bridge",
        "items: ▸bridges",
        f"`items` keeps to the words of the source, but “bridges” {NOT_THE_SOURCE}"
        f" {NEAREST} ““The bridge”, in sentence 2.",
    ),
    Defect(
        "a purpose is words of the source",
        "items: bridge",
        "purpose: ▸to cross the river",
        f"`purpose` keeps to the words of the source, but “to cross the river” {NOT_THE_SOURCE}"
        " Nothing like it stands there.",
    ),
    Defect(
        "conditions are words of the source",
        "stance: supports",
        "stance: supports\n    conditions: ▸if it rains",
        f"`conditions` keeps to the words of the source, but “if it rains” {NOT_THE_SOURCE}"
        " Nothing like it stands there.",
    ),
    Defect(
        "content is words of the source",
        "content: The bridge is a promise,",
        "content: ▸The bridge is a threat,",
        f"`content` keeps to the words of the source, but “The bridge is a threat,”"
        f" {NOT_THE_SOURCE} {NEAREST} ““The bridge is a promise,””, in sentence 2.",
    ),
    Defect(
        "the pieces around an ellipsis keep the order of the source",
        "content: The bridge is a promise,",
        "content: ▸promise … bridge",
        "`content` keeps to the words of the source, but “bridge” does not stand in the sentences"
        f" that this fact is cited from in this order. {NEAREST} ““The bridge”, in sentence 2.",
    ),
    Defect(
        "an ellipsis stands between words",
        "content: The bridge is a promise,",
        "content: ▸…",
        "`content` keeps to the words of the source, but “…” has none.",
    ),
    Defect(
        "words stand in a sentence of the evidence, not just in the text",
        "content: The bridge is a promise,",
        "content: ▸met Acme Works",
        f"`content` keeps to the words of the source, but “met Acme Works” {NOT_THE_SOURCE}"
        f" {NEAREST} “met Acme Works”, in sentence 4.",
    ),
    Defect(
        "a reporting verb is as written",
        "verb: said",
        "verb: ▸says",
        f"`verb` keeps to the words of the source, but “says” {NOT_THE_SOURCE}"
        " Nothing like it stands there.",
    ),
    Defect(
        "the name of a speaker is as written",
        "speakers: ada-byrne",
        "speakers: { entity: ada-byrne, name: ▸Ada Burns }",
        f"`name` keeps to the words of the source, but “Ada Burns” {NOT_THE_SOURCE}"
        f" {NEAREST} “Ada Byrne”, in sentence 2.",
    ),
    Defect(
        "the role of a speaker is as written",
        "speakers: ada-byrne",
        "speakers: { entity: ada-byrne, role: ▸prime minister }",
        f"`role` keeps to the words of the source, but “prime minister” {NOT_THE_SOURCE}"
        f" {NEAREST} “promise,” minister”, in sentence 2.",
    ),
    Defect(
        "a speaker whom the evidence does not name needs the name used",
        "speakers: ada-byrne",
        "speakers: ▸cork",
        "the words cited do not name `cork`: add `name:` with what the source calls the speaker"
        " there, such as “He”.",
    ),
    Defect(
        "a quotation is all that stands between the quotation marks",
        "quotation: The bridge is a promise,",
        "quotation: ▸bridge is a promise,",
        "“bridge is a promise,” is not what stands between quotation marks in the text. Quote"
        " exactly the words inside the marks, or leave `quotation` out.",
    ),
    Defect(
        "a quotation with words left out still stands between quotation marks",
        "quotation: The bridge is a promise,",
        "quotation: ▸minister … said",
        "“minister … said” is not what stands between quotation marks in the text. Quote"
        " exactly the words inside the marks, or leave `quotation` out.",
    ),
    Defect(
        "a topic is words of the source",
        "date: { text: 4 March 2025, edtf: 2025-03-04, basis: absolute }",
        "topic: ▸tunnels",
        f"`topic` keeps to the words of the source, but “tunnels” {NOT_THE_SOURCE}"
        " Nothing like it stands there.",
    ),
    Defect(
        "a date is as written",
        "date: { text: 4 March 2025",
        "date: { text: ▸5 March 2025",
        f"`date` keeps to the words of the source, but “5 March 2025” {NOT_THE_SOURCE}"
        f" {NEAREST} “4 March 2025.”, in sentence 4.",
    ),
    Defect(
        "an office is as written",
        "    title: minister\n",
        "    title: ▸prime minister\n",
        f"`title` keeps to the words of the source, but “prime minister” {NOT_THE_SOURCE}"
        f" {NEAREST} “promise,” minister”, in sentence 2.",
    ),
    Defect(
        "the purpose of an initiative is one stretch of words",
        "  - entity: cork\n    stands_for: IE\n    inferred: The loan comes from Ireland.\n"
        "    evidence: a bridge in Cork\n",
        "  - entity: bridge-plan\n    purpose: ▸Engineers … bridge\n"
        "    evidence: Engineers back the bridge plan\n",
        "`purpose` of an initiative is one stretch of words, without an ellipsis.",
    ),
]

MENTIONS = [
    Defect(
        "a form of a mention stands in the text",
        "name: Ireland }",
        "name: ▸Eire }",
        "“Eire” does not stand in the text. Nothing like it stands there.",
    ),
    Defect(
        "a form of a mention stands in the sentences that it is limited to",
        "name: Ireland }",
        "name: ▸Ireland, only: Engineers }",
        "“Ireland” does not stand in the sentences it is limited to."
        f" {NEAREST} “Ireland”, in sentence 1.",
    ),
    Defect(
        "the words that limit a mention stand in the text",
        "name: Ireland }",
        "name: Ireland, only: ▸Ireland may lend }",
        f"“Ireland may lend” does not stand in the text. {NEAREST} “Ireland will lend”,"
        " in sentence 1.",
    ),
    Defect(
        "a mention has a form",
        "entity: IE, name: Ireland }",
        "entity: ▸IE }",
        "give at least one form of `IE`: name, alias, demonym, title or metonym.",
    ),
    Defect(
        "the same words do not name two entities",
        "entity: bridge-plan, name: bridge plan }",
        "entity: bridge-plan, name: bridge plan, alias: ▸Ireland }",
        "“Ireland” in sentence 1 is taken to name both `IE` and `bridge-plan`. Limit one of the"
        " two with `only` or `except`.",
    ),
]

PROFILES = [
    Defect(
        "a place stands for one entity, whatever is said of it later",
        "    evidence: a bridge in Cork\n",
        "    evidence: a bridge in Cork\n"
        "  - entity: ▸cork\n    stands_for: acme-works\n    evidence: a bridge in Cork\n",
        "`cork` is said to stand for `IE` already, in this document. A place stands for one"
        " entity: keep one of the two profiles.",
    ),
    Defect(
        "a profile says of an entity what its type can have",
        "  - entity: cork\n",
        "  - entity: ▸bridge-plan\n",
        "`stands_for` is said of: place; but `bridge-plan` is of type initiative.",
    ),
    Defect(
        "a country in a profile is one",
        "    title: minister\n",
        "    country: ▸cork\n",
        "`cork` is not a country: give an ISO 3166-1 code such as `GB`.",
    ),
    Defect(
        "a profile says one thing",
        "  - entity: cork\n",
        "  - ▸entity: cork\n    country: IE\n",
        "`profiles`: give exactly one of country, title, led_by, purpose, stands_for"
        " (given: country, stands_for).",
    ),
    Defect(
        "a profile says something",
        "  - entity: ada-byrne\n    title: minister\n",
        "  - ▸entity: ada-byrne\n",
        "`profiles`: give exactly one of country, title, led_by, purpose, stands_for"
        " (given: none).",
    ),
    Defect(
        "of whom someone holds an office goes with the office",
        "  - entity: cork\n",
        "  - ▸entity: cork\n    of: IE\n",
        "`profiles`: `of` goes with `title`.",
    ),
    Defect(
        "of whom someone holds an office is an entity",
        "    title: minister\n",
        "    title: minister\n    of: ▸Atlantis\n",
        "there is no entity `Atlantis`.",
    ),
]

SENTENCES = [
    Defect(
        "a sentence with facts needs no reason for having none",
        "no_fact:\n",
        "no_fact:\n  - sentence: ▸met Acme Works on 4 March\n    reason: It is short.\n",
        "sentence 4 has facts, so it needs no reason for having none.",
    ),
    Defect(
        "a sentence without a fact stands in the text",
        "no_fact:\n",
        "no_fact:\n  - sentence: ▸Here is what came next.\n    reason: It is short.\n",
        "the sentence “Here is what came next.” does not stand in the text."
        f" {NEAREST} “Here is what comes next.”, in sentence 3.",
    ),
    Defect(
        "the SHA-256 is that of the text",
        f"  sha256: {SHA256}\n",
        f"  sha256: ▸{'0' * 64}\n",
        f"the SHA-256 of text.txt is {SHA256}, not the one given here: the text was changed after"
        " it was annotated, or is another one.",
    ),
]

DEFECTS = [
    *QUOTES,
    *AMOUNTS,
    *DATES,
    *WORDS_OF_THE_SOURCE,
    *MENTIONS,
    *PROFILES,
    *SENTENCES,
]


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.law)
def test_a_mistake_is_told_and_nothing_changes(defect: Defect, seed: Seed, published: Path) -> None:
    assert_refused(seed, published, defect.introduce(seed))
