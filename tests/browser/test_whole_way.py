"""The way that everybody goes first, in a real browser, counted action by action."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import badge, go_to, looks_right, send, shoot

pytestmark = pytest.mark.browser


def test_from_nothing_to_a_replay_within_nine_actions(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_label("Region")).to_have_value("sandbox")
    looks_right(page, "first")

    page.get_by_role("button", name="Fill in demo credentials").click()  # 1
    expect(page.get_by_label("secret (string)")).not_to_have_value("")
    expect(page.get_by_label("type (KalturaSessionType)")).to_have_value("2")
    send(page)  # 2
    assert badge(page) == "OK"
    expect(page.get_by_label("Kaltura API session (string)")).to_have_value(
        re.compile("^djJ8.*••••")
    )
    expect(page.locator("#ks-chip")).to_contain_text("ADMIN · partner 1000001")
    expect(page.locator("#ks-chip")).to_contain_text("23 h 59 min left")
    looks_right(page, "session-start")

    page.get_by_label("Select service").select_option("media")  # 3
    expect(page.locator(".parameters legend")).to_have_text("media.list")
    send(page)  # 4
    assert badge(page) == "OK"
    expect(page.locator("#answer answer-body[data-language=xml] table")).to_contain_text("READY")
    shoot(page, "media-list-xml")
    page.get_by_label("Format (int)").select_option(label="JSON")  # 5
    send(page)  # 6
    expect(page.locator("#answer answer-body[data-language=json] table")).to_contain_text("READY")
    looks_right(page, "media-list-json")

    page.reload()
    expect(page.get_by_label("Kaltura API session (string)")).to_have_value(re.compile("^djJ8"))
    expect(page.locator(".parameters legend")).to_have_text("media.list")
    go_to(page, "History")  # 7
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="session.start"))
    row.locator("summary").click()  # 8
    row.get_by_role("button", name="Send again").click()  # 9
    expect(page.locator("#answer .badge").first).to_have_text("OK")
    expect(page.get_by_role("heading", level=1)).to_have_text("session.start")
    looks_right(page, "replayed")
