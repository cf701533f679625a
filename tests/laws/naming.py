"""Naming: which ids and codes name something, in plain Python over the records."""

from collections.abc import Iterator

import httpx
import pycountry

from tests.laws.contract import PROBLEM
from tests.laws.world import Query, World

OF_ENTITIES = {
    *("entity", "mentions", "mentioned_with", "subject", "holder", "place"),
    *("provider", "supplier", "beneficiary", "funder", "proposer", "announcer", "signatory"),
    *("speaker", "on_behalf_of", "about", "participant", "initiator", "target"),
}
"""The parameters whose values are ids of entities."""
OF_COLLECTIONS = {name: f"{name}s" for name in ("document", "sentence", "fact")}
"""Those whose values are ids of a collection's records."""

COUNTRIES = {country.alpha_2 for country in pycountry.countries}
CURRENCIES = {currency.alpha_3 for currency in pycountry.currencies}


def unnamed(world: World, collection: str, query: Query) -> dict[str, list[str]]:
    """The values of each parameter that name nothing; codes alone, where one of them is none.

    Codes are of ISO 3166-1 and ISO 4217: they can be told from the query alone.
    """
    codes = dict(_unnamed(query, {"country": COUNTRIES, "currency": CURRENCIES}))
    if codes:
        return codes
    ids = {
        name: {record["id"] for record in world.collections[target]}
        for name, target in {
            "id": collection,
            **OF_COLLECTIONS,
            **dict.fromkeys(OF_ENTITIES, "entities"),
        }.items()
    }
    for name in OF_ENTITIES | ({"id"} if collection in {"entities", "countries"} else set()):
        ids[name] |= COUNTRIES
    return dict(_unnamed(query, ids))


def _unnamed(query: Query, known: dict[str, set[str]]) -> Iterator[tuple[str, list[str]]]:
    for name, values in query.items():
        if name.removesuffix("_not") in known:
            wrong = [value for value in values if value not in known[name.removesuffix("_not")]]
            if wrong:
                yield name, wrong


def check_refused(
    client: httpx.Client, collection: str, query: Query, wrong: dict[str, list[str]]
) -> None:
    """The query is refused for these values, and for no others."""
    answer = client.get(f"/v1/{collection}", params=dict(query))
    assert answer.status_code == 400, (query, answer.text[:200])
    assert answer.headers["Content-Type"] == PROBLEM
    told = [error["parameter"] for error in answer.json()["errors"]]
    expected = [name for name, values in wrong.items() for _ in values]
    assert sorted(told) == sorted(expected), query
