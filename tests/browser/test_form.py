"""The form in a browser: ticks, wrong values, secrets, search by typing, no JavaScript."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Live
from tests.browser.steps import (
    badge,
    choose,
    looks_right,
    send_anyway,
    start_demo_session,
    wide_alone,
)

pytestmark = pytest.mark.browser


@wide_alone
def test_typing_ticks_and_emptying_unticks(page: Page) -> None:
    page.goto("/console/service/session/action/start?region=sandbox")
    tick = page.get_by_label("Send userId")
    expect(tick).not_to_be_checked()
    page.get_by_label("userId (string)").fill("alice")
    expect(tick).to_be_checked()
    page.get_by_label("userId (string)").fill("")
    expect(tick).not_to_be_checked()


def test_a_wrong_value_is_named_beside_its_field_and_nothing_is_sent(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto("/console/service/session/action/start?region=sandbox")
    page.get_by_label("secret (string)").fill("whatever")
    page.get_by_label("expiry (int)").fill("99999999999")
    page.get_by_role("button", name="Send", exact=True).click()
    problem = page.locator('[data-field="param:expiry"] .problem')
    expect(problem).to_contain_text("takes a whole number from -2147483648 to 2147483647")
    expect(page.get_by_label("expiry (int)")).to_be_focused()
    expect(page.get_by_label("expiry (int)")).to_have_value("99999999999")
    expect(page.locator("#send-state")).to_contain_text("Nothing was sent")
    assert not [url for url in sent if url.endswith("/send")]
    looks_right(page, "wrong-value")
    page.get_by_label("expiry (int)").fill("3600")
    expect(problem).to_have_text("")


def test_send_anyway_sends_it(page: Page) -> None:
    start_demo_session(page)
    choose(page, "media", "get")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator('[data-field="param:entryId"] .problem')).to_have_text(
        "entryId is mandatory."
    )
    send_anyway(page)
    expect(page.locator("#answer .code-name")).to_have_text("MISSING_MANDATORY_PARAMETER")
    expect(page.locator("#answer .badge").first).to_have_text("API error")
    looks_right(page, "api-error")


def test_services_and_actions_are_found_by_typing(page: Page) -> None:
    page.goto("/?region=sandbox")
    page.get_by_label("Select service").press("m")
    search = page.get_by_role("combobox", name="Select service: type to search")
    expect(search).to_be_focused()
    search.fill("uploadtok")
    expect(page.locator("#service-choices [role=option]")).to_have_text(["uploadToken"])
    looks_right(page, "search-service")
    search.press("Enter")
    expect(page.locator(".parameters legend")).to_have_text("uploadToken.list")
    expect(page).to_have_url(re.compile("/console/service/uploadtoken/action/list"))
    expect(page.get_by_label("Select service")).to_be_focused()
    page.get_by_label("Select action").press("Enter")
    action = page.get_by_role("combobox", name="Select action: type to search")
    action.fill("upl")
    action.press("Enter")
    expect(page.locator(".parameters legend")).to_have_text("uploadToken.upload")
    page.go_back()
    expect(page.locator(".parameters legend")).to_have_text("uploadToken.list")


@wide_alone
def test_what_was_typed_survives_another_action_with_the_same_field(page: Page) -> None:
    page.goto("/console/service/media/action/get?region=sandbox")
    page.get_by_label("entryId (string)").fill("0_kept")
    page.get_by_label("Select action").select_option("delete")
    expect(page.locator(".parameters legend")).to_have_text("media.delete")
    expect(page.get_by_label("entryId (string)")).to_have_value("0_kept")


@wide_alone
def test_secrets_are_hidden_until_revealed(page: Page) -> None:
    start_demo_session(page)
    secret = page.get_by_label("secret (string)")
    expect(secret).to_have_attribute("type", "password")
    page.get_by_role("button", name="Show secret", exact=True).click()
    expect(secret).to_have_attribute("type", "text")
    page.get_by_role("button", name="Show Kaltura API session").click()
    expect(page.get_by_label("Kaltura API session (string)")).to_have_value(
        re.compile(r"^djJ8[\w-]{60,}=*$")
    )
    masked = page.locator("#answer .code")
    expect(masked).to_contain_text("••••••••")
    page.get_by_role("button", name="Show secrets").click()
    expect(page.locator("#answer .code")).to_contain_text(re.compile(r"<result>djJ8[\w-]{60,}"))


@wide_alone
def test_each_region_has_its_own_ks(page: Page) -> None:
    start_demo_session(page)
    ks = page.get_by_label("Kaltura API session (string)")
    expect(ks).not_to_have_value("")
    page.get_by_label("Region").select_option("eu")
    expect(page.locator("body")).to_have_attribute("data-region", "eu")
    expect(ks).to_have_value("")
    page.get_by_label("Region").select_option("sandbox")
    expect(ks).to_have_value(re.compile("^djJ8"))


@wide_alone
def test_ctrl_enter_sends_from_any_field(page: Page) -> None:
    page.goto("/console/service/system/action/ping?region=sandbox")
    page.get_by_label("Format (int)").press("Control+Enter")
    expect(page.locator("#answer .badge").first).to_have_text("OK")
    assert badge(page) == "OK"


@wide_alone
def test_a_link_fills_fields_in(page: Page) -> None:
    page.goto("/console/service/media/action/get?region=de&param:entryId=1_abc&format=1")
    expect(page.get_by_label("Region")).to_have_value("de")
    expect(page.get_by_label("entryId (string)")).to_have_value("1_abc")
    expect(page.get_by_label("Format (int)")).to_have_value("1")


def test_the_console_works_without_javascript(browser: Browser, live: Live) -> None:
    context = browser.new_context(base_url=live.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/?region=sandbox")
    page.get_by_role("button", name="Fill in demo credentials").click()
    page.get_by_role("button", name="Send", exact=True).click()
    assert badge(page) == "OK"
    assert page.get_by_label("Kaltura API session (string)").input_value().startswith("djJ8")
    page.get_by_label("Select service").select_option("media")
    page.locator("noscript button").nth(1).click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#answer .code")).to_contain_text("KalturaMediaListResponse")
    context.close()
