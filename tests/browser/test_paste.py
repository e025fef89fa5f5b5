"""A request pasted in and copied out, in a browser."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.steps import looks_right

pytestmark = pytest.mark.browser
CURL = (
    "curl https://api.eu.kaltura.com/api_v3/service/media/action/get "
    "-d entryId=1_abc -d noSuch=1 -H 'X-Odd: 1'"
)


def test_a_pasted_curl_command_fills_the_form_in(page: Page) -> None:
    page.goto("/?region=sandbox")
    page.get_by_role("link", name="Paste a request").click()
    dialog = page.get_by_role("dialog", name="Paste a request")
    dialog.get_by_role("textbox").fill("hello")
    dialog.get_by_role("button", name="Fill the form in").click()
    expect(dialog.get_by_role("alert")).not_to_have_text("")
    looks_right(page, "paste")
    dialog.get_by_role("textbox").fill(CURL)
    dialog.get_by_role("button", name="Fill the form in").click()
    expect(page.get_by_label("entryId (string)")).to_have_value("1_abc")
    expect(page.get_by_label("Region")).to_have_value("eu")
    expect(page.locator("#notes")).to_contain_text("noSuch")
    expect(page).to_have_url("/console/service/media/action/get?region=eu")
    looks_right(page, "pasted")


def test_the_form_is_copied_as_curl_and_as_a_link(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/console/service/session/action/start?region=sandbox&param:userId=it's")
    page.get_by_label("secret (string)").fill("planted-secret-4711")
    page.get_by_label("Copy as").select_option("bash")
    expect(page.locator("#send-state")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "userId=it" in copied
    assert "$KALTURA_SECRET" in copied
    page.get_by_label("Copy as").select_option("link")
    expect(page.locator("#send-state")).to_have_text("Copied without secret.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert "planted-secret-4711" not in link
    page.goto(link)
    expect(page.get_by_label("userId (string)")).to_have_value("it's")
