"""What a summary holds, worked out from the records that the lists give: plain Python, no SQL."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Context, Decimal
from itertools import product
from typing import Any

import httpx

Record = dict[str, Any]
Value = str | int | bool | None
Values = Callable[["World", Record], Iterable[Value]]

EXACT = Context(prec=200)
FIRST_IDS = 100
MOST_GROUPS = 1000


def reach(client: httpx.Client, path: str, params: Mapping[str, Any]) -> list[Record]:
    """All records of a list, page by page."""
    page = client.get(path, params={**params, "limit": 200}).raise_for_status().json()
    found: list[Record] = page["data"]
    while page["next"] is not None:
        page = client.get(page["next"]).raise_for_status().json()
        found += page["data"]
    return found


class World:
    """All records of a dataset, and what follows from them."""

    def __init__(self, client: httpx.Client) -> None:
        self.lists = {name: reach(client, f"/v1/{name}", {}) for name in VALUES}
        self.facts = {fact["id"]: fact for fact in self.lists["facts"]}
        self.countries = {entity["id"]: set(countries_of(entity)) for entity in self["entities"]}
        self.named: dict[str, set[str]] = defaultdict(set)
        """The entities that each sentence, and each document, names."""
        self.naming: dict[str, set[str]] = defaultdict(set)
        """The sentences and the documents that name each entity."""
        for mention in self["mentions"]:
            for place in (mention["sentence"], mention["document"]):
                self.named[place].add(mention["entity"]["id"])
                self.naming[mention["entity"]["id"]].add(place)
        self.cited: dict[str, set[str]] = defaultdict(set)
        """The facts that are cited from each sentence."""
        for evidence in self["evidence"]:
            self.cited[evidence["sentence"]].add(evidence["fact"])

    def __getitem__(self, collection: str) -> list[Record]:
        return self.lists[collection]


def countries_of(entity: Record) -> Iterator[str]:
    """The country that the entity is, or those it belongs to."""
    if entity["type"] == "country":
        yield entity["id"]
    yield from (tie["entity"]["id"] for tie in entity.get("countries", ()))
    stands_for = entity.get("stands_for")
    if stands_for and stands_for["entity"]["type"] == "country":
        yield stands_for["entity"]["id"]


def parts(fact: Record) -> Iterator[tuple[str, str]]:
    """Who takes part in the fact: role and id."""
    for part in (*fact.get("parties", ()), *fact.get("participants", ())):
        yield part["role"], part["entity"]["id"]
    yield from (("speaker", part["entity"]["id"]) for part in fact.get("speakers", ()))
    yield from (("holder", part["entity"]["id"]) for part in fact.get("holders", ()))
    for role in ("on_behalf_of", "about"):
        yield from ((role, entity["id"]) for entity in fact.get(role, ()))
    for role in ("place", "subject"):
        if fact.get(role):
            yield role, fact[role]["id"]


def own(field: str) -> Values:
    """The field of the record itself, or the id of the entity in it."""

    def values(world: World, record: Record) -> Iterator[Value]:
        value = record[field]
        if value is not None:
            yield value["id"] if isinstance(value, dict) else value

    return values


def part(*roles: str) -> Values:
    """Who takes part in the fact, in one of the roles, or in any where none is given."""
    return lambda world, fact: (id_ for role, id_ in parts(fact) if not roles or role in roles)


def belongs(values: Values) -> Values:
    """The countries to which the entities belong."""
    return lambda world, record: (
        country for id_ in values(world, record) for country in world.countries[str(id_)]
    )


def of_fact(values: Values) -> Values:
    """What the fact of the record has."""
    return lambda world, record: values(world, world.facts[record["fact"]])


def named(field: str) -> Values:
    """The entities that the sentence or the document in this field names."""
    return lambda world, record: world.named[record[field]]


def named_with(world: World, entity: Record) -> Iterator[Value]:
    """The other entities named in a sentence that names this one."""
    for place in world.naming[entity["id"]]:
        if ".s" in place:
            yield from world.named[place] - {entity["id"]}


FACT: Mapping[str, Values] = {
    "document": own("document"),
    "entity": part(),
    "country": belongs(part()),
    "mentions": lambda world, fact: (
        id_ for evidence in fact["evidence"] for id_ in world.named[evidence["sentence"]]
    ),
    "modality": own("modality"),
    "inferred": own("inferred"),
}
ENTITY: Mapping[str, Values] = {
    "document": lambda world, entity: (
        place for place in world.naming[entity["id"]] if ".s" not in place
    ),
    "mentioned_with": named_with,
}
BELONGING: Mapping[str, Values] = {
    **ENTITY,
    "country": lambda world, entity: world.countries[entity["id"]],
}
PARTY_ROLES = (
    "provider",
    "supplier",
    "beneficiary",
    "funder",
    "proposer",
    "announcer",
    "signatory",
)
CITED: Mapping[str, Values] = {
    "document": own("document"),
    "sentence": own("sentence"),
    "fact": own("fact"),
    "entity": of_fact(FACT["entity"]),
    "country": of_fact(FACT["country"]),
}

VALUES: Mapping[str, Mapping[str, Values]] = {
    "documents": {
        "language": own("language"),
        "publisher": own("publisher"),
        "author": own("author"),
        "entity": named("id"),
        "country": belongs(named("id")),
    },
    "sentences": {
        "document": own("document"),
        "paragraph": own("paragraph"),
        "entity": named("id"),
        "country": belongs(named("id")),
        "fact": lambda world, sentence: world.cited[sentence["id"]],
    },
    "entities": {**BELONGING, "type": own("type")},
    "countries": ENTITY,
    "organisations": {**BELONGING, "kind": own("kind")},
    "people": {**BELONGING, "named": own("named")},
    "groups": BELONGING,
    "places": {**BELONGING, "kind": own("kind")},
    "initiatives": {**ENTITY, "kind": own("kind")},
    "facts": {**FACT, "type": own("type")},
    "deals": {
        **FACT,
        "stage": own("stage"),
        **{role: part(role) for role in PARTY_ROLES},
        "currency": lambda world, deal: (
            amount["currency"] for amount in deal["amounts"] if amount["currency"]
        ),
    },
    "statements": {
        **FACT,
        **{role: part(role) for role in ("speaker", "on_behalf_of", "about")},
        "reporting_verb": own("reporting_verb"),
        "is_direct": own("is_direct"),
    },
    "events": {
        **FACT,
        **{role: part(role) for role in ("participant", "initiator", "target")},
        "kind": own("kind"),
        "place": own("place"),
    },
    "positions": {
        **FACT,
        "holder": part("holder"),
        "subject": own("subject"),
        "stance": own("stance"),
    },
    "amounts": {
        **CITED,
        "currency": own("currency"),
        "unit": own("unit"),
        "qualifier": own("qualifier"),
    },
    "evidence": {**CITED, "supports": lambda world, evidence: evidence["supports"] or ()},
    "mentions": {
        "entity": own("entity"),
        "kind": own("kind"),
        "document": own("document"),
        "sentence": own("sentence"),
        "fact": lambda world, mention: world.cited[mention["sentence"]],
        "country": belongs(own("entity")),
    },
}
"""For each collection and each key: the values by which a record is grouped."""


def summary(
    world: World, collection: str, found: Sequence[Record], keys: Sequence[str]
) -> tuple[int, list[Record]]:
    """How many groups the records make, and the largest of them."""
    members: dict[tuple[Value, ...], list[Record]] = defaultdict(list)
    for record in found:
        values = [set(VALUES[collection][key](world, record)) or {None} for key in keys]
        for key in product(*values):
            members[key].append(record)
    # Nulls are last, and no key has values of two types.
    order = sorted(
        members,
        key=lambda key: (-len(members[key]), [(v is None, "" if v is None else v) for v in key]),
    )
    groups = [
        {
            "key": dict(zip(keys, key, strict=True)),
            "count": len(members[key]),
            "ids": [record["id"] for record in members[key]][:FIRST_IDS],
            "amounts": amounts(collection, members[key]),
        }
        for key in order[:MOST_GROUPS]
    ]
    return len(members), groups


def amounts(collection: str, members: Sequence[Record]) -> list[Record]:
    """What the amounts of the records come to, in each currency and unit."""
    stated: dict[tuple[str | None, str | None], list[Record]] = defaultdict(list)
    for record in members:
        for amount in [record] if collection == "amounts" else record.get("amounts", ()):
            stated[amount["currency"], amount["unit"]].append(amount)
    content = []
    for currency, unit in sorted(stated, key=lambda pair: [(v is None, v or "") for v in pair]):
        measured = stated[currency, unit]
        values = [Decimal(amount["value"]) for amount in measured if amount["value"] is not None]
        total = Decimal(0)
        for value in values:
            total = EXACT.add(total, value)
        content.append(
            {
                "currency": currency,
                "unit": unit,
                "count": len(measured),
                "sum": plain(total) if values else None,
                "least": plain(min(values)) if values else None,
                "greatest": plain(max(values)) if values else None,
                "without_value": len(measured) - len(values),
                "inexact": sum(
                    amount["value"] is not None and amount["qualifier"] != "exact"
                    for amount in measured
                ),
            }
        )
    return content


def plain(value: Decimal) -> str:
    """The decimal in plain digits, without needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
