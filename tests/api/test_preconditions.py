"""Preconditions: whoever goes on with what he has gets more of the same, or is told (RFC 9110)."""

from email.utils import parsedate_to_datetime

import httpx
import pytest

LIST = "/v1/deals?limit=2"
URLS = (LIST, "/v1/people/keir-starmer", "/v1/facts?format=ndjson", "/v1/dataset/sqlite", "/docs")
OTHER = '"000000000000000000000000"'


def failed(answer: httpx.Response, condition: str) -> str:
    """What a 412 problem says."""
    assert answer.status_code == 412
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == "/problems/precondition-failed"
    assert f"`{condition}`" in problem["detail"]
    return str(problem["detail"])


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("named", ["{}", f"{OTHER}, {{}}", "{},W/{}", "*", f"*, {OTHER}"])
def test_an_answer_that_is_still_the_same_is_given(
    client: httpx.Client, url: str, named: str
) -> None:
    plain = client.get(url)
    tag = plain.headers["ETag"]
    for _ in range(2):  # from memory too
        answer = client.get(url, headers={"If-Match": named.format(tag, tag)})
        assert (answer.status_code, answer.content) == (200, plain.content)
    several = [("If-Match", OTHER), ("If-Match", tag)]
    assert client.get(url, headers=several).status_code == 200


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("named", [OTHER, "W/{}", f"{OTHER}, W/{{}}", "{}x", ""])
def test_another_answer_is_a_problem_that_has_its_etag(
    client: httpx.Client, url: str, named: str
) -> None:
    tag = client.get(url).headers["ETag"]
    for method in ("GET", "HEAD", "GET"):
        answer = client.request(method, url, headers={"If-Match": named.format(tag)})
        assert answer.status_code == 412
    assert tag in failed(answer, "If-Match")
    assert client.get(url).status_code == 200  # and nothing of it is remembered


@pytest.mark.parametrize("url", [LIST, "/v1/facts?format=ndjson", "/v1/dataset/sqlite"])
def test_what_was_published_since_is_a_problem(client: httpx.Client, url: str) -> None:
    published = client.get(url).headers["Last-Modified"]
    for date in (published, "Fri, 31 Dec 2100 23:59:59 GMT", "yesterday", ""):
        answer = client.get(url, headers={"If-Unmodified-Since": date})
        assert answer.status_code == 200, date
    early = {"If-Unmodified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"}
    day = f"{parsedate_to_datetime(published):%Y-%m-%d}"
    assert day in failed(client.get(url, headers=early), "If-Unmodified-Since")
    tag = client.get(url).headers["ETag"]
    assert client.get(url, headers={**early, "If-Match": tag}).status_code == 200


def test_it_is_asked_before_whether_the_client_has_the_answer(client: httpx.Client) -> None:
    tag = client.get(LIST).headers["ETag"]
    for _ in range(2):
        both = client.get(LIST, headers={"If-Match": OTHER, "If-None-Match": tag})
        failed(both, "If-Match")
        known = client.get(LIST, headers={"If-Match": tag, "If-None-Match": tag})
        assert known.status_code == 304


def test_a_part_is_of_the_file_that_is_asked_for(client: httpx.Client) -> None:
    whole = client.get("/v1/dataset/sqlite")
    part = {"Range": "bytes=100-199", "If-Match": whole.headers["ETag"]}
    answer = client.get("/v1/dataset/sqlite", headers=part)
    assert (answer.status_code, answer.content) == (206, whole.content[100:200])
    part["If-Match"] = OTHER
    failed(client.get("/v1/dataset/sqlite", headers=part), "If-Match")


def test_other_problems_stay_what_they_are(client: httpx.Client) -> None:
    for url, status in (
        ("/v1/people/nobody", 404),
        ("/v1/nothing", 404),
        ("/v1/deals?limit=0", 400),
    ):
        for name, value in (("If-Match", OTHER), ("If-Match", "*")):
            assert client.get(url, headers={name: value}).status_code == status
