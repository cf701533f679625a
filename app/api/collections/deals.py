"""Deals: who provides, funds or sells what to whom."""

from typing import Annotated, Literal, Self

from fastapi import Path, Query
from pydantic import Field, model_validator
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.collections.fact_filters import FactFilters
from app.api.collections.value_ranges import StatesValue, check_measure
from app.api.filters import Is, Linked, takes_part
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query import CurrencyCode, DecimalText, Id, One, Several, sorting
from app.api.routing import router
from app.model import records, tables
from app.model.vocabulary import Stage


class DealQuery(FactFilters):
    """The parameters of the list of deals."""

    stage: Annotated[
        Several[Stage],
        Is("stage"),
        Field(description="How far the deal has come.", examples=["announced"]),
    ] = None
    provider: Annotated[
        Several[Id],
        takes_part("provider"),
        Field(
            description="This entity gives what the deal is about.",
            examples=["coalition-of-the-willing"],
        ),
    ] = None
    supplier: Annotated[
        Several[Id],
        takes_part("supplier"),
        Field(
            description="This entity makes or sells what the deal is about.", examples=["anduril"]
        ),
    ] = None
    beneficiary: Annotated[
        Several[Id],
        takes_part("beneficiary"),
        Field(description="This entity receives what the deal is about.", examples=["UA"]),
    ] = None
    funder: Annotated[
        Several[Id],
        takes_part("funder"),
        Field(
            description="This entity pays for the deal or backs it with money.",
            examples=["international-fund-for-ukraine"],
        ),
    ] = None
    proposer: Annotated[
        Several[Id],
        takes_part("proposer"),
        Field(description="This entity puts the deal forward.", examples=["ursula-von-der-leyen"]),
    ] = None
    announcer: Annotated[
        Several[Id],
        takes_part("announcer"),
        Field(description="This entity announces or confirms the deal.", examples=["GB"]),
    ] = None
    signatory: Annotated[
        Several[Id],
        takes_part("signatory"),
        Field(description="This entity signs the deal.", examples=["GB"]),
    ] = None
    currency: Annotated[
        Several[CurrencyCode],
        Linked(tables.Amount, of="currency", to="fact_key"),
        Field(description="A sum in this currency is stated (ISO 4217).", examples=["GBP"]),
    ] = None
    value_gte: Annotated[
        One[DecimalText],
        StatesValue(),
        Field(
            description="A sum of this or more is stated. Goes with one `currency`.",
            examples=["1000000000"],
        ),
    ] = None
    value_lte: Annotated[
        One[DecimalText],
        StatesValue(),
        Field(
            description="A sum of this or less is stated. Goes with one `currency`.",
            examples=["30000000"],
        ),
    ] = None
    sort: Annotated[
        Several[Literal["sequence", "-sequence", "stage", "-stage", "id", "-id"]],
        sorting("-sequence"),
    ] = None

    @model_validator(mode="after")
    def _range_has_a_measure(self) -> Self:
        check_measure(self, "currency")
        return self


class DealPage(Page[records.Deal]):
    """One page of deals."""


DEALS = Collection("deals", "deal", tables.Deal, DealQuery)
routes = router("deals")


@routes.get("/deals", summary="List deals", response_model=DealPage, responses=LIST_RESPONSES)
async def list_deals(request: Request, query: Annotated[DealQuery, Query()]) -> Response:
    """Who provides, funds or sells what to whom, or offers to; with amounts only where the source
    gives them.
    """
    return DEALS.page(request, query)


@routes.get(
    "/deals/{id}",
    summary="Get one deal",
    response_model=records.Deal,
    responses=RECORD_RESPONSES,
)
async def get_deal(
    request: Request,
    id: Annotated[
        str, Path(description="Id of the deal.", examples=["coalition-of-the-willing.missile-deal"])
    ],
) -> Response:
    """One deal."""
    return DEALS.record(request, id)
