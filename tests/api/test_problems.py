"""Problems: a mistake is answered with what is wrong, and with the nearest thing that is right."""

import json
import re
from urllib.parse import quote

import httpx
import pytest

from app.api.query.query_strings import PATTERNS_IN_WORDS

MEMBERS = ["type", "title", "status", "detail", "instance", "request_id", "errors"]

DEAL = "coalition-of-the-willing.missile-deal"


def problem(client: httpx.Client, url: str, status: int = 400) -> dict[str, object]:
    """The problem with which the request is answered, in the one shape that all of them have."""
    answer = client.get(url)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    content: dict[str, object] = answer.json()
    assert list(content) == MEMBERS
    assert content["status"] == status
    assert content["instance"] == url.partition("?")[0]
    return content


def errors(client: httpx.Client, url: str, status: int = 400) -> list[tuple[str, str | None]]:
    """For each error of the problem: the parameter, and what is suggested."""
    listed = problem(client, url, status)["errors"]
    assert isinstance(listed, list)
    assert all(list(error) == ["parameter", "detail", "suggestion"] for error in listed)
    for error in listed:
        offer = f"Did you mean `{error['suggestion']}`?"
        assert (error["suggestion"] is not None) == (offer in error["detail"])
    return [(error["parameter"], error["suggestion"]) for error in listed]


# --- Shapes


def test_a_wrong_query_is_told_in_full(client: httpx.Client) -> None:
    answer = problem(client, "/v1/deals?stage=anounced")

    detail = (
        "`anounced` is not a value of `stage`, which takes proposed, announced, signed, confirmed,"
        " delivered. Did you mean `announced`?"
    )
    error = {"parameter": "stage", "detail": detail, "suggestion": "announced"}
    assert answer == {
        "type": "/problems/invalid-query",
        "title": "The query is not valid",
        "status": 400,
        "detail": detail,
        "instance": "/v1/deals",
        "request_id": answer["request_id"],
        "errors": [error],
    }


def test_a_missing_record_is_told_in_full(client: httpx.Client) -> None:
    answer = problem(client, "/v1/people/kier-starmer", 404)

    detail = "There is no person with the id `kier-starmer`. Did you mean `keir-starmer`?"
    error = {"parameter": "id", "detail": detail, "suggestion": "keir-starmer"}
    assert answer == {
        "type": "/problems/not-found",
        "title": "Not found",
        "status": 404,
        "detail": detail,
        "instance": "/v1/people/kier-starmer",
        "request_id": answer["request_id"],
        "errors": [error],
    }


def test_all_mistakes_are_told_at_once(client: httpx.Client) -> None:
    url = "/v1/deals?stgae=announced&country=gb&sort=-sequnce&limit=0&inferred=no&inferred=yes"

    assert sorted(errors(client, url)) == [
        ("country", "GB"),
        ("inferred", None),
        ("limit", None),
        ("sort", "-sequence"),
        ("stgae", "stage"),
    ]


# --- Suggestions


@pytest.mark.parametrize(
    ("query", "parameter", "suggestion"),
    [
        ("stgae=announced", "stgae", "stage"),
        ("Stage=announced", "Stage", "stage"),
        ("currencies=GBP", "currencies", "currency"),
        ("xyz=1", "xyz", None),
        ("stage=anounced", "stage", "announced"),
        ("stage=ANNOUNCED", "stage", "announced"),
        ("stage=announced&stage=delivred", "stage", "delivered"),
        ("stage=xyz", "stage", None),
        ("sort=sequnce", "sort", "sequence"),
        ("sort=-sequnce", "sort", "-sequence"),
        ("sort=stage,-Sequence", "sort", "-sequence"),
        ("sort=xyz", "sort", None),
        ("country=gb", "country", "GB"),
        ("country=GB&country=fr", "country", "FR"),
        ("country=GBR", "country", "GB"),
        ("country=gbr", "country", "GB"),
        ("currency=gbp", "currency", "GBP"),
        ("currency=pounds", "currency", None),
    ],
)
def test_a_query_that_is_nearly_right_is_put_right(
    client: httpx.Client, query: str, parameter: str, suggestion: str | None
) -> None:
    assert errors(client, f"/v1/deals?{query}") == [(parameter, suggestion)]


@pytest.mark.parametrize(
    "query",
    ["type=deal", "include=all", "entity=zelensky", "entity=macron", "entity=bbc", "stage=to"],
)
def test_what_only_has_letters_in_common_is_not_offered(client: httpx.Client, query: str) -> None:
    assert errors(client, f"/v1/deals?{query}") == [(query.partition("=")[0], None)]


@pytest.mark.parametrize("format_", ["csv", "ndjson", "json"])
def test_a_field_without_a_column_is_no_empty_column(client: httpx.Client, format_: str) -> None:
    url = f"/v1/facts?type=deal&fields=id,parties&format={format_}"
    if format_ != "csv":
        assert "parties" in client.get(url).raise_for_status().text
        return
    content = problem(client, url)
    assert "`parties` has no column in the CSV of facts" in str(content["detail"])


def test_where_nothing_is_near_all_parameters_are_named(client: httpx.Client) -> None:
    detail = str(problem(client, "/v1/countries?xyz=1")["detail"])

    assert detail.startswith("There is no parameter `xyz` here. There are: ")
    listed = detail.removesuffix(".").partition("There are: ")[2].split(", ")
    index = client.get("/v1").json()["collections"]
    assert [item["parameters"] for item in index if item["name"] == "countries"] == [listed]


@pytest.mark.parametrize(
    ("url", "suggestion"),
    [
        ("/v1/deals/coalition-of-the-willing.missile-deel", DEAL),
        ("/v1/deals/COALITION-OF-THE-WILLING.MISSILE-DEAL", DEAL),
        ("/v1/people/starmer", "keir-starmer"),
        ("/v1/countries/gb", "GB"),
        ("/v1/entities/ua", "UA"),
        ("/v1/people/xyz", None),
    ],
)
def test_an_id_that_is_nearly_right_is_put_right(
    client: httpx.Client, url: str, suggestion: str | None
) -> None:
    assert errors(client, url, 404) == [("id", suggestion)]


@pytest.mark.parametrize(
    ("path", "suggestion"),
    [
        ("/v1/deels", "/v1/deals"),
        ("/v1/Deals", "/v1/deals"),
        ("/v1/organizations", "/v1/organisations"),
        ("/v1/health", "/health/live"),
        ("/v1/DEALS", "/v1/deals"),
        ("/v2/deals", "/v1/deals"),
        ("/helth/ready", "/health/ready"),
        ("/opanapi.json", "/openapi.json"),
        ("/doc", "/docs"),
        ("/docs/assets/swagger-ui.cs", "/docs/assets/swagger-ui.css"),
        ("/favicon.ico", None),
        ("/v1/wholly-else", None),
        ("/v1/zzzzzzzzzzzzzzz", None),
    ],
)
def test_a_path_that_is_nearly_right_is_put_right(
    client: httpx.Client, path: str, suggestion: str | None
) -> None:
    answer = problem(client, path, 404)
    detail = str(answer["detail"])
    expected = [("", suggestion)] if suggestion else []
    assert errors(client, path, 404) == expected

    offer = f" Did you mean `{suggestion}`?" if suggestion else ""
    assert detail == f"Nothing is served at `{path}`.{offer}"


def test_a_long_path_is_not_repeated_whole(client: httpx.Client) -> None:
    for path in ("/v1/" + "ab-" * 10_000, "/v1/deals/" + "ab-" * 10_000):
        answer = problem(client, path, 404)
        assert len(json.dumps(answer)) < len(path) + 1_500
        assert answer["instance"] == path


def test_the_path_of_a_problem_is_the_one_that_was_asked_for(client: httpx.Client) -> None:
    path = "/v1/deals/a%0D%0Ab%5C%3C%C3%A9"
    assert problem(client, path, 404)["instance"] == path


# --- Words


@pytest.mark.parametrize(
    ("url", "detail"),
    [
        ("/v1/deals?limit=0", "`limit` is 1 at least."),
        ("/v1/deals?limit=201", "`limit` is 200 at most."),
        ("/v1/deals?limit=ten", "`limit` takes a whole number, not `ten`."),
        ("/v1/deals?limit=1e999999", "`limit` takes a whole number, not `1e999999`."),
        (f"/v1/deals?limit={'9' * 5000}", "`limit` takes a whole number of fewer digits."),
        ("/v1/deals?limit=1&limit=2", "`limit` may be given only once."),
        ("/v1/deals?inferred=perhaps", "`inferred` takes true or false, not `perhaps`."),
        ("/v1/deals?entity=", "`entity` is empty. Give it a value or leave it out."),
        (
            f"/v1/deals?entity={'x' * 201}",
            "`entity` is longer than any value that could match.",
        ),
        (
            f"/v1/deals?{'&'.join(['country=GB'] * 51)}",
            "`country` may be repeated 50 times at most.",
        ),
        (
            "/v1/deals?cursor=xyzw",
            "The cursor cannot be used. It is cut short: take it unchanged from `next`.",
        ),
        ("/v1/deals?entity=%00", "`entity` holds a control character. Leave it out."),
        (
            "/v1/deals?entity=%ff",
            "The query string is not UTF-8 with percent-encoding (RFC 3986).",
        ),
        (
            f"/v1/deals?entity={'x' * 8192}",
            "The query string has over 8192 bytes. Ask for less at once.",
        ),
        (
            f"/v1/deals/{DEAL}?limit=1",
            "There is no parameter `limit` here. There are: pretty, fields.",
        ),
        ("/health/live?verbose=1", "There is no parameter `verbose` here."),
    ],
)
def test_a_problem_says_what_is_wrong(client: httpx.Client, url: str, detail: str) -> None:
    assert problem(client, url)["detail"] == detail


@pytest.mark.parametrize(
    ("path", "name", "value", "what"),
    [
        ("/v1/deals", "country", "england", "a country as two capital letters"),
        ("/v1/deals", "currency", "pounds", "a currency as three capital letters"),
        ("/v1/documents", "language", "british english", "a language as a BCP 47 tag"),
        ("/v1/deals", "value_gte", "1e9", "a number from 0 in plain digits"),
        ("/v1/deals", "value_lte", "-1", "a number from 0 in plain digits"),
        ("/v1/events", "date_gte", "yesterday", "a date such as `2025-03-04`"),
    ],
)
def test_a_problem_says_what_a_parameter_takes(
    client: httpx.Client, path: str, name: str, value: str, what: str
) -> None:
    detail = str(problem(client, f"{path}?{name}={quote(value)}")["detail"])

    assert detail.startswith(f"`{name}` takes {what}")
    assert detail.endswith(f", not `{value}`.")


def test_a_range_of_values_names_the_currency_it_lacks(client: httpx.Client) -> None:
    detail = str(problem(client, "/v1/deals?value_gte=5")["detail"])

    assert "goes with exactly one `currency`, such as `currency=GBP`" in detail


def test_what_was_sent_is_told_back_as_it_was_but_not_at_length(client: httpx.Client) -> None:
    sent = "“🌉\\`<b>" + "x" * 100

    detail = str(problem(client, f"/v1/deals?limit={quote(sent)}")["detail"])

    assert detail == f"`limit` takes a whole number, not `{sent[:40]}…`."


def test_every_pattern_has_its_words(client: httpx.Client) -> None:
    patterns = re.findall(r'"pattern":"(.*?)"[,}]', client.get("/openapi.json").text)

    assert {pattern.replace("\\\\", "\\") for pattern in patterns} == set(PATTERNS_IN_WORDS)


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        (f"/v1/deels/{DEAL}", f"/v1/deals/{DEAL}"),
        (f"/v1/deals/{DEAL}/", f"/v1/deals/{DEAL}"),
        ("/v1/people/keir-starmer/", "/v1/people/keir-starmer"),
        ("/v1/country/GB", "/v1/countries/GB"),
    ],
)
def test_the_path_of_a_record_is_suggested_with_its_id(
    client: httpx.Client, misspelt: str, meant: str
) -> None:
    answer = client.get(misspelt)

    assert answer.status_code == 404
    assert f"Did you mean `{meant}`?" in answer.json()["detail"]
