"""Events: what happens, happened or may happen."""

from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.collections.base import Collection
from app.api.collections.fact_filters import FACT_COLUMNS, FactFilters
from app.api.http.representations import Columns
from app.api.pages import LIST_RESPONSES, RECORD_RESPONSES, Page
from app.api.query.filters import (
    AtLeast,
    AtMost,
    Extent,
    Is,
    exemplified,
    first_day,
    last_day,
    leaving_out,
    null,
    parameter,
)
from app.api.query.links import takes_part
from app.api.query.parameters import (
    DateText,
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
from app.model.vocabulary import EventKind


class EventFilters(FactFilters):
    """What events can be asked for."""

    id: Several[Id] = exemplified(FactFilters, "id", "coalition-of-the-willing.summit-with-leaders")
    id_not: Several[Id] = exemplified(
        FactFilters, "id_not", "coalition-of-the-willing.summit-with-leaders"
    )
    kind: Several[EventKind] = parameter(Is("kind"), "What sort of event it is.", "meeting")
    kind_not: Several[EventKind] = leaving_out(Is("kind"), "kind", "meeting")
    participant: Several[Id] = parameter(
        takes_part("participant"),
        "This entity takes part.",
        "john-healey",
    )
    participant_not: Several[Id] = leaving_out(
        takes_part("participant"), "participant", "john-healey"
    )
    initiator: Several[Id] = parameter(
        takes_part("initiator"),
        "The event is the act of this entity.",
        "RU",
    )
    initiator_not: Several[Id] = leaving_out(takes_part("initiator"), "initiator", "RU")
    target: Several[Id] = parameter(
        takes_part("target"),
        "The event is directed at this entity.",
        "UA",
    )
    target_not: Several[Id] = leaving_out(takes_part("target"), "target", "UA")
    place: Several[Id] = parameter(Is("place"), "The event happened here.", "washington")
    place_not: Several[Id] = leaving_out(Is("place"), "place", "washington")
    date_gte: One[DateText] = parameter(
        AtLeast(Extent("earliest", "latest"), first_day),
        "It happened on this day or later. A month or a year may be given; events that the"
        " source does not date are left out, and counted.",
        "2025-01-01",
    )
    date_lte: One[DateText] = parameter(
        AtMost(Extent("earliest", "latest"), last_day),
        "It happened on this day or earlier. A month or a year may be given; events that the"
        " source does not date are left out, and counted.",
        "2025-12-31",
    )
    match: Match = matching()
    date_is_null: One[Flag] = null("date", "the date")
    place_is_null: One[Flag] = null("place", "the place")
    topic_is_null: One[Flag] = null("topic", "the topic")


class EventQuery(EventFilters, ListQuery):
    """The parameters of the list of events."""

    sort: Several[
        Literal[
            "sequence",
            "-sequence",
            "kind",
            "-kind",
            "earliest",
            "-earliest",
            "latest",
            "-latest",
            "modality",
            "-modality",
            "id",
            "-id",
        ]
    ] = sorting("-sequence")


class EventSummaryQuery(EventFilters, SummaryQuery):
    """The parameters of the summary of events."""

    group_by: Keys[
        Literal[
            "kind",
            "participant",
            "initiator",
            "target",
            "place",
            "document",
            "entity",
            "country",
            "mentions",
            "modality",
            "inferred",
        ]
    ] = grouping("kind")


class EventPage(Page[records.Event]):
    """One page of events."""


COLUMNS = Columns(
    (
        *FACT_COLUMNS,
        "kind",
        "date.text",
        "date.edtf",
        "date.earliest",
        "date.latest",
        "date.basis",
        "place.id",
        "participants.role",
        "participants.entity.id",
        "participants.entity.name",
        "topic",
    )
)


EVENTS = Collection("events", "event", tables.Event, EventQuery, records.Event, COLUMNS)
routes = router("events")


@routes.get("/events", summary="List events", response_model=EventPage, responses=LIST_RESPONSES)
async def list_events(request: Request, query: Annotated[EventQuery, Query()]) -> Response:
    """What happens, happened or may happen; dated only as exactly as the source allows."""
    return await EVENTS.page(request, query)


@routes.get(
    "/events/summary",
    summary="Summarise events",
    response_model=Summary,
    responses=SUMMARY_RESPONSES,
)
async def summarise_events(
    request: Request, query: Annotated[EventSummaryQuery, Query()]
) -> Response:
    """How many events there are of each kind, at each place, or with each entity taking part."""
    return await EVENTS.summary(request, query)


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
    query: Annotated[RecordQuery, Query()],
) -> Response:
    """One event."""
    return await EVENTS.record(request, id, query)
