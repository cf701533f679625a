"""Columns: what summaries and the graph read, written as arrays (see `model.columns`)."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Boolean, Column, Connection, Integer, select
from sqlmodel import SQLModel

from app.compiler.pairs import Codes, Led, distinct, paired, pieces_of, stretches
from app.compiler.spool import Spool
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
from app.model.decimals import FRACTION_DIGITS, WHOLE_DIGITS

DECIMAL_WIDTH = WHOLE_DIGITS + 1 + FRACTION_DIGITS


def write_columns(connection: Connection, spool: Spool) -> None:
    """Write the arrays of all tables, once these are filled and have their indexes."""
    raw: Any = connection.connection.driver_connection
    writer = _Writer(raw, spool)
    writer.write_tables()
    for link in LINKS:
        writer.write_link(link)
    writer.write_values()
    writer.write_mentioned_with()
    writer.write_ties()


class _Writer:
    def __init__(self, connection: sqlite3.Connection, spool: Spool) -> None:
        self._connection = connection
        self._spool = spool
        self._entities = spool.entity_places()
        self._values: dict[tuple[str, str], list[str]] = {}
        """The different values of each column of text."""

    def write_tables(self) -> None:
        """The columns of all collections."""
        for table in KEEPERS:
            name = str(table.__tablename__)
            self._write(keys_of(name), self._spool.read(name, "key"))
        for name in RANKED:
            self._write(ranks_of(name), np.argsort(self._by_id(name)))
        for table in KEEPERS:
            own, others = str(table.__tablename__), str(home(table).__tablename__)
            if own != others:
                self._write(homes_of(own), self._homes(own, others))
            for column in (column_of(table, name) for name in kept(table)):
                codes = self._codes(table, column.name)
                self._write(codes_of(column), codes, self._size(column, codes))

    def write_link(self, link: Link) -> None:
        """The values that lead to each row of the table that the link refers to."""
        of, target = column_of(link.table, link.of), reference(column_of(link.table, link.to))
        assert target is not None, "a link leads to a row"
        led = self._led(link)
        size = self._size(of, np.empty(0, np.int32))
        self._write_pieces(link.name, led, self._spool.sizes[target], size)

    def _led(self, link: Link) -> Iterator[Led]:
        """What a link leads to and the values that lead there, a stretch at a time."""
        if link.table in (tables.FactCountry, tables.DocumentCountry, tables.SentenceCountry):
            return self._countries(link)
        if link.table is tables.FactMention:
            facts, sentences = (self._codes(tables.Evidence, name) for name in ("fact", "sentence"))
            named = [self._codes(tables.Mention, name) for name in ("sentence", "entity")]
            return _joined(facts, sentences, *named)
        codes, targets = (self._codes(link.table, name) for name in (link.of, link.to))
        wanted = codes >= 0
        for name, term in link.also:
            known = self._texts(link.table, name)
            code = known.index(term) if term in known else len(known)
            wanted &= self._codes(link.table, name) == code
        return stretches(targets[wanted], codes[wanted])

    def _countries(self, link: Link) -> Iterator[Led]:
        """The countries of who is named in each row, or takes part in it."""
        among = tables.Involvement if link.table is tables.FactCountry else tables.Mention
        targets, entities = self._codes(among, link.to), self._codes(among, "entity")
        countries, tied = (
            self._codes(tables.EntityCountry, name) for name in ("country", "entity")
        )
        order = np.argsort(tied, kind="stable")
        countries, tied = countries[order], tied[order]
        present = np.bincount(entities, minlength=self._spool.sizes["entity"]) > 0
        names = self._texts(tables.EntityCountry, "country")
        used = np.bincount(countries[present[tied]], minlength=len(names)) > 0
        values = [name for name, is_used in zip(names, used, strict=True) if is_used]
        self._keep_texts(column_of(link.table, link.of), values)
        return _joined(targets, entities, tied, (np.cumsum(used) - 1)[countries])

    def write_values(self) -> None:
        """The values of amounts: their order, and their digits."""
        values = self._texts(tables.Amount, "value")
        name = values_of(column_of(tables.Amount, "value"))
        self._insert(name, len(values), f"S{DECIMAL_WIDTH}", "".join(values).encode())
        self._write(VALUE, self._codes(tables.Amount, "value"), len(values))
        cuts = [(start, start + LIMB) for start in range(0, WHOLE_DIGITS, LIMB)]
        cuts.append((WHOLE_DIGITS + 1, WHOLE_DIGITS + 1 + FRACTION_DIGITS))
        assert len(cuts) == LIMBS, "as many as readers expect"
        for number, (start, end) in enumerate(cuts):
            limbs = np.fromiter((int(value[start:end]) for value in values), np.int64)
            self._write(limb_of(number), limbs, 10**LIMB)

    def write_mentioned_with(self) -> None:
        """The entities that are named in one sentence."""
        entities, sentences = (self._codes(tables.Mention, name) for name in ("entity", "sentence"))
        size = self._spool.sizes["entity"]
        span = max(size, 1)
        pairs = np.empty(0, np.int64)
        for piece in pieces_of(sentences):
            named = distinct(paired(sentences[piece], entities[piece], span))
            _, one, other = crossed(named // span, named % span, named // span, named % span)
            differ = one != other
            pairs = distinct(np.concatenate([pairs, paired(one[differ], other[differ], span)]))
        self._write_link(MENTIONED_WITH, pairs // span, pairs % span, size, size)

    def write_ties(self) -> None:
        """The edges of the graph, and which facts make them."""
        size = self._spool.sizes["entity"]
        by_id = self._by_id("entity")
        parts = self._parts(np.argsort(by_id).astype(np.int32))
        events = self._facts_by(tables.Event, "kind")
        positions = self._facts_by(tables.Position, "stance")
        facts, edges = np.empty(0, np.int32), np.empty(0, np.int64)
        for piece in pieces_of(parts.facts):
            found = list(ties(parts.within(piece), events, positions))
            facts = np.concatenate([facts, *(fact for fact, *_ in found)])
            made = [paired(paired(o, p, size), k, len(EDGE_KINDS)) for _, o, p, k in found]
            edges = np.concatenate([edges, *made])
        edge, codes = np.unique(edges, return_inverse=True)
        self._write_link(TIE, facts, codes, self._spool.sizes["fact"], len(edge))
        ends = edge // len(EDGE_KINDS)
        for name, end in zip(EDGE_ENDS, (ends // max(size, 1), ends % max(size, 1)), strict=True):
            self._write(name, by_id[end], size)
        self._write(EDGE_KIND, edge % len(EDGE_KINDS), len(EDGE_KINDS))

    def _parts(self, ranks: Codes) -> Parts:
        facts, entities, roles = (
            self._codes(tables.Involvement, name) for name in ("fact", "entity", "role")
        )
        names = self._texts(tables.Involvement, "role")
        known = {name: code for code, name in enumerate(names)}
        return Parts(facts, ranks[entities], roles, known)

    def _facts_by(self, table: type[tables.FactColumns], column: str) -> dict[str, Codes]:
        """The places of facts in a table of their type, by what they have in a column."""
        codes = self._codes(table, column)
        places = self._homes(str(table.__tablename__), "fact").astype(np.int32)
        names = self._texts(table, column)
        return {name: places[codes == code] for code, name in enumerate(names)}

    def _write_link(self, name: str, targets: Codes, codes: Codes, number: int, size: int) -> None:
        """Each code of each target once, in order, and where those of each target start."""
        self._write_pieces(name, stretches(targets, codes), number, size)

    def _write_pieces(self, name: str, led: Iterable[Led], number: int, size: int) -> None:
        """The same of stretches that follow one another; none ends within a target.

        A target without codes gets null, and so does one more, behind the last.
        """
        span = max(size, 1)
        lengths = np.zeros(number + 1, np.int64)
        form = _form(size)
        pieces = [np.empty(0, form)]
        for targets, codes in led:
            both = distinct(paired(targets, codes, span))
            pieces.append((both % span).astype(form))
            lengths += np.bincount(both // span, minlength=number + 1)
        without = lengths == 0
        ends = np.cumsum(lengths)
        self._write(name, np.insert(np.concatenate(pieces), ends[without], size), size)
        self._write(starts_of(name), np.append(0, np.cumsum(lengths + without)))

    def _codes(self, table: type[SQLModel], name: str) -> Codes:
        """The codes of a column, row by row in the order of the table; -1 for null."""
        name = name.removesuffix("_key")
        numbers: Codes = self._spool.read(str(table.__tablename__), name)
        column = column_of(table, name)
        if reference(column) == "entity":
            places = self._entities
        elif reference(column) is None and not _is_number(column):
            noted = self._noted(table, name)
            values = {value: code for code, value in enumerate(self._texts(table, name))}
            places = np.fromiter((values[text] for text in noted), np.int32)
        else:
            return numbers
        return np.append(places, np.int32(-1))[numbers]  # where null finds the last one

    def _noted(self, table: type[SQLModel], name: str) -> list[str]:
        """The different values of a column of text, in the order of their numbers."""
        noted = self._spool.texts.get((str(table.__tablename__), name))
        return [str(text) for text in noted or () if text is not None]

    def _texts(self, table: type[SQLModel], name: str) -> list[str]:
        """The different values of a column of text, in the order of their bytes."""
        column = column_of(table, name)
        kept_as = column.table.name, name
        if kept_as not in self._values:
            # UTF-8 has the order of code points, and so has Python.
            values = sorted(self._noted(table, name))
            if column.name in DECIMALS:
                self._values[kept_as] = values
            else:
                self._keep_texts(column, values)
        return self._values[kept_as]

    def _keep_texts(self, column: Column[Any], values: list[str]) -> None:
        self._values[column.table.name, column.name] = values
        self._write_json(values_of(column), values)

    def _size(self, column: Column[Any], codes: Codes) -> int:
        """How many codes a column can have, but for null."""
        target = reference(column)
        if target is not None:
            return self._spool.sizes[target]
        if isinstance(column.type, Boolean):
            return 2
        if isinstance(column.type, Integer):
            return int(codes.max(initial=-1)) + 1
        return len(self._values[column.table.name, column.name])

    def _homes(self, table: str, others: str) -> Codes:
        """The places of a table's rows among those of another."""
        return np.searchsorted(self._spool.read(others, "key"), self._spool.read(table, "key"))

    def _by_id(self, table: str) -> Codes:
        """The places of a table's rows in the order of their ids."""
        rows = SQLModel.metadata.tables[table]
        found = self._connection.execute(str(select(rows.c.key).order_by(rows.c.id)))
        keys = np.fromiter((number for (number,) in found), np.int32)
        return np.searchsorted(self._spool.read(table, "key"), keys)

    def _write(self, name: str, codes: Codes, size: int | None = None) -> None:
        """Write an array in the narrowest type that has all codes, and null as the last."""
        last = int(codes.max(initial=0)) if size is None else size
        form = _form(last)
        ready = codes.dtype == form and codes.min(initial=0) >= 0
        array = codes if ready else np.where(codes < 0, last, codes).astype(form)
        self._insert(name, last, form.removeprefix("<"), array.data)

    def _write_json(self, name: str, values: Sequence[str]) -> None:
        content = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        self._insert(name, len(values), "json", content.encode())

    def _insert(self, name: str, size: int, form: str, body: bytes | memoryview) -> None:
        self._connection.execute(
            "INSERT INTO column_copy (name, size, form, body) VALUES (?, ?, ?, ?)",
            (name, size, form, body),
        )


def _joined(targets: Codes, one: Codes, other: Codes, codes: Codes) -> Iterator[Led]:
    """Each target with all codes of the group that it is in; `other` are the codes' groups."""
    for piece in pieces_of(targets):
        _, found, led = crossed(one[piece], targets[piece], other, codes)
        yield found, led


def _is_number(column: Column[Any]) -> bool:
    return isinstance(column.type, Integer | Boolean)


def _form(last: int) -> str:
    """The narrowest type that has all codes."""
    return next(f"<{form}" for form in ("u1", "u2", "i4") if last <= np.iinfo(form).max)
