"""Filling the tables: the rows of each record, and what follows from all of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from app.compiler.lexicon import Lexicon
from app.compiler.rendered import Rendered
from app.compiler.rows import RECORD, Keys, Rows, Shape, add_rows
from app.compiler.spool import Spool
from app.model import records, tables
from app.model.fulltext import IN_DOCUMENT, KEY_MASK, OF_COUNTRY
from app.model.tables import ANY_TYPE
from app.model.vocabulary import FactType
from app.store.digests import RECORDS, Digest

OF_FACT = ", ".join(tables.OfFact.model_fields)

# Each yields its rows in order of their key, so that each is inserted after the one before it.
INVOLVEMENT = f"""
WITH part AS (SELECT entity, fact, {OF_FACT} FROM temp.staged_involvement GROUP BY 1, 2)
INSERT INTO involvement (entity, role, fact, {OF_FACT})
SELECT entity, role, fact, {OF_FACT} FROM temp.staged_involvement
UNION ALL SELECT entity, '{ANY_TYPE}', fact, {OF_FACT} FROM part
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
    SELECT DISTINCT e.fact_key AS fact, m.entity  -- by facts, which come in order
    FROM evidence e CROSS JOIN mention m ON m.sentence = e.sentence
)
INSERT INTO fact_mention (entity, type, fact)
SELECT entity, '{ANY_TYPE}', fact FROM named
UNION ALL SELECT entity, type, fact FROM named JOIN fact ON fact.key = named.fact
ORDER BY 1, 2, 3
"""  # noqa: S608 - of a constant
MANY = 200
"""From how many links of one value on it is noted how many are alike."""


def tallied(link: type[SQLModel], tally: type[SQLModel], value: str, kind: str) -> str:
    """SQL that notes how many links of each value that has many are alike."""
    of_fact = [name for name in tables.OfFact.model_fields if name in tally.model_fields]
    alike = ", ".join((value, kind, *of_fact))
    return f"""
INSERT INTO {tally.__tablename__} ({alike}, place, facts)
WITH large AS (
    SELECT {value}, {kind} FROM {link.__tablename__} GROUP BY 1, 2 HAVING count(*) >= {MANY}
)
SELECT {alike}, row_number() OVER (ORDER BY {alike}), count(*)
FROM large JOIN {link.__tablename__} USING ({value}, {kind}) GROUP BY {alike} ORDER BY {alike}
"""  # noqa: S608 - of the tables' own names


TALLIES = (
    tallied(tables.Involvement, tables.InvolvementTally, "entity", "role"),
    tallied(tables.FactCountry, tables.FactCountryTally, "country", "type"),
    tallied(tables.FactMention, tables.FactMentionTally, "entity", "type"),
)
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
INSERT INTO temp.facet (key, facets)
WITH found (key, facet) AS (
    SELECT e.key, '{IN_DOCUMENT}' || d.key
    FROM (SELECT DISTINCT entity, document FROM mention) m
    JOIN entity e ON e.id = m.entity JOIN document d ON d.id = m.document
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
)
SELECT key, group_concat(facet, ' ')
FROM (SELECT key, facet FROM found ORDER BY key, facet) GROUP BY key
"""  # noqa: S608 - of constants
"""By which countries each searchable record can be chosen, and entities by which documents."""

SEARCHABLE = f"""
INSERT INTO searchable
SELECT s.place, s.id, s.type, s.document, s.title, s.text, s.characters,
    s.facets || ifnull(' ' || f.facets, '')
FROM temp.staged_searchable s LEFT JOIN temp.facet f ON f.key = s.place & {KEY_MASK}
ORDER BY s.place
"""  # noqa: S608 - of constants
ENTITY_COUNTRY = "INSERT INTO entity_country SELECT * FROM temp.staged_entity_country ORDER BY 1, 2"
EVIDENCE_SUPPORT = """
INSERT INTO evidence_support SELECT * FROM temp.staged_evidence_support ORDER BY 1, 2
"""
WORD = "INSERT INTO word SELECT word, sum(frequency) FROM temp.staged_word GROUP BY 1"
FULL_TEXT = (
    # In large pieces that are merged once: FTS5 merges small ones again and again as they come.
    "INSERT INTO search (search, rank) VALUES ('hashsize', 16777216)",  # 16 MiB
    "INSERT INTO search (search, rank) VALUES ('automerge', 0)",
    "INSERT INTO search (search, rank) VALUES ('crisismerge', 2000)",
    "INSERT INTO search (search) VALUES ('rebuild')",
    "INSERT INTO search (search) VALUES ('optimize')",
    "DELETE FROM search_config WHERE k <> 'version'",  # as FTS5 makes it
)

LAST = (
    ENTITY_COUNTRY,
    INVOLVEMENT,
    EVIDENCE_SUPPORT,
    WORD,
    FACT_COUNTRY,
    FACT_MENTION,
    *TALLIES,
    DOCUMENT_COUNTRY,
    SENTENCE_COUNTRY,
    FACETS,
    SEARCHABLE,
    *FULL_TEXT,
)
"""What the last step adds, once all documents and entities, and their indexes, are there."""

STAGED = (
    tables.EntityCountry,
    tables.Involvement,
    tables.EvidenceSupport,
    tables.Word,
    tables.Searchable,
)
"""The tables that are not in reading order. Their rows wait in temporary tables, so that each is
inserted after the one before it and the pages of the file are full."""


TOGETHER = 2_000
"""How many records gather before they are inserted."""


class Filling:
    """Inserts records through one connection, and keeps what the last step needs."""

    def __init__(self, connection: Connection, spool: Spool, rendered: Rendered) -> None:
        self._connection = connection
        self._spool = spool
        self._rendered = rendered
        self._keys = Keys()
        self._inserted = 0
        """The key of the last record that was inserted."""
        self._gathered: Rows = defaultdict(list)
        self.digests = defaultdict(Digest, {RECORDS: rendered.digest})
        """The digests of the tables whose rows come in order of their keys."""
        self._lexicon = Lexicon()
        execute = connection.exec_driver_sql
        execute("PRAGMA temp.cache_size = -16384")  # 16 MiB
        execute("CREATE TEMP TABLE facet (key INTEGER PRIMARY KEY, facets TEXT NOT NULL)")
        for table in STAGED:
            columns = ", ".join(table.model_fields)
            execute(f"CREATE TEMP TABLE staged_{table.__tablename__} ({columns})")

    def add(self, added: Iterable[records.Record]) -> None:
        """Insert the rows of these records, together with those of others."""
        for record in added:
            add_rows(self._gathered, record, self._keys, self._lexicon)
        if self._keys.last - self._inserted >= TOGETHER:
            self._insert()

    def _insert(self) -> None:
        """Insert the rows that have gathered, table by table. Records wait for their version."""
        self._rendered.add(self._gathered.pop(RECORD, []))
        for shape, rows in self._gathered.items():
            columns = by_column(shape, rows)
            assert len(columns) == len(shape.table.model_fields), "rows are hashed whole"
            ready = [*zip(*columns.values(), strict=True)]
            insert_rows(self._connection, shape.table, [*columns], ready)
            table = str(shape.table.__tablename__)
            if shape.table not in STAGED:
                self.digests[table].add(ready)
            self._spool.note(table, columns)
        self._gathered.clear()
        self._spool.forget()
        self._inserted = self._keys.last
        if self._lexicon.full:
            self._insert_words()

    def _insert_words(self) -> None:
        """Insert the words that were counted, beside those that were counted before."""
        counted = self._lexicon.take()
        if counted:
            insert_rows(self._connection, tables.Word, ["word", "frequency"], counted)

    def finish(self) -> None:
        """Insert what has gathered of the last records."""
        self._insert()
        self._insert_words()

    def conclude(self) -> None:
        """Insert what follows from all records together, which are looked up by their indexes."""
        for statement in LAST:
            self._connection.execute(text(statement))
        for table in (*(f"staged_{table.__tablename__}" for table in STAGED), "facet"):
            self._connection.exec_driver_sql(f"DROP TABLE temp.{table}")


def by_column(shape: Shape, rows: Sequence[Sequence[object]]) -> dict[str, Sequence[Any]]:
    """The values of the rows as the database has them, column by column, in the table's order."""
    columns = dict(zip(shape.columns, zip(*rows, strict=True), strict=True))
    return {name: _plain(columns[name]) for name in shape.table.model_fields if name in columns}


def _plain(values: Sequence[Any]) -> Sequence[Any]:
    """The values with truths as numbers and terms as text.

    The driver looks for an adapter for each value of a class that it does not know, in vain.
    """
    types = set(map(type, values))
    if types <= _PLAIN:
        return values
    if types == {bool}:
        return [*map(int, values)]
    if type(None) not in types:
        return [*map(str, values)]
    return [None if value is None else str(value) for value in values]


_PLAIN = frozenset({str, int, type(None)})


def insert_rows(
    connection: Connection,
    table: type[SQLModel],
    columns: Sequence[str],
    rows: list[tuple[Any, ...]],
) -> None:
    """Insert the rows, of which each has values for the columns.

    The driver takes tuples as they are; SQLAlchemy's own `insert` would look at each value.
    """
    name = str(table.__tablename__)
    into = f"temp.staged_{name}" if table in STAGED else f'"{name}"'
    names = ", ".join(f'"{name}"' for name in columns)
    places = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {into} ({names}) VALUES ({places})"  # noqa: S608 (ours)
    connection.exec_driver_sql(statement, rows)
