"""Filling the tables: the rows of each record, and what follows from all of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from operator import itemgetter

from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from app.compiler.columns import write_columns
from app.compiler.rows import Columns, Keys, rows_of
from app.model import records, tables
from app.model.fulltext import IN_DOCUMENT, KEY_MASK, OF_COUNTRY, words_in
from app.model.tables import ANY_TYPE
from app.model.vocabulary import FactType

# Each yields its rows in order of their key, so that each is inserted after the one before it.
OF_FACT = ", ".join(tables.OfFact.model_fields)
TAKES_PART = f"""
WITH part AS (SELECT entity, fact, {OF_FACT} FROM involvement GROUP BY entity, fact)
INSERT INTO involvement (entity, role, fact, {OF_FACT})
SELECT entity, '{ANY_TYPE}', fact, {OF_FACT} FROM part
UNION ALL SELECT entity, (SELECT type FROM fact WHERE key = part.fact), fact, {OF_FACT} FROM part
ORDER BY 1, 2, 3
"""  # noqa: S608 - of constants
FACT_COUNTRY = f"""
INSERT INTO fact_country (country, type, fact, {OF_FACT})
SELECT e.country, i.role, i.fact, {OF_FACT}
FROM involvement i JOIN entity_country e ON e.entity = i.entity
WHERE i.role IN ({", ".join(f"'{type_}'" for type_ in (ANY_TYPE, *FactType))})
GROUP BY 1, 2, 3
"""  # noqa: S608 - of constants
FACT_MENTION = f"""
WITH named AS (
    SELECT DISTINCT m.entity, e.fact_key AS fact
    FROM evidence e JOIN mention m ON m.sentence = e.sentence
)
INSERT INTO fact_mention (entity, type, fact)
SELECT entity, '{ANY_TYPE}', fact FROM named
UNION ALL SELECT entity, type, fact FROM named JOIN fact ON fact.key = named.fact
ORDER BY 1, 2, 3
"""  # noqa: S608 - of a constant
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
    WHERE l.type = '{ANY_TYPE}'
    UNION ALL
    SELECT e.key, '{OF_COUNTRY}' || c.key
    FROM entity_country l JOIN entity e ON e.id = l.entity JOIN country c ON c.id = l.country
), ordered AS (SELECT key, facet FROM found ORDER BY key, facet),
together AS MATERIALIZED (SELECT key, group_concat(facet, ' ') AS facets FROM ordered GROUP BY key)
UPDATE searchable SET facets = searchable.facets || ' ' || together.facets
FROM together WHERE together.key = searchable.place & {KEY_MASK}
"""  # noqa: S608 - of constants
"""Adds to each searchable record the documents and countries by which it can be chosen."""
ADD_WORD = """
INSERT INTO word (word, frequency) VALUES (?, ?)
ON CONFLICT (word) DO UPDATE SET frequency = frequency + excluded.frequency
"""
FULL_TEXT = "INSERT INTO search (search) VALUES ('rebuild')"
TIDY_FULL_TEXT = "INSERT INTO search (search) VALUES ('optimize')"

LAST = (
    TAKES_PART,
    FACT_COUNTRY,
    FACT_MENTION,
    DOCUMENT_COUNTRY,
    SENTENCE_COUNTRY,
    FACETS,
    FULL_TEXT,
    TIDY_FULL_TEXT,
)
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
        self._pieces: dict[str, frozenset[str]] = {}
        """The words of each piece of text between white space. No word goes over white space."""
        self._words: Counter[str] = Counter()
        """In how many searchable records each word stands, of those that are not inserted yet."""

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
        """Note the words of what is searchable, each once for each record that has it."""
        read = itemgetter(columns.index("title"), columns.index("text"))
        known = self._pieces
        for row in rows:
            pieces = {piece for text_ in read(row) for piece in text_.split()}
            for piece in pieces:
                if piece not in known:
                    known[piece] = frozenset(words_in(piece))
            words: set[str] = set()
            self._words.update(words.union(*(known[piece] for piece in pieces)))
        if len(known) > REMEMBERED:
            self._insert_words()

    def _insert_words(self) -> None:
        """Insert the words that were noted, or add to those that are in the table already."""
        if self._words:
            self._connection.exec_driver_sql(ADD_WORD, sorted(self._words.items()))
        self._pieces.clear()
        self._words.clear()

    def finish(self) -> None:
        """Insert what follows from all records together."""
        self._insert()
        self._insert_words()
        for statement in LAST:
            self._connection.execute(text(statement))
        write_columns(self._connection)


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
        statement = f'INSERT INTO "{table.__tablename__}" ({names}) VALUES ({places})'  # noqa: S608 (ours)
        connection.exec_driver_sql(statement, list(rows))
