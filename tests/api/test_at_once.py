"""What is answered at once is what the usual way answers, byte by byte."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from app.api.serving.protocol import Protocol
from app.settings import Settings
from tests.connections import answer, asking, connected
from tests.live import OURS, PLAIN, serving

FACT = "/v1/facts/coalition-of-the-willing.missile-deal"
LIST = "/v1/deals?stage=proposed&sort=-sequence&limit=2"
ASKED = (
    FACT,
    "/v1/countries/GB",
    "/v1/countries/GB?fields=id,name&pretty=true",
    "/v1/facts/nowhere.f1",
    "/v1/facts/x?fields=nothing",
    "/v1/deals",
    LIST,
    "/v1/facts?entity=no-such-one",
    "/v1/facts?entity_not=keir-starmer&modality=asserted&match=possible",
    "/v1/amounts?value_gte=1000&currency=GBP&match=possible&limit=1",
    "/v1/events?sort=-date&cursor=wrong",
    "/v1/mentions?sort=start&limit=3",
    "/v1/mentions?q=fund&limt=3",
    "/v1/facts?format=csv&limit=3",
    "/v1/facts?format=csv",
    "/v1/facts?format=ndjson",
    "/v1/facts/",
    "/v1/nothing/here",
    "/problems/not-found",
    "/v1/search?q=fund",
    "/v1/facts/summary?group_by=type",
)
HEADERS: tuple[dict[str, str], ...] = (
    {},
    {"Accept": "text/csv"},
    {"Accept": "image/png"},
    {"Accept-Encoding": "gzip"},
    {"If-None-Match": "*"},
    {"If-Modified-Since": "Fri, 27 Nov 2099 00:00:00 GMT"},
    {"Range": "bytes=0-9"},
)


@pytest.fixture(scope="module", params=["nothing kept", "all kept"])
def clients(
    dataset: Path, request: pytest.FixtureRequest
) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """Clients of the same application, of which one answers at once and one never does."""
    settings = Settings(dataset=dataset, cache_megabytes=0 if request.param[0] == "n" else 16)
    with serving(settings, OURS) as ours, serving(settings, PLAIN) as plain:
        yield ours, plain


def told(found: httpx.Response) -> object:
    """All of an answer but what differs from one to the next."""
    headers = {name: value for name, value in found.headers.items() if name not in CHANGING}
    return found.status_code, headers, found.content


CHANGING = {"date", "x-request-id"}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ASKED)
def test_it_is_what_the_usual_way_answers(
    clients: tuple[httpx.Client, httpx.Client], path: str, method: str
) -> None:
    ours, plain = clients
    for given in HEADERS:
        headers = {"Accept-Encoding": "identity", "X-Request-Id": "mine", **given}
        expected = told(plain.request(method, path, headers=headers))
        for _ in range(2):
            assert told(ours.request(method, path, headers=headers)) == expected, given


def test_a_page_that_the_client_has_is_not_sent_again(
    clients: tuple[httpx.Client, httpx.Client],
) -> None:
    for client in clients:
        tag = client.get(LIST).headers["ETag"]
        found = client.get(LIST, headers={"If-None-Match": f'"other", W/{tag}'})
        assert (found.status_code, found.content, found.headers["ETag"]) == (304, b"", tag)


def test_what_is_not_quick_is_answered_all_the_same(dataset: Path) -> None:
    settings = Settings(dataset=dataset, cache_megabytes=0)
    with serving(settings) as client:
        expected = {path: told(client.get(path)) for path in (FACT, LIST)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.store.sqlite.QUICK", -1.0)
        with serving(settings) as client:
            for path, one in expected.items():
                assert told(client.get(path)) == one


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of which servers make tasks from now on."""
    made: list[str] = []
    start = Protocol._start_asgi_task  # noqa: SLF001 (uvicorn has no other place for it)

    def noted(self: Protocol, cycle: RequestResponseCycle, app: Any) -> None:
        made.append(cycle.scope["path"])
        start(self, cycle, app)

    monkeypatch.setattr(Protocol, "_start_asgi_task", noted)
    return made


def test_lists_and_records_take_no_task(
    clients: tuple[httpx.Client, httpx.Client], tasks: list[str]
) -> None:
    ours, _ = clients
    quick = (FACT, LIST, "/v1/facts/nowhere.f1", "/v1/countries/GB", "/v1/mentions?q=fund&limt=3")
    for path in (*quick, *quick):
        ours.get(path)
    assert tasks == []
    ours.get("/health/live")
    assert tasks == ["/health/live"]


@pytest.mark.parametrize("path", [FACT, LIST])
def test_what_was_late_is_not_tried_at_once_again(
    dataset: Path, statements: list[Any], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("app.store.sqlite.QUICK", -1.0)
    with serving(Settings(dataset=dataset, cache_megabytes=0)) as client:
        assert client.get(path).status_code == 200
    late, aside = statements
    assert late == aside


def test_many_that_come_together_are_answered_in_order(
    clients: tuple[httpx.Client, httpx.Client],
) -> None:
    ours, _ = clients
    paths = [FACT, LIST, "/v1/facts/nowhere.f1", "/v1/search?q=fund", "/v1/countries/GB", LIST]
    with connected(ours) as connection:
        connection.sendall(b"".join(asking(path, "X-Request-Id: it") for path in paths))
        found = [answer(connection) for _ in paths]
    expected = [ours.get(path, headers={"X-Request-Id": "it"}) for path in paths]
    assert [one.content for one in found] == [one.content for one in expected]
