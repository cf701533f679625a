"""Entities that are not there, keys and terms that are unknown, and YAML that is broken."""

from pathlib import Path

import pytest

from app.model.vocabulary import Supports
from tests.compiler.defects import NO_ID, Defect, assert_refused
from tests.seeds import SHA256, Seed

ORGANISATIONS = "entities/organisations.yaml"
PEOPLE = "entities/people.yaml"
NOT_YAML = "this is not YAML that can be read:"
CHECK_YAML = "Check quotation marks, colons and indentation here and just above."

ENTITIES = [
    Defect(
        "an unknown entity is likened to one that is there",
        "subject: bridge-plan",
        "subject: ▸brigde-plan",
        "there is no entity `brigde-plan`. Did you mean `bridge-plan`?",
    ),
    Defect(
        "an unknown entity like none is likened to none",
        "subject: bridge-plan",
        "subject: ▸xylophone-quartet",
        "there is no entity `xylophone-quartet`.",
    ),
    Defect(
        "an unknown speaker is one mistake, not two",
        "speakers: ada-byrne",
        "speakers: ▸ada-burne",
        "there is no entity `ada-burne`. Did you mean `ada-byrne`?",
    ),
    Defect(
        "the name of a country leads to its code",
        "role: funder, entity: IE",
        "role: funder, entity: ▸Ireland",
        "there is no entity `Ireland`. Did you mean `IE`?",
    ),
    Defect(
        "the code of a country is in capitals",
        "role: funder, entity: IE",
        "role: funder, entity: ▸ie",
        "there is no entity `ie`. Did you mean `IE`?",
    ),
    Defect(
        "a code that no country has is no entity",
        "role: funder, entity: IE",
        "role: funder, entity: ▸XX",
        "there is no entity `XX`.",
    ),
    Defect(
        "two files do not define the same entity",
        "  name: Ada Byrne\n",
        "  name: Ada Byrne\n▸acme-works:\n  name: Acme\n",
        "the id `acme-works` is taken by an entity of type organisation. Choose another.",
        PEOPLE,
    ),
    Defect(
        "one file does not define an entity twice",
        "  name: Ada Byrne\n",
        "  name: Ada Byrne\n▸ada-byrne:\n  name: Ada\n",
        "`ada-byrne` is given twice here. Keep one of the two.",
        PEOPLE,
    ),
    Defect(
        "the id of an entity is a slug",
        "  name: Ada Byrne\n",
        "  name: Ada Byrne\n▸Ada Burne:\n  name: Ada\n",
        f"`Ada Burne` {NO_ID}",
        PEOPLE,
    ),
    Defect(
        "a kind that is not known does not make its entity unknown",
        "kind: company",
        "kind: ▸companies",
        "`companies` is not a known kind: it is one of alliance, company, fund,"
        " government_department, supranational. Did you mean `company`?",
        ORGANISATIONS,
    ),
    Defect(
        "an entity has what its type needs",
        "acme-works:\n  name: Acme Works\n  kind: company\n",
        "▸acme-works:\n  name: Acme Works\n",
        "`kind` is missing here.",
        ORGANISATIONS,
    ),
    Defect(
        "an entity has no key of another type",
        "  kind: company\n",
        "  kind: company\n  ▸named: false\n",
        "`named` is not a key that can stand here. Did you mean `name`?",
        ORGANISATIONS,
    ),
    Defect(
        "an entity is a mapping",
        "acme-works:\n  name: Acme Works\n  kind: company\n",
        "acme-works: ▸Acme Works\n",
        "`acme-works` needs `key: value` pairs here.",
        ORGANISATIONS,
    ),
    Defect(
        "a file of entities is a mapping",
        "acme-works:\n",
        "▸- acme-works:\n",
        "`the file` needs `key: value` pairs here.",
        ORGANISATIONS,
    ),
]

SHAPES = [
    Defect(
        "an unknown key is likened to one that is known",
        "    stance: supports\n",
        "    stance: supports\n    ▸notes: They do.\n",
        "`notes` is not a key that can stand here. Did you mean `note`?",
    ),
    Defect(
        "a key is not given twice",
        "    stance: supports\n",
        "    stance: supports\n    ▸stance: opposes\n",
        "`stance` is given twice here. Keep one of the two.",
    ),
    Defect(
        "a key is words",
        "    stance: supports\n",
        "    stance: supports\n    ? ▸[a, b]\n    : c\n",
        "`?` is not a key that can stand here.",
    ),
    Defect(
        "evidence supports fields that there are",
        "    evidence: Engineers back the bridge plan\n",
        "    evidence: { quote: Engineers back the bridge plan, supports: [stance, ▸holder] }\n",
        f"`holder` is not a known supports: it is one of {', '.join(Supports)}. Did you mean"
        " `holders`?",
    ),
    Defect(
        "evidence supports fields that facts of its type have",
        "    evidence: Engineers back the bridge plan\n",
        "    evidence: { quote: Engineers back the bridge plan, supports: [holders, ▸stage] }\n",
        "`stage` is not what a fact of type position has: it has amounts, holders, subject,"
        " stance, conditions. Did you mean `stance`?",
    ),
    Defect(
        "a missing key is told at what it is missing from",
        "  - id: backing\n    type: position\n    title: Engineers back the bridge plan\n",
        "  - ▸id: backing\n    type: position\n",
        "`title` is missing here.",
    ),
    Defect(
        "the language of a document is given",
        f"document:\n  sha256: {SHA256}\n  language: en\n",
        f"▸document:\n  sha256: {SHA256}\n",
        "`language` is missing here.",
    ),
    Defect(
        "a fact has a type",
        "  - id: backing\n    type: position\n",
        "  - ▸id: backing\n",
        "`type` is missing here: deal, statement, event or position.",
    ),
    Defect(
        "the type of a fact is one of four",
        "    type: position\n",
        "    ▸type: opinion\n",
        "`opinion` is not a known type: it is one of deal, statement, event, position."
        " Did you mean `position`?",
    ),
    Defect(
        "a term is one of its vocabulary",
        "stance: supports",
        "stance: ▸support",
        "`support` is not a known stance: it is one of leads, supports, interested,"
        " open_to_participating, welcomes, opposes. Did you mean `supports`?",
    ),
    Defect(
        "the id of a fact is a slug",
        "id: loan",
        "id: ▸The Loan",
        f"`id`: `The Loan` {NO_ID}",
    ),
    Defect(
        "no two facts of a document have the same id",
        "id: meeting",
        "id: ▸backing",
        "the id `backing` is taken by a fact above.",
    ),
    Defect(
        "a title is not empty",
        "title: Engineers back the bridge plan",
        "title: ▸''",
        "`title` is empty.",
    ),
    Defect(
        "a title is words",
        "title: Engineers back the bridge plan",
        "▸title: [Engineers]",
        "`title` needs words here.",
    ),
    Defect(
        "facts are a list",
        "no_fact:\n  - sentence: Here is what comes next.\n"
        "    reason: It only leads over to the next paragraph.\n",
        "no_fact: ▸Here is what comes next.\n",
        "`no_fact` needs a list here.",
    ),
    Defect(
        "what is inferred has a reason",
        "inferred: The loan comes from Ireland.",
        "▸inferred:",
        "`inferred`: give the reason in words, or leave it out.",
    ),
    Defect(
        "a reason is more than that there is one",
        "inferred: The loan comes from Ireland.",
        "inferred: ▸true",
        "`inferred`: give the reason in words, or leave it out.",
    ),
    Defect(
        "a reason is not empty",
        "inferred: The loan comes from Ireland.",
        "inferred: ▸''",
        "`inferred`: give the reason in words, or leave it out.",
    ),
]

YAML = [
    Defect(
        "a quotation mark that is never closed is told where the file ends",
        "no_fact:\n  - sentence: Here is what comes next.\n"
        "    reason: It only leads over to the next paragraph.\n",
        "no_fact:\n  - sentence: 'Here is what comes next.\n"
        "    reason: It only leads over to the next paragraph.\n▸",
        f"{NOT_YAML} found unexpected end of stream. {CHECK_YAML}",
    ),
    Defect(
        "a colon and a space need quotation marks",
        "title: Engineers back the bridge plan",
        "title: Engineers▸: back the bridge plan",
        f"{NOT_YAML} mapping values are not allowed here. {CHECK_YAML}",
    ),
    Defect(
        "a tab does not indent",
        "    stance: supports\n",
        "    stance: supports\n▸\tnote: They do.\n",
        f"{NOT_YAML} found character '\\t' that cannot start any token. {CHECK_YAML}",
    ),
    Defect(
        "a control character is told where it stands",
        "title: Engineers back the bridge plan",
        "title: Engineers back ▸\x07 the bridge plan",
        f"{NOT_YAML} the character U+0007 cannot stand here. Remove it.",
    ),
    Defect(
        "a file is one document",
        "no_fact:\n",
        "▸---\nno_fact:\n",
        f"{NOT_YAML} but found another document. {CHECK_YAML}",
    ),
    Defect(
        "a list does not hold itself",
        "document:\n",
        "▸document:\n  keep_together: &all [Ltd., *all]\n",
        f"{NOT_YAML} it is nested too deeply, or holds itself.",
    ),
]


@pytest.mark.parametrize("defect", [*ENTITIES, *SHAPES, *YAML], ids=lambda defect: defect.law)
def test_a_mistake_is_told_and_nothing_changes(defect: Defect, seed: Seed, published: Path) -> None:
    assert_refused(seed, published, defect.introduce(seed))
