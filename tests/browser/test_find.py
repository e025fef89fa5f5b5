"""Find in a browser: by keyboard, by mouse, with typos. What is found: test_find_ranking.py."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import passes_axe
from tests.browser.steps import have_demo_session, looks_right, send, wide_alone


@pytest.fixture
def dialog(page: Page) -> Page:
    """Find is open on the console's page and has read what there is."""
    page.goto("/?region=sandbox")
    page.keyboard.press("Control+k")
    expect(page.locator("#find .finder-count")).to_contain_text("Type a name")
    return page


def test_by_keyboard_to_an_action(dialog: Page) -> None:
    text = dialog.get_by_role("combobox", name="Find services")
    expect(text).to_be_focused()
    dialog.keyboard.type("meida.lst")
    first = dialog.locator("#find").get_by_role("option").first
    expect(first).to_contain_text("media.list")
    expect(first.locator(".finder-label")).to_have_attribute("translate", "no")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(text).to_have_attribute("aria-activedescendant", "find-option-0")
    dialog.keyboard.press("ArrowDown")
    expect(text).to_have_attribute("aria-activedescendant", "find-option-1")
    dialog.keyboard.press("ArrowUp")
    dialog.keyboard.press("Enter")
    expect(dialog.locator(".parameters legend")).to_have_text("media.list")
    assert dialog.url.endswith("/console/service/media/action/list?region=sandbox")


@wide_alone
def test_the_documentation_and_a_new_tab(dialog: Page, context: BrowserContext) -> None:
    dialog.keyboard.type("session.start")
    expect(dialog.locator("#find").get_by_role("option").first).to_contain_text("session.start")
    with context.expect_page() as opened:
        dialog.keyboard.press("Control+Enter")
    opened.value.wait_for_load_state()
    assert opened.value.url.endswith("/console/service/session/action/start?region=sandbox")
    opened.value.close()
    dialog.keyboard.press("Shift+Enter")
    expect(dialog.get_by_role("heading", level=1)).to_have_text("session.start")
    assert dialog.url.endswith("/api-docs/service/session/action/start")


def test_groups_counts_and_axe(dialog: Page) -> None:
    dialog.get_by_role("combobox", name="Find services").fill("entry")
    best = dialog.get_by_role("group", name="Best matches")
    expect(best.get_by_role("option")).to_have_count(3)
    expect(dialog.get_by_role("group", name="Classes")).to_contain_text(" 6 of ")
    expect(dialog.locator("#find [role=status]")).to_contain_text(" found")
    looks_right(dialog, "find")
    dialog.get_by_role("combobox", name="Find services").fill("zzzzzz")
    expect(dialog.locator("#find [role=status]")).to_contain_text("Nothing fits")
    expect(dialog.locator("#find").get_by_role("option")).to_have_count(0)
    passes_axe(dialog)


@wide_alone
def test_escape_gives_the_focus_back(page: Page) -> None:
    page.goto("/history")
    button = page.locator(".finder-button")
    button.click()
    expect(page.locator("#find")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#find")).to_be_hidden()
    expect(button).to_be_focused()


def test_a_slash_and_a_question_mark_are_letters_in_a_field(page: Page) -> None:
    page.goto("/api-docs")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    looks_right(page, "find-shortcuts")
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_visible()
    page.keyboard.type("a/?")
    text = page.get_by_role("combobox", name="Find services")
    expect(text).to_have_value("a/?")
    expect(page.locator("#shortcuts")).to_be_hidden()
    page.get_by_role("button", name="All shortcuts").click()
    expect(page.locator("#shortcuts")).to_be_visible()


@wide_alone
def test_a_call_of_the_history_by_mouse(page: Page) -> None:
    have_demo_session(page)
    page.goto("/console/service/system/action/ping?region=sandbox")
    send(page)
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Find services").fill("ping")
    call = page.get_by_role("group", name="History").get_by_role("option").first
    expect(call).to_contain_text("system.ping")
    call.click()
    page.wait_for_url("**/history/*")


@wide_alone
def test_the_console_sends_nothing_while_find_is_open(dialog: Page) -> None:
    dialog.get_by_role("combobox", name="Find services").fill("zzzzzz")
    dialog.keyboard.press("Control+Enter")
    expect(dialog.locator("#answer article")).to_have_count(0)
    expect(dialog.locator("#find")).to_be_visible()


@wide_alone
def test_without_what_there_is_to_find_the_page_finds(page: Page) -> None:
    page.route("**/find/index*", lambda route: route.fulfill(status=429, body="{}"))
    page.goto("/history")
    page.keyboard.press("Control+k")
    expect(page.locator("#find [role=status]")).to_contain_text("Press Enter")
    page.keyboard.type("media")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find?q=media")
    expect(page.get_by_role("main").get_by_role("link", name="media.list").first).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Find services")).to_have_value("media")
