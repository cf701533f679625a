"""The fields by which all facts can be filtered."""

from app.api.query.filters import AtLeast, AtMost, Extent, Is, leaving_out, null, parameter
from app.api.query.links import cited_with, of_country, takes_part
from app.api.query.matches import Matches
from app.api.query.parameters import CountryCode, Flag, Id, Number, One, PlainQuery, Several, Words
from app.model.vocabulary import Modality

FACT_COLUMNS = (
    "id",
    "type",
    "title",
    "document",
    "sequence",
    "modality",
    "conditions",
    "amounts.text",
    "amounts.value",
    "amounts.value_min",
    "amounts.value_max",
    "amounts.currency",
    "amounts.unit",
    "amounts.qualifier",
    "inferred",
    "note",
    "evidence.sentence",
    "evidence.exact",
    "evidence.start",
    "evidence.end",
    "citation",
)
"""The columns that the CSV of every collection of facts starts with."""


class FactFilters(PlainQuery):
    """What all collections of facts can be asked for."""

    q: One[Words] = parameter(
        Matches("fact"),
        "Plain words, found in the title, the content and the sentences cited; the endings of"
        " words do not matter, and the last may be cut short. Words in quotation marks stand"
        " together.",
        "Ukraine",
    )
    id: Several[Id] = parameter(
        Is("id"),
        "Facts with these ids.",
        "coalition-of-the-willing.missile-deal",
    )
    id_not: Several[Id] = leaving_out(Is("id"), "id", "coalition-of-the-willing.missile-deal")
    document: Several[Id] = parameter(
        Is("document"),
        "Facts of this document.",
        "coalition-of-the-willing",
    )
    document_not: Several[Id] = leaving_out(Is("document"), "document", "coalition-of-the-willing")
    entity: Several[Id] = parameter(
        takes_part(),
        "This entity takes part in the fact, in whatever role: as a party, as speaker, as"
        " what is spoken about, as participant, place, holder or subject.",
        "coalition-of-the-willing",
    )
    entity_not: Several[Id] = leaving_out(takes_part(), "entity", "coalition-of-the-willing")
    country: Several[CountryCode] = parameter(
        of_country(),
        "This country takes part in the fact, or someone who belongs to it does: Keir Starmer"
        " and the Ministry of Defence belong to `GB`.",
        "GB",
    )
    country_not: Several[CountryCode] = leaving_out(of_country(), "country", "GB")
    mentions: Several[Id] = parameter(
        cited_with(),
        "This entity is named in a sentence that the fact is cited from.",
        "UA",
    )
    mentions_not: Several[Id] = leaving_out(cited_with(), "mentions", "UA")
    modality: Several[Modality] = parameter(
        Is("modality"),
        "How firmly the source puts the fact.",
        "asserted",
    )
    modality_not: Several[Modality] = leaving_out(Is("modality"), "modality", "possible")
    inferred: One[Flag] = parameter(
        Is("inferred"),
        "Whether any value of the fact is read between the lines.",
        "false",
    )
    sequence_gte: One[Number] = parameter(
        AtLeast(Extent.of("sequence")),
        "Its place in the reading order is this or later.",
        "10",
    )
    sequence_lte: One[Number] = parameter(
        AtMost(Extent.of("sequence")),
        "Its place in the reading order is this or earlier.",
        "20",
    )
    conditions_is_null: One[Flag] = null("conditions", "`conditions`")
    note_is_null: One[Flag] = null("note", "`note`", "false")
