"""Mistakes in the seed: collected over a whole run, and told with file, line and column."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz, process, utils


@dataclass(frozen=True, order=True)
class Mistake:
    """One thing wrong, where it stands (line and column count from 1), and how to mend it."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class BuildFailed(Exception):
    """The seed has mistakes. Nothing was published."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = sorted(set(mistakes))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


@dataclass
class Mistakes:
    """All mistakes of a run, so that an author sees them together."""

    found: list[Mistake] = field(default_factory=list)

    def add(self, file: Path, message: str, line: int = 1, column: int = 1) -> None:
        """Note a mistake, in one line whatever it quotes."""
        message = " ".join(message.split())
        self.found.append(Mistake(file.as_posix(), line, column, message))

    def __bool__(self) -> bool:
        return bool(self.found)

    def raise_if_any(self) -> None:
        """Raise BuildFailed where something was noted."""
        if self.found:
            raise BuildFailed(self.found)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """' Did you mean `x`?' for the nearest of the known words, or '' where none is near."""
    match = process.extractOne(
        word, sorted(known), scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=60
    )
    return f" Did you mean `{match[0]}`?" if match else ""
