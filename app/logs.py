"""Logs: structured, one event a line, as JSON or for people."""

import logging

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import Processor

from app.settings import Settings

_SHARED: list[Processor] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
_AS_JSON: list[Processor] = [
    structlog.processors.dict_tracebacks,
    structlog.processors.JSONRenderer(),
]
_FOR_PEOPLE: list[Processor] = [
    structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
]


def configure_logs(settings: Settings) -> None:
    """Set up structlog for this process, and uvicorn's own logs where they are to be JSON."""
    is_json = settings.log_format == "json"
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    structlog.configure(
        processors=[*_SHARED, *(_AS_JSON if is_json else _FOR_PEOPLE)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
    if is_json:
        _write_uvicorn_as_json()


def _write_uvicorn_as_json() -> None:
    """Have uvicorn's loggers write as ours do: a line that is not JSON would break a reader."""
    handler: logging.Handler = logging.StreamHandler()
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[ProcessorFormatter.remove_processors_meta, *_AS_JSON],
        )
    )
    for name, handlers in {"uvicorn": [handler], "uvicorn.access": []}.items():
        logger = logging.getLogger(name)
        logger.handlers = handlers
        logger.propagate = not handlers
