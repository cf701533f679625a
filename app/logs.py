"""Logs: structured, one event a line, as JSON or for people."""

import logging

import structlog

from app.settings import Settings


def configure_logs(settings: Settings) -> None:
    """Set up structlog for this process."""
    renderer: structlog.typing.Processor = structlog.dev.ConsoleRenderer(
        exception_formatter=structlog.dev.plain_traceback
    )
    as_json: list[structlog.typing.Processor] = []
    if settings.log_format == "json":
        as_json = [structlog.processors.dict_tracebacks]
        renderer = structlog.processors.JSONRenderer()
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *as_json,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
