"""The order of documents by when they were published, as exactly as each source tells."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.compiler.build import build
from app.settings import Settings
from app.store.sealed import path_of
from tests.live import serving

IN_ORDER = [
    ("year-before", "2025"),
    ("open-start", "../2026-04-29"),
    ("late-april", "2026-04-30"),
    ("first-of-may", "2026-05-01"),
    ("first-days-of-may", "2026-05-01/2026-05-03"),
    ("may-or-so", "2026-05?"),
    ("open-end", "2026-05-01/.."),
    ("second-of-may", "2026-05-02"),
]
"""By the first possible day, or the last where the first is open; then the more exact is first."""
WITHOUT_BOUNDS = [("about-may", "2026-05~"), ("about-or-so", "2025-05-02%"), ("unknown", None)]
"""The source gives these no day that they cannot have been published before or after."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of documents with each of these dates."""
    folder = tmp_path_factory.mktemp("seed")
    (folder / "entities").mkdir()
    for id_, published in IN_ORDER + WITHOUT_BOUNDS:
        text = f"This is {id_}.\n".encode()
        header = {"sha256": hashlib.sha256(text).hexdigest(), "language": "en"}
        header |= {"published": published} if published else {}
        no_fact = [{"sentence": f"This is {id_}.", "reason": "It states nothing."}]
        document = folder / "documents" / id_
        document.mkdir(parents=True)
        (document / "text.txt").write_bytes(text)
        (document / "facts.yaml").write_text(json.dumps({"document": header, "no_fact": no_fact}))
    data = tmp_path_factory.mktemp("data")
    dataset: Path = path_of(data, build(folder, data).version)
    with serving(Settings(dataset=dataset)) as client:
        yield client


@pytest.mark.parametrize("limit", [1, 3, 200])
@pytest.mark.parametrize("sign", ["", "-"])
def test_documents_sort_by_time_and_not_by_how_it_is_written(
    client: httpx.Client, sign: str, limit: int
) -> None:
    url, found = f"/v1/documents?sort={sign}published&limit={limit}", []
    while url:
        page = client.get(url).raise_for_status().json()
        found += [(record["id"], record["published"]) for record in page["data"]]
        url = page["next"]

    ordered = IN_ORDER if sign == "" else IN_ORDER[::-1]
    assert found == [*ordered, *sorted(WITHOUT_BOUNDS, reverse=sign == "-")]


def test_what_has_no_bounds_is_not_null(client: httpx.Client) -> None:
    answer = client.get("/v1/documents?published_is_null=true").json()

    assert [record["id"] for record in answer["data"]] == ["unknown"]
