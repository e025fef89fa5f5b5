"""What 500 saved requests cost: the side bar, Find, and the console's first paint."""

import re
import statistics

import requests
from playwright.sync_api import Page

from bench.chromium import chromium
from bench.console_figures import running_console
from bench.figure import Figure
from bench.find_figures import TYPE

SAVED, ROUNDS = 500, 7
TYPED = ("number 49", "monthly", "media.get", "update request 123")
# From the press to the side bar with its whole tree.
_SIDE_BAR = """async (saved) => {
    const begun = performance.now();
    document.querySelector(".side-bar-toggle").click();
    const rows = () => document.querySelectorAll("#saved-requests [role=treeitem]").length;
    while (rows() < saved && performance.now() < begun + 5000) {
        await new Promise((soon) => setTimeout(soon));
    }
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    return performance.now() - begun;
}"""
_PAINT = 'performance.getEntriesByName("first-contentful-paint")[0].startTime'


def measure() -> list[Figure]:
    with running_console("http://127.0.0.1:9") as (url, _, _), chromium("What is saved") as browser:
        if browser is None:
            return []
        persons = {has_saved: requests.Session() for has_saved in (True, False)}
        for has_saved, person in persons.items():
            _fill(person, url, SAVED if has_saved else 1)
        bars: list[float] = []
        paints: dict[bool, list[float]] = {True: [], False: []}
        for _ in range(ROUNDS):
            for has_saved, found in paints.items():
                context = browser.new_context(viewport={"width": 1440, "height": 900})
                context.add_cookies(
                    [
                        {"name": name, "value": value, "url": url}
                        for name, value in persons[has_saved].cookies.items()
                    ]
                )
                page = context.new_page()
                page.goto(f"{url}/?region=sandbox", wait_until="load")
                page.wait_for_timeout(300)
                found.append(float(page.evaluate(_PAINT)))
                if has_saved:
                    bars.append(_opened(page, url))
                    letters = _found(page)
                context.close()
    share = statistics.median(paints[True]) / statistics.median(paints[False])
    return [
        Figure("side bar with 500 saved requests", statistics.median(bars), 100, "ms"),
        Figure("first paint with 500 saved requests, to that without", share, 1.15, "x"),
        Figure("find among 500 saved, a letter, median", statistics.median(letters), 30, "ms"),
        Figure("find among 500 saved, a letter, slowest", max(letters), 30, "ms"),
    ]


def _opened(page: Page, url: str) -> float:
    page.context.add_cookies([{"name": "side", "value": "closed", "url": url}])
    page.goto(f"{url}/?region=sandbox", wait_until="load")
    page.wait_for_timeout(500)
    return float(page.evaluate(_SIDE_BAR, SAVED))


def _found(page: Page) -> list[float]:
    page.keyboard.press("Control+k")
    page.wait_for_selector("#find [role=option]")
    page.wait_for_timeout(300)
    took: list[float] = page.evaluate(TYPE, list(TYPED))
    return took


def _fill(person: requests.Session, url: str, saved: int) -> None:
    found = re.search(r'name="csrf-token" content="([^"]+)"', person.get(url).text)
    assert found
    headers = {"X-CSRFToken": found[1], "Accept": "application/json"}

    def post(path: str, fields: dict[str, str]) -> str:
        response = person.post(url + path, fields, headers=headers, timeout=20)
        response.raise_for_status()
        return str(response.json()["id"])

    folders = [post("/saved/collection", {"name": name}) for name in ("Monthly", "Reports")]
    form = {"region": "sandbox", "service": "media", "format": "2"}
    for number in range(saved - len(folders)):
        action, parent = ("get", "update")[number % 2], (*folders, "")[number % 3]
        fields = {"action": action, "name": f"Request number {number}", "parent": parent}
        post("/saved", {**form, **fields})
