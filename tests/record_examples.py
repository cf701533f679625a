"""Records what the server answers: `make openapi`.

For each operation that OpenAPI documents, one request that shows what it is for, and mistakes
beside it, go to `app/api/about/examples.json`; the description of the API, which shows them, goes
to `app/api/about/openapi.json`, which the server sends. The tests compare the one with what the
server answers and the other with its routes, so neither goes stale.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from app.api.about.openapi import DESCRIPTION_FILE, EXAMPLES, describe
from app.compiler.build import build
from app.main import app
from app.settings import Settings, bundled
from app.store.sealed import path_of
from tests.description import inlined
from tests.live import serving

TELLING = {
    "list_documents": "language",
    "list_sentences": "fact",
    "list_entities": "type",
    "list_countries": "document",
    "list_organisations": "kind",
    "list_people": "country",
    "list_groups": "country",
    "list_places": "kind",
    "list_initiatives": "kind",
    "list_facts": "type",
    "list_deals": "stage",
    "list_statements": "speaker",
    "list_events": "kind",
    "list_positions": "stance",
    "list_amounts": "currency",
    "list_evidence": "fact",
    "list_mentions": "entity",
}
"""The filter with which each list shows best what it is for. A list may do without."""

ASKED = {
    "search_all": {"q": "drones", "limit": "1"},
    "check_quote": {"text": "a clear and present danger", "limit": "1"},
    "get_graph": {"kind": "opposes"},
    "get_timeline": {"limit": "1"},
    "list_problems": {},
}
"""What the operations that are neither a list nor a record are asked."""

REQUEST_ID = {"X-Request-Id": "4f9d1c7ab02e6358"}
"""Problems name the request, and a recording must not differ from the next."""


def main() -> None:
    """Compile the seed in a folder of its own, serve it, and record the answers."""
    with TemporaryDirectory() as folder:
        data = Path(folder)
        settings = Settings(dataset=path_of(data, build(bundled("seed"), data).version))
        with serving(settings) as client:
            write(EXAMPLES, record(client))
    write(DESCRIPTION_FILE, describe(app))


def write(file: Path, content: dict[str, Any]) -> None:
    """Write the content in the format in which it is committed."""
    file.write_text(as_text(content), encoding="utf-8")


def as_text(content: dict[str, Any]) -> str:
    """The content in the format in which it is committed: short lines, so that changes show."""
    return json.dumps(content, indent=1, ensure_ascii=False, separators=(",", ":")) + "\n"


def record(client: httpx.Client) -> dict[str, Any]:
    """For each operation by its id: a request, its answer, and the problems that it can meet."""
    recorded = {}
    for path, operations in inlined(describe(app))["paths"].items():
        operation = operations["get"]
        url = telling_url(path, operation)
        recorded[operation["operationId"]] = {
            "url": url,
            "body": shown(client.get(url).raise_for_status()),
            "problems": dict(problems(client, path, operation)),
        }
    return recorded


def shown(answer: httpx.Response) -> Any:
    """The body of the answer where it is JSON; pages and downloads are not shown."""
    is_json = answer.headers["Content-Type"] == "application/json"
    return answer.json() if is_json else None


def telling_url(path: str, operation: dict[str, Any]) -> str:
    """A request of the operation that shows what it is for."""
    name = operation["operationId"]
    examples = {p["name"]: documented_example(p) for p in operation.get("parameters", [])}
    if name.startswith("summarise_"):
        return f"{path}?{urlencode({'group_by': examples['group_by']})}"
    if name in ASKED:
        return f"{path}?{urlencode(ASKED[name])}".rstrip("?")
    if not name.startswith("list_"):
        return with_id(path, operation)
    chosen = {name: examples[name] for name in [TELLING[name]]} if name in TELLING else {}
    return f"{path}?{urlencode(chosen | {'limit': 1})}"


def problems(
    client: httpx.Client, path: str, operation: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The mistakes that are made most easily with the operation, by status, and the answers."""
    mistakes = {
        "400": f"{with_id(path, operation)}?{misspelt(operation)}",
        "404": with_id(path, operation, misspell=True),
    }
    for status, url in mistakes.items():
        if status in operation["responses"]:
            answer = client.get(url, headers=REQUEST_ID)
            if str(answer.status_code) != status:
                raise AssertionError(f"{url} is answered with {answer.status_code}, not {status}")
            yield status, {"url": url, "body": answer.json()}


def with_id(path: str, operation: dict[str, Any], *, misspell: bool = False) -> str:
    """The path with the documented id in its place, or one that is nearly it."""
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            id_ = documented_example(parameter)
            id_ = (id_.lower() if id_.isupper() else id_[:2] + id_[3:]) if misspell else id_
            path = path.replace(f"{{{parameter['name']}}}", quote(id_))
    return path


def misspelt(operation: dict[str, Any]) -> str:
    """A parameter of the list, nearly; for a single record, a parameter that lists have."""
    name = TELLING.get(operation["operationId"])
    examples = {p["name"]: documented_example(p) for p in operation.get("parameters", [])}
    if name is not None:
        return urlencode({name[:-1]: examples[name]})
    return "limt=1" if "limit" in examples else "limit=1"


def documented_example(parameter: dict[str, Any]) -> str:
    """The first example that OpenAPI gives for the parameter, as it stands in a URL."""
    examples = parameter["schema"].get("examples", [""])
    first = examples[0][0] if isinstance(examples[0], list) else examples[0]
    return str(first).lower() if isinstance(first, bool) else str(first)


if __name__ == "__main__":
    main()
