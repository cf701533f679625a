"""Generate a dataset: `python -m benchmarks.generate --facts 1000000 --seed 1 FOLDER`."""

import argparse
import sys
from pathlib import Path

from app.store.sealed import path_of
from benchmarks.generate.dataset import generate


def main() -> None:
    """Read the command line and generate."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--facts", type=int, required=True)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("folder", type=Path)
    options = arguments.parse_args()
    manifest = generate(options.facts, options.seed, options.folder)
    sys.stdout.write(f"{path_of(options.folder, manifest.version)}\n")


if __name__ == "__main__":
    main()
