"""A dataset to search: the seed, and beside it a document that is as awkward as text may be."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from fastapi import FastAPI

from app.compiler.build import build
from app.main import create_app
from app.settings import Settings, bundled
from app.store.sealed import path_of
from tests.live import serving_app

SEED = "coalition-of-the-willing"
"""The document of the seed."""
AWKWARD = "awkward"
"""The other document: code points of private use, an emoji, an ellipsis, much white space, and
words of scripts that write them without spaces."""

TEXT = """\
“A lasting peace needs more than words,” Taoiseach Aoife O’Brien said — and she’d know it.
She named £2.5m for a café… and a bridge 🌉 in Cork:   the Anglo–Irish   “bridge of sighs”.

Ireland is not at war. \ufdd0Ireland\ufdd1 \ufdd0 will lend a hand, she added, not \x02troops\x03.
“We will build the bridge,” she said. “We will build the bridge.”
“Over and over, over and over, over and over, over and over,” she said.
Banners read 中国和日本签署和平协议, 停戦に合意したUNESCO加盟国 or 한국어로도: code of \ue001 12.
"""

ANNOTATIONS = """\
document:
  sha256: {sha256}
  language: en
  title: A bridge of sighs
mentions:
  - {{ entity: IE, name: Ireland }}
no_fact:
  - {{ sentence: A lasting peace needs, reason: awkward }}
  - {{ sentence: She named, reason: awkward }}
  - {{ sentence: Ireland is not at war, reason: awkward }}
  - {{ sentence: will lend a hand, reason: awkward }}
  - {{ sentence: "the bridge,” she said", reason: awkward }}
  - {{ sentence: the bridge.”, reason: awkward }}
  - {{ sentence: "over,” she said", reason: awkward }}
  - {{ sentence: Banners read, reason: awkward }}
"""


@dataclass(frozen=True)
class Newsroom:
    """The application over both documents."""

    app: FastAPI
    client: httpx.Client
    texts: dict[str, str]

    def get(self, path: str, **parameters: Any) -> dict[str, Any]:
        """The JSON that is answered with 200."""
        answer = self.client.get(f"/v1/{path}", params=parameters)
        assert answer.status_code == 200, answer.text
        content: dict[str, Any] = answer.json()
        return content

    def all(self, collection: str, **parameters: Any) -> list[dict[str, Any]]:
        """All records of a collection that the parameters let through."""
        records: list[dict[str, Any]] = []
        page = self.get(collection, limit=200, **parameters)
        records += page["data"]
        while page["next"]:
            page = self.client.get(page["next"]).json()
            records += page["data"]
        return records


@contextmanager
def newsroom() -> Iterator[Newsroom]:
    """Both documents, compiled and served."""
    with TemporaryDirectory() as temporary:
        seed, data = Path(temporary, "seed"), Path(temporary, "data")
        shutil.copytree(bundled("seed"), seed)
        folder = seed / "documents" / AWKWARD
        folder.mkdir()
        content = TEXT.encode()
        (folder / "text.txt").write_bytes(content)
        sha256 = hashlib.sha256(content).hexdigest()
        (folder / "facts.yaml").write_text(ANNOTATIONS.format(sha256=sha256), encoding="utf-8")
        app = create_app(Settings(dataset=path_of(data, build(seed, data).version)))
        with serving_app(app) as client:
            documents = client.get("/v1/documents").json()["data"]
            yield Newsroom(app, client, {record["id"]: record["text"] for record in documents})
