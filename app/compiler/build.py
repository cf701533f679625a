"""The build: seed → documents → rows → sealed file → published. All of it, or nothing."""

import gc
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import babel
import pycountry

from app import __version__
from app.compiler.columns import write_columns
from app.compiler.coverage import Coverage, coverage_of
from app.compiler.documents import CompiledDocument, compile_document, folders
from app.compiler.entities import Registry
from app.compiler.filling import Filling
from app.compiler.mistakes import Mistakes
from app.compiler.publishing import new_file, publish, seal, without_indexes
from app.compiler.rendered import Rendered
from app.compiler.spool import Spool
from app.model import records
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
    mistakes = Mistakes()
    registry = Registry.read(seed / "entities", mistakes)
    return publish_documents(data, source, _compiled(seed, registry, mistakes), registry.render())


def publish_documents(
    data: Path,
    source: str,
    documents: Iterable[CompiledDocument],
    entities: Iterable[records.EntityRecord],
) -> Manifest:
    """Fill, seal and publish a dataset: all of it, or nothing.

    Documents are taken one by one, in reading order, and entities after the last of them, when
    all that is said of them is known. `source` is what the manifest has for it.
    """
    with new_file(data) as draft, closing(Rendered(data)) as rendered:
        hashes = {}
        with closing(Spool(data)) as spool, draft.connect() as connection, rarely_collected():
            with without_indexes(connection):
                filling = Filling(connection, spool, rendered)
                for it in documents:
                    hashes[it.document.id] = it.document.sha256
                    filling.add([it.document, *it.sentences, *it.mentions, *it.facts])
                for entity in entities:
                    filling.add([entity])
                filling.finish()
            filling.conclude()
            write_columns(connection, spool)
        manifest = seal(
            draft.path,
            rendered,
            filling.digests,
            source=source,
            citewire=__version__,
            documents=hashes,
        )
        publish(draft.path, data, manifest.version)
    return manifest


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Look for cyclic garbage now and then, not after every few hundred new objects.

    Records have no cycles, and there are many: looking through them took a fifth of the time.
    """
    usual = gc.get_threshold()
    gc.set_threshold(1_000_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


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


def _compiled(seed: Path, registry: Registry, mistakes: Mistakes) -> Iterator[CompiledDocument]:
    """The documents of the seed. Raises BuildFailed after the last, with all mistakes."""
    sequence = 1
    for folder in folders(seed, mistakes):
        compiled = compile_document(folder, registry, sequence, mistakes)
        if compiled is None or mistakes:
            continue  # go on for the other documents' mistakes
        sequence += len(compiled.facts)
        yield compiled
    mistakes.raise_if_any()
