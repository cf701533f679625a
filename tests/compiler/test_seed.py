"""The seed that is served: what its text says, with every hedge, and nothing more."""

import hashlib
import json
import re
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.settings import bundled
from app.store.sealed import open_readonly
from app.store.sealed import published as published_file
from tests.compiler.command import citewire

DOCUMENT = "coalition-of-the-willing"
SHA256 = "a116131ba865b59e648320b0d8f29bc7063473ee77275273e07a14ce647ec078"

Record = dict[str, Any]


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    """All records of the seed, in reading order."""
    data = tmp_path_factory.mktemp("data")
    assert citewire("build", "--seed", bundled("seed"), "--data", data).code == 0
    file = published_file(data)
    assert file is not None
    with closing(open_readonly(file)) as connection:
        found = connection.execute("SELECT body FROM record ORDER BY key").fetchall()
    return [json.loads(body) for (body,) in found]


@pytest.fixture(scope="module")
def document(records: list[Record]) -> Record:
    """The one document."""
    [found] = [record for record in records if "sha256" in record]
    return found


@pytest.fixture(scope="module")
def facts(records: list[Record]) -> dict[str, Record]:
    """The facts, by the last part of their id."""
    found = [record for record in records if "modality" in record]
    return {fact["id"].removeprefix(f"{DOCUMENT}."): fact for fact in found}


@pytest.fixture(scope="module")
def entities(records: list[Record]) -> dict[str, Record]:
    """The entities, by id."""
    return {record["id"]: record for record in records if "mention_count" in record}


# --- The document


def test_the_text_is_kept_byte_for_byte(document: Record) -> None:
    text = (bundled("seed") / "documents" / DOCUMENT / "text.txt").read_bytes()
    assert hashlib.sha256(text).hexdigest() == document["sha256"] == SHA256
    assert document["text"].encode() == text


def test_nothing_is_invented_that_the_text_does_not_say_of_itself(document: Record) -> None:
    assert document["language"] == "en"
    for unknown in ("title", "publisher", "author", "published", "url"):
        assert document[unknown] is None


def test_the_counts_are_those_of_the_records(document: Record, records: list[Record]) -> None:
    def having(key: str) -> int:
        return sum(key in record for record in records)

    def of_type(type_: str) -> int:
        return sum(record.get("type") == type_ for record in records)

    assert document["words"] == len(document["text"].split())
    assert document["counts"] == {
        "paragraphs": 7,
        "sentences": 19,
        "entities": having("mention_count"),
        "mentions": having("entity"),
        "facts": having("modality"),
        "deals": of_type("deal"),
        "amounts": having("qualifier"),
        "statements": of_type("statement"),
        "events": of_type("event"),
        "positions": of_type("position"),
        "evidence": having("supports"),
    }
    assert document["counts"]["facts"] == 40


# --- What the check shows


def test_every_sentence_has_a_fact_and_every_entity_a_mention() -> None:
    ended = citewire("check", "--seed", bundled("seed"))
    assert (ended.code, ended.err) == (0, "")
    coverage, entities = ended.out.splitlines()
    assert coverage == (
        f"{DOCUMENT}: 40 facts; 19 of 19 sentences with facts; 94.9% of the characters cited"
    )
    assert entities == "entities without a mention: none"


# --- Amounts


def test_there_are_four_amounts_and_none_has_a_bound_that_is_not_stated(
    facts: dict[str, Record],
) -> None:
    found = {
        name: [
            (
                *(amount[key] for key in ("text", "value", "value_min", "value_max")),
                amount["currency"] or amount["unit"],
                amount["qualifier"],
            )
            for amount in fact["amounts"]
        ]
        for name, fact in facts.items()
        if fact["amounts"]
    }
    assert found == {
        "officials-say-countries-interested": [
            ("around 20 countries", "20", None, None, "country", "about")
        ],
        "missile-deal": [
            ("£1.6bn", "1600000000", "1600000000", "1600000000", "GBP", "exact"),
        ],
        "security-deal": [("nearly £30m", "30000000", None, "30000000", "GBP", "nearly")],
        "defence-package-proposed": [
            ("800 billion euro", *["800000000000"] * 3, "EUR", "exact"),
        ],
    }


@pytest.mark.parametrize("deal", ["drone-deal", "coalition-could-offer-assistance"])
def test_a_deal_whose_value_is_not_stated_has_none(deal: str, facts: dict[str, Record]) -> None:
    assert facts[deal]["type"] == "deal"
    assert facts[deal]["amounts"] == []


def test_the_two_deals_of_one_sentence_are_two(facts: dict[str, Record]) -> None:
    missiles, drones = facts["missile-deal"], facts["drone-deal"]
    assert (missiles["stage"], missiles["items"]) == ("announced", ["missile"])
    assert (drones["stage"], drones["items"]) == ("signed", ["advanced attack drones"])
    sentences = {proof["sentence"] for deal in (missiles, drones) for proof in deal["evidence"]}
    assert sentences == {f"{DOCUMENT}.s10"}
    assert "anduril" not in {party["entity"]["id"] for party in missiles["parties"]}


def test_nobody_is_made_to_supply_what_the_text_leaves_open(facts: dict[str, Record]) -> None:
    roles = {
        name: {(party["role"], party["entity"]["id"]) for party in fact["parties"]}
        for name, fact in facts.items()
        if fact["type"] == "deal" and not fact["inferred"]
    }
    assert roles == {
        "missile-deal": {("announcer", "GB"), ("beneficiary", "UA")},
        "defence-package-proposed": {("proposer", "ursula-von-der-leyen")},
    }


# --- People


def test_people_whom_the_text_leaves_unnamed_stay_unnamed(entities: dict[str, Record]) -> None:
    named = {id_: entity["named"] for id_, entity in entities.items() if entity["type"] == "person"}
    assert {id_ for id_, is_named in named.items() if not is_named} == {
        "russian-spokesperson",
        "us-counterpart",
    }
    assert entities["russian-spokesperson"]["name"] == "Russian spokesperson"
    assert entities["us-counterpart"]["name"] == "US counterpart of John Healey"


def test_named_people_are_named_as_the_text_names_them(
    document: Record, entities: dict[str, Record]
) -> None:
    people = [entity for entity in entities.values() if entity["type"] == "person"]
    assert {person["name"] for person in people if person["named"]} == {
        "John Healey",
        "Keir Starmer",
        "Sergei Lavrov",
        "Ursula von der Leyen",
    }
    for person in people:
        if person["named"]:
            assert person["name"] in document["text"]


def test_a_statement_without_a_speaker_has_none(facts: dict[str, Record]) -> None:
    unsaid = {
        name for name, fact in facts.items() if fact["type"] == "statement" and not fact["speakers"]
    }
    assert unsaid == {"defence-spending-stressed", "european-leadership-stressed"}


# --- Hedges


def test_may_not_is_possible_and_not_negated(facts: dict[str, Record]) -> None:
    modality = {name: fact["modality"] for name, fact in facts.items()}
    assert modality["coalition-may-not-send-troops"] == "possible"
    assert modality["coalition-could-offer-assistance"] == "possible"
    assert modality["countries-open-to-peacekeeping"] == "possible"
    assert modality["defence-package-proposed"] == "proposed"
    assert modality["coalition-would-back-ceasefire"] == "proposed"
    assert "negated" not in modality.values()


def test_a_day_without_a_date_of_publication_stays_a_day(facts: dict[str, Record]) -> None:
    assert {name: fact["date"] for name, fact in facts.items() if fact.get("date")} == {
        "meeting-on-security-guarantees": {
            "text": "Tuesday",
            "edtf": None,
            "earliest": None,
            "latest": None,
            "basis": "relative_to_publication",
        }
    }


def test_only_what_someone_says_stands_as_a_quotation(facts: dict[str, Record]) -> None:
    quoted = {
        name: fact["quotation"]
        for name, fact in facts.items()
        if fact["type"] == "statement" and (fact["is_direct"] or fact["quotation"])
    }
    assert quoted == {"von-der-leyen-clear-and-present-danger": "clear and present danger."}


def inferred(value: object) -> list[Record]:
    """Everything that is marked as read between the lines, however deep it stands."""
    if isinstance(value, dict):
        own = [value] if value.get("inferred") else []
        return own + [found for part in value.values() for found in inferred(part)]
    if isinstance(value, list):
        return [found for part in value for found in inferred(part)]
    return []


def test_what_is_read_between_the_lines_says_why(records: list[Record]) -> None:
    found = inferred(records)
    assert len(found) > 20
    for value in found:
        assert value["note"], value
        assert value["note"][0].isupper() or value["note"].startswith("“"), value
        assert value["note"].endswith("."), value


def test_a_fact_with_an_inferred_part_is_inferred(facts: dict[str, Record]) -> None:
    for fact in facts.values():
        parts = [inferred(part) for part in fact.values() if isinstance(part, list)]
        assert fact["inferred"] or not any(parts), fact["id"]


def test_titles_and_notes_name_nobody_whom_the_text_does_not_name(
    facts: dict[str, Record], document: Record
) -> None:
    named = set(re.findall(r"\w+", document["text"]))
    for fact in facts.values():
        said = f"{fact['title']}. {fact['note'] or ''}"
        names = re.findall(r"(?<![.“”] )(?<!^)(?<![“”])\b[A-Z]\w+", said)
        assert set(names) <= named, fact["id"]


def test_every_fact_has_evidence_in_reading_order(facts: dict[str, Record]) -> None:
    starts = [min(proof["start"] for proof in fact["evidence"]) for fact in facts.values()]
    assert starts == sorted(starts)
    assert [fact["sequence"] for fact in facts.values()] == list(range(1, len(facts) + 1))


def test_every_reference_resolves(records: list[Record], entities: dict[str, Record]) -> None:
    def references(value: object) -> list[Record]:
        if isinstance(value, dict):
            own = [value] if value.keys() == {"id", "type", "name"} else []
            return own + [found for part in value.values() for found in references(part)]
        if isinstance(value, list):
            return [found for part in value for found in references(part)]
        return []

    found = references(records)
    assert len(found) > 100
    for reference in found:
        entity = entities[reference["id"]]
        assert (entity["type"], entity["name"]) == (reference["type"], reference["name"])


def test_the_seed_holds_its_documents_and_nothing_else() -> None:
    seed = bundled("seed")
    found = {file.relative_to(seed).as_posix() for file in seed.rglob("*") if file.is_file()}
    kinds = ("groups", "initiatives", "organisations", "people", "places")
    texts = {f"documents/{folder.name}" for folder in Path(seed, "documents").iterdir()}
    assert found == {f"entities/{kind}.yaml" for kind in kinds} | {
        f"{text}/{name}" for text in texts for name in ("text.txt", "facts.yaml")
    }
