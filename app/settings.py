"""Every setting, typed, from the environment (`CITEWIRE_…`) or a `.env` file."""

import re
from functools import cache
from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    SettingsConfigDict,
)
from rapidfuzz import fuzz, process

PACKAGE = Path(__file__).parent
PREFIX = "CITEWIRE_"
ALIKE = 60
"""From which similarity (0 to 100) on a setting is suggested for a variable that is none."""


def bundled(name: str) -> Path:
    """The folder of that name beside the package (a checkout) or within it (a wheel)."""
    beside = PACKAGE.parent / name
    return beside if (PACKAGE.parent / "pyproject.toml").is_file() else PACKAGE / "bundled" / name


def _data_folder() -> Path:
    """`data/` in a checkout; the user's data folder where Citewire was installed."""
    checkout = PACKAGE.parent
    if (checkout / "pyproject.toml").is_file():
        return checkout / "data"
    return user_data_path("citewire", appauthor=False)


class Settings(BaseSettings):
    """What a deployment may decide. `docs/settings.md` lists the same."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True
    )

    data: Path = Field(
        default_factory=_data_folder,
        description="Folder in which datasets are published.",
    )
    seed: Path = Field(
        default_factory=lambda: bundled("seed"),
        description="Folder of the documents and annotations that are compiled.",
    )
    dataset: Path | None = Field(
        default=None,
        description="A sealed dataset to serve as it is. Nothing is compiled then.",
    )
    cache_seconds: int = Field(
        default=300,
        ge=0,
        le=31_536_000,
        description="How long a client may keep an answer before it asks again.",
    )
    cache_megabytes: float = Field(
        default=12,
        ge=0,
        le=1_048_576,
        description="How much memory each process keeps finished responses in; 0 keeps none.",
    )
    query_seconds: float = Field(
        default=5,
        gt=0,
        le=3600,
        description="How long a query may take before it is given up with a 503.",
    )
    summary_combinations: int = Field(
        default=16_000_000,
        ge=1,
        le=1_000_000_000,
        description="How many combinations of two keys a summary may count; more are a 400.",
    )
    head_seconds: int = Field(
        default=10,
        ge=1,
        le=3600,
        description="How long a client may take to send the header of a request.",
    )
    log_format: Literal["json", "console"] = Field(
        default="console", description="`json`, one object a line, or `console` for people."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least weight of what is logged."
    )


class WrongSettings(Exception):
    """A variable in the environment, or in `.env`, is no setting or has a value that is wrong."""


EXIT_USAGE = 2
"""The command line or a setting is wrong."""


@cache
def settings() -> Settings:
    """The settings of this process, read once. Raises WrongSettings, which names what is wrong."""
    wrong = [_no_setting(name) for name in _unknown()]
    try:
        read = Settings()
    except ValidationError as failure:
        wrong += (_in_words(str(error["loc"][0]), error["input"]) for error in failure.errors())
        raise WrongSettings("\n".join(wrong)) from failure
    if wrong:
        raise WrongSettings("\n".join(wrong))
    return read


FROM_KUBERNETES = re.compile(
    r"citewire_(service_host|service_port(_\w+)?|port_\d+_(tcp|udp|sctp)(_\w+)?)=|citewire_port=\w+://"
)
"""What Kubernetes sets in every container where a service is called `citewire`
(https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables)."""


def _unknown() -> list[str]:
    """The variables that have our prefix and are no settings."""
    given: dict[str, str | None] = {}
    for source in (EnvSettingsSource(Settings), DotEnvSettingsSource(Settings)):
        given |= source.env_vars
    return sorted(
        name.upper()
        for name, value in given.items()
        if name.startswith(PREFIX.lower())
        and name.removeprefix(PREFIX.lower()) not in Settings.model_fields
        and not FROM_KUBERNETES.match(f"{name}={value}")
    )


def _no_setting(name: str) -> str:
    """That a variable is no setting, and which it may have been meant to be."""
    known = [f"{PREFIX}{field.upper()}" for field in Settings.model_fields]
    # The part that all have in common would make everything alike.
    ends = [field.upper() for field in Settings.model_fields]
    match = process.extractOne(
        name.removeprefix(PREFIX), ends, scorer=fuzz.ratio, score_cutoff=ALIKE
    )
    hint = f"Did you mean `{known[match[2]]}`?" if match else f"There are: {', '.join(known)}."
    return f"{name} is no setting. {hint}"


def _in_words(name: str, given: object) -> str:
    """What is wrong with the value of a setting, and what would be right."""
    schema = Settings.model_json_schema()["properties"][name]
    match schema:
        case {"enum": terms}:
            right = f"one of {', '.join(terms)}"
        case {"type": "integer", "minimum": least, "maximum": most}:
            right = f"a whole number from {least} to {most}"
        case {"type": "number", "minimum": least, "maximum": most}:
            right = f"a number from {least:g} to {most:.0f}"
        case {"type": "number", "exclusiveMinimum": least, "maximum": most}:
            right = f"a number over {least:g} and up to {most:.0f}"
        case _:
            right = "a path"
    return f"CITEWIRE_{name.upper()} is `{given}`. It takes {right}."
