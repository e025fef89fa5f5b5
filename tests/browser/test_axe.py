"""What passes axe speaks for what looks the same, and for nothing else."""

import pytest
from playwright.sync_api import Page

from tests.browser.axe import COLOURS, passes_axe
from tests.browser.steps import wide_alone

PAGE = """<!doctype html><html lang="en"><title>Texts</title>
<main><h1>Texts</h1><p style="color: {colour}">A text on its own</p>
<div style="background: {behind}"><p><b style="color: {colour}">A text on a box</b></p></div>
<p style="color: {colour}; opacity: {opacity}">A text that fades</p></main></html>"""
GOOD = {"colour": "#333", "behind": "#fff", "opacity": "1"}


@wide_alone
@pytest.mark.parametrize("change", [{"colour": "#ccc"}, {"behind": "#444"}, {"opacity": "0.2"}])
def test_a_text_that_looks_otherwise_is_looked_at(page: Page, change: dict[str, str]) -> None:
    for _ in range(2):
        page.set_content(PAGE.format(**GOOD))
        passes_axe(page)
    page.set_content(PAGE.format(**GOOD | change))
    for rules in (COLOURS, ()):
        with pytest.raises(AssertionError, match="color-contrast"):
            passes_axe(page, *rules)
    page.set_content(PAGE.format(**GOOD))
    passes_axe(page)
