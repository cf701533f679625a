"""Logs: one event a line, as JSON or for people."""

import logging
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from app.settings import Settings

LOG = "citewire"
"""The name of our own logger."""
ACCESS = "uvicorn.access"


class _AsJson(JsonFormatter):
    """An object for each event, with its `timestamp` in UTC (ISO 8601) and its `level`."""

    def __init__(self) -> None:
        super().__init__(
            "%(message)s %(levelname)s",
            rename_fields={"message": "event", "levelname": "level", "exc_info": "exception"},
            timestamp=True,
            exc_info_as_array=True,
            reserved_attrs=[*RESERVED_ATTRS, "color_message"],
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return {**log_data, "level": log_data["level"].lower()}


def configure_logs(settings: Settings) -> None:
    """Set up the logs of this process, uvicorn's too where they are to be JSON: a line that is
    not would break a reader.
    """
    is_json = settings.log_format == "json"
    handler: logging.Handler = logging.StreamHandler()
    handler.setFormatter(
        _AsJson() if is_json else logging.Formatter("%(asctime)s %(levelname)s %(message)s")
    )
    logging.getLogger(LOG).setLevel(settings.log_level.upper())
    names = [LOG]
    if is_json:
        names.append("uvicorn")
        if logging.getLogger(ACCESS).handlers:  # one that says nothing is to go on so
            names.append(ACCESS)
    for name in names:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
