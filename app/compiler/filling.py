"""Filling the tables: the rows of each record, and what follows from all of them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, insert, text
from sqlmodel import SQLModel

from app.compiler.columns import write_columns
from app.compiler.rows import Keys, rows_of
from app.compiler.searchable import words_in
from app.model import records, tables

FACT_COUNTRY = """
INSERT INTO fact_country (country, fact)
SELECT DISTINCT e.country, i.fact FROM involvement i JOIN entity_country e ON e.entity = i.entity
"""
FACT_MENTION = """
INSERT INTO fact_mention (entity, fact)
SELECT DISTINCT m.entity, e.fact_key FROM evidence e JOIN mention m ON m.sentence = e.sentence
"""
DOCUMENT_COUNTRY = """
INSERT INTO document_country (country, document)
SELECT DISTINCT e.country, m.document FROM mention m JOIN entity_country e ON e.entity = m.entity
"""
SENTENCE_COUNTRY = """
INSERT INTO sentence_country (country, sentence)
SELECT DISTINCT e.country, m.sentence FROM mention m JOIN entity_country e ON e.entity = m.entity
"""
FULL_TEXT = "INSERT INTO search (search) VALUES ('rebuild')"
TIDY_FULL_TEXT = "INSERT INTO search (search) VALUES ('optimize')"

LAST = (FACT_COUNTRY, FACT_MENTION, DOCUMENT_COUNTRY, SENTENCE_COUNTRY, FULL_TEXT, TIDY_FULL_TEXT)
"""What the last step adds, once all documents and entities are in the tables."""


class Filling:
    """Inserts records through one connection, and keeps what the last step needs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._keys = Keys()
        self._words: set[str] = set()

    def add(self, added: Iterable[records.Record]) -> None:
        """Insert the rows of these records, table by table."""
        gathered: dict[type[SQLModel], list[dict[str, Any]]] = defaultdict(list)
        for record in added:
            for table, row in rows_of(record, self._keys):
                gathered[table].append(row)
        for row in gathered[tables.Searchable]:
            self._words |= words_in(f"{row['title']} {row['text']}")
        for table, rows in gathered.items():
            if rows:
                self._connection.execute(insert(table), rows)

    def finish(self) -> None:
        """Insert what follows from all records together."""
        if self._words:
            words = [{"word": word} for word in sorted(self._words)]
            self._connection.execute(insert(tables.Word), words)
        for statement in LAST:
            self._connection.execute(text(statement))
        write_columns(self._connection)
