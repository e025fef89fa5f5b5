"""The like of a run on a clock: its times before it is kept, the dialog before it is taken away."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import passes_axe
from tests.browser.steps import fits_both_widths, have_demo_session

pytestmark = pytest.mark.browser

NAMED = re.compile("Take away")


def test_it_is_shown_kept_and_taken_away_once_somebody_says_so(page: Page) -> None:
    have_demo_session(page)
    page.goto("/runs/new?source=jobs/Rename_entries")
    page.get_by_label("Pasted ids").check()
    page.get_by_label("Ids, one a line").fill("0_welcome1")
    page.get_by_label("Region").select_option("sandbox")
    page.get_by_role("button", name="Show the rows").click()
    page.get_by_role("link", name="Begin the like on a clock").click()
    page.get_by_label("Time zone").fill("Europe/Berlin")
    page.get_by_role("button", name="Show the next times").click()
    expect(page.get_by_text(re.compile(r"^Mon .* 06:00 CES?T$"))).to_have_count(5)
    passes_axe(page)
    fits_both_widths(page)
    page.get_by_role("button", name="Keep it: 1 row at most").click()
    expect(page.get_by_text("It begins by itself then.")).to_be_visible()
    page.goto("/runs")
    passes_axe(page)
    fits_both_widths(page)
    dialog = page.get_by_role("dialog", name="Go on with that?")
    page.get_by_role("button", name=NAMED).click()
    expect(dialog).to_contain_text("its runs stay")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name=NAMED).click()
    dialog.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("It does not begin by itself any more.")).to_be_visible()
    expect(page.get_by_role("button", name=NAMED)).to_have_count(0)
