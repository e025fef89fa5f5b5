"""No answer of an endpoint runs, breaks or freezes anything on the page that shows it."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Live
from tests.browser.hostile_corpus import Hostile, corpus
from tests.browser.steps import badge, choose, send
from tests.sizes import part
from tests.upstream import http

# Reports of the Content-Security-Policy: something wanted to be loaded or run and was stopped.
COUNTING = """
    window.__reports = [];
    document.addEventListener("securitypolicyviolation", (event) => {
        window.__reports.push(`${event.violatedDirective} ${event.blockedURI}`);
    });
"""
# The element and every view of it that it offers; a frame is drawn after each.
LOOK_AT_ALL_VIEWS = """async () => {
    const body = document.querySelector("#answer answer-body");
    if (!body) return 0;
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    while (!body.facts.complete) await frame();
    await frame();
    const buttons = [...body.querySelectorAll("[aria-label=View] button")];
    for (const button of buttons) {
        button.click();
        await frame();
        await frame();
    }
    return buttons.length;
}"""


@pytest.mark.soak
@pytest.mark.timeout(300)
def test_a_corpus_of_hostile_answers(browser: Browser, live: Live) -> None:
    context = browser.new_context(base_url=live.url, viewport={"width": 1400, "height": 900})
    context.set_default_timeout(20_000)
    context.add_init_script(COUNTING)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: faults.append(f"dialog {dialog.message}"))
    page.on("response", lambda got: faults.append(got.url) if got.status >= 500 else None)
    page.goto("/?region=own")
    choose(page, "system", "ping")
    answers = list(corpus())
    assert len(answers) >= 200
    assert len({one.name for one in answers}) == len(answers)
    views = 0
    looked_at = part(answers, 50)
    for one in looked_at:
        views += _look_at(page, live, one)
        assert faults == [], one.name
    assert views > 1.3 * len(looked_at), views
    # Nothing was left over that would run on the pages of the history either.
    for link in page.locator("#history option").evaluate_all(
        "all => all.slice(1, 12).map(o => o.value)"
    ):
        page.goto(link)
        assert _harm(page) == (None, [])
    assert faults == []
    context.close()


def _look_at(page: Page, live: Live, one: Hostile) -> int:
    """Sends for one answer and looks at it in every view there is; gives how many that are."""
    live.upstream.respond(http(one.body, *one.headers, status=one.status))
    page.locator("#format").select_option(one.format)
    send(page)
    assert badge(page) in {"OK", "API error", "Not readable", "Redirect", "HTTP error"}, one.name
    views = int(page.evaluate(LOOK_AT_ALL_VIEWS))
    assert _harm(page) == (None, []), one.name
    # The page still answers to a person.
    assert page.evaluate("document.querySelector('#answer article') !== null"), one.name
    return views


def _harm(page: Page) -> tuple[object, object]:
    """The mark that a script would have left, and what the Content-Security-Policy has stopped."""
    return page.evaluate("window.__ran ?? null"), page.evaluate("window.__reports")
