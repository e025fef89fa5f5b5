"""axe on a page as it stands, without looking at the same colours again and again.

Three quarters of its time go to the contrast of every single text. A text passes by its colours,
size and weight and by what is painted behind it, a link within a text also by what marks it and by
the text's own look. So in `make test` one that has passed speaks for all that look the same, on
any page of the run; what has not passed is always looked at anew. Where a page that axe has seen
whole shows nothing new in its other colours, axe is not asked again. In `make soak` every text is
looked at.
"""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

from tests.sizes import WHOLE

# The rules whose result depends on colours.
COLOURS = ("color-contrast", "link-in-text-block")

# Nothing is given back where only colours are asked for, and all of them are known.
_RUN = """async ([options, known]) => {
    if (!known) return [await axe.run(options), []];
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
    const marked = (link) => {
        let block = link.parentElement;
        while (block.parentElement && getComputedStyle(block).display === "inline")
            block = block.parentElement;
        const { textDecoration, borderBottom, fontFamily, fontStyle } = getComputedStyle(link);
        return ["link", textDecoration, borderBottom, fontFamily, fontStyle, look(link),
            "in", look(block)].join();
    };
    const hasText = ({ childNodes }) =>
        [...childNodes].some((one) => one.nodeType === Node.TEXT_NODE && one.data.trim());
    // axe finds that out of each box by itself, which takes most of its time.
    const hasNoColours = (element) =>
        !hasText(element) && !element.matches("input, select, textarea");
    const passed = new Set(known);
    const looks = { "color-contrast": look, "link-in-text-block": marked };
    // What axe cannot decide (a picture behind it, a single sign), it cannot of the same text.
    const undecided = (element, now) => `${now} ${element.textContent.trim().slice(0, 80)}`;
    const isKnown = ([element, rule]) => {
        const now = looks[rule](element);
        return passed.has(now) || passed.has(undecided(element, now));
    };
    if (options.runOnly && axe.texts?.every((one) => one[0].isConnected && isKnown(one)))
        return [null, []];
    axe.real ??= { matches: {}, evaluate: {} };
    axe.texts = [];
    for (const rule of axe._audit.rules.filter(({ id }) => id in looks)) {
        const matches = axe.real.matches[rule.id] ??= rule.matches;
        const contrast = rule.id === "color-contrast";
        rule.matches = function (element, ...rest) {
            if (contrast && hasNoColours(element)) return false;
            if ((!contrast || hasText(element)) && isKnown([element, rule.id])) {
                axe.texts.push([element, rule.id]);
                return false;
            }
            return matches.call(this, element, ...rest);
        };
        for (const name of rule.any) {
            const check = axe._audit.checks[name.id ?? name];
            const evaluate = axe.real.evaluate[check.id] ??= check.evaluate;
            check.evaluate = function (element, ...rest) {
                axe.texts.push([element, rule.id]);
                const now = looks[rule.id](element);
                if (passed.has(now)) return true;
                const result = evaluate.call(this, element, ...rest);
                if (result !== false) passed.add(result ? now : undecided(element, now));
                return result;
            };
        }
    }
    return [await axe.run(options), [...passed].slice(known.length)];
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
    if found is None:
        return
    _passed.extend(new)
    results = AxeResults(found)
    assert results.violations_count == 0, results.generate_report()
