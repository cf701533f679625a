"""What search and quotes have in common: mistakes, answers known already, and text of any kind."""

import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.api.search.quotes import QuoteAnswer
from app.api.search.search import SearchPage
from tests.api.newsroom import Newsroom, newsroom
from tests.description import inlined

UNICODE = st.text(st.characters(codec="utf-8"), min_size=1, max_size=80)
SYNTAX = st.lists(
    st.sampled_from(
        (*"\"'“”()*^:+-{}.,…—’£ ", "AND", "OR", "NOT", "NEAR(", "title:", "deal", "1.6", "é", "...")
    ),
    min_size=1,
    max_size=40,
).map(" ".join)
"""What FTS5 would take for its own, were it let through."""


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with newsroom() as room:
        yield room


@pytest.mark.parametrize("url", ["/v1/search?q=deal&type=fact", "/v1/quotes?text=missile+deal"])
def test_an_answer_that_the_client_has_is_known_without_a_query(url: str) -> None:
    with newsroom() as room:
        etag = room.client.get(url).headers["ETag"]
        assert room.client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200
        room.app.state.served.store.close()

        assert room.client.get(url, headers={"If-None-Match": etag}).status_code == 304
        assert room.client.head(url, headers={"If-None-Match": etag}).status_code == 304


def test_whoever_has_any_answer_has_this_one(room: Newsroom) -> None:
    for url in ("/v1/search?q=deal", "/v1/quotes?text=missile+deal"):
        assert room.client.get(url, headers={"If-None-Match": "*"}).status_code == 304


def test_answers_are_laid_out_for_people_on_request(room: Newsroom) -> None:
    for url, model in (
        ("/v1/search?q=deal", SearchPage),
        ("/v1/quotes?text=missile+deal", QuoteAnswer),
    ):
        usual, laid_out = room.client.get(url), room.client.get(f"{url}&pretty=true")

        model.model_validate_json(usual.text)
        assert laid_out.text.count("\n") > 10
        assert laid_out.json() == usual.json()


@pytest.mark.parametrize(
    ("url", "parameter", "suggestion"),
    [
        ("search", "q", None),
        ("search?type=fact", "q", None),
        ("search?q=", "q", None),
        ("search?q=%00", "q", None),
        (f"search?q={'x' * 501}", "q", None),
        ("search?q=%0B", "q", None),
        ("search?q=deal&q=missile", "q", None),
        ("search?q=deal&type=facts", "type", "fact"),
        ("search?q=deal&tipe=fact", "tipe", "type"),
        ("search?q=deal&fields=id", "fields", None),
        ("search?q=deal&country=gb", "country", "GB"),
        ("search?q=deal&limit=0", "limit", None),
        ("search?q=deal&limit=101", "limit", None),
        ("search?q=deal&cursor=nonsense", "cursor", None),
        ("quotes", "text", None),
        ("quotes?limit=2", "text", None),
        ("quotes?text=", "text", None),
        ("quotes?text=ceasefire", "text", None),
        ("quotes?text=…+!+%3F", "text", None),
        ("quotes?text=a+lasting%00peace", "text", None),
        ("quotes?text=missile+deal&limit=0", "limit", None),
        ("quotes?text=missile+deal&limit=11", "limit", None),
        ("quotes?text=missile+deal&documnt=x", "documnt", "document"),
        ("quotes?text=missile+deal&text=x+y", "text", None),
        (f"quotes?text={'a+' * 501}", "text", None),
    ],
)
def test_mistakes_are_told(
    room: Newsroom, url: str, parameter: str, suggestion: str | None
) -> None:
    answer = room.client.get(f"/v1/{url}")

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    [error] = answer.json()["errors"]
    assert (error["parameter"], error["suggestion"]) == (parameter, suggestion)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a " * 501, "1000 characters at most, and this one has 1002"),
        ("ceasefire", "2 words at least"),
        ("… “?!”", "2 words at least"),
    ],
)
def test_what_is_no_quote_is_told_why(room: Newsroom, text: str, told: str) -> None:
    problem = room.client.get("/v1/quotes", params={"text": text}).json()

    assert told in problem["errors"][0]["detail"]


@settings(deadline=None, max_examples=200)
@given(words=UNICODE | SYNTAX)
def test_no_words_break_it(room: Newsroom, words: str) -> None:
    found = room.client.get("/v1/search", params={"q": words, "limit": 3})
    quoted = room.client.get("/v1/quotes", params={"text": words})

    has_control = any(unicodedata.category(letter) == "Cc" for letter in words)
    assert found.status_code == 200 or (has_control and found.status_code == 400)
    assert quoted.status_code in {200, 400}


@pytest.mark.parametrize(
    "url",
    [
        *(f"search?q={q}" for q in ("a+" * 250, "“a”+" * 125, "a-" * 250, "(" * 500, "a" * 500)),
        *(f"quotes?text={text}" for text in ("a+" * 500, "the+…+" * 166, "x" * 499 + "+y")),
    ],
    ids=lambda url: url[:20],
)
def test_as_many_words_as_fit_may_be_given(room: Newsroom, url: str) -> None:
    assert room.client.get(f"/v1/{url}").status_code == 200


@pytest.mark.parametrize(("path", "required"), [("search", "q"), ("quotes", "text")])
def test_examples_of_the_documentation_find_something(
    room: Newsroom, path: str, required: str
) -> None:
    operation = inlined(room.client.get("/openapi.json").json())["paths"][f"/v1/{path}"]["get"]
    examples = {
        parameter["name"]: parameter["schema"]["examples"][0]
        for parameter in operation["parameters"]
        if "examples" in parameter["schema"]
    }

    assert operation["tags"] == ["search"]
    assert [item["name"] for item in operation["parameters"] if item["required"]] == [required]
    for name, example in examples.items():
        value = str(example).lower() if isinstance(example, bool) else example
        assert room.get(path, **{required: examples[required], name: value})["data"]
