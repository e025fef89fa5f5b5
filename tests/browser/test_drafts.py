"""Nothing typed is lost: drafts through links, Back, reloads, crashes, and in two tabs."""

import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, Route, expect

from tests.browser.conftest import Live
from tests.browser.steps import (
    badge,
    choose,
    go_to,
    have_demo_session,
    open_with_demo_session,
    send,
    start_demo_session,
    wide_alone,
)
from tests.sizes import examples

pytestmark = [pytest.mark.browser, pytest.mark.own_context]

GET = "/console/service/media/action/get?region=sandbox"
ENTRY = "entryId (string)"


def _type(page: Page, text: str, label: str = ENTRY) -> None:
    with page.expect_response("**/drafts/*"):
        page.get_by_label(label).fill(text)


@wide_alone
def test_through_the_documentation_another_tab_back_forward_and_reload(page: Page) -> None:
    have_demo_session(page)
    page.goto(GET)
    _type(page, "0_welcome1")
    page.get_by_role("link", name="Documentation", exact=True).click()
    page.go_back()
    expect(page.get_by_label(ENTRY)).to_have_value("0_welcome1")
    go_to(page, "History")
    go_to(page, "Test Console")
    expect(page.get_by_label(ENTRY)).to_have_value("0_welcome1")
    with page.expect_response("**/drafts/*"):
        send(page)
    page.reload()
    expect(page.get_by_label(ENTRY)).to_have_value("0_welcome1")
    assert badge(page) == "OK"
    page.get_by_label("Select action").select_option("delete")
    expect(page.locator(".parameters legend")).to_have_text("media.delete")
    _type(page, "0_other")
    page.go_back()
    expect(page.locator(".parameters legend")).to_have_text("media.get")
    expect(page.get_by_label(ENTRY)).to_have_value("0_welcome1")
    page.go_forward()
    expect(page.locator(".parameters legend")).to_have_text("media.delete")
    expect(page.get_by_label(ENTRY)).to_have_value("0_other")


@wide_alone
@pytest.mark.soak
def test_a_reload_right_after_a_letter_has_it(page: Page) -> None:
    page.goto(GET)
    for text in ("0_abc", "0_ab", "0_a")[: examples(1, 3)]:
        page.get_by_label(ENTRY).fill(text)
        page.reload()
        expect(page.get_by_label(ENTRY)).to_have_value(text)


@wide_alone
def test_whoever_goes_elsewhere_before_a_page_is_asked_for_again_gets_there(page: Page) -> None:
    page.goto(GET)
    _type(page, "0_welcome1")
    # As if what was typed last had not got through.
    draft = parse_qs(urlsplit(page.url).query)["draft"][0]
    page.evaluate("(key) => sessionStorage.setItem(key, '9e15')", f"draft-{draft}")

    def slowly(route: Route) -> None:
        time.sleep(0.6)
        route.continue_()

    page.route("**/history", slowly)
    page.reload()
    go_to(page, "History")
    expect(page.get_by_role("heading", level=1)).to_have_text("History")


@wide_alone
def test_a_secret_comes_back_behind_its_mask(page: Page) -> None:
    page.goto("/?region=sandbox")
    with page.expect_response("**/drafts/*"):
        page.get_by_role("button", name="Fill in demo credentials").click()
        page.get_by_label("userId (string)").fill("erin")
    page.reload()
    expect(page.get_by_label("secret (string)")).to_have_value("••••••••")
    _type(page, "alice", "userId (string)")
    page.reload()
    expect(page.get_by_label("userId (string)")).to_have_value("alice")
    send(page)
    assert badge(page) == "OK"


@wide_alone
def test_a_duplicated_tab_gets_its_own_copy(page: Page, context: BrowserContext) -> None:
    page.goto(GET)
    _type(page, "0_first")
    with context.expect_page() as opened:
        page.evaluate("window.open(location.href)")
    second = opened.value
    expect(second.get_by_label(ENTRY)).to_have_value("0_first")
    second.wait_for_url(lambda url: url != page.url)
    _type(second, "0_second")
    _type(page, "0_third")
    second.reload()
    expect(second.get_by_label(ENTRY)).to_have_value("0_second")
    page.reload()
    expect(page.get_by_label(ENTRY)).to_have_value("0_third")


@wide_alone
def test_a_tab_that_takes_an_address_over_gets_a_copy_too(
    page: Page, context: BrowserContext
) -> None:
    page.goto(GET)
    _type(page, "0_first")
    second = context.new_page()
    second.goto(page.url)
    expect(second.get_by_label(ENTRY)).to_have_value("0_first")
    second.wait_for_url(lambda url: url != page.url)
    _type(second, "0_second")
    for one, text in ((page, "0_first"), (second, "0_second")):
        address = one.url
        one.reload()
        expect(one.get_by_label(ENTRY)).to_have_value(text)
        assert one.url == address
    second.close()


@wide_alone
def test_two_tabs_have_their_own_region_and_ks(page: Page, context: BrowserContext) -> None:
    open_with_demo_session(page, "media", "get")
    facts = page.locator('#ks-chip [data-slot="facts"]')
    first = facts.inner_text()
    _type(page, "0_welcome1")
    second = context.new_page()
    second.goto("/console/service/session/action/start?region=sandbox&param:userId=erin")
    second.get_by_role("button", name="Fill in demo credentials").click()
    expect(second.get_by_label("secret (string)")).not_to_have_value("")
    send(second)
    expect(second.locator("#ks-chip")).to_contain_text("erin")
    second.goto("/?region=own")
    second.goto("/api-docs?region=own")
    page.reload()
    expect(page.get_by_label("Region")).to_have_value("sandbox")
    expect(page.locator("#ks-chip")).not_to_contain_text("erin")
    expect(facts).to_have_text(first)
    send(page)
    assert badge(page) == "OK"
    go_to(page, "Sessions")
    expect(page).to_have_url(re.compile(r"region=sandbox"))
    second.close()


@wide_alone
def test_what_cannot_be_loaded_leaves_the_form_and_its_lists(page: Page, live: Live) -> None:
    page.goto(GET)
    _type(page, "0_kept")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/form", hold)

    def refused() -> None:
        # The request's event may come before its route.
        while not held:
            page.wait_for_timeout(10)
        held.pop().fulfill(status=429, body="{}")

    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.url.endswith("/send") else None)
    with page.expect_request("**/form"):
        page.get_by_label("Select action").select_option("delete")
    page.keyboard.press("Control+Enter")
    refused()
    expect(page.locator("#send-state")).to_have_class(re.compile("is-problem"))
    expect(page.get_by_label("Select action")).to_have_value("get")
    expect(page.get_by_label(ENTRY)).to_have_value("0_kept")
    with page.expect_request("**/form"):
        page.get_by_label("Region").select_option("own")
    refused()
    expect(page.get_by_label("Region")).to_have_value("sandbox")
    assert sent == []
    page.unroute("**/form")
    choose(page, "media", "list")


@wide_alone
def test_it_asks_before_leaving_only_what_could_not_be_kept(page: Page) -> None:
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.goto(GET)
    _type(page, "0_kept")
    page.goto("/history")
    assert asked == []
    page.goto(GET)
    page.route("**/drafts/*", lambda route: route.fulfill(status=429, body="{}"))
    _type(page, "0_lost")
    page.wait_for_timeout(100)
    page.goto("/history")
    assert asked == ["beforeunload"]


@wide_alone
def test_clearing_and_forgetting_are_undone(page: Page) -> None:
    start_demo_session(page)
    page.get_by_label("Kaltura API session (string)").focus()
    page.get_by_role("button", name="Forget the KS").click()
    expect(page.locator("#ks-chip")).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#ks-chip")).to_contain_text("ADMIN · partner 1000001")
    page.goto(
        "/console/service/media/action/list?region=sandbox"
        "&param:filter:objectType=KalturaMediaEntryFilter&param:filter:nameLike=x"
    )
    page.get_by_role("button", name="Clear filter").click()
    expect(page.get_by_label("nameLike (string)", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("nameLike (string)", exact=True)).to_have_value("x")


@wide_alone
def test_the_ks_is_copied_and_masks_say_that_they_are(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    start_demo_session(page)
    page.get_by_role("button", name="Copy KS").click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.length > 40)")
    assert "•" not in page.evaluate("navigator.clipboard.readText()")
    expect(page.locator(".notices")).to_be_empty()
    page.locator("answer-body").get_by_text("••••").first.click(click_count=3)
    page.keyboard.press("Control+C")
    expect(page.locator(".notices")).to_contain_text("masked")


@wide_alone
def test_what_a_button_fills_in_is_kept_as_what_is_typed(page: Page) -> None:
    page.goto("/?region=sandbox")
    secret = page.get_by_label("secret (string)")
    marked = page.locator(".open-request a .unsent")
    with page.expect_response("**/drafts/*"):
        page.get_by_role("button", name="Fill in demo credentials").click()
    expect(marked).to_have_count(1)
    page.reload()
    expect(secret).to_have_value("••••••••")
    page.keyboard.press("Alt+KeyT")
    expect(secret).to_have_value("")
    page.keyboard.press("Alt+Digit1")
    expect(secret).to_have_value("••••••••")
    page.goto(
        "/console/service/media/action/list?region=sandbox"
        "&param:filter:objectType=KalturaMediaEntryFilter&param:filter:nameLike=x"
    )
    name = page.get_by_label("nameLike (string)", exact=True)
    with page.expect_response("**/drafts/*"):
        page.get_by_role("button", name="Clear filter").click()
    expect(marked).to_have_count(1)
    page.reload()
    expect(name).to_have_count(0)
