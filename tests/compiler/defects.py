"""Defects: one change to the small seed, and the mistake that is told of it.

▸ stands before the words at which the mistake is told. It is no part of the seed: the line and
the column expected are counted from where it stands.
"""

from dataclasses import dataclass
from pathlib import Path

from tests.compiler.command import citewire, contents
from tests.seeds import FACTS, Seed

HERE = "▸"
NEAREST = "The nearest is"
NO_ID = "cannot be an id: small letters and digits, with hyphens between."


@dataclass(frozen=True)
class Defect:
    """One change to the small seed, and what is told of it."""

    law: str
    old: str
    new: str
    message: str
    file: str = FACTS

    def introduce(self, seed: Seed) -> str:
        """Change the seed, without the mark. Returns the mistake, placed where the mark stood."""
        seed.change(self.file, self.old, self.new)
        marked = seed.read(self.file)
        seed.write(self.file, marked.replace(HERE, ""))
        return f"{place(self.file, marked)}: {self.message}"


def place(file: str, marked: str) -> str:
    """`file:line:column` of the mark in the content of the file, both counted from 1."""
    assert marked.count(HERE) == 1, f"the mark stands {marked.count(HERE)} times in {file}"
    before = marked.partition(HERE)[0].split("\n")
    return f"{file}:{len(before)}:{len(before[-1]) + 1}"


def assert_refused(seed: Seed, data: Path, *mistakes: str) -> None:
    """Both commands tell exactly these mistakes, and the data folder stays as it was."""
    number = f"{len(mistakes)} mistake{'s' if len(mistakes) > 1 else ''}"
    told = "".join(f"{seed.folder}/{mistake}\n" for mistake in mistakes)
    before = contents(data)
    for command in (["check"], ["build", "--data", data]):
        ended = citewire(*command, "--seed", seed.folder)
        assert ended.err == f"{told}{number}; nothing was published.\n"
        assert (ended.code, ended.out) == (1, "")
    assert contents(data) == before
