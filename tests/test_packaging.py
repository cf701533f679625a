"""Citewire as its users get it: installed from a wheel, run from a checkout, or by `make serve`."""

import hashlib
import re
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from email.parser import BytesParser
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from app import __version__
from tests.servers import ROOT, Server, clean_copy, environment, free_port, run, serving

SCRIPTS = Path(sysconfig.get_path("scripts"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def holds_deals(server: Server) -> bool:
    """Whether the seed has reached the server."""
    deals = server.get("/v1/deals")
    return deals["total"] > 0 and len(deals["data"]) > 0


# --- What is installed


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clean_copy(tmp_path_factory.mktemp("clean") / "citewire")


@pytest.fixture(scope="module")
def wheel(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZipFile]:
    """The wheel, built from the sdist: the sdist therefore holds all that a build reads."""
    dist = tmp_path_factory.mktemp("dist")
    build = ["-m", "build", "--no-isolation", "--outdir", str(dist), str(copy)]
    run([sys.executable, *build], cwd=dist, env=environment())
    [file] = dist.glob("*.whl")
    with ZipFile(file) as opened:
        yield opened


def test_the_wheel_holds_the_package_the_seed_and_the_migrations(
    copy: Path, wheel: ZipFile
) -> None:
    places = {
        "app": "app",
        "migrations": "app/bundled/migrations",
        "seed": "app/bundled/seed",
    }
    expected = {
        f"{place}/{file.relative_to(copy / folder).as_posix()}": file.read_bytes()
        for folder, place in places.items()
        for file in (copy / folder).rglob("*")
        if file.is_file()
    }
    packed = {name: wheel.read(name) for name in wheel.namelist() if ".dist-info/" not in name}

    assert packed.keys() == expected.keys()
    assert packed == expected
    assert "app/py.typed" in packed


def test_the_wheel_tells_its_version_and_its_licence(wheel: ZipFile) -> None:
    info = f"citewire-{__version__}.dist-info"
    metadata = BytesParser().parsebytes(wheel.read(f"{info}/METADATA"))

    assert metadata["Version"] == __version__
    assert metadata["License-Expression"] == "MIT"
    assert {f"{info}/licenses/LICENSE", f"{info}/licenses/NOTICE.md"} <= set(wheel.namelist())


def test_an_installed_citewire_serves_from_any_folder(copy: Path, tmp_path: Path) -> None:
    venv, empty, home = tmp_path / "venv", tmp_path / "empty", tmp_path / "home"
    empty.mkdir()
    home.mkdir()
    run([sys.executable, "-m", "venv", "--without-pip", venv], cwd=empty, env=environment())
    install = ["-m", "pip", "--python", str(venv), "install", "--quiet", str(copy)]
    run([sys.executable, *install], cwd=empty, env=environment())

    port = free_port()
    with serving(
        [venv / "bin" / "citewire", "serve", "--port", str(port)],
        port=port,
        cwd=empty,
        env=environment(HOME=home),
        log=tmp_path / "log",
    ) as server:
        assert holds_deals(server)
    assert list(empty.iterdir()) == []


# --- What is run from a checkout


@pytest.mark.parametrize(
    "command",
    [["uvicorn", "app.main:app"], ["fastapi", "run", "app/main.py"]],
    ids=["uvicorn", "fastapi"],
)
def test_a_checkout_serves_with_the_usual_commands(command: list[str], tmp_path: Path) -> None:
    port = free_port()
    with serving(
        [sys.executable, SCRIPTS / command[0], *command[1:], "--port", str(port)],
        port=port,
        cwd=ROOT,
        env=environment(CITEWIRE_DATA=tmp_path / "data"),
        log=tmp_path / "log",
    ) as server:
        assert holds_deals(server)


def test_make_serve_needs_nothing_but_a_clean_copy(tmp_path: Path) -> None:
    checkout = clean_copy(tmp_path / "citewire")
    port = free_port()
    with serving(
        ["make", "serve", f"PORT={port}", f"PYTHON={sys.executable}"],
        port=port,
        cwd=checkout,
        env=environment(),
        log=tmp_path / "log",
        patience=300,  # it installs what it needs first
    ) as server:
        assert holds_deals(server)


# --- What is pinned


def pins(lock: str) -> dict[str, str]:
    """The version of each distribution in a lock file, by its name."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", text, flags=re.MULTILINE))


@pytest.mark.parametrize(
    "lock", ["requirements.lock", "requirements-build.lock", "requirements-test.lock"]
)
def test_every_pin_has_its_hashes_and_no_lock_names_an_index(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    pinned = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]

    assert len(pinned) == len(pins(lock)) > 0
    assert all("--hash=sha256:" in pin for pin in pinned)
    assert "://" not in text


def test_one_environment_can_hold_all_locks() -> None:
    tests = pins("requirements-test.lock").items()

    assert pins("requirements.lock").items() <= tests
    assert pins("requirements-build.lock").items() <= tests


def test_the_locks_hold_what_is_declared() -> None:
    build = PROJECT["build-system"]["requires"]
    declared = {
        "requirements.lock": PROJECT["project"]["dependencies"],
        "requirements-build.lock": build,
        "requirements-test.lock": PROJECT["project"]["optional-dependencies"]["test"],
    }

    assert PROJECT["dependency-groups"]["build"] == build
    for lock, requirements in declared.items():
        pinned = pins(lock)
        for requirement in map(Requirement, requirements):
            assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)])


def test_the_vendored_swagger_ui_is_as_its_readme_says() -> None:
    folder = ROOT / "app" / "api" / "about" / "swagger"
    sums = re.findall(r"\| `(\S+)` \| `([0-9a-f]{64})` \|", (folder / "README.md").read_text())

    assert {name for name, _ in sums} == {file.name for file in folder.iterdir()} - {"README.md"}
    for name, expected in sums:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == expected
