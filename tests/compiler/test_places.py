"""What a place stands for, where several documents say so."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

from app.store.sealed import open_readonly
from app.store.sealed import published as published_file
from tests.compiler.command import citewire
from tests.compiler.defects import assert_refused
from tests.seeds import FACTS, TEXT, Seed

ANOTHER = "documents/canal/facts.yaml"
PROFILE = "    stands_for: IE\n    inferred: The loan comes from Ireland.\n"


def with_another_document(seed: Seed, profile: str) -> None:
    """Add a second document of the same words, with this profile of the place."""
    seed.write("documents/canal/text.txt", seed.read(TEXT))
    seed.write(ANOTHER, seed.read(FACTS).replace(PROFILE, profile))


def stands_for(seed: Seed, data: Path) -> dict[str, Any]:
    """What Cork stands for in the dataset."""
    assert citewire("build", "--seed", seed.folder, "--data", data).err == ""
    file = published_file(data)
    assert file is not None
    with closing(open_readonly(file)) as connection:
        query = "SELECT body FROM place JOIN record USING (key) WHERE id = 'cork'"
        record = json.loads(connection.execute(query).fetchone()[0])
    tie: dict[str, Any] = record["stands_for"]
    return tie


def test_each_document_adds_its_words(seed: Seed, tmp_path: Path) -> None:
    with_another_document(seed, PROFILE)
    tie = stands_for(seed, tmp_path)
    assert [span["document"] for span in tie["evidence"]] == ["bridge", "canal"]
    assert (tie["entity"]["id"], tie["inferred"]) == ("IE", True)
    assert tie["note"] == "The loan comes from Ireland."


def test_one_that_states_it_outdoes_one_in_which_it_is_inferred(seed: Seed, tmp_path: Path) -> None:
    with_another_document(seed, "    stands_for: IE\n")
    tie = stands_for(seed, tmp_path)
    assert (len(tie["evidence"]), tie["inferred"], tie["note"]) == (2, False, None)


def test_documents_that_disagree_are_refused(seed: Seed, published: Path) -> None:
    with_another_document(seed, "    stands_for: acme-works\n")
    line = seed.read(ANOTHER).split("\n").index("  - entity: cork") + 1
    assert_refused(
        seed,
        published,
        f"{ANOTHER}:{line}:13: `cork` is said to stand for `IE` already, in another document. A"
        " place stands for one entity: keep one of the two profiles.",
    )
