"""The code example in a real browser: from a keystroke to the program that has it."""

import statistics

from playwright.sync_api import Page

from bench.chromium import chromium
from bench.console_figures import running_console
from bench.figure import Figure

KEYSTROKES = 20

_TYPE = """async ([name, count]) => {
    const input = document.querySelector(`[name="${name}"]`);
    const code = document.getElementById("code");
    const times = [];
    for (let number = 0; number < count; number++) {
        input.value = `keystroke ${number}.`;
        const begun = performance.now();
        input.dispatchEvent(new Event("input", { bubbles: true }));
        while (!code.textContent.includes(input.value)) {
            await new Promise((resolve) => setTimeout(resolve, 1));
        }
        times.push(performance.now() - begun);
    }
    return times;
}"""


def measure() -> list[Figure]:
    with (
        running_console("http://127.0.0.1:9") as (url, _, _),
        chromium("the code example") as browser,
    ):
        if browser is None:
            return []
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        return [
            Figure("code example of session.start, a keystroke", _start(page, url), 50, "ms"),
            Figure(
                "code example of livestream.add, a keystroke", _livestream(page, url), 150, "ms"
            ),
        ]


def _start(page: Page, url: str) -> float:
    page.goto(f"{url}/console/service/session/action/start?region=sandbox")
    page.get_by_role("button", name="Fill in demo credentials").click()
    page.get_by_role("tab", name="Code").click()
    return _typed(page, "param:userId")


def _livestream(page: Page, url: str) -> float:
    page.goto(f"{url}/console/service/livestream/action/add?region=sandbox")
    return _typed(page, "param:liveStreamEntry:name")


def _typed(page: Page, name: str) -> float:
    page.locator("#code .line").first.wait_for()
    times: list[float] = page.evaluate(_TYPE, [name, KEYSTROKES])
    return statistics.median(times)
