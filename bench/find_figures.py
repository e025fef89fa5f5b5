"""How soon Find has found, letter by letter, in a real browser; and how much it fetches first."""

import shutil
import statistics

from playwright.sync_api import sync_playwright

from bench.console_figures import running_console
from bench.figure import Figure

TYPED = (
    "media.list",
    "upload token add",
    "ENTRY_ID_NOT_FOUND",
    "KalturaMediaEntryFilter",
    "how to start a session",
    "meida entri sattus",
    "media entry tags",
)

# Milliseconds from each letter to the list being laid out.
TYPE = """texts => {
    const input = document.getElementById("find-text");
    const list = document.getElementById("find-list");
    const took = [];
    for (const text of texts) {
        for (let length = 1; length <= text.length; length++) {
            input.value = text.slice(0, length);
            const begun = performance.now();
            input.dispatchEvent(new Event("input"));
            list.getBoundingClientRect();
            took.push(performance.now() - begun);
        }
    }
    return took;
}"""


def measure() -> list[Figure]:
    with running_console("http://127.0.0.1:9") as (url, _, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        with page.expect_response("**/find/index*") as fetched:
            page.goto(f"{url}/history")
            page.keyboard.press("Control+k")
        page.wait_for_selector("#find [role=option]")
        fetched.value.finished()
        size = fetched.value.request.sizes()["responseBodySize"] / 1000
        took = page.evaluate(TYPE, list(TYPED))
        browser.close()
    return [
        Figure("find, from a letter to the list, median", statistics.median(took), 30, "ms"),
        Figure("find, from a letter to the list, slowest", max(took), 30, "ms"),
        Figure("find, what is fetched first, compressed", size, 400, "kB"),
    ]
