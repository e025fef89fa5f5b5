"""Signing in by a real provider, the whole way: there, back, and out again here and there."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import passes_axe
from tests.browser.conftest import PATIENCE, free_port
from tests.browser.steps import fits
from tests.oidc.providers import CLIENT, provider
from tests.pages.running import running

pytestmark = [pytest.mark.browser, pytest.mark.own_context]


def _sign_in(page: Page, name: str) -> None:
    """At the provider, which is content with any password."""
    page.get_by_placeholder("Enter any login").fill(name)
    page.get_by_placeholder("and password").fill("any")
    page.get_by_role("button", name="Sign-in").click()


def test_the_whole_way_by_a_real_provider(browser: Browser, tmp_path: Path) -> None:
    port = free_port()
    with (
        provider(free_port(), f"http://127.0.0.1:{port}") as issuer,
        running(
            tmp_path,
            port=str(port),
            auth="oidc",
            oidc_issuer=issuer,
            oidc_name="Example ID",
            oidc_scopes="openid profile groups",
            oidc_roles="video-admins=administer; video=change",
            **CLIENT,
        ) as server,
    ):
        context = browser.new_context(base_url=server.url, viewport={"width": 390, "height": 800})
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        stopped: list[str] = []
        page.on(
            "console",
            lambda told: (
                stopped.append(told.text)
                if told.type == "error" and urlsplit(page.url).port == port
                else None
            ),
        )
        page.goto("/history?text=ping")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        fits(page)
        passes_axe(page)
        page.get_by_role("link", name="Sign in with Example ID").click()
        _sign_in(page, "sub-of-alice")
        page.wait_for_url(f"{server.url}/history?text=ping")
        expect(page.get_by_role("link", name="alice", exact=True)).to_be_visible()
        page.goto("/console/service/system/action/ping?region=sandbox")
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.locator("#send-state")).to_contain_text("200")
        page.goto("/you")
        expect(page.get_by_text("Your role is administer")).to_be_visible()
        expect(page.get_by_role("heading", name="Change your password")).to_have_count(0)
        fits(page)
        passes_axe(page)
        [cookie] = [one for one in context.cookies() if one["name"] == "testme"]
        page.get_by_role("button", name="Sign out here").click()
        # There it asks, and comes back.
        page.get_by_role("button", name="Yes, sign me out").click()
        page.wait_for_url(f"{server.url}/sign-in")
        # With the cookie of before, nobody is in.
        context.add_cookies(
            [{"name": "testme", "value": cookie["value"], "domain": "127.0.0.1", "path": "/"}]
        )
        page.goto("/history")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        # Signed out there as well: it asks who it is.
        page.get_by_role("link", name="Sign in with Example ID").click()
        _sign_in(page, "sub-of-bob")
        refused = page.get_by_role("alert")
        expect(refused).to_contain_text("Example ID knows you as Bob")
        expect(refused).to_contain_text("put you into one of video-admins, video.")
        fits(page)
        # Who is somebody else there is asked again, and nothing is asked of whose workspace it is.
        page.evaluate("localStorage.setItem('whose', 'of another sign-in')")
        page.get_by_role("link", name="Sign in with Example ID").click()
        _sign_in(page, "sub-of-alice")
        expect(page.get_by_role("link", name="alice", exact=True)).to_be_visible()
        expect(page.get_by_role("alertdialog")).to_have_count(0)
        page.wait_for_function("localStorage.getItem('whose')?.length === 16")
        # Who signs out there is out here.
        page.goto(f"{issuer}/session/end")
        page.get_by_role("button", name="Yes, sign me out").click()
        expect(page.get_by_text("Sign-out Success")).to_be_visible()
        page.goto("/history")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert [one for one in stopped if "403" not in one] == []
        context.close()
