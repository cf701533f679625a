"""The field: each peer as its own documentation would have it in production, and its page."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from benchmarks.load import Running
from benchmarks.peers.install import (
    NODE,
    PYTHON,
    node_peers,
    node_version,
    python_peers,
    python_version,
)
from benchmarks.peers.rows import COLUMNS, SPAN, PeerFiles
from benchmarks.samples import PAGE, DealPage
from benchmarks.servers import HOST, PORT, Servers
from tests.servers import free_port

PATIENCE = 600
"""How many seconds a peer may take to read its rows."""


@dataclass(frozen=True)
class Peer:
    """A server that is given the same rows."""

    name: str
    version: str
    install: Callable[[], None]
    """Raises NotInstalled."""
    start: Callable[[Servers, PeerFiles], Running]
    request: Callable[[DealPage], str]
    """What it is asked for the page: a path, and after a tab the body of a POST."""
    found: Callable[[Any], Sequence[str]]
    """The ids of the deals in the JSON of its answer, in order."""
    remark: str
    """How it is set up, and what its page lacks or has."""


# --- Datasette: the page of a table, and a canned query, which is its way to join

_EVIDENCE = ", ".join(f"'{name}', evidence.\"{name}\"" for name in SPAN)
TABLES_PAGE = f"""
    SELECT {", ".join(f"deal.{name}" for name in COLUMNS)},
        (SELECT json_group_array(json_object({_EVIDENCE}))
         FROM evidence WHERE evidence.deal = deal.key) AS evidence
    FROM party JOIN deal ON deal.key = party.deal
    WHERE party.entity = :entity AND party.stage = :stage AND party.modality = :modality
    ORDER BY party.sequence DESC LIMIT {PAGE}
"""  # noqa: S608 - names of our own


_TABLE_PAGE = f"_sort_desc=sequence&_size={PAGE}&_nocount=1&_nofacet=1&_shape=array"


def _datasette(servers: Servers, files: PeerFiles) -> Running:
    queries = {"databases": {files.tables.stem: {"queries": {"page": {"sql": TABLES_PAGE}}}}}
    metadata = servers.folder / "datasette.json"
    metadata.write_text(json.dumps(queries))
    off = (("suggest_facets", "off"), ("allow_facet", "off"), ("allow_download", "off"))
    return servers.start(
        "Datasette",
        [
            *(PYTHON / "bin" / "datasette", "serve"),
            *("--immutable", files.tables, "--immutable", files.flat),
            *("--metadata", metadata, "--host", HOST, "--port", PORT),
            *(word for setting in off for word in ("--setting", *setting)),
        ],
        ready="/-/versions.json",
        patience=PATIENCE,
    )


DATASETTE = Peer(
    "Datasette",
    python_version("datasette"),
    python_peers,
    _datasette,
    lambda page: f"/flat/deal_of.json?{urlencode(page._asdict())}&{_TABLE_PAGE}",
    lambda answer: [row["id"] for row in answer],
    "immutable files, facets and counts off; a flat table with the evidence as text; no total",
)
DATASETTE_BY_SQL = Peer(
    "Datasette, by SQL",
    DATASETTE.version,
    python_peers,
    _datasette,
    lambda page: f"/tables/page.json?{urlencode(page._asdict())}&_shape=array",
    DATASETTE.found,
    "the same server; a canned query that joins the evidence as JSON; no total",
)

# --- ROAPI: its REST interface over a table that it holds in memory


def _roapi(servers: Servers, files: PeerFiles) -> Running:
    others = {name: f"{HOST}:{free_port()}" for name in ("postgres", "flight_sql")}
    table = {"name": "deal_of", "uri": str(files.lines), "option": {"format": "ndjson"}}
    # YAML has all of JSON; the port is filled in on the command line.
    config = servers.folder / "roapi.yml"
    config.write_text(json.dumps({"addr": others, "tables": [table]}))
    return servers.start(
        "ROAPI",
        [PYTHON / "bin" / "roapi", "--config", config, "--addr-http", f"{HOST}:{PORT}"],
        ready="/health",
        variables={"RUST_LOG": "warn"},
        patience=PATIENCE,
    )


def _roapi_request(page: DealPage) -> str:
    filters = {f"filter[{name}]": f"'{value}'" for name, value in page._asdict().items()}
    return f"/api/tables/deal_of?{urlencode(filters)}&sort=-sequence&limit={PAGE}"


ROAPI = Peer(
    "ROAPI",
    python_version("roapi"),
    python_peers,
    _roapi,
    _roapi_request,
    lambda answer: [row["id"] for row in answer],
    "a flat table in its memory, since it has no indexes; the evidence as text; no total",
)

# --- soul-cli: one table


def _soul(servers: Servers, files: PeerFiles) -> Running:
    script = NODE / "node_modules" / "soul-cli" / "src" / "server.js"
    return servers.start(
        "soul-cli",
        [
            *("node", "--require", NODE / "loopback.cjs", script),
            *("--database", files.flat, "--port", PORT),
        ],
        ready="/api/",
        variables={"NODE_ENV": "production"},
        patience=PATIENCE,
    )


def _soul_request(page: DealPage) -> str:
    filters = ",".join(f"{name}:{value}" for name, value in page._asdict().items())
    order = "_ordering=-sequence"
    return f"/api/tables/deal_of/rows?_filters={quote(filters)}&{order}&_limit={PAGE}"


SOUL = Peer(
    "soul-cli",
    node_version("soul-cli"),
    node_peers,
    _soul,
    _soul_request,
    lambda answer: [row["id"] for row in answer["data"]],
    "a flat table, since it joins no lists; the evidence as text; with the total",
)
BARE_SOUL = Peer(
    "soul-cli, no evidence",
    SOUL.version,
    node_peers,
    _soul,
    lambda page: f"{_soul_request(page)}&_schema={','.join(COLUMNS)}",
    SOUL.found,
    "the same without the evidence",
)

# --- Fastify and better-sqlite3, by hand


def _fastify(servers: Servers, files: PeerFiles) -> Running:
    return servers.start(
        "Fastify",
        ["node", NODE / "server.cjs", files.tables, PORT],
        ready="/ready",
        variables={"NODE_ENV": "production"},
        patience=PATIENCE,
    )


FASTIFY = Peer(
    "Fastify",
    f"{node_version('fastify')} with better-sqlite3 {node_version('better-sqlite3')}",
    node_peers,
    _fastify,
    lambda page: f"/deals?{urlencode(page._asdict())}&limit={PAGE}",
    lambda answer: [deal["id"] for deal in answer["data"]],
    "written by hand for this page: prepared statements, an index that covers the filters and the"
    " sort, the ready JSON joined within SQLite and sent as bytes; with total and next page",
)

FIELD: Sequence[Peer] = (DATASETTE, DATASETTE_BY_SQL, ROAPI, SOUL, BARE_SOUL, FASTIFY)
VARIANTS = (DATASETTE_BY_SQL, BARE_SOUL)
"""Peers that are another's server, asked in another way."""
