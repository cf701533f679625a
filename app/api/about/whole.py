"""The whole dataset, collection by collection: what downloads are made of."""

from collections.abc import Iterator

from app.api.about.downloads import Pieces
from app.api.collections import COLLECTIONS
from app.api.collections.base import Collection
from app.api.collections.entities import ENTITIES
from app.api.collections.facts import FACTS
from app.api.query.filters import sql_table
from app.api.query.outlines import IN_READING_ORDER
from app.api.query.shapes import Shape, Way
from app.api.query.statements import stream_statement
from app.api.served import Served
from app.api.vocabulary import Match
from app.model import records
from app.store.prepared import prepared

LICENCE = {
    "name": "MIT",
    "title": "MIT License",
    "path": "https://opensource.org/license/mit",
}
"""Of the code and of the annotations, as a Data Package names it."""

RIGHTS = (
    "The rights in the document texts stay with their publishers; the licence does not cover them."
)

UNIONS: dict[type[records.Record], Collection] = {
    records.EntityRecord: ENTITIES,
    records.FactRecord: FACTS,
}
"""The collections whose records are also in collections of their own types."""


def union_of(collection: Collection) -> Collection | None:
    """The collection that has the records of this one too, or None where there is none."""
    model = collection.record_model
    for shared, union in UNIONS.items():
        if isinstance(model, type) and issubclass(model, shared):
            return union
    return None


def bodies(collection: Collection, state: Served) -> Iterator[list[bytes]]:
    """The JSON of all records of a collection in reading order, some at a time."""
    shape = Shape(sql_table(collection.table), (), Match.CERTAIN, IN_READING_ORDER)
    statement = prepared(stream_statement(shape, Way.WALK))
    return state.batches(collection.table, statement, {})


def ndjson(state: Served) -> Pieces:
    """Every record once, one a line, each with the name of its collection in front."""
    for collection in COLLECTIONS:
        if collection not in UNIONS.values():
            start = b'{"collection":"%s",' % collection.name.encode()
            for batch in bodies(collection, state):
                yield b"".join(start + body[1:] + b"\n" for body in batch)
