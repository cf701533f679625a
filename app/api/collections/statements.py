"""Statements: who is said to have said what."""

from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.collections.fact_filters import FACT_COLUMNS, FactFilters
from app.api.http.representations import Columns
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query.filters import Is, exemplified, leaving_out, null, parameter
from app.api.query.links import takes_part
from app.api.query.parameters import Flag, Id, ListQuery, One, RecordQuery, Several, sorting
from app.api.serving.routing import router
from app.api.summaries.summary import SUMMARY_RESPONSES, Keys, Summary, SummaryQuery, grouping
from app.model import records, tables


class StatementFilters(FactFilters):
    """What statements can be asked for."""

    id: Several[Id] = exemplified(
        FactFilters, "id", "coalition-of-the-willing.starmer-outlines-plan"
    )
    id_not: Several[Id] = exemplified(
        FactFilters, "id_not", "coalition-of-the-willing.starmer-outlines-plan"
    )
    speaker: Several[Id] = parameter(
        takes_part("speaker"),
        "This entity is said to have said it.",
        "keir-starmer",
    )
    speaker_not: Several[Id] = leaving_out(takes_part("speaker"), "speaker", "keir-starmer")
    on_behalf_of: Several[Id] = parameter(
        takes_part("on_behalf_of"),
        "It was said for this entity.",
        "GB",
    )
    on_behalf_of_not: Several[Id] = leaving_out(takes_part("on_behalf_of"), "on_behalf_of", "GB")
    about: Several[Id] = parameter(
        takes_part("about"),
        "The statement is about this entity.",
        "coalition-of-the-willing",
    )
    about_not: Several[Id] = leaving_out(takes_part("about"), "about", "coalition-of-the-willing")
    reporting_verb: Several[Id] = parameter(
        Is("reporting_verb"),
        "The verb of saying, as written.",
        "warned",
    )
    reporting_verb_not: Several[Id] = leaving_out(Is("reporting_verb"), "reporting_verb", "warned")
    is_direct: One[Flag] = parameter(
        Is("is_direct"),
        "Whether the source quotes the speaker's own words.",
        "true",
    )
    quotation_is_null: One[Flag] = null("quotation", "the quotation")


class StatementQuery(StatementFilters, ListQuery):
    """The parameters of the list of statements."""

    sort: Several[
        Literal[
            "sequence",
            "-sequence",
            "reporting_verb",
            "-reporting_verb",
            "modality",
            "-modality",
            "id",
            "-id",
        ]
    ] = sorting("-sequence")


class StatementSummaryQuery(StatementFilters, SummaryQuery):
    """The parameters of the summary of statements."""

    group_by: Keys[
        Literal[
            "speaker",
            "on_behalf_of",
            "about",
            "reporting_verb",
            "is_direct",
            "document",
            "entity",
            "country",
            "mentions",
            "modality",
            "inferred",
        ]
    ] = grouping("speaker")


class StatementPage(Page[records.Statement]):
    """One page of statements."""


COLUMNS = Columns(
    (
        *FACT_COLUMNS,
        "speakers.entity.id",
        "speakers.entity.name",
        "speakers.name_used",
        "speakers.role_used",
        "on_behalf_of.id",
        "reporting_verb",
        "content",
        "quotation",
        "is_direct",
        "about.id",
    )
)


STATEMENTS = Collection(
    "statements", "statement", tables.Statement, StatementQuery, records.Statement, COLUMNS
)
routes = router("statements")


@routes.get(
    "/statements", summary="List statements", response_model=StatementPage, responses=LIST_RESPONSES
)
async def list_statements(request: Request, query: Annotated[StatementQuery, Query()]) -> Response:
    """Who is said to have said what: one record for each thing said, in the words of the source."""
    return await STATEMENTS.page(request, query)


@routes.get(
    "/statements/summary",
    summary="Summarise statements",
    response_model=Summary,
    responses=SUMMARY_RESPONSES,
)
async def summarise_statements(
    request: Request, query: Annotated[StatementSummaryQuery, Query()]
) -> Response:
    """How many statements each speaker is said to have made, or were made about each entity, or
    are reported with each verb.
    """
    return await STATEMENTS.summary(request, query)


@routes.get(
    "/statements/{id}",
    summary="Get one statement",
    response_model=records.Statement,
    responses=RECORD_RESPONSES,
)
async def get_statement(
    request: Request,
    id: Annotated[
        str,
        Path(
            description="Id of the statement.",
            examples=["coalition-of-the-willing.lavrov-warns-of-coalition"],
        ),
    ],
    query: Annotated[RecordQuery, Query()],
) -> Response:
    """One statement."""
    return await STATEMENTS.record(request, id, query)
