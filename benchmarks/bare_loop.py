"""The yardstick of streams: SQLite reads the JSON of all facts, and nothing more.

    python -m benchmarks.bare_loop FILE

prints the bytes that NDJSON of all facts has, and the seconds.
"""

import json
import sys
import time
from contextlib import closing
from pathlib import Path

from app.store.sealed import open_readonly

STATEMENT = "SELECT record.body FROM fact JOIN record ON record.key = fact.key ORDER BY fact.key"


def main() -> None:
    """Read the file that the command line names."""
    with closing(open_readonly(Path(sys.argv[1]))) as connection:
        connection.text_factory = bytes
        connection.execute(f"PRAGMA mmap_size = {2**40}")
        started = time.perf_counter()
        size = 0
        for (body,) in connection.execute(STATEMENT):
            size += len(body) + 1
        seconds = time.perf_counter() - started
    sys.stdout.write(json.dumps({"size": size, "seconds": seconds}))


if __name__ == "__main__":
    main()
