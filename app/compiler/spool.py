"""The spool: columns of numbers, kept in files while the tables are filled.

Arrays are written once all is known, from what was noted as each row was inserted: to read the
rows again costs many times as much, and to keep the numbers in memory would let it grow with the
dataset. What a number stands for is settled at the end, when all values are known (see `Writer`).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, TypeAlias

import numpy as np
import numpy.typing as npt
from sqlalchemy import Boolean, Column, Integer

from app.model import tables
from app.model.columns import KEEPERS, LINKS, column_of, kept, reference

Codes: TypeAlias = npt.NDArray[np.int32]

NULL = -1

REFERRED = ("document", "sentence", "entity", "fact", "evidence")
"""The tables to whose rows others refer."""


def _kept() -> dict[str, dict[str, Column[Any]]]:
    """The columns that are noted of each table, by name. `fact` stands for `fact_key` too."""
    found: dict[str, dict[str, Column[Any]]] = {}
    for table in KEEPERS:
        names = ["key", *kept(table)]
        found[str(table.__tablename__)] = {name: column_of(table, name) for name in names}
    for link in LINKS:
        if link.table in NOTED:
            columns = found.setdefault(str(link.table.__tablename__), {})
            for name in (link.of, link.to, *(also for also, _ in link.also)):
                columns[name.removesuffix("_key")] = column_of(
                    link.table, name.removesuffix("_key")
                )
    found["amount"]["value"] = column_of(tables.Amount, "value")
    return found


NOTED = {*KEEPERS, tables.Involvement, tables.EntityCountry, tables.EvidenceSupport}
"""The tables whose rows come from records, and not from those of other tables."""


class Numbers(dict[str | None, int]):
    """Numbers for texts, in the order in which they come up; -1 for null."""

    def __init__(self) -> None:
        super().__init__({None: NULL})

    def __missing__(self, text: str | None) -> int:
        number = self[text] = len(self) - 1
        return number


class Spool:
    """Notes the columns that are kept as arrays. Its files are in the folder, and have no name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[tuple[str, str], IO[bytes]] = {}
        self._kept = _kept()
        self.texts: dict[tuple[str, str], Numbers] = {}
        """The numbers of the different values of each column of text."""
        self.entities = Numbers()
        """The numbers of entities, by id, in the order in which they come up."""
        self._places: dict[str, dict[str | None, int]] = {}
        """The places of rows by id; of sentences and facts, of those noted since `forget`."""
        self._by_key: dict[str, dict[int | None, int]] = {}
        """The same by key."""
        self.sizes: dict[str, int] = {}
        """How many rows each table of a collection has."""
        for table in KEEPERS:
            name = str(table.__tablename__)
            self.sizes[name] = 0
            self._places[name] = {None: NULL}
            self._by_key[name] = {None: NULL}

    def note(self, table: str, values: Mapping[str, Sequence[Any]]) -> None:
        """Note what is kept of rows, given column by column. What they refer to has been noted."""
        columns = self._kept.get(table)
        if not columns:
            return
        number = len(next(iter(values.values())))
        if "id" in values and table in REFERRED:
            self._note_places(table, values["id"], values["key"])
        self.sizes[table] = self.sizes.get(table, 0) + number
        for name, column in columns.items():
            numbers, found = self._numbers(table, column), values[name]
            noted = found if numbers is None else map(numbers.__getitem__, found)
            self._write(table, name, np.fromiter(noted, np.int32, number))

    def _note_places(self, table: str, ids: Sequence[str], keys: Sequence[int]) -> None:
        first = self.sizes[table]
        places = range(first, first + len(ids))
        self._places[table].update(zip(ids, places, strict=True))
        self._by_key[table].update(zip(keys, places, strict=True))

    def _numbers(self, table: str, column: Column[Any]) -> Mapping[Any, int] | None:
        """What gives the numbers of a column's values, or None where these are numbers."""
        if column.name == "key":
            return None
        target = reference(column)
        number = isinstance(column.type, Integer | Boolean)
        if target == "entity":
            return self.entities
        if target is not None:
            return self._by_key[target] if number else self._places[target]
        return None if number else self.texts.setdefault((table, column.name), Numbers())

    def _write(self, table: str, column: str, numbers: Codes) -> None:
        name = table, column
        if name not in self._files:
            self._files[name] = TemporaryFile(dir=self._folder)  # noqa: SIM115 - closed by `close`
        self._files[name].write(numbers.tobytes())

    def entity_places(self) -> Codes:
        """The place of each entity, by its number."""
        places = self._places["entity"]
        return np.fromiter((places[id_] for id_ in self.entities), np.int32)[1:]

    def forget(self) -> None:
        """Forget the sentences and facts so far: only their own document refers to them."""
        for table in ("sentence", "fact", "evidence"):
            self._places[table] = {None: NULL}
            self._by_key[table] = {None: NULL}

    def read(self, table: str, column: str) -> Codes:
        """The numbers of a column, row after row."""
        file = self._files.get((table, column))
        if file is None:
            return np.empty(0, np.int32)
        file.flush()
        file.seek(0)
        return np.fromfile(file, np.int32)

    def close(self) -> None:
        """Remove the files."""
        for file in self._files.values():
            file.close()
