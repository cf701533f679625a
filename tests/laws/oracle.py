"""The oracle: what each query finds, worked out from the records alone.

It knows nothing of tables, SQL or the API's own code: for each filter it says in plain Python
which records it lets through, and for each sort key what it compares.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, Protocol

from tests.laws.world import Query, Record, World, countries_of, parts


class Filter(Protocol):
    """Which records a parameter lets through."""

    def matches(self, name: str, record: Record, query: Query, world: World) -> bool:
        """Whether the record is among what the query's parameter of this name asks for."""
        ...

    def queries(self, name: str, record: Record, world: World) -> Iterator[Query]:
        """Queries by this parameter that have to do with the record."""
        ...


Of = Callable[[Record, World], Iterable[str]]


@dataclass(frozen=True)
class Has:
    """The record has one of the values asked for."""

    of: Of

    def matches(self, name: str, record: Record, query: Query, world: World) -> bool:
        """See `Filter`."""
        return not set(self.of(record, world)).isdisjoint(query[name])

    def queries(self, name: str, record: Record, world: World) -> Iterator[Query]:
        """See `Filter`."""
        yield from ({name: [value]} for value in self.of(record, world))


def own(field: str) -> Has:
    """The field of the record, or the id of the entity there."""

    def of(record: Record, world: World) -> Iterator[str]:
        value = record[field]
        if isinstance(value, bool):
            yield "true" if value else "false"
        elif isinstance(value, dict):
            yield value["id"]
        elif value is not None:
            yield str(value)

    return Has(of)


def takes_part(*roles: str) -> Has:
    """An entity with one of the roles in the fact, or with any where none is given."""
    return Has(
        lambda fact, world: (entity for role, entity in parts(fact) if not roles or role in roles)
    )


def of_fact(has: Has) -> Has:
    """What the record's fact has."""
    return Has(lambda record, world: has.of(world.facts[record["fact"]], world))


COUNTRY_OF_FACT = Has(
    lambda fact, world: set().union(*(world.countries[entity] for _, entity in parts(fact)))
)


@dataclass(frozen=True)
class IsNull:
    """Nothing is known of the field, or something is."""

    known: Callable[[Record], bool]

    def matches(self, name: str, record: Record, query: Query, world: World) -> bool:
        """See `Filter`."""
        return query[name] == ["false" if self.known(record) else "true"]

    def queries(self, name: str, record: Record, world: World) -> Iterator[Query]:
        """See `Filter`."""
        yield from ({name: [answer]} for answer in ("true", "false"))


def first_day(date: str) -> str:
    """The first day of a year, a month or a day."""
    return f"{date}-01-01"[:10] if len(date) == 4 else f"{date}-01"[:10]


def last_day(date: str) -> str:
    """The last day of a year, a month or a day."""
    year, month, day = [*date.split("-"), "", ""][:3]
    month = month or "12"
    return f"{year}-{month}-{day or monthrange(int(year), int(month))[1]}"


Side = Literal["gte", "lte"]


@dataclass(frozen=True)
class Day:
    """The day is certainly on the near side of the one asked for, or is that day."""

    side: Side
    of: Callable[[Record], str | None]

    def matches(self, name: str, record: Record, query: Query, world: World) -> bool:
        """See `Filter`."""
        day, [asked] = self.of(record), query[name]
        if day is None:
            return False
        return day >= first_day(asked) if self.side == "gte" else day <= last_day(asked)

    def queries(self, name: str, record: Record, world: World) -> Iterator[Query]:
        """See `Filter`."""
        day = self.of(record) or "2025-03-04"
        yield from ({name: [date]} for date in (day, day[:7], day[:4], "1999-12-31", "2999"))


def when(bound: Literal["earliest", "latest"]) -> Callable[[Record], str | None]:
    """The first or last possible day of an event."""
    return lambda event: event["date"] and event["date"][bound]


def is_dated(event: Record) -> bool:
    """Whether the source bounds the day of an event, from one side at least."""
    return bool(when("earliest")(event) or when("latest")(event))


STEP = Decimal("0.000001")
"""The least that two figures can differ by."""


@dataclass(frozen=True)
class States:
    """One and the same figure lies within all bounds, in the currency or unit asked for."""

    amounts: Callable[[Record], Sequence[Record]]

    def matches(self, name: str, record: Record, query: Query, world: World) -> bool:
        """See `Filter`."""
        least, most = (query.get(bound, [None])[0] for bound in ("value_gte", "value_lte"))
        return any(
            amount["value"] is not None
            and all(amount[key] in query[key] for key in ("currency", "unit") if key in query)
            and (least is None or Decimal(amount["value"]) >= Decimal(least))
            and (most is None or Decimal(amount["value"]) <= Decimal(most))
            for amount in self.amounts(record)
        )

    def queries(self, name: str, record: Record, world: World) -> Iterator[Query]:
        """See `Filter`."""
        figures = [amount for amount in self.amounts(record) if amount["value"] is not None]
        for amount in figures:
            measure = {key: [amount[key]] for key in ("currency", "unit") if amount[key]}
            value = Decimal(amount["value"])
            for figure in (value, value + STEP, value - STEP):
                yield {name: [f"{figure:f}"], **measure}
            # A range between two figures holds neither, though each lies beyond one end of it.
            for end in (Decimal(other["value"]) for other in figures if other != amount):
                within = {"value_gte": [f"{value + STEP:f}"], "value_lte": [f"{end - STEP:f}"]}
                yield {**within, **measure}


def in_currency(fact: Record) -> list[Record]:
    """The sums of money that the fact states."""
    return [amount for amount in fact["amounts"] if amount["currency"] is not None]


FACT: Mapping[str, Filter] = {
    "document": own("document"),
    "entity": takes_part(),
    "country": COUNTRY_OF_FACT,
    "mentions": Has(
        lambda fact, world: set().union(
            *(world.named_in[evidence["sentence"]] for evidence in fact["evidence"])
        )
    ),
    "modality": own("modality"),
    "inferred": own("inferred"),
}
ENTITY: Mapping[str, Filter] = {
    "document": Has(lambda entity, world: world.naming[entity["id"]]),
}
BELONGING: Mapping[str, Filter] = {
    **ENTITY,
    "country": Has(lambda entity, world: countries_of(entity)),
}

FILTERS: Mapping[str, Mapping[str, Filter]] = {
    "documents": {
        "language": own("language"),
        "publisher": own("publisher"),
        "published_gte": Day("gte", lambda document: document["published"]),
        "published_lte": Day("lte", lambda document: document["published"]),
        "published_is_null": IsNull(lambda document: document["published"] is not None),
        "entity": Has(lambda document, world: world.named_in[document["id"]]),
    },
    "sentences": {
        "document": own("document"),
        "paragraph": own("paragraph"),
        "entity": Has(lambda sentence, world: world.named_in[sentence["id"]]),
        "fact": Has(lambda sentence, world: world.cited_from[sentence["id"]]),
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
        **{
            role: takes_part(role)
            for role in (
                "provider",
                "supplier",
                "beneficiary",
                "funder",
                "proposer",
                "announcer",
                "signatory",
            )
        },
        "currency": Has(lambda deal, world: (amount["currency"] for amount in in_currency(deal))),
        "value_gte": States(in_currency),
        "value_lte": States(in_currency),
    },
    "statements": {
        **FACT,
        **{role: takes_part(role) for role in ("speaker", "on_behalf_of", "about")},
        "reporting_verb": own("reporting_verb"),
        "is_direct": own("is_direct"),
    },
    "events": {
        **FACT,
        "kind": own("kind"),
        **{role: takes_part(role) for role in ("participant", "initiator", "target", "place")},
        "date_gte": Day("gte", when("earliest")),
        "date_lte": Day("lte", when("latest")),
        "date_is_null": IsNull(is_dated),
    },
    "positions": {
        **FACT,
        **{role: takes_part(role) for role in ("holder", "subject")},
        "stance": own("stance"),
    },
    "amounts": {
        "document": own("document"),
        "fact": own("fact"),
        "entity": of_fact(takes_part()),
        "country": of_fact(COUNTRY_OF_FACT),
        "currency": own("currency"),
        "unit": own("unit"),
        "qualifier": own("qualifier"),
        "value_gte": States(lambda amount: [amount]),
        "value_lte": States(lambda amount: [amount]),
    },
    "evidence": {
        "document": own("document"),
        "sentence": own("sentence"),
        "fact": own("fact"),
        "entity": of_fact(takes_part()),
        "country": of_fact(COUNTRY_OF_FACT),
        "supports": Has(lambda evidence, world: evidence["supports"] or ()),
    },
    "mentions": {
        "document": own("document"),
        "sentence": own("sentence"),
        "entity": own("entity"),
        "country": Has(lambda mention, world: world.countries[mention["entity"]["id"]]),
        "kind": own("kind"),
    },
}

COLLECTIONS = tuple(FILTERS)

# A sort key is the field of that name, compared as text by code points or as a number.
_OF_FACTS = {"id", "sequence"}
_OF_ENTITIES = {"id", "mention_count", "name"}
SORTS: Mapping[str, set[str]] = {
    "documents": {"id", "words", "published", "title"},
    "sentences": {"id", "number", "start"},
    **dict.fromkeys(
        ("entities", "countries", "organisations", "people", "groups", "places", "initiatives"),
        _OF_ENTITIES,
    ),
    "facts": _OF_FACTS,
    "deals": _OF_FACTS | {"stage"},
    "statements": _OF_FACTS | {"reporting_verb"},
    "events": _OF_FACTS | {"kind"},
    "positions": _OF_FACTS | {"stance"},
    "amounts": {"id", "value", "currency", "unit"},
    "evidence": {"id", "start"},
    "mentions": {"id", "start", "kind"},
}


def expected(world: World, collection: str, query: Query) -> list[Record]:
    """All records that the query finds, in the order it asks for."""
    asked = {name: FILTERS[collection][name] for name in query if name not in NOT_FILTERS}
    found = [
        record
        for record in world.collections[collection]
        if all(filter_.matches(name, record, query, world) for name, filter_ in asked.items())
    ]
    keys = [key for value in query.get("sort", []) for key in value.split(",")]
    return in_order(found, keys) if keys else found


NOT_FILTERS = {"limit", "cursor", "sort"}


def in_order(records: Iterable[Record], keys: Sequence[str]) -> list[Record]:
    """The records by the keys, the first first; nulls last either way, and ties by id."""
    ordered = sorted(records, key=lambda record: _comparable("id", record))
    for key in reversed(keys):
        field = key.removeprefix("-")
        known = [record for record in ordered if record[field] is not None]
        unknown = [record for record in ordered if record[field] is None]
        # Python's sort is stable, and with `reverse` too.
        known.sort(key=lambda record: _comparable(field, record), reverse=key.startswith("-"))
        ordered = known + unknown
    return ordered


def _comparable(field: str, record: Record) -> Any:
    return Decimal(record[field]) if field == "value" else record[field]
