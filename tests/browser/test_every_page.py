"""Every kind of page as it loads and as it stands: nothing moves, nothing is waited for but the
style sheet, nothing comes from elsewhere, and it is readable from a phone to 4K."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import passes_axe
from tests.browser.conftest import Live
from tests.browser.steps import (
    both_widths,
    fits,
    have_demo_session,
    looks_right,
    post_ahead,
    send_ahead,
    wide_alone,
)
from tests.sizes import WHOLE, part

# By the tab that is the current one there: what the page is, and its address.
TABS = {
    "Test Console": {
        "console": "/?region=sandbox",
        "long form": "/console/service/baseentry/action/add?region=sandbox",
        "multirequest": "/console/service/multirequest/action/do?region=sandbox",
        "paste": "/paste",
    },
    "History": {
        "history": "/history",
        "no hits in history": "/history?text=zzqq",
        "record": "/history/{listed}",
        "failed record": "/history/{failed}",
        "compared": "/compare?call={listed}&call={failed}",
        "where to send": "/compare/new?call={listed}",
        "nothing to compare": "/compare",
    },
    "Sessions": {
        "sessions": "/sessions",
        "inside a KS": "/sessions?way=inspect",
        "account": "/sessions/accounts/new",
    },
    "API Documentation": {
        "documentation": "/api-docs?region=sandbox",
        "found in documentation": "/api-docs?q=upload",
        "service": "/api-docs/service/media",
        "action": "/api-docs/service/media/action/list",
        # axe takes seconds for one with a hundred properties.
        "class": f"/api-docs/object/Kaltura{'MediaEntry' if WHOLE else 'ThumbAsset'}",
        "no such class": "/api-docs/object/KalturaMediaEntri",
        "enum": "/api-docs/enum/KalturaEntryStatus",
        "error": "/api-docs/error/INVALID_KS",
        "errors": "/api-docs/errors",
        "guide": "/api-docs/guide/objects",
        "changes": "/api-docs/changes",
    },
    "XML Schema": {
        "XML schema": "/xml-schema?region=sandbox",
        "XML schema as source": "/xml-schema?region=sandbox&view=source",
        "XML schema not fetched": "/xml-schema?region=own&type=cuePoint.ingestAPI",
        "no such XML schema": "/xml-schema?region=sandbox&type=syndication",
    },
    "API Client Libraries": {"client libraries": "/client-libs?region=sandbox"},
    "Workflows": {
        "workflows": "/workflows",
        "workflow": "/workflows/Interactive/Quiz",
    },
    "Runs": {
        "runs": "/runs",
        "rows of a run": "/runs/new?source=jobs/Rename_entries",
        "run": "/runs/rows/{run}",
        "report to print": "/runs/rows/{run}/print",
        "runs compared": "/runs/rows/{run}/compare",
        "totals": "/runs/rows/{run}/totals",
        "on a clock": "/runs/rows/{run}/clock",
    },
    "": {
        "found": "/find?q=chapters",
        "nothing found": "/find?q=zzqqzz",
        "variables": "/variables",
        "tokens for programs": "/you/tokens",
        "nowhere": "/nowhere",
    },
}
# Made by the template of another one here: axe looks at them in `make soak`.
ALIKE = {
    *("no hits in history", "failed record", "nothing to compare", "found in documentation"),
    *("no such class", "errors", "changes", "XML schema as source", "XML schema not fetched"),
    *("no such XML schema", "nothing found", "report to print", "runs compared"),
}
# What is looked at dark and at the other width too in `make test`.
LOOKED_AT = part([name for tab in TABS.values() for name in tab if name not in ALIKE], 5)
LATE = (("Test Console", "long form"), ("History", "record"), ("Sessions", "sessions"))
BLOCKS_NOT = "non-blocking"
MOST_CHARACTERS = 100  # a line: the measure is in rem, and narrow letters make it more than 80

WATCH = """
window.moves = [];
new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
        const what = sources.map(({ node }) => node && `${node.nodeName} ${node.className}`);
        if (!hadRecentInput) moves.push({ value, what });
    }
}).observe({ type: "layout-shift", buffered: true });
"""
SETTLED = """() => document.readyState === "complete"
    && !document.querySelector("time[datetime]:not([title]), answer-body:not([data-laid-out])")"""
# Two frames: what was laid out last has been painted, and its moves are known.
FRAMES = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(
    () => setTimeout(() => done(moves), 50))))"""
LOADED = """() => ({
    files: performance.getEntriesByType("resource").map(
        ({ name, renderBlockingStatus }) => [name, renderBlockingStatus]),
    waited: document.querySelectorAll("head script:not([type=module]), body script").length,
    tabs: [...document.querySelectorAll("nav[aria-label=Console] [aria-current=page]")]
        .map((one) => one.textContent),
})"""
# Paragraphs, items and descriptions with more than so many characters a line.
LONG_LINES = """(most) => [...document.querySelectorAll("main :is(p, li, dd)")]
    .filter((one) => one.checkVisibility() && one.textContent.length > most
        && !one.matches(".visually-hidden")
        && !one.querySelector("p, ul, ol, dl, table, pre, form, button, .button"))
    .map((one) => {
        const height = parseFloat(getComputedStyle(one).lineHeight);
        // Of what is cut short after some lines, all of them.
        const tall = Math.max(one.getBoundingClientRect().height, one.scrollHeight);
        const lines = Math.round(tall / height);
        return [Math.round(one.textContent.trim().length / lines), one.textContent.slice(0, 60)];
    })
    .filter(([characters]) => characters > most)"""


def _addresses(page: Page, paths: dict[str, str]) -> dict[str, str]:
    """With the id of a call that gave a list for `{listed}`, of one that failed for `{failed}`, and
    of a run whose rows are there for `{run}`."""
    ids = {}
    if any("{run}" in path for path in paths.values()):
        have_demo_session(page)
        form = {"source": "jobs/Rename_entries", "region": "sandbox", "from": "pasted"}
        ids["run"] = post_ahead(page, "/runs/rows", form | {"pasted": "0_welcome1 0_nowhere"})
    if any("{listed}" in path for path in paths.values()):
        have_demo_session(page)
        ids["listed"] = send_ahead(page, "media", "list")
        ids["failed"] = send_ahead(page, "media", "get", entryId="0_nowhere")
    return {name: path.format(**ids) for name, path in paths.items()}


def _moved(page: Page) -> list[dict[str, Any]]:
    page.wait_for_function(SETTLED)
    found: list[dict[str, Any]] = page.evaluate(FRAMES)
    return found


def _only_the_style_sheet_is_waited_for(loaded: dict[str, Any], origin: str) -> None:
    """And nothing comes from another origin."""
    assert [url for url, _ in loaded["files"] if not url.startswith(f"{origin}/")] == []
    blocking = [url.rpartition("/")[2] for url, status in loaded["files"] if status != BLOCKS_NOT]
    assert blocking == ["console.css"]
    assert loaded["waited"] == 0


def _comes_late(page: Page) -> None:
    """Each file takes 200 ms more, and none is kept."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    late = {"offline": False, "latency": 200, "downloadThroughput": -1, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", late)


# Narrow is a matter of the width alone: `make test` makes a page that was opened wide narrow.
@pytest.mark.soak
@pytest.mark.parametrize(
    "width", [1400, 420] if WHOLE else [1400], indirect=True, ids=lambda width: f"{width}"
)
@pytest.mark.parametrize("tab", list(TABS), ids=lambda tab: tab.replace(" ", "-") or "none")
def test_each_page(page: Page, live: Live, width: int, tab: str, subtests: pytest.Subtests) -> None:
    addresses = _addresses(page, TABS[tab])
    page.add_init_script(WATCH)
    for name, address in addresses.items():
        with subtests.test(name):
            page.goto(address)
            assert _moved(page) == []
            loaded = page.evaluate(LOADED)
            _only_the_style_sheet_is_waited_for(loaded, live.url)
            assert loaded["tabs"] == ([tab] if tab else [])
            if WHOLE or name in LOOKED_AT:
                looks_right(page, f"page-{name.replace(' ', '-')}", always=True)
            elif name not in ALIKE:
                passes_axe(page)
            fits(page)
            for other in (3840, 420, 320) if WHOLE else (320,) if name in ALIKE else (3840, 320):
                page.set_viewport_size({"width": other, "height": 900})
                fits(page)
                if other > 900:
                    assert page.evaluate(LONG_LINES, MOST_CHARACTERS) == []
            page.set_viewport_size({"width": width, "height": 900})


@both_widths
@pytest.mark.parametrize(("tab", "name"), LATE, ids=[name for _, name in LATE])
def test_nothing_moves_where_all_comes_late(page: Page, tab: str, name: str) -> None:
    address = _addresses(page, TABS[tab])[name]
    page.add_init_script(WATCH)
    _comes_late(page)
    page.goto(address, wait_until="networkidle")
    assert _moved(page) == []


@wide_alone
def test_what_is_missing_says_what_to_do_first(page: Page) -> None:
    page.goto("/history")
    page.get_by_role("link", name="Make a first call").click()
    expect(page.get_by_role("heading", name="Call the Kaltura API")).to_be_visible()
    page.goto("/compare")
    page.get_by_role("link", name="Choose calls in History").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("History")
    page.goto("/history?text=zzqq")
    page.get_by_role("link", name="Show all calls").click()
    expect(page).to_have_url("/history")
    page.goto("/sessions")
    expect(page.get_by_text("No account is kept yet.")).to_be_visible()
    page.get_by_role("link", name="Start a session", exact=True).click()
    expect(page.get_by_role("heading", name="Start a session")).to_be_visible()
    page.goto("/api-docs/object/KalturaMediaEntri")
    page.get_by_role("link", name="KalturaMediaEntry", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("KalturaMediaEntry")
    page.goto("/xml-schema?region=sandbox&type=syndication")
    page.get_by_role("link", name="the one that the sandbox has").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bulk upload")
