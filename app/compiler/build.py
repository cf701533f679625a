"""The build: seed → documents → rows → sealed file → published. All of it, or nothing."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import babel
import pycountry
from sqlalchemy import Connection

from app import __version__
from app.compiler.coverage import Coverage, coverage_of
from app.compiler.documents import compile_document, folders
from app.compiler.entities import Registry
from app.compiler.filling import Filling
from app.compiler.mistakes import Mistakes
from app.compiler.publishing import new_file, publish, seal
from app.settings import PACKAGE, bundled
from app.store.sealed import DatasetError, Manifest, published, verify


@dataclass(frozen=True)
class Report:
    """What a check of the seed found, where there were no mistakes."""

    coverage: list[Coverage]
    unmentioned: list[str]
    """Ids of defined entities that no document names."""


def check(seed: Path) -> Report:
    """Compile the seed without publishing it. Raises BuildFailed with all its mistakes."""
    mistakes = Mistakes()
    registry = Registry.read(seed / "entities", mistakes)
    found, sequence = [], 1
    for folder in folders(seed, mistakes):
        document = compile_document(folder, registry, sequence, mistakes)
        if document is not None:
            sequence += len(document.facts)
            found.append(coverage_of(document))
    mistakes.raise_if_any()
    return Report(found, registry.unmentioned())


def build(seed: Path, data: Path) -> Manifest:
    """Compile the seed and publish it in the data folder.

    Raises BuildFailed with all mistakes; what was published before is then untouched.
    """
    source = fingerprint(seed)
    with new_file(data) as draft:
        with draft.connect() as connection:
            documents = _fill(connection, seed)
        manifest = seal(draft.path, source, __version__, documents)
        publish(draft.path, data, manifest.version)
    return manifest


def build_if_needed(seed: Path, data: Path) -> Path:
    """The dataset of this seed: the published one where it still is, else a new one."""
    file = published(data)
    source = fingerprint(seed)
    if file is not None:
        try:
            if verify(file).source == source:
                return file
        except DatasetError:
            pass  # a damaged or older file is compiled anew below
    build(seed, data)
    built = published(data)
    assert built is not None, "a build publishes or raises"
    return built


def fingerprint(seed: Path) -> str:
    """SHA-256 of all that a dataset is made from: the seed, the compiler, the data it freezes."""
    digest = hashlib.sha256()
    digest.update(f"{__version__} {pycountry.__version__} {babel.__version__}\n".encode())
    roots = (seed, bundled("migrations"), PACKAGE / "compiler", PACKAGE / "model")
    for root in roots:
        for file in sorted(root.rglob("*")):
            if file.is_file() and file.suffix in {".txt", ".yaml", ".py"}:
                digest.update(f"{file.relative_to(root).as_posix()}\n".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _fill(connection: Connection, seed: Path) -> dict[str, str]:
    """Insert all rows, document by document. Returns the documents' SHA-256 by id."""
    mistakes = Mistakes()
    registry = Registry.read(seed / "entities", mistakes)
    filling = Filling(connection)
    sequence = 1
    documents = {}
    for folder in folders(seed, mistakes):
        compiled = compile_document(folder, registry, sequence, mistakes)
        if compiled is None or mistakes:
            continue  # go on for the other documents' mistakes
        sequence += len(compiled.facts)
        documents[compiled.document.id] = compiled.document.sha256
        filling.add([compiled.document, *compiled.sentences, *compiled.mentions, *compiled.facts])
    mistakes.raise_if_any()
    for entity in registry.render():
        filling.add([entity])
    filling.finish()
    return documents
