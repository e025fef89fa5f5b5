"""Answers of endpoints that behave badly, a guarded region, a refreshed schema: in a browser."""

import threading
from socket import socket

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import passes_axe
from tests.browser.conftest import Live
from tests.browser.steps import choose, looks_right, send, shoot, wide_alone
from tests.upstream import Received, Upstream, http

pytestmark = pytest.mark.browser

SCRIPT = "<img src=x onerror=alert(1)><script>document.title='owned'</script>"


@pytest.fixture
def upstream(live: Live) -> Upstream:
    return live.upstream


@wide_alone
def test_script_in_an_answer_stays_text(page: Page, upstream: Upstream) -> None:
    for body, kind in (
        (
            f"<xml><result>{SCRIPT.replace('<img src=x onerror=alert(1)>', '<i/>')}</result></xml>",
            "text/xml",
        ),
        (SCRIPT, "text/html"),
        ('{"a": "' + SCRIPT.replace('"', "'") + '"}', "application/json"),
    ):
        upstream.respond(http(body.encode(), f"Content-Type: {kind}", f"X-Me: {SCRIPT}"))
        page.goto("/console/service/system/action/ping?region=own")
        send(page)
        expect(page.locator("#answer .code")).to_contain_text("owned")
        assert page.title() == "system.ping · TestMe"
        assert page.locator("#answer img, #answer script").count() == 0


def test_a_call_can_be_cancelled_while_it_waits(page: Page, upstream: Upstream) -> None:
    release = threading.Event()

    def slow(_: Received, connection: socket) -> None:
        release.wait(10)
        connection.sendall(http(b"<xml/>"))

    upstream.respond(slow)
    page.goto("/console/service/system/action/ping?region=own")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#send-state")).to_contain_text("Waiting, 1 s")
    shoot(page, "waiting")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#answer .badge").first).to_have_text("Cancelled")
    release.set()
    page.goto("/history")
    expect(page.locator("tbody tr").nth(1)).to_contain_text("Cancelled")


def test_a_redirect_is_shown_and_not_followed(page: Page, upstream: Upstream) -> None:
    upstream.respond(http(b"", "Location: https://elsewhere.example/x", status="302 Found"))
    page.goto("/console/service/system/action/ping?region=own")
    send(page)
    expect(page.locator("#answer .verdict")).to_contain_text("https://elsewhere.example/x")
    passes_axe(page)


def test_a_reset_gives_a_sentence_and_is_recorded(page: Page, upstream: Upstream) -> None:
    upstream.respond(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<xml>")
    page.goto("/console/service/system/action/ping?region=own")
    send(page)
    expect(page.locator("#answer .badge").first).to_have_text("Failed")
    expect(page.locator("#answer .code")).to_contain_text("<xml>")
    looks_right(page, "failed")


def test_a_guarded_region_asks_before_it_changes_something(page: Page, upstream: Upstream) -> None:
    upstream.respond(http(b"<xml><result></result></xml>"))
    page.goto("/console/service/media/action/delete?region=live&param:entryId=0_x")
    page.get_by_label("Kaltura API session (string)").fill("any")
    page.get_by_role("button", name="Send to Production").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("media.delete may change or delete something in Production")
    looks_right(page, "guarded")
    dialog.get_by_role("button", name="Keep it as it is").click()
    expect(page.locator("#send-state")).to_have_text("Nothing was sent.")
    page.get_by_role("button", name="Send to Production").click()
    dialog.get_by_role("button", name="Confirm and send").click()
    expect(page.locator("#answer .badge").first).to_have_text("OK")
    shown = page.context.new_page()
    shown.goto("/history")
    shown.locator(".call-link").first.click()
    expect(shown.locator("body[data-guarded][data-region=live]")).to_have_count(1)
    expect(shown.locator(".masthead .region-tag")).to_have_text("Production")
    shown.get_by_role("button", name="Send again to Production").click()
    asked = shown.get_by_role("alert").filter(has_text="may change or delete something in")
    expect(asked).to_have_class("notice is-asking")
    expect(asked.get_by_role("button", name="Confirm and send")).to_be_visible()
    asked.get_by_role("link", name="Keep it as it is").click()
    expect(shown.get_by_role("button", name="Send again to Production")).to_be_visible()
    shown.close()
    # Elsewhere it is Send again, and the page has no warning colour.
    page.get_by_label("Region").select_option("own")
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()
    expect(page.locator("body[data-guarded]")).to_have_count(0)
    page.get_by_label("Region").select_option("live")
    expect(page.get_by_role("button", name="Send to Production")).to_be_visible()


def test_a_region_gets_its_own_schema_at_a_button(
    page: Page, upstream: Upstream, width: int
) -> None:
    schema = (
        b'<?xml version="1.0"?><xml apiVersion="99.1.0" generatedDate="1795240988"><enums/>'
        b'<classes/><services><service id="zoo" name="zoo" description="Animals">'
        b'<action name="feed" enableInMultiRequest="1" sessionRequired="none" description="Feeds">'
        b'<param name="animal" type="string" optional="0" description="Who"/><result/></action>'
        b"</service></services></xml>"
    )
    upstream.respond(http(schema))
    page.goto(f"/?region=schema{width}")
    page.locator("details.settings > summary").click()
    expect(page.locator(".schema-facts")).to_contain_text("22.19.0")
    page.get_by_role("button", name=f"Refresh from Own server {width}").click()
    expect(page.locator(".schema-facts")).to_contain_text("99.1.0")
    choose(page, "zoo", "feed")
    expect(page.get_by_label("animal (string)")).to_be_visible()
    page.get_by_label("Region").select_option("sandbox")
    expect(page.locator(".schema-facts")).to_contain_text("22.19.0")
