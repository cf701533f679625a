"""Generated datasets: what the measurements stand on is as sound as what a build publishes."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from app.compiler import filling, pairs
from app.model import records, tables
from app.store.sealed import open_readonly, path_of, verify
from benchmarks.generate.dataset import generate

FACTS = 150

MODELS: dict[type[SQLModel], type[records.Record]] = {
    tables.Document: records.Document,
    tables.Sentence: records.Sentence,
    tables.Mention: records.Mention,
    tables.Evidence: records.Evidence,
    tables.Amount: records.Amount,
    tables.Deal: records.Deal,
    tables.Statement: records.Statement,
    tables.Event: records.Event,
    tables.Position: records.Position,
    tables.Country: records.Country,
    tables.Organisation: records.Organisation,
    tables.Person: records.Person,
    tables.Group: records.Group,
    tables.Place: records.Place,
    tables.Initiative: records.Initiative,
}


def generated(folder: Path) -> Path:
    return path_of(folder, generate(FACTS, 1, folder).version)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated(tmp_path_factory.mktemp("generated"))


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(open_readonly(file)) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.parametrize("table", MODELS, ids=lambda table: str(table.__tablename__))
def test_every_record_is_what_its_model_makes_of_it(file: Path, table: type[SQLModel]) -> None:
    query = f'SELECT body FROM "{table.__tablename__}" JOIN record USING (key)'  # noqa: S608 (ours)
    found = rows(file, query)
    assert found
    for (body,) in found:
        assert MODELS[table].model_validate_json(str(body)).to_json().decode() == body


def test_the_file_is_sound_and_has_no_gaps(file: Path) -> None:
    assert verify(file, whole=True).tables["fact"] == FACTS
    assert rows(file, "PRAGMA foreign_key_check") == []
    assert rows(file, "PRAGMA freelist_count") == [(0,)]


def test_the_same_content_however_much_is_taken_at_once(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairs, "AT_ONCE", 7)
    monkeypatch.setattr(filling, "TOGETHER", 1)
    # Where the pages of a table stand follows from when its rows were inserted; what is in it
    # does not.
    assert generated(tmp_path).stem == file.stem


def test_the_same_bytes_again(file: Path, tmp_path: Path) -> None:
    assert generated(tmp_path).read_bytes() == file.read_bytes()
