"""Queries: a query string to a validated model, or to a problem that says how to mend it.

FastAPI documents the models; reading them is done here, since its own way costs several
times what the whole rest of a request does (`docs/decisions.md`).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, TypeAlias, TypeVar, get_args, get_origin
from urllib.parse import parse_qsl, urlencode

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic.fields import FieldInfo
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import ErrorDetails, PydanticCustomError

from app.api.filters import Filter
from app.api.problems import ParameterError, bad_request, did_you_mean, nearest, unknown_term
from app.api.vocabulary import Format, Match

LONGEST_QUERY = 8192
"""How many bytes of query string are read."""
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


def in_digits(given: object) -> object:
    """What is given, unless it is text that Python alone takes for a number: `1_0`, ` 5`, `5.0`."""
    if isinstance(given, str) and not re.fullmatch("-?[0-9]+", given):
        raise PydanticCustomError("int_parsing", "not a whole number")
    return given


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
CountryCode = Annotated[str, StringConstraints(pattern=COUNTRY)]
CurrencyCode = Annotated[str, StringConstraints(pattern=CURRENCY)]
LanguageTag = Annotated[str, StringConstraints(pattern=LANGUAGE)]
DecimalText = Annotated[str, StringConstraints(pattern=DECIMAL, max_length=31)]
DateText = Annotated[str, StringConstraints(pattern=DATE), AfterValidator(_in_calendar)]
Number = Annotated[int, Field(ge=0, le=2**31 - 1), BeforeValidator(in_digits)]
PageSize = Annotated[int, Field(ge=1, le=LARGEST_PAGE), BeforeValidator(in_digits)]


BROUGHT_UP = "in the order in which the documents bring them up"


def sorting(example: str, otherwise: str = "in reading order") -> Any:
    """What OpenAPI says of a list's `sort`."""
    description = (
        "Keys to sort by, the first first; `-` turns one round. Repeat, or join by commas."
        f" Without it, {otherwise}. Nulls are last, and the id settles what is equal."
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

    model_config = ConfigDict(extra="forbid", frozen=True)

    pretty: bool = Field(
        default=False, description="Lay the JSON out for people.", examples=["true"]
    )


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

    names: tuple[str, ...]
    repeatable: frozenset[str]
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
JOINED_BY_COMMAS = {"sort", "fields", "group_by"}
MAY_SPAN_LINES = {"q", "text"}
"""Words that are pasted here may bring their line breaks."""
LINE_BREAKS = "\t\n\r"


@cache
def parameters_of(model: type[BaseModel]) -> Parameters:
    """The parameters that the model declares. Raises TypeError where one would not act."""
    filters = {}
    for name, info in model.model_fields.items():
        acting = [item for item in info.metadata if hasattr(item, "where")]
        if len(acting) != (name not in NOT_FILTERS):
            raise TypeError(f"{model.__name__}.{name} needs exactly one filter by which it acts")
        if acting:
            filters[name] = acting[0]
    repeatable = {name for name, info in model.model_fields.items() if _is_repeatable(info)}
    return Parameters(tuple(model.model_fields), frozenset(repeatable), filters)


def _is_repeatable(info: FieldInfo) -> bool:
    def mentions_list(annotation: object) -> bool:
        return get_origin(annotation) is list or any(map(mentions_list, get_args(annotation)))

    return mentions_list(info.annotation)


Q = TypeVar("Q", bound=BaseModel)


def read_query(model: type[Q], query_string: bytes) -> Q:
    """The query string as this model. Raises a 400 problem that names all that is wrong."""
    parameters = parameters_of(model)
    given: dict[str, list[str]] = {}
    for name, value in _pairs(query_string):
        given.setdefault(name, []).append(value)
    errors = list(_refused(given, parameters))
    content: dict[str, Any] = {
        name: _several(name, values) if name in parameters.repeatable else values[0]
        for name, values in given.items()
        if name in parameters.names
    }
    try:
        query = model.model_validate(content)
    except ValidationError as failure:
        errors.extend(
            _as_error(detail)
            for detail in failure.errors(include_url=False)
            if detail["type"] != "none_required"  # the other branch of `Several` and `One`
        )
        raise bad_request(errors) from failure
    if errors:
        raise bad_request(errors)
    return query


def _pairs(query_string: bytes) -> list[tuple[str, str]]:
    if len(query_string) > LONGEST_QUERY:
        raise bad_request(
            [_error("", f"The query string has over {LONGEST_QUERY} bytes. Ask for less at once.")]
        )
    try:
        pairs = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as failure:
        raise bad_request(
            [_error("", "The query string is not UTF-8 with percent-encoding (RFC 3986).")]
        ) from failure
    for name, value in pairs:
        allowed = LINE_BREAKS if name in MAY_SPAN_LINES else ""
        if any(
            (character < " " or character == "\x7f") and character not in allowed
            for character in name + value
        ):
            raise bad_request([_error(name, f"`{name}` holds a control character. Leave it out.")])
    return pairs


def _several(name: str, values: list[str]) -> list[str]:
    """Some parameters may also be joined by commas instead of repeated."""
    if name in JOINED_BY_COMMAS:
        return [key for value in values for key in value.split(",")]
    return values


def _refused(given: Mapping[str, list[str]], parameters: Parameters) -> Iterable[ParameterError]:
    for name, values in given.items():
        if name not in parameters.names:
            suggestion = nearest(name, parameters.names)
            known = ", ".join(parameters.names)
            hint = did_you_mean(suggestion) or (f" There are: {known}." if known else "")
            yield _error(name, f"There is no parameter `{name}` here.{hint}", suggestion)
        elif len(values) > 1 and name not in parameters.repeatable:
            yield _error(name, f"`{name}` may be given only once.")


def _error(parameter: str, detail: str, suggestion: str | None = None) -> ParameterError:
    return ParameterError(parameter=parameter, detail=detail, suggestion=suggestion)


IN_WORDS = {
    "missing": "`{name}` is missing. Nothing can be found without it.",
    "bool_parsing": "`{name}` takes true or false, not `{given}`.",
    "int_parsing": "`{name}` takes a whole number, not `{given}`.",
    "int_parsing_size": "`{name}` takes a whole number of fewer digits.",
    "greater_than_equal": "`{name}` is {ge} at least.",
    "less_than_equal": "`{name}` is {le} at most.",
    "not_in_calendar": "`{name}` takes a date that is in the calendar, not `{given}`.",
    "too_long": "`{name}` may be repeated {max_length} times at most.",
    "string_too_short": "`{name}` is empty. Give it a value or leave it out.",
    "string_too_long": "`{name}` is longer than any value that could match.",
}


def _as_error(detail: ErrorDetails) -> ParameterError:
    """What Pydantic found, in words that tell how to mend it."""
    if not detail["loc"]:  # found by a model, whose message starts with the parameter
        name, message = detail["msg"].removeprefix("Value error, ").split(": ", 1)
        return _error(name, message)
    name, given = str(detail["loc"][0]), _short(detail["input"])
    context = detail.get("ctx", {})
    match detail["type"]:
        case "enum" | "literal_error":
            listed = str(context["expected"]).replace(" or ", ", ")
            return unknown_term(name, given, [term.strip(" '") for term in listed.split(",")])
        case "string_pattern_mismatch":
            return _pattern_error(name, given, str(context["pattern"]))
        case known if known in IN_WORDS:
            return _error(name, IN_WORDS[known].format(name=name, given=given, **context))
        case _:
            message = detail["msg"].removeprefix("Value error, ").rstrip(".")
            return _error(name, f"`{name}`: {message}.")


PATTERNS_IN_WORDS = {
    COUNTRY: "a country as two capital letters (ISO 3166-1 alpha-2), such as `GB`",
    CURRENCY: "a currency as three capital letters (ISO 4217), such as `GBP`",
    LANGUAGE: "a language as a BCP 47 tag, such as `en` or `en-GB`",
    DECIMAL: "a number from 0 in plain digits, such as `1600000000` or `0.5`",
    DATE: "a date such as `2025-03-04`, `2025-03` or `2025`",
}


def _pattern_error(name: str, given: str, pattern: str) -> ParameterError:
    suggestion = given.upper() if re.fullmatch(pattern, given.upper()) else None
    what = PATTERNS_IN_WORDS[pattern]
    return _error(
        name, f"`{name}` takes {what}, not `{given}`.{did_you_mean(suggestion)}", suggestion
    )


def _short(given: object) -> str:
    text = str(given)
    return text if len(text) <= 40 else f"{text[:40]}…"


def canonical(query: BaseModel, without: frozenset[str] = frozenset()) -> str:
    """The query as one string: what is given, sorted by name, in the order of its values."""
    pairs = [
        (name, str(value).lower() if isinstance(value, bool) else str(value))
        for name in sorted(query.model_fields_set - without)
        for value in _values(getattr(query, name))
    ]
    return urlencode(pairs)


def _values(value: object) -> list[object]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
