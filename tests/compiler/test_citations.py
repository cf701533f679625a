"""Citations: what a person pastes names the source, the words, the sentence and the dataset."""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.compiler.build import build
from app.settings import Settings
from app.store.digests import content_version
from app.store.sealed import DatasetError, path_of, verify
from tests.live import serving
from tests.seeds import FACTS, Seed, small_seed

LISTS = ("documents", "sentences", "entities", "facts", "amounts", "evidence", "mentions")
"""Lists that together hold every record."""
QUOTED = re.compile(r"“(.*?)” \(bridge, sentence (\d+)", re.DOTALL)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small seed, compiled."""
    folder = tmp_path_factory.mktemp("cited")
    return compiled(small_seed(folder / "seed"), folder / "data")


@pytest.fixture(scope="module")
def api(dataset: Path) -> Iterator[httpx.Client]:
    """A client of a server of the small seed."""
    with serving(Settings(dataset=dataset)) as client:
        yield client


def compiled(seed: Seed, data: Path) -> Path:
    """The dataset of a seed."""
    return path_of(data, build(seed.folder, data).version)


def get(api: httpx.Client, path: str) -> Any:
    """The JSON at the path."""
    return api.get(path).raise_for_status().json()


def within(value: object) -> Iterator[dict[str, Any]]:
    """Everything in a record, and the record itself, that has a citation."""
    match value:
        case dict():
            if "citation" in value:
                yield value
            for item in value.values():
                yield from within(item)
        case list():
            for item in value:
                yield from within(item)


def test_every_record_and_all_words_in_it_name_the_dataset_that_is_served(
    api: httpx.Client,
) -> None:
    version = api.get("/health/ready").json()["version"]
    for name in LISTS:
        for record in get(api, f"/v1/{name}?limit=200")["data"]:
            assert record in within(record)
            for cited in within(record):
                assert cited["citation"].endswith(f"; Citewire dataset {version[:12]}).")
            # What quotes the text to the character has a citation, wherever it stands.
            assert json.dumps(record).count('"start"') <= len(list(within(record)))


def test_the_words_of_a_citation_stand_in_the_sentence_that_it_names(api: httpx.Client) -> None:
    sentences = {
        str(sentence["number"]): sentence["text"]
        for sentence in get(api, "/v1/sentences?limit=200")["data"]
    }
    for name in LISTS[2:]:
        for record in get(api, f"/v1/{name}?limit=200")["data"]:
            for cited in within(record):
                for words, number in QUOTED.findall(cited["citation"]):
                    for piece in words.split(" … "):
                        assert piece in sentences[number]


def test_a_citation_of_words_quotes_them_alone(api: httpx.Client) -> None:
    version = api.get("/health/ready").json()["version"][:12]
    amount = get(api, "/v1/amounts/bridge.loan.a1")
    assert amount["citation"] == (
        f"2025-03-05: “nearly €2.5m” (bridge, sentence 1; Citewire dataset {version})."
    )
    loan = get(api, "/v1/facts/bridge.loan")
    assert loan["amounts"] == [amount]
    assert loan["evidence"][0]["citation"] == loan["citation"]
    assert get(api, "/v1/evidence/bridge.loan.e1") == loan["evidence"][0]


def test_an_entity_is_cited_where_it_is_named_first(api: httpx.Client) -> None:
    assert get(api, "/v1/entities/acme-works")["citation"].startswith(
        "2025-03-05: “Acme Works” (bridge, sentence 1;"
    )


def test_what_is_known_of_the_document_stands_in_front(seed: Seed, tmp_path: Path) -> None:
    seed.change(
        FACTS,
        "  published: 2025-03-05\n",
        "  published: 2025-03-05\n  publisher: Example Daily\n  title: A bridge for Cork\n"
        "  author: A. Writer\n",
    )
    with serving(Settings(dataset=compiled(seed, tmp_path / "data"))) as api:
        version = api.get("/health/ready").json()["version"][:12]
        source = "A. Writer, “A bridge for Cork”, Example Daily, 2025-03-05"
        assert get(api, "/v1/documents/bridge")["citation"] == (
            f"{source} (bridge; Citewire dataset {version})."
        )
        assert get(api, "/v1/mentions")["data"][0]["citation"] == (
            f"{source}: “Ireland” (bridge, sentence 1; Citewire dataset {version})."
        )


def test_a_document_of_which_nothing_is_known_is_untitled(seed: Seed, tmp_path: Path) -> None:
    seed.change(FACTS, "  published: 2025-03-05\n", "")
    with serving(Settings(dataset=compiled(seed, tmp_path / "data"))) as api:
        citation = get(api, "/v1/documents/bridge")["citation"]
    assert citation.startswith("Untitled document (bridge; Citewire dataset ")


def test_a_fact_with_evidence_in_several_places_quotes_them_in_the_order_of_the_text(
    seed: Seed, tmp_path: Path
) -> None:
    seed.change(
        FACTS,
        "    evidence: met Acme Works on 4 March 2025\n",
        "    evidence:\n      - met Acme Works on 4 March 2025\n      - Engineers back\n"
        "      - Acme Works on 4 March\n      - Here is what\n",
    )
    seed.change(
        FACTS,
        "no_fact:\n  - sentence: Here is what comes next.\n"
        "    reason: It only leads over to the next paragraph.\n",
        "",
    )
    with serving(Settings(dataset=compiled(seed, tmp_path / "data"))) as api:
        citation = get(api, "/v1/facts/bridge.meeting")["citation"]
    assert citation.startswith(
        "2025-03-05: “Here is what” (bridge, sentence 3);"
        " “Engineers back … met Acme Works on 4 March 2025” (bridge, sentence 4; Citewire dataset "
    )


def test_an_entity_that_no_document_names_says_so(seed: Seed, tmp_path: Path) -> None:
    seed.change(FACTS, "about: [bridge-plan, IE]", "about: [bridge-plan, IE, FR]")
    with serving(Settings(dataset=compiled(seed, tmp_path / "data"))) as api:
        citation = get(api, "/v1/countries/FR")["citation"]
    assert citation.startswith("France (FR, which no document names; Citewire dataset ")


def test_words_that_read_like_a_citation_stay_as_they_are(seed: Seed, tmp_path: Path) -> None:
    words = r"It said: Citewire dataset \u0000\u0000."
    text = seed.read("documents/bridge/text.txt") + words + "\n"
    seed.rewrite_text(text)
    seed.change(
        FACTS,
        "no_fact:\n",
        f"no_fact:\n  - sentence: '{words}'\n    reason: It is about something else.\n",
    )
    file = compiled(seed, tmp_path / "data")
    verify(file, whole=True)
    with serving(Settings(dataset=file)) as api:
        assert get(api, "/v1/documents/bridge")["text"] == text


def test_the_same_seed_gives_the_same_bytes(dataset: Path, tmp_path: Path) -> None:
    again = compiled(small_seed(tmp_path / "seed"), tmp_path / "data")
    assert again.name == dataset.name
    assert again.read_bytes() == dataset.read_bytes()


def test_the_version_is_that_of_the_content_with_the_place_of_the_version_kept(
    dataset: Path,
) -> None:
    version = verify(dataset, whole=True).version
    with closing(sqlite3.connect(dataset)) as connection:
        assert content_version(connection, named=version) == version
        assert content_version(connection) != version


Spoiling = Callable[[str], str]
SPOILED: dict[str, Spoiling] = {
    "another version": lambda v: f"replace(body, '{v}', '{v[::-1]}') WHERE key = 3",
    "another digit in one of several": lambda v: (
        f"substr(body, 1, instr(body, '{v}')) || 'x' || substr(body, instr(body, '{v}') + 2)"
        " WHERE json_array_length(body, '$.evidence') > 0"
    ),
    "no version": lambda v: rf"replace(body, '{v}', '\u0000\u0000') WHERE key = 3",
    "no version anywhere": lambda v: rf"replace(body, '{v}', '\u0000\u0000')",
    "another sentence": lambda v: "replace(body, 'sentence 1;', 'sentence 2;') WHERE key = 2",
    "other words": lambda v: "replace(body, 'lend', 'give') WHERE key = 2",
}


@pytest.mark.parametrize("spoiled", SPOILED.values(), ids=SPOILED.keys())
def test_a_changed_citation_is_refused(dataset: Path, tmp_path: Path, spoiled: Spoiling) -> None:
    file = Path(shutil.copy(dataset, tmp_path / dataset.name))
    file.chmod(0o644)
    with closing(sqlite3.connect(file)) as connection:
        # What the change says is the test's own.
        changed = connection.execute(f"UPDATE record SET body = {spoiled(dataset.stem[:12])}")  # noqa: S608
        assert changed.rowcount > 0
        connection.commit()
    with pytest.raises(DatasetError, match="its content hashes to"):
        verify(file)


def test_each_flipped_byte_of_a_citation_is_refused(dataset: Path, tmp_path: Path) -> None:
    content = dataset.read_bytes()
    mark = f"Citewire dataset {dataset.stem[:12]}".encode()
    first = content.index(mark)
    for offset in (first, first + len(mark) - 12, first + len(mark) - 1):
        file = tmp_path / dataset.name
        flipped = bytes([content[offset] ^ 1])
        file.write_bytes(content[:offset] + flipped + content[offset + 1 :])
        with pytest.raises(DatasetError):
            verify(file)
