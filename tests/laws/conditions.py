"""Conditions: the sorts of filters there are, in plain Python over the records."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from tests.laws.world import Query, Record, World, parts


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


@dataclass(frozen=True)
class Flag(Has):
    """The record's field is true, or false: it takes no `_not`."""


def flag(field: str) -> Flag:
    """The field of the record, which is true or false."""
    return Flag(own(field).of)


@dataclass(frozen=True)
class Without:
    """All that another filter does not find, whether that is known or not."""

    other: Filter

    def matches(self, name: str, record: Record, query: Query, world: World) -> bool:
        """See `Filter`."""
        return not self.other.matches(name, record, query, world)

    def queries(self, name: str, record: Record, world: World) -> Iterator[Query]:
        """See `Filter`."""
        yield from self.other.queries(name, record, world)


COUNTRY_OF_FACT = Has(
    lambda fact, world: set().union(*(world.countries[entity] for _, entity in parts(fact)))
)


@dataclass(frozen=True)
class IsNull:
    """The field is null, or it is not."""

    field: str

    def matches(self, name: str, record: Record, query: Query, world: World) -> bool:
        """See `Filter`."""
        return query[name] == ["true" if record[self.field] is None else "false"]

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


Bounds = tuple[Any, Any]
"""The least and the most that a value can be; null where that is not known."""


class Range(Filter, Protocol):
    """A filter that the source may leave undecided."""

    def undecided(self, record: Record, query: Query) -> bool:
        """Whether nothing at all is known of the value."""
        ...


def lies(bounds: Bounds, least: Any, most: Any, query: Query) -> bool:
    """Whether the value lies within both ends: for certain, or possibly."""
    lower, upper = bounds
    if lower is None and upper is None:
        return False
    if query.get("match") == ["possible"]:
        lower, upper = upper, lower  # the far bound has to reach the end, and may be unknown
        return (least is None or lower is None or lower >= least) and (
            most is None or upper is None or upper <= most
        )
    return (least is None or (lower is not None and lower >= least)) and (
        most is None or (upper is not None and upper <= most)
    )


def in_both_modes(query: Query) -> Iterator[Query]:
    """The query as it is, and once more for what is only possible."""
    yield query
    yield {**query, "match": ["possible"]}


@dataclass(frozen=True)
class Number:
    """A number that is always known."""

    field: str

    def undecided(self, record: Record, query: Query) -> bool:
        """See `Range`."""
        return False

    def matches(self, name: str, record: Record, query: Query, world: World) -> bool:
        """See `Filter`."""
        asked = int(query[name][0])
        number: int = record[self.field]
        return number >= asked if name.endswith("_gte") else number <= asked

    def queries(self, name: str, record: Record, world: World) -> Iterator[Query]:
        """See `Filter`."""
        number = record[self.field]
        yield from ({name: [str(asked)]} for asked in {max(number - 1, 0), number, number + 1})


@dataclass(frozen=True)
class Day:
    """A day, a month or a year, or what is known of it."""

    bounds: Callable[[Record], Bounds]

    def undecided(self, record: Record, query: Query) -> bool:
        """See `Range`."""
        return self.bounds(record) == (None, None)

    def matches(self, name: str, record: Record, query: Query, world: World) -> bool:
        """See `Filter`."""
        [asked] = query[name]
        least, most = (first_day(asked), None) if name.endswith("_gte") else (None, last_day(asked))
        return lies(self.bounds(record), least, most, query)

    def queries(self, name: str, record: Record, world: World) -> Iterator[Query]:
        """See `Filter`."""
        for day in {day for day in self.bounds(record) if day} or {"2025-03-04"}:
            for date in (day, day[:7], day[:4], "1999-12-31", "2999"):
                yield from in_both_modes({name: [date]})


def published(document: Record) -> Bounds:
    """The first and last day on which a document can have been published, by its EDTF."""
    edtf = document["published"]
    if edtf is None:
        return None, None
    first, _, last = edtf.partition("/")
    known = [
        None if date in {"", ".."} or date[-1] in "~%" else date.removesuffix("?")
        for date in (first, last if "/" in edtf else first)
    ]
    return known[0] and first_day(known[0]), known[1] and last_day(known[1])


def happened(event: Record) -> Bounds:
    """The first and last possible day of an event."""
    date = event["date"] or {"earliest": None, "latest": None}
    return date["earliest"], date["latest"]


STEP = Decimal("0.000001")
"""The least that two figures can differ by."""


def figures(amount: Record) -> Bounds:
    """The least and the most that an amount can be."""
    lower, upper = amount["value_min"], amount["value_max"]
    return lower and Decimal(lower), upper and Decimal(upper)


@dataclass(frozen=True)
class States:
    """One and the same amount lies within all ends, in the currency or unit asked for."""

    amounts: Callable[[Record], Sequence[Record]]

    def undecided(self, record: Record, query: Query) -> bool:
        """See `Range`."""
        return any(figures(amount) == (None, None) for amount in self._measured(record, query))

    def matches(self, name: str, record: Record, query: Query, world: World) -> bool:
        """See `Filter`."""
        given = (query.get(bound) for bound in VALUE_RANGES)
        least, most = (values and Decimal(values[0]) for values in given)
        measured = self._measured(record, query)
        return any(lies(figures(amount), least, most, query) for amount in measured)

    def _measured(self, record: Record, query: Query) -> list[Record]:
        return [
            amount
            for amount in self.amounts(record)
            if all(amount[key] in query[key] for key in MEASURES if key in query)
        ]

    def queries(self, name: str, record: Record, world: World) -> Iterator[Query]:
        """See `Filter`."""
        known = [amount for amount in self.amounts(record) if amount["value"] is not None]
        for amount in known:
            measure = {key: [amount[key]] for key in MEASURES if amount[key]}
            value = Decimal(amount["value"])
            for figure in (value, value + STEP, value - STEP, Decimal(0)):
                yield from in_both_modes({name: [f"{figure:f}"], **measure})
            # A range between two figures holds neither, though each lies beyond one end of it.
            for end in (Decimal(other["value"]) for other in known if other != amount):
                within = {"value_gte": [f"{value + STEP:f}"], "value_lte": [f"{end - STEP:f}"]}
                yield from in_both_modes({**within, **measure})


MEASURES = ("currency", "unit")
VALUE_RANGES = ("value_gte", "value_lte")


def in_currency(fact: Record) -> list[Record]:
    """The sums of money that the fact states."""
    return [amount for amount in fact["amounts"] if amount["currency"] is not None]
