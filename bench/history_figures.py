"""History with 2,000 calls: what the server takes, and what a person waits for at the page."""

import http.server
import re
import statistics
import threading
import time

import requests
from playwright.sync_api import Page

from bench.chromium import chromium
from bench.console_figures import LocalServer, running_console
from bench.figure import Figure

CALLS, ROUNDS = 2000, 40
# From a letter to the list that it brings, and from the press to the side bar that is drawn.
_LETTER = """async (letters) => {
    const field = document.getElementById("text");
    const list = document.getElementById("listed-calls");
    const before = list.firstElementChild;
    const begun = performance.now();
    field.value = letters;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    while (list.firstElementChild === before && performance.now() < begun + 5000) {
        await new Promise(requestAnimationFrame);
    }
    return performance.now() - begun;
}"""
_SIDE_BAR = """async () => {
    const begun = performance.now();
    document.querySelector(".side-bar-toggle").click();
    const bar = document.getElementById("side-bar");
    while (!bar.checkVisibility() && performance.now() < begun + 5000) {
        await new Promise(requestAnimationFrame);
    }
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    return performance.now() - begun;
}"""


def measure() -> list[Figure]:
    upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), LocalServer)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{upstream.server_address[1]}"
    with running_console(address) as (url, _, _), chromium("History") as browser:
        person = requests.Session()
        _fill(person, url)
        figures = [
            Figure(f"/history with {CALLS:,} calls (median)", _page(person, url), 10, "ms"),
        ]
        if browser:
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            context.add_cookies(
                [
                    {"name": name, "value": value, "url": url}
                    for name, value in person.cookies.items()
                ]
            )
            figures += _in_a_browser(context.new_page(), url)
    upstream.shutdown()
    return figures


def _fill(person: requests.Session, url: str) -> None:
    found = re.search(r'name="csrf-token" content="([^"]+)"', person.get(url).text)
    assert found
    headers = {"X-CSRFToken": found[1], "Accept": "application/json"}
    form = {"region": "local", "service": "media", "action": "get", "format": "2", "anyway": "1"}
    for number in range(CALLS):
        asked = {**form, "param:entryId": f"0_{number:08}", "ks": "any"}
        person.post(f"{url}/send", asked, headers=headers, timeout=20).raise_for_status()


def _page(person: requests.Session, url: str) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        person.get(f"{url}/history", timeout=20).raise_for_status()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def _in_a_browser(page: Page, url: str) -> list[Figure]:
    page.goto(f"{url}/history", wait_until="networkidle")
    typed = ["0_000012"[:length] for length in range(1, 9)] + ["nothing", "nothing like", "media"]
    letters = [float(page.evaluate(_LETTER, one)) for one in typed]
    bars = []
    for _ in range(5):
        page.goto(f"{url}/?region=local", wait_until="networkidle")
        page.keyboard.press("Alt+s")
        bars.append(float(page.evaluate(_SIDE_BAR)))
    return [
        Figure("a letter in its filter, to the list", statistics.median(letters), 100, "ms"),
        Figure("the slowest of those letters", max(letters), 150, "ms"),
        Figure("opening the side bar", statistics.median(bars), 100, "ms"),
    ]
