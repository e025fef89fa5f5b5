"""The workshop in a browser: each way to a KS, the privileges builder, the inspector."""

import hashlib
import re
import time
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from app.sandbox.account import DEMO
from app.sessions.ks import ADMIN, Session, sign_v2, verify
from tests.browser.steps import looks_right, wide_alone
from tests.sizes import WHOLE, part

pytestmark = pytest.mark.browser
HASH_TYPES = ("MD5", "SHA1", "SHA256", "SHA512") if WHOLE else ("SHA1", "SHA512")

IN_THE_JAR = "The session is saved, in use for Sandbox (built in)."
TOKEN = """async (data) => {
    const { ask } = await import(document.querySelector("script[src*=main]").src
        .replace("main.js", "ask.js"));
    return ask(data.path, data.fields);
}"""


def open_way(page: Page, way: str) -> None:
    page.goto(f"/sessions?way={way}")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator("#workshop[aria-busy]")).to_have_count(0)


def outcome(page: Page) -> Locator:
    return page.locator("#outcome")


def revealed(page: Page) -> str:
    """The KS that the page says is in the jar, as its Copy button would get it."""
    session = outcome(page).locator("[data-verb=copy-ks]").get_attribute("data-session")
    told = page.evaluate(TOKEN, {"path": "/sessions/reveal", "fields": {"id": session}})
    return str(told["ks"])


def test_starting_a_session(page: Page) -> None:
    open_way(page, "start")
    looks_right(page, "sessions-start")
    caution = page.get_by_text("An ADMIN session may do everything in the account")
    expect(caution).to_be_visible()
    page.get_by_label("Type", exact=True).select_option("USER")
    expect(caution).to_be_hidden()
    plain = page.get_by_text("This region is not reached by https")
    expect(plain).to_be_hidden()
    page.get_by_label("Region").select_option("own")
    expect(plain).to_be_visible()
    expect(page.get_by_label("Account", exact=True)).to_have_value("")
    page.get_by_label("Account", exact=True).select_option("demo")
    expect(page.get_by_label("Region")).to_have_value("sandbox")
    page.get_by_label("Type", exact=True).select_option("USER")
    page.get_by_label("Lasts").fill("2 hours")
    press(page, "Start the session")
    expect(outcome(page)).to_contain_text(IN_THE_JAR)
    expect(outcome(page)).to_be_focused()
    session = verify(revealed(page), DEMO.admin_secret)
    assert session.expiry is not None
    assert session.expiry - time.time() == pytest.approx(7200, abs=120)
    outcome(page).get_by_text("The equal call").click()
    expect(outcome(page)).to_contain_text("/api_v3/service/session/action/start")
    looks_right(page, "sessions-started")
    outcome(page).get_by_role("link", name="Open it in the console").click()
    expect(page.get_by_label("expiry (int)")).to_have_value("7200")


def test_a_refusal_keeps_what_was_typed(page: Page) -> None:
    open_way(page, "start")
    secret = page.get_by_label("Secret", exact=True)
    secret.fill("0" * 32)
    page.get_by_label("User id", exact=True).fill("ana")
    press(page, "Start the session")
    expect(outcome(page).locator(".code-name").first).to_have_text("START_SESSION_ERROR")
    # The page from the server does not have it; the browser still does.
    expect(secret).to_have_value("0" * 32)
    expect(page.get_by_text("Type it again")).to_have_count(0)
    assert "0" * 32 not in page.content()
    expect(page.get_by_label("User id", exact=True)).to_have_value("ana")
    page.get_by_label("Lasts").fill("2 parsecs")
    press(page, "Start the session")
    expect(page.get_by_label("Lasts")).to_be_focused()
    expect(page.locator("#start-lasts-problem")).to_contain_text("Write how long it lasts")
    looks_right(page, "sessions-refused")


def test_logging_in(page: Page) -> None:
    open_way(page, "login")
    page.get_by_label("Password", exact=True).fill("wrong")
    press(page, "Log in")
    expect(outcome(page).locator(".code-name").first).to_have_text("USER_WRONG_PASSWORD")
    page.get_by_label("Password", exact=True).fill(DEMO.password)
    press(page, "Log in")
    expect(outcome(page)).to_contain_text(IN_THE_JAR)
    assert verify(revealed(page), DEMO.admin_secret).user_id == DEMO.login_id


@wide_alone
@pytest.mark.soak
def test_an_application_token_of_each_hash_type(page: Page) -> None:
    open_way(page, "start")
    press(page, "Start the session")
    expect(outcome(page)).to_contain_text(IN_THE_JAR)
    for hash_type in HASH_TYPES:
        open_way(page, "token")
        page.get_by_text("Make a token").click()
        form = page.locator("#form-token-add")
        form.get_by_label("Description").fill(f"For {hash_type}")
        form.get_by_label("Hash type").select_option(hash_type)
        form.get_by_label("Session user id").fill("bo")
        press(page, "Make the token")
        expect(outcome(page)).to_contain_text("is made.")
        record = outcome(page).locator("[data-verb=copy-token]").get_attribute("data-record")
        fields = {"record": record}
        made = page.evaluate(TOKEN, {"path": "/sessions/tokens/reveal", "fields": fields})
        press(page, "Open the session")
        expect(outcome(page)).to_contain_text(IN_THE_JAR)
        steps = outcome(page).locator(".steps > li")
        expect(steps).to_have_count(3)
        expect(steps.nth(1)).to_contain_text(f"tokenHash = {hash_type.lower()}(ks + token)")
        shown = page.locator("[data-hash]").inner_text()
        if hash_type == "SHA512":
            looks_right(page, "sessions-token")
        steps.nth(0).get_by_text("The equal call").click()
        link = steps.nth(0).get_by_role("link").get_attribute("href") or ""
        call = link.partition("history=")[2]
        csrf = page.locator('meta[name="csrf-token"]').get_attribute("content") or ""
        headers = {"X-CSRFToken": csrf, "Accept": "text/html"}
        recorded = page.request.post(f"/history/{call}/reveal", headers=headers).text()
        told = re.search(r"djJ8[\w=-]{40,}", recorded)
        assert told
        token = made["token"]
        assert shown == hashlib.new(hash_type, (told[0] + token).encode()).hexdigest()
    open_way(page, "token")
    press(page, "List the tokens")
    row = page.locator(".token-list li", has_text="For SHA512").first
    row.get_by_role("button", name="Revoke").click()
    expect(page.locator(".confirm")).to_contain_text("this cannot be undone")
    looks_right(page, "sessions-revoke")
    press(page, "Revoke it")
    expect(outcome(page)).to_contain_text("is revoked.")


def test_signing_here(page: Page) -> None:
    open_way(page, "sign")
    page.get_by_label("User id", exact=True).fill("ana")
    press(page, "Sign the KS")
    expect(outcome(page)).to_contain_text(IN_THE_JAR)
    assert verify(revealed(page), DEMO.admin_secret).user_id == "ana"
    # And the sandbox takes it.
    open_way(page, "inspect")
    page.get_by_label("Saved session", exact=True).select_option(index=1)
    press(page, "Ask the region")
    expect(outcome(page)).to_contain_text("Sandbox (built in) accepts it.")
    looks_right(page, "sessions-inspect")
    open_way(page, "sign")
    page.get_by_label("Save the session").uncheck()
    page.get_by_label("Version").select_option("1")
    press(page, "Sign the KS")
    shown = page.get_by_label("The KS, shown this once and kept nowhere").input_value()
    assert verify(shown, DEMO.admin_secret).version == 1
    looks_right(page, "sessions-signed")


def test_impersonating_and_a_widget_session(page: Page) -> None:
    open_way(page, "impersonate")
    looks_right(page, "sessions-impersonate")
    page.get_by_label("Impersonated partner id").fill(str(DEMO.partner_id))
    press(page, "Impersonate")
    expect(outcome(page)).to_contain_text(IN_THE_JAR)
    open_way(page, "widget")
    press(page, "Start the session")
    expect(outcome(page)).to_contain_text(IN_THE_JAR)
    looks_right(page, "sessions-widget")


def test_the_privileges_builder(page: Page) -> None:
    open_way(page, "start")
    page.get_by_label("Type", exact=True).select_option("USER")
    field = page.get_by_label("Privileges", exact=True)
    page.get_by_text("Put privileges together").click()
    builder = page.locator("[data-builder]")
    builder.get_by_role("checkbox", name="disableentitlement", exact=True).check()
    # Whoever writes a value means the privilege.
    builder.get_by_label("Value of edit:").fill("0_abc123/0_def456")
    preview = builder.locator("[data-preview]")
    expect(preview).to_have_text("edit:0_abc123/0_def456,disableentitlement")
    press(page, "Use it")
    expect(field).to_have_value("edit:0_abc123/0_def456,disableentitlement")
    expect(page.locator("[data-findings] li")).not_to_have_count(0)
    looks_right(page, "sessions-builder")
    field.fill("iprestrict:nowhere,mine:1")
    expect(page.locator("[data-findings] .finding-error")).to_contain_text("iprestrict")
    expect(builder.get_by_role("checkbox", name="mine")).to_be_checked()
    expect(builder.get_by_role("checkbox", name="edit", exact=True)).not_to_be_checked()
    field.fill("all=*&disableentitlement=&_e=1900000000")
    press(page, "Show what the text says")
    expect(field).to_have_value("all:*,disableentitlement")


@pytest.mark.soak
def test_the_inspector_says_why(page: Page) -> None:
    now = int(time.time())
    good = Session(2, DEMO.partner_id, ADMIN, now + 3600, "ana", "disableentitlement")
    old = Session(2, DEMO.partner_id, ADMIN, now - 3 * 3600 - 60, "ana", "")
    ks = sign_v2(good, DEMO.admin_secret)
    open_way(page, "inspect")
    field = page.get_by_label("KS", exact=True)
    secret = page.get_by_label("Administrator secret", exact=True)
    partner = page.get_by_label("Partner id it should be of")
    faults = [
        (sign_v2(old, DEMO.admin_secret), "", "", "It expired 3 hours"),
        (ks, "0" * 32, "", "The secret does not open this KS"),
        (ks, "", "7", "The KS is for partner 1000001, not for 7"),
        (ks[:-5], "", "", "The KS is cut off"),
        (quote(quote(ks + "=", safe=""), safe=""), "", "", "url-encoded twice"),
    ]
    good_one = (ks, "", "", "The signature is good.")
    for pasted, typed, wanted, expected in (*part(faults, 3), good_one):
        field.fill(pasted)
        secret.fill(typed)
        partner.fill(wanted)
        press(page, "Look inside")
        expect(outcome(page)).to_contain_text(expected)
    looks_right(page, "sessions-inspected")
    # The KS stays in its field, so that one can go on with it.
    expect(field).to_have_value(ks)
    press(page, "Save the session")
    expect(outcome(page)).to_contain_text("It is saved as")
    press(page, "Renew: start the same session again")
    expect(page).to_have_url(re.compile(r"\?way=start$"))
    expect(page.get_by_label("User id", exact=True)).to_have_value("ana")
    press(page, "Start the session")
    expect(outcome(page)).to_contain_text(IN_THE_JAR)
