"""Deals: who provides, funds or sells what to whom."""

from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.collections.fact_filters import FACT_COLUMNS, FactFilters
from app.api.collections.value_ranges import StatesValue, check_measure
from app.api.http.representations import Columns
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query.filters import Is, leaving_out, null, parameter
from app.api.query.links import Linked, takes_part
from app.api.query.parameters import (
    CurrencyCode,
    DecimalText,
    Flag,
    Id,
    ListQuery,
    One,
    RecordQuery,
    Several,
    matching,
    sorting,
)
from app.api.serving.routing import router
from app.api.summaries.summary import SUMMARY_RESPONSES, Keys, Summary, SummaryQuery, grouping
from app.api.vocabulary import Match
from app.model import records, tables
from app.model.vocabulary import Stage


class DealFilters(FactFilters):
    """What deals can be asked for."""

    stage: Several[Stage] = parameter(Is("stage"), "How far the deal has come.", "announced")
    stage_not: Several[Stage] = leaving_out(Is("stage"), "stage", "announced")
    provider: Several[Id] = parameter(
        takes_part("provider"),
        "This entity gives what the deal is about.",
        "coalition-of-the-willing",
    )
    provider_not: Several[Id] = leaving_out(
        takes_part("provider"), "provider", "coalition-of-the-willing"
    )
    supplier: Several[Id] = parameter(
        takes_part("supplier"),
        "This entity makes or sells what the deal is about.",
        "anduril",
    )
    supplier_not: Several[Id] = leaving_out(takes_part("supplier"), "supplier", "anduril")
    beneficiary: Several[Id] = parameter(
        takes_part("beneficiary"),
        "This entity receives what the deal is about.",
        "UA",
    )
    beneficiary_not: Several[Id] = leaving_out(takes_part("beneficiary"), "beneficiary", "UA")
    funder: Several[Id] = parameter(
        takes_part("funder"),
        "This entity pays for the deal or backs it with money.",
        "international-fund-for-ukraine",
    )
    funder_not: Several[Id] = leaving_out(
        takes_part("funder"), "funder", "international-fund-for-ukraine"
    )
    proposer: Several[Id] = parameter(
        takes_part("proposer"),
        "This entity puts the deal forward.",
        "ursula-von-der-leyen",
    )
    proposer_not: Several[Id] = leaving_out(
        takes_part("proposer"), "proposer", "ursula-von-der-leyen"
    )
    announcer: Several[Id] = parameter(
        takes_part("announcer"),
        "This entity announces or confirms the deal.",
        "GB",
    )
    announcer_not: Several[Id] = leaving_out(takes_part("announcer"), "announcer", "GB")
    signatory: Several[Id] = parameter(takes_part("signatory"), "This entity signs the deal.", "GB")
    signatory_not: Several[Id] = leaving_out(takes_part("signatory"), "signatory", "GB")
    currency: Several[CurrencyCode] = parameter(
        Linked(tables.Amount, of="currency", to="fact_key"),
        "A sum in this currency is stated (ISO 4217).",
        "GBP",
    )
    currency_not: Several[CurrencyCode] = leaving_out(
        Linked(tables.Amount, of="currency", to="fact_key"), "currency", "GBP"
    )
    value_gte: One[DecimalText] = parameter(
        StatesValue(),
        "A sum of this or more is stated. Goes with one `currency`.",
        "1000000000",
    )
    value_lte: One[DecimalText] = parameter(
        StatesValue(),
        "A sum of this or less is stated. Goes with one `currency`.",
        "30000000",
    )
    match: Match = matching()
    purpose_is_null: One[Flag] = null("purpose", "its purpose")

    def check(self) -> None:
        """Raise ValueError where a range of values has no measure."""
        check_measure(self, "currency")


class DealQuery(DealFilters, ListQuery):
    """The parameters of the list of deals."""

    sort: Several[
        Literal["sequence", "-sequence", "stage", "-stage", "modality", "-modality", "id", "-id"]
    ] = sorting("-sequence")


class DealSummaryQuery(DealFilters, SummaryQuery):
    """The parameters of the summary of deals."""

    group_by: Keys[
        Literal[
            "stage",
            "provider",
            "supplier",
            "beneficiary",
            "funder",
            "proposer",
            "announcer",
            "signatory",
            "currency",
            "document",
            "entity",
            "country",
            "mentions",
            "modality",
            "inferred",
        ]
    ] = grouping("stage")


class DealPage(Page[records.Deal]):
    """One page of deals."""


COLUMNS = Columns(
    (
        *FACT_COLUMNS,
        "stage",
        "items",
        "purpose",
        "parties.role",
        "parties.entity.id",
        "parties.entity.name",
        "parties.inferred",
    )
)


DEALS = Collection("deals", "deal", tables.Deal, DealQuery, records.Deal, COLUMNS)
routes = router("deals")


@routes.get("/deals", summary="List deals", response_model=DealPage, responses=LIST_RESPONSES)
async def list_deals(request: Request, query: Annotated[DealQuery, Query()]) -> Response:
    """Who provides, funds or sells what to whom, or offers to; with amounts only where the source
    gives them.
    """
    return await DEALS.page(request, query)


@routes.get(
    "/deals/summary", summary="Summarise deals", response_model=Summary, responses=SUMMARY_RESPONSES
)
async def summarise_deals(
    request: Request, query: Annotated[DealSummaryQuery, Query()]
) -> Response:
    """How many deals there are at each stage, or with each party in each role; and the exact sums
    of the amounts that they state.
    """
    return await DEALS.summary(request, query)


@routes.get(
    "/deals/{id}", summary="Get one deal", response_model=records.Deal, responses=RECORD_RESPONSES
)
async def get_deal(
    request: Request,
    id: Annotated[
        str, Path(description="Id of the deal.", examples=["coalition-of-the-willing.missile-deal"])
    ],
    query: Annotated[RecordQuery, Query()],
) -> Response:
    """One deal."""
    return await DEALS.record(request, id, query)
