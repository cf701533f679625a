"""Filling the tables: the rows of each record, and what follows from all of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import itemgetter

from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from app.compiler.rows import Columns, Keys, rows_of
from app.compiler.searchable import words_in
from app.model import records, tables

# `GROUP BY` and not `DISTINCT`: it yields the rows in order of their key, so that each is
# inserted after the one before it.
FACT_COUNTRY = """
INSERT INTO fact_country (country, fact)
SELECT e.country, i.fact FROM involvement i JOIN entity_country e ON e.entity = i.entity
GROUP BY 1, 2
"""
FACT_MENTION = """
INSERT INTO fact_mention (entity, fact)
SELECT m.entity, e.fact_key FROM evidence e JOIN mention m ON m.sentence = e.sentence
GROUP BY 1, 2
"""
DOCUMENT_COUNTRY = """
INSERT INTO document_country (country, document)
SELECT e.country, m.document FROM mention m JOIN entity_country e ON e.entity = m.entity
GROUP BY 1, 2
"""
SENTENCE_COUNTRY = """
INSERT INTO sentence_country (country, sentence)
SELECT e.country, m.sentence FROM mention m JOIN entity_country e ON e.entity = m.entity
GROUP BY 1, 2
"""
FULL_TEXT = "INSERT INTO search (search) VALUES ('rebuild')"
TIDY_FULL_TEXT = "INSERT INTO search (search) VALUES ('optimize')"

LAST = (FACT_COUNTRY, FACT_MENTION, DOCUMENT_COUNTRY, SENTENCE_COUNTRY, FULL_TEXT, TIDY_FULL_TEXT)
"""What the last step adds, once all documents and entities are in the tables."""


TOGETHER = 2_000
"""How many records gather before they are inserted."""

REMEMBERED = 200_000
"""How many pieces of text are kept in memory, so that the words of each are noted once."""


class Filling:
    """Inserts records through one connection, and keeps what the last step needs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._keys = Keys()
        self._inserted = 0
        """The key of the last record that was inserted."""
        self._gathered: dict[tuple[type[SQLModel], Columns], list[Sequence[object]]]
        self._gathered = defaultdict(list)
        self._pieces: set[str] = set()
        """Pieces of text between white space whose words are known."""
        self._words: set[str] = set()

    def add(self, added: Iterable[records.Record]) -> None:
        """Insert the rows of these records, together with those of others."""
        gathered = self._gathered
        for record in added:
            for table, columns, values in rows_of(record, self._keys):
                gathered[table, columns].append(values)
        if self._keys.last - self._inserted >= TOGETHER:
            self._insert()

    def _insert(self) -> None:
        """Insert the rows that have gathered, table by table."""
        for (table, columns), rows in self._gathered.items():
            if table is tables.Searchable:
                self._note_words(columns, rows)
            insert_rows(self._connection, table, columns, rows)
        self._gathered.clear()
        self._inserted = self._keys.last

    def _note_words(self, columns: Columns, rows: Iterable[Sequence[object]]) -> None:
        """Note the words of what is searchable. None of them goes over white space."""
        read = itemgetter(columns.index("title"), columns.index("text"))
        for row in rows:
            for text_ in read(row):
                fresh = set(text_.split()).difference(self._pieces)
                if fresh:
                    self._pieces |= fresh
                    self._words |= words_in(" ".join(fresh))
        if len(self._pieces) > REMEMBERED:
            self._insert_words()

    def _insert_words(self) -> None:
        """Insert the words that were noted, which may stand in the table already."""
        if self._words:
            words = [(word,) for word in sorted(self._words)]
            self._connection.exec_driver_sql("INSERT OR IGNORE INTO word (word) VALUES (?)", words)
        self._pieces.clear()
        self._words.clear()

    def finish(self) -> None:
        """Insert what follows from all records together."""
        self._insert()
        self._insert_words()
        for statement in LAST:
            self._connection.execute(text(statement))


def insert_rows(
    connection: Connection,
    table: type[SQLModel],
    columns: Columns,
    rows: Sequence[Sequence[object]],
) -> None:
    """Insert the rows, of which each has values for these columns.

    The driver takes tuples as they are; SQLAlchemy's own `insert` would look at each value.
    """
    if rows:
        names = ", ".join(f'"{name}"' for name in columns)
        places = ", ".join("?" for _ in columns)
        statement = f'INSERT INTO "{table.__tablename__}" ({names}) VALUES ({places})'  # noqa: S608
        connection.exec_driver_sql(statement, list(rows))
