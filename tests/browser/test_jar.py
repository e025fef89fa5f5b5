"""Several KS at hand: switched by keyboard, counted down, renewed, ended; accounts fill in."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from app.sandbox.account import DEMO
from tests.browser.steps import (
    badge,
    have_demo_session,
    looks_right,
    send,
    start_demo_session,
    wide_alone,
)

pytestmark = pytest.mark.browser


def _start_as_user(page: Page) -> None:
    """A second KS, of a USER, beside the demo's."""
    page.get_by_label("secret (string)").fill(DEMO.user_secret)
    page.get_by_label("type (KalturaSessionType)").select_option("0")
    page.get_by_label("userId (string)").fill("erin")
    send(page)
    assert badge(page) == "OK"


def _two(page: Page) -> None:
    start_demo_session(page)
    _start_as_user(page)
    expect(page.locator("#ks-chip")).to_contain_text("USER · partner 1000001 · erin")


def _add_account(page: Page, name: str, **more: str) -> None:
    page.goto("/sessions")
    page.get_by_role("link", name="Add an account").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Region").select_option(more.get("region", "sandbox"))
    page.get_by_label("Partner id").fill(more.get("partner", str(DEMO.partner_id)))
    page.get_by_label("User id").fill("erin")
    page.get_by_label("Administrator secret").fill(more.get("secret", ""))
    if "production" in more:
        page.get_by_label("Production: ask before deleting or updating").check()
    page.get_by_role("button", name="Keep the account").click()
    expect(page.get_by_role("row", name=name)).to_be_visible()


def test_one_ks_needs_no_chooser_and_two_are_switched_by_keyboard(page: Page) -> None:
    start_demo_session(page)
    chooser = page.get_by_label("Saved sessions")
    expect(chooser).to_be_hidden()
    _start_as_user(page)
    expect(chooser).to_be_visible()
    expect(chooser.locator("option:checked")).to_contain_text("USER · partner 1000001 · erin")
    looks_right(page, "jar-chooser")
    chooser.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#ks-chip")).to_contain_text("ADMIN · partner 1000001")
    expect(page.locator("#send-state")).to_contain_text("The KS is ADMIN")
    page.reload()
    expect(page.locator("#ks-chip")).to_contain_text("ADMIN · partner 1000001")
    page.goto("/console/service/session/action/get?region=sandbox")
    send(page)
    expect(page.locator("#answer")).to_contain_text("<sessionType>2<")
    page.get_by_label("Kaltura API session (string)").focus()
    page.get_by_role("button", name="Forget the KS").click()
    expect(page.locator("#ks-chip")).to_be_hidden()
    expect(page.get_by_label("Saved sessions").locator("option:checked")).to_have_text(
        "Choose one of 1"
    )
    page.get_by_label("Saved sessions").select_option(index=1)
    expect(page.locator("#ks-chip")).to_contain_text("USER · partner 1000001 · erin")


@pytest.mark.own_context
def test_the_end_is_announced_at_ten_minutes_and_at_one_and_renewed(page: Page) -> None:
    have_demo_session(page)
    page.clock.install(time=datetime.now())
    page.goto("/?region=sandbox")
    warning = page.locator(".ks-warning")
    expect(page.locator("#ks-chip")).to_contain_text("h 59 min left")
    expect(warning).to_have_text("")
    expect(warning).to_have_attribute("role", "status")
    page.clock.fast_forward((24 * 60 - 12) * 60_000)
    page.clock.run_for(1_000)
    expect(warning).to_have_text("")
    page.clock.run_for(3 * 60_000)
    expect(warning).to_contain_text("expires within ten minutes.")
    # The same element stays, so that it is read out once.
    page.evaluate("document.querySelector('.ks-warning span').dataset.seen = '1'")
    page.clock.run_for(60_000)
    expect(warning.locator("[data-seen]")).to_have_count(1)
    looks_right(page, "jar-warning")
    page.clock.run_for(7 * 60_000 + 30_000)
    expect(warning).to_contain_text("expires within a minute.")
    expect(warning.locator("[data-seen]")).to_have_count(0)
    page.clock.run_for(90_000)
    expect(warning).to_contain_text("has expired.")
    warning.get_by_role("button", name="Renew it").click()
    expect(page.locator("#send-state")).to_contain_text("The KS is renewed.")


def test_a_ks_is_named_used_renewed_and_ended_on_its_page(page: Page) -> None:
    _two(page)
    page.goto("/sessions")
    cards = page.locator(".kept")
    expect(cards).to_have_count(2)
    expect(cards.nth(0)).to_contain_text("In use")
    cards.nth(1).get_by_text("More").click()
    cards.nth(1).get_by_label(re.compile("^Name of the KS")).fill("Boss")
    page.keyboard.press("Enter")
    boss = page.locator(".kept", has_text="Boss")
    expect(boss).to_contain_text("Boss · ADMIN · partner 1000001")
    boss.get_by_role("button", name="Use Boss").click()
    boss = page.locator(".kept", has_text="Boss")
    expect(boss).to_contain_text("In use")
    looks_right(page, "jar")
    boss.get_by_text("More").click()
    boss.get_by_role("link", name=re.compile("^Renew with another expiry")).click()
    page.get_by_label("For how long").fill("2 hours")
    looks_right(page, "jar-renew")
    page.get_by_role("button", name="Renew", exact=True).click()
    expect(page.locator(".kept", has_text="Boss")).to_contain_text("1 h 59 min")
    page.locator(".kept", has_text="Boss").get_by_text("More").click()
    page.locator(".kept", has_text="Boss").get_by_role("button", name="End Boss").click()
    expect(page.locator(".notices")).to_contain_text("has ended")
    expect(page.locator(".kept")).to_have_count(1)
    page.get_by_text("Forget everything").click()
    page.get_by_role("button", name="Forget all KS and accounts").click()
    expect(page.locator(".kept")).to_have_count(0)


def test_an_account_fills_the_form_in_and_its_secret_stays_away(page: Page) -> None:
    _add_account(page, "Acme", secret=DEMO.admin_secret)
    looks_right(page, "accounts")
    page.get_by_role("link", name="Edit Acme").click()
    expect(page.get_by_label("Administrator secret", exact=True)).to_have_value("")
    looks_right(page, "account")
    page.goto("/console/service/session/action/start?region=sandbox")
    page.get_by_label("Account", exact=True).select_option(label="Acme · partner 1000001")
    expect(page.get_by_label("secret (string)")).to_have_value("••••••••")
    expect(page.get_by_label("userId (string)")).to_have_value("erin")
    expect(page.get_by_label("type (KalturaSessionType)")).to_have_value("2")
    looks_right(page, "account-filled-in")
    send(page)
    assert badge(page) == "OK"
    expect(page.locator("#ks-chip")).to_contain_text("ADMIN · partner 1000001 · erin")


@wide_alone
def test_a_production_account_asks_first(page: Page) -> None:
    _add_account(page, "Acme live", production="1")
    have_demo_session(page)
    page.goto("/console/service/media/action/delete?region=sandbox&param:entryId=0_nothing")
    page.get_by_role("button", name="Send", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("in Acme live, which is marked as production")
    dialog.get_by_role("button", name="Keep it as it is").click()
    expect(page.locator("#send-state")).to_have_text("Nothing was sent.")


@wide_alone
def test_production_asks_before_a_token_is_made_and_a_session_is_ended(page: Page) -> None:
    have_demo_session(page)
    _add_account(page, "Acme live", production="1")
    page.goto("/sessions?way=token")
    page.get_by_text("Make a token").click()
    page.get_by_role("button", name="Make the token", exact=True).click()
    sure = page.get_by_role("button", name="Make the token all the same")
    expect(sure).to_be_focused()
    expect(page.locator("#form-token-add")).to_contain_text("Acme live, which is marked as")
    sure.click()
    expect(page.locator("#outcome")).to_contain_text("is made.")
    page.locator(".kept").get_by_text("More").click()
    page.get_by_role("button", name=re.compile("^End ADMIN")).click()
    asks = page.get_by_role("alert")
    expect(asks).to_contain_text("session.end may change or delete something in Acme live, which")
    looks_right(page, "jar-end")
    asks.get_by_role("button", name="Confirm and end it").click()
    expect(page.locator(".notices")).to_contain_text("has ended")
    expect(page.locator(".kept")).to_have_count(0)
