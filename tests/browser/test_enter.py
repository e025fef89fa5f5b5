"""Enter in every field of every kind of page does what the form is for, and nothing else."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.desk.ways.words import WAYS_BY_KEY
from tests.browser.conftest import Live
from tests.browser.steps import have_demo_session, wide_alone
from tests.sizes import part

pytestmark = pytest.mark.browser

# What a submission says, instead of doing it.
WATCH = """() => {
// A field called action hides the form's own.
window.own = (form) => new URL(form.getAttribute("action") ?? "", location.href).pathname;
window.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const { target, submitter } = event;
    const held = new FormData(target);
    const url = submitter?.hasAttribute("formaction") ? submitter.formAction : own(target);
    const added = [...new FormData(target, submitter).keys()].filter((name) => !held.has(name));
    const pressed = [submitter?.name, ...added].filter(Boolean);
    const path = new URL(url, location.href).pathname;
    const nth = document.activeElement.dataset.nth;
    (window.posted ??= []).push({ nth, form: target.id, path, pressed });
}, true);
}"""
FIELDS = """() => [...document.querySelectorAll(":is(main, .masthead) :is(form, [form])")]
    .flatMap((one) => (one.matches("form") ? [...one.elements] : [one]))
    .filter((one, at, all) => all.indexOf(one) === at && one.checkVisibility()
        && one.matches("input:not([type=file], [type=hidden], [readonly]), textarea")
        && !one.closest("dialog"))
    .map((one, at) => { one.dataset.nth = at; return [at, one.form.id, own(one.form),
        one.name, one.matches("textarea:not([rows='1']), [data-finds], .tick input")]; })"""

FOCUS = """(at) => document.querySelector(`[data-nth='${at}']`).focus()"""
UNFOLD = """() => document.querySelectorAll("main form details")
    .forEach((one) => { one.open = true; })"""

PAGES = [
    "/console/service/session/action/start?region=sandbox",
    "/console/service/media/action/list?region=sandbox&param:filter:objectType=KalturaMediaEntryFilter"
    "&responseProfile:objectType=KalturaDetachedResponseProfile",
    "/console/service/uploadtoken/action/upload?region=sandbox",
    "/console/service/media/action/get?region=own&param:entryId=0_a",
    "/console/multirequest?region=sandbox",
    *(f"/sessions?way={way}" for way in WAYS_BY_KEY),
    "/sessions/accounts/new",
    "/history",
    "/find?q=media&region=sandbox",
    "/paste?region=sandbox",
    "/api-docs?region=sandbox",
    "/api-docs/changes?region=sandbox",
    "/xml-schema?region=sandbox",
    "/client-libs?region=sandbox",
]


@wide_alone
@pytest.mark.soak
@pytest.mark.own_context
def test_in_every_field_of_every_page(page: Page) -> None:
    have_demo_session(page)
    seen: set[str] = set()
    for address in PAGES:
        page.goto(address)
        page.evaluate(UNFOLD)
        page.evaluate(WATCH)
        fields = page.evaluate(FIELDS)
        looked_at = part(fields, 5) if len(fields) > 50 else fields
        for at, *_ in looked_at:
            page.evaluate(FOCUS, at)
            page.keyboard.press("Enter")
        by_field: dict[str, list[dict[str, Any]]] = {}
        for one in page.evaluate("window.posted ?? []"):
            by_field.setdefault(one["nth"], []).append(one)
        for at, form, action, name, within in looked_at:
            posted = by_field.get(str(at), [])
            told = (address, name)
            if within:
                # Several lines are its kind, or it finds within the form, or ticks a call.
                assert posted == [], told
                continue
            assert len(posted) == 1, (told, posted)
            assert action.endswith(posted[0]["path"]), (told, posted)
            assert posted[0]["pressed"] == [], (told, posted)
            seen.add(form or address.partition("?")[0])
    assert {"request", "form-start", "form-inspect", "/history", "/sessions/accounts/new"} <= seen


@wide_alone
def test_it_sends(page: Page) -> None:
    have_demo_session(page)
    page.goto("/console/service/media/action/get?region=sandbox")
    field = page.get_by_label("entryId (string)")
    field.fill("0_nothing")
    field.press("Enter")
    expect(page.locator("#answer .code-name")).to_have_text("ENTRY_ID_NOT_FOUND")
    page.goto("/console/service/session/action/start?region=sandbox")
    field = page.get_by_label("privileges (string)")
    field.fill("list:*")
    field.press("Shift+Enter")
    expect(field).to_have_value("list:*\n")


@wide_alone
def test_in_a_finder_it_goes_to_the_first_that_fits(page: Page) -> None:
    page.goto(
        "/console/service/media/action/list?region=sandbox"
        "&param:filter:objectType=KalturaMediaEntryFilter"
    )
    finder = page.locator("[data-finds]").first
    finder.fill("nameLike")
    finder.press("Enter")
    expect(page.get_by_label("nameLike (string)", exact=True)).to_be_focused()
    expect(page.locator(".parameters legend")).to_have_text("media.list")


def test_without_scripts_too(browser: Browser, live: Live) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=live.url)
    page = context.new_page()
    page.goto("/console/service/media/action/get?region=own")
    with page.expect_request("**/send") as sent:
        page.get_by_label("Kaltura API session (string)").press("Enter")
    assert 'name="demo"' not in (sent.value.post_data or "")
    page.goto("/sessions?way=start")
    with page.expect_request("**/sessions/**") as started:
        page.get_by_label("Partner id", exact=True).press("Enter")
    assert started.value.url.endswith("/sessions/get/start")
    context.close()
