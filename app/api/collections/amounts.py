"""Amounts: sums of money and counts, as the source states them."""

from typing import Annotated, Literal, Self

from fastapi import Path, Query
from pydantic import Field, model_validator
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.collections.value_ranges import check_measure
from app.api.filters import AtLeast, AtMost, Is, decimal, of_country, takes_part
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query import (
    CountryCode,
    CurrencyCode,
    DecimalText,
    Id,
    ListQuery,
    One,
    Several,
    sorting,
)
from app.api.routing import router
from app.model import records, tables
from app.model.vocabulary import Qualifier


class AmountQuery(ListQuery):
    """The parameters of the list of amounts."""

    document: Annotated[
        Several[Id],
        Is("document"),
        Field(
            description="Amounts stated in this document.", examples=["coalition-of-the-willing"]
        ),
    ] = None
    fact: Annotated[
        Several[Id],
        Is("fact"),
        Field(
            description="Amounts that this fact states.",
            examples=["coalition-of-the-willing.missile-deal"],
        ),
    ] = None
    entity: Annotated[
        Several[Id],
        takes_part(own="fact_key"),
        Field(description="Amounts of facts in which this entity takes part.", examples=["GB"]),
    ] = None
    country: Annotated[
        Several[CountryCode],
        of_country(own="fact_key"),
        Field(
            description="Amounts of facts in which this country, or someone who belongs to it,"
            " takes part.",
            examples=["GB"],
        ),
    ] = None
    currency: Annotated[
        Several[CurrencyCode],
        Is("currency"),
        Field(description="Sums in this currency (ISO 4217).", examples=["GBP"]),
    ] = None
    unit: Annotated[
        Several[Id],
        Is("unit"),
        Field(description="Counts of this, in the singular.", examples=["country"]),
    ] = None
    qualifier: Annotated[
        Several[Qualifier],
        Is("qualifier"),
        Field(description="How exactly the source states the amount.", examples=["nearly"]),
    ] = None
    value_gte: Annotated[
        One[DecimalText],
        AtLeast("value", decimal),
        Field(
            description="The figure as written is this or more. Goes with one `currency` or"
            " `unit`.",
            examples=["1000000"],
        ),
    ] = None
    value_lte: Annotated[
        One[DecimalText],
        AtMost("value", decimal),
        Field(
            description="The figure as written is this or less. Goes with one `currency` or"
            " `unit`.",
            examples=["2000000000"],
        ),
    ] = None
    sort: Annotated[
        Several[Literal["value", "-value", "currency", "-currency", "unit", "-unit", "id", "-id"]],
        sorting("-value"),
    ] = None

    @model_validator(mode="after")
    def _range_has_a_measure(self) -> Self:
        check_measure(self, "currency", "unit")
        return self


class AmountPage(Page[records.Amount]):
    """One page of amounts."""


AMOUNTS = Collection("amounts", "amount", tables.Amount, AmountQuery)
routes = router("amounts")


@routes.get(
    "/amounts",
    summary="List amounts",
    response_model=AmountPage,
    responses=LIST_RESPONSES,
)
async def list_amounts(request: Request, query: Annotated[AmountQuery, Query()]) -> Response:
    """Sums of money and counts, as exact as the source states them and no more."""
    return AMOUNTS.page(request, query)


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
) -> Response:
    """One amount."""
    return AMOUNTS.record(request, id)
