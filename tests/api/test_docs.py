"""The documentation page, in a browser that can reach nothing but the server."""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from app.api.about.docs import ASSETS
from app.main import app

OPERATIONS = {
    f"operations-{operation['tags'][0]}-{operation['operationId']}": path
    for path, operations in app.openapi()["paths"].items()
    for operation in operations.values()
}
"""The path of each operation, by the id that it has on the page."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        missing = "The browser tests need chromium. On Debian: apt install chromium"
        # In CI nothing may go untested; elsewhere all other tests still tell something.
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@dataclass
class Watched:
    """A page, and what went wrong on it or was asked for elsewhere."""

    page: Page
    amiss: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def docs(browser: Browser, client: httpx.Client) -> Iterator[Watched]:
    """The documentation page, loaded. Whatever goes wrong on it fails the test."""
    watched = Watched(browser.new_page())
    page, amiss = watched.page, watched.amiss

    def stay_here(route: Route) -> None:
        url = route.request.url
        watched.asked.append(url)
        if urlsplit(url).netloc == client.base_url.netloc.decode():
            route.continue_()
        else:
            amiss.append(f"asked for {url}")
            route.abort()

    page.context.route(re.compile(""), stay_here)
    page.on("console", lambda said: amiss.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: amiss.append(str(error)))
    page.on("requestfailed", lambda request: amiss.append(f"no answer: {request.url}"))
    page.goto(f"{client.base_url}/docs")
    expect(page.locator(".opblock-tag").first).to_be_visible()
    yield watched
    page.close()
    assert amiss == []


def open_operation(page: Page, name: str) -> None:
    """Unfold the operation, and the tag that it is under."""
    tag = name.split("-")[1]
    page.locator(f"#operations-tag-{tag}").click()
    page.locator(f"#{name} .opblock-summary-control").click()
    expect(page.locator(f"#{name} .execute")).to_be_visible()


def test_the_page_shows_every_operation_and_asks_nothing_of_other_sites(docs: Watched) -> None:
    for tag in docs.page.locator(".opblock-tag").all():
        tag.click()

    expect(docs.page.locator(".opblock")).to_have_count(len(OPERATIONS))
    for name, path in OPERATIONS.items():
        shown = docs.page.locator(f"#{name} .opblock-summary-path").inner_text()
        assert shown.replace("\u200b", "") == path
    assert len(docs.asked) > 3  # so what is asked for was seen


def sent(url: str) -> tuple[str, list[tuple[str, str]]]:
    """The path and the parameters of a request, in whatever order the form sends them."""
    parts = urlsplit(url)
    return parts.path, sorted(parse_qsl(parts.query))


def test_a_list_can_be_tried_out_as_the_form_stands_and_with_a_term_chosen(
    docs: Watched, client: httpx.Client
) -> None:
    urls = ["/v1/deals", "/v1/deals?stage=announced"]
    totals = [client.get(url).json()["total"] for url in urls]
    assert totals[0] > totals[1] > 0
    page, name = docs.page, "operations-deals-list_deals"
    open_operation(page, name)
    live = page.locator(f"#{name} .live-responses-table")
    fields = page.locator(f"#{name} .parameters input")
    assert [field.input_value() for field in fields.all() if field.input_value()] == ["20"]

    page.locator(f"#{name} .execute").click()
    expect(live.locator(".response-col_status").last).to_contain_text("200")
    expect(live).to_contain_text(f'"total": {totals[0]}')
    expect(live).to_contain_text("dataset-version")
    assert sent(docs.asked[-1]) == sent(urls[0])

    stage = page.locator(f"#{name} tr[data-param-name=stage]")
    expect(stage).to_contain_text("Example: stage=announced.")
    stage.locator("select").select_option("announced")
    page.locator(f"#{name} .execute").click()
    expect(live).to_contain_text(f'"total": {totals[1]}')
    assert sent(docs.asked[-1]) == sent(urls[1])
    expect(page.locator(f"#{name} .request-url")).to_contain_text("/v1/deals?stage=announced")


def test_what_is_chosen_is_sent_and_only_a_default_is_left_out(docs: Watched) -> None:
    page, name = docs.page, "operations-deals-list_deals"
    open_operation(page, name)
    page.locator(f"#{name} tr[data-param-name=limit] input").fill("2")
    page.locator(f"#{name} tr[data-param-name=pretty] select").select_option("true")
    page.locator(f"#{name} tr[data-param-name=match] select").select_option("possible")
    page.locator(f"#{name} .execute").click()
    live = page.locator(f"#{name} .live-responses-table")
    expect(live.locator(".response-col_status").last).to_contain_text("200")
    assert sent(docs.asked[-1]) == sent("/v1/deals?limit=2&match=possible&pretty=true")


def test_the_path_that_stands_before_another_has_defaults_of_its_own(docs: Watched) -> None:
    page, name = docs.page, "operations-deals-summarise_deals"
    open_operation(page, name)
    page.locator(f"#{name} .execute").click()
    live = page.locator(f"#{name} .live-responses-table")
    expect(live.locator(".response-col_status").last).to_contain_text("200")
    assert sent(docs.asked[-1]) == sent("/v1/deals/summary")


def test_a_record_can_be_tried_out_as_the_form_stands(docs: Watched) -> None:
    page, name = docs.page, "operations-people-get_person"
    open_operation(page, name)

    page.locator(f"#{name} .execute").click()

    live = page.locator(f"#{name} .live-responses-table")
    expect(live.locator(".response-col_status").last).to_contain_text("200")
    expect(live).to_contain_text("Sir Keir Starmer")
    assert sent(docs.asked[-1]) == sent("/v1/people/keir-starmer")


def test_the_files_of_the_page_are_served_as_they_were_published(client: httpx.Client) -> None:
    listed = (ASSETS / "README.md").read_text(encoding="utf-8")
    sums = dict(re.findall(r"^\| `(\S+)` \| `([0-9a-f]{64})` \|$", listed, flags=re.MULTILINE))
    named = set(re.findall(r'/docs/assets/([^"]+)"', client.get("/docs").text))

    ours = {"docs.js"}
    assert {"swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png"} == named - ours
    for name in named - ours:
        served = client.get(f"/docs/assets/{name}").content
        assert hashlib.sha256(served).hexdigest() == sums[name]
