"""axe on a page as it stands, without looking at the same colours again and again.

Three quarters of its time go to the contrast of every single text. A text passes by its colours,
size and weight and by what is painted behind it. So in `make test` one that has passed speaks for
all that look the same, on any page of the run; what has not passed is always looked at anew.
In `make soak` every text is looked at.
"""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

from tests.sizes import WHOLE

# The rules whose result depends on colours.
COLOURS = ("color-contrast", "link-in-text-block")

_RUN = """async ([options, known]) => {
    const seen = new Map([[null, ""]]);
    const plain = "rgba(0, 0, 0, 0),none,1,none,normal,static,auto";
    const behind = (element) => {
        if (!seen.has(element)) {
            const style = getComputedStyle(element);
            const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter,
                style.mixBlendMode, style.position, style.zIndex].join();
            seen.set(element, behind(element.parentElement) + (own === plain ? "" : `/${own}`));
        }
        return seen.get(element);
    };
    const look = (element) => {
        const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element);
        return [color, fontSize, fontWeight, textShadow, behind(element)].join();
    };
    const passed = new Set(known);
    const check = axe._audit.checks["color-contrast"];
    const evaluate = axe.evaluate ??= check.evaluate;
    if (known) check.evaluate = function (element, ...rest) {
        const now = look(element);
        if (passed.has(now)) return true;
        const result = evaluate.call(this, element, ...rest);
        if (result === true) passed.add(now);
        return result;
    };
    return [await axe.run(options), [...passed].slice(known?.length)];
}"""
_passed: list[str] = []


def passes_axe(page: Page, *rules: str) -> None:
    """axe finds nothing on the page as it stands, by all rules or by the named ones."""
    # The compiling of its script takes a while: once for each document is enough.
    if not page.evaluate("window.axe !== undefined"):
        page.evaluate(AXE_SCRIPT)
    # What has passed is not described, which takes a quarter of the time.
    options: dict[str, Any] = {"reporter": "no-passes"}
    if rules:
        options["runOnly"] = rules
    found, new = page.evaluate(_RUN, [options, None if WHOLE else _passed])
    _passed.extend(new)
    results = AxeResults(found)
    assert results.violations_count == 0, results.generate_report()
