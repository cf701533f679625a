"""Amounts: sums of money and counts, as the source states them."""

from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.collections.value_ranges import VALUE, check_measure
from app.api.http.representations import Columns
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query.filters import AtLeast, AtMost, Is, decimal, leaving_out, null, parameter
from app.api.query.links import of_country, takes_part
from app.api.query.matches import Matches
from app.api.query.parameters import (
    CountryCode,
    CurrencyCode,
    DecimalText,
    Flag,
    Id,
    ListQuery,
    One,
    PlainQuery,
    RecordQuery,
    Several,
    Words,
    matching,
    sorting,
)
from app.api.serving.routing import router
from app.api.summaries.summary import SUMMARY_RESPONSES, Keys, Summary, SummaryQuery, grouping
from app.api.vocabulary import Match
from app.model import records, tables
from app.model.vocabulary import Qualifier


class AmountFilters(PlainQuery):
    """What amounts can be asked for."""

    q: One[Words] = parameter(
        Matches("fact", own="fact_key"),
        "Plain words, found in the fact's title, its content and the sentences it is cited from.",
        "missile",
    )
    id: Several[Id] = parameter(
        Is("id"),
        "Amounts with these ids.",
        "coalition-of-the-willing.missile-deal.a1",
    )
    id_not: Several[Id] = leaving_out(Is("id"), "id", "coalition-of-the-willing.missile-deal.a1")
    document: Several[Id] = parameter(
        Is("document"),
        "Amounts stated in this document.",
        "coalition-of-the-willing",
    )
    document_not: Several[Id] = leaving_out(Is("document"), "document", "coalition-of-the-willing")
    sentence: Several[Id] = parameter(
        Is("sentence"),
        "Amounts stated in this sentence.",
        "coalition-of-the-willing.s10",
    )
    sentence_not: Several[Id] = leaving_out(
        Is("sentence"), "sentence", "coalition-of-the-willing.s10"
    )
    fact: Several[Id] = parameter(
        Is("fact"),
        "Amounts that this fact states.",
        "coalition-of-the-willing.missile-deal",
    )
    fact_not: Several[Id] = leaving_out(Is("fact"), "fact", "coalition-of-the-willing.missile-deal")
    entity: Several[Id] = parameter(
        takes_part(own="fact_key"),
        "Amounts of facts in which this entity takes part.",
        "GB",
    )
    entity_not: Several[Id] = leaving_out(takes_part(own="fact_key"), "entity", "GB")
    country: Several[CountryCode] = parameter(
        of_country(own="fact_key"),
        "Amounts of facts in which this country, or someone who belongs to it, takes part.",
        "GB",
    )
    country_not: Several[CountryCode] = leaving_out(of_country(own="fact_key"), "country", "GB")
    currency: Several[CurrencyCode] = parameter(
        Is("currency"),
        "Sums in this currency (ISO 4217).",
        "GBP",
    )
    currency_not: Several[CurrencyCode] = leaving_out(Is("currency"), "currency", "GBP")
    unit: Several[Id] = parameter(Is("unit"), "Counts of this, in the singular.", "country")
    unit_not: Several[Id] = leaving_out(Is("unit"), "unit", "country")
    qualifier: Several[Qualifier] = parameter(
        Is("qualifier"),
        "How exactly the source states the amount.",
        "nearly",
    )
    qualifier_not: Several[Qualifier] = leaving_out(Is("qualifier"), "qualifier", "nearly")
    value_gte: One[DecimalText] = parameter(
        AtLeast(VALUE, decimal),
        "The amount is this or more. Goes with one `currency` or `unit`. It is decided on the"
        " bounds, see `match`.",
        "1000000",
    )
    value_lte: One[DecimalText] = parameter(
        AtMost(VALUE, decimal),
        "The amount is this or less. Goes with one `currency` or `unit`. It is decided on the"
        " bounds, see `match`.",
        "2000000000",
    )
    match: Match = matching()
    value_is_null: One[Flag] = null("value", "the value", "false")
    value_min_is_null: One[Flag] = null("value_min", "the lower bound")
    value_max_is_null: One[Flag] = null("value_max", "the upper bound")
    currency_is_null: One[Flag] = null("currency", "the currency")
    unit_is_null: One[Flag] = null("unit", "the unit")

    def check(self) -> None:
        """Raise ValueError where a range of values has no measure."""
        check_measure(self, "currency", "unit")


class AmountQuery(AmountFilters, ListQuery):
    """The parameters of the list of amounts."""

    sort: Several[
        Literal[
            "value",
            "-value",
            "currency",
            "-currency",
            "unit",
            "-unit",
            "qualifier",
            "-qualifier",
            "id",
            "-id",
        ]
    ] = sorting("-value")


class AmountSummaryQuery(AmountFilters, SummaryQuery):
    """The parameters of the summary of amounts."""

    group_by: Keys[
        Literal[
            "currency", "unit", "qualifier", "document", "sentence", "fact", "entity", "country"
        ]
    ] = grouping("currency")


class AmountPage(Page[records.Amount]):
    """One page of amounts."""


COLUMNS = Columns(
    (
        "id",
        "fact",
        "document",
        "sentence",
        "value",
        "value_min",
        "value_max",
        "currency",
        "unit",
        "qualifier",
        "text",
        "start",
        "end",
        "citation",
    )
)


AMOUNTS = Collection("amounts", "amount", tables.Amount, AmountQuery, records.Amount, COLUMNS)
routes = router("amounts")


@routes.get("/amounts", summary="List amounts", response_model=AmountPage, responses=LIST_RESPONSES)
async def list_amounts(request: Request, query: Annotated[AmountQuery, Query()]) -> Response:
    """Sums of money and counts, as exact as the source states them and no more. To sort by `value`
    puts figures of different currencies and units in one row: filter by one of them first.
    """
    return await AMOUNTS.page(request, query)


@routes.get(
    "/amounts/summary",
    summary="Summarise amounts",
    response_model=Summary,
    responses=SUMMARY_RESPONSES,
)
async def summarise_amounts(
    request: Request, query: Annotated[AmountSummaryQuery, Query()]
) -> Response:
    """What the amounts come to in each currency or unit, in each document, fact or country: exact
    sums, and never across currencies or units.
    """
    return await AMOUNTS.summary(request, query)


@routes.get(
    "/amounts/{id}",
    summary="Get one amount",
    response_model=records.Amount,
    responses=RECORD_RESPONSES,
)
async def get_amount(
    request: Request,
    id: Annotated[
        str,
        Path(
            description="Id of the amount.", examples=["coalition-of-the-willing.missile-deal.a1"]
        ),
    ],
    query: Annotated[RecordQuery, Query()],
) -> Response:
    """One amount."""
    return await AMOUNTS.record(request, id, query)
