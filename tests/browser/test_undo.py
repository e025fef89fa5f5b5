"""Undo puts back what a button took out of the form, and leaves what was typed since."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.steps import wide_alone

pytestmark = [pytest.mark.browser, pytest.mark.own_context, wide_alone]

CALLS = {
    "param:1:service": "baseentry",
    "param:1:action": "get",
    "param:1:entryId": "0_a",
    "param:2:service": "baseentry",
    "param:2:action": "get",
    "param:2:entryId": "0_b",
    "param:3:service": "baseentry",
    "param:3:action": "delete",
    "param:3:entryId": "{1:result:id}",
    "param:4:service": "baseentry",
    "param:4:action": "delete",
    "param:4:entryId": "{2:result:id}",
}
FILTER = (
    "/console/service/media/action/list?region=sandbox"
    "&param:filter:objectType=KalturaMediaEntryFilter&param:filter:nameLike=x"
)


def _entry(page: Page, number: int) -> Locator:
    return page.locator(f'[name="param:{number}:entryId"]')


def _press(page: Page, button: str) -> None:
    with page.expect_response("**/form"):
        page.get_by_role("button", name=button, exact=True).click()


def test_a_call_comes_back_among_what_was_typed_since(page: Page) -> None:
    page.goto(f"/console/multirequest?region=sandbox&{urlencode(CALLS)}")
    _press(page, "Remove call 1")
    expect(_entry(page, 2)).to_have_value("{{removed_call_1_result_id}}")
    expect(_entry(page, 3)).to_have_value("{1:result:id}")
    _entry(page, 1).fill("0_typed")
    page.get_by_label("clientTag").first.evaluate("field => field.closest('details').open = true")
    page.locator('[name="clientTag"]').fill("mine")
    _press(page, "Undo")
    expect(page.locator(".notices")).to_contain_text("Brought back.")
    values = ("0_a", "0_typed", "{1:result:id}", "{2:result:id}")
    for number, value in enumerate(values, 1):
        expect(_entry(page, number)).to_have_value(value)
    expect(page.locator('[name="clientTag"]')).to_have_value("mine")


def test_an_object_comes_back_unless_something_else_stands_there(page: Page) -> None:
    page.goto(FILTER)
    name = page.locator('[name="param:filter:nameLike"]')
    _press(page, "Clear filter")
    _press(page, "Undo")
    expect(name).to_have_value("x")
    _press(page, "Clear filter")
    _press(page, "Add fields to filter")
    name.fill("typed since")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#send-state")).to_contain_text("something else stands in its place")
    expect(page.locator(".notices")).to_contain_text("It was not brought back.")
    expect(name).to_have_value("typed since")
