"""Datasets out of thin air: small seed folders, all valid, as varied as the format allows."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from hypothesis import note
from hypothesis import strategies as st

from app.compiler.build import build
from app.model.vocabulary import InitiativeKind, OrganisationKind, PlaceKind, Vocabulary
from app.settings import Settings
from app.store.sealed import path_of
from tests.laws.annotated import annotations, said_once
from tests.laws.texts import texts
from tests.live import serving


@dataclass(frozen=True)
class Seed:
    """The files of a seed folder, by their paths."""

    files: Mapping[str, bytes]

    def __str__(self) -> str:
        return "\n".join(f"{name}: {content.decode()!r}" for name, content in self.files.items())

    def write(self, folder: Path) -> None:
        """Write the files into the folder."""
        for name, content in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)


@contextmanager
def published(seed: Seed) -> Iterator[httpx.Client]:
    """A client of the API over the compiled seed, which is shown where a law does not hold."""
    note(str(seed))
    with TemporaryDirectory() as temporary:
        source, data = Path(temporary, "seed"), Path(temporary, "data")
        seed.write(source)
        file = path_of(data, build(source, data).version)
        with serving(Settings(dataset=file)) as client:
            yield client


@st.composite
def seeds(draw: st.DrawFn) -> Seed:
    """A seed of one to three documents."""
    files = dict(draw(_entities()))
    with_purpose: set[str] = set()
    for id_ in draw(st.lists(st.sampled_from(DOCUMENTS), min_size=1, max_size=3, unique=True)):
        text = draw(texts())
        content = text.text.encode()
        header = draw(HEADERS) | {"sha256": hashlib.sha256(content).hexdigest()}
        files[f"documents/{id_}/text.txt"] = content
        annotated = {"document": header, **draw(annotations(text))}
        # An initiative has one purpose in all documents.
        annotated["profiles"] = said_once("purpose", annotated["profiles"], with_purpose)
        files[f"documents/{id_}/facts.yaml"] = _yaml(annotated)
    return Seed(files)


DOCUMENTS = ("a", "a-1", "news", "z9")

HEADERS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"language": st.sampled_from(("en", "fr", "de-AT"))},
    optional={
        "title": st.sampled_from(("Zeta", "alpha", "Ö & Ü", "🚀 “Go”")),
        "publisher": st.sampled_from(("Example Daily", "L’Écho & Cie", "100%", "+")),
        "author": st.just("A. N. Other"),
        "published": st.sampled_from(
            (
                *("2024-12-31", "2025-03-04", "2025-03-31", "2025-03", "2024", "2025-03-04~"),
                *("2025-03-04/2025-03-06", "../2025-03-06", "2025-03-04/.."),
            )
        ),
        "url": st.just("https://example.org/?a=1&b=“2”"),
    },
)

NAMES = ("Zeta", "zeta", "Ångström", "Alpha & Söhne", "O’Neill", "𝔸lpha 🚀", "100% “Neo”")
"""Few, so that some entities share their name."""

DEFINED: Mapping[str, tuple[type[Vocabulary] | None, tuple[str, ...]]] = {
    "organisations": (OrganisationKind, ("alpha-works", "zeta")),
    "people": (None, ("ada", "envoy-2")),
    "groups": (None, ("uk-envoys",)),
    "places": (PlaceKind, ("kyiv", "ostsee")),
    "initiatives": (InitiativeKind, ("accord", "north-plan")),
}


@st.composite
def _entities(draw: st.DrawFn) -> Mapping[str, bytes]:
    """The files of the entities: always the same ids, with names and kinds of any sort."""
    files = {}
    for name, (kinds, ids) in DEFINED.items():
        shape: dict[str, st.SearchStrategy[str]] = {"name": st.sampled_from(NAMES)}
        if kinds is not None:
            shape["kind"] = st.sampled_from(list(kinds))
        optional = PERSONAL if name == "people" else {}
        content = {id_: draw(st.fixed_dictionaries(shape, optional=optional)) for id_ in ids}
        files[f"entities/{name}.yaml"] = _yaml(content)
    return files


PERSONAL = {"named": st.sampled_from(("false", "true")), "honorific": st.just("Sir")}


def _yaml(content: object) -> bytes:
    """The content as YAML, of which JSON is a part."""
    return json.dumps(content, ensure_ascii=False).encode()
