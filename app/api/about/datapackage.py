"""The Data Package: a CSV of every collection with a description that tools understand.

See https://specs.frictionlessdata.io/data-package/ (version 1, which tools read most widely).
The ZIP is written to a stream: `datapackage.json`, which has the size and the digest of each
table, is therefore its last entry. Its times are fixed, so that equal datasets give equal bytes.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Generator, Iterable, Iterator
from itertools import chain
from typing import Any

from app.api.about.downloads import Pieces
from app.api.about.tableschema import table_schema
from app.api.about.whole import LICENCE, RIGHTS, bodies, union_of
from app.api.collections import COLLECTIONS
from app.api.collections.base import Collection
from app.api.collections.documents import DOCUMENTS
from app.api.served import Served

MAKER = f"zlib {zlib.ZLIB_RUNTIME_VERSION}"
"""What decides the compressed bytes beside the dataset and the code."""

LARGE = 2**30
"""From which size in bytes of the sealed file on a table may be too large for plain ZIP."""

ENTRY = 64 * 1024
"""How many compressed bytes are sent at once, at least."""


def datapackage(state: Served) -> Pieces:
    """The ZIP, piece by piece."""
    outlet = _Outlet()
    large = state.store.size >= LARGE
    resources = []
    with zipfile.ZipFile(outlet, "w") as archive:
        for collection in COLLECTIONS:
            resource = _resource(collection)
            content = _measured(_table(collection, state), resource)
            yield from _entry(archive, outlet, resource["path"], content, large)
            resources.append(resource)
        described = json.dumps(_description(state, resources), ensure_ascii=False, indent=2)
        last = iter([f"{described}\n".encode()])
        yield from _entry(archive, outlet, "datapackage.json", last, large)
    yield outlet.take()


class _Outlet:
    """Where the ZIP is written to, and taken from as it grows."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, content: bytes) -> int:
        """Keep the content until it is taken."""
        self._written += content
        return len(content)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is to be let go of."""

    def __len__(self) -> int:
        return len(self._written)

    def take(self) -> bytes:
        """What was written since it was taken last."""
        taken = bytes(self._written)
        self._written.clear()
        return taken


def _entry(
    archive: zipfile.ZipFile, outlet: _Outlet, name: str, content: Iterable[bytes], large: bool
) -> Iterator[bytes]:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3  # Unix, wherever it is made
    info.external_attr = 0o644 << 16
    with archive.open(info, "w", force_zip64=large) as entry:
        for piece in content:
            entry.write(piece)
            if len(outlet) >= ENTRY:
                yield outlet.take()


def _table(collection: Collection, state: Served) -> Iterator[bytes]:
    """The CSV of a collection. Cells hold the exact words: this is for tools, not spreadsheets."""
    columns = collection.columns
    batches = bodies(collection, state)
    return chain([columns.header()], (columns.lines(batch, guarded=False) for batch in batches))


def _measured(content: Iterable[bytes], resource: dict[str, Any]) -> Generator[bytes, None, None]:
    """The same, noting size and digest in the resource once all of it has passed."""
    size, digest = 0, hashlib.sha256()
    for piece in content:
        size += len(piece)
        digest.update(piece)
        yield piece
    resource |= {"bytes": size, "hash": f"sha256:{digest.hexdigest()}"}


def _resource(collection: Collection) -> dict[str, Any]:
    return {
        "name": collection.name,
        "path": f"data/{collection.name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"'},
        "schema": table_schema(collection, union_of(collection)),
    }


def _description(state: Served, resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "citewire",
        "id": f"sha256:{state.version}",
        "version": state.version,
        "title": "Citewire: news facts as data, each with the sentence that proves it",
        "description": "What news documents say, cited to the character: `text[start:end]` of a"
        f" document is `exact`, with offsets in Unicode code points. {RIGHTS}",
        "licenses": [LICENCE],
        "sources": list(_sources(state)),
        "resources": resources,
    }


def _sources(state: Served) -> Iterator[dict[str, str]]:
    for batch in bodies(DOCUMENTS, state):
        for document in map(json.loads, batch):
            source = {"title": document["title"] or document["id"]}
            yield source | ({"path": document["url"]} if document["url"] else {})
