"""The fields by which all entities can be filtered."""

from typing import Annotated

from pydantic import Field

from app.api.filters import Linked, belongs_to
from app.api.query import CountryCode, Id, ListQuery, Several
from app.model import tables

NAMED_IN = Linked(tables.Mention, of="document", to="entity", own="id")


class EntityFilters(ListQuery):
    """What all collections of entities can be asked for."""

    document: Annotated[
        Several[Id],
        NAMED_IN,
        Field(
            description="Entities that this document names.",
            examples=["coalition-of-the-willing"],
        ),
    ] = None


class BelongingFilters(EntityFilters):
    """What collections of entities that belong to countries can also be asked for."""

    country: Annotated[
        Several[CountryCode],
        belongs_to(),
        Field(description="The country itself, and what belongs to it.", examples=["GB"]),
    ] = None
