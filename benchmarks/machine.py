"""The machine that figures are taken on, and what it tells of a process."""

import os
import platform
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SERVER_CORE = 0
LOAD_CORE = 1


def pinned_to(*cores: int) -> list[str]:
    """What keeps a command on these cores, where the system can and has more than one."""
    can = shutil.which("taskset") is not None and (os.cpu_count() or 1) > 1
    return ["taskset", "--cpu-list", ",".join(map(str, cores))] if can else []


def family(process: int) -> list[int]:
    """The process and all that it started, as far as they run."""
    found = [process]
    for parent in found:
        for thread in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += map(int, thread.read_text().split())
            except FileNotFoundError:
                continue  # ended since it was listed
    return found


def seconds_spent(process: int) -> float:
    """How long the threads of the process, and of all that it started, have run on a core."""
    nanoseconds = 0
    for member in family(process):
        for thread in Path(f"/proc/{member}/task").glob("*/schedstat"):
            try:
                nanoseconds += int(thread.read_text().split()[0])
            except FileNotFoundError:
                continue
    return nanoseconds / 1e9


SETTLING = 6
"""How many seconds after summaries the memory of a process is read: by then, what arrays have left
is given back (`store.sqlite.SOON`), and broken streams have ended.
"""


@dataclass(frozen=True)
class Memory:
    """What a process holds, in bytes."""

    resident: int
    """All that is in memory, with the pages of files that it maps and others may share."""
    anonymous: int
    """What is its own and no file's: the pages that the system could not get back."""


def memory_of(process: int) -> Memory:
    """What the process and all that it started hold (proc_pid_smaps(5))."""
    held = {"Rss": 0, "Anonymous": 0}
    for member in family(process):
        for line in Path(f"/proc/{member}/smaps_rollup").read_text().splitlines():
            name, _, value = line.partition(":")
            if name in held:
                held[name] += int(value.split()[0]) * 1024
    return Memory(held["Rss"], held["Anonymous"])


def settled_memory_of(process: int) -> Memory:
    """The same, once it has settled."""
    time.sleep(SETTLING)
    return memory_of(process)


def read_whole(files: Iterable[Path]) -> None:
    """Read the files from end to end, so that the system has them in memory, as far as it can.

    Virtual machines above all take back the memory of what was not read for a while.
    """
    buffer = bytearray(1 << 20)
    for file in files:
        with file.open("rb", buffering=0) as opened:
            while opened.readinto(buffer):
                pass


def described() -> dict[str, str]:
    """The machine in words, without its name."""
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "system": f"{platform.system()} {_release()}, {platform.machine()}",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "wrk": first_line("wrk", "-v").split()[1],
    }


def first_line(*command: str) -> str:
    """The first line that a command says, or why there is none."""
    if shutil.which(command[0]) is None:
        return "missing"
    said = subprocess.run(  # noqa: S603 - our own commands
        command, check=False, capture_output=True, text=True
    )
    return (said.stdout.strip() or said.stderr.strip() or "silent").splitlines()[0]


def _release() -> str:
    """The release of the system, without what its builder calls it."""
    return ".".join(platform.release().split(".")[:2])


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except FileNotFoundError:
        return platform.processor() or "unknown"
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "unknown")
