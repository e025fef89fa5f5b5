"""The page on which people make tokens for programs, by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from app.people.tokens import LOOKS_SO
from tests.browser.axe import passes_axe
from tests.browser.steps import fits_both_widths

pytestmark = pytest.mark.browser


def test_a_token_is_made_and_revoked_by_keyboard(page: Page) -> None:
    page.goto("/you/tokens")
    page.get_by_label("What it is for").focus()
    page.keyboard.type("Nightly report")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Make a token")).to_be_focused()
    page.keyboard.press("Enter")
    token = page.locator("#token")
    expect(token).to_have_text(LOOKS_SO)
    own = page.get_by_role("listitem").filter(has_text="Nightly report")
    expect(own).to_contain_text("read, and change things")
    passes_axe(page)
    fits_both_widths(page)
    text = token.inner_text()
    call = {"region": "sandbox", "service": "system", "action": "ping"}
    # The browser's cookie goes along, and counts for nothing.
    for given, status in ((f"Bearer {text}", 200), ("Bearer x", 401)):
        asked = page.request.post("/api/v1/calls", data=call, headers={"Authorization": given})
        assert asked.status == status
    page.goto("/you/tokens")
    expect(page.get_by_text(text)).to_have_count(0)
    expect(own).to_contain_text("last used")
    own.get_by_role("button", name="Revoke Nightly report").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The token opens nothing any more.")).to_be_visible()
    expect(page.get_by_text("None yet.")).to_be_visible()
