"""The rows that peers serve: the deals that Citewire gives, in a format of each peer's own.

They come from Citewire's NDJSON, so whatever a peer answers with is what a client of Citewire
would have got. All peers have the index that fits the page best: part-taker, stage, modality,
then the place in reading order.
"""

import http.client
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

COLUMNS = (
    *("id", "title", "document", "sequence", "modality", "inferred"),
    *("stage", "note", "purpose", "citation"),
)
"""The columns of a deal that hold one value."""
SPAN = ("id", "document", "sentence", "exact", "prefix", "suffix", "start", "end", "citation")
"""The columns of its evidence."""

TABLES = """
CREATE TABLE deal (
    key INTEGER PRIMARY KEY, id TEXT UNIQUE, title TEXT, document TEXT, sequence INTEGER UNIQUE,
    modality TEXT, inferred INTEGER, stage TEXT, note TEXT, purpose TEXT, citation TEXT, body TEXT
);
CREATE TABLE evidence (
    deal INTEGER REFERENCES deal, id TEXT, document TEXT, sentence TEXT, exact TEXT, prefix TEXT,
    suffix TEXT, start INTEGER, "end" INTEGER, citation TEXT
);
CREATE TABLE party (
    entity TEXT, stage TEXT, modality TEXT, sequence INTEGER, deal INTEGER REFERENCES deal
);
"""
INDEXES = """
CREATE INDEX deal_stage ON deal (stage);
CREATE INDEX deal_modality ON deal (modality);
CREATE INDEX evidence_deal ON evidence (deal);
CREATE INDEX party_page ON party (entity, stage, modality, sequence, deal);
ANALYZE;
"""
FLAT = f"""
CREATE TABLE deal_of (entity TEXT, {", ".join(COLUMNS)}, evidence TEXT);
"""
FLAT_INDEX = """
CREATE INDEX deal_of_page ON deal_of (entity, stage, modality, sequence);
ANALYZE;
"""


class PeerFiles:
    """The files that peers serve."""

    def __init__(self, folder: Path) -> None:
        self.tables = folder / "tables.sqlite"
        """Deals, their evidence and their parties: for what can join."""
        self.flat = folder / "flat.sqlite"
        """A row for each deal and part-taker, with the evidence as JSON: for what cannot."""
        self.lines = folder / "flat.ndjson"
        """The same as NDJSON: for what reads no SQLite, or slower."""
        self._done = folder / "whole"

    def all(self) -> list[Path]:
        """Those that are there."""
        return [file for file in (self.tables, self.flat, self.lines) if file.is_file()]

    def write(self, url: str) -> None:
        """Write them from what Citewire serves at the URL, unless they are there."""
        if self._done.is_file():
            return
        for file in (self.tables, self.flat, self.lines):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.unlink(missing_ok=True)
        with (
            closing(_draft(self.tables, TABLES)) as tables,
            closing(_draft(self.flat, FLAT)) as flat,
            self.lines.open("w", encoding="utf-8") as lines,
        ):
            for key, line in enumerate(_deals(url)):
                _put(tables, flat, lines.write, key, line)
            for connection, indexes in ((tables, INDEXES), (flat, FLAT_INDEX)):
                connection.commit()
                connection.executescript(indexes)
        self._done.touch()


def _draft(file: Path, schema: str) -> sqlite3.Connection:
    connection = sqlite3.connect(file)
    connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {schema}")
    return connection


def _deals(url: str) -> Iterator[str]:
    """All deals, each as its JSON."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
    with closing(connection):
        connection.request("GET", "/v1/deals?format=ndjson")
        for line in connection.getresponse():
            yield line.decode().rstrip("\n")


def _put(
    tables: sqlite3.Connection, flat: sqlite3.Connection, write: Any, key: int, line: str
) -> None:
    """Add one deal to every file."""
    deal = json.loads(line)
    values = {name: deal[name] for name in COLUMNS}
    spans = [{name: span[name] for name in SPAN} for span in deal["evidence"]]
    _insert(tables, "deal", {"key": key, **values, "body": line})
    for span in spans:
        _insert(tables, "evidence", {"deal": key, **span})
    evidence = json.dumps(spans, ensure_ascii=False, separators=(",", ":"))
    for entity in dict.fromkeys(party["entity"]["id"] for party in deal["parties"]):
        of_entity = {name: deal[name] for name in ("stage", "modality", "sequence")}
        _insert(tables, "party", {"entity": entity, **of_entity, "deal": key})
        row = {"entity": entity, **values, "evidence": evidence}
        _insert(flat, "deal_of", row)
        write(f"{json.dumps(row, ensure_ascii=False)}\n")


def _insert(connection: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    places = ", ".join("?" * len(row))
    statement = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 - names of ours
    connection.execute(statement, tuple(row.values()))
