"""The world: all that a dataset holds, as its API gives it out, and what follows from that."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx

Record = dict[str, Any]

Query = Mapping[str, Sequence[str]]
"""What is asked of a list: the values of each parameter."""

MOST_PAGES = 10_000
"""A list that goes on for longer leads in a circle."""


@dataclass(frozen=True)
class Reached:
    """What a client that follows `next` to its end has seen."""

    records: list[Record]
    totals: set[int]
    left_out: set[int]
    pages: list[int]
    """How many records each page held."""

    @property
    def ids(self) -> list[str]:
        """The ids of the records, in order."""
        return [record["id"] for record in self.records]


def reach(client: httpx.Client, collection: str, query: Query) -> Reached:
    """Follow a list from its first page to its last."""
    reached = Reached([], set(), set(), [])
    answer = client.get(f"/v1/{collection}", params=dict(query))
    for _ in range(MOST_PAGES):
        assert answer.status_code == 200, f"{answer.request.url}: {answer.text}"
        page = answer.json()
        reached.records.extend(page["data"])
        reached.totals.add(page["total"])
        reached.left_out.add(page["left_out"])
        reached.pages.append(len(page["data"]))
        if page["next"] is None:
            return reached
        answer = client.get(page["next"])
    raise AssertionError(f"{answer.request.url} goes on and on")


@dataclass(frozen=True)
class World:
    """A whole dataset: each collection in the order in which the API lists it."""

    collections: Mapping[str, list[Record]]

    @classmethod
    def of(cls, client: httpx.Client, collections: Sequence[str]) -> "World":
        """Fetch all collections, unfiltered."""
        query = {"limit": ["200"]}
        return cls({name: reach(client, name, query).records for name in collections})

    @cached_property
    def facts(self) -> dict[str, Record]:
        """The facts by id."""
        return {fact["id"]: fact for fact in self.collections["facts"]}

    @cached_property
    def countries(self) -> dict[str, set[str]]:
        """The countries that each entity is or belongs to."""
        return {entity["id"]: set(countries_of(entity)) for entity in self.collections["entities"]}

    @cached_property
    def named_in(self) -> Mapping[str, set[str]]:
        """The entities named in each sentence and in each document, by its id."""
        named = defaultdict(set)
        for mention in self.collections["mentions"]:
            for where in (mention["sentence"], mention["document"]):
                named[where].add(mention["entity"]["id"])
        return named

    @cached_property
    def named_with(self) -> Mapping[str, set[str]]:
        """The entities that are named in one sentence with each entity."""
        together = defaultdict(set)
        for sentence in self.collections["sentences"]:
            named = self.named_in[sentence["id"]]
            for entity in named:
                together[entity].update(named - {entity})
        return together

    @cached_property
    def naming(self) -> Mapping[str, set[str]]:
        """The documents that name each entity."""
        naming = defaultdict(set)
        for mention in self.collections["mentions"]:
            naming[mention["entity"]["id"]].add(mention["document"])
        return naming

    @cached_property
    def cited_from(self) -> Mapping[str, set[str]]:
        """The facts that are cited from each sentence."""
        cited = defaultdict(set)
        for fact in self.facts.values():
            for evidence in fact["evidence"]:
                cited[evidence["sentence"]].add(fact["id"])
        return cited


def countries_of(entity: Record) -> Iterator[str]:
    """The country that the entity is, or the countries it is tied to."""
    if entity["type"] == "country":
        yield entity["id"]
    for tie in entity.get("countries", []):
        yield tie["entity"]["id"]
    stands_for = entity.get("stands_for")
    if stands_for is not None and stands_for["entity"]["type"] == "country":
        yield stands_for["entity"]["id"]


def parts(fact: Record) -> Iterator[tuple[str, str]]:
    """Who takes part in the fact: role and id of the entity."""
    for party in [*fact.get("parties", []), *fact.get("participants", [])]:
        yield party["role"], party["entity"]["id"]
    for key, role in (("speakers", "speaker"), ("holders", "holder")):
        for part in fact.get(key, []):
            yield role, part["entity"]["id"]
    for role in ("on_behalf_of", "about"):
        for entity in fact.get(role, []):
            yield role, entity["id"]
    for role in ("place", "subject"):
        if fact.get(role) is not None:
            yield role, fact[role]["id"]


def walk(value: object) -> Iterator[Record]:
    """Every object within a JSON value, itself included."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)
