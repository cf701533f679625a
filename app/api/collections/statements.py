"""Statements: who is said to have said what."""

from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.collections.fact_filters import FactFilters
from app.api.filters import Is, takes_part
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query import Id, One, Several, sorting
from app.api.routing import router
from app.model import records, tables


class StatementQuery(FactFilters):
    """The parameters of the list of statements."""

    speaker: Annotated[
        Several[Id],
        takes_part("speaker"),
        Field(description="This entity is said to have said it.", examples=["keir-starmer"]),
    ] = None
    on_behalf_of: Annotated[
        Several[Id],
        takes_part("on_behalf_of"),
        Field(description="It was said for this entity.", examples=["GB"]),
    ] = None
    about: Annotated[
        Several[Id],
        takes_part("about"),
        Field(
            description="The statement is about this entity.", examples=["coalition-of-the-willing"]
        ),
    ] = None
    reporting_verb: Annotated[
        Several[Id],
        Is("reporting_verb"),
        Field(description="The verb of saying, as written.", examples=["warned"]),
    ] = None
    is_direct: Annotated[
        One[bool],
        Is("is_direct"),
        Field(description="Whether the source quotes the speaker's own words.", examples=["true"]),
    ] = None
    sort: Annotated[
        Several[Literal["sequence", "-sequence", "reporting_verb", "-reporting_verb", "id", "-id"]],
        sorting("-sequence"),
    ] = None


class StatementPage(Page[records.Statement]):
    """One page of statements."""


STATEMENTS = Collection("statements", "statement", tables.Statement, StatementQuery)
routes = router("statements")


@routes.get(
    "/statements",
    summary="List statements",
    response_model=StatementPage,
    responses=LIST_RESPONSES,
)
async def list_statements(request: Request, query: Annotated[StatementQuery, Query()]) -> Response:
    """Who is said to have said what: one record for each thing said, in the words of the source."""
    return STATEMENTS.page(request, query)


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
) -> Response:
    """One statement."""
    return STATEMENTS.record(request, id)
