"""What was answered once is answered from memory: the same bytes, for the same question only."""

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.settings import Settings
from tests.live import OURS, PLAIN, serving

QUESTIONS = (
    "/v1",
    "/v1/facts?limit=2",
    "/v1/facts?sort=-sequence&limit=1&country=GB",
    "/v1/deals?format=csv&limit=3",
    "/v1/countries/GB",
    "/v1/deals/summary?group_by=stage",
    "/v1/graph?limit=5",
    "/v1/timeline",
    "/v1/search?q=missile",
    "/v1/quotes?text=coalition+of+the+willing",
    "/v1/dataset",
)


@pytest.fixture(params=[OURS, PLAIN])
def kept(dataset: Path, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """A client of a server that has answered nothing yet, whichever HTTP it speaks."""
    with serving(Settings(dataset=dataset, cache_megabytes=1), request.param) as client:
        client.headers["X-Request-Id"] = "the-same"
        yield client


def requests(client: httpx.Client, result: str) -> int:
    """How many requests the cache could answer, or could not."""
    lines = client.get("/metrics").text.splitlines()
    (value,) = (
        line.rpartition(" ")[2]
        for line in lines
        if line.startswith(f'citewire_cache_requests_total{{result="{result}"}}')
    )
    return int(float(value))


def told(answer: httpx.Response) -> tuple[int, list[tuple[str, str]], bytes]:
    """All that an answer says, but for the time."""
    headers = [header for header in answer.headers.multi_items() if header[0] != "date"]
    return answer.status_code, headers, answer.content


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
def test_what_is_asked_again_is_answered_alike(
    kept: httpx.Client, api: httpx.Client, question: str, coding: str
) -> None:
    headers = {"Accept-Encoding": coding}
    first = kept.get(question, headers=headers)
    again = kept.get(question, headers=headers)
    made_anew = api.get(question, headers=headers | {"X-Request-Id": "the-same"})

    assert first.status_code == 200
    assert told(again) == told(first) == told(made_anew)
    assert requests(kept, "hit") == 1


@pytest.mark.parametrize("question", QUESTIONS)
def test_head_and_conditions_are_answered_alike(
    kept: httpx.Client, api: httpx.Client, question: str
) -> None:
    api_headers = {"X-Request-Id": "the-same"}
    etag = kept.get(question).headers["ETag"]
    assert told(kept.head(question)) == told(api.head(question, headers=api_headers))
    for tag in (etag, f"W/{etag}", f'"other", {etag}', "*", '"other"'):
        known = {"If-None-Match": tag}
        twice = [kept.get(question, headers=known) for _ in range(2)]
        expected = told(api.get(question, headers=known | api_headers))
        assert [told(answer) for answer in twice] == [expected, expected], tag


def test_parameters_in_any_order_are_one_question(kept: httpx.Client) -> None:
    parameters = ("country=GB", "type=deal", "type=event", "limit=3")
    answers = set()
    for order in permutations(parameters):
        if order.index("type=deal") < order.index("type=event"):
            answers.add(kept.get(f"/v1/facts?{'&'.join(order)}").content)
    assert len(answers) == 1
    assert requests(kept, "hit") == 11


def test_a_client_that_has_it_is_answered_from_memory(kept: httpx.Client) -> None:
    etag = kept.get("/v1/facts?limit=2").headers["ETag"]
    for _ in range(3):
        assert kept.get("/v1/facts?limit=2", headers={"If-None-Match": etag}).status_code == 304
    assert requests(kept, "hit") == 2
    for number in range(3):  # who has another version of it gets it from memory too
        headers = {"If-None-Match": f'"old-{number}"'}
        assert kept.get("/v1/facts?limit=2", headers=headers).is_success
    assert requests(kept, "hit") == 5


def test_a_name_that_is_written_otherwise_is_put_in_no_order(kept: httpx.Client) -> None:
    one, other = "sort=qualifier", "s%6Frt=-value"
    first = kept.get(f"/v1/amounts?{one}&{other}").json()["data"]
    second = kept.get(f"/v1/amounts?{other}&{one}").json()["data"]
    assert sorted(record["id"] for record in first) == sorted(record["id"] for record in second)
    assert first != second
    assert requests(kept, "hit") == 0


def test_what_is_long_is_not_kept_as_a_key(kept: httpx.Client) -> None:
    long_: dict[str, dict[str, Any]] = {
        "a query": {"url": "/v1/facts?" + "&".join(["document=coalition-of-the-willing"] * 40)},
        "a list of ETags": {"url": "/v1", "headers": {"If-None-Match": '"old",' * 300}},
        "one ETag": {"url": "/v1", "headers": {"If-None-Match": f'"{"o" * 2000}"'}},
        "a header": {"url": "/v1", "headers": {"Accept": "*/*" + ",a/b" * 300}},
    }
    for what, asked in long_.items():
        for _ in range(2):
            assert kept.get(**asked).status_code == 200, what
    assert requests(kept, "hit") == 0


def test_whoever_takes_anything_asks_as_who_says_nothing(kept: httpx.Client) -> None:
    whole = kept.build_request("GET", "/v1/facts?limit=2", headers={"Accept": "*/*"})
    del (silent := kept.build_request("GET", "/v1/facts?limit=2")).headers["Accept"]
    assert told(kept.send(whole)) == told(kept.send(silent))
    assert requests(kept, "hit") == 1


@pytest.mark.parametrize("lines", [["gzip", "gzip;q=0"], ["identity", "gzip"], ["br", "zstd;q=0"]])
def test_several_fields_of_a_name_are_one_list(kept: httpx.Client, lines: list[str]) -> None:
    url = "/v1/facts?limit=41"
    several = kept.get(url, headers=[("Accept-Encoding", line) for line in lines])
    joined = kept.get(url, headers={"Accept-Encoding": ", ".join(lines)})
    assert told(several) == told(joined)
    for coding in ("identity", "gzip", "br", "zstd"):
        answer = kept.get(url, headers={"Accept-Encoding": coding})
        assert answer.headers.get("Content-Encoding", "identity") == coding


def test_the_order_of_the_values_of_one_parameter_counts(kept: httpx.Client) -> None:
    up = kept.get("/v1/facts?sort=type&sort=-sequence").json()["data"]
    down = kept.get("/v1/facts?sort=-sequence&sort=type").json()["data"]
    assert up != down


def test_each_representation_is_kept_for_itself(kept: httpx.Client) -> None:
    types = ("application/json", "text/csv", "application/x-ndjson")
    for _ in range(2):
        for media_type in types:
            answer = kept.get("/v1/facts?limit=2", headers={"Accept": media_type})
            assert answer.headers["Content-Type"].startswith(media_type)


@pytest.mark.parametrize(
    "question", ["/v1/facts/none", "/v1/facts?limit=0", "/nowhere", "/health/ready", "/metrics"]
)
def test_errors_and_what_changes_are_not_kept(kept: httpx.Client, question: str) -> None:
    for _ in range(2):
        kept.get(question)
    assert requests(kept, "hit") == 0


def test_each_answer_has_a_request_id_of_its_own(kept: httpx.Client) -> None:
    del kept.headers["X-Request-Id"]
    ids = {kept.get("/v1/countries/GB").headers["X-Request-Id"] for _ in range(5)}
    assert len(ids) == 5
    assert kept.get("/v1/countries/GB", headers={"X-Request-Id": "mine"}).headers[
        "X-Request-Id"
    ] == ("mine")


def test_what_is_kept_is_bounded_in_bytes(kept: httpx.Client) -> None:
    def size() -> int:
        (line,) = (
            line
            for line in kept.get("/metrics").text.splitlines()
            if line.startswith("citewire_cache_bytes ")
        )
        return int(float(line.rpartition(" ")[2]))

    for limit in range(1, 150):
        kept.get(f"/v1/facts?limit={limit}").raise_for_status()
    assert 2**19 < size() <= 2**20
    # The last is there, and the first has gone.
    before = requests(kept, "hit")
    kept.get("/v1/facts?limit=149")
    kept.get("/v1/facts?limit=1")
    assert requests(kept, "hit") == before + 1


def test_a_cache_of_nothing_keeps_nothing(api: httpx.Client) -> None:
    before = requests(api, "hit")
    for _ in range(2):
        api.get("/v1/facts?limit=2").raise_for_status()
    assert requests(api, "hit") == before == 0
