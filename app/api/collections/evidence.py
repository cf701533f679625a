"""Evidence: the exact words that support each fact."""

from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.http.representations import Columns
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query.filters import AtLeast, AtMost, Extent, Is, leaving_out, null, parameter
from app.api.query.links import Linked, of_country, takes_part
from app.api.query.matches import Matches
from app.api.query.parameters import (
    CountryCode,
    Flag,
    Id,
    ListQuery,
    Number,
    One,
    PlainQuery,
    RecordQuery,
    Several,
    Words,
    sorting,
)
from app.api.serving.routing import router
from app.api.summaries.summary import SUMMARY_RESPONSES, Keys, Summary, SummaryQuery, grouping
from app.model import records, tables
from app.model.vocabulary import Supports


class EvidenceFilters(PlainQuery):
    """What pieces of evidence can be asked for."""

    q: One[Words] = parameter(
        Matches("fact", own="fact_key"),
        "Plain words, found in the fact's title, its content and the sentences it is cited from.",
        "missile",
    )
    id: Several[Id] = parameter(
        Is("id"),
        "Evidence with these ids.",
        "coalition-of-the-willing.missile-deal.e1",
    )
    id_not: Several[Id] = leaving_out(Is("id"), "id", "coalition-of-the-willing.missile-deal.e1")
    document: Several[Id] = parameter(
        Is("document"),
        "Evidence in this document.",
        "coalition-of-the-willing",
    )
    document_not: Several[Id] = leaving_out(Is("document"), "document", "coalition-of-the-willing")
    sentence: Several[Id] = parameter(
        Is("sentence"),
        "Evidence in this sentence.",
        "coalition-of-the-willing.s10",
    )
    sentence_not: Several[Id] = leaving_out(
        Is("sentence"), "sentence", "coalition-of-the-willing.s10"
    )
    fact: Several[Id] = parameter(
        Is("fact"),
        "Evidence of this fact.",
        "coalition-of-the-willing.missile-deal",
    )
    fact_not: Several[Id] = leaving_out(Is("fact"), "fact", "coalition-of-the-willing.missile-deal")
    entity: Several[Id] = parameter(
        takes_part(own="fact_key"),
        "Evidence of facts in which this entity takes part.",
        "anduril",
    )
    entity_not: Several[Id] = leaving_out(takes_part(own="fact_key"), "entity", "anduril")
    country: Several[CountryCode] = parameter(
        of_country(own="fact_key"),
        "Evidence of facts in which this country, or someone who belongs to it, takes part.",
        "GB",
    )
    country_not: Several[CountryCode] = leaving_out(of_country(own="fact_key"), "country", "GB")
    supports: Several[Supports] = parameter(
        Linked(tables.EvidenceSupport, of="supports", to="evidence", in_order=True),
        "The field of the fact that the words prove.",
        "parties",
    )
    supports_not: Several[Supports] = leaving_out(
        Linked(tables.EvidenceSupport, of="supports", to="evidence"), "supports", "parties"
    )
    start_lte: One[Number] = parameter(
        AtMost(Extent.of("start")),
        "The words start at this code point or before. With `end_gte`: what touches a range.",
        "400",
    )
    end_gte: One[Number] = parameter(
        AtLeast(Extent.of("end")),
        "The words end at this code point or after. With `start_lte`: what touches a range.",
        "300",
    )
    supports_is_null: One[Flag] = null(
        "supports", "`supports`: the words prove the fact as a whole"
    )


class EvidenceQuery(EvidenceFilters, ListQuery):
    """The parameters of the list of evidence."""

    sort: Several[Literal["start", "-start", "end", "-end", "id", "-id"]] = sorting("-start")


class EvidenceSummaryQuery(EvidenceFilters, SummaryQuery):
    """The parameters of the summary of evidence."""

    group_by: Keys[Literal["supports", "document", "sentence", "fact", "entity", "country"]] = (
        grouping("supports")
    )


class EvidencePage(Page[records.Evidence]):
    """One page of evidence."""


COLUMNS = Columns(
    (
        "id",
        "fact",
        "supports",
        "document",
        "sentence",
        "exact",
        "prefix",
        "suffix",
        "start",
        "end",
        "citation",
    )
)


EVIDENCE = Collection(
    "evidence", "piece of evidence", tables.Evidence, EvidenceQuery, records.Evidence, COLUMNS
)
routes = router("evidence")


@routes.get(
    "/evidence", summary="List evidence", response_model=EvidencePage, responses=LIST_RESPONSES
)
async def list_evidence(request: Request, query: Annotated[EvidenceQuery, Query()]) -> Response:
    """The exact words that support each fact, with their offsets in the document."""
    return await EVIDENCE.page(request, query)


@routes.get(
    "/evidence/summary",
    summary="Summarise evidence",
    response_model=Summary,
    responses=SUMMARY_RESPONSES,
)
async def summarise_evidence(
    request: Request, query: Annotated[EvidenceSummaryQuery, Query()]
) -> Response:
    """How much evidence proves each field of the facts, or stands in each sentence or document."""
    return await EVIDENCE.summary(request, query)


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
    query: Annotated[RecordQuery, Query()],
) -> Response:
    """One piece of evidence."""
    return await EVIDENCE.record(request, id, query)
