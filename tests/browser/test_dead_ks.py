"""A KS that is no good any more: it is in nobody's way, and a new one is a button away."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Live
from tests.browser.steps import badge, looks_right, send, start_demo_session, wide_alone
from tests.upstream import http

pytestmark = pytest.mark.browser

START = "/console/service/session/action/start?region=sandbox"
PING = "/console/service/system/action/ping?region=sandbox"
CLEAR_HISTORY = """() => fetch("/history/clear", {
    method: "POST",
    headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
})"""
LIST = "/console/service/media/action/list?region=sandbox"


def _dies(page: Page) -> None:
    """Starts a session of one second, and waits for its end."""
    start_demo_session(page, f"{START}&param:expiry=1")
    expect(page.locator("#ks-chip")).to_contain_text("expired")
    # The page says so a moment before the server does.
    page.wait_for_timeout(1000)


def _tick(page: Page) -> Locator:
    return page.get_by_label("Send Kaltura API session")


def _warning(page: Page) -> Locator:
    return page.locator(".send-bar .ks-warning")


def test_what_needs_no_ks_goes_without_it(page: Page) -> None:
    _dies(page)
    for address in (PING, START):
        page.goto(address)
        expect(page.locator("#ks-chip")).to_have_class(re.compile("is-over"))
        expect(_tick(page)).not_to_be_checked()
        expect(_warning(page)).to_be_empty()
    page.goto(PING)
    send(page)
    assert badge(page) == "OK"
    sent = page.locator("#answer .more", has_text="Request as sent").locator("dt")
    assert sent.all_text_contents() == ["format", "clientTag", "apiVersion"]


@wide_alone
def test_it_stops_nothing_that_needs_none_though_it_is_sent(page: Page) -> None:
    _dies(page)
    page.goto(PING)
    _tick(page).check()
    send(page)
    expect(page.locator("#send-state")).not_to_contain_text("Nothing was sent")


def test_a_form_that_would_send_it_says_so_with_a_button_for_a_new_one(page: Page) -> None:
    _dies(page)
    page.goto(LIST)
    expect(_tick(page)).to_be_checked()
    expect(_warning(page)).to_contain_text("has expired.")
    looks_right(page, "dead-ks")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#send-state")).to_have_text("Nothing was sent: see the marked field.")
    expect(page.locator('[data-field="ks"] .problem')).to_have_text(
        "This KS has expired: start a new session."
    )
    # The new one is as long as the one before: longer than the second it takes to press Send.
    _warning(page).get_by_role("button", name="Renew it").click()
    expect(page.locator("#send-state")).to_have_text("The KS is renewed.")


@wide_alone
def test_the_new_one_is_in_the_form_at_once(page: Page) -> None:
    start_demo_session(page, f"{START}&param:expiry=3")
    expect(page.locator("#ks-chip")).to_contain_text("expired")
    page.goto(LIST)
    _warning(page).get_by_role("button", name="Renew it").click()
    expect(page.locator("#send-state")).to_have_text("The KS is renewed.")
    expect(_warning(page)).not_to_contain_text("has expired")
    send(page)
    assert badge(page) == "OK"


@wide_alone
@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("LOGOUT", "ended by session.end"),
        ("EXCEEDED_ACTIONS_LIMIT", "its actionslimit is used up"),
    ],
)
def test_what_its_server_refused_it_as_is_what_is_said(
    page: Page, live: Live, reason: str, said: str
) -> None:
    live.upstream.respond(http(b'"djJ8MTAyfFRoaXNJc0FLUw"', "Content-Type: application/json"))
    page.goto("/console/service/session/action/start?region=own&param:secret=a&format=1")
    send(page)
    refusal = {
        "objectType": "KalturaAPIException",
        "code": "INVALID_KS",
        "message": f'Invalid KS "{reason}", Error "-1,INVALID_STR"',
        "args": {"KSID": reason, "ERR_CODE": "-1", "ERR_DESC": "INVALID_STR"},
    }
    live.upstream.respond(http(json.dumps(refusal).encode(), "Content-Type: application/json"))
    own = LIST.replace("sandbox", "own")
    page.goto(own)
    send(page)
    page.goto(own)
    expect(page.locator("#ks-chip")).to_contain_text(f"{said}: start a new session")
    expect(_warning(page)).to_contain_text(f"is no good any more: {said}.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator('[data-field="ks"] .problem')).to_have_text(
        f"This KS is no good any more ({said}): start a new session."
    )
    page.goto(START.replace("sandbox", "own"))
    expect(_tick(page)).not_to_be_checked()


@wide_alone
def test_where_it_cannot_be_renewed_a_link_leads_to_a_session(page: Page) -> None:
    _dies(page)
    page.goto(LIST)
    # What it was started by is known no more.
    page.evaluate(CLEAR_HISTORY)
    page.reload()
    _warning(page).get_by_role("link", name="Start a session").click()
    expect(page.locator(".parameters legend")).to_have_text("session.start")
    expect(_tick(page)).not_to_be_checked()
