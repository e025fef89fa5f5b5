"""`make screenshots`: the pictures of the README, light and dark, taken of the sandbox.

Beside them those of the console's states (bench/states.py).
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from bench import states
from bench.chromium import chromium
from bench.console_figures import running_console

PICTURES = Path(__file__).resolve().parent.parent / "pictures"


def main() -> int:
    with (
        running_console("http://127.0.0.1:9") as (url, _, _),
        chromium("taking pictures") as browser,
    ):
        if browser is None:
            return 1
        page = browser.new_page(viewport={"width": 1440, "height": 900}, base_url=url)
        _as_in_use(page)
        page.screenshot(path=PICTURES / "light.png")
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=PICTURES / "dark.png")
        states.take(browser)
    return 0


def _as_in_use(page: Page) -> None:
    """A session started, a list of entries as a table, and a second request open beside it."""
    page.goto("/?region=sandbox")
    page.get_by_role("button", name="Fill in demo credentials").click()
    expect(page.get_by_label("secret (string)")).not_to_have_value("")
    _sent(page)
    page.keyboard.press("Alt+KeyT")
    expect(page.locator(".open-request")).to_have_count(2)
    page.goto(
        "/console/service/media/action/list?region=sandbox"
        "&param:filter:objectType=KalturaMediaEntryFilter"
        "&param:filter:orderBy=-createdAt&param:filter:statusIn=2,7"
    )
    _sent(page)
    expect(page.locator("#answer table")).to_contain_text("0_")
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")


def _sent(page: Page) -> None:
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#answer .badge").first).to_have_text("OK")


if __name__ == "__main__":
    sys.exit(main())
