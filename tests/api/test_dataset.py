"""The dataset as a whole: what it says of itself is what it is."""

import hashlib
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import httpx
import pytest

from app.store.sealed import verify
from tests.description import inlined

CONDITIONAL = (
    "/v1/dataset",
    "/v1/facts",
    "/v1/facts?format=ndjson",
    "/v1/countries/GB",
    "/v1/dataset/sqlite",
    "/v1/dataset/datapackage",
    "/v1/dataset/ndjson",
)
NOT_DATES = (
    "yesterday",
    "Mon, 01 Jan 99999999999999999999 00:00:00 GMT",
    "Mon, 32 Jan 2040 00:00:00 GMT",
    "Mon, 01 Jan 2040 00:00:00 +99999999",
    ",",
    "4" * 5000,
)


def test_it_names_its_version_and_counts_what_its_lists_hold(
    api: httpx.Client, dataset: Path
) -> None:
    described = api.get("/v1/dataset").raise_for_status().json()
    assert described["version"] == dataset.stem == verify(dataset).version
    assert described["version"] == api.get("/v1/dataset").headers["Dataset-Version"]
    paths = inlined(api.get("/openapi.json").json())["paths"]
    lists = {path.split("/")[2] for path in paths if path.endswith("/{id}") and "/v1/" in path}
    assert described["counts"].keys() == lists
    for name, count in described["counts"].items():
        assert api.get(f"/v1/{name}?limit=1").json()["total"] == count


def test_it_lists_its_documents(api: httpx.Client) -> None:
    documents = api.get("/v1/documents?limit=200").json()["data"]
    assert api.get("/v1/dataset").json()["documents"] == [
        {
            "id": document["id"],
            "title": document["title"],
            "sha256": hashlib.sha256(document["text"].encode()).hexdigest(),
            "sentences": document["counts"]["sentences"],
            "facts": document["counts"]["facts"],
        }
        for document in documents
    ]


def test_it_explains_every_term_that_its_records_use(api: httpx.Client) -> None:
    vocabularies = api.get("/v1/dataset").json()["vocabularies"]
    assert {"term": "announced", "meaning": "made public"} in vocabularies["stage"]
    for vocabulary, url, field in (
        ("stage", "/v1/deals", "stage"),
        ("stance", "/v1/positions", "stance"),
        ("modality", "/v1/facts", "modality"),
        ("entity_type", "/v1/entities", "type"),
        ("fact_type", "/v1/facts", "type"),
        ("qualifier", "/v1/amounts", "qualifier"),
        ("mention_kind", "/v1/mentions", "kind"),
        ("event_kind", "/v1/events", "kind"),
    ):
        used = {record[field] for record in api.get(f"{url}?limit=200").json()["data"]}
        assert used <= {term["term"] for term in vocabularies[vocabulary]}


def test_it_says_what_the_licence_covers(api: httpx.Client) -> None:
    licence = api.get("/v1/dataset").json()["licence"]
    assert licence["code"] == "MIT"
    assert "publishers" in licence["texts"]


def test_each_download_is_what_it_is_said_to_be(api: httpx.Client) -> None:
    described = api.get("/v1/dataset").json()
    assert [download["url"] for download in described["downloads"]] == [
        "/v1/dataset/sqlite",
        "/v1/dataset/datapackage",
        "/v1/dataset/ndjson",
    ]
    for download in described["downloads"]:
        answer = api.get(download["url"]).raise_for_status()
        assert answer.headers["Content-Type"] == download["media_type"]
        assert answer.headers["Content-Disposition"] == (
            f'attachment; filename="{download["name"]}"'
        )
        assert described["version"][:12] in download["name"]
        if download["bytes"] is not None:
            assert len(answer.content) == download["bytes"]
            assert hashlib.sha256(answer.content).hexdigest() == download["sha256"]


def test_fields_and_pretty_work_as_on_records(api: httpx.Client) -> None:
    assert api.get("/v1/dataset?fields=format,version").json().keys() == {"version", "format"}
    documented = inlined(api.get("/openapi.json").json())["paths"]["/v1/dataset"]["get"][
        "parameters"
    ]
    example = next(p for p in documented if p["name"] == "fields")["schema"]["examples"][0][0]
    assert api.get(f"/v1/dataset?fields={example}").json().keys() == {example}
    assert api.get("/v1/dataset?pretty=true").text.startswith('{\n  "version"')
    refused = api.get("/v1/dataset?fields=versoin")
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["suggestion"] == "version"


@pytest.mark.parametrize("path", CONDITIONAL)
def test_an_answer_dates_from_when_the_dataset_was_published(
    api: httpx.Client, dataset: Path, path: str
) -> None:
    answer = api.get(path)
    published = parsedate_to_datetime(answer.headers["Last-Modified"])
    assert published.timestamp() == int(dataset.stat().st_mtime)
    for seconds, status in ((-1, 200), (0, 304), (3600, 304)):
        since = format_datetime(published + timedelta(seconds=seconds), usegmt=True)
        again = api.get(path, headers={"If-Modified-Since": since})
        assert again.status_code == status
        assert again.headers["ETag"] == answer.headers["ETag"]
        assert again.headers["Last-Modified"] == answer.headers["Last-Modified"]


@pytest.mark.parametrize("path", CONDITIONAL)
def test_a_date_counts_only_where_there_is_no_etag(api: httpx.Client, path: str) -> None:
    date = api.get(path).headers["Last-Modified"]
    for etag in ('"another"', ""):
        headers = {"If-Modified-Since": date, "If-None-Match": etag}
        assert api.get(path, headers=headers).status_code == 200


@pytest.mark.parametrize("header", NOT_DATES)
def test_what_is_no_date_is_ignored(api: httpx.Client, header: str) -> None:
    assert api.get("/v1/dataset", headers={"If-Modified-Since": header}).status_code == 200


def test_a_date_does_not_hide_what_is_wrong_with_a_request(api: httpx.Client) -> None:
    headers = {"If-Modified-Since": "Sun, 06 Nov 2094 08:49:37 GMT"}
    assert api.get("/v1/facts/nothing", headers=headers).status_code == 404
    for query in ("cursor=x", "cursor=x&format=csv", "nothing=1"):
        assert api.get(f"/v1/facts?{query}", headers=headers).status_code == 400
