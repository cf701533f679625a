"""Terms of the API itself, beside those of the data."""

from app.model.vocabulary import Vocabulary

FIRST_IDS = 100
"""How many ids there are at most, of the records of a group and of the facts of an edge."""


class Match(Vocabulary):
    """How a range is decided where the source leaves a value open."""

    CERTAIN = "certain", "all that the value can be lies within the range"
    POSSIBLE = "possible", "some of what the value can be lies within the range"


class Format(Vocabulary):
    """In which form a list is given."""

    JSON = "json", "one page, in an envelope with the total and the next page"
    NDJSON = "ndjson", "one record a line, all of them unless `limit` is given"
    CSV = "csv", "a table (RFC 4180), all records unless `limit` is given"


class EdgeKind(Vocabulary):
    """How two entities are tied to each other by a fact."""

    DEAL = "deal", "both are parties to a deal, in whatever role"
    MET = "met", "both take part in a meeting, a summit or talks"
    SPOKE_ABOUT = "spoke_about", "the source makes a statement about the target"
    LEADS = "leads", "the source is at the head of the target"
    SUPPORTS = "supports", "the source backs the target, or says it would"
    INTERESTED = "interested", "the source says it is interested in joining the target"
    OPEN_TO_PARTICIPATING = (
        "open_to_participating",
        "the source says it could take part in the target",
    )
    WELCOMES = "welcomes", "the source calls the target good"
    OPPOSES = "opposes", "the source rejects the target, or speaks against it"


class ResultType(Vocabulary):
    """What sort of thing a search finds."""

    DOCUMENT = "document", "a news text"
    SENTENCE = "sentence", "a sentence of a document"
    ENTITY = "entity", "a country, organisation, person, group, place or initiative"
    FACT = "fact", "a deal, statement, event or position"


class Verdict(Vocabulary):
    """Whether a quote stands in the documents."""

    EXACT = "exact", "word for word"
    NEAR = "near", "with words changed, missing or added; `differences` says which"
    NOT_FOUND = "not_found", "not even half of its words stand together anywhere"


class DifferenceKind(Vocabulary):
    """How a quote differs from the document in one word."""

    CHANGED = "changed", "the document has another word there"
    MISSING = "missing", "the document has a word there that the quote leaves out"
    ADDED = "added", "the quote has a word there that the document does not have"
