"""Pages, as OpenAPI documents them. They are put together from ready bytes, not from these."""

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")


class Answer(BaseModel):
    """Base of what is no record: closed, like records."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)


class Page(Answer, Generic[T]):
    """One page of a list. Each collection has a page class of its own, named for clients."""

    data: list[T]
    total: int = Field(ge=0, description="How many records the query finds, on all its pages.")
    left_out: int = Field(
        ge=0,
        description="How many more records it might find, if the source gave what a range asks for:"
        " events without a date, or amounts without a bound.",
    )
    next: str | None = Field(
        description="The next page, or null on the last. The `Link` header has the same."
    )


NOT_MODIFIED: dict[str, Any] = {
    "description": "The client has this answer already (`If-None-Match`). Nothing was read."
}


def problem(description: str) -> dict[str, Any]:
    """A problem, as an operation's response in OpenAPI."""
    return {
        "description": description,
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }


INVALID_QUERY = problem(
    "The query is not valid: `errors` says which parameter, and how to mend it."
)
LIST_RESPONSES: dict[int | str, dict[str, Any]] = {
    304: NOT_MODIFIED,
    400: INVALID_QUERY,
}
RECORD_RESPONSES: dict[int | str, dict[str, Any]] = {
    304: NOT_MODIFIED,
    400: INVALID_QUERY,
    404: problem("There is no such record: `errors` suggests the nearest id."),
}
