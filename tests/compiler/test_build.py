"""A build: the same seed gives the same bytes, sealed, whole, and published or not at all."""

import hashlib
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import NullPool, create_engine
from sqlmodel import SQLModel

from app import __version__
from app.compiler.publishing import migrate
from app.compiler.rows import ENTITY_TABLES, FACT_TABLES
from app.model import records, tables
from app.settings import bundled
from app.store.digests import FORMAT
from app.store.sealed import APPLICATION_ID, open_readonly
from app.store.sealed import published as published_file
from tests.compiler.command import citewire, contents, run_citewire
from tests.seeds import FACTS, TEXT, Seed

RECORDS: dict[type[records.Record], type[SQLModel]] = {
    records.Document: tables.Document,
    records.Sentence: tables.Sentence,
    records.Mention: tables.Mention,
    records.Evidence: tables.Evidence,
    records.Amount: tables.Amount,
    **ENTITY_TABLES,
    **FACT_TABLES,
}


def built(seed: Path, data: Path) -> Path:
    """The dataset of this seed, built by the command and published in this folder."""
    ended = citewire("build", "--seed", seed, "--data", data)
    assert (ended.code, ended.err) == (0, "")
    file = published_file(data)
    assert file is not None
    assert ended.out.startswith(f"Published {file.stem} in {data}: ")
    return file


def rows(file: Path, query: str) -> list[tuple[Any, ...]]:
    """The rows that a query finds in a dataset."""
    with closing(open_readonly(file)) as connection:
        return connection.execute(query).fetchall()


def manifest(file: Path) -> dict[str, Any]:
    """The manifest of a dataset."""
    [(body,)] = rows(file, "SELECT body FROM manifest")
    content: dict[str, Any] = json.loads(body)
    return content


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of the real seed. Tests leave it as it is."""
    return built(bundled("seed"), tmp_path_factory.mktemp("real"))


@pytest.fixture(scope="module")
def small(published_once: Path) -> Path:
    """The dataset of the small seed. Tests leave it as it is."""
    file = published_file(published_once)
    assert file is not None
    return file


# --- The same seed, the same bytes


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8"},
        {
            "PYTHONHASHSEED": "2",
            "TZ": "America/St_Johns",
            "LC_ALL": "C",
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
        },
    ],
    ids=["Kiritimati in Turkish", "Newfoundland in ASCII"],
)
def test_the_same_seed_gives_the_same_bytes_anywhere(
    surroundings: dict[str, str], real: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "another folder"
    elsewhere.mkdir()
    for file in sorted(bundled("seed").rglob("*"), reverse=True):  # made in another order
        if file.is_file():
            copy = elsewhere / "seed" / file.relative_to(bundled("seed"))
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
            os.utime(copy, (1_000_000_000, 1_000_000_000))

    ended = run_citewire("build", "--seed", "seed", "--data", "data", cwd=elsewhere, **surroundings)

    assert (ended.code, ended.err) == (0, "")
    assert contents(elsewhere / "data") == contents(real.parent)


def test_building_again_changes_no_byte(seed: Seed, published: Path) -> None:
    before = contents(published)
    built(seed.folder, published)
    assert contents(published) == before


# --- The sealed file


def test_the_file_is_marked_as_a_dataset_of_this_format(real: Path) -> None:
    assert rows(real, "PRAGMA application_id") == [(APPLICATION_ID,)] == [(0x43575245,)]
    assert rows(real, "PRAGMA user_version") == [(FORMAT,)]
    header = real.read_bytes()[:100]
    assert header.startswith(b"SQLite format 3\0")
    assert header[68:72] == b"CWRE"


def test_the_file_is_whole_and_nothing_is_left_over(real: Path) -> None:
    assert rows(real, "PRAGMA journal_mode") == [("delete",)]
    assert real.read_bytes()[18:20] == b"\1\1"  # a rollback journal, and no write-ahead log
    assert rows(real, "PRAGMA integrity_check") == [("ok",)]
    assert rows(real, "PRAGMA foreign_key_check") == []
    assert rows(real, "PRAGMA freelist_count") == [(0,)]
    assert [file.name for file in real.parent.glob("*.sqlite*")] == [real.name]


def test_the_statistics_that_the_planner_reads_are_there(real: Path) -> None:
    indexed = {name for (name,) in rows(real, "SELECT DISTINCT tbl FROM sqlite_stat1")}
    assert {"deal", "fact", "mention", "evidence", "involvement", "entity_country"} <= indexed


def test_the_file_cannot_be_written(small: Path) -> None:
    assert small.stat().st_mode & 0o777 == 0o444
    with (
        closing(open_readonly(small)) as connection,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        connection.execute("DELETE FROM record")


def test_the_pointer_names_the_version_that_the_file_is_named_after(small: Path) -> None:
    assert small.name == f"{manifest(small)['version']}.sqlite"
    assert (small.parent / "current").read_bytes() == f"{small.stem}\n".encode()
    assert {file.name for file in small.parent.glob("*")} == {small.name, "current"}


def test_the_manifest_says_all_that_the_file_holds(real: Path) -> None:
    said = manifest(real)
    assert set(said) == {
        "version",
        "source",
        "citewire",
        "tables",
        "documents",
        "full_text",
        "pages",
        "lines",
        "seal",
    }
    held = rows(
        real,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND name <> 'search' AND name NOT LIKE 'search\\_%' ESCAPE '\\'"
        " AND name NOT IN ('manifest', 'alembic_version')",
    )
    assert said["tables"] == {
        name: rows(real, f'SELECT count(*) FROM "{name}"')[0][0]  # noqa: S608
        for (name,) in held
    }
    texts = bundled("seed").glob("documents/*/text.txt")
    assert said["documents"] == {
        text.parent.name: hashlib.sha256(text.read_bytes()).hexdigest() for text in texts
    }
    assert said["pages"] * 4096 + said["lines"] == real.stat().st_size
    assert said["citewire"] == __version__
    assert said["version"] == real.stem


def test_behind_the_tables_each_fact_has_its_line(real: Path) -> None:
    said = manifest(real)
    records = rows(real, "SELECT body FROM record JOIN fact USING (key) ORDER BY fact.sequence")
    lines = real.read_bytes()[said["pages"] * 4096 :].splitlines(keepends=True)[: len(records)]
    assert [line.decode() for line in lines] == [f"{body}\n" for (body,) in records]
    assert len(records) == said["tables"]["fact"] > 1
    numbers = 4 * (len(records) + 1) + 8 * (said["tables"]["record"] // 64 + 1)
    assert sum(map(len, lines)) + numbers == said["lines"]


# --- The version


def changed(name: str, old: str, new: str) -> Callable[[Seed], None]:
    """A change of words in one file."""
    return lambda seed: seed.change(name, old, new)


def another_text(seed: Seed) -> None:
    """Add a line end to the text."""
    seed.rewrite_text(seed.read(TEXT) + "\n")


CHANGES = {
    "the text": another_text,
    "the language": changed(FACTS, "language: en", "language: en-IE"),
    "the date of publication": changed(FACTS, "published: 2025-03-05", "published: 2025-03"),
    "the name of an entity": changed("entities/people.yaml", "Ada Byrne", "Augusta Byrne"),
    "the kind of an entity": changed("entities/places.yaml", "kind: city", "kind: sea"),
    "a kind of mention": changed(FACTS, "alias: Engineers", "name: Engineers"),
    "a mention": changed(FACTS, "name: Ada Byrne, title: minister", "name: Ada Byrne"),
    "a profile": changed(FACTS, "    stands_for: IE\n", "    stands_for: acme-works\n"),
    "a note": changed(FACTS, "inferred: The loan comes", "inferred: The money comes"),
    "the id of a fact": changed(FACTS, "id: meeting", "id: engineers-meet"),
    "the title of a fact": changed(FACTS, "title: Engineers meet", "title: The engineers meet"),
    "the evidence": changed(FACTS, "evidence: met Acme", "evidence: and met Acme"),
    "what a quote proves": changed(
        FACTS,
        "evidence: Engineers back the bridge plan",
        "evidence: { quote: Engineers back the bridge plan, supports: stance }",
    ),
    "the modality": changed(FACTS, "stance: supports", "stance: supports\n    modality: possible"),
    "an amount": changed(FACTS, "amounts: nearly €2.5m", "amounts: €2.5m"),
    "a role": changed(FACTS, "role: funder", "role: provider"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_version_changes_with_anything_served(
    change: Callable[[Seed], None], seed: Seed, small: Path, tmp_path: Path
) -> None:
    change(seed)
    file = built(seed.folder, tmp_path / "data")
    assert file.name != small.name
    assert manifest(file)["source"] != manifest(small)["source"]


@pytest.mark.parametrize(
    "change",
    [
        changed(FACTS, "mentions:\n", "# Who is named.\nmentions:\n"),
        changed(FACTS, "    kind: meeting\n", '    "kind": >-\n      meeting\n'),
        changed(FACTS, "{ entity: IE, name: Ireland }", "{ name: [Ireland], entity: IE }"),
        changed("entities/groups.yaml", "engineers:\n", "unheard-of:\n  name: x\nengineers:\n"),
    ],
    ids=["a comment", "another way to write YAML", "another order of keys", "an entity not used"],
)
def test_the_version_stays_where_nothing_served_changes(
    change: Callable[[Seed], None], seed: Seed, small: Path, tmp_path: Path
) -> None:
    change(seed)
    file = built(seed.folder, tmp_path / "data")
    assert file.name == small.name
    assert manifest(file)["source"] != manifest(small)["source"]


def test_a_new_version_is_published_beside_the_old_one(seed: Seed, published: Path) -> None:
    before = contents(published)
    another_text(seed)
    file = built(seed.folder, published)
    after = contents(published)
    assert after.pop("current") == f"{file.stem}\n".encode()
    assert after.pop(file.name)
    assert after == {name: body for name, body in before.items() if name != "current"}


# --- The schema and the records


def is_described_by_a_model(_: object, name: str | None, *others: object) -> bool:
    """All tables are, but those that SQLite keeps for full-text search."""
    return re.fullmatch(r"search(_\w+)?", name or "") is None


def test_the_migrated_schema_is_that_of_the_models() -> None:
    engine = create_engine("sqlite://", poolclass=NullPool)
    with engine.begin() as connection:
        migrate(connection)
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "include_object": is_described_by_a_model,
            },
        )
        assert compare_metadata(context, SQLModel.metadata) == []


def test_every_record_is_of_one_collection_and_fits_its_model(real: Path) -> None:
    found = []
    for model, table in RECORDS.items():
        stored = rows(
            real,
            f'SELECT t.key, t.id, r.body FROM "{table.__tablename__}" t'  # noqa: S608
            " JOIN record r ON r.key = t.key",
        )
        assert stored, f"the seed has no {table.__tablename__}"
        for key, id_, body in stored:
            record = model.model_validate_json(body)
            assert record.to_json().decode() == body
            assert json.loads(body)["id"] == id_
            found.append(key)
    assert sorted(found) == [key for (key,) in rows(real, "SELECT key FROM record ORDER BY key")]


def spans(value: object) -> Iterator[dict[str, Any]]:
    """All spans in a record, however deep they stand."""
    if isinstance(value, dict):
        if "start" in value and "document" in value:
            yield value
        for part in value.values():
            yield from spans(part)
    elif isinstance(value, list):
        for part in value:
            yield from spans(part)


def test_every_span_of_every_record_stands_in_its_text_and_sentence(real: Path) -> None:
    bodies = [json.loads(body) for (body,) in rows(real, "SELECT body FROM record")]
    by_id = {body["id"]: body for body in bodies}
    texts = {body["id"]: body["text"] for body in bodies if "sha256" in body}
    found = list(spans(bodies))
    assert len(found) > 200
    for span in found:
        text = texts[span["document"]]
        start, end = span["start"], span["end"]
        assert text[start:end] == span.get("exact", span.get("text"))
        sentence = by_id[span.get("sentence", span.get("id"))]
        assert sentence["start"] <= start < end <= sentence["end"]
        prefix, suffix = span.get("prefix", ""), span.get("suffix", "")
        assert text[start - len(prefix) : start] == prefix
        assert text[end : end + len(suffix)] == suffix
