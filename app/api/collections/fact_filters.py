"""The fields by which all facts can be filtered."""

from typing import Annotated

from pydantic import Field

from app.api.filters import Is, Linked, of_country, takes_part
from app.api.query import CountryCode, Id, ListQuery, One, Several
from app.model import tables
from app.model.vocabulary import Modality


class FactFilters(ListQuery):
    """What all collections of facts can be asked for."""

    document: Annotated[
        Several[Id],
        Is("document"),
        Field(description="Facts of this document.", examples=["coalition-of-the-willing"]),
    ] = None
    entity: Annotated[
        Several[Id],
        takes_part(),
        Field(
            description="This entity takes part in the fact, in whatever role: as a party, as"
            " speaker, as what is spoken about, as participant, place, holder or subject.",
            examples=["UA"],
        ),
    ] = None
    country: Annotated[
        Several[CountryCode],
        of_country(),
        Field(
            description="This country takes part in the fact, or someone who belongs to it"
            " does: Keir Starmer and the Ministry of Defence belong to `GB`.",
            examples=["GB"],
        ),
    ] = None
    mentions: Annotated[
        Several[Id],
        Linked(tables.FactMention, of="entity", to="fact"),
        Field(
            description="This entity is named in a sentence that the fact is cited from.",
            examples=["UA"],
        ),
    ] = None
    modality: Annotated[
        Several[Modality],
        Is("modality"),
        Field(description="How firmly the source puts the fact.", examples=["asserted"]),
    ] = None
    inferred: Annotated[
        One[bool],
        Is("inferred"),
        Field(
            description="Whether any value of the fact is read between the lines.",
            examples=["false"],
        ),
    ] = None
