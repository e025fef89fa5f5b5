"""The browser that pages are measured in."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright


@contextmanager
def chromium(what: str) -> Iterator[Browser | None]:
    """None where there is none, which is said: `what` is what is left out for it."""
    path = shutil.which("chromium")
    if path is None:
        print(f"No Chromium here: {what} is left out.", file=sys.stderr)
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
