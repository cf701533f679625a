"""Terms of the API itself, beside those of the data."""

from app.model.vocabulary import Vocabulary


class Match(Vocabulary):
    """How a range is decided where the source leaves a value open."""

    CERTAIN = "certain", "all that the value can be lies within the range"
    POSSIBLE = "possible", "some of what the value can be lies within the range"


class Format(Vocabulary):
    """In which form a list is given."""

    JSON = "json", "one page, in an envelope with the total and the next page"
    NDJSON = "ndjson", "one record a line, all of them unless `limit` is given"
    CSV = "csv", "a table (RFC 4180), all records unless `limit` is given"
