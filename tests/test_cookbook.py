"""The cookbook's questions, asked again: each answer stands there as the server gives it."""

import json

import httpx
import pytest

from tests.record_cookbook import recipes


def test_the_cookbook_has_twenty_questions() -> None:
    assert len({url for url, _ in recipes()}) == 20


@pytest.mark.parametrize(("url", "shown"), recipes(), ids=[url for url, _ in recipes()])
def test_the_cookbook_shows_what_the_server_answers(
    client: httpx.Client, url: str, shown: str
) -> None:
    answer = client.get(url).raise_for_status().json()

    assert answer == json.loads(shown)
    assert answer.get("total", len(answer["data"]) if "data" in answer else 0) > 0
