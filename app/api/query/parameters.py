"""Queries: the types of parameters, and the models that declare them. FastAPI documents them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Self, TypeAlias, TypeVar, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from app.api.query.codes import COUNTRIES, CURRENCIES
from app.api.query.filters import Filter
from app.api.vocabulary import Format, Match

MOST_VALUES = 50
"""How often one parameter may be repeated."""
LARGEST_PAGE = 200

T = TypeVar("T")

Several: TypeAlias = Annotated[list[T], Field(max_length=MOST_VALUES)] | SkipJsonSchema[None]
"""A parameter that may be repeated; repeating it means OR."""

One: TypeAlias = T | SkipJsonSchema[None]
"""A parameter that may be given once."""

COUNTRY = r"^[A-Z]{2}$"
CURRENCY = r"^[A-Z]{3}$"
LANGUAGE = r"^[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8})*$"
DECIMAL = r"^[0-9]{1,24}(\.[0-9]{1,6})?$"
DATE = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"


def _in_digits(given: object) -> object:
    """What is given, unless it is text that Python alone takes for a number: `1_0`, ` 5`, `5.0`.

    What is below zero goes on, to be told where the least is.
    """
    if isinstance(given, str) and not re.fullmatch("[0-9]+|-0*[1-9][0-9]*", given):
        raise PydanticCustomError("int_parsing", "not a whole number")
    return given


def _in_words(given: object) -> object:
    """What is given, unless it is text that Pydantic alone takes for a truth: `1`, `YES`, `off`."""
    if isinstance(given, str) and given not in {"true", "false"}:
        raise PydanticCustomError("bool_parsing", "neither true nor false")
    return given


def _one_of(codes: frozenset[str], pattern: str) -> AfterValidator:
    """What refuses a code that is written as such codes are, and is none."""

    def check(code: str) -> str:
        if code not in codes:
            raise PydanticCustomError("no_such_code", "no such code", {"pattern": pattern})
        return code

    return AfterValidator(check)


def _in_calendar(text: str) -> str:
    """The date itself, where there is such a day, month or year."""
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError as error:
        raise PydanticCustomError("not_in_calendar", "not in the calendar") from error
    return text


Id = Annotated[str, StringConstraints(min_length=1, max_length=200)]
FieldName = Annotated[str, StringConstraints(max_length=50)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=500)]
CountryCode = Annotated[str, StringConstraints(pattern=COUNTRY), _one_of(COUNTRIES, COUNTRY)]
CurrencyCode = Annotated[str, StringConstraints(pattern=CURRENCY), _one_of(CURRENCIES, CURRENCY)]
LanguageTag = Annotated[str, StringConstraints(pattern=LANGUAGE)]
DecimalText = Annotated[str, StringConstraints(pattern=DECIMAL, max_length=31)]
DateText = Annotated[str, StringConstraints(pattern=DATE), AfterValidator(_in_calendar)]
Flag = Annotated[bool, BeforeValidator(_in_words)]
InDigits = BeforeValidator(_in_digits)
"""How an `int` is written. It stands behind the bounds, which would not reach OpenAPI else."""
Number = Annotated[int, Field(ge=0, le=2**31 - 1), InDigits]
PageSize = Annotated[int, Field(ge=1, le=LARGEST_PAGE), InDigits]


BROUGHT_UP = "in the order in which the documents bring them up"


def sorting(example: str, otherwise: str = "in reading order") -> Any:
    """What OpenAPI says of a list's `sort`."""
    description = (
        "Keys to sort by, the first first; `-` turns one round. Repeat, or join by commas."
        f" Without it, {otherwise}. Nulls are last, and the id settles what is equal, in the"
        " direction of the last key."
    )
    return Field(default=None, description=description, examples=[example])


def matching() -> Any:
    """What OpenAPI says of `match`."""
    return Field(
        default=Match.CERTAIN,
        description="How a range is decided where the source leaves a value open. “Nearly £30m” has"
        " an upper bound and no lower one: `value_lte=30000000` finds it with `certain`, while"
        " `value_gte=20000000` finds it only with `possible`. What has no bound at all is left"
        " out, and counted in `left_out`.",
        examples=["possible"],
    )


class PlainQuery(BaseModel):
    """What all queries share."""

    # Pydantic compiles a model when it is first used: all of them would take half the start.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    pretty: Flag = Field(
        default=False, description="Lay the JSON out for people.", examples=["true"]
    )

    @model_validator(mode="after")
    def _checked(self) -> Self:
        self.check()
        return self

    def check(self) -> None:
        """Raise ValueError, as `parameter: why`, where parameters do not go together."""


class RecordQuery(PlainQuery):
    """The parameters of a single record."""

    fields: Several[FieldName] = Field(
        default=None,
        description="Only these keys of each record, at its top level. Repeat, or join by commas.",
        examples=["id"],
    )


class PagedQuery(RecordQuery):
    """What all that is given page by page shares."""

    limit: PageSize = Field(
        default=20,
        description="How many records a page holds at most.",
        examples=[5],
    )
    cursor: Annotated[str, StringConstraints(max_length=2000)] | SkipJsonSchema[None] = Field(
        default=None,
        description="Where the page starts: taken from `next` of the page before it. It is bound"
        " to the query and to the version of the dataset.",
    )


class ListQuery(PagedQuery):
    """What all lists share. Each list adds its own `sort` and its filters."""

    format: One[Format] = Field(
        default=None,
        description="In which form the records are given; without it, the `Accept` header decides."
        " NDJSON and CSV hold all that the query finds, unless `limit` is given.",
        examples=["csv"],
    )


@dataclass(frozen=True)
class Parameters:
    """How the parameters of a query model are read."""

    repeatable: Mapping[str, bool]
    """All parameters by their names, with whether each may be given more than once."""
    filters: Mapping[str, Filter]


NOT_FILTERS = {
    "limit",
    "cursor",
    "sort",
    "fields",
    "match",
    "format",
    "pretty",
    "group_by",
    "min_weight",
}


@cache
def parameters_of(model: type[BaseModel]) -> Parameters:
    """The parameters that the model declares. Raises TypeError where one would not act."""
    filters = {}
    for name, info in model.model_fields.items():
        acting = [item for item in info.metadata if hasattr(item, "stored")]
        if len(acting) != (name not in NOT_FILTERS):
            raise TypeError(f"{model.__name__}.{name} needs exactly one filter by which it acts")
        if acting:
            filters[name] = acting[0]
    repeatable = {name: _is_repeatable(info) for name, info in model.model_fields.items()}
    return Parameters(repeatable, filters)


def _is_repeatable(info: FieldInfo) -> bool:
    def mentions_list(annotation: object) -> bool:
        return get_origin(annotation) is list or any(map(mentions_list, get_args(annotation)))

    return mentions_list(info.annotation)
