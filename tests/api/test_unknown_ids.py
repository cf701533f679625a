"""Ids and codes that name nothing: a mistake, wherever they are given, with the nearest that do."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from app.main import app
from tests.laws.contract import PROBLEM, Contract
from tests.laws.naming import OF_COLLECTIONS, OF_ENTITIES

CONTRACT = Contract(app.openapi())
IDS = {"id", *OF_COLLECTIONS, *OF_ENTITIES}
REQUIRED = {"/v1/search": [("q", "deal")], "/v1/quotes": [("text", "clear and present danger")]}


def taking_ids() -> Iterator[tuple[str, str, str]]:
    """Each path, each of its parameters that takes ids, and an id that names something."""
    for path, _ in CONTRACT.operations:
        for name, parameter in CONTRACT.parameters(path).items():
            if name.removesuffix("_not") in IDS:
                yield path, name, parameter.examples[0]


TAKING_IDS = list(taking_ids())


def refused(
    client: httpx.Client, path: str, *pairs: tuple[str, str], **headers: str
) -> list[dict[str, Any]]:
    """What is said to be wrong with the query."""
    query = urlencode([*REQUIRED.get(path, []), *pairs])
    answer = client.get(f"{path}?{query}", headers=headers)
    assert answer.status_code == 400, answer.text[:200]
    assert answer.headers["Content-Type"] == PROBLEM
    problem = answer.json()
    assert problem["type"] == "/problems/invalid-query"
    errors: list[dict[str, Any]] = problem["errors"]
    for error in errors:
        assert error["detail"] in problem["detail"]
        assert f"Did you mean `{error['suggestion']}`?" in error["detail"] or (
            error["suggestion"] is None
        )
    return errors


def test_every_sort_of_operation_takes_ids() -> None:
    paths = {path for path, _, _ in TAKING_IDS}
    assert paths >= {"/v1/search", "/v1/quotes", "/v1/graph", "/v1/timeline"}
    assert paths >= {
        f"/v1/{name}{end}" for name in CONTRACT.collections for end in ("", "/summary")
    }


@pytest.mark.parametrize(("path", "name", "id_"), TAKING_IDS)
def test_an_id_that_names_nothing_is_answered_with_the_nearest(
    client: httpx.Client, path: str, name: str, id_: str
) -> None:
    misspelt = {"GB": "UK", "UA": "UKR", "RU": "RUS"}.get(id_, id_[:2] + id_[3:])
    [error] = refused(client, path, (name, misspelt))

    assert error["parameter"] == name
    assert f"`{misspelt}`" in error["detail"]
    assert error["suggestion"] == id_


@pytest.mark.parametrize(("path", "name", "id_"), TAKING_IDS)
def test_an_id_that_names_something_is_taken(
    client: httpx.Client, path: str, name: str, id_: str
) -> None:
    query = urlencode([*REQUIRED.get(path, []), (name, id_)])
    assert client.get(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize("form", ["application/x-ndjson", "text/csv"])
def test_streams_tell_it_too(client: httpx.Client, form: str) -> None:
    [error] = refused(client, "/v1/deals", ("provider", "GBR"), Accept=form)
    assert error["suggestion"] == "GB"
    [error] = refused(client, "/v1/deals", ("limit", "1"), ("provider_not", "GBR"), Accept=form)
    assert error["suggestion"] == "GB"


def test_each_value_that_names_nothing_is_told(client: httpx.Client) -> None:
    errors = refused(
        client,
        "/v1/statements",
        ("speaker", "keir-starmer"),
        ("speaker", "keir-stramer"),
        ("entity_not", "xyzzy-qwfp-0"),
        ("document", "coalition"),
        ("country", "GB"),
    )

    assert [(error["parameter"], error["suggestion"]) for error in errors] == [
        ("document", "coalition-of-the-willing"),
        ("entity_not", None),
        ("speaker", "keir-starmer"),
    ]


def test_an_id_of_another_type_is_none_here(client: httpx.Client) -> None:
    assert client.get("/v1/entities/keir-starmer").status_code == 200
    [error] = refused(client, "/v1/organisations", ("id", "keir-starmer"))
    assert error["detail"].startswith("`id`: no organisation has the id `keir-starmer`")


@pytest.mark.parametrize(
    "url",
    [
        "/v1/deals?supplier=sergei-lavrov",
        "/v1/documents?entity=GB&country_not=GB",
        "/v1/events?country=FR&country=AQ",
        "/v1/deals?funder=AQ",
        "/v1/countries?id=AQ",
        "/v1/deals?currency=XOF",
        "/v1/timeline?entity=AQ",
    ],
)
def test_what_names_something_may_find_nothing(client: httpx.Client, url: str) -> None:
    """A country's code is that of ISO 3166-1, whether a document names the country or not."""
    answer = client.get(url)
    assert (answer.status_code, answer.json()["total"]) == (200, 0)


COUNTRIES = [
    ("UK", "GB"),
    ("uk", "GB"),
    ("gb", "GB"),
    ("GBR", "GB"),
    ("gbr", "GB"),
    ("826", "GB"),
    ("United Kingdom", "GB"),
    ("united kingdom", "GB"),
    ("Ukraine", "UA"),
    ("Ukrane", "UA"),
    ("Russia", "RU"),
    ("Russian Federation", "RU"),
    ("Turkey", "TR"),
    ("EL", "GR"),
    ("USA", "US"),
    ("Iran", "IR"),
    ("QQ", None),
    ("xyzzyqwfp", None),
]


@pytest.mark.parametrize(("given", "meant"), COUNTRIES)
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/facts", "country"),
        ("/v1/people", "country_not"),
        ("/v1/documents/summary", "country"),
        ("/v1/search", "country"),
        ("/v1/graph", "country"),
        ("/v1/facts", "entity"),
        ("/v1/timeline", "participant_not"),
        ("/v1/countries", "id"),
    ],
)
def test_whatever_a_country_is_called_leads_to_its_code(
    client: httpx.Client, path: str, name: str, given: str, meant: str | None
) -> None:
    [error] = refused(client, path, (name, given))

    assert (error["parameter"], error["suggestion"]) == (name, meant)


@pytest.mark.parametrize(("given", "meant"), [(g, m) for g, m in COUNTRIES if m in ("GB", "UA")])
def test_so_does_the_path_of_a_country(client: httpx.Client, given: str, meant: str) -> None:
    answer = client.get(f"/v1/countries/{given}")

    assert answer.status_code == 404
    assert answer.json()["errors"][0]["suggestion"] == meant


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("gbp", "GBP"),
        ("GPB", "GBP"),
        ("Pound Sterling", "GBP"),
        ("€", "EUR"),
        ("£", "GBP"),
        ("EURO", "EUR"),
        ("QQQ", None),
    ],
)
@pytest.mark.parametrize("path", ["/v1/deals", "/v1/amounts", "/v1/deals/summary"])
def test_whatever_a_currency_is_called_leads_to_its_code(
    client: httpx.Client, path: str, given: str, meant: str | None
) -> None:
    for name in ("currency", "currency_not"):
        [error] = refused(client, path, (name, given))
        assert (error["parameter"], error["suggestion"]) == (name, meant)
