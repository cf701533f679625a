"""Files that are missing, empty or not text, many mistakes at once, and what is no mistake."""

import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.store.sealed import open_readonly
from app.store.sealed import published as published_file
from tests.compiler.command import citewire, contents
from tests.compiler.defects import HERE, NEAREST, Defect, assert_refused, place
from tests.seeds import FACTS, SHA256, TEXT, Seed

BOM = (
    "the text starts with a byte order mark (U+FEFF), which would count as its first character."
    " Save it as UTF-8 without a byte order mark."
)
NUL = "the text holds a NUL character (U+0000), which no database can keep. Remove it."
NO_FILE = "cannot be read: No such file or directory."
PEOPLE = "entities/people.yaml"
EMPTY = "the document is empty: there is no text to cite."


def not_utf_8(byte: str) -> str:
    """What is told of a byte that cannot be decoded."""
    return f"the text is not UTF-8: byte 0x{byte} does not belong there. Save it as UTF-8."


@pytest.fixture(params=["nothing was", "a dataset was"])
def data(request: pytest.FixtureRequest, published: Path, tmp_path: Path) -> Path:
    """A data folder in which nothing was published before, or something was."""
    if request.param == "a dataset was":
        return published
    empty = tmp_path / "empty"
    empty.mkdir()
    return empty


def records(data: Path) -> dict[str, Any]:
    """The records of the published dataset, by id."""
    file = published_file(data)
    assert file is not None
    with closing(open_readonly(file)) as connection:
        bodies = [json.loads(body) for (body,) in connection.execute("SELECT body FROM record")]
    return {body["id"]: body for body in bodies}


def built(seed: Seed, data: Path) -> dict[str, Any]:
    """The records of the seed, which has no mistake."""
    ended = citewire("build", "--seed", seed.folder, "--data", data)
    assert (ended.code, ended.err) == (0, "")
    return records(data)


# --- Missing files


def test_a_document_has_a_text(seed: Seed, data: Path) -> None:
    (seed.folder / TEXT).unlink()
    assert_refused(seed, data, f"{TEXT}:1:1: {NO_FILE}")


def test_a_document_has_annotations(seed: Seed, published: Path) -> None:
    (seed.folder / FACTS).unlink()
    assert_refused(seed, published, f"{FACTS}:1:1: {NO_FILE}")


def test_an_empty_folder_lacks_both(seed: Seed, published: Path) -> None:
    (seed.folder / "documents" / "later").mkdir()
    assert_refused(
        seed,
        published,
        f"documents/later/facts.yaml:1:1: {NO_FILE}",
        f"documents/later/text.txt:1:1: {NO_FILE}",
    )


def test_a_seed_has_a_document(seed: Seed, data: Path) -> None:
    shutil.rmtree(seed.folder / "documents")
    before = contents(data)
    ended = citewire("build", "--seed", seed.folder, "--data", data)
    assert ended.code == 1
    assert ended.err == (
        f"{seed.folder}:1:1: there is no document: expected `documents/<id>/text.txt`.\n"
        "1 mistake; nothing was published.\n"
    )
    assert contents(data) == before


def test_the_id_of_a_document_is_a_slug(seed: Seed, published: Path) -> None:
    (seed.folder / "documents" / "bridge").rename(seed.folder / "documents" / "The Bridge")
    assert_refused(
        seed,
        published,
        "documents/The Bridge:1:1: `The Bridge` cannot be a document's id: small letters and"
        " digits, with hyphens between.",
    )


def test_a_file_of_entities_is_named_after_a_type(seed: Seed, published: Path) -> None:
    seed.write("entities/group.yaml", "")
    assert_refused(
        seed,
        published,
        "entities/group.yaml:1:1: is not one of organisations.yaml, people.yaml, groups.yaml,"
        " places.yaml, initiatives.yaml. Did you mean `groups.yaml`?",
    )


# --- Empty files


@pytest.mark.parametrize("text", ["", " \n\t\r\n\u2003"], ids=["no bytes", "white space"])
def test_a_text_is_not_empty(text: str, seed: Seed, published: Path) -> None:
    seed.rewrite_text(text)
    assert_refused(seed, published, f"{TEXT}:1:1: {EMPTY}")


def test_annotations_are_not_empty(seed: Seed, published: Path) -> None:
    seed.write(FACTS, "# later\n")
    assert_refused(seed, published, f"{FACTS}:1:1: `document` is missing here.")


def test_a_file_of_entities_may_be_empty(seed: Seed, tmp_path: Path) -> None:
    before = built(seed, tmp_path / "before")
    seed.change("entities/groups.yaml", "engineers:\n  name: engineers\n", "# none yet\n")
    seed.write(PEOPLE, seed.read(PEOPLE) + "engineers:\n  name: engineers\n")
    assert built(seed, tmp_path / "after").keys() == before.keys()


# --- Bytes that are not text


@pytest.mark.parametrize(
    ("file", "bad", "message"),
    [
        (TEXT, b"\xff", not_utf_8("FF")),
        (TEXT, b"\xe9t\xe9", not_utf_8("E9")),  # Latin-1
        (TEXT, b"\xed\xa0\x80", not_utf_8("ED")),  # a lone surrogate
        (TEXT, b"\0", NUL),
        (FACTS, b"\xff", not_utf_8("FF")),
        (FACTS, b"\0", NUL),
        (PEOPLE, b"\xff", not_utf_8("FF")),
        (PEOPLE, b"\0", NUL),
    ],
)
def test_bytes_that_are_no_text_are_told_where_they_stand(
    file: str, bad: bytes, message: str, seed: Seed, published: Path
) -> None:
    words = "—é 🌉 "  # the column counts characters, not bytes
    content = seed.read(file) + words
    seed.write(file, content.encode() + bad + b"\n")
    line = content.count("\n") + 1
    assert_refused(seed, published, f"{file}:{line}:{len(words) + 1}: {message}")


@pytest.mark.parametrize("file", [TEXT, FACTS, PEOPLE])
def test_a_file_has_no_byte_order_mark(file: str, seed: Seed, published: Path) -> None:
    seed.write(file, "\ufeff" + seed.read(file))
    assert_refused(seed, published, f"{file}:1:1: {BOM}")


# --- The text and its annotations


def test_a_text_that_changed_is_told_with_its_new_hash(seed: Seed, published: Path) -> None:
    changed = seed.read(TEXT) + "\n"
    seed.rewrite_text(changed)
    new = seed.read(FACTS).splitlines()[1].split()[1]
    seed.change(FACTS, f"  sha256: {new}", f"  sha256: {HERE}{SHA256}")
    marked = seed.read(FACTS)
    seed.write(FACTS, marked.replace(HERE, ""))
    assert_refused(
        seed,
        published,
        f"{place(FACTS, marked)}: the SHA-256 of text.txt is {new}, not the one given here: the"
        " text was changed after it was annotated, or is another one.",
    )


def test_no_sentence_is_passed_over(seed: Seed, data: Path) -> None:
    seed.change(FACTS, "  - sentence: Here is what comes next.\n    reason", "  []\n#")
    where = place(TEXT, seed.read(TEXT).replace("Here is what", f"{HERE}Here is what"))
    assert_refused(
        seed,
        data,
        f"{where}: sentence 3 has no fact: “Here is what comes next.” Annotate what it says, or"
        " list it under `no_fact` with the reason.",
    )


# --- Many mistakes


def test_all_mistakes_of_all_files_are_told_together_and_in_order(seed: Seed, data: Path) -> None:
    shutil.copytree(seed.folder / "documents/bridge", seed.folder / "documents/tunnel")
    (seed.folder / "documents/tunnel/text.txt").unlink()
    defects = [
        Defect("", "stance: supports", "stance: ▸support", "", FACTS),
        Defect("", "kind: company", "kind: ▸firm", "", "entities/organisations.yaml"),
        Defect("", "  name: cork", "  ▸nome: Cork", "", "entities/places.yaml"),
    ]
    seed.change("entities/places.yaml", "name: Cork", "name: cork")
    stance, kind, name = (defect.introduce(seed).removesuffix(": ") for defect in defects)
    seed.change("documents/tunnel/facts.yaml", "  language: en", "  langauge: en")
    assert_refused(
        seed,
        data,
        f"{stance}: `support` is not a known stance: it is one of leads, supports, interested,"
        " open_to_participating, welcomes, opposes. Did you mean `supports`?",
        "documents/tunnel/facts.yaml:1:1: `language` is missing here.",
        "documents/tunnel/facts.yaml:3:3: `langauge` is not a key that can stand here. Did you mean"
        " `language`?",
        f"documents/tunnel/text.txt:1:1: {NO_FILE}",
        f"{kind}: `firm` is not a known kind: it is one of alliance, company, fund,"
        " government_department, supranational.",
        "entities/places.yaml:1:1: `name` is missing here.",
        f"{name}: `nome` is not a key that can stand here. Did you mean `name`?",
    )


def test_all_mistakes_of_one_document_are_told_together_and_in_order(
    seed: Seed, data: Path
) -> None:
    defects = [
        Defect(
            "",
            "name: Ireland }",
            "name: ▸Eire }",
            "“Eire” does not stand in the text. Nothing like it stands there.",
        ),
        Defect(
            "",
            "stands_for: IE",
            "stands_for: ▸Ireland",
            "there is no entity `Ireland`. Did you mean `IE`?",
        ),
        Defect(
            "",
            "amounts: nearly €2.5m",
            "amounts: { text: ▸nearly €2.5m, currency: USD }",
            "`currency: USD` is declared, but “nearly €2.5m” says EUR.",
        ),
        Defect(
            "",
            "evidence: Engineers back the",
            "evidence: ▸Engineers backed the",
            "the quote “Engineers backed the bridge plan” does not stand in the text."
            f" {NEAREST} “Engineers back the bridge plan 🌉”, in sentence 4.",
        ),
        Defect(
            "",
            "edtf: 2025-03-04",
            "edtf: ▸2025-02-30",
            "`2025-02-30` is not in the calendar: day is out of range for month.",
        ),
    ]
    # Introduced from the last to the first; no change moves another one to a new line.
    told = [defect.introduce(seed) for defect in reversed(defects)]
    assert_refused(seed, data, *reversed(told))


def test_a_mistake_in_one_document_keeps_the_others_from_being_published(
    seed: Seed, data: Path
) -> None:
    shutil.copytree(seed.folder / "documents/bridge", seed.folder / "documents/another")
    told = Defect("", "id: meeting", "id: ▸backing", "the id `backing` is taken by a fact above.")
    assert_refused(seed, data, told.introduce(seed))


def test_a_mistake_is_one_line_whatever_it_quotes(seed: Seed, published: Path) -> None:
    told = Defect(
        "",
        "evidence: Engineers back the bridge plan",
        "evidence: ▸|-\n      “The bridge is a promise,”\n      minister Ada Byrne sang",
        "the quote ““The bridge is a promise,” minister Ada Byrne sang” does not stand in the text."
        f" {NEAREST} ““The bridge is a promise,” minister Ada Byrne said.”, in sentence 2.",
    )
    assert_refused(seed, published, told.introduce(seed))


# --- What is no mistake


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n\n\n", " \r\n\t\r\n"])
def test_line_ends_are_kept_and_every_offset_holds(ends: str, seed: Seed, tmp_path: Path) -> None:
    text = seed.read(TEXT).replace("\n", ends)
    seed.rewrite_text(text)
    found = built(seed, tmp_path / "data")
    assert found["bridge"]["text"] == text
    assert found["bridge"]["counts"]["paragraphs"] == 2
    spans = [body for body in found.values() if "start" in body]
    assert {"bridge.s4", "bridge.meeting.e1", "bridge.loan.a1"} <= found.keys()
    for body in spans:
        exact = body.get("exact") or body["text"]
        assert text[body["start"] : body["end"]] == exact


def test_a_quote_is_typed_in_plain_ascii_over_several_lines(seed: Seed, tmp_path: Path) -> None:
    before = built(seed, tmp_path / "before")
    seed.change(
        FACTS,
        "evidence: “The bridge is a promise,” minister Ada Byrne said",
        'evidence: >-\n      "The bridge is a promise,"\n      minister Ada Byrne said',
    )
    assert built(seed, tmp_path / "after") == before


def test_a_quotation_may_also_stand_outside_quotation_marks_before(
    seed: Seed, tmp_path: Path
) -> None:
    seed.rewrite_text(
        seed.read(TEXT).replace("“The bridge", "The bridge is a promise, she knew: “The bridge")
    )
    seed.change(
        FACTS,
        "evidence: “The bridge is a promise,” minister",
        "evidence: >-\n      The bridge is a promise, she knew:\n"
        "      “The bridge is a promise,” minister",
    )
    found = built(seed, tmp_path / "data")
    assert found["bridge.promise"]["quotation"] == "The bridge is a promise,"


def test_a_quotation_may_leave_words_out(seed: Seed, tmp_path: Path) -> None:
    seed.change(FACTS, "quotation: The bridge is a promise,", "quotation: The bridge … promise,")
    found = built(seed, tmp_path / "data")
    assert found["bridge.promise"]["quotation"] == "The bridge … promise,"
