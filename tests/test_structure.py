"""The shape of the code: floors, sizes, and a page that lists every setting."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest
from pydantic.fields import FieldInfo

from app.settings import Settings
from tests.servers import ROOT

APP = ROOT / "app"
MODULES = sorted(APP.rglob("*.py"))
SOURCES = sorted(
    file for folder in ("app", "tests", "benchmarks") for file in (ROOT / folder).rglob("*.py")
)

FLOORS = (
    {"__init__"},
    {"settings"},
    {"model", "logs"},
    {"store"},
    {"api", "compiler"},
    {"main", "cli"},
    {"__main__"},
)
"""The parts of `app`, lowest first. Each may import from lower floors and from itself."""

FLOORS_OF_API = (
    {"__init__"},
    {"vocabulary", "pages", "served"},
    {"http"},
    {"query"},
    {"serving", "summaries"},
    {"collections"},
    {"search", "views"},
    {"about"},
)
"""The parts of `app.api`, in the same way."""


def part_of(file: Path) -> str:
    """The part of `app` that a module belongs to."""
    return file.relative_to(APP).parts[0].removesuffix(".py")


def floor_of(part: str, floors: Sequence[set[str]] = FLOORS) -> int:
    [floor] = [number for number, parts in enumerate(floors) if part in parts]
    return floor


def imported_parts(file: Path) -> Iterator[str]:
    """The parts of `app` that a module imports from, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (part_named(alias.name) for alias in names if is_ours(alias.name))
            case ast.ImportFrom(module="app", names=names):
                # `from app import x`: a part of that name, or what `app` itself defines.
                parts = {part_of(other) for other in MODULES}
                yield from (alias.name if alias.name in parts else "__init__" for alias in names)
            case ast.ImportFrom(module=str(module)) if is_ours(module):
                yield part_named(module)


def is_ours(module: str) -> bool:
    return module == "app" or module.startswith("app.")


def part_named(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


# --- Floors


def test_every_part_of_the_application_has_its_floor() -> None:
    assert {part_of(file) for file in MODULES} == set().union(*FLOORS)


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(APP)))
def test_imports_point_down_only(file: Path) -> None:
    own = part_of(file)
    upward = {
        part for part in imported_parts(file) if part != own and floor_of(part) >= floor_of(own)
    }

    assert upward == set()


def module_of(file: Path) -> str:
    """The name of a module of ours."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported_modules(file: Path) -> set[str]:
    """The modules of ours that a module imports, wherever in it."""
    ours = set(map(module_of, MODULES))
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and is_ours(str(node.module)):
            parts = {f"{node.module}.{alias.name}" for alias in node.names} & ours
            found |= parts or {str(node.module)}
    return found


def part_of_api(module: str) -> str:
    """The part of `app.api` that a module of it belongs to."""
    return [*module.split("."), "__init__"][2]


def test_imports_within_the_api_point_down_only() -> None:
    needed = {module_of(file): imported_modules(file) for file in MODULES if part_of(file) == "api"}
    assert {part_of_api(module) for module in needed} == set().union(*FLOORS_OF_API)
    upward = [
        (module, other)
        for module, others in needed.items()
        for other in others & needed.keys()
        if part_of_api(module) != part_of_api(other)
        and floor_of(part_of_api(module), FLOORS_OF_API)
        <= floor_of(part_of_api(other), FLOORS_OF_API)
    ]

    assert upward == []


def test_no_two_modules_need_each_other() -> None:
    needed = {module_of(file): imported_modules(file) for file in MODULES}
    assert sum(map(len, needed.values())) > 500
    assert len([*TopologicalSorter(needed).static_order()]) == len(MODULES)  # or it raises


def test_the_server_has_no_write_path_and_the_compiler_no_server() -> None:
    seen = {
        part: {other for file in MODULES if part_of(file) == part for other in imported_parts(file)}
        for part in ("api", "compiler", "store", "main")
    }

    assert "compiler" not in seen["api"] | seen["store"]
    assert "api" not in seen["compiler"] | seen["store"]
    assert {"api", "compiler", "store", "settings", "logs", "__init__"} == seen["main"]


# --- Files


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_is_a_room_and_not_a_house(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").count("\n")

    assert lines < (600 if "tests" in file.parts else 400)


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_import_is_absolute(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    levels = [node.level for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]

    assert set(levels) <= {0}


# --- Settings


def documented() -> dict[str, tuple[str, str, str]]:
    """Type, default and meaning of each setting in the table of `docs/settings.md`."""
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \| (.+) \|$", text, flags=re.MULTILINE)
    return {name: (type_, default, meaning) for name, type_, default, meaning in rows}


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    names = [f"CITEWIRE_{name.upper()}" for name in Settings.model_fields]

    assert list(documented()) == names


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_is_documented_as_it_is(name: str) -> None:
    field = Settings.model_fields[name]
    type_, default, meaning = documented()[f"CITEWIRE_{name.upper()}"]

    assert meaning == field.description
    assert type_.startswith(type_in_words(field))
    if field.default_factory is None:
        assert default == ("none" if field.default is None else f"`{field.default}`")
    for bound in field.metadata:
        [limit] = astuple(bound)
        assert str(limit) in type_


def type_in_words(field: FieldInfo) -> str:
    annotation = field.annotation
    if get_origin(annotation) is Literal:
        return " or ".join(f"`{term}`" for term in get_args(annotation))
    if annotation is int:
        return "whole number"
    if annotation is float:
        return "number"
    assert annotation in {Path, Path | None}, "say how this type is to be called"
    return "path"
