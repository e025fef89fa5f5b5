"""A form that is long in coming takes nothing with it that was typed or pressed meanwhile."""

import re
import socket
import threading
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.conftest import Live
from tests.browser.steps import ANSWERED, badge, go_to, have_demo_session, send, wide_alone
from tests.upstream import Received, http

pytestmark = [pytest.mark.browser, pytest.mark.own_context, wide_alone]

GET = "/console/service/media/action/get?region=sandbox"
ENTRY = "entryId (string)"
BOUNDARY = re.compile(r'name="([^"]+)"\r\n\r\n(.*?)\r\n--', re.DOTALL)


class Slow:
    """Holds what a page asks of an address, until it is let through."""

    def __init__(self, page: Page, url: str) -> None:
        self._page = page
        self._held: list[Route] = []
        page.route(url, self._hold)

    def _hold(self, route: Route) -> None:
        self._held.append(route)

    def came(self) -> Route:
        # The request's event may come before its route.
        while not self._held:
            self._page.wait_for_timeout(10)
        return self._held.pop(0)


def _fields(request: Request) -> dict[str, str]:
    body = request.post_data or ""
    found = dict(BOUNDARY.findall(body))
    return found or {name: values[0] for name, values in parse_qs(body).items()}


def test_what_is_typed_until_another_action_comes_is_what_is_sent(page: Page) -> None:
    have_demo_session(page)
    page.goto(GET)
    page.get_by_label(ENTRY).fill("0_OLD")
    slow = Slow(page, "**/form")
    page.get_by_label("Select action").select_option("delete")
    first = slow.came()
    page.get_by_label(ENTRY).click(click_count=3)
    page.keyboard.type("0_N")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_label(ENTRY).focus()
    page.keyboard.press("End")
    first.continue_()
    second = slow.came()
    page.keyboard.type("EW")
    second.continue_()
    with page.expect_request("**/send") as sent:
        slow.came().continue_()
    fields = _fields(sent.value)
    assert (fields["action"], fields["param:entryId"]) == ("delete", "0_NEW")
    expect(page.locator(".parameters legend")).to_have_text("media.delete")
    expect(page.get_by_label(ENTRY)).to_have_value("0_NEW")
    # Who is typing goes on where they were.
    page.keyboard.type("ER")
    expect(page.get_by_label(ENTRY)).to_have_value("0_NEWER")


@pytest.mark.parametrize("call_off", ["escape", "another choice"])
def test_a_send_that_waits_for_the_form_says_so_and_is_called_off(
    page: Page, call_off: str
) -> None:
    page.goto(GET)
    page.get_by_label(ENTRY).fill("0_OLD")
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.url.endswith("/send") else None)
    slow = Slow(page, "**/form")
    action = page.get_by_label("Select action")
    action.select_option("update")
    held = slow.came()
    page.get_by_role("button", name="Send", exact=True).click()
    state = page.locator("#send-state")
    expect(state).to_contain_text("Not sent yet: the form is still being drawn.")
    if call_off == "escape":
        page.keyboard.press("Escape")
    else:
        action.select_option("delete")
        held = slow.came()
    held.continue_()
    expect(page.locator(".parameters legend")).to_have_text(
        "media.update" if call_off == "escape" else "media.delete"
    )
    expect(state).to_contain_text("Nothing was sent")
    page.wait_for_timeout(300)
    assert sent == []


def test_nothing_behind_a_dialog_is_sent(page: Page) -> None:
    page.goto("/console/service/media/action/delete?region=sandbox&param:entryId=0_del")
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.url.endswith("/send") else None)
    page.get_by_role("link", name="Paste a request").click()
    page.locator("#paste-text").fill("service=media&action=get&entryId=0_p")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".parameters legend")).to_have_text("media.get")
    page.locator("body").press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(300)
    assert sent == []


def test_a_button_takes_what_is_typed_and_chosen_meanwhile(page: Page) -> None:
    page.goto(GET)
    slow = Slow(page, "**/form")
    page.get_by_role("button", name="Make it a multirequest").click()
    first = slow.came()
    page.get_by_label(ENTRY).fill("0_NEW")
    page.get_by_label("Select action").select_option("delete")
    page.get_by_role("button", name="Make it a multirequest").click()
    expect(page.locator("#send-state")).to_contain_text("still being drawn")
    first.continue_()
    slow.came().continue_()
    expect(page.locator(".parameters legend").first).to_have_text("media.delete")
    expect(page.locator(".call")).to_have_count(2)
    expect(page.locator('[name="param:1:entryId"]')).to_have_value("0_NEW")


def test_a_paste_that_was_left_changes_nothing(page: Page) -> None:
    page.goto(GET)
    slow = Slow(page, "**/paste")
    for entry, leave in (("0_first", True), ("0_second", False)):
        page.get_by_role("link", name="Paste a request").click()
        page.locator("#paste-text").fill(f"service=media&action=get&entryId={entry}")
        page.get_by_role("button", name="Fill the form in").click()
        held = slow.came()
        if leave:
            page.keyboard.press("Escape")
            page.get_by_label(ENTRY).fill("0_typed")
        held.continue_()
        page.wait_for_timeout(300)
        expect(page.get_by_label(ENTRY)).to_have_value("0_typed" if leave else entry)


def test_an_answer_comes_back_with_the_form_that_it_is_of(page: Page) -> None:
    have_demo_session(page)
    page.goto(GET)
    for entry in ("0_first", "0_second"):
        with page.expect_response("**/drafts/*"):
            page.get_by_label(ENTRY).fill(entry)
        if entry == "0_first":
            send(page)
    first = page.locator("#answer article").get_attribute("data-record") or ""
    slow = Slow(page, "**/send")
    page.get_by_role("button", name="Send", exact=True).click()
    held = slow.came()
    page.get_by_label("Select action").select_option("delete")
    expect(page.locator(".parameters legend")).to_have_text("media.delete")
    with page.expect_response("**/drafts/*"):
        held.continue_()
        page.wait_for_function(ANSWERED, arg=first)
    second = page.locator("#answer article").get_attribute("data-record") or ""
    page.wait_for_timeout(500)
    page.go_back()
    expect(page.get_by_label(ENTRY)).to_have_value("0_second")
    expect(page.locator("#answer article")).to_have_attribute("data-record", second)


def test_a_request_is_left_once_its_answer_is_there_or_when_asked_twice(page: Page) -> None:
    have_demo_session(page)
    page.goto(GET)
    page.get_by_label(ENTRY).fill("0_welcome1")
    page.keyboard.press("Alt+KeyT")
    current = page.locator(".open-request a[aria-current]")
    expect(page.get_by_label("userId (string)")).to_be_visible()
    page.keyboard.press("Alt+Digit1")
    expect(page.get_by_label(ENTRY)).to_have_value("0_welcome1")
    slow = Slow(page, "**/send")
    page.get_by_role("button", name="Send", exact=True).click()
    held = slow.came()
    page.keyboard.press("Alt+Digit2")
    expect(page.locator(".notices")).to_contain_text("left once the answer is there")
    expect(current).to_contain_text("media.get")
    held.continue_()
    expect(page.get_by_label("userId (string)")).to_be_visible()
    page.keyboard.press("Alt+Digit1")
    expect(page.locator("#answer article .badge").first).to_have_text("OK")
    page.get_by_role("button", name="Send", exact=True).click()
    slow.came()
    page.keyboard.press("Alt+Digit2")
    expect(page.locator(".notices")).to_contain_text("left once the answer is there")
    page.keyboard.press("Alt+Digit2")
    expect(page.get_by_label("userId (string)")).to_be_visible()
    page.keyboard.press("Alt+Digit1")
    expect(page.locator("#send-state")).to_contain_text("left while its call was under way")
    page.reload()
    expect(page.locator("#send-state")).not_to_contain_text("under way")


def test_what_comes_of_a_call_whose_page_was_left_stands_there_again(
    page: Page, live: Live
) -> None:
    answers = threading.Event()

    def late(received: Received, connection: socket.socket) -> None:
        answers.wait(4)
        connection.sendall(http(b"<xml><result>late</result></xml>", "Content-Type: text/xml"))

    live.upstream.respond(late)
    page.goto("/console/service/media/action/delete?region=own")
    page.get_by_label("Kaltura API session (string)").fill("a KS of another console")
    page.get_by_label(ENTRY).fill("0_gone")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    go_to(page, "History")
    go_to(page, "Test Console")
    # A call that changes something is made to its end, and the page says where it is.
    expect(page.get_by_label(ENTRY)).to_have_value("0_gone")
    assert badge(page) == "Under way"
    answers.set()
    expect(page.locator("#answer .badge").first).to_have_text("OK")
    expect(page.locator("#send-state")).to_contain_text("200")
    expect(page.locator("#answer .answer-line", has_text="late")).to_be_visible()
    page.reload()
    assert badge(page) == "OK"
