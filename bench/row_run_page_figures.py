"""The page of a run over 65,000 rows in a real browser: while they come in by a file, opened, its
report filtered, and under way. While a long task of its script lasts, it does not answer."""

import tempfile
import threading
import time
from pathlib import Path

import requests
from playwright.sync_api import Page

from bench.chromium import chromium
from bench.console_figures import running_console
from bench.figure import Figure
from bench.rows_figures import _csv
from bench.waiting_figures import upstream

UNDER_WAY = 5_000  # ms that it is looked at while it goes on
# Kept for the browser tab: a page that is left would take what it has seen along.
_WATCH = """new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries())
        sessionStorage.longest = Math.max(Number(sessionStorage.longest ?? 0), duration);
}).observe({ type: "longtask", buffered: true });"""
# After what is under way has been observed.
_LONGEST = """() => new Promise((done) => setTimeout(() => {
    const longest = Number(sessionStorage.longest ?? 0);
    sessionStorage.removeItem("longest");
    done(longest);
}, 300))"""


def measure() -> list[Figure]:
    with (
        upstream() as port,
        running_console(f"http://127.0.0.1:{port}") as (url, _, _),
        chromium("the page of a run") as browser,
    ):
        if browser is None:
            return []
        page = browser.new_context(base_url=url).new_page()
        page.add_init_script(_WATCH)
        coming, slowest = _comes_in(page, url)
        page.reload()
        opened = page.evaluate(_LONGEST)
        page.get_by_label("Calls a second").fill("1000")
        page.get_by_role("button", name="Run all").click()
        page.wait_for_selector("#row-run[data-under-way]")
        page.wait_for_timeout(UNDER_WAY)
        under_way = page.evaluate(_LONGEST)
        page.get_by_label("Text", exact=True).fill("64999")
        page.get_by_role("button", name="Filter").click()
        page.wait_for_url("**text=64999**")
        filtered = page.evaluate(_LONGEST)
        return [
            Figure("65,000 rows come in by a file: longest task of the page", coming, 100, "ms"),
            Figure("… another page meanwhile, slowest", slowest, 500, "ms"),
            Figure("A run of 65,000 rows is opened: longest task", opened, 100, "ms"),
            Figure("… is under way: longest task", under_way, 100, "ms"),
            Figure("… its report is filtered: longest task", filtered, 100, "ms"),
        ]


def _comes_in(page: Page, url: str) -> tuple[float, float]:
    """The longest task until the rows are shown, and the slowest of other pages, both in ms."""
    over, took = threading.Event(), [0.0]

    def others() -> None:
        while not over.is_set():
            begun = time.perf_counter()
            requests.get(f"{url}/paste", timeout=60).raise_for_status()
            took.append((time.perf_counter() - begun) * 1000)
            time.sleep(0.05)

    page.goto("/runs/new?source=jobs/Rename_entries&region=local")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "rows.csv")
        file.write_bytes(_csv())
        page.get_by_label("A file").check()
        page.get_by_label("File", exact=True).set_input_files(file)
        looking = threading.Thread(target=others)
        looking.start()
        page.get_by_role("button", name="Show the rows").click()
        page.wait_for_url("**/runs/rows/*", timeout=60_000)
        over.set()
        looking.join()
    page.get_by_role("heading", name="65,000 rows").wait_for()
    return float(page.evaluate(_LONGEST)), max(took)
