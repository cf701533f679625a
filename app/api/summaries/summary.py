"""Summaries: how many records there are in each group, and what their amounts come to."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any, TypeAlias, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema
from sqlmodel import SQLModel

from app.api.pages import INVALID_QUERY, NOT_MODIFIED
from app.api.query.outlines import outlined
from app.api.query.parameters import InDigits, PlainQuery
from app.api.served import Served
from app.api.summaries.opening import over_columns
from app.api.vocabulary import FIRST_IDS

T = TypeVar("T")

MOST_KEYS = 2
MOST_GROUPS = 1000


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


def keys_to_group_by(query: type[BaseModel]) -> list[str]:
    """The keys that a summary with these parameters takes."""

    def terms(annotation: object) -> Iterator[str]:
        for part in get_args(annotation):
            yield from [part] if isinstance(part, str) else terms(part)

    return list(terms(query.model_fields["group_by"].annotation))


class SummaryQuery(PlainQuery):
    """The parameters that all summaries share, beside the filters of their collection."""

    limit: Annotated[int, Field(ge=1, le=MOST_GROUPS), InDigits] = Field(
        default=100,
        description="How many groups are given at most: the largest. `total_groups` says how many"
        " there are.",
        examples=["10"],
    )


class SummaryAmounts(BaseModel):
    """The amounts of a group in one currency or of one unit: never added up across them."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

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
    inexact: int = Field(
        ge=0,
        description="How many of the values are not exact: the source says `about`, `nearly` or"
        " another qualifier. They are added up and compared as they are written.",
    )


class SummaryGroup(BaseModel):
    """The records that share a value of each key."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

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

    model_config = ConfigDict(defer_build=True, extra="forbid")

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
        ge=0, description="How many groups there are, of which `limit` says how many are given."
    )
    groups: list[SummaryGroup] = Field(max_length=MOST_GROUPS)


SUMMARY_RESPONSES: dict[int | str, dict[str, Any]] = {
    304: NOT_MODIFIED,
    400: INVALID_QUERY,
}


async def summarised(table: type[SQLModel], query: SummaryQuery, state: Served) -> bytes:
    """The summary of the records that the query finds in the table, as JSON.

    Raises a 400 problem where an id names nothing, and where two keys have too many combinations,
    before any is formed.
    """
    names: tuple[str, ...] = tuple(getattr(query, "group_by", None) or ())
    outline, values = outlined(table, query)

    # NumPy comes with it, for which a server that starts need not wait.
    from app.api.summaries.summing import summed  # noqa: PLC0415

    work = partial(
        summed,
        outline=outline,
        values=values,
        names=names,
        number=query.limit,
        size=state.size_of(table),
        most=state.summary_combinations,
    )
    counts, grouped = await over_columns(work, outline, values, state)
    content = {
        "group_by": names,
        "total": counts.found,
        "left_out": counts.left_out,
        **grouped,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
