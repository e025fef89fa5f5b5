"""Nothing is out of sight: pop-up lists, headings, and no page that scrolls into blankness."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import both_widths, fits, open_with_demo_session, send, wide_alone
from tests.sizes import part

pytestmark = pytest.mark.browser


@both_widths
@pytest.mark.soak
@pytest.mark.parametrize("height", part([500, 900], 2))
def test_a_list_near_the_bottom_opens_upwards(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto("/console/multirequest?region=sandbox")
    select = page.get_by_label("Select action")
    select.evaluate("one => one.scrollIntoView({block: 'end', behavior: 'instant'})")
    select.press("Enter")
    popup = page.locator(".search-popup")
    box = popup.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    bar = page.locator(".send-bar").bounding_box()
    assert bar is not None
    end = bar["y"] if width < 900 else height
    assert box["y"] + box["height"] <= end
    fits(page)


@both_widths
def test_the_page_ends_where_its_content_ends(page: Page) -> None:
    page.goto(
        "/console/service/media/action/list?region=sandbox"
        "&param:filter:objectType=KalturaMediaEntryFilter"
    )
    expect(page.locator(".inside.is-large")).to_be_visible()
    ends = page.evaluate(
        "[document.documentElement.scrollHeight,"
        " Math.max(innerHeight, document.querySelector('#main').getBoundingClientRect().bottom"
        " + scrollY)]"
    )
    assert abs(ends[0] - ends[1]) <= 2


@pytest.mark.soak
@pytest.mark.parametrize("size", part([(1400, 900), (960, 600), (700, 450)], 3))
@wide_alone
def test_the_heading_of_the_answer_is_below_the_masthead(page: Page, size: tuple[int, int]) -> None:
    """960 by 600 is a screen of 1920 by 1200 at 200 %, 700 by 450 one of 1400 by 900."""
    open_with_demo_session(page, "media", "list")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    send(page)
    for scroll in ("scrollTo(0, 0)", "scrollTo(0, document.body.scrollHeight / 3)"):
        page.evaluate(scroll)
        page.locator("#answer").evaluate("one => one.scrollIntoView({behavior: 'instant'})")
        page.wait_for_function(
            """() => {
                const heading = document.querySelector("#answer h2").getBoundingClientRect();
                const masthead = document.querySelector(".masthead").getBoundingClientRect();
                return heading.top >= Math.max(masthead.bottom, 0) - 1
                    && heading.bottom <= innerHeight;
            }"""
        )
