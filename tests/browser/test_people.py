"""People sign in by name, see where they are, and whose workspace a browser has is asked about."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.people.roles import Role
from app.people.store import People
from app.storage.engine import migrate, open_database
from tests.browser.axe import COLOURS, passes_axe
from tests.browser.conftest import PATIENCE, Live
from tests.browser.steps import choose, fits, send, wide_alone
from tests.pages.running import running

pytestmark = [pytest.mark.browser, pytest.mark.own_context]

PASSWORD = "correct horse battery"


def _added(folder: Path, name: str) -> None:
    (folder / "data").mkdir()
    engine = open_database(f"sqlite:///{folder / 'data' / 'testme.sqlite'}")
    migrate(engine)
    People(engine).add(name, PASSWORD, Role.CHANGE)
    engine.dispose()


def _sign_in(page: Page, password: str) -> None:
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_signing_in_by_name_and_ones_own_sign_ins(browser: Browser, tmp_path: Path) -> None:
    _added(tmp_path, "Alice")
    with running(tmp_path, auth="people") as server:
        contexts = [
            browser.new_context(base_url=server.url, viewport={"width": width, "height": 800})
            for width in (1400, 390)
        ]
        wide, narrow = (context.new_page() for context in contexts)
        for page in (wide, narrow):
            page.set_default_timeout(PATIENCE)
            page.goto("/history")
            page.get_by_label("Name").fill("alice")
            _sign_in(page, "wrong")
            expect(page.get_by_text("That is not a name with its password")).to_be_visible()
            expect(page.get_by_label("Name")).to_have_value("alice")
            expect(page.get_by_label("Password")).to_be_focused()
            fits(page)
            if page is narrow:
                passes_axe(page)
            _sign_in(page, PASSWORD)
            expect(page.get_by_role("heading", name="History")).to_be_visible()
        for page in (narrow, wide):
            page.get_by_role("link", name="Alice", exact=True).click()
            expect(page.get_by_text("this browser")).to_be_visible()
            fits(page)
            if page is narrow:
                passes_axe(page)
        wide.get_by_role("button", name="End all others").click()
        expect(wide.get_by_text("All other sign-ins ended.")).to_be_visible()
        narrow.reload()
        expect(narrow.get_by_role("heading", name="Sign in")).to_be_visible()
        # One that signs in anew is asked about nothing.
        narrow.get_by_label("Name").fill("alice")
        _sign_in(narrow, PASSWORD)
        expect(narrow.get_by_role("heading", name="Alice")).to_be_visible()
        expect(narrow.get_by_role("alertdialog")).to_have_count(0)
        for context in contexts:
            context.close()


@wide_alone
def test_a_cookie_that_another_page_put_there_gets_no_call(
    page: Page, context: BrowserContext, browser: Browser, live: Live
) -> None:
    """As a page of another port can: cookies know no ports."""
    attacker = browser.new_context(base_url=live.url)
    theirs = attacker.new_page()
    theirs.goto("/")
    choose(theirs, "system", "ping")
    send(theirs)
    [planted] = [one for one in attacker.cookies() if one["name"] == "testme"]
    page.goto("/console/service/system/action/getTime?region=sandbox")
    host = urlsplit(live.url).hostname or ""
    context.add_cookies(
        [{"name": "testme", "value": planted["value"], "domain": host, "path": "/"}]
    )
    # A page that is open sends nothing as somebody else.
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#send-state")).to_contain_text("This form is from an earlier session")
    # One that is opened asks, and nothing on it can be pressed.
    page.reload()
    asked = page.get_by_role("alertdialog")
    expect(asked).to_contain_text("This is another workspace than this browser had before.")
    assert page.evaluate("document.querySelector('main').inert")
    passes_axe(page, *COLOURS, "aria-dialog-name", "button-name")
    theirs.goto("/history")
    expect(theirs.get_by_text("getTime")).to_have_count(0)
    asked.get_by_role("button", name="Leave it").click()
    page.wait_for_url(f"{live.url}/")
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    choose(page, "system", "getVersion")
    send(page)
    theirs.reload()
    expect(theirs.get_by_text("getVersion")).to_have_count(0)
    attacker.close()
