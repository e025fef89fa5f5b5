"""History and Sessions: found by typing, gone through by keyboard, taken along; cards and menus."""

import html
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from app.sandbox.account import DEMO
from tests.browser.axe import passes_axe
from tests.browser.conftest import Live
from tests.browser.steps import badge, fits, looks_right, send_ahead, wide_alone

pytestmark = pytest.mark.browser

PARTNER = str(DEMO.partner_id)
# What can be pressed and is smaller than a finger; links in a sentence are not meant.
SMALL = """(within) => [...document.querySelectorAll(within)]
    .flatMap((root) => [...root.querySelectorAll("button, summary, select, input, a")])
    .filter((one) => one.checkVisibility() && one.type !== "hidden")
    .filter((one) => !one.closest("p:not(.buttons)"))
    .map((one) => [one, one.closest("label.tick, label.check") ?? one])
    .filter(([, target]) => {
        const { width, height } = target.getBoundingClientRect();
        return height < 43.5 || width < 43.5;
    })
    .map(([one]) => one.outerHTML.slice(0, 120))"""


def _calls(page: Page) -> Locator:
    return page.locator(".call-link")


def _get(page: Page, *entries: str) -> list[str]:
    """Calls made before a test looks at anything, with a KS; their ids."""
    request = page.context.request
    found = re.search(r'name="csrf-token" content="([^"]+)"', request.get("/paste").text())
    assert found
    headers = {"X-CSRFToken": html.unescape(found[1]), "Accept": "application/json"}

    def sent(action: str, **fields: str) -> dict[str, Any]:
        form: dict[str, str | float | bool] = {"region": "sandbox", "format": "1", **fields}
        service, form["action"] = action.split(".")
        answered = request.post("/send", form={**form, "service": service}, headers=headers)
        told: dict[str, Any] = answered.json()
        return told

    start = {"param:secret": DEMO.admin_secret, "param:partnerId": PARTNER, "param:type": "2"}
    ks = sent("session.start", **start)["ks"]["value"]
    return [sent("media.get", ks=ks, **{"param:entryId": one})["id"] for one in entries]


@wide_alone
def test_one_of_sixty_is_found_opened_changed_and_sent_in_four_actions(page: Page) -> None:
    _get(page, *(f"0_among{number:02}" for number in range(60)))
    page.goto("/history")
    expect(_calls(page)).to_have_count(50)
    page.keyboard.type("0_among07")
    expect(_calls(page)).to_have_count(1)
    page.keyboard.press("Enter")
    field = page.get_by_label("entryId (string)")
    expect(field).to_be_focused()
    expect(field).to_have_value("0_among07")
    page.keyboard.type("0_changed")
    page.keyboard.press("Enter")
    expect(page.locator("#answer article")).to_contain_text("0_changed")
    expect(page.locator("#recent-calls li").first).to_contain_text("media.get 0_changed")
    assert badge(page) == "API error"


@wide_alone
def test_filter_keyboard_menu_and_what_is_done_with_several(page: Page, tmp_path: Path) -> None:
    ids = _get(page, "0_first", "0_second", "0_third", "0_fourth")
    page.goto("/history")
    text = page.get_by_label("Text", exact=True)
    expect(text).to_be_focused()
    # An answer that comes late does not take the place of the one that was asked for after it.
    held: list[Route] = []
    page.route("**/history?text=0_s", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it is given
    with page.expect_request("**/history?text=0_s"):
        text.fill("0_s")
    text.fill("0_t")
    expect(_calls(page)).to_have_text(["media.get 0_third"])
    for route in held:
        route.abort()
    page.unroute("**/history?text=0_s")
    expect(page.get_by_role("status").filter(has_text="1 call.")).to_have_count(1)
    expect(page).to_have_url("/history?text=0_t")
    # Its keys are known once its scripts have come.
    page.reload(wait_until="networkidle")
    expect(_calls(page)).to_have_text(["media.get 0_third"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("media.get")
    expect(page.get_by_role("link", name="Newer: media.get 0_fourth")).to_be_visible()
    expect(page.get_by_role("link", name="Older: media.get 0_second")).to_be_visible()
    passes_axe(page)
    page.go_back()
    expect(text).to_have_value("0_t")
    expect(_calls(page)).to_have_text(["media.get 0_third"])
    text.fill("zzqq")
    expect(page.get_by_text("No call matches. Text")).to_be_visible()
    page.get_by_label("Text", exact=True).fill("")
    expect(_calls(page)).to_have_count(5)

    bar = page.get_by_role("form", name="What to do with the selected calls")
    expect(bar).to_be_hidden()
    text.press("ArrowDown")
    page.keyboard.press("Space")
    expect(bar).to_contain_text("1 call selected")
    for key in ("ArrowDown", "ArrowDown", "Shift+Space"):
        page.keyboard.press(key)
    expect(bar).to_contain_text("3 calls selected")
    page.get_by_label("Select media.get 0_first").click(modifiers=["Shift"])
    expect(bar).to_contain_text("4 calls selected")
    page.get_by_label("Select all shown").check()
    expect(bar).to_contain_text("5 calls selected")
    looks_right(page, "history")
    for how, name in (("HAR", "calls.har"), ("curl script", "calls.sh"), ("CSV", "calls.csv")):
        with page.expect_download() as saved:
            bar.get_by_role("button", name=f"Export as {how}").click()
        assert saved.value.suggested_filename == name
        saved.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_text("utf-8").count("0_second") >= 1
    page.get_by_role("button", name="Select none").click()
    expect(bar).to_be_hidden()

    # One menu a row: the arrow keys go through it, Escape gives the focus back.
    more = page.locator("summary", has_text="What to do with media.get 0_third")
    more.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Open in the console")).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Delete")).to_be_focused()
    page.keyboard.press("Escape")
    expect(more).to_be_focused()
    expect(page.get_by_role("button", name="Delete")).to_have_count(0)
    more.click()
    page.get_by_role("button", name="Pin", exact=True).click()
    expect(page.locator("tbody").first).to_contain_text(
        re.compile(r"^Pinned\s.*0_third", re.DOTALL)
    )
    page.get_by_label("Select media.get 0_first").check()
    page.get_by_label("Select media.get 0_second").check()
    bar.get_by_role("button", name="Delete").click()
    expect(_calls(page)).to_have_count(3)
    page.get_by_role("button", name="Undo").click()
    expect(_calls(page)).to_have_count(5)
    page.get_by_label("Select media.get 0_first").check()
    compare = bar.get_by_role("button", name="Compare")
    expect(compare).to_be_disabled()
    expect(compare).to_have_accessible_description("Compare takes 2 to 8 calls")
    page.get_by_label("Select media.get 0_second").check()
    expect(bar.get_by_text("Compare takes")).to_be_hidden()
    compare.click()
    expect(page).to_have_url(f"/compare?call={ids[1]}&call={ids[0]}")


@pytest.mark.own_context
@pytest.mark.parametrize("width", [390], indirect=True, ids=["phone"])
def test_with_a_finger(page: Page) -> None:
    _get(page, "0_first", "0_second")
    for address, within in (
        ("/history", "#history-filter, #history-calls, #export"),
        ("/sessions", "#jar"),
    ):
        page.goto(address)
        if address == "/history":
            page.locator("label.tick").nth(1).click()
        page.locator("summary", has_text=re.compile("What to do|More")).first.click()
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 844})
            fits(page)
            assert page.evaluate(SMALL, within) == []
        page.keyboard.press("Escape")


@wide_alone
def test_without_scripts(browser: Browser, live: Live, page: Page) -> None:
    _get(page, "0_first", "0_second")
    plain = browser.new_context(
        base_url=live.url, java_script_enabled=False, storage_state=page.context.storage_state()
    ).new_page()
    plain.goto("/history")
    plain.get_by_label("Text", exact=True).fill("0_first")
    plain.get_by_role("button", name="Filter").click()
    expect(_calls(plain)).to_have_text(["media.get 0_first"])
    expect(plain.locator(".day")).to_contain_text("Today (UTC)")
    plain.locator("summary", has_text="What to do").click()
    plain.get_by_role("button", name="Pin", exact=True).click()
    expect(plain.locator(".day")).to_contain_text("Pinned")
    plain.get_by_label("Select media.get 0_first").check()
    plain.get_by_role("button", name="Delete", exact=True).click()
    expect(plain.get_by_text("No call matches. Text")).to_be_visible()
    plain.get_by_role("button", name="Undo").click()
    expect(_calls(plain)).to_have_count(3)
    plain.goto("/sessions")
    expect(plain.get_by_role("button", name=re.compile("^Copy"))).to_have_count(0)
    plain.context.close()


@wide_alone
def test_saved_sessions_are_cards(page: Page) -> None:
    user = {"secret": DEMO.user_secret, "partnerId": PARTNER, "type": "0", "userId": "ana"}
    for _ in "123":
        send_ahead(page, "session", "start", **user)
    send_ahead(page, "session", "start", secret=DEMO.admin_secret, partnerId=PARTNER, type="2")
    page.goto("/sessions")
    cards = page.locator("#jar > section > .jar-list > .kept")
    expect(cards).to_have_count(2)
    expect(cards.nth(0).locator("strong")).to_have_text(f"ADMIN · {PARTNER}")
    expect(cards.nth(1).locator("strong").first).to_have_text(f"USER · {PARTNER} · ana")
    cards.nth(1).get_by_text("2 more of the same").click()
    expect(page.locator(".kept .kept")).to_have_count(2)
    menu = cards.nth(0).locator("summary", has_text="More")
    menu.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name=f"Renew ADMIN · {PARTNER}", exact=True)).to_be_focused()
    passes_axe(page)
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    cards.nth(1).get_by_role("button", name=re.compile("^Use")).first.click()
    expect(cards.nth(0)).to_contain_text("In use")
    expect(cards.nth(0).locator("strong").first).to_have_text(f"USER · {PARTNER} · ana")
