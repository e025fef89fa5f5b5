"""Signed out, refused or cut off: the page says what happened, and nothing typed is lost."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.browser.conftest import PATIENCE, Live
from tests.browser.steps import badge, send, wide_alone
from tests.pages.running import running
from tests.upstream import Answering, hang_up, http

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"
SIGNED_OUT = (
    "You are signed out, so nothing was done. Sign in in another tab, then press this again: "
    "what you typed is still here."
)
PING = "/console/service/system/action/ping?region=sandbox"
TAG = "clientTag (string)"


@pytest.fixture
def locked(tmp_path: Path, browser: Browser) -> Iterator[BrowserContext]:
    """A browser of somebody who has just signed in."""
    with running(tmp_path, auth="password", password=PASSWORD) as server:
        context = browser.new_context(base_url=server.url, viewport={"width": 1400, "height": 900})
        context.set_default_timeout(PATIENCE)
        _sign_in(context)
        yield context
        context.close()


def _sign_in(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.close()


def _sign_out(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/history")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    page.close()


def _told(status: int, body: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, body=body)


def _state(page: Page) -> Locator:
    return page.locator("#send-state")


def test_a_signed_out_send_says_so_and_goes_out_after_signing_in(locked: BrowserContext) -> None:
    page = locked.new_page()
    page.goto(PING)
    _sign_out(locked)
    page.locator("details.settings > summary").click()
    page.get_by_label(TAG).fill("typed while signed out")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(_state(page)).to_have_text(SIGNED_OUT)
    _sign_in(locked)
    send(page)
    assert badge(page) == "OK"
    # What could not be kept before is kept now.
    with page.expect_response(lambda one: "/drafts/" in one.url and one.ok):
        page.get_by_label(TAG).press_sequentially("!")
    page.reload()
    expect(page.get_by_label(TAG)).to_have_value("typed while signed out!")


def test_signed_out_find_and_lists_say_so(locked: BrowserContext) -> None:
    page = locked.new_page()
    page.goto(PING)
    _sign_out(locked)
    page.get_by_label("Select action").select_option("getTime")
    expect(_state(page)).to_have_text(SIGNED_OUT)
    expect(page.get_by_label("Select action")).to_have_value("ping")
    page.keyboard.press("Control+k")
    said = page.locator("#find .finder-count")
    expect(said).to_have_text(
        "You are signed out: sign in again in another tab, then open this anew."
    )
    _sign_in(locked)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.locator("#find-text").fill("media.list")
    expect(page.locator("#find [role=option]").first).to_contain_text("media.list")
    _sign_out(locked)
    page.keyboard.press("Backspace")
    expect(said).to_contain_text("the history was not searched: You are signed out")
    expect(page.locator("#find [role=option]").first).to_contain_text("media.lis")


@wide_alone
def test_a_failed_find_says_why(page: Page) -> None:
    page.goto(PING)
    said = page.locator("#find .finder-count")
    unreadable = (
        "The console did not say what there is to find. Press Enter to look on a page of its own, "
        "or reload this page."
    )
    for status, body in ((429, "{}"), (200, "<p>A proxy</p>")):
        page.route("**/find/index*", _told(status, body))
        page.keyboard.press("Control+k")
        expect(said).to_have_text(unreadable)
        page.keyboard.press("Escape")
        page.unroute("**/find/index*")
    page.route("**/find/index*", lambda route: route.abort("aborted"))
    page.keyboard.press("Control+k")
    expect(said).to_have_text("The console itself cannot be reached: is it still running?")
    page.keyboard.press("Escape")
    page.unroute("**/find/index*")
    page.keyboard.press("Control+k")
    page.locator("#find-text").fill("media.list")
    expect(page.locator("#find [role=option]").first).to_contain_text("media.list")


@wide_alone
def test_a_failed_refresh_says_why_and_that_the_region_keeps_its_schema(
    page: Page, live: Live
) -> None:
    page.goto("/?region=own")
    page.locator("details.settings > summary").click()
    button = page.get_by_role("button", name="Refresh from Own server")
    facts = page.locator(".schema-facts").inner_text()
    answers: list[tuple[Answering, str]] = [
        (hang_up, "closed the connection"),
        (http(b"gone", status="404 Not Found"), "Own server answered 404 where its schema"),
        (http(b"<html>A proxy</html>"), "The file's root is <html>"),
    ]
    for answer, said in answers:
        live.upstream.respond(answer)
        button.click()
        expect(_state(page)).to_contain_text(said)
        expect(_state(page)).to_contain_text("Own server keeps the schema that it has.")
        expect(button).to_be_enabled()
        assert page.locator(".schema-facts").inner_text() == facts
    cut = json.dumps({"received": 10, "total": 20}) + "\n"
    page.route("**/schema/refresh", lambda route: route.fulfill(status=200, body=cut))
    button.click()
    expect(_state(page)).to_have_text(
        "The console stopped before the schema was there: this region keeps the one that it has. "
        "Press Refresh again."
    )
    page.unroute("**/schema/refresh")


@wide_alone
def test_a_schema_that_is_there_and_a_form_that_is_not_are_told_apart(page: Page) -> None:
    page.goto("/?region=own")
    page.locator("details.settings > summary").click()
    done = json.dumps({"done": True, "version": "99.1.0"}) + "\n"
    page.route("**/schema/refresh", lambda route: route.fulfill(status=200, body=done))
    page.route("**/form", lambda route: route.fulfill(status=429, body="{}"))
    page.get_by_role("button", name="Refresh from Own server").click()
    expect(_state(page)).to_contain_text("This region has its schema 99.1.0 now, but the form")
    expect(_state(page)).to_contain_class("is-problem")
