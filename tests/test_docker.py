"""The image, made and run without Docker: each instruction is replayed in a temporary folder."""

import json
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.servers import ROOT, clean_copy, environment, free_port, run, serving

DOCKERFILE = ROOT / "Dockerfile"
PORT = 8000
"""The port inside the container."""


def instructions() -> Iterator[tuple[str, str]]:
    """The instructions of the Dockerfile: their keyword, and the rest of the line."""
    lines = DOCKERFILE.read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    for line in text.replace("\\\n", " ").splitlines():
        keyword, _, rest = line.strip().partition(" ")
        if keyword:
            yield keyword.upper(), rest.strip()


@dataclass
class Image:
    """What the instructions make, with a temporary folder for the root of its file system."""

    root: Path
    context: Path
    folder: Path = field(init=False)
    variables: dict[str, str] = field(init=False)
    said: dict[str, str] = field(init=False)
    """The last instruction of each keyword, in the last stage."""

    def replay(self) -> None:
        """Carry out all instructions. One that is unknown fails, as it would go untested."""
        for keyword, rest in instructions():
            match keyword:
                case "FROM":
                    self._begin_stage()
                case "WORKDIR":
                    self.folder = Path(self.inside(rest))
                    self.folder.mkdir(parents=True)
                case "ENV":
                    self._set(rest)
                case "COPY":
                    self._copy(rest)
                case "RUN":
                    run(["sh", "-euc", self.inside(rest)], cwd=self.folder, env=self.variables)
                case "LABEL" | "USER" | "EXPOSE" | "STOPSIGNAL" | "HEALTHCHECK" | "CMD":
                    self.said[keyword] = rest
                case _:
                    raise NotImplementedError(keyword)

    def inside(self, text: str) -> str:
        """The text with each absolute path moved to the root of the image."""
        return re.sub(r"(?<![\w./:])/(?=\w)", f"{self.root}/", text)

    def command(self, keyword: str, port: int) -> list[str]:
        """The command of HEALTHCHECK or CMD, for another port than the container's own."""
        words: list[str] = json.loads(self.said[keyword][self.said[keyword].index("[") :])
        return [word.replace(str(PORT), str(port)) for word in words]

    def _begin_stage(self) -> None:
        # The stage before is put aside whole: the next has only what it copies from it.
        if self.root.exists():
            self.root.rename(self._stage_before)
        self.root.mkdir()
        self.folder, self.said = self.root, {}
        self.variables = environment()
        self.variables["PATH"] = f"{Path(sys.executable).parent}:{self.variables['PATH']}"

    @property
    def _stage_before(self) -> Path:
        return self.root.with_name("stage-before")

    def _set(self, rest: str) -> None:
        for assignment in shlex.split(rest):
            name, _, value = assignment.partition("=")
            if not name.startswith("PIP_"):  # here, pip's cache saves a download
                self.variables[name] = Template(self.inside(value)).substitute(self.variables)

    def _copy(self, rest: str) -> None:
        words = rest.split()
        origin = self.context
        if words[0].startswith("--from="):
            origin = self._stage_before
            del words[0]
        *sources, target = words
        to = self.folder / self.inside(target)
        for source in (origin / name.lstrip("/") for name in sources):
            if source.is_dir():
                shutil.copytree(source, to, symlinks=True)
            else:
                shutil.copy(source, to / source.name if target.endswith("/") else to)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    folder = tmp_path_factory.mktemp("docker")
    context = clean_copy(folder / "context")
    for name in {path.name for path in context.iterdir()} - allowed_in_context():
        path = context / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    made = Image(root=folder / "root", context=context)
    made.replay()
    return made


def allowed_in_context() -> set[str]:
    """What .dockerignore lets through, of the files and folders at the top."""
    rules = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in rules, ".dockerignore refuses everything that it does not name"
    return {rule.removeprefix("!") for rule in rules if rule.startswith("!")}


def contents(folder: Path) -> dict[Path, tuple[int, int]]:
    """Size and time of change of all that is in the folder."""
    found = {path: path.lstat() for path in folder.rglob("*")}
    return {path: (status.st_size, status.st_mtime_ns) for path, status in found.items()}


def test_the_image_serves_is_healthy_and_writes_nothing(image: Image, tmp_path: Path) -> None:
    port = free_port()
    health = image.command("HEALTHCHECK", port)
    before = contents(image.root)

    with serving(
        image.command("CMD", port),
        port=port,
        cwd=tmp_path,
        env=image.variables,
        log=tmp_path / "log",
    ) as server:
        assert server.get("/v1/deals")["total"] > 0
        run(health, cwd=tmp_path, env=image.variables)

    assert contents(image.root) == before
    stopped = subprocess.run(
        health, cwd=tmp_path, env=image.variables, capture_output=True, check=False
    )
    assert stopped.returncode != 0, "the health check is well without a server"


def test_the_dataset_in_the_image_is_readable_by_all_and_writable_by_none(image: Image) -> None:
    data = Path(image.variables["CITEWIRE_DATA"])

    assert len(list(data.glob("*.sqlite"))) == 1
    for path in [data, *data.rglob("*")]:
        assert path.stat().st_mode & 0o777 == (0o555 if path.is_dir() else 0o444), path


def test_the_image_is_not_root_and_holds_no_sources(image: Image) -> None:
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", image.said["USER"])
    assert image.said["STOPSIGNAL"] == "SIGTERM"
    assert image.said["EXPOSE"] == str(PORT)
    assert {path.name for path in (image.root / "srv" / "citewire").iterdir()} == {"data", "venv"}
    assert [path.name for path in image.root.iterdir()] == ["srv"]


def test_hadolint_finds_nothing_to_better() -> None:
    hadolint = Path(sysconfig.get_path("scripts")) / "hadolint"
    run([hadolint, DOCKERFILE], cwd=ROOT, env=environment())


def test_compose_takes_every_right_that_reading_does_not_need() -> None:
    compose: dict[str, Any] = YAML(typ="safe").load(ROOT / "compose.yaml")
    [service] = compose["services"].values()

    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["ports"] == [f"127.0.0.1:{PORT}:{PORT}"]
