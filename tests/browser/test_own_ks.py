"""The KS that a tab has chosen stays with it, whatever another tab chooses."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.steps import go_to, send, start_demo_session, wide_alone

pytestmark = [pytest.mark.browser, pytest.mark.own_context, wide_alone]

COUNT = "/console/service/baseentry/action/count?region=sandbox"


def _start(page: Page, user: str) -> None:
    form = f"/console/service/session/action/start?region=sandbox&param:userId={user}"
    start_demo_session(page, form)
    expect(page.locator("#ks-chip")).to_contain_text(user)


def test_through_links_history_addresses_and_regions(page: Page, context: BrowserContext) -> None:
    _start(page, "alice")
    page.goto(COUNT)
    send(page)
    second = context.new_page()
    _start(second, "bob")
    chip = page.locator("#ks-chip")

    page.goto("/api-docs/service/baseentry/action/get?region=sandbox")
    page.locator('main a[href*="/console/"]').first.click()
    expect(chip).to_contain_text("alice")
    page.goto("/history")
    page.locator(".call-link").first.click()
    page.get_by_role("link", name="Open in the console").click()
    expect(chip).to_contain_text("alice")
    page.goto(COUNT)
    expect(chip).to_contain_text("alice")
    expect(page).not_to_have_url(re.compile("kept="))
    page.get_by_label("Region").select_option("own")
    expect(chip).to_be_hidden()
    page.get_by_label("Region").select_option("sandbox")
    expect(chip).to_contain_text("alice")
    page.get_by_role("link", name="Paste a request").click()
    page.locator("#paste-text").fill("service=media&action=get&entryId=0_a&ks=$KS")
    page.get_by_role("button", name="Fill the form in").click()
    expect(page.locator(".parameters legend")).to_have_text("media.get")
    expect(chip).to_contain_text("alice")

    # What is chosen on the page Sessions is this tab's from there on.
    go_to(page, "Sessions")
    second.goto("/sessions?region=sandbox")
    page.goto(COUNT)
    expect(chip).to_contain_text("alice")
    second.get_by_role("button", name="Use").first.click()
    second.goto(COUNT)
    expect(second.locator("#ks-chip")).to_contain_text("alice")
    second.close()
