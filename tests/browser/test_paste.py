"""A request pasted in and copied out, in a browser."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.steps import looks_right, send_anyway

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
    file = dialog.locator('input[type="file"]')
    file.set_input_files({"name": "call.sh", "mimeType": "text/plain", "buffer": CURL.encode()})
    expect(dialog.get_by_role("textbox")).to_have_value(CURL)
    file.set_input_files([])  # taken back
    expect(dialog.get_by_role("textbox")).to_have_value(CURL)
    dialog.get_by_role("button", name="Fill the form in").click()
    expect(page.get_by_label("entryId (string)")).to_have_value("1_abc")
    expect(page.get_by_label("Region")).to_have_value("eu")
    expect(page.locator("#notes")).to_contain_text("noSuch")
    # It is kept as what is typed is, with its draft in the address.
    kept = re.compile(r"/console/service/media/action/get\?region=eu&draft=[0-9a-f]{32}$")
    expect(page).to_have_url(kept)
    looks_right(page, "pasted")


def test_what_a_text_leaves_open_is_filled_in_at_one_place(page: Page) -> None:
    page.goto("/?region=sandbox")
    page.get_by_role("link", name="Paste a request").click()
    dialog = page.get_by_role("dialog", name="Paste a request")
    commands = (
        'curl "$URL/service/system/action/ping"\n'
        'curl "$URL/service/user/action/get" -d "userId=$USER_ID" -d "clientTag=$TAG $USER_ID"'
    )
    dialog.get_by_role("textbox").fill(commands)
    dialog.get_by_role("button", name="Fill the form in").click()
    dialog.get_by_label("Which of its requests").select_option("user.get")
    dialog.get_by_role("button", name="Fill the form in").click()
    user = page.get_by_label("userId (string)")
    expect(user).to_have_value("{{USER_ID}}")
    places = page.get_by_role("group", name="To be filled in")
    expect(places.get_by_label("TAG")).to_be_focused()
    looks_right(page, "paste-open")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("button", name="Send despite").click()
    expect(page.locator('[data-field="param:userId"] > .problem')).to_have_text(
        "{{USER_ID}} is still to be filled in."
    )
    places.get_by_label("TAG").fill("mine")
    places.get_by_label("USER_ID").fill("nobody")
    places.get_by_role("button", name="Fill in").click()
    expect(user).to_have_value("nobody")
    expect(page.get_by_label("clientTag (string)")).to_have_value("mine nobody")
    expect(places).to_have_count(0)
    send_anyway(page)


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
