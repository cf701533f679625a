"""Whoever forges a cursor, with a seal that is right, is refused: the key is there to read."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.api.query.cursors import KEY, MAC_BYTES, MARK_BYTES
from tests.laws.contract import PROBLEM
from tests.laws.oracle import COLLECTIONS, SORTS
from tests.laws.queries import LAWS

MARKS = 2 * MARK_BYTES
"""A cursor begins with marks of its dataset and its query, behind the seal."""


def encoded(sealed: bytes) -> str:
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def decoded(cursor: str) -> bytes:
    return urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))


def forged(page: httpx.URL, content: bytes) -> httpx.URL:
    """The page after another one, by a cursor that is sealed as ours are and holds this."""
    payload = decoded(page.params["cursor"])[MAC_BYTES:][:MARKS] + content
    seal = blake2b(payload, digest_size=MAC_BYTES, key=KEY).digest()
    return page.copy_set_param("cursor", encoded(seal + payload))


def values_in(page: httpx.URL) -> list[Any]:
    content: list[Any] = json.loads(decoded(page.params["cursor"])[MAC_BYTES + MARKS :])
    return content


def paged(client: httpx.Client) -> Iterator[httpx.URL]:
    """A second page of everything that has pages, in every order."""
    for collection in COLLECTIONS:
        for order in (
            "",
            *(f"&sort={sign}{key}" for key in SORTS[collection] for sign in ("", "-")),
        ):
            yield from following(client, f"/v1/{collection}?limit=1{order}")
    yield from following(client, "/v1/search?q=the&limit=1")
    yield from following(client, "/v1/timeline?limit=1")


def following(client: httpx.Client, url: str) -> Iterator[httpx.URL]:
    page = client.get(url).raise_for_status().json()
    if page["next"] is not None:
        yield httpx.URL(page["next"])


@pytest.fixture(scope="module")
def pages(client: httpx.Client) -> list[httpx.URL]:
    found = list(paged(client))
    assert {page.path.split("/")[2] for page in found} >= {"facts", "search", "timeline"}
    return found


def check_refused(client: httpx.Client, page: httpx.URL, content: bytes) -> None:
    answer = client.get(forged(page, content))
    assert answer.status_code == 400, (page, content, answer.text[:200])
    assert answer.headers["Content-Type"] == PROBLEM
    assert [error["parameter"] for error in answer.json()["errors"]] == ["cursor"]


def test_a_cursor_that_is_forged_as_it_was_is_as_good(
    client: httpx.Client, pages: list[httpx.URL]
) -> None:
    """So what is refused below is refused for what it holds."""
    for page in pages:
        content = json.dumps(values_in(page), separators=(",", ":"), ensure_ascii=False).encode()
        assert forged(page, content) == page
        assert client.get(page).status_code == 200


UNREADABLE = [
    b"",
    b"\xff\xfe",
    b"[",
    b"[1,]",
    b'["\xed\xa0\x80"]',
    b"[" * 1400,
    b"[" * 700 + b"]" * 700,
    b'{"a":' * 200 + b"1" + b"}" * 200,
    b"1",
    b"null",
    b'"a"',
    b"{}",
    b"[]",
    b"[NaN]",
]


def test_what_is_sealed_and_unreadable_is_refused(
    client: httpx.Client, pages: list[httpx.URL]
) -> None:
    for page in pages:
        for content in UNREADABLE:
            check_refused(client, page, content)


WRONG = [True, False, 2**63, -(2**63) - 1, 10**400, 1.5, 0.0, float("nan"), "\ud800", [], [1], {}]


def test_a_value_of_another_kind_is_refused(client: httpx.Client, pages: list[httpx.URL]) -> None:
    for page in pages:
        values = values_in(page)
        for place, value in enumerate(values):
            other = "1" if isinstance(value, int) else 1
            # Where the sort key may be null, text and numbers are still told apart.
            numbers = [1.5, 0.0] if isinstance(value, float) else []
            wrongs = [wrong for wrong in WRONG if wrong not in numbers]
            for wrong in (*wrongs, *([other] if value is not None else [])):
                content = [*values[:place], wrong, *values[place + 1 :]]
                check_refused(client, page, json.dumps(content).encode())
        for content in (values[1:], [*values, 1], [*values, None], [*values, *values]):
            check_refused(client, page, json.dumps(content).encode())


def test_a_search_goes_on_within_its_results_only(client: httpx.Client) -> None:
    [page] = following(client, "/v1/search?q=the&limit=1")
    total = client.get(page).json()["total"]
    head = -1
    for offset in (1, total - 1):
        assert client.get(forged(page, b"[%d,%d,1.5]" % (head, offset))).status_code == 200
    for offset in (-1, -(2**63), total, total + 1, 2**31, 2**62, 2**63 - 1):
        check_refused(client, page, b"[%d,%d,1.5]" % (head, offset))
    for type_ in (-2, 4, 2**31):
        check_refused(client, page, b"[%d,0,1.5]" % type_)
    for offset in (-1, total, 2**31, 2**62, 2**63 - 1):
        check_refused(client, page, b"[1,%d,1.5]" % offset)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)
CONTENTS = st.binary(max_size=40) | st.lists(JSON, max_size=5).map(
    lambda values: json.dumps(values).encode()
)


@settings(LAWS, max_examples=300)
@given(st.data())
def test_no_forged_cursor_breaks_anything(
    client: httpx.Client, pages: list[httpx.URL], data: st.DataObject
) -> None:
    page, content = data.draw(st.sampled_from(pages)), data.draw(CONTENTS)
    answer = client.get(forged(page, content))
    assert answer.status_code in {200, 400}, answer.text
    if answer.status_code == 400:
        assert [error["parameter"] for error in answer.json()["errors"]] == ["cursor"]


def test_numbers_that_can_count_nothing_are_refused(
    client: httpx.Client, pages: list[httpx.URL]
) -> None:
    checked = 0
    for page in pages:
        values = values_in(page)
        for place, value in enumerate(values):
            is_score = isinstance(value, float)
            is_count = not page.path.endswith("/search") and place < 2
            if is_score or is_count:
                forgery = [*values[:place], -3, *values[place + 1 :]]
                check_refused(client, page, json.dumps(forgery).encode())
                checked += 1
    assert checked > len(pages)
