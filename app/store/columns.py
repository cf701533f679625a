"""Columns: arrays read from the sealed file, for one request (see `model.columns`)."""

import json
from time import monotonic
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from app.store.prepared import Prepared, Values
from app.store.reader import Reader, Row, TookTooLong

Numbers: TypeAlias = npt.NDArray[np.integer[Any]]


class Columns:
    """The arrays of a dataset, each read when it is first needed, until a deadline."""

    def __init__(self, reader: Reader, deadline: float) -> None:
        """`deadline` is on the clock of `time.monotonic`."""
        self._reader = reader
        self._deadline = deadline
        self._read: dict[str, tuple[int, Any]] = {}

    def numbers(self, name: str) -> Numbers:
        """The array of this name. Raises TookTooLong after the deadline."""
        array: Numbers = self._named(name)[1]
        return array

    def size(self, name: str) -> int:
        """How many codes the array can have; null has the one after them."""
        return self._named(name)[0]

    def texts(self, name: str) -> list[str]:
        """The texts of this name. Raises TookTooLong after the deadline."""
        texts: list[str] = self._named(name)[1]
        return texts

    def rows(self, statement: Prepared, values: Values) -> list[Row]:
        """The rows that the statement selects. Raises TookTooLong at the deadline."""
        return self._reader.rows(statement, values, self._deadline)

    def check(self) -> None:
        """Raise TookTooLong after the deadline."""
        if monotonic() > self._deadline:
            raise TookTooLong("The computation was stopped at its deadline.")

    def drop(self) -> bool:
        """Let go of all arrays. Whether there were any."""
        had_any = bool(self._read)
        self._read.clear()
        return had_any

    def _named(self, name: str) -> tuple[int, Any]:
        self.check()
        if name not in self._read:
            size, form, body = self._reader.column(name)
            content = json.loads(body) if form == "json" else np.frombuffer(body, f"<{form}")
            self._read[name] = (size, content)
        return self._read[name]
