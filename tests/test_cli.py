"""The command line: what it answers, how it ends, and that its help says so."""

import re
import socket
from pathlib import Path

import pytest

from app import __version__
from app.settings import bundled
from tests.compiler.command import Ended, citewire, contents, run_citewire
from tests.seeds import FACTS, Seed, small_seed

COMMANDS = ["serve", "build", "check", "verify"]


@pytest.fixture
def seed(tmp_path: Path) -> Seed:
    """A small correct seed, which the test may change."""
    return small_seed(tmp_path / "seed")


def in_words(text: str) -> str:
    """The text without the lines and frames of a terminal."""
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", text).split())


# --- Help


def test_help_names_every_command_and_exit_code(tmp_path: Path) -> None:
    ended = run_citewire("--help", cwd=tmp_path)
    assert (ended.code, ended.err) == (0, "")
    said = in_words(ended.out)
    assert "News facts as data, each with the sentence that proves it." in said
    assert (
        "Exit codes: 0 done; 1 the seed has mistakes and nothing was published; 2 the command line"
        " or a setting is wrong; 3 there is no dataset, it is damaged, or none can be published."
        in said
    )
    listed = said.partition("Commands")[2]
    assert all(f" {command} " in listed for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_says_what_it_does(command: str) -> None:
    ended = citewire(command, "--help")
    assert (ended.code, ended.err) == (0, "")
    said = in_words(ended.out)
    summary = in_words(citewire("--help").out).partition(f" {command} ")[2]
    assert said.startswith("Usage: ")
    assert summary.split(".")[0] in said


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("serve", ["--host", "--port", "--workers"]),
        ("build", ["--seed", "--data"]),
        ("check", ["--seed"]),
        ("verify", ["[file]"]),
    ],
)
def test_each_option_has_its_line(command: str, options: list[str]) -> None:
    said = in_words(citewire(command, "--help").out)
    assert all(option.casefold() in said.casefold() for option in options)


def test_no_command_shows_the_help() -> None:
    ended = citewire()
    assert "Usage: " in ended.out + ended.err
    assert ended.code == 2


# --- A command line that is wrong


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["biuld"], "No such command 'biuld'"),
        (["build", "--sede", "x"], "No such option"),
        (["check", "--data", "x"], "No such option"),
        (["verify", "one", "two"], "unexpected extra argument"),
        (["serve", "--port", "70000"], "Invalid value for '--port'"),
        (["serve", "--port", "http"], "Invalid value for '--port'"),
        (["serve", "--workers", "0"], "Invalid value for '--workers'"),
    ],
)
def test_a_wrong_command_line_ends_with_2_and_its_reason(arguments: list[str], said: str) -> None:
    ended = citewire(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in in_words(ended.err)
    assert "Traceback" not in ended.err


# --- check


def test_check_shows_the_coverage_and_writes_nothing(seed: Seed, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    ended = citewire("check", "--seed", seed.folder)
    assert ended == Ended(
        0,
        "bridge: 4 facts; 3 of 4 sentences with facts; 79.6% of the characters cited\n"
        "entities without a mention: none\n",
        "",
    )
    assert sorted(tmp_path.rglob("*")) == before


def test_check_lists_entities_that_no_document_names(seed: Seed) -> None:
    seed.write(
        "entities/groups.yaml", "engineers: { name: engineers }\nb: { name: B }\na: { name: A }\n"
    )
    ended = citewire("check", "--seed", seed.folder)
    assert ended.code == 0
    assert ended.out.splitlines()[-1] == "entities without a mention: b, a"


def test_check_reads_the_seed_of_the_settings_where_none_is_given(seed: Seed) -> None:
    ended = citewire("check", CITEWIRE_SEED=seed.folder)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("bridge: 4 facts;")


def test_mistakes_end_with_1_and_are_counted(seed: Seed) -> None:
    seed.change(FACTS, "stance: supports", "stance: support")
    ended = citewire("check", "--seed", seed.folder)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.splitlines()[-1] == "1 mistake; nothing was published."
    seed.change(FACTS, "role: funder", "role: founder")
    ended = citewire("check", "--seed", seed.folder)
    assert ended.err.splitlines()[-1] == "2 mistakes; nothing was published."


def test_a_seed_that_is_not_there_has_no_document(tmp_path: Path) -> None:
    ended = citewire("check", "--seed", tmp_path / "nowhere")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        f"{tmp_path}/nowhere:1:1: there is no document: expected `documents/<id>/text.txt`.\n"
        "1 mistake; nothing was published.\n"
    )


# --- build


def test_build_publishes_and_says_what(seed: Seed, tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"
    ended = citewire("build", "--seed", seed.folder, "--data", data)
    [file] = data.glob("*.sqlite")
    assert ended == Ended(0, f"Published {file.stem} in {data}: 4 facts.\n", "")
    assert set(contents(data)) == {"current", file.name}


def test_build_takes_seed_and_data_from_the_environment(seed: Seed, tmp_path: Path) -> None:
    data = tmp_path / "data"
    ended = citewire("build", CITEWIRE_SEED=seed.folder, CITEWIRE_DATA=data)
    assert (ended.code, ended.err) == (0, "")
    assert set(contents(data)) >= {"current"}


def test_a_process_of_its_own_ends_as_the_tests_say(seed: Seed, tmp_path: Path) -> None:
    seed.change(FACTS, "“The bridge is a promise,” minister", "“Die Brücke” minister")
    build = ("build", "--seed", seed.folder, "--data", tmp_path / "data")
    ended = run_citewire(*build, cwd=tmp_path)
    assert ended == citewire(*build)
    assert ended.code == 1
    assert "the quote ““Die Brücke” minister Ada Byrne said” does not stand" in ended.err
    assert contents(tmp_path / "data") == {}


# --- serve


def test_serve_with_mistakes_in_the_seed_tells_them_and_ends(seed: Seed, tmp_path: Path) -> None:
    seed.change(FACTS, "stance: supports", "stance: support")
    data = tmp_path / "data"
    ended = citewire("serve", CITEWIRE_SEED=seed.folder, CITEWIRE_DATA=data)
    assert (ended.code, ended.out) == (1, "")
    assert "`support` is not a known stance" in ended.err
    assert ended.err.splitlines()[-1] == "1 mistake; nothing was published."
    assert contents(data) == {}


def test_the_module_is_the_command(tmp_path: Path) -> None:
    ended = run_citewire("check", cwd=tmp_path)
    assert ended == citewire("check", "--seed", bundled("seed"))
    assert ended.code == 0


def test_the_version_is_told() -> None:
    assert citewire("--version") == Ended(0, f"citewire {__version__}\n", "")


def test_a_port_that_is_taken_is_told_with_what_to_do(seed: Seed, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        folders = {"CITEWIRE_SEED": seed.folder, "CITEWIRE_DATA": tmp_path / "data"}
        ended = run_citewire("serve", "--port", port, cwd=tmp_path, **folders)
    assert (ended.code, ended.out) == (2, "")
    assert f"Nothing can listen on port {port} of 127.0.0.1" in ended.err
    assert "--port" in ended.err
