"""Summaries: how many records there are in each group, and what their amounts come to."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema
from sqlmodel import SQLModel

from app.api.grouping import FIRST_IDS, LIMB, MOST_GROUPS, Plan, summary_plan
from app.api.pages import INVALID_QUERY, NOT_MODIFIED
from app.api.query import PlainQuery
from app.api.selection import as_bytes, as_int, outlined
from app.api.served import Served
from app.model.tables import FRACTION_DIGITS, decimal_text

T = TypeVar("T")

MOST_KEYS = 2


def _different(keys: list[T]) -> list[T]:
    if len(set(keys)) < len(keys):
        raise ValueError("the same key is given twice")
    return keys


Keys: TypeAlias = (
    Annotated[
        list[T],
        Field(max_length=MOST_KEYS, json_schema_extra={"uniqueItems": True}),
        AfterValidator(_different),
    ]
    | SkipJsonSchema[None]
)
"""The keys of a summary, each the name of one of the collection's filters."""


def grouping(example: str) -> Any:
    """What OpenAPI says of `group_by`."""
    return Field(
        default=None,
        description="One or two keys to group by. Repeat, or join by commas. A record with several"
        " values of a key counts in each of their groups; one that has none, in the group of null."
        " Each key is also a filter: with the group's value it finds the group's records. Without"
        " `group_by`, all that is found is one group.",
        examples=[example],
    )


class SummaryAmounts(BaseModel):
    """The amounts of a group in one currency or of one unit: never added up across them."""

    model_config = ConfigDict(extra="forbid")

    currency: str | None = Field(description="ISO 4217 code, for money.")
    unit: str | None = Field(description="What is counted, in the singular, for a count.")
    count: int = Field(ge=1, description="How many amounts there are.")
    sum: str | None = Field(
        description="Their values added up: an exact decimal, or null where none has a value."
    )
    least: str | None = Field(description="The least value, as a decimal.")
    greatest: str | None = Field(description="The greatest value, as a decimal.")
    without_value: int = Field(
        ge=0, description="How many have only bounds and no value, and so are in no sum."
    )


class SummaryGroup(BaseModel):
    """The records that share a value of each key."""

    model_config = ConfigDict(extra="forbid")

    key: dict[str, str | int | bool | None] = Field(
        description="The value of each key, or null for the records that have none."
    )
    count: int = Field(ge=1, description="How many records are in the group.")
    ids: list[str] = Field(
        max_length=FIRST_IDS,
        description=f"Their ids in reading order: the first {FIRST_IDS}.",
    )
    amounts: list[SummaryAmounts] = Field(
        description="All amounts that these records state. Money is first; empty where there are"
        " none, as with entities."
    )


class Summary(BaseModel):
    """The records that a query finds, in groups: the largest first, then in order of the key."""

    model_config = ConfigDict(extra="forbid")

    group_by: list[str] = Field(max_length=MOST_KEYS, description="The keys.")
    total: int = Field(
        ge=0,
        description="How many records the query finds: as many as the list with the same filters."
        " The groups can hold more together, since a record may be in several.",
    )
    left_out: int = Field(
        ge=0,
        description="How many more records it might find, if the source gave what a range asks"
        " for.",
    )
    total_groups: int = Field(
        ge=0, description=f"How many groups there are; the {MOST_GROUPS} largest are given."
    )
    groups: list[SummaryGroup] = Field(max_length=MOST_GROUPS)


SUMMARY_RESPONSES: dict[int | str, dict[str, Any]] = {
    304: NOT_MODIFIED,
    400: INVALID_QUERY,
}


async def summarised(table: type[SQLModel], query: PlainQuery, state: Served) -> bytes:
    """The summary of the records that the query finds in the table, as JSON."""
    names: tuple[str, ...] = tuple(getattr(query, "group_by", None) or ())
    outline, values = outlined(table, query)
    plan = summary_plan(outline, names)
    rows = (await state.store.rows_aside([plan.groups], values))[0]
    found, left_out, total_groups = rows[0][:3]
    groups: dict[int, dict[str, Any]] = {}
    for _, _, _, place, *row in rows:
        if place is None:
            break  # nothing is found
        count, *others = row
        keys, measured = others[: len(names)], others[len(names) :]
        group = groups.setdefault(
            as_int(place),
            {"key": _key(names, keys, plan), "count": count, "ids": [], "amounts": []},
        )
        if measured and measured[2]:
            group["amounts"].append(_amounts(measured))
    ids = (await state.store.rows_aside([plan.ids], values))[0] if groups else []
    for place, id_ in ids:
        groups[as_int(place)]["ids"].append(as_bytes(id_).decode())
    content = {
        "group_by": names,
        "total": found,
        "left_out": left_out,
        "total_groups": total_groups or 0,
        "groups": list(groups.values()),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _key(names: Sequence[str], values: Sequence[Any], plan: Plan) -> dict[str, Any]:
    return {
        name: bool(value) if is_bool else _text(value)
        for name, value, is_bool in zip(names, values, plan.bools, strict=True)
    }


def _text(value: bytes | int | None) -> str | int | None:
    """The value as JSON has it."""
    return value.decode() if isinstance(value, bytes) else value


def _amounts(row: Sequence[Any]) -> dict[str, Any]:
    """What the amounts in one currency or of one unit come to."""
    currency, unit, count, without_value, least, greatest, *limbs = row
    return {
        "currency": _text(currency),
        "unit": _text(unit),
        "count": count,
        "sum": None if count == without_value else _sum([as_int(limb) for limb in limbs]),
        "least": _decimal(least),
        "greatest": _decimal(greatest),
        "without_value": without_value,
    }


def _sum(limbs: Sequence[int]) -> str | None:
    """The decimal whose digits were added up a few at a time, the highest first."""
    *whole, fraction = limbs
    number = 0
    for limb in whole:
        number = number * 10**LIMB + limb
    number = number * 10**FRACTION_DIGITS + fraction
    digits = f"{number:0{FRACTION_DIGITS + 1}}"
    return decimal_text(Decimal(f"{digits[:-FRACTION_DIGITS]}.{digits[-FRACTION_DIGITS:]}"))


def _decimal(stored: bytes | None) -> str | None:
    return None if stored is None else decimal_text(Decimal(stored.decode()))
