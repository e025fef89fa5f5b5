"""/openapi.json in the readers that people use: it loads, and a call made there works."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Live
from tests.browser.readers import node_modules, serving
from tests.sizes import WHOLE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def readers(live: Live) -> Iterator[str]:
    with serving(node_modules(), live.url) as url:
        yield url


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.set_default_timeout(60_000)
    yield page
    page.close()


@pytest.mark.soak
@pytest.mark.parametrize(
    ("query", "services"),
    [("", 147)] if WHOLE else [("&service=metadata_metadata", 2)],
)
def test_swagger_ui_loads_it(reader: Page, readers: str, query: str, services: int) -> None:
    """The whole document takes half a minute."""
    reader.goto(f"{readers}/swagger-ui?region=sandbox{query}")
    tags = reader.locator(".opblock-tag")
    expect(tags).to_have_count(services, timeout=200_000)
    assert reader.locator(".errors-wrapper").all_inner_texts() == []


def test_a_call_from_swagger_ui(reader: Page, readers: str) -> None:
    reader.goto(f"{readers}/swagger-ui?region=sandbox&service=system#/system/system.ping")
    operation = reader.locator(".opblock", has_text="/service/system/action/ping")
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    answered = operation.locator(".live-responses-table .response").first
    expect(answered.locator(".response-col_status")).to_contain_text("200", timeout=60_000)
    expect(answered.locator(".highlight-code").first).to_contain_text("true")
    assert reader.locator(".errors-wrapper").all_inner_texts() == []


@pytest.mark.soak
def test_a_call_from_scalar(reader: Page, readers: str) -> None:
    ping = "tag/system/POST/api_v3/service/system/action/ping"
    reader.goto(f"{readers}/scalar?region=sandbox{'' if WHOLE else '&service=system'}#{ping}")
    shown = reader.locator(f'[id$="{ping}"]').first
    shown.get_by_role("button", name="Test Request").click()
    window = reader.get_by_role("dialog")
    window.get_by_role("button", name="Send").first.click()
    expect(window).to_contain_text("200 OK")
    expect(window.get_by_label("Response", exact=True)).to_contain_text("true")
