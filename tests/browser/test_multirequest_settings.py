"""What a call of a multirequest has for itself, in its own fold: shown, referred to, sent."""

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Live
from tests.browser.steps import badge, looks_right, send_anyway
from tests.upstream import http

pytestmark = pytest.mark.browser

SENT = {
    "format": "1",
    "1:service": "media",
    "1:action": "get",
    "1:entryId": "0_a",
    "1:clientTag": "alone",
    "1:responseProfile:objectType": "KalturaDetachedResponseProfile",
    "1:responseProfile:type": "1",
    "1:responseProfile:fields": "id,partnerId",
    "2:service": "media",
    "2:action": "get",
    "2:entryId": "{1:result:id}",
}
TEXT = "curl https://kaltura.example/api_v3/service/multirequest" + "".join(
    f" -d '{name}={value}'" for name, value in SENT.items()
)


def fold(page: Page, number: int) -> Locator:
    return page.locator(f"#call-{number} > details.settings")


def test_they_are_shown_referred_to_sent_and_come_back(page: Page, live: Live) -> None:
    entry = {"objectType": "KalturaMediaEntry", "id": "0_a", "partnerId": 102}
    live.upstream.respond(http(json.dumps([entry] * 2).encode(), "Content-Type: application/json"))
    page.goto("/?region=own")
    page.get_by_role("link", name="Paste a request").click()
    dialog = page.get_by_role("dialog", name="Paste a request")
    dialog.get_by_role("textbox").fill(TEXT)
    dialog.get_by_role("button", name="Fill the form in").click()
    expect(fold(page, 1).get_by_label("clientTag (string)")).to_have_value("alone")
    expect(fold(page, 1).get_by_label("fields (string)")).to_have_value("id,partnerId")
    partner = fold(page, 2).get_by_label("Impersonated partner id (int)")
    expect(partner).to_be_hidden()
    fold(page, 2).locator("summary").first.click()
    fold(page, 2).get_by_role(
        "button", name="Use an earlier result for Impersonated partner id"
    ).click()
    page.get_by_role("dialog").get_by_role("combobox").fill("partnerId")
    page.keyboard.press("Enter")
    expect(partner).to_have_value("{1:result:partnerId}")
    fold(page, 1).scroll_into_view_if_needed()
    looks_right(page, "multirequest-settings")
    send_anyway(page)
    assert badge(page) == "OK"
    arrived = dict(live.upstream.requests[-1].form)
    assert arrived == {**SENT, "2:partnerId": "{1:result:partnerId}"}
    with page.expect_response("**/drafts/*"):
        partner.fill("103")
    page.reload()
    expect(partner).to_have_value("103")
    expect(fold(page, 1).get_by_label("clientTag (string)")).to_have_value("alone")
