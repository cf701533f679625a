"""Events: what happens, happened or may happen."""

from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.collections.fact_filters import FactFilters
from app.api.filters import AtLeast, AtMost, Is, IsNull, last_day, takes_part
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query import DateText, Id, One, Several, sorting
from app.api.routing import router
from app.model import records, tables
from app.model.vocabulary import EventKind


class EventQuery(FactFilters):
    """The parameters of the list of events."""

    kind: Annotated[
        Several[EventKind],
        Is("kind"),
        Field(description="What sort of event it is.", examples=["meeting"]),
    ] = None
    participant: Annotated[
        Several[Id],
        takes_part("participant"),
        Field(description="This entity takes part.", examples=["john-healey"]),
    ] = None
    initiator: Annotated[
        Several[Id],
        takes_part("initiator"),
        Field(description="The event is the act of this entity.", examples=["RU"]),
    ] = None
    target: Annotated[
        Several[Id],
        takes_part("target"),
        Field(description="The event is directed at this entity.", examples=["UA"]),
    ] = None
    place: Annotated[
        Several[Id],
        Is("place"),
        Field(description="The event happened here.", examples=["washington"]),
    ] = None
    date_gte: Annotated[
        One[DateText],
        AtLeast("earliest"),
        Field(
            description="It certainly happened on this day or later; events that the source does"
            " not date are left out.",
            examples=["2025-01-01"],
        ),
    ] = None
    date_lte: Annotated[
        One[DateText],
        AtMost("latest", last_day),
        Field(
            description="It certainly happened on this day or earlier; events that the source does"
            " not date are left out.",
            examples=["2025-12-31"],
        ),
    ] = None
    date_is_null: Annotated[
        One[bool],
        IsNull("earliest", ("latest",)),  # an interval may be open at one end
        Field(description="Whether the day cannot be told from the source.", examples=["true"]),
    ] = None
    sort: Annotated[
        Several[Literal["sequence", "-sequence", "kind", "-kind", "id", "-id"]],
        sorting("-sequence"),
    ] = None


class EventPage(Page[records.Event]):
    """One page of events."""


EVENTS = Collection("events", "event", tables.Event, EventQuery)
routes = router("events")


@routes.get("/events", summary="List events", response_model=EventPage, responses=LIST_RESPONSES)
async def list_events(request: Request, query: Annotated[EventQuery, Query()]) -> Response:
    """What happens, happened or may happen; dated only as exactly as the source allows."""
    return EVENTS.page(request, query)


@routes.get(
    "/events/{id}",
    summary="Get one event",
    response_model=records.Event,
    responses=RECORD_RESPONSES,
)
async def get_event(
    request: Request,
    id: Annotated[
        str,
        Path(
            description="Id of the event.",
            examples=["coalition-of-the-willing.healey-talks-in-washington"],
        ),
    ],
) -> Response:
    """One event."""
    return EVENTS.record(request, id)
