"""The server is killed while somebody types: nothing is lost, and all is kept once it is back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.conftest import PATIENCE
from tests.browser.steps import badge, send
from tests.pages.running import Running, running

pytestmark = pytest.mark.browser

GET = "/console/service/media/action/get?region=sandbox"
ENTRY = "entryId (string)"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path) as server:
        yield server


@pytest.fixture
def page(browser: Browser, server: Running) -> Iterator[Page]:
    context = browser.new_context(base_url=server.url, viewport={"width": 1400, "height": 900})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def test_a_draft_survives_kill_9_and_send_works_again(
    page: Page, server: Running, tmp_path: Path
) -> None:
    page.goto("/console/service/system/action/ping?region=sandbox")
    page.locator("details.settings > summary").click()
    with page.expect_response("**/drafts/*"):
        page.get_by_label("clientTag (string)").fill("typed before")
    server.crash()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#send-state")).to_contain_text("The console itself cannot be reached")
    with running(tmp_path, port=str(server.port)):
        send(page)
        assert badge(page) == "OK"
        page.reload()
        expect(page.get_by_label("clientTag (string)")).to_have_value("typed before")


def test_what_is_typed_meanwhile_is_kept_once_it_is_back(
    page: Page, server: Running, tmp_path: Path
) -> None:
    page.goto(GET)
    with page.expect_response("**/drafts/*"):
        page.get_by_label(ENTRY).fill("0_before")
    page.keyboard.press("Alt+KeyT")
    expect(page.locator(".open-request")).to_have_count(2)
    page.keyboard.press("Alt+Digit1")
    expect(page.get_by_label(ENTRY)).to_have_value("0_before")
    server.crash()
    page.get_by_label(ENTRY).fill("0_meanwhile")
    page.locator(".open-request a").last.click()
    expect(page.locator("#send-state")).to_contain_text("cannot be reached")
    expect(page.get_by_label(ENTRY)).to_have_value("0_meanwhile")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#send-state")).to_have_text(
        "The console itself cannot be reached: is it still running? What you typed is still here."
    )
    # By then the draft has been tried once, and did not get through.
    page.wait_for_timeout(1000)
    with running(tmp_path, port=str(server.port)):
        page.wait_for_event("response", lambda one: "/drafts/" in one.url and one.ok)
        page.reload()
        expect(page.get_by_label(ENTRY)).to_have_value("0_meanwhile")


def test_a_page_that_is_left_at_once_has_what_was_typed_too(
    page: Page, server: Running, tmp_path: Path
) -> None:
    page.goto("/console/service/session/action/start?region=sandbox")
    with page.expect_response("**/drafts/*"):
        page.get_by_label("userId (string)").fill("before")
    server.crash()
    page.get_by_label("secret (string)").fill("planted-secret-4711")
    page.get_by_label("userId (string)").fill("meanwhile")
    with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
        page.reload()
    with running(tmp_path, port=str(server.port)):
        page.reload()
        expect(page.get_by_label("userId (string)")).to_have_value("meanwhile")
        # A secret is not left in the browser.
        assert "planted" not in page.evaluate("JSON.stringify({...sessionStorage})")
