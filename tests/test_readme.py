"""The README keeps what it promises: its tour is taken as a reader would take it."""

import json
import re

import httpx
import pytest

from tests.servers import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
TOUR = re.findall(r"\$ curl -s 'http://127\.0\.0\.1:8000(\S+)'\n(.*?)\n```", README, re.DOTALL)
QUESTIONS = re.findall(r"`(/v1/[^`<]+\?[^`]+)`", README)


def test_the_readme_has_a_tour() -> None:
    assert len(TOUR) >= 3
    assert len(QUESTIONS) >= 5


@pytest.mark.parametrize(("url", "shown"), TOUR, ids=[url for url, _ in TOUR])
def test_the_tour_shows_what_the_server_answers(client: httpx.Client, url: str, shown: str) -> None:
    answer = client.get(url).json()
    expected = json.loads(shown)
    if "request_id" in answer:
        answer["request_id"] = expected["request_id"]
    assert answer == expected


@pytest.mark.parametrize("url", QUESTIONS)
def test_each_question_that_the_readme_proposes_has_an_answer(
    client: httpx.Client, url: str
) -> None:
    assert client.get(url).raise_for_status().json()["total"] > 0


def test_the_changelog_counts_what_the_dataset_holds(client: httpx.Client) -> None:
    text = " ".join((ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split())
    documents = client.get("/v1/documents").json()["data"]
    counts = documents[0]["counts"]
    for name in ("sentences", "facts", "statements", "positions", "events", "deals", "amounts"):
        assert f"{counts[name]} {name}" in text
    assert f"{counts['evidence']} pieces of evidence" in text
    assert f"{counts['entities']} entities and {counts['mentions']} mentions" in text
