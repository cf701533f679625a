"""Columns: what summaries and the graph read, written as arrays (see `model.columns`)."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from sqlalchemy import Boolean, Column, Connection, Integer, Select, select
from sqlmodel import SQLModel

from app.compiler.ties import Parts, crossed, ties
from app.model import tables
from app.model.columns import (
    DECIMALS,
    EDGE_ENDS,
    EDGE_KIND,
    EDGE_KINDS,
    KEEPERS,
    LIMB,
    LIMBS,
    LINKS,
    MENTIONED_WITH,
    RANKED,
    TIE,
    VALUE,
    Link,
    codes_of,
    column_of,
    home,
    homes_of,
    kept,
    keys_of,
    limb_of,
    ranks_of,
    reference,
    starts_of,
    values_of,
)
from app.model.tables import FRACTION_DIGITS, WHOLE_DIGITS

Codes: TypeAlias = npt.NDArray[np.int64]

DECIMAL_WIDTH = WHOLE_DIGITS + 1 + FRACTION_DIGITS

AT_ONCE = 50_000
"""How many rows are read at a time."""

SELECT = 'SELECT {columns} FROM "{table}" t {joins} {where} {order}'


def write_columns(connection: Connection) -> None:
    """Write the arrays of all tables, once these are filled."""
    raw: Any = connection.connection.driver_connection
    writer = _Writer(raw)
    writer.write_tables()
    for link in LINKS:
        writer.write_link(link)
    writer.write_values()
    writer.write_mentioned_with()
    writer.write_ties()


class _Writer:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._keys: dict[str, Codes] = {}
        """The keys of each table's rows, in order."""
        self._values: dict[str, list[str]] = {}
        """The different values of each column of text."""
        self._functions: set[str] = set()

    def write_tables(self) -> None:
        """The columns of all collections."""
        for table in KEEPERS:
            name = str(table.__tablename__)
            rows = column_of(table, "key").table
            self._keys[name] = self._numbers(select(rows.c.key).order_by(rows.c.key))
            self._write(keys_of(name), self._keys[name])
        for name in RANKED:
            self._write(ranks_of(name), np.argsort(self._by_id(name)))
        for table in KEEPERS:
            own, others = str(table.__tablename__), str(home(table).__tablename__)
            if own != others:
                self._write(homes_of(own), self._places(others, self._keys[own]))
            columns = [column_of(table, name) for name in kept(table)]
            for column, codes in zip(columns, self._codes(table, columns), strict=True):
                self._write(codes_of(column), codes, self._size(column, codes))

    def write_link(self, link: Link) -> None:
        """The values that lead to each row of the table that the link refers to."""
        of, to = column_of(link.table, link.of), column_of(link.table, link.to)
        where = [f"t.{name} = '{term}'" for name, term in link.also]
        codes, targets = self._codes(link.table, [of, to], *where, f"t.{link.of} NOT NULL")
        target = reference(to)
        assert target is not None, "a link leads to a row"
        self._write_link(link.name, targets, codes, len(self._keys[target]), self._size(of, codes))

    def write_values(self) -> None:
        """The values of amounts: their order, and their digits."""
        values = self._texts(column_of(tables.Amount, "value"))
        [codes] = self._codes(tables.Amount, [column_of(tables.Amount, "value")])
        self._write(VALUE, codes, len(values))
        cuts = [(start, start + LIMB) for start in range(0, WHOLE_DIGITS, LIMB)]
        cuts.append((WHOLE_DIGITS + 1, WHOLE_DIGITS + 1 + FRACTION_DIGITS))
        assert len(cuts) == LIMBS, "as many as readers expect"
        for number, (start, end) in enumerate(cuts):
            limbs = np.fromiter((int(value[start:end]) for value in values), np.int64)
            self._write(limb_of(number), limbs, 10**LIMB)

    def write_mentioned_with(self) -> None:
        """The entities that are named in one sentence."""
        columns = [column_of(tables.Mention, name) for name in ("entity", "sentence")]
        entities, sentences = self._codes(tables.Mention, columns)
        size = len(self._keys["entity"])
        named = _distinct(sentences * size + entities)
        _, one, other = crossed(named // size, named % size, named // size, named % size)
        differ = one != other
        self._write_link(MENTIONED_WITH, one[differ], other[differ], size, size)

    def write_ties(self) -> None:
        """The edges of the graph, and which facts make them."""
        size = len(self._keys["entity"])
        by_id = self._by_id("entity")
        found = list(
            ties(
                self._parts(np.argsort(by_id)),
                self._facts_by("event", "kind"),
                self._facts_by("position", "stance"),
            )
        )
        facts = np.concatenate([fact for fact, *_ in found])
        edges = np.concatenate(
            [(one * size + other) * len(EDGE_KINDS) + kind for _, one, other, kind in found]
        )
        edge, codes = np.unique(edges, return_inverse=True)
        self._write_link(TIE, facts, codes, len(self._keys["fact"]), len(edge))
        ends = edge // len(EDGE_KINDS)
        for name, end in zip(EDGE_ENDS, (ends // max(size, 1), ends % max(size, 1)), strict=True):
            self._write(name, by_id[end], size)
        self._write(EDGE_KIND, edge % len(EDGE_KINDS), len(EDGE_KINDS))

    def _parts(self, ranks: Codes) -> Parts:
        columns = [column_of(tables.Involvement, name) for name in ("fact", "entity", "role")]
        facts, entities, roles = self._codes(tables.Involvement, columns)
        order = np.argsort(facts, kind="stable")
        return Parts(facts[order], ranks[entities[order]], roles[order], self._known(columns[2]))

    def _facts_by(self, table: str, column: str) -> dict[str, Codes]:
        """The places of facts in a table of their type, by what they have in a column."""
        found: dict[str, list[int]] = {}
        rows = SQLModel.metadata.tables[table]
        for key, value in self._connection.execute(str(select(rows.c.key, rows.c[column]))):
            found.setdefault(value, []).append(key)
        return {value: self._places("fact", np.array(keys)) for value, keys in found.items()}

    def _write_link(self, name: str, targets: Codes, codes: Codes, number: int, size: int) -> None:
        """Each code of each target once, in order, and where those of each target start."""
        span = max(size, 1)
        both = _distinct(targets * span + codes)
        self._write(name, both % span, size)
        starts = np.zeros(number + 1, np.int64)
        np.cumsum(np.bincount(both // span, minlength=number), out=starts[1:])
        self._write(starts_of(name), starts)

    def _codes(
        self, table: type[SQLModel], columns: Sequence[Column[Any]], *where: str
    ) -> list[Codes]:
        """The codes of these columns, row by row in the order of the table; -1 for null."""
        terms, joins = [], []
        for number, column in enumerate(columns):
            target, own = reference(column), f't."{column.name}"'
            if target is None and not _is_number(column):
                own = f"{self._function(column)}({own})"
            elif f"{column.name}_key" in table.model_fields:
                own = f"t.{column.name}_key"
            elif not _is_number(column):
                joins.append(f'LEFT JOIN "{target}" j{number} ON j{number}.id = {own}')
                own = f"j{number}.key"
            terms.append(f"ifnull({own}, -1)")
        query = SELECT.format(
            columns=", ".join(terms),
            table=table.__tablename__,
            joins=" ".join(joins),
            where=f"WHERE {' AND '.join(where)}" if where else "",
            order="ORDER BY t.key" if "key" in table.model_fields else "",
        )
        found = self._connection.execute(query)
        batches = [np.empty((0, len(columns)), np.int64)]
        while rows := found.fetchmany(AT_ONCE):
            batches.append(np.array(rows, np.int64))
        together = np.concatenate(batches)
        return [self._placed(column, together[:, number]) for number, column in enumerate(columns)]

    def _placed(self, column: Column[Any], numbers: Codes) -> Codes:
        """The codes of a column, of which the database gives the keys where it is a reference."""
        target = reference(column)
        if target is None:
            return numbers
        return np.where(numbers < 0, -1, self._places(target, numbers))

    def _known(self, column: Column[Any]) -> dict[str, int]:
        return {value: code for code, value in enumerate(self._texts(column))}

    def _function(self, column: Column[Any]) -> str:
        """The SQL function that gives the codes of a column of text."""
        name = f"code_of_{column.table.name}_{column.name}"
        if name not in self._functions:  # SQLite changes none while a statement is open
            self._functions.add(name)
            self._connection.create_function(name, 1, self._known(column).get, deterministic=True)
        return name

    def _texts(self, column: Column[Any]) -> list[str]:
        """The different values of a column of text, in the order of their bytes."""
        name = values_of(column)
        if name not in self._values:
            different = select(column).distinct().where(column.is_not(None)).order_by(column)
            found = self._connection.execute(str(different))
            values = self._values[name] = [value for (value,) in found]
            if column.name in DECIMALS:  # of one width
                self._insert(name, len(values), f"S{DECIMAL_WIDTH}", "".join(values).encode())
            else:
                self._write_json(name, values)
        return self._values[name]

    def _size(self, column: Column[Any], codes: Codes) -> int:
        """How many codes a column can have, but for null."""
        target = reference(column)
        if target is not None:
            return len(self._keys[target])
        if isinstance(column.type, Boolean):
            return 2
        if isinstance(column.type, Integer):
            return int(codes.max(initial=-1)) + 1
        return len(self._texts(column))

    def _places(self, table: str, keys: Codes) -> Codes:
        return np.searchsorted(self._keys[table], keys).astype(np.int64)

    def _by_id(self, table: str) -> Codes:
        """The places of a table's rows in the order of their ids."""
        rows = SQLModel.metadata.tables[table]
        return self._places(table, self._numbers(select(rows.c.key).order_by(rows.c.id)))

    def _numbers(self, query: Select[tuple[int]]) -> Codes:
        found = self._connection.execute(str(query))
        return np.fromiter((number for (number,) in found), np.int64)

    def _write(self, name: str, codes: Codes, size: int | None = None) -> None:
        """Write an array in the narrowest type that has all codes, and null as the last."""
        last = int(codes.max(initial=0)) if size is None else size
        form = next(form for form in ("u1", "u2", "i4") if last <= np.iinfo(form).max)
        array = np.where(codes < 0, last, codes).astype(f"<{form}")
        self._insert(name, last, form, array.tobytes())

    def _write_json(self, name: str, values: Sequence[str]) -> None:
        content = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        self._insert(name, len(values), "json", content.encode())

    def _insert(self, name: str, size: int, form: str, body: bytes) -> None:
        self._connection.execute(
            "INSERT INTO column_copy (name, size, form, body) VALUES (?, ?, ?, ?)",
            (name, size, form, body),
        )


def _is_number(column: Column[Any]) -> bool:
    return isinstance(column.type, Integer | Boolean)


def _distinct(codes: Codes) -> Codes:
    """The codes in order, each once."""
    ordered: Codes = np.sort(codes)
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]])[: len(ordered)]
    return np.compress(first, ordered)
