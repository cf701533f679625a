"""The lines of the table: what is measured, against what, and what is asked of it."""

from benchmarks.figures import Line

REPEATED_PAGE = Line("1a", "repeated page", "bare uvicorn, the same bytes", 0.80, 0.95)
REPEATED_RECORD = Line("1b", "repeated record", "bare uvicorn, the same bytes", 0.80, 0.95)
NOT_MODIFIED = Line("2", "page that the client has (304)", "bare uvicorn, an empty 304", 0.80, 0.95)
RECORD = Line("3", "single record", "bare FastAPI, the same bytes", 0.50, 0.70)
PAGE = Line("4", "page of 20 deals", "bare FastAPI, the same bytes", 0.40, 0.60)
OF_PEER = {
    "Datasette": Line("5a", "page of 20 deals", "Datasette, table page", 15, 30),
    "Datasette, by SQL": Line("5b", "page of 20 deals", "Datasette, canned query", 15, 30),
    "ROAPI": Line("5c", "page of 20 deals", "ROAPI", 5, 10),
    "soul-cli": Line("5d", "page of 20 deals", "soul-cli", 2, 3),
    "soul-cli, no evidence": Line("5e", "page of 20 deals", "soul-cli, without the evidence"),
    "Fastify": Line("6", "page of 20 deals", "Fastify with better-sqlite3, by hand", 0.8, 1.0),
}
RECORD_BY_SIZE = Line("7a", "single record: p50", "itself, small dataset", 1.5, 1.1, rising=False)
PAGE_BY_SIZE = Line("7b", "page of 20 facts: p50", "itself, small dataset", 1.5, 1.1, rising=False)
SEARCH_BY_SIZE = Line("8", "search: p50", "itself, small dataset", 5, 2, rising=False)
WORST_SUMMARY = Line("9a", "slowest summary", "–", 250, 50, rising=False, unit="ms")
MEDIAN_SUMMARY = Line("9b", "median summary", "–", unit="ms", rising=False)
NDJSON = Line("10", "all facts as NDJSON", "SQLite reading them in a bare loop", 0.5, 0.8)
ALONGSIDE = Line(
    "11", "single record: p99 beside searches and summaries", "itself, alone", 4, 2, rising=False
)
PRIVATE_MEMORY = Line(
    "12a", "worker's own memory after mixed load", "–", 150, 150, rising=False, unit="MB"
)
RESIDENT_MEMORY = Line(
    "12b", "the same with the pages of the dataset", "–", unit="MB", rising=False
)
START = Line("12c", "start to first answer", "–", 1, 1, rising=False, unit="s")
BUILD_RATE = Line("12d", "build on one core", "–", 5_000, 5_000, unit="facts/s")
BUILD_MEMORY = Line("12e", "memory of the build at its peak", "–", unit="MB", rising=False)
WORKERS = Line("13", "page of 20 deals, two workers on two cores", "one worker on one core")
