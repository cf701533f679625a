"""Query strings: to a validated model, or to a problem that says how to mend it.

FastAPI documents the models; reading them is done here, since its own way costs several
times what the whole rest of a request does (`docs/decisions.md`).
"""

import re
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.api.http.problems import (
    ParameterError,
    Problem,
    bad_request,
    did_you_mean,
    nearest,
    unknown_term,
)
from app.api.query.arguments import Argument, assembled, read_argument
from app.api.query.codes import country_meant, currency_meant
from app.api.query.parameters import COUNTRY, CURRENCY, DATE, DECIMAL, LANGUAGE, parameters_of

LONGEST_QUERY = 8192
"""How many bytes of query string are read."""
LONGEST_KNOWN = 1000
"""Of how long a query string what was read before is looked up, in bytes."""
KEPT = 4096
"""How many parts of query strings are kept, as they were read."""
LONGEST_KEPT = 200
"""No part is kept that is longer, in bytes."""
A_VALUE = 20
"""For how many bytes each further value counts that is joined by a comma."""
MOST_KEPT = 12
"""Nor any of a query that has more parts: such are lists of ids, which hardly come again."""
JOINED_BY_COMMAS = {"sort", "fields", "group_by"}
ELSEWHERE = {
    "page": "cursor",
    "offset": "cursor",
    "start": "cursor",
    "skip": "cursor",
    "after": "cursor",
    "size": "limit",
    "count": "limit",
    "per_page": "limit",
    "page_size": "limit",
    "pagesize": "limit",
    "order": "sort",
    "order_by": "sort",
    "orderby": "sort",
    "sort_by": "sort",
    "query": "q",
    "search": "q",
    "q": "text",
    "quote": "text",
    "select": "fields",
    "person": "entity",
    "organisation": "entity",
    "organization": "entity",
    "actor": "entity",
    "party": "entity",
    "said_by": "speaker",
    "author": "speaker",
    "who": "speaker",
    "from": "date_gte",
    "since": "date_gte",
    "to": "date_lte",
    "until": "date_lte",
    "lang": "language",
}
"""What other APIs call what some parameters here do, where no likeness would tell."""
MAY_SPAN_LINES = {"q", "text"}
"""Words that are pasted here may bring their line breaks."""
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
CONTROLS_BUT_BREAKS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Q = TypeVar("Q", bound=BaseModel)


def read_query(model: type[Q], query_string: bytes) -> Q:
    """The query string as this model. Raises a 400 problem that names all that is wrong."""
    known: Q | None = None
    if not query_string:
        known = _nothing_given(model)
    elif len(query_string) <= LONGEST_KNOWN:
        known = _put_together(model, query_string)
    return _read_whole(model, query_string) if known is None else known


def _put_together(model: type[Q], query_string: bytes) -> Q | None:
    """The query of parameters that are read one by one, or were before; None where it takes a look
    at the whole to tell what is wrong.

    Most have been there before: the same stage, sort and limit, the same few hundred people.
    """
    given: dict[str, Argument] = {}
    more: dict[str, list[Any]] = {}
    parts = query_string.split(b"&")
    for part in parts:
        size = len(part) + A_VALUE * part.count(b",")
        keeps = size <= LONGEST_KEPT and len(parts) <= MOST_KEPT
        argument = (_kept_part if keeps else _read_part)(model, part)
        if argument is None:
            return None
        if argument.name not in given:
            given[argument.name] = argument
        elif isinstance(argument.value, list):
            more.setdefault(argument.name, []).extend(argument.value)
        else:
            return None
    for name, values in more.items():
        together = read_argument(model, name, [*given[name].value, *values])
        if together is None:
            return None
        given[name] = together
    return assembled(model, given)


def _read_part(model: type[BaseModel], part: bytes) -> Argument | None:
    """The parameter that a part of a query string gives; None where it is none, or not valid."""
    try:
        [(name, value)] = _pairs(part)
    except (Problem, ValueError):
        return None
    repeatable = parameters_of(model).repeatable
    if name not in repeatable:
        return None
    values = _split([value]) if name in JOINED_BY_COMMAS else [value]
    if "" in values:
        return None
    return read_argument(model, name, values if repeatable[name] else value)


_kept_part = lru_cache(maxsize=KEPT)(_read_part)


def _read_whole(model: type[Q], query_string: bytes) -> Q:
    """The query, read from end to end. Raises a 400 problem that names all that is wrong."""
    repeatable = parameters_of(model).repeatable
    given: dict[str, list[str]] = {}
    for name, value in _pairs(query_string):
        given.setdefault(name, []).append(value)
    content: dict[str, Any] = {}
    errors: list[ParameterError] = []
    for name, values in given.items():
        several = repeatable.get(name)
        if several is None:
            errors.append(_unknown(name, repeatable))
            continue
        found = _split(values) if name in JOINED_BY_COMMAS else values
        if len(values) > 1 and not several:
            errors.append(_error(name, f"`{name}` may be given only once."))
        elif "" in found:
            errors.append(_error(name, f"`{name}` is empty. Give it a value or leave it out."))
        content[name] = found if several else values[0]
    told = {error.parameter for error in errors}
    try:
        query = model.model_validate(content)
    except ValidationError as failure:
        errors.extend(
            _as_error(detail)
            for detail in failure.errors(include_url=False)
            if detail["type"] != "none_required"  # the other branch of `Several` and `One`
            and not told.intersection(detail["loc"][:1])
        )
        raise bad_request(errors) from failure
    if errors:
        raise bad_request(errors)
    return query


@cache
def _nothing_given(model: type[Q]) -> Q | None:
    """The model of a query without parameters, or None where it needs one."""
    needs_any = any(info.is_required() for info in model.model_fields.values())
    return None if needs_any else model.model_validate({})


def _pairs(query_string: bytes) -> list[tuple[str, str]]:
    if len(query_string) > LONGEST_QUERY:
        raise bad_request(
            [_error("", f"The query string has over {LONGEST_QUERY} bytes. Ask for less at once.")]
        )
    try:
        text = query_string.decode("ascii")
        if text.isprintable() and "%" not in text and "+" not in text:  # then all is as it stands
            parts = (part.partition("=") for part in text.split("&") if part)
            return [(name, value) for name, _, value in parts]
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as failure:
        raise bad_request(
            [_error("", "The query string is not UTF-8 with percent-encoding (RFC 3986).")]
        ) from failure
    for name, value in pairs:
        refused = CONTROLS_BUT_BREAKS if name in MAY_SPAN_LINES else CONTROLS
        if refused.search(name) or refused.search(value):
            raise bad_request([_error(name, f"`{name}` holds a control character. Leave it out.")])
    return pairs


def _split(values: Iterable[str]) -> list[str]:
    """What may also be joined by commas instead of repeated."""
    return [key for value in values for key in value.split(",")]


def _unknown(name: str, known: Collection[str]) -> ParameterError:
    """There is no such parameter."""
    elsewhere = ELSEWHERE.get(name.lower())
    suggestion = elsewhere if elsewhere in known else nearest(name, known)
    hint = did_you_mean(suggestion) or (f" There are: {', '.join(known)}." if known else "")
    return _error(name, f"There is no parameter `{name}` here.{hint}", suggestion)


def _error(parameter: str, detail: str, suggestion: str | None = None) -> ParameterError:
    return ParameterError(parameter=parameter, detail=detail, suggestion=suggestion)


IN_WORDS = {
    "missing": "`{name}` is missing. Nothing can be found without it.",
    "int_parsing": "`{name}` takes a whole number, not `{given}`.",
    "int_parsing_size": "`{name}` takes a whole number of fewer digits.",
    "greater_than_equal": "`{name}` is {ge} at least.",
    "less_than_equal": "`{name}` is {le} at most.",
    "not_in_calendar": "`{name}` takes a date that is in the calendar, not `{given}`.",
    "too_long": "`{name}` may be repeated {max_length} times at most.",
    "string_too_long": "`{name}` is longer than any value that could match.",
}


def _as_error(detail: ErrorDetails) -> ParameterError:
    """What Pydantic found, in words that tell how to mend it."""
    if not detail["loc"]:  # found by a model, whose message starts with the parameter
        name, message = detail["msg"].removeprefix("Value error, ").split(": ", 1)
        return _error(name, message)
    name, given = str(detail["loc"][0]), _short(detail["input"])
    context = detail.get("ctx", {})
    is_one_of_several = isinstance(detail["input"], str) and len(detail["loc"]) > 1
    pattern = str(context.get("pattern"))
    if is_one_of_several and "," in given and name not in JOINED_BY_COMMAS and pattern != DECIMAL:
        one, _, other = given.partition(",")
        hint = f"Repeat it instead: `{name}={one}&{name}={other.partition(',')[0]}`."
        return _error(name, f"`{name}` takes one value at a time, not `{given}`. {hint}")
    match detail["type"]:
        case "enum" | "literal_error":
            listed = str(context["expected"]).replace(" or ", ", ")
            return unknown_term(name, given, [term.strip(" '") for term in listed.split(",")])
        case "bool_parsing":
            return _flag_error(name, given)
        case "string_pattern_mismatch" | "no_such_code":
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


MEANT = {COUNTRY: country_meant, CURRENCY: currency_meant}


def _pattern_error(name: str, given: str, pattern: str) -> ParameterError:
    meant = MEANT.get(pattern)
    suggestion = meant(given) if meant else None
    what = PATTERNS_IN_WORDS[pattern]
    return _error(
        name, f"`{name}` takes {what}, not `{given}`.{did_you_mean(suggestion)}", suggestion
    )


ALSO_TRUE = {"1", "yes", "y", "on", "t"}
ALSO_FALSE = {"0", "no", "n", "off", "f"}


def _flag_error(name: str, given: str) -> ParameterError:
    word = given.strip().lower()
    meant = "true" if word in ALSO_TRUE else "false" if word in ALSO_FALSE else None
    suggestion = meant or nearest(word, ("true", "false"))
    return _error(
        name, f"`{name}` takes true or false, not `{given}`.{did_you_mean(suggestion)}", suggestion
    )


def _short(given: object) -> str:
    text = str(given)
    return text if len(text) <= 40 else f"{text[:40]}…"
