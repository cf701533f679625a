"""Evidence: the exact words that support each fact."""

from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.filters import Is, Linked, of_country, takes_part
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query import CountryCode, Id, ListQuery, Several, sorting
from app.api.routing import router
from app.model import records, tables
from app.model.vocabulary import Supports


class EvidenceQuery(ListQuery):
    """The parameters of the list of evidence."""

    document: Annotated[
        Several[Id],
        Is("document"),
        Field(description="Evidence in this document.", examples=["coalition-of-the-willing"]),
    ] = None
    sentence: Annotated[
        Several[Id],
        Is("sentence"),
        Field(description="Evidence in this sentence.", examples=["coalition-of-the-willing.s10"]),
    ] = None
    fact: Annotated[
        Several[Id],
        Is("fact"),
        Field(
            description="Evidence of this fact.", examples=["coalition-of-the-willing.missile-deal"]
        ),
    ] = None
    entity: Annotated[
        Several[Id],
        takes_part(own="fact_key"),
        Field(
            description="Evidence of facts in which this entity takes part.", examples=["anduril"]
        ),
    ] = None
    country: Annotated[
        Several[CountryCode],
        of_country(own="fact_key"),
        Field(
            description="Evidence of facts in which this country, or someone who belongs to it,"
            " takes part.",
            examples=["GB"],
        ),
    ] = None
    supports: Annotated[
        Several[Supports],
        Linked(tables.EvidenceSupport, of="supports", to="evidence"),
        Field(description="The field of the fact that the words prove.", examples=["amounts"]),
    ] = None
    sort: Annotated[
        Several[Literal["start", "-start", "id", "-id"]],
        sorting("-start"),
    ] = None


class EvidencePage(Page[records.Evidence]):
    """One page of evidence."""


EVIDENCE = Collection("evidence", "piece of evidence", tables.Evidence, EvidenceQuery)
routes = router("evidence")


@routes.get(
    "/evidence",
    summary="List evidence",
    response_model=EvidencePage,
    responses=LIST_RESPONSES,
)
async def list_evidence(request: Request, query: Annotated[EvidenceQuery, Query()]) -> Response:
    """The exact words that support each fact, with their offsets in the document."""
    return EVIDENCE.page(request, query)


@routes.get(
    "/evidence/{id}",
    summary="Get one piece of evidence",
    response_model=records.Evidence,
    responses=RECORD_RESPONSES,
)
async def get_evidence(
    request: Request,
    id: Annotated[
        str,
        Path(
            description="Id of the piece of evidence.",
            examples=["coalition-of-the-willing.missile-deal.e1"],
        ),
    ],
) -> Response:
    """One piece of evidence."""
    return EVIDENCE.record(request, id)
