"""What people do on the page."""

import html
import os
import re
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from app.sandbox.account import DEMO
from tests.browser.axe import COLOURS, passes_axe
from tests.sizes import WHOLE

# For what a page does whatever its width: what is looked at is looked at narrow too.
wide_alone = pytest.mark.parametrize("width", [1400], indirect=True, ids=["wide"])
# For what is about the layout itself: the others run at one width in `make test`.
both_widths = pytest.mark.both_widths

ARTIFACTS = Path(__file__).resolve().parent.parent / "artifacts"

# Elements that stick out of the page, as selectors; a box that scrolls by itself is allowed to.
STICKING_OUT = """() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    return [...document.querySelectorAll("body *")]
        .filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1)
        .map((one) => `${one.tagName}.${one.className}#${one.id}`);
}"""


def fits(page: Page) -> None:
    """Nothing makes the page scroll sideways, at its width."""
    assert page.evaluate(STICKING_OUT) == []


def fits_both_widths(page: Page) -> None:
    fits(page)
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": 420 if size["width"] > 900 else 1400, "height": 900})
    fits(page)
    page.set_viewport_size(size)


def shoot(page: Page, name: str) -> None:
    """Keeps a screenshot beside the tests, for people to look at: where there are any."""
    if os.environ.get("CI"):
        return
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(
        path=ARTIFACTS / f"{name}-{page.viewport_size and page.viewport_size['width']}.png"
    )


def looks_right(page: Page, name: str, *, always: bool = False) -> None:
    """What can be said of every view: axe, both widths, and a screenshot, light and dark.

    In `make test` axe looks at a third of the views, by their names and as they are light, beside
    the pages of test_every_page, which it `always` looks at in both; a test with views is one of
    `make soak` too, where it looks at all of them.
    """
    whole = WHOLE or always
    if whole or not zlib.crc32(name.encode()) % 3:
        passes_axe(page)
    fits_both_widths(page)
    shoot(page, f"{name}-light")
    if not whole:
        return
    page.emulate_media(color_scheme="dark")
    passes_axe(page, *COLOURS)
    shoot(page, f"{name}-dark")
    page.emulate_media(color_scheme="light")


def go_to(page: Page, tab: str) -> None:
    """By the masthead, whose tabs are a menu where it is narrow."""
    menu = page.locator(".tabs-button")
    if menu.is_visible():
        menu.click()
    tabs = page.get_by_role("navigation", name="Console")
    tabs.get_by_role("link", name=tab, exact=True).click()


def choose(page: Page, service: str, action: str) -> None:
    """Chooses by the schema's ids; the page shows the names."""
    legend = page.locator(".parameters legend")
    name = service.rpartition("_")[2]
    # People cannot choose what is chosen; a form drawn for nothing would take the next choice away.
    if page.get_by_label("Select service").input_value() != service:
        page.get_by_label("Select service").select_option(service)
    expect(legend).to_have_text(re.compile(rf"^{name}\.", re.IGNORECASE))
    if page.get_by_label("Select action").input_value() != action:
        page.get_by_label("Select action").select_option(action)
    expect(legend).to_have_text(re.compile(rf"^{name}\.{action}$", re.IGNORECASE))


ANSWERED = """before => {
    const article = document.querySelector("#answer:not([aria-busy]) article");
    return article !== null && article.dataset.record !== before;
}"""


def send(page: Page, button: Locator | None = None) -> None:
    """Presses Send, or that button, and waits for the answer to be there."""
    article = page.locator("#answer article")
    before = article.get_attribute("data-record") if article.count() else ""
    (button or page.get_by_role("button", name="Send", exact=True)).click()
    page.wait_for_function(ANSWERED, arg=before)


def send_anyway(page: Page) -> None:
    """Sends what the page itself stops at first."""
    page.get_by_role("button", name="Send", exact=True).click()
    send(page, page.get_by_role("button", name="Send despite"))


def badge(page: Page) -> str:
    return page.locator("#answer .badge").first.inner_text()


def send_ahead(page: Page, service: str, action: str, *, ks: str = "", **parameters: str) -> str:
    """A call to the sandbox that is made before a test looks at anything; its id in history.

    Without a page, since drawing one takes ten times as long.
    """
    fields = {"region": "sandbox", "service": service, "action": action, "format": "2"}
    fields |= {"ks": ks} if ks else {}
    return post_ahead(page, "/send", fields | {f"param:{n}": v for n, v in parameters.items()})


def have_demo_session(page: Page) -> None:
    """A KS as `start_demo_session` gets it, for a test that begins on another page."""
    partner = str(DEMO.partner_id)
    send_ahead(page, "session", "start", secret=DEMO.admin_secret, partnerId=partner, type="2")


def start_demo_session(page: Page, form: str = "/?region=sandbox") -> None:
    page.goto(form)
    page.get_by_role("button", name="Fill in demo credentials").click()
    expect(page.get_by_label("secret (string)")).not_to_have_value("")
    send(page)
    assert badge(page) == "OK"


def open_with_demo_session(page: Page, service: str, action: str) -> None:
    """A form with a KS, for a test that is about what comes then."""
    have_demo_session(page)
    page.goto(f"/console/service/{service}/action/{action}?region=sandbox")


def post_ahead(page: Page, path: str, fields: dict[str, str]) -> str:
    """The id of what is made of a form that is posted without a page."""
    request = page.context.request
    found = re.search(r'<meta name="csrf-token" content="([^"]+)">', request.get("/paste").text())
    assert found
    headers = {"X-CSRFToken": html.unescape(found[1]), "Accept": "application/json"}
    form: dict[str, str | float | bool] = {**fields}
    return str(request.post(path, form=form, headers=headers).json()["id"])
