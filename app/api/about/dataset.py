"""The dataset as a whole: what it is, what it holds, and how to have all of it."""

import json
import re
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import column, func, select
from sqlalchemy import table as sql_from
from starlette.requests import Request
from starlette.responses import Response

from app.api.about.datapackage import MAKER, datapackage
from app.api.about.downloads import (
    DATAPACKAGE,
    DOWNLOADS,
    NDJSON,
    SQLITE,
    Download,
    digest_of,
    made,
    sealed_file,
)
from app.api.about.whole import LICENCE, RIGHTS, ndjson
from app.api.collections import COLLECTIONS
from app.api.collections.base import field_names
from app.api.http import problems
from app.api.http.conditional import answer
from app.api.http.representations import only, pretty
from app.api.pages import INVALID_QUERY, NOT_MODIFIED, problem
from app.api.query.arguments import canonical
from app.api.query.filters import sql_table
from app.api.query.parameters import FieldName, RecordQuery, Several
from app.api.query.selection import as_bytes
from app.api.served import Served, served
from app.api.serving.routing import router
from app.model import tables, vocabulary
from app.model.vocabulary import Vocabulary
from app.store.digests import FORMAT
from app.store.prepared import prepared

routes = router("dataset")

DOCUMENT = sql_table(tables.Document)
HELD = prepared(
    select(
        DOCUMENT.c.id,
        DOCUMENT.c.title,
        *(
            select(func.count()).where(part.c.document == DOCUMENT.c.id).scalar_subquery()
            for part in (sql_table(tables.Sentence), sql_table(tables.Fact))
        ),
    ).order_by(DOCUMENT.c.key)
)
"""Id, headline and the numbers of sentences and facts of each document."""

MANIFEST = sql_from("manifest", column("body"))
DIGESTS = prepared(select(func.json_extract(MANIFEST.c.body, "$.documents")))
"""The SHA-256 of each document's text by its id, as JSON."""

VOCABULARIES = {
    re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower(): terms
    for name, terms in vars(vocabulary).items()
    if isinstance(terms, type) and issubclass(terms, Vocabulary) and terms is not Vocabulary
}


GONE = problem("The dataset cannot be read now.")


class Closed(BaseModel):
    """All keys are always there, and no others."""

    model_config = ConfigDict(defer_build=True, extra="forbid")


class DocumentEntry(Closed):
    """A document of the dataset."""

    id: str
    title: str | None = Field(description="Headline, or null where the source has none.")
    sha256: str = Field(description="SHA-256 of the text's bytes, in hexadecimal.")
    sentences: int
    facts: int


class Licence(Closed):
    """What may be done with the dataset."""

    code: str = Field(description="Of the code and of the annotations: an SPDX identifier.")
    texts: str = Field(description="Of the document texts, in words.")


class Term(Closed):
    """A term of a closed vocabulary."""

    term: str
    meaning: str


class DownloadEntry(Closed):
    """A form in which the whole dataset can be had."""

    name: str = Field(description="The name under which it is saved.")
    url: str
    media_type: str
    bytes: int | None = Field(description="Its size; null where it is made as it is sent.")
    sha256: str | None = Field(
        description="Its SHA-256 in hexadecimal; null where it is made as it is sent."
    )


class Dataset(Closed):
    """The dataset that is served."""

    version: str = Field(description="SHA-256 of its content, in hexadecimal.")
    format: int = Field(description="The layout of the sealed file.")
    citewire: str = Field(description="The version of Citewire that compiled it.")
    counts: dict[str, int] = Field(description="How many records each collection holds.")
    documents: list[DocumentEntry] = Field(description="In reading order.")
    licence: Licence
    vocabularies: dict[str, list[Term]] = Field(
        description="The closed vocabularies, with a line of meaning for each term."
    )
    downloads: list[DownloadEntry]


class DatasetQuery(RecordQuery):
    """The parameters of the description of the dataset."""

    fields: Several[FieldName] = Field(
        default=None,
        description="Only these keys, at the top level. Repeat, or join by commas.",
        examples=["version"],
    )


@routes.get(
    "/dataset",
    summary="Describe the dataset",
    response_model=Dataset,
    responses={
        304: NOT_MODIFIED,
        400: INVALID_QUERY,
        503: GONE,
    },
)
async def get_dataset(request: Request, query: Annotated[DatasetQuery, Query()]) -> Response:
    """Its version, what it holds, the terms it uses, and where to download all of it."""
    known = field_names(Dataset)
    unknown = [name for name in query.fields or () if name not in known]
    if unknown:
        raise problems.bad_request([problems.unknown_term("fields", n, known) for n in unknown])
    state = served(request)
    digest = await digest_of(state)

    async def body() -> tuple[bytes, None]:
        described = await _described(state, digest)
        content = json.dumps(described, ensure_ascii=False, separators=(",", ":")).encode()
        content = only(content, query.fields)
        return (pretty(content) if query.pretty else content), None

    return await answer(request, f"/v1/dataset?{canonical(query)} {digest}", body)


async def _described(state: Served, digest: str) -> dict[str, Any]:
    manifest = state.store.manifest
    [(found,)] = await state.rows(DIGESTS, {})
    digests = json.loads(as_bytes(found))
    documents = [
        {
            "id": (id_ := as_bytes(row[0]).decode()),
            "title": None if row[1] is None else as_bytes(row[1]).decode(),
            "sha256": digests[id_],
            "sentences": row[2],
            "facts": row[3],
        }
        for row in await state.rows(HELD, {})
    ]
    return {
        "version": state.version,
        "format": FORMAT,
        "citewire": manifest.citewire,
        "counts": {c.name: manifest.tables[sql_table(c.table).name] for c in COLLECTIONS},
        "documents": documents,
        "licence": {"code": LICENCE["name"], "texts": RIGHTS},
        "vocabularies": {
            name: [{"term": str(term), "meaning": term.meaning} for term in terms]
            for name, terms in VOCABULARIES.items()
        },
        "downloads": [
            {
                "name": download.file_name(state),
                "url": download.path,
                "media_type": download.media_type,
                "bytes": state.store.size if download is SQLITE else None,
                "sha256": digest if download is SQLITE else None,
            }
            for download in DOWNLOADS
        ],
    }


def content_of(download: Download) -> dict[str, Any]:
    """The bytes of a download, as an operation's response in OpenAPI."""
    return {"content": {download.media_type: {"schema": {"contentMediaType": download.media_type}}}}


DOWNLOAD_RESPONSES: dict[int | str, dict[str, Any]] = {
    304: NOT_MODIFIED,
    400: INVALID_QUERY,
    503: GONE,
}


@routes.get(
    SQLITE.path.removeprefix("/v1"),
    summary="Download the dataset as SQLite",
    response_class=Response,
    responses=DOWNLOAD_RESPONSES
    | {
        200: content_of(SQLITE),
        206: {"description": "The bytes that `Range` asks for."} | content_of(SQLITE),
        416: problem("The file has no bytes within the range."),
    },
)
async def download_sqlite(request: Request) -> Response:
    """The sealed file that is served, to be queried with SQLite. Each collection has a table, and
    `record` has the JSON of every record under the same key:
    `SELECT json_extract(body, '$.title') FROM record JOIN deal USING (key)`. Figures are text of
    one width, which sorts as they do: `SELECT id, CAST(value AS REAL) FROM amount`. Behind the
    tables the file has the JSON of each fact once more, of which SQLite takes no notice: a copy
    that SQLite makes can be queried, but not served.
    `citewire verify` checks the file against its version, and `Repr-Digest` (RFC 9530) has its
    SHA-256. One `Range` of bytes may be asked for, so that a download can go on.
    """
    return await sealed_file(request, SQLITE)


@routes.get(
    DATAPACKAGE.path.removeprefix("/v1"),
    summary="Download the dataset as CSV in a Data Package",
    response_class=Response,
    responses=DOWNLOAD_RESPONSES | {200: content_of(DATAPACKAGE)},
)
async def download_datapackage(request: Request) -> Response:
    """A ZIP with a CSV of every collection and `datapackage.json`, which has the type and the
    meaning of each column, the keys between the tables, the licence and the sources
    (https://specs.frictionlessdata.io/data-package/). Cells hold the exact words; lists are joined
    by `|`.
    """
    return await made(request, DATAPACKAGE, datapackage, codings=False, maker=MAKER)


@routes.get(
    NDJSON.path.removeprefix("/v1"),
    summary="Download the dataset as NDJSON",
    response_class=Response,
    responses=DOWNLOAD_RESPONSES | {200: content_of(NDJSON)},
)
async def download_ndjson(request: Request) -> Response:
    """Every record once, one a line, with the name of its `collection` in front: facts and
    entities by their own types, and evidence and amounts also on lines of their own.
    """
    return await made(request, NDJSON, ndjson, codings=True)
