"""Mentions, profiles and sentences that the text or the vocabulary does not bear out."""

from pathlib import Path

import pytest

from tests.compiler.defects import NEAREST, Defect, assert_refused
from tests.seeds import SHA256, Seed

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


@pytest.mark.parametrize(
    "defect", [*MENTIONS, *PROFILES, *SENTENCES], ids=lambda defect: defect.law
)
def test_a_mistake_is_told_and_nothing_changes(defect: Defect, seed: Seed, published: Path) -> None:
    assert_refused(seed, published, defect.introduce(seed))
