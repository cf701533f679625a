"""Records the answers in docs/cookbook.md and the version in README.md, after a change:
`python -m tests.record_cookbook`.
"""

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from app.compiler.build import build
from app.settings import Settings, bundled
from app.store.digests import SHORT
from app.store.sealed import path_of
from tests.live import serving
from tests.servers import ROOT

COOKBOOK = ROOT / "docs" / "cookbook.md"
README = ROOT / "README.md"
RECIPE = re.compile(r"`GET (?P<url>/\S+)`\n\n```json\n(?P<shown>.*?)```", re.DOTALL)


def recipes() -> list[tuple[str, str]]:
    """The URL of each question, and the answer that is shown."""
    return [
        (match["url"], match["shown"]) for match in RECIPE.finditer(COOKBOOK.read_text("utf-8"))
    ]


def laid_out(answer: Any) -> str:
    """An answer as the cookbook shows it: one record a line."""

    def compact(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    if not isinstance(answer.get("data", answer.get("groups")), list):
        return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"
    lines = []
    for name, value in answer.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            records = ",\n".join(f"  {compact(record)}" for record in value)
            lines.append(f" {compact(name)}: [\n{records}\n ]")
        else:
            lines.append(f" {compact(name)}: {compact(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def record(client: httpx.Client, file: Path = COOKBOOK) -> None:
    """Write the server's answers into the file."""

    def answered(match: re.Match[str]) -> str:
        shown = laid_out(client.get(match["url"]).raise_for_status().json())
        return f"`GET {match['url']}`\n\n```json\n{shown}```"

    file.write_text(RECIPE.sub(answered, file.read_text("utf-8")), encoding="utf-8")


def name_version(client: httpx.Client, file: Path = README) -> None:
    """Write the version of the dataset into the citations that the README shows."""
    version = client.get("/v1/dataset").raise_for_status().json()["version"]
    short = version[:SHORT]
    text = re.sub(rf"(?<=Citewire dataset )[0-9a-f]{{{SHORT}}}", short, file.read_text("utf-8"))
    file.write_text(text, encoding="utf-8")


def main() -> None:
    """Compile the seed in a folder of its own, serve it, and record the answers."""
    with TemporaryDirectory() as folder:
        data = Path(folder)
        settings = Settings(dataset=path_of(data, build(bundled("seed"), data).version))
        with serving(settings) as client:
            record(client)
            name_version(client)


if __name__ == "__main__":
    main()
