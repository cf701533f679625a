"""Starting: a server serves a sound dataset, or says why not and ends. Its logs can be read."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.settings import Settings
from tests import live
from tests.servers import ROOT, environment, free_port, serving
from tests.store import damage

SERVE = [sys.executable, "-m", "app", "serve", "--port"]


@pytest.mark.parametrize(
    ("befall", "reason"),
    [
        (damage.no_database, "is damaged: file is not a database."),
        (damage.another_database, "not a Citewire dataset"),
        (damage.cut_in_half, "is damaged: "),
        (damage.with_a_letter_changed, "is damaged: its content hashes to "),
    ],
)
def test_a_server_refuses_a_dataset_that_is_not_sound(
    dataset: Path, tmp_path: Path, befall: Callable[[Path], None], reason: str
) -> None:
    file = tmp_path / "dataset.sqlite"
    shutil.copy(dataset, file)
    file.chmod(0o644)
    befall(file)

    ended = subprocess.run(
        [*SERVE, "0"],
        cwd=ROOT,
        env=environment(CITEWIRE_DATASET=file),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 3
    assert ended.stdout == ""
    [line] = ended.stderr.splitlines()
    assert str(file) in line
    assert reason in line


def test_logs_are_one_json_object_a_line_where_they_are_to_be(
    dataset: Path, tmp_path: Path
) -> None:
    port, log = free_port(), tmp_path / "log"
    env = environment(CITEWIRE_DATASET=dataset, CITEWIRE_LOG_FORMAT="json")
    command = [*SERVE, str(port), "--workers", "2"]
    with serving(command, port=port, cwd=ROOT, env=env, log=log) as server:
        server.get("/v1/deals")

    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]

    assert events
    assert all({"event", "level", "timestamp"} <= event.keys() for event in events)
    assert any(f"http://127.0.0.1:{port}" in event["event"] for event in events)
    assert not any("/v1/deals" in event["event"] for event in events)  # as with other formats


def test_the_description_may_be_asked_for_at_once(dataset: Path) -> None:
    for url in ("/openapi.json", "/v1"):
        with live.serving(Settings(dataset=dataset)) as client:  # which describes itself meanwhile
            assert client.get(url).status_code == 200
