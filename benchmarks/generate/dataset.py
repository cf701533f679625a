"""The dataset: the cast and the documents about it, sealed and published."""

import hashlib
from pathlib import Path

from app.compiler.build import publish_documents
from app.store.sealed import Manifest
from benchmarks.generate.cast import Cast
from benchmarks.generate.chance import Chance
from benchmarks.generate.documents import documents


def generate(facts: int, seed: int, folder: Path) -> Manifest:
    """Publish a dataset of so many facts in the folder."""
    source = hashlib.sha256(f"{facts} generated facts, seed {seed}".encode()).hexdigest()
    cast = Cast(facts, Chance(f"{seed} cast"))
    return publish_documents(folder, source, documents(facts, seed, cast), cast.registry.render())
