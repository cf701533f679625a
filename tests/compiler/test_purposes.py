"""The purpose of an initiative: it is said once, in the words of the source."""

from pathlib import Path

from tests.compiler.command import citewire
from tests.compiler.defects import assert_refused
from tests.seeds import FACTS, TEXT, Seed

ANOTHER = "documents/canal/facts.yaml"
BEFORE = "  - entity: cork\n    stands_for"
PURPOSE = """\
  - entity: bridge-plan
    purpose: back the bridge
    evidence: Engineers back the bridge plan
"""


def say(seed: Seed, *profiles: str) -> None:
    """Have the document say so of the initiative."""
    seed.change(FACTS, BEFORE, "".join(profiles) + BEFORE)


def line_of(seed: Seed, file: str, words: str) -> int:
    """The last line of the file that has the words, counted from 1."""
    lines = seed.read(file).split("\n")
    return max(number for number, line in enumerate(lines, start=1) if words in line)


def test_it_is_said_once(seed: Seed, tmp_path: Path) -> None:
    say(seed, PURPOSE)
    assert citewire("build", "--seed", seed.folder, "--data", tmp_path).err == ""


def test_a_second_one_in_the_same_document_is_refused(seed: Seed, published: Path) -> None:
    say(seed, PURPOSE, PURPOSE.replace("back the bridge\n", "the bridge plan\n"))
    assert_refused(
        seed,
        published,
        f"{FACTS}:{line_of(seed, FACTS, 'purpose: the bridge plan')}:14: the purpose of"
        " `bridge-plan` is given already, in this document: “back the bridge”. An initiative has"
        " one purpose: keep one of the two profiles.",
    )


def test_a_second_one_in_another_document_is_refused(seed: Seed, published: Path) -> None:
    say(seed, PURPOSE)
    seed.write("documents/canal/text.txt", seed.read(TEXT))
    seed.write(ANOTHER, seed.read(FACTS))
    assert_refused(
        seed,
        published,
        f"{ANOTHER}:{line_of(seed, ANOTHER, 'purpose:')}:14: the purpose of `bridge-plan` is given"
        " already, in the document `bridge`: “back the bridge”. An initiative has one purpose:"
        " keep one of the two profiles.",
    )


def test_what_is_read_between_the_lines_is_no_purpose(seed: Seed, published: Path) -> None:
    say(seed, PURPOSE + "    inferred: They met.\n")
    assert_refused(
        seed,
        published,
        f"{FACTS}:{line_of(seed, FACTS, 'purpose:') - 1}:5: `profiles`: `inferred` does not go with"
        " `purpose`: it is in the source's words.",
    )
