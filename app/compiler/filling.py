"""Filling the tables: the rows of each record, and what follows from all of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, insert, text
from sqlmodel import SQLModel

from app.compiler.rows import Keys, rows_of
from app.model import records, tables
from app.model.fulltext import IN_DOCUMENT, KEY_MASK, OF_COUNTRY, words_in

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
FACETS = f"""
WITH found (key, facet) AS (
    SELECT d.key, '{IN_DOCUMENT}' || d.key FROM document d
    UNION ALL
    SELECT s.key, '{IN_DOCUMENT}' || d.key FROM sentence s JOIN document d ON d.id = s.document
    UNION ALL
    SELECT f.key, '{IN_DOCUMENT}' || d.key FROM fact f JOIN document d ON d.id = f.document
    UNION ALL
    SELECT DISTINCT e.key, '{IN_DOCUMENT}' || d.key
    FROM mention m JOIN entity e ON e.id = m.entity JOIN document d ON d.id = m.document
    UNION ALL
    SELECT d.key, '{OF_COUNTRY}' || c.key
    FROM document_country l JOIN document d ON d.id = l.document JOIN country c ON c.id = l.country
    UNION ALL
    SELECT s.key, '{OF_COUNTRY}' || c.key
    FROM sentence_country l JOIN sentence s ON s.id = l.sentence JOIN country c ON c.id = l.country
    UNION ALL
    SELECT l.fact, '{OF_COUNTRY}' || c.key FROM fact_country l JOIN country c ON c.id = l.country
    UNION ALL
    SELECT e.key, '{OF_COUNTRY}' || c.key
    FROM entity_country l JOIN entity e ON e.id = l.entity JOIN country c ON c.id = l.country
), ordered AS (SELECT key, facet FROM found ORDER BY key, facet),
together AS MATERIALIZED (SELECT key, group_concat(facet, ' ') AS facets FROM ordered GROUP BY key)
UPDATE searchable SET facets = searchable.facets || ' ' || together.facets
FROM together WHERE together.key = searchable.place & {KEY_MASK}
"""  # noqa: S608 - of constants
"""Adds to each searchable record the documents and countries by which it can be chosen."""
FULL_TEXT = "INSERT INTO search (search) VALUES ('rebuild')"
TIDY_FULL_TEXT = "INSERT INTO search (search) VALUES ('optimize')"

LAST = (
    FACT_COUNTRY,
    FACT_MENTION,
    DOCUMENT_COUNTRY,
    SENTENCE_COUNTRY,
    FACETS,
    FULL_TEXT,
    TIDY_FULL_TEXT,
)
"""What the last step adds, once all documents and entities are in the tables."""


class Filling:
    """Inserts records through one connection, and keeps what the last step needs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._keys = Keys()
        self._words: Counter[str] = Counter()

    def add(self, added: Iterable[records.Record]) -> None:
        """Insert the rows of these records, table by table."""
        gathered: dict[type[SQLModel], list[dict[str, Any]]] = defaultdict(list)
        for record in added:
            for table, row in rows_of(record, self._keys):
                gathered[table].append(row)
        for row in gathered[tables.Searchable]:
            self._words.update(set(words_in(f"{row['title']} {row['text']}")))
        for table, rows in gathered.items():
            if rows:
                self._connection.execute(insert(table), rows)

    def finish(self) -> None:
        """Insert what follows from all records together."""
        if self._words:
            words = [
                {"word": word, "frequency": frequency}
                for word, frequency in sorted(self._words.items())
            ]
            self._connection.execute(insert(tables.Word), words)
        for statement in LAST:
            self._connection.execute(text(statement))
