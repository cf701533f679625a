"""How lists are read: along indexes, whatever is asked for, and however large the dataset is.

SQLite says how it would read (https://www.sqlite.org/eqp.html): SCAN is a table or an index from
end to end, SEARCH a stretch of one, and a TEMP B-TREE is what is sorted on the way.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from app.api.collections import COLLECTIONS
from app.api.collections.base import Collection
from app.api.query.filters import Not, Range, sql_table
from app.api.query.matches import Matches
from app.api.query.outlines import (
    Outline,
    count_plan,
    outline_of,
    page_plan,
    sort_keys,
    straight,
    stream_plan,
)
from app.api.query.parameters import parameters_of
from app.api.query.shapes import KEY, Way
from app.api.vocabulary import Match
from app.store.prepared import Prepared
from app.store.sealed import open_readonly, path_of
from benchmarks.generate.dataset import generate

FACTS = 3000

LARGE = [
    collection
    for collection in COLLECTIONS
    if collection.name
    in {
        "sentences",
        "facts",
        "deals",
        "amounts",
        "statements",
        "events",
        "positions",
        "evidence",
        "mentions",
    }
]
"""Those that grow with the news. Of entities and documents there are few: SQLite may read all."""

SCANNED = re.compile(r"SCAN (?!page\b|together\b|anon|\(|CONSTANT|search VIRTUAL)")


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A dataset that is large enough for SQLite to tell what is common from what is rare."""
    folder = tmp_path_factory.mktemp("plans")
    version = generate(FACTS, seed=3, folder=folder).version
    with closing(open_readonly(path_of(folder, version))) as connection:
        yield connection


def plan(connection: sqlite3.Connection, statement: Prepared) -> list[str]:
    """How SQLite would run the statement."""
    text, otherwise = statement
    values = dict.fromkeys(re.findall(r":(\w+)", text), "1") | otherwise
    return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {text}", values)]


def scans(steps: list[str]) -> list[str]:
    """Which of the steps read a table from end to end."""
    return [step for step in steps if SCANNED.match(step) and "INDEX" not in step]


def outlines(collection: Collection) -> Iterator[tuple[str | None, Outline]]:
    """Each filter alone, with each sort; and no filter."""
    field = collection.query.model_fields["sort"]
    sorts = [(), *((key,) for key in re.findall(r"'(-?\w+)'", str(field.annotation)))]
    for name in (None, *parameters_of(collection.query).filters):
        given: tuple[tuple[str, int], ...] = () if name is None else ((name, 1),)
        if name in {"value_gte", "value_lte"}:
            given = (("currency", 1), (name, 1))
        for sort in sorts:
            yield name, outline_of(collection.table, collection.query, given, Match.CERTAIN, sort)


@pytest.mark.parametrize("collection", LARGE, ids=lambda collection: str(collection.name))
def test_pages_along_the_sort_sort_nothing_and_start_where_the_last_one_ended(
    connection: sqlite3.Connection, collection: Collection
) -> None:
    checked = 0
    filters = parameters_of(collection.query).filters
    for name, outline in outlines(collection):
        keys = sort_keys(sql_table(outline.table), outline.sort)
        if name == "id":
            continue  # what finds a single record is never walked for
        first = plan(connection, page_plan(outline, None, Way.WALK))
        # Full text looks for the most frequent words that the last one may stand for.
        completions = isinstance(filters.get(name or ""), Matches)
        sorted_ = [step for step in first if "TEMP B-TREE" in step]
        assert len(sorted_) == completions, (name, outline.sort)
        next_ = plan(connection, page_plan(outline, tuple(False for _ in keys), Way.WALK))
        in_reading_order = keys[0].column == KEY
        for steps in (first, next_):
            scanned = scans(steps)
            assert not scanned or in_reading_order, (name, outline.sort, scanned)
        # After a cursor, each stretch is searched for in the index of the sort.
        table = sql_table(outline.table).name
        own = [step for step in next_ if re.match(rf"(SCAN|SEARCH) {table}\b", step)]
        assert own
        assert all(step.startswith("SEARCH") for step in own), (name, outline.sort, own)
        checked += 1
    assert checked > 20


@pytest.mark.parametrize("collection", LARGE, ids=lambda collection: str(collection.name))
def test_the_few_records_that_a_filter_finds_are_found_by_an_index(
    connection: sqlite3.Connection, collection: Collection
) -> None:
    filters = parameters_of(collection.query).filters
    for name, outline in outlines(collection):
        if name is None or isinstance(filters[name], Not):
            continue  # what is left out leads nowhere: the rest is read along the sort
        steps = plan(connection, page_plan(outline, None, Way.GATHER))
        assert not scans(steps), (name, outline.sort, steps)


@pytest.mark.parametrize("collection", LARGE, ids=lambda collection: str(collection.name))
def test_streams_of_little_are_found_by_an_index(
    connection: sqlite3.Connection, collection: Collection
) -> None:
    filters = parameters_of(collection.query).filters
    for name, outline in outlines(collection):
        if name is None or isinstance(filters[name], Not):
            continue
        steps = plan(connection, stream_plan(outline, None, straight(outline) or Way.GATHER))
        assert not scans(steps), (name, outline.sort, steps)


@pytest.mark.parametrize("collection", LARGE, ids=lambda collection: str(collection.name))
def test_streams_after_a_cursor_are_sent_as_they_are_read(
    connection: sqlite3.Connection, collection: Collection
) -> None:
    for name, outline in outlines(collection):
        if name is None:
            after = (False,) * len(sort_keys(sql_table(outline.table), outline.sort))
            steps = plan(connection, stream_plan(outline, after, Way.WALK))
            assert not scans(steps), (outline.sort, steps)
            assert not any("MATERIALIZE" in step for step in steps), (outline.sort, steps)


@pytest.mark.parametrize("collection", LARGE, ids=lambda collection: str(collection.name))
def test_what_is_counted_is_counted_in_indexes(
    connection: sqlite3.Connection, collection: Collection
) -> None:
    filters = parameters_of(collection.query).filters
    for name, outline in outlines(collection):
        if name is None or isinstance(filters[name], Range):
            continue
        steps = plan(connection, count_plan(outline.filtered))
        scanned = [step for step in steps if SCANNED.match(step) and "COVERING INDEX" not in step]
        assert not scanned, (name, scanned)


@pytest.mark.parametrize("collection", LARGE, ids=lambda collection: str(collection.name))
def test_what_an_entity_or_a_country_leads_to_is_read_in_order_and_no_further_than_the_page(
    connection: sqlite3.Connection, collection: Collection
) -> None:
    filters = parameters_of(collection.query).filters
    linked = {name for name, filter_ in filters.items() if getattr(filter_, "in_order", False)}
    for name, outline in outlines(collection):
        if name not in linked or sort_keys(sql_table(outline.table), outline.sort)[0].column != KEY:
            continue
        assert straight(outline) is Way.GATHER
        for after in (None, (False,)):
            steps = plan(connection, page_plan(outline, after, Way.GATHER))
            link = next(step for step in steps if "SEARCH" in step)
            assert "USING PRIMARY KEY" in link or "USING COVERING INDEX" in link, (name, steps)
            assert not [step for step in steps if "TEMP B-TREE" in step], (name, steps)
    assert linked or collection.name in {"sentences", "mentions", "amounts"}


def test_a_scan_would_be_noticed(connection: sqlite3.Connection) -> None:
    steps = [
        row[3]
        for row in connection.execute(
            "EXPLAIN QUERY PLAN SELECT note_is_null FROM fact NOT INDEXED"
        )
    ]
    assert scans(steps)
