"""A value that a setting does not take is told in a line, wherever the settings are read."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import ROOT, environment

WRONG = [
    ("CITEWIRE_CACHE_SECONDS", "soon", "a whole number from 0 to 31536000"),
    ("CITEWIRE_CACHE_SECONDS", "-1", "a whole number from 0 to 31536000"),
    ("CITEWIRE_HEAD_SECONDS", "0", "a whole number from 1 to 3600"),
    ("CITEWIRE_CACHE_MEGABYTES", "much", "a number from 0 to 1048576"),
    ("CITEWIRE_QUERY_SECONDS", "0", "a number over 0 and up to 3600"),
    ("CITEWIRE_LOG_FORMAT", "xml", "one of json, console"),
    ("CITEWIRE_LOG_LEVEL", "loud", "one of debug, info, warning, error"),
]
COMMANDS = {
    "serve": ["-m", "app", "serve", "--port", "0"],
    "build": ["-m", "app", "build"],
    "check": ["-m", "app", "check"],
    "verify": ["-m", "app", "verify"],
    "uvicorn": ["-m", "uvicorn", "app.main:app", "--port", "0"],
}


def ended(
    command: list[str], settings: dict[str, str], cwd: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env=environment(**settings) | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(("variable", "value", "right"), WRONG)
def test_a_wrong_value_is_named_with_what_would_be_right(
    variable: str, value: str, right: str
) -> None:
    done = ended(COMMANDS["check"], {variable: value})

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{variable} is `{value}`. It takes {right}.\n"


@pytest.mark.parametrize("name", ["serve", "build", "check", "verify", "uvicorn"])
def test_it_is_told_wherever_the_settings_are_read(name: str) -> None:
    done = ended(COMMANDS[name], {"CITEWIRE_CACHE_SECONDS": "soon", "CITEWIRE_LOG_LEVEL": "loud"})

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "CITEWIRE_CACHE_SECONDS is `soon`. It takes a whole number from 0 to 31536000.",
        "CITEWIRE_LOG_LEVEL is `loud`. It takes one of debug, info, warning, error.",
    ]


def test_a_file_of_settings_is_read_alike(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CITEWIRE_CACHE_SECONDS=soon\n")
    done = ended(COMMANDS["check"], {}, cwd=tmp_path)

    assert done.returncode == 2
    assert done.stderr.startswith("CITEWIRE_CACHE_SECONDS is `soon`.")


MISSPELT = [
    ("CITEWIRE_CACHE_SECOND", "CITEWIRE_CACHE_SECONDS"),
    ("CITEWIRE_DATABASE", "CITEWIRE_DATASET"),
    ("CITEWIRE_LOGLEVEL", "CITEWIRE_LOG_LEVEL"),
    ("citewire_log_fromat", "CITEWIRE_LOG_FORMAT"),
]


@pytest.mark.parametrize(("variable", "meant"), MISSPELT)
def test_a_variable_that_is_no_setting_is_named_with_the_nearest(variable: str, meant: str) -> None:
    done = ended(COMMANDS["check"], {variable: "x"})

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{variable.upper()} is no setting. Did you mean `{meant}`?\n"


def test_where_nothing_is_near_all_settings_are_listed() -> None:
    done = ended(COMMANDS["check"], {"CITEWIRE_XYZZYQ": "x"})

    assert done.returncode == 2
    assert done.stderr.startswith("CITEWIRE_XYZZYQ is no setting. There are: CITEWIRE_DATA, ")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_misspelt_variable_is_told_by_every_command(name: str) -> None:
    done = ended(COMMANDS[name], {"CITEWIRE_DATASETS": "x", "CITEWIRE_LOG_LEVEL": "loud"})

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "CITEWIRE_DATASETS is no setting. Did you mean `CITEWIRE_DATASET`?",
        "CITEWIRE_LOG_LEVEL is `loud`. It takes one of debug, info, warning, error.",
    ]


def test_a_misspelt_line_of_a_file_of_settings_is_told_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CITEWIRE_CACHE_SECOND=5\nPOSTGRES_PASSWORD=x\n")
    done = ended(COMMANDS["check"], {}, cwd=tmp_path)

    assert done.returncode == 2
    assert done.stderr.startswith("CITEWIRE_CACHE_SECOND is no setting.")


def test_what_kubernetes_sets_for_a_service_of_that_name_is_none_of_ours() -> None:
    """https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables"""
    theirs = {
        "CITEWIRE_SERVICE_HOST": "10.0.0.11",
        "CITEWIRE_SERVICE_PORT": "8000",
        "CITEWIRE_SERVICE_PORT_HTTP": "8000",
        "CITEWIRE_PORT": "tcp://10.0.0.11:8000",
        "CITEWIRE_PORT_8000_TCP": "tcp://10.0.0.11:8000",
        "CITEWIRE_PORT_8000_TCP_ADDR": "10.0.0.11",
    }

    assert ended(COMMANDS["check"], theirs).returncode == 0
    assert ended(COMMANDS["check"], {"CITEWIRE_PORT": "9000"}).returncode == 2
