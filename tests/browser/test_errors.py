"""What the page says of errors, and the ways out that it offers: in a browser."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Live
from tests.browser.steps import (
    badge,
    fits_both_widths,
    have_demo_session,
    looks_right,
    send,
    send_anyway,
    shoot,
    wide_alone,
)
from tests.upstream import http

pytestmark = pytest.mark.browser

PRIVATE = "/console/service/category/action/get?region=sandbox&param:id=1003"


@pytest.fixture
def verdict(page: Page) -> Locator:
    return page.locator("#answer .verdict")


def test_without_a_ks_a_session_is_offered(page: Page, verdict: Locator) -> None:
    page.goto(PRIVATE)
    send_anyway(page)
    expect(verdict.locator(".code-name")).to_have_text("SERVICE_FORBIDDEN")
    expect(verdict).to_contain_text("category->get wants a KS, and none came with the call.")
    verdict.first.scroll_into_view_if_needed()
    looks_right(page, "error-no-ks")
    verdict.get_by_role("link", name="Start a session").click()
    expect(page).to_have_url(re.compile(r"/console/service/session/action/start\?region=sandbox$"))


def test_a_wrong_secret_leads_to_the_secret(page: Page, verdict: Locator) -> None:
    page.goto(
        "/console/service/session/action/start?region=sandbox&param:secret=wrong"
        "&param:partnerId=1000001&param:type=2"
    )
    send(page)
    expect(verdict.locator(".code-name")).to_have_text("START_SESSION_ERROR")
    expect(verdict).to_contain_text("No session was started for partner 1000001")
    verdict.first.scroll_into_view_if_needed()
    looks_right(page, "error-wrong-secret")
    verdict.get_by_role("link", name="Show secret").click()
    expect(page.get_by_label("secret (string)")).to_be_focused()


def test_a_missing_parameter_is_shown_and_what_else_may_come(page: Page, verdict: Locator) -> None:
    have_demo_session(page)
    page.goto("/console/service/media/action/get?region=sandbox")
    send_anyway(page)
    expect(verdict.locator(".code-name")).to_have_text("MISSING_MANDATORY_PARAMETER")
    expect(verdict.locator(".arguments")).to_have_text(re.compile(r"PARAM_NAME\s*entryId"))
    verdict.get_by_text("What media.get may answer with").click()
    expect(verdict.locator(".throws")).to_contain_text("ENTRY_ID_NOT_FOUND")
    verdict.first.scroll_into_view_if_needed()
    looks_right(page, "error-missing")
    verdict.get_by_role("link", name="Show entryId").click()
    expect(page.get_by_label("entryId (string)")).to_be_focused()
    # The same from an old answer, where there is no form: it is filled in.
    record = page.locator("#answer article").get_attribute("data-record")
    page.goto(f"/history/{record}")
    verdict.get_by_role("link", name="Show entryId").click()
    expect(page).to_have_url(re.compile(rf"/\?history={record}"))
    expect(page.get_by_label("entryId (string)")).to_be_visible()


def test_a_hidden_category_is_found_with_a_new_ks(page: Page, verdict: Locator) -> None:
    have_demo_session(page)
    page.goto(PRIVATE)
    send(page)
    expect(verdict.locator(".code-name")).to_have_text("CATEGORY_NOT_FOUND")
    verdict.first.scroll_into_view_if_needed()
    looks_right(page, "error-category")
    verdict.get_by_role("button", name="Get a KS with disableentitlement").click()
    expect(verdict.locator(".offer-state")).to_have_text(
        "The new KS is in the form: send the call again."
    )
    expect(page.locator("#send")).to_be_focused()
    shoot(page, "error-category-renewed")
    send(page)
    assert badge(page) == "OK"
    expect(page.locator("#answer answer-body")).to_contain_text("Board only")
    expect(page.locator('#request [name="param:id"]')).to_have_value("1003")


@wide_alone
def test_the_same_from_an_old_answer_gives_the_page_of_the_new_session(
    page: Page, verdict: Locator
) -> None:
    have_demo_session(page)
    page.goto(PRIVATE)
    send(page)
    record = page.locator("#answer article").get_attribute("data-record")
    page.goto(f"/history/{record}")
    verdict.get_by_role("button", name="Get a KS with disableentitlement").click()
    expect(page.locator("#answer h2")).to_contain_text("session.start")
    assert badge(page) == "OK"
    page.goto(PRIVATE)
    send(page)
    assert badge(page) == "OK"


def test_script_in_an_error_stays_text(page: Page, live: Live, verdict: Locator) -> None:
    bad = "&lt;img src=x onerror=alert(1)&gt;"
    body = (
        f"<xml><result><error><code>{bad}_NOT_FOUND</code><message>{bad}</message>"
        "<objectType>KalturaAPIException</objectType><args><item>"
        f"<name>{bad}</name><value>{bad}</value></item></args></error></result></xml>"
    )
    live.upstream.respond(http(body.encode(), "Content-Type: text/xml"))
    page.goto("/console/service/system/action/ping?region=own")
    send(page)
    expect(verdict.locator(".code-name")).to_contain_text("<img src=x")
    expect(verdict).to_contain_text("What the call names is not there")
    assert verdict.locator("img").count() == 0
    fits_both_widths(page)
