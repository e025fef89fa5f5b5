"""The frame in a real browser, beside a floor: an empty page with one field and the same headers.

Fresh profile each time, floor and console in turns, medians. What is called usable is the end of
DOMContentLoaded: scripts are modules, so all of them have run by then.
"""

import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests
from playwright.sync_api import Browser, Page

from bench.chromium import chromium
from bench.console_figures import running_console
from bench.figure import Figure

ROUNDS = 15
# A profile that is begun has Chromium load its own new tab, whose scripts take one of the cores.
QUIET = 1500  # ms
FLOOR = b'<!doctype html><html lang="en"><title>Floor</title><label>Field <input></label></html>'
_LOADED = """() => {
    const [load] = performance.getEntriesByType("navigation");
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    return [paint.startTime, load.domContentLoadedEventEnd];
}"""
# From the click to the first line of the answer, and from a choice to the form that it brings.
_SEND = """async () => {
    const before = document.querySelector("#answer article")?.dataset.record;
    const begun = performance.now();
    document.getElementById("send").click();
    const there = () => {
        const article = document.querySelector("#answer article");
        return article && article.dataset.record !== before
            && article.querySelector("answer-body[data-laid-out]");
    };
    while (!there() && performance.now() < begun + 5000) await new Promise(requestAnimationFrame);
    return performance.now() - begun;
}"""
_CHOOSE = """async (action) => {
    const select = document.getElementById("action");
    const begun = performance.now();
    select.value = action;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    const wanted = `.about[data-action$=".${action}"]`;
    while (!document.querySelector(wanted) && performance.now() < begun + 5000) {
        await new Promise(requestAnimationFrame);
    }
    return performance.now() - begun;
}"""


def measure() -> list[Figure]:
    with (
        running_console("http://127.0.0.1:9") as (url, _, _),
        _floor(dict(requests.get(url, timeout=10).headers)) as floor,
        chromium("the frame") as browser,
    ):
        if browser is None:
            return []
        loads: dict[str, list[list[float]]] = {floor: [], url: []}
        sends: list[list[float]] = []
        for _ in range(ROUNDS):
            for address, found in loads.items():
                page = _fresh(browser, address)
                found.append(page.evaluate(_LOADED))
                if address == url:
                    sends.append(_used(page))
                page.context.close()
    paint, usable = (
        statistics.median(one[at] for one in loads[url])
        / statistics.median(one[at] for one in loads[floor])
        for at in (0, 1)
    )
    first, second, change = (statistics.median(one[at] for one in sends) for at in range(3))
    return [
        Figure("console's first paint, to that of the floor", paint, 1.9, "x"),
        Figure("console usable, to the floor", usable, 1.9, "x"),
        Figure("first Send, click to readable", first, 150, "ms"),
        Figure("second Send", second, 110, "ms"),
        Figure("media.list to media.get", change, 80, "ms"),
    ]


def _fresh(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.wait_for_timeout(QUIET)
    page.goto(address, wait_until="load")
    page.wait_for_timeout(300)
    return page


def _used(page: Page) -> list[float]:
    page.get_by_role("button", name="Fill in demo credentials").click()
    page.wait_for_function("""() => document.querySelector("[name='param:secret']").value""")
    page.wait_for_timeout(300)
    first = float(page.evaluate(_SEND))
    page.wait_for_timeout(300)
    second = float(page.evaluate(_SEND))
    page.get_by_label("Select service").select_option("media")
    page.wait_for_selector('.about[data-action="media.list"]')
    page.wait_for_timeout(300)
    return [first, second, float(page.evaluate(_CHOOSE, "get"))]


@contextmanager
def _floor(headers: dict[str, str]) -> Iterator[str]:
    """A page that has the console's security headers, and nothing else."""
    own = {"content-length", "content-encoding", "set-cookie", "date", "server", "connection"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            for name, value in headers.items():
                if name.lower() not in own:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(FLOOR)))
            self.end_headers()
            self.wfile.write(FLOOR)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
