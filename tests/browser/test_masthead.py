"""What each page has alike, the searches of the bar, and the frame at every size."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import passes_axe
from tests.browser.conftest import Live
from tests.browser.steps import (
    choose,
    fits,
    go_to,
    open_with_demo_session,
    send,
    start_demo_session,
    wide_alone,
)
from tests.browser.test_every_page import FRAMES, WATCH
from tests.sizes import WHOLE

pytestmark = [pytest.mark.browser, wide_alone]

GET = "/console/service/media/action/get?region=sandbox"
SIZES = [(width, scheme) for width in (390, 768, 1440, 1920) for scheme in ("light", "dark")]
# What is pressed in the frame and is smaller than a finger.
SMALL = """() => [...document.querySelectorAll(
        ".masthead :is(button, .button), .bar :is(button, select, input:not([type=checkbox])), " +
        ".open-requests button, .result-tabs button, .tools :is(button, .button, select)")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.type !== "hidden"
        && !one.closest(".enter, .visually-hidden") && !one.matches(".visually-hidden"))
    .map((one) => [one.id || one.textContent.trim(), one.getBoundingClientRect()])
    .filter(([, box]) => box.height > 1 && box.height < 44)
    .map(([name, box]) => `${name} ${box.height}`)"""
DEAD = """() => [...document.querySelectorAll("button[type=button], select")]
    .filter((one) => one.checkVisibility() && !one.form && !one.popoverTargetElement)
    .map((one) => one.outerHTML)"""


def _type(page: Page, call: str) -> None:
    """As people do: what moves for another form is what they meant, however late it comes."""
    page.get_by_label("Select service").focus()
    page.keyboard.type(call)
    page.keyboard.press("Enter")
    expect(page.locator(".parameters legend")).to_have_text(call.replace(" ", "."))
    _moved(page)
    page.evaluate("() => moves.splice(0)")


def _moved(page: Page) -> float:
    return float(sum(move["value"] for move in page.evaluate(FRAMES)))


@pytest.mark.soak
# On a phone what is pressed is measured too; every page is looked at wide in test_every_page.
@pytest.mark.parametrize(("size", "scheme"), SIZES if WHOLE else SIZES[1:2])
def test_the_frame_holds_still_and_fits(page: Page, size: int, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": size, "height": 844})
    page.add_init_script(WATCH)
    start_demo_session(page)
    assert _moved(page) < 0.05
    _type(page, "media list")
    send(page)
    expect(page.locator("#answer table")).to_contain_text("0_")
    assert _moved(page) < 0.05
    _type(page, "media get")
    assert _moved(page) < 0.05
    expect(page.locator("#ks-chip")).to_have_text(re.compile("ADMIN · partner 1000001"))
    passes_axe(page)
    if size <= 900:
        assert page.evaluate(SMALL) == []
        send_bar = page.locator(".send-bar").bounding_box()
        assert send_bar is not None
        assert send_bar["y"] + send_bar["height"] == 844
    for other in (320, 3840):
        fits(page)
        page.set_viewport_size({"width": other, "height": 900})
    fits(page)


def test_service_and_action_are_typed_in_one_go(page: Page) -> None:
    page.goto(GET)
    legend = page.locator(".parameters legend")
    page.get_by_label("Select service").focus()
    page.keyboard.type("user list")
    page.keyboard.press("Enter")
    expect(legend).to_have_text("user.list")
    expect(page.get_by_label("Select action")).to_have_value("list")
    page.get_by_label("Select action").focus()
    page.keyboard.type("uploadtoken.add")
    expect(page.locator("#action-choices").get_by_role("option").first).to_have_text(
        "uploadToken.add"
    )
    page.keyboard.press("Enter")
    expect(legend).to_have_text("uploadToken.add")
    expect(page.get_by_label("Select service")).to_have_value("uploadtoken")


def test_every_page_says_the_region_of_its_tab(page: Page) -> None:
    page.goto(GET)
    page.get_by_label("Region").select_option("live")
    expect(page.get_by_role("button", name="Send to Production")).to_be_visible()
    here = page.locator(".masthead .here")
    for tab in ("History", "Sessions"):
        go_to(page, tab)
        expect(here).to_have_text("Production")
        expect(page.locator("body[data-guarded][data-region=live]")).to_have_count(1)
    go_to(page, "API Documentation")
    expect(page.locator("body[data-guarded][data-region=live]")).to_have_count(1)
    expect(page.get_by_label("Region")).to_have_value("live")
    page.get_by_label("Region").select_option("sandbox")
    expect(page.locator("body[data-guarded]")).to_have_count(0)
    # Another browser tab has its own.
    other = page.context.new_page()
    other.goto("/history")
    expect(other.locator(".masthead .here")).not_to_have_text("Production")
    other.close()


def test_the_panes_are_stacked(page: Page) -> None:
    page.goto(GET)
    page.get_by_role("button", name="Stacked").click()
    divider = page.get_by_role("separator", name="Share of the request")
    expect(divider).to_have_attribute("aria-orientation", "horizontal")
    divider.press("ArrowDown")
    page.reload()
    expect(divider).to_have_attribute("aria-valuenow", "55")
    request, result = (page.locator(one).bounding_box() for one in ("#request-pane", "main .side"))
    assert request is not None
    assert result is not None
    assert result["y"] >= request["y"] + request["height"]
    share = request["height"] / (request["height"] + result["height"])
    assert abs(share - 0.55) < 0.03
    at = divider.bounding_box()
    assert at is not None
    page.mouse.move(800, at["y"] + 3)
    page.mouse.down()
    page.mouse.move(800, 100, steps=3)
    page.mouse.up()
    expect(divider).to_have_attribute("aria-valuenow", "25")
    page.get_by_role("button", name="Side by side").click()
    expect(divider).to_have_attribute("aria-orientation", "vertical")


def test_tabs_are_dragged_and_closed_by_the_middle_button(page: Page) -> None:
    start_demo_session(page)
    page.keyboard.press("Alt+KeyT")
    tabs = page.locator(".open-request")
    expect(tabs).to_have_count(2)
    choose(page, "media", "get")
    names = page.locator(".open-request a")
    expect(names.nth(1)).to_contain_text("media.get")
    names.nth(1).drag_to(names.nth(0))
    expect(names.nth(0)).to_contain_text("media.get")
    expect(names.nth(0)).to_have_attribute("aria-current", "true")
    before = page.context.pages
    page.locator("#recent-calls a").first.click(button="middle")
    expect(tabs).to_have_count(3)
    expect(page.locator(".parameters legend")).to_have_text("session.start")
    expect(page.get_by_label("partnerId (int)")).to_have_value("1000001")
    assert page.context.pages == before
    names.nth(1).click(button="middle")
    expect(tabs).to_have_count(2)


def test_a_shortcut_is_changed(page: Page) -> None:
    page.goto(GET)
    page.keyboard.press("?")
    dialog = page.locator("#shortcuts")
    told = dialog.locator("[data-shortcut=new]").get_by_role("status")
    change = dialog.get_by_role("button", name="Change New request")
    change.click()
    expect(dialog.get_by_role("button", name="Press keys… New request")).to_be_focused()
    expect(told).to_contain_text("Press the new keys now")
    for chord, problem in (
        ("Alt+KeyW", "Alt W is taken: Close this request"),
        ("Control+KeyT", "Ctrl T is the browser's own"),
        ("n", "N alone is needed where something is typed"),
    ):
        page.keyboard.press(chord)
        expect(told).to_contain_text(problem)
    page.keyboard.press("Control+Alt+KeyN")
    expect(told).to_contain_text("New request is Ctrl Alt N now.")
    expect(told).to_be_in_viewport()
    passes_axe(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.reload()
    page.keyboard.press("Alt+KeyT")
    page.keyboard.press("Control+Alt+KeyN")
    expect(page.locator(".open-request")).to_have_count(2)
    page.keyboard.press("?")
    row = dialog.locator("[data-shortcut=new]")
    expect(row.locator("td").first).to_have_text("Ctrl Alt N")
    dialog.get_by_role("button", name="Back to defaults").click()
    expect(row.locator("td").first).to_have_text("Alt T")
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+KeyT")
    expect(page.locator(".open-request")).to_have_count(3)


def test_an_example_comes_in_or_is_said_to_be_missing(page: Page) -> None:
    state = page.locator("#send-state")
    fill = page.get_by_role("button", name="Fill with an example")
    page.goto("/console/service/user/action/get?region=sandbox")
    fill.click()
    expect(state).to_have_text("There is no example for this action.")
    page.goto("/console/service/category/action/add?region=sandbox")
    fill.click()
    expect(page.get_by_label("name (string)")).to_have_value("A day at the sea")
    expect(state).to_be_empty()
    page.goto(GET)
    fill.click()
    expect(page.get_by_label("entryId (string)")).to_have_value("0_abc12345")
    expect(state).to_be_empty()
    fill.click()
    expect(state).to_have_text("Nothing was filled in: what has an example is set already.")


def test_without_scripts_and_on_paper(browser: Browser, live: Live, page: Page) -> None:
    plain = browser.new_context(
        base_url=live.url, java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    shown = plain.new_page()
    shown.goto("/?region=sandbox")
    assert shown.evaluate(DEAD) == []
    expect(shown.get_by_text("Whatever is filled in is sent.")).to_be_visible()
    expect(shown.get_by_text("Only ticked fields are sent.")).to_be_hidden()
    shown.get_by_role("button", name="Calls").click()
    expect(shown.get_by_text("What is sent stands here.")).to_be_visible()
    shown.get_by_role("button", name="Close").click()
    go_to(shown, "Sessions")
    expect(shown.get_by_role("heading", level=1)).to_have_text("Sessions")
    plain.close()

    open_with_demo_session(page, "media", "list")
    send(page)
    expect(page.locator("#answer table")).to_be_visible()
    page.wait_for_timeout(1500)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for selector in (".masthead", ".send-bar", ".side-bar", ".open-requests", ".result-tabs"):
        expect(page.locator(selector)).to_be_hidden()
    expect(page.locator("button:visible")).to_have_count(0)
    expect(page.locator(".pairs").get_by_text("clientTag")).to_be_visible()
    expect(page.locator("#answer h2")).to_be_visible()
    expect(page.locator("#answer table")).to_be_hidden()
    assert page.locator(".on-paper").inner_text().rstrip().endswith("</xml>")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(page.locator("#answer table")).to_be_visible()
    expect(page.locator(".on-paper")).to_have_count(0)
