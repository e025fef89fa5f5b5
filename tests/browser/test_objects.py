"""Objects, lists and multirequests built in the form, in a browser."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import (
    badge,
    fits_both_widths,
    looks_right,
    open_with_demo_session,
    send,
    wide_alone,
)

pytestmark = pytest.mark.browser


def sent(page: Page) -> dict[str, str]:
    """The pairs of the last request, as the answer shows them."""
    page.locator("details.more", has_text="Request as sent").locator("summary").click()
    rows = page.locator("details.more", has_text="Request as sent").locator(".pairs > div")
    return {row.locator("dt").inner_text(): row.locator("dd").inner_text() for row in rows.all()}


def assert_answered(page: Page, calls: int, named: str) -> None:
    """Each of a multirequest's calls is marked OK, and the whole answer names this class."""
    parts = page.get_by_role("list", name="Calls of the multirequest").locator(".badge")
    expect(parts).to_have_text(["OK"] * calls)
    record = page.locator("#answer article").get_attribute("data-record")
    assert named in page.request.get(f"/history/{record}/body").text()


def test_a_filter_is_opened_filled_in_and_sent(page: Page) -> None:
    open_with_demo_session(page, "media", "list")
    page.get_by_label("filter (KalturaMediaEntryFilter)").check()
    expect(page.get_by_label("objectType (of KalturaMediaEntryFilter)")).to_be_visible()
    page.get_by_label("Find a property of KalturaMediaEntryFilter").fill("statusIn")
    status = page.get_by_label("statusIn (string)", exact=True)
    status.fill("2,7")
    expect(page.get_by_label("nameLike (string)")).to_be_hidden()
    looks_right(page, "filter")
    page.get_by_role("button", name="Add fields to pager").click()
    page.get_by_label("pageSize (int)").fill("2")
    send(page)
    assert badge(page) == "OK"
    pairs = sent(page)
    assert {name: value for name, value in pairs.items() if ":" in name} == {
        "filter:objectType": "KalturaMediaEntryFilter",
        "filter:statusIn": "2,7",
        "pager:objectType": "KalturaFilterPager",
        "pager:pageSize": "2",
    }


@wide_alone
def test_another_subclass_keeps_what_both_have(page: Page) -> None:
    page.goto("/console/service/baseentry/action/list?region=sandbox")
    page.get_by_label("filter (KalturaBaseEntryFilter)").check()
    page.get_by_label("nameLike (string)").fill("kept")
    page.get_by_label("objectType (of KalturaBaseEntryFilter)").select_option(
        "KalturaMediaEntryFilter"
    )
    expect(page.get_by_label("mediaTypeEqual (KalturaMediaType)")).to_be_visible()
    expect(page.get_by_label("nameLike (string)")).to_have_value("kept")


def test_lists_nulls_and_json(page: Page) -> None:
    page.goto("/console/service/media/action/list?region=sandbox")
    page.get_by_label("filter (KalturaMediaEntryFilter)").check()
    page.get_by_label("advancedSearch (KalturaSearchItem)").check()
    kind = page.get_by_label("objectType (of KalturaSearchItem)")
    kind.select_option("KalturaSearchOperator")
    add = page.get_by_role("button", name="Add an item to items")
    add.click()
    expect(page.locator("[data-field='param:filter:advancedSearch:items:0']")).to_be_visible()
    add.click()
    second = page.locator("[data-field='param:filter:advancedSearch:items:1']")
    expect(second).to_be_visible()
    page.get_by_role("button", name="Remove items 0").click()
    expect(second).to_have_count(0)
    looks_right(page, "nested")
    page.locator("[data-field='param:filter:nameLike']").hover()
    page.locator("[data-field='param:filter:nameLike']").get_by_label("null for nameLike").check()
    page.locator("[data-field='param:filter']").get_by_role("button", name="As JSON filter").click()
    text = page.get_by_role("textbox", name="filter (KalturaMediaEntryFilter)")
    expect(text).to_have_value(re.compile("KalturaSearchOperator"))
    value = json.loads(text.input_value())
    assert value["nameLike"] is None
    assert value["objectType"] == "KalturaMediaEntryFilter"
    assert len(value["advancedSearch"]["items"]) == 1
    text.fill(text.input_value().replace('"nameLike": null', '"nameLike": }'))
    page.get_by_role("button", name="As fields filter").click()
    expect(page.locator("[data-field='param:filter'] > .problem")).to_contain_text("line")
    text.fill(json.dumps({**value, "nameLike": "back"}))
    page.get_by_role("button", name="As fields filter").click()
    expect(page.get_by_label("nameLike (string)")).to_have_value("back")


def test_a_multirequest_is_built_with_a_picked_reference(page: Page) -> None:
    open_with_demo_session(page, "media", "list")
    page.get_by_role("button", name="Make it a multirequest").click()
    second = page.get_by_role("region", name="Call 2")
    expect(second).to_be_visible()
    second.get_by_label("Select action").select_option("get")
    entry = second.get_by_label("entryId (string)")
    second.get_by_role("button", name="Use an earlier result for entryId").click()
    search = page.get_by_role("combobox", name="Find a property")
    search.fill("objects:0:id")
    looks_right(page, "pick-reference")
    search.press("Enter")
    expect(entry).to_have_value("{1:result:objects:0:id}")
    send(page)
    assert badge(page) == "OK"
    assert_answered(page, 2, "KalturaMediaEntry")
    looks_right(page, "multirequest")
    page.get_by_role("button", name="Up call 2").click()
    expect(
        page.get_by_role("region", name="Call 1").get_by_label("entryId (string)")
    ).to_have_value("{2:result:objects:0:id}")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("[data-field='param:1:entryId'] > .problem")).to_contain_text(
        "has to refer to a call before this one"
    )


def test_media_add_with_its_entry(page: Page) -> None:
    open_with_demo_session(page, "media", "add")
    page.get_by_label("name (string)", exact=True).fill("Grüße ✓")
    page.get_by_label("mediaType (KalturaMediaType)").select_option("1")
    send(page)
    assert badge(page) == "OK"
    expect(page.locator("#answer .code")).to_contain_text("Grüße ✓")
    assert sent(page)["entry:objectType"] == "KalturaMediaEntry"


def test_a_filter_three_levels_deep(page: Page) -> None:
    open_with_demo_session(page, "baseentry", "list")
    page.get_by_label("filter (KalturaBaseEntryFilter)").check()
    page.get_by_label("advancedSearch (KalturaSearchItem)").check()
    place = "param:filter:advancedSearch"
    page.locator(f"[name='{place}:objectType']").select_option("KalturaSearchOperator")
    page.locator(f"[data-field='{place}:items']").get_by_role(
        "button", name="Add an item to items"
    ).click()
    inner = f"{place}:items:0"
    page.locator(f"[name='{inner}:objectType']").select_option("KalturaSearchOperator")
    page.locator(f"[data-field='{inner}:items']").get_by_role(
        "button", name="Add an item to items"
    ).click()
    leaf = f"{inner}:items:0"
    page.locator(f"[name='{leaf}:objectType']").select_option("KalturaSearchCondition")
    page.locator(f"[name='{leaf}:field']").fill("name")
    page.locator(f"[name='{leaf}:value']").fill("launch")
    send(page)
    assert badge(page) == "OK"
    pairs = sent(page)
    assert pairs["filter:advancedSearch:items:0:items:0:value"] == "launch"
    assert pairs["filter:advancedSearch:items:0:items:0:objectType"] == "KalturaSearchCondition"
    fits_both_widths(page)


@wide_alone
def test_three_calls_with_two_references(page: Page) -> None:
    open_with_demo_session(page, "media", "list")
    page.get_by_role("button", name="Make it a multirequest").click()
    second = page.get_by_role("region", name="Call 2")
    second.get_by_label("Select action").select_option("get")
    second.get_by_label("entryId (string)").fill("{1:result:objects:0:id}")
    page.get_by_role("button", name="Add a call").click()
    third = page.get_by_role("region", name="Call 3")
    third.get_by_label("Select service").select_option("user")
    expect(third.locator(".parameters legend")).to_have_text("user.list")
    third.get_by_label("Select action").select_option("get")
    third.get_by_label("userId (string)").fill("{2:result:userId}")
    send(page)
    assert badge(page) == "OK"
    assert_answered(page, 3, "KalturaUser")
    page.reload()
    expect(page.get_by_role("region", name="Call 1")).to_be_visible()
