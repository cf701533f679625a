"""Health: whether the process lives, and whether it can answer."""

from typing import Literal

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.api.http import problems
from app.api.pages import INVALID_QUERY, problem
from app.api.served import served
from app.api.serving.routing import router

routes = router("health", prefix="/health")

NOT_STORED = {"Cache-Control": "no-store"}


class Live(BaseModel):
    """The process is there."""

    status: Literal["live"]


class Ready(BaseModel):
    """The process can answer from its dataset."""

    status: Literal["ready"]
    version: str = Field(description="Version of the dataset.")
    facts: int = Field(description="How many facts it holds.")


@routes.get(
    "/live", summary="Is the process alive?", response_model=Live, responses={400: INVALID_QUERY}
)
async def get_live(request: Request) -> Response:
    """Answers as long as the process runs. It looks at nothing else."""
    return JSONResponse({"status": "live"}, headers=NOT_STORED)


@routes.get(
    "/ready",
    summary="Can it answer?",
    response_model=Ready,
    responses={400: INVALID_QUERY, 503: problem("The dataset cannot be read now.")},
)
async def get_ready(request: Request) -> Response:
    """Reads from the dataset, and answers 503 where that fails."""
    state = served(request)
    if not state.store.is_ready():
        raise problems.not_ready("The dataset cannot be read: its file has gone or was changed.")
    content = {
        "status": "ready",
        "version": state.version,
        "facts": state.store.manifest.tables["fact"],
    }
    return JSONResponse(content, headers=NOT_STORED)
