"""The frame of the console: the bar, the two panes, the tabs of the result and of open requests."""

import re

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from app.sandbox.account import DEMO
from tests.browser.steps import (
    badge,
    choose,
    fits,
    go_to,
    looks_right,
    open_with_demo_session,
    send,
    start_demo_session,
    wide_alone,
)
from tests.sizes import examples

pytestmark = pytest.mark.browser

GET = "/console/service/media/action/get?region=sandbox"


def box(found: Locator) -> FloatRect:
    measured = found.bounding_box()
    assert measured is not None
    return measured


def send_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Send", exact=True)


def titles(page: Page) -> list[str]:
    names = page.locator(".open-request a").all_inner_texts()
    return [name.partition("\n")[0].rstrip("\u2022 ") for name in names]


@pytest.mark.soak
def test_kalturas_tutorial_by_its_own_words(page: Page) -> None:
    """Select service, Select action, partner id, secret, ADMIN, Send, copy, paste; twice."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/?region=sandbox")
    for privileges in ("", "all:*,disableentitlement")[: examples(1, 2)]:
        page.get_by_label("Select service").select_option(label="session")
        expect(page.locator(".parameters legend")).to_have_text(re.compile(r"^session\."))
        page.get_by_label("Select action").select_option(label="start")
        expect(page.locator(".parameters legend")).to_have_text("session.start")
        page.get_by_label("secret (string)").fill(DEMO.admin_secret)
        page.get_by_label("type (KalturaSessionType)").select_option(label="ADMIN (2)")
        page.get_by_label("partnerId (int)").fill(str(DEMO.partner_id))
        if privileges:
            page.get_by_label("privileges (string)").fill(privileges)
        send(page)
        assert badge(page) == "OK"
        page.get_by_role("button", name="Copy KS").click()
        expect(page.get_by_role("button", name="Copied").first).to_be_visible()
        page.get_by_label("Select service").select_option(label="media")
        expect(page.locator(".parameters legend")).to_have_text("media.list")
        field = page.get_by_label("Kaltura API session (string)")
        field.fill(page.evaluate("navigator.clipboard.readText()"))
        send(page)
        assert badge(page) == "OK"
        expect(page.locator("#answer table")).to_contain_text("0_")


def test_send_never_moves(page: Page, width: int) -> None:
    start_demo_session(page)
    before = box(send_button(page))
    for service, action in (("media", "list"), ("livestream", "add"), ("system", "ping")):
        choose(page, service, action)
        assert box(send_button(page)) == before
        page.locator("#request-pane, html").last.evaluate("one => one.scrollTo(0, 3000)")
        page.evaluate("scrollTo(0, 3000)")
        assert box(send_button(page)) == before
    below = page.locator("#request-pane, .side").last
    under = box(below)
    send(page)
    assert box(send_button(page)) == before
    # Neither for a second session to choose from, nor for what is said of a field.
    choose(page, "session", "start")
    page.get_by_role("button", name="Fill in demo credentials").click()
    expect(page.get_by_label("secret (string)")).not_to_have_value("")
    send(page)
    expect(page.get_by_label("Saved sessions")).to_be_visible()
    assert box(send_button(page)) == before
    choose(page, "media", "get")
    send_button(page).click()
    expect(page.get_by_role("button", name="Send despite 1 problem")).to_be_visible()
    expect(page.locator("#send-state")).to_have_text("Nothing was sent: see the marked field.")
    assert box(send_button(page)) == before
    assert width < 900 or box(below) == under
    if width < 900:
        assert before["y"] + before["height"] > 800
    else:
        assert before["y"] < 120


@wide_alone
def test_each_pane_scrolls_by_itself(page: Page) -> None:
    open_with_demo_session(page, "media", "list")
    send(page)
    choose(page, "livestream", "add")
    heading = page.locator("#answer h2")
    before = box(heading)
    page.locator("#request-pane").evaluate("one => one.scrollTo(0, 2000)")
    assert page.locator("#request-pane").evaluate("one => one.scrollTop") > 500
    assert box(heading) == before
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


@wide_alone
def test_the_divider_is_moved_and_stays_where_it_was_left(page: Page) -> None:
    page.goto(GET)
    divider = page.get_by_role("separator", name="Share of the request")
    assert divider.get_attribute("aria-valuenow") == "34"
    divider.press("ArrowRight")
    assert divider.get_attribute("aria-valuenow") == "39"
    page.reload()
    share = box(page.locator("#request-pane"))["width"] / 1400
    assert abs(share - 0.39) < 0.01
    divider.press("End")
    assert divider.get_attribute("aria-valuenow") == "75"
    at = box(divider)
    page.mouse.move(at["x"] + 3, 500)
    page.mouse.down()
    page.mouse.move(700, 500, steps=4)
    page.mouse.up()
    assert divider.get_attribute("aria-valuenow") == "50"
    # Where a pane is wide, fields stand side by side.
    first, second = (box(one) for one in page.locator(".parameters > .field").all()[:2])
    assert first["y"] == second["y"]
    fits(page)


def test_the_result_has_tabs(page: Page) -> None:
    page.goto(GET)
    answer, code, documentation = (
        page.get_by_role("tab", name=name) for name in ("Answer", "Code", "Documentation")
    )
    answer.focus()
    page.keyboard.press("ArrowLeft")
    expect(documentation).to_be_focused()
    panel = page.get_by_role("tabpanel", name="Documentation")
    expect(panel.get_by_role("heading", name="media.get")).to_be_visible()
    expect(panel.get_by_role("link", name="KalturaMediaEntry").first).to_be_visible()
    looks_right(page, "documentation-in-place")
    choose(page, "media", "delete")
    expect(panel.get_by_role("heading", name="media.delete")).to_be_visible()
    expect(panel.get_by_role("heading", name="media.get")).to_have_count(0)
    page.reload()
    expect(documentation).to_have_attribute("aria-selected", "true")
    expect(panel.get_by_role("heading", name="media.delete")).to_be_visible()
    code.click()
    expect(page.locator("#code .line").first).to_be_visible()
    expect(panel).to_be_hidden()
    choose(page, "system", "ping")
    send(page)
    expect(answer).to_have_attribute("aria-selected", "true")


def test_several_requests_are_open(page: Page) -> None:
    page.goto(GET)
    entry = page.get_by_label("entryId (string)")
    entry.fill("0_first")
    expect(page.get_by_text("not sent as it stands")).to_have_count(1)
    page.keyboard.press("Alt+KeyT")
    current = page.locator(".open-request a[aria-current]")
    expect(page.locator(".open-request")).to_have_count(2)
    expect(current).to_be_focused()
    user = page.get_by_label("userId (string)")
    user.fill("bob")
    page.get_by_role("button", name="Duplicate this request").click()
    expect(page.locator(".open-request")).to_have_count(3)
    expect(user).to_have_value("bob")
    user.fill("carol")
    assert titles(page) == ["media.get", "session.start", "session.start"]
    looks_right(page, "open-requests")
    # However many there are, what opens another one stays in sight.
    pane = box(page.locator("#request-pane"))
    for button in page.locator(".open-requests > button").all():
        assert box(button)["x"] + box(button)["width"] <= pane["x"] + pane["width"]
    expect(current).to_be_in_viewport()

    page.keyboard.press("Alt+Digit2")
    expect(page.locator(".open-request a").nth(1)).to_have_attribute("aria-current", "true")
    expect(current).to_be_focused()
    expect(user).to_have_value("bob")
    page.keyboard.press("Alt+Digit1")
    expect(entry).to_have_value("0_first")
    page.keyboard.press("Alt+Shift+PageDown")
    assert titles(page) == ["session.start", "media.get", "session.start"]
    page.reload()
    expect(entry).to_have_value("0_first")
    assert titles(page) == ["session.start", "media.get", "session.start"]

    page.keyboard.press("Alt+KeyW")
    expect(user).to_have_value("carol")
    assert titles(page) == ["session.start", "session.start"]
    page.get_by_role("button", name="Reopen what was closed last").click()
    expect(entry).to_have_value("0_first")
    assert titles(page) == ["session.start", "media.get", "session.start"]
    # The way back through the documentation leads to the request in front.
    go_to(page, "API Documentation")
    go_to(page, "Test Console")
    expect(entry).to_have_value("0_first")
    assert titles(page) == ["session.start", "media.get", "session.start"]


@wide_alone
def test_what_is_sent_is_no_longer_marked(page: Page) -> None:
    open_with_demo_session(page, "media", "get")
    page.get_by_label("entryId (string)").fill("0_welcome1")
    marked = page.locator(".open-request a .unsent")
    expect(marked).to_have_count(1)
    send(page)
    expect(marked).to_have_count(0)
    page.get_by_label("entryId (string)").fill("0_other")
    expect(marked).to_have_count(1)


@wide_alone
def test_the_theme_is_chosen_and_kept(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/history")
    dark = "rgb(18, 24, 26)"
    button = page.get_by_role("button", name="Theme: system")
    expect(page.locator("body")).not_to_have_css("background-color", dark)
    for name in ("system", "light"):
        page.get_by_role("button", name=f"Theme: {name}").click()
    expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()
    expect(page.locator("body")).to_have_css("background-color", dark)
    page.goto("/api-docs?region=sandbox")
    expect(page.locator("body")).to_have_css("background-color", dark)
    page.get_by_role("button", name="Theme: dark").click()
    expect(button).to_be_visible()
    expect(page.locator("body")).not_to_have_css("background-color", dark)


@wide_alone
def test_the_side_bar_has_favourites_and_recent_calls(page: Page) -> None:
    start_demo_session(page)
    side = page.get_by_role("complementary", name="Favourites and recent calls")
    expect(side.get_by_role("link", name="session.start 1000001, type 2 · ok")).to_be_visible()
    page.get_by_role("button", name="Favourite").click()
    choose(page, "media", "get")
    page.get_by_role("button", name="Favourite").click()
    page.get_by_label("entryId (string)").fill("0_nowhere")
    send(page)
    recent = side.locator("#recent-calls a")
    expect(recent.first).to_have_text("media.get 0_nowhere · ENTRY_ID_NOT_FOUND")
    looks_right(page, "side-bar")
    page.reload()
    # Where the page was asked for before its last change had got through, it is asked for again.
    page.wait_for_function("() => sessionStorage.getItem('draft-tries') === '0'")
    expect(recent.first).to_have_text(re.compile("^media.get"))
    favourites = side.locator("#favourites")
    expect(favourites.get_by_role("link")).to_have_text(["session.start", "media.get"])
    favourites.get_by_role("link", name="session.start").click()
    expect(page.locator(".parameters legend")).to_have_text("session.start")
    page.get_by_role("button", name="Favourite").click()
    expect(favourites.get_by_role("link")).to_have_text(["media.get"])
    recent.first.click()
    expect(page.get_by_label("entryId (string)")).to_have_value("0_nowhere")

    page.keyboard.press("Alt+KeyS")
    expect(side).to_be_hidden()
    page.reload()
    expect(side).to_be_hidden()
    page.get_by_role("button", name="Calls", exact=True).click()
    expect(side).to_be_visible()


@wide_alone
def test_the_side_bar_lies_over_the_page_where_there_is_no_room_beside_it(page: Page) -> None:
    page.set_viewport_size({"width": 1100, "height": 900})
    start_demo_session(page)
    side = page.get_by_role("complementary", name="Favourites and recent calls")
    calls = page.get_by_role("button", name="Calls", exact=True)
    call = side.get_by_role("link", name="session.start 1000001, type 2 · ok")
    expect(side).to_be_hidden()
    expect(calls).to_have_attribute("aria-expanded", "false")
    secret = page.get_by_label("secret (string)")
    secret.focus()
    page.keyboard.press("Alt+KeyS")
    expect(side.get_by_role("button", name="Close")).to_be_focused()
    expect(calls).to_have_attribute("aria-expanded", "true")
    looks_right(page, "side-bar-over")
    page.keyboard.press("Escape")
    expect(side).to_be_hidden()
    expect(secret).to_be_focused()
    page.set_viewport_size({"width": 390, "height": 844})
    calls.click()
    expect(call).to_be_visible()
    page.mouse.click(370, 400)
    expect(side).to_be_hidden()
    calls.click()
    side.get_by_role("button", name="Close").click()
    expect(side).to_be_hidden()
    expect(calls).to_be_focused()
    page.set_viewport_size({"width": 1400, "height": 900})
    expect(side).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    calls.click()
    call.click()
    expect(page).to_have_url(re.compile("history="))
    expect(side).to_be_hidden()


def test_the_first_minute_ticks_itself_and_stays_closed(page: Page) -> None:
    page.goto("/?region=sandbox")
    steps = page.get_by_role("region", name="First steps")
    done = steps.locator("[data-done] b")
    expect(done).to_have_text(["Region"])
    steps.get_by_role("button", name="Fill in the sandbox's account").click()
    expect(page.get_by_label("secret (string)")).not_to_have_value("")
    looks_right(page, "first-minute")
    send(page)
    expect(done).to_have_text(["Region", "Session"])
    steps.get_by_role("link", name="media.list").click()
    expect(page.locator(".parameters legend")).to_have_text("media.list")
    expect(page.locator("#answer")).not_to_contain_text("Call the Kaltura API")
    expect(page.locator("#answer").get_by_role("link", name="session.start").first).to_be_visible()
    send(page)
    expect(done).to_have_text(["Region", "Session", "First call"])
    # An id leads on to the calls that take it, from each view of the answer.
    page.locator("#answer tbody tr:not(.spacer) td").first.hover()
    calls = page.get_by_role("button", name=re.compile("^Calls that take "))
    calls.first.click()
    expect(page.get_by_role("menuitem", name="media.get", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    calls.first.press("ArrowDown")
    expect(calls.nth(0)).not_to_be_focused()
    page.locator("#answer").get_by_role("button", name="Text", exact=True).click()
    page.locator(".answer-line", has_text="<id>").first.hover()
    expect(page.locator(".answer-line .calls-button")).to_have_count(1)

    steps.get_by_role("button", name="Close the first steps").click()
    expect(steps).to_have_count(0)
    page.goto("/?region=eu")
    expect(page.get_by_role("heading", name="Call the Kaltura API")).to_be_visible()
    expect(steps).to_have_count(0)
