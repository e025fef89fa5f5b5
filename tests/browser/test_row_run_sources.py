"""Rows of a run that are ticked: in the table of an answer, and in History."""

import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from app.sandbox.account import DEMO
from app.sessions.ks import Session, sign_v2
from tests.browser.conftest import Live
from tests.browser.lists import entry, lists, open_list
from tests.browser.steps import have_demo_session, looks_right, send, send_ahead, wide_alone
from tests.upstream import Upstream

pytestmark = pytest.mark.browser

MADE = {"dataEntry:objectType": "KalturaDataEntry", "dataEntry:dataContent": "x"}


@pytest.fixture
def upstream(live: Live) -> Upstream:
    return live.upstream


def bar(page: Page) -> Locator:
    return page.get_by_role("group", name="What to do with the selected rows")


def entries_of_our_own(page: Page, ks: str) -> list[str]:
    """Two that were looked at; their ids."""
    ids = []
    for name in ("Ticked one", "Ticked two"):
        made = send_ahead(page, "data", "add", ks=ks, **MADE, **{"dataEntry:name": name})
        body = page.context.request.get(f"/history/{made}/body").text()
        found = re.search(r"<id>(\w+)</id>", body)
        assert found, body
        ids.append(found[1])
    for one in ids:
        send_ahead(page, "baseentry", "get", ks=ks, entryId=one)
    return ids


def run_to_its_end(page: Page, rows: str) -> None:
    expect(page.get_by_role("heading", name=rows)).to_be_visible()
    page.get_by_role("button", name="Run all", exact=False).press("Enter")
    expect(page.locator(".badge", has_text="Done").first).to_be_visible()


def test_what_is_ticked_is_run_over(page: Page) -> None:
    have_demo_session(page)
    ks = sign_v2(Session(2, DEMO.partner_id, 2, int(time.time()) + 3600), DEMO.admin_secret)
    own = entries_of_our_own(page, ks)
    page.goto("/console/service/media/action/list?region=sandbox&format=1")
    send(page)
    boxes = page.locator(".table-scroll").get_by_role("checkbox")
    expect(boxes.nth(5)).to_be_attached()
    ids = [(boxes.nth(at).get_attribute("aria-label") or "")[len("Select ") :] for at in range(6)]
    expect(bar(page)).to_have_count(0)
    # One stop of Tab for all rows: arrows lead on from it, and Shift ticks those between.
    page.locator(".row-tick[tabindex='0']").press("Space")
    expect(bar(page).get_by_role("status")).to_have_text("1 row selected")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    expect(bar(page).get_by_role("status")).to_have_text("4 rows selected")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    expect(bar(page).get_by_role("status")).to_have_text("3 rows selected")
    looks_right(page, "ticked-rows")
    bar(page).get_by_role("button", name="Run over these rows").press("Enter")
    page.wait_for_url("**/runs/new?**")
    expect(page.get_by_text("3 ticked rows of media.list, ")).to_be_visible()
    looks_right(page, "rows-for-what")
    page.get_by_role("button", name="Audit captions").press("Enter")
    expect(page.get_by_label("3 ticked rows of media.list, ")).to_be_checked()
    page.get_by_role("button", name="Show the rows").press("Enter")
    expect(page.get_by_text("From 3 ticked rows of media.list, ")).to_be_visible()
    assert page.locator(".plain-rows tbody tr td:first-child").all_inner_texts() == [
        ids[1],
        ids[2],
        ids[4],
    ]
    run_to_its_end(page, "3 rows")
    # Calls of History: the entries that two of them were about.
    page.goto("/history")
    for box in page.get_by_role("checkbox", name=re.compile("Select baseEntry\\.get")).all():
        box.press("Space")
    page.get_by_role("button", name="Run over these calls").press("Enter")
    page.get_by_role("button", name="Add a tag to entries").press("Enter")
    page.get_by_label("add", exact=True).fill("ticked")
    page.get_by_role("button", name="Show the rows").press("Enter")
    expect(page.get_by_text("From 2 ticked calls of History, ")).to_be_visible()
    run_to_its_end(page, "2 rows")
    for one in own:
        got = send_ahead(page, "baseentry", "get", ks=ks, entryId=one)
        body = page.context.request.get(f"/history/{got}/body").text()
        assert "<tags>ticked</tags>" in body


@wide_alone
def test_ticks_stay_with_their_rows(page: Page, upstream: Upstream) -> None:
    """Sorted, on a further page, and when all pages are fetched anew in another order."""
    rows = [entry(number) for number in range(70)]
    upstream.respond(lists(rows))
    table = open_list(page)
    said = bar(page).get_by_role("status")
    table.get_by_role("checkbox", name="Select 0_000002").click()
    expect(said).to_have_text("1 row selected")
    page.get_by_role("button", name="plays", exact=True).press("Enter")
    page.get_by_role("button", name="plays", exact=True).press("Enter")
    # 29 × 7 plays; Shift ticks what stands between in the order that is shown.
    table.get_by_role("checkbox", name="Select 0_000029").click()
    table.get_by_role("checkbox", name="Select 0_000027").click(modifiers=["Shift"])
    expect(said).to_have_text("4 rows selected")
    page.get_by_role("button", name="Next page").click()
    expect(page.locator(".table-total")).to_have_text("60 of 70 rows")
    table.get_by_role("checkbox", name="Select 0_000059").click()
    expect(said).to_have_text("5 rows selected")
    whole = table.get_by_role("checkbox", name="Select all rows")
    assert whole.evaluate("box => box.indeterminate")
    page.get_by_role("button", name="Run over these rows").click()
    expect(page.get_by_text("5 ticked rows of media.list (2 pages), ")).to_be_visible()
    assert parse_qs(urlsplit(page.url).query)["rows"] == ["3,28-30", "30"]
    table = open_list(page)
    table.get_by_role("checkbox", name="Select 0_000004").click()
    page.get_by_role("button", name="All pages").click()
    expect(page.locator(".table-total")).to_have_text("70 of 70 rows")
    expect(said).to_have_text("1 row selected")
    expect(table.get_by_role("checkbox", name="Select 0_000004")).to_be_checked()
    bar(page).get_by_role("button", name="Select none").click()
    expect(bar(page)).to_be_hidden()
    expect(table.get_by_role("checkbox", name="Select 0_000004")).not_to_be_checked()
    whole.click()
    expect(said).to_have_text("70 rows selected")
    whole.click()
    page.get_by_role("button", name="Run over all rows").click()
    expect(page.get_by_text("All 70 rows of media.list, ")).to_be_visible()
