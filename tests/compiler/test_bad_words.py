"""Words that the text does not have, or has elsewhere."""

from pathlib import Path

import pytest

from tests.compiler.defects import NEAREST, Defect, assert_refused
from tests.seeds import Seed

ACME_STANDS = (
    "sentence 1, “…Ireland will lend Acme Works nearly €2.5m for a…”; sentence 4, “…idge plan 🌉"
    " and met Acme Works on 4 March 2025.…”"
)
BACKING = "evidence: Engineers back the bridge plan"
NOT_THE_SOURCE = "does not stand in the sentences that this fact is cited from."

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


@pytest.mark.parametrize("defect", [*QUOTES, *WORDS_OF_THE_SOURCE], ids=lambda defect: defect.law)
def test_a_mistake_is_told_and_nothing_changes(defect: Defect, seed: Seed, published: Path) -> None:
    assert_refused(seed, published, defect.introduce(seed))
