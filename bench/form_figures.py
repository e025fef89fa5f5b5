"""How fast the heaviest forms open: on the server, and in the browser."""

import shutil
import statistics
import time

import requests
from playwright.sync_api import Page, sync_playwright

from bench.console_figures import running_console
from bench.figure import Figure

HEAVIEST = "/console/service/livestream/action/add"
FILTERED = "/console/service/scheduledtask_scheduledtaskprofile/action/add"
CLASSES = "[name='param:scheduledTaskProfile:objectFilter:objectType']"
RUNS = 15
LOADED = """() => {
    const [navigation] = performance.getEntriesByType("navigation");
    return navigation.loadEventEnd - navigation.startTime;
}"""
# Opens the list of classes of an object and waits for it to be painted.
OPENED = """async (select) => {
    const begun = performance.now();
    select.parentElement.open("");
    document.querySelector(".search-popup").getBoundingClientRect();
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const seconds = performance.now() - begun;
    select.parentElement.close();
    return seconds;
}"""


def measure() -> list[Figure]:
    with running_console("http://127.0.0.1:9") as (url, _, _):
        session = requests.Session()
        session.get(url)
        figures = [
            Figure("livestream.add, time on the server", _median(_server(session, url)), 100, "ms")
        ]
        chromium = shutil.which("chromium")
        if chromium:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium, args=["--no-sandbox"]
                )
                figures += _in_browser(browser.new_page(base_url=url))
                browser.close()
    return figures


def _server(session: requests.Session, url: str) -> list[float]:
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        session.get(url + HEAVIEST).raise_for_status()
        times.append((time.perf_counter() - begun) * 1000)
    return times


def _in_browser(page: Page) -> list[Figure]:
    loads = []
    for _ in range(RUNS):
        page.goto(HEAVIEST, wait_until="load")
        page.wait_for_timeout(50)
        loads.append(page.evaluate(LOADED))
    page.goto(FILTERED)
    page.get_by_label("objectFilter (KalturaFilter)").check()
    classes = page.locator(CLASSES)
    classes.wait_for()
    opens = [classes.evaluate(OPENED) for _ in range(RUNS)]
    return [
        Figure("livestream.add, loaded in the browser", _median(loads), 300, "ms"),
        Figure("KalturaFilter's list of subclasses opens", _median(opens), 100, "ms"),
    ]


def _median(values: list[float]) -> float:
    return statistics.median(values)
