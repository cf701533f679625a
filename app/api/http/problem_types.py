"""The sorts of problems, each with what it means and how to mend it."""

from dataclasses import dataclass
from http import HTTPStatus


@dataclass(frozen=True)
class ProblemType:
    """A sort of problem, with a page of its own at its `type` URI."""

    slug: str
    status: int
    title: str
    meaning: str
    mending: str

    @property
    def uri(self) -> str:
        """What `type` says: a reference to the page."""
        return f"/problems/{self.slug}"


INVALID_QUERY = ProblemType(
    "invalid-query",
    HTTPStatus.BAD_REQUEST,
    "The query is not valid",
    "The query string has a parameter that does not exist here, a value that its parameter does"
    " not take, an id that names nothing in the dataset, or a cursor that does not fit the query."
    " Nothing in a query string is ignored.",
    "Each item of `errors` names a parameter, says what is wrong with it and, where there is one,"
    " suggests what would have been right. All parameters are in the OpenAPI description.",
)
TOO_MANY_COMBINATIONS = ProblemType(
    "too-many-combinations",
    HTTPStatus.BAD_REQUEST,
    "Too many combinations",
    "The records of the query have more combinations of the two keys than a summary counts. A"
    " country that a thousand documents name, beside a hundred others, has a hundred thousand.",
    "Choose one of the two keys, or filter by a value of the other: `document=…` with"
    " `group_by=mentioned_with` counts within one document. Or narrow what is found by any other"
    " filter. To send the same query again does not help.",
)
NOT_FOUND = ProblemType(
    "not-found",
    HTTPStatus.NOT_FOUND,
    "Not found",
    "The collection exists, but holds no record with this id.",
    "Take ids from a list or from a reference in another record. Countries go by their two-letter"
    " code of ISO 3166-1 in capitals. Ids hold for one version of the dataset, which the header"
    " `Dataset-Version` names; most stay the same in the next.",
)
NO_SUCH_PATH = ProblemType(
    "no-such-path",
    HTTPStatus.NOT_FOUND,
    "No such path",
    "Nothing is served under this path.",
    "`/v1` lists every collection with its address. Paths have no slash at the end.",
)
METHOD_NOT_ALLOWED = ProblemType(
    "method-not-allowed",
    HTTPStatus.METHOD_NOT_ALLOWED,
    "Method not allowed",
    "The API is read-only: it changes nothing, whatever it is sent.",
    "Use GET or HEAD. The header `Allow` lists what is possible.",
)
NOT_ACCEPTABLE = ProblemType(
    "not-acceptable",
    HTTPStatus.NOT_ACCEPTABLE,
    "Not acceptable",
    "The `Accept` header asks only for media types that are not to be had here.",
    "`detail` names what there is. Lists come as `application/json`, `application/x-ndjson` and"
    " `text/csv`: the parameter `format` asks for one of them, whatever the header says. Anything"
    " else comes in one form. `*/*`, or no header at all, takes whatever there is.",
)
PRECONDITION_FAILED = ProblemType(
    "precondition-failed",
    HTTPStatus.PRECONDITION_FAILED,
    "Precondition failed",
    "What is served is no longer what `If-Match` or `If-Unmodified-Since` asks for.",
    "Ask again without the header, and leave what you have of the old answer: its other part is no"
    " longer here. `detail` has the validator of the new one.",
)
RANGE_NOT_SATISFIABLE = ProblemType(
    "range-not-satisfiable",
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
    "Range not satisfiable",
    "The `Range` header asks for bytes that the file does not have.",
    "The header `Content-Range` gives the size of the file. The first byte is byte 0.",
)
INTERNAL_ERROR = ProblemType(
    "internal-error",
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "Internal error",
    "Something broke on our side.",
    "The request is not to blame. Tell us the `request_id`: the log has what happened under it.",
)
TAKES_TOO_LONG = ProblemType(
    "takes-too-long",
    HTTPStatus.SERVICE_UNAVAILABLE,
    "The query takes too long",
    "The query reads more than can be read in the time that each query has.",
    "Narrow it with a filter that finds less: a document, an entity, a range of dates. Where the"
    " server was busy, the same query may be answered later; `Retry-After` says when to try.",
)
NOT_READY = ProblemType(
    "not-ready",
    HTTPStatus.SERVICE_UNAVAILABLE,
    "Not ready",
    "The dataset cannot be read now.",
    "Try again later. `/health/ready` says when it can be read again.",
)
MALFORMED = ProblemType(
    "malformed-request",
    HTTPStatus.BAD_REQUEST,
    "The request is no HTTP",
    "What was sent is not a request as HTTP/1.1 has it (RFC 9112), so it cannot be read further.",
    "Percent-encode what stands in a URL, as UTF-8; give one `Host`. HTTP clients do both. The"
    " connection is closed: send the next request over another.",
)
TARGET_TOO_LONG = ProblemType(
    "target-too-long",
    HTTPStatus.REQUEST_URI_TOO_LONG,
    "The URL is too long",
    "The path and the query string are longer together than any that could be answered.",
    "Ask for less at once. A query string may have 8192 bytes, and a parameter 50 values.",
)
HEAD_TOO_LARGE = ProblemType(
    "headers-too-large",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    "The headers are too large",
    "The header fields of the request are larger together than the server reads.",
    "Leave out what is not needed, such as cookies: none are read here.",
)
TOO_SLOW = ProblemType(
    "request-timeout",
    HTTPStatus.REQUEST_TIMEOUT,
    "The request took too long",
    "The request had begun, but its header did not end in time.",
    "Send it again, in one go.",
)
REFUSED = ProblemType(
    "refused",
    HTTPStatus.BAD_REQUEST,
    "Request refused",
    "The request is not one that can be answered.",
    "`detail` says why.",
)

TYPES = (
    INVALID_QUERY,
    TOO_MANY_COMBINATIONS,
    NOT_FOUND,
    NO_SUCH_PATH,
    METHOD_NOT_ALLOWED,
    NOT_ACCEPTABLE,
    PRECONDITION_FAILED,
    RANGE_NOT_SATISFIABLE,
    INTERNAL_ERROR,
    TAKES_TOO_LONG,
    NOT_READY,
    MALFORMED,
    TARGET_TOO_LONG,
    HEAD_TOO_LARGE,
    TOO_SLOW,
    REFUSED,
)
