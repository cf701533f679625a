"""The fields by which all entities can be filtered."""

from app.api.query.filters import AtLeast, AtMost, Extent, Is, leaving_out, parameter
from app.api.query.links import MentionedWith, belongs_to, names
from app.api.query.matches import Matches
from app.api.query.parameters import CountryCode, Id, Number, One, PlainQuery, Several, Words


class EntityFilters(PlainQuery):
    """What all collections of entities can be asked for."""

    q: One[Words] = parameter(
        Matches("entity"),
        "Plain words, found in the name and in the forms that the documents use; the endings"
        " of words do not matter, and the last may be cut short.",
        "coalition",
    )
    id: Several[Id] = parameter(Is("id"), "Entities with these ids.", "GB")
    id_not: Several[Id] = leaving_out(Is("id"), "id", "GB")
    document: Several[Id] = parameter(
        names(of="document", to="entity"),
        "Entities that this document names.",
        "coalition-of-the-willing",
    )
    document_not: Several[Id] = leaving_out(
        names(of="document", to="entity"), "document", "coalition-of-the-willing"
    )
    mentioned_with: Several[Id] = parameter(
        MentionedWith(),
        "Entities named in a sentence that also names this one.",
        "UA",
    )
    mentioned_with_not: Several[Id] = leaving_out(MentionedWith(), "mentioned_with", "UA")
    mention_count_gte: One[Number] = parameter(
        AtLeast(Extent.of("mention_count")),
        "The documents name it this often or more.",
        "2",
    )
    mention_count_lte: One[Number] = parameter(
        AtMost(Extent.of("mention_count")),
        "The documents name it this often or less.",
        "20",
    )


class BelongingFilters(EntityFilters):
    """What collections of entities that belong to countries can also be asked for."""

    country: Several[CountryCode] = parameter(
        belongs_to(),
        "The country itself, and what belongs to it.",
        "GB",
    )
    country_not: Several[CountryCode] = leaving_out(belongs_to(), "country", "GB")
