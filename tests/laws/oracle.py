"""The oracle: what each query finds, worked out from the records alone.

It knows nothing of tables, SQL or the API's own code: for each collection it says which filters
and sorts it has, which records a filter lets through, and what a sort key compares.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from tests.laws.conditions import (
    COUNTRY_OF_FACT,
    Day,
    Filter,
    Has,
    IsNull,
    Number,
    States,
    Without,
    flag,
    happened,
    in_currency,
    of_fact,
    own,
    published,
    takes_part,
)
from tests.laws.world import Query, Record, World, countries_of

FACT: Mapping[str, Filter] = {
    "id": own("id"),
    "document": own("document"),
    "entity": takes_part(),
    "country": COUNTRY_OF_FACT,
    "mentions": Has(
        lambda fact, world: set().union(
            *(world.named_in[evidence["sentence"]] for evidence in fact["evidence"])
        )
    ),
    "modality": own("modality"),
    "inferred": flag("inferred"),
    "sequence_gte": Number("sequence"),
    "sequence_lte": Number("sequence"),
}
ENTITY: Mapping[str, Filter] = {
    "id": own("id"),
    "mentioned_with": Has(lambda entity, world: world.named_with[entity["id"]]),
    "mention_count_gte": Number("mention_count"),
    "mention_count_lte": Number("mention_count"),
    "document": Has(lambda entity, world: world.naming[entity["id"]]),
}
BELONGING: Mapping[str, Filter] = {
    **ENTITY,
    "country": Has(lambda entity, world: countries_of(entity)),
}

NAMING: Mapping[str, Filter] = {
    "entity": Has(lambda text, world: world.named_in[text["id"]]),
    "country": Has(
        lambda text, world: set().union(
            *(world.countries[entity] for entity in world.named_in[text["id"]])
        )
    ),
}
TOUCHING: Mapping[str, Filter] = {"start_lte": Number("start"), "end_gte": Number("end")}

PLAIN: Mapping[str, Mapping[str, Filter]] = {
    "documents": {
        "id": own("id"),
        "language": own("language"),
        "publisher": own("publisher"),
        "author": own("author"),
        "published_gte": Day(published),
        "published_lte": Day(published),
        "words_gte": Number("words"),
        "words_lte": Number("words"),
        **NAMING,
    },
    "sentences": {
        "id": own("id"),
        "document": own("document"),
        "paragraph": own("paragraph"),
        "number_gte": Number("number"),
        "number_lte": Number("number"),
        **TOUCHING,
        **NAMING,
        "fact": Has(lambda sentence, world: world.cited_from[sentence["id"]]),
    },
    "entities": {**BELONGING, "type": own("type")},
    "countries": ENTITY,
    "organisations": {**BELONGING, "kind": own("kind")},
    "people": {**BELONGING, "named": flag("named")},
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
        "is_direct": flag("is_direct"),
    },
    "events": {
        **FACT,
        "kind": own("kind"),
        **{role: takes_part(role) for role in ("participant", "initiator", "target", "place")},
        "date_gte": Day(happened),
        "date_lte": Day(happened),
    },
    "positions": {
        **FACT,
        **{role: takes_part(role) for role in ("holder", "subject")},
        "stance": own("stance"),
    },
    "amounts": {
        "id": own("id"),
        "document": own("document"),
        "sentence": own("sentence"),
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
        "id": own("id"),
        **TOUCHING,
        "document": own("document"),
        "sentence": own("sentence"),
        "fact": own("fact"),
        "entity": of_fact(takes_part()),
        "country": of_fact(COUNTRY_OF_FACT),
        "supports": Has(lambda evidence, world: evidence["supports"] or ()),
    },
    "mentions": {
        "id": own("id"),
        **TOUCHING,
        "fact": Has(lambda mention, world: world.cited_from[mention["sentence"]]),
        "document": own("document"),
        "sentence": own("sentence"),
        "entity": own("entity"),
        "country": Has(lambda mention, world: world.countries[mention["entity"]["id"]]),
        "kind": own("kind"),
    },
}

COLLECTIONS = tuple(PLAIN)

NULLABLE_OF_FACTS = ("conditions", "note")
NULLABLE: Mapping[str, Sequence[str]] = {
    "documents": ("title", "publisher", "author", "published", "url"),
    "people": ("honorific",),
    "places": ("stands_for",),
    "initiatives": ("purpose",),
    "facts": NULLABLE_OF_FACTS,
    "deals": (*NULLABLE_OF_FACTS, "purpose"),
    "statements": (*NULLABLE_OF_FACTS, "quotation"),
    "events": (*NULLABLE_OF_FACTS, "date", "place", "topic"),
    "positions": NULLABLE_OF_FACTS,
    "amounts": ("value", "value_min", "value_max", "currency", "unit"),
    "evidence": ("supports",),
}
"""The fields that each collection can be asked for by whether they are null."""


def _with_suffixes(collection: str) -> Mapping[str, Filter]:
    """The plain filters, `<filter>_not` of each that takes values, and `<field>_is_null`."""
    plain = PLAIN[collection]
    several = {name: has for name, has in plain.items() if type(has) is Has}
    return {
        **plain,
        **{f"{name}_not": Without(has) for name, has in several.items()},
        **{f"{field}_is_null": IsNull(field) for field in NULLABLE.get(collection, ())},
    }


FILTERS: Mapping[str, Mapping[str, Filter]] = {name: _with_suffixes(name) for name in COLLECTIONS}

# A sort key is the field of that name, compared as text by code points or as a number.
_OF_FACTS = {"id", "sequence", "modality"}
_OF_ENTITIES = {"id", "mention_count", "name"}
SORTS: Mapping[str, set[str]] = {
    "documents": {"id", "words", "published", "title"},
    "sentences": {"id", "number", "start"},
    **dict.fromkeys(
        ("entities", "countries", "organisations", "people", "groups", "places", "initiatives"),
        _OF_ENTITIES,
    ),
    "facts": _OF_FACTS | {"type"},
    "deals": _OF_FACTS | {"stage"},
    "statements": _OF_FACTS | {"reporting_verb"},
    "events": _OF_FACTS | {"kind", "earliest", "latest"},
    "positions": _OF_FACTS | {"stance", "subject"},
    "amounts": {"id", "value", "currency", "unit", "qualifier"},
    "evidence": {"id", "start", "end"},
    "mentions": {"id", "start", "end", "kind", "entity"},
}


def expected(world: World, collection: str, query: Query) -> list[Record]:
    """All records that the query finds, in the order it asks for."""
    asked = _asked(collection, query)
    found = [
        record
        for record in world.collections[collection]
        if all(filter_.matches(name, record, query, world) for name, filter_ in asked.items())
    ]
    keys = [key for value in query.get("sort", []) for key in value.split(",")]
    return in_order(found, keys) if keys else found


def left_out(world: World, collection: str, query: Query) -> int:
    """How many records are not found only because a range asks for what nothing is known of."""
    asked = _asked(collection, query)
    undecided = 0
    for record in world.collections[collection]:
        against = [
            filter_
            for name, filter_ in asked.items()
            if not filter_.matches(name, record, query, world)
        ]
        undecided += bool(against) and all(
            isinstance(filter_, RANGES) and filter_.undecided(record, query) for filter_ in against
        )
    return undecided


RANGES = (Number, Day, States)


def _asked(collection: str, query: Query) -> Mapping[str, Filter]:
    return {name: FILTERS[collection][name] for name in query if name not in NOT_FILTERS}


NOT_FILTERS = {"limit", "cursor", "sort", "fields", "match", "format", "pretty"}
NOT_ORACLED = {"q"}
"""Which words find a record is for stemming and the index to say, which would have to be built
once more here; `tests/api/test_search.py` and `test_words.py` cover it."""


def in_order(records: Iterable[Record], keys: Sequence[str]) -> list[Record]:
    """The records by the keys, the first first; nulls last either way.

    What is equal in them all is in order of the id, which goes the way of the last key.
    """
    down = keys[-1].startswith("-")
    ordered = sorted(records, key=lambda record: _comparable("id", record), reverse=down)
    for key in reversed(keys):
        field = key.removeprefix("-")
        known = [record for record in ordered if _comparable(field, record) is not None]
        unknown = [record for record in ordered if _comparable(field, record) is None]
        # Python's sort is stable, and with `reverse` too.
        known.sort(key=lambda record: _comparable(field, record), reverse=key.startswith("-"))
        ordered = known + unknown
    return ordered


def _comparable(field: str, record: Record) -> Any:
    match field:
        case "value":
            return record[field] and Decimal(record[field])
        case "entity" | "subject":
            return record[field]["id"]
        case "published":
            earliest, latest = published(record)
            return (earliest or latest) and (earliest or latest, latest or "~")
        case "earliest" | "latest":
            return record["date"] and record["date"][field]
        case _:
            return record[field]
