"""Positions: who stands where on an initiative."""

from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.collections.fact_filters import FACT_COLUMNS, FactFilters
from app.api.http.representations import Columns
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query.filters import Is, exemplified, leaving_out, parameter
from app.api.query.links import takes_part
from app.api.query.parameters import Id, ListQuery, RecordQuery, Several, sorting
from app.api.serving.routing import router
from app.api.summaries.summary import SUMMARY_RESPONSES, Keys, Summary, SummaryQuery, grouping
from app.model import records, tables
from app.model.vocabulary import Stance


class PositionFilters(FactFilters):
    """What positions can be asked for."""

    id: Several[Id] = exemplified(
        FactFilters, "id", "coalition-of-the-willing.uk-and-france-lead-coalition"
    )
    id_not: Several[Id] = exemplified(
        FactFilters, "id_not", "coalition-of-the-willing.uk-and-france-lead-coalition"
    )
    holder: Several[Id] = parameter(
        takes_part("holder"),
        "This entity holds the position.",
        "sergei-lavrov",
    )
    holder_not: Several[Id] = leaving_out(takes_part("holder"), "holder", "sergei-lavrov")
    subject: Several[Id] = parameter(
        Is("subject"),
        "The position is about this initiative or proposal.",
        "coalition-of-the-willing",
    )
    subject_not: Several[Id] = leaving_out(Is("subject"), "subject", "coalition-of-the-willing")
    stance: Several[Stance] = parameter(Is("stance"), "Where the holder stands.", "opposes")
    stance_not: Several[Stance] = leaving_out(Is("stance"), "stance", "opposes")


class PositionQuery(PositionFilters, ListQuery):
    """The parameters of the list of positions."""

    sort: Several[
        Literal[
            "sequence",
            "-sequence",
            "stance",
            "-stance",
            "subject",
            "-subject",
            "modality",
            "-modality",
            "id",
            "-id",
        ]
    ] = sorting("-sequence")


class PositionSummaryQuery(PositionFilters, SummaryQuery):
    """The parameters of the summary of positions."""

    group_by: Keys[
        Literal[
            "stance",
            "holder",
            "subject",
            "document",
            "entity",
            "country",
            "mentions",
            "modality",
            "inferred",
        ]
    ] = grouping("stance")


class PositionPage(Page[records.Position]):
    """One page of positions."""


COLUMNS = Columns(
    (
        *FACT_COLUMNS,
        "holders.entity.id",
        "holders.entity.name",
        "holders.inferred",
        "subject.id",
        "stance",
    )
)


POSITIONS = Collection(
    "positions", "position", tables.Position, PositionQuery, records.Position, COLUMNS
)
routes = router("positions")


@routes.get(
    "/positions", summary="List positions", response_model=PositionPage, responses=LIST_RESPONSES
)
async def list_positions(request: Request, query: Annotated[PositionQuery, Query()]) -> Response:
    """Who stands where on an initiative or a proposal, and on which conditions."""
    return await POSITIONS.page(request, query)


@routes.get(
    "/positions/summary",
    summary="Summarise positions",
    response_model=Summary,
    responses=SUMMARY_RESPONSES,
)
async def summarise_positions(
    request: Request, query: Annotated[PositionSummaryQuery, Query()]
) -> Response:
    """How many positions there are of each stance, on each subject, or held by each entity."""
    return await POSITIONS.summary(request, query)


@routes.get(
    "/positions/{id}",
    summary="Get one position",
    response_model=records.Position,
    responses=RECORD_RESPONSES,
)
async def get_position(
    request: Request,
    id: Annotated[
        str,
        Path(
            description="Id of the position.",
            examples=["coalition-of-the-willing.lavrov-opposes-coalition"],
        ),
    ],
    query: Annotated[RecordQuery, Query()],
) -> Response:
    """One position."""
    return await POSITIONS.record(request, id, query)
