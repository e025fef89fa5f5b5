"""The answer's body as text and as a tree, as people see and use it."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import passes_axe
from tests.browser.conftest import Live
from tests.browser.steps import fits_both_widths, looks_right, send, shoot, wide_alone
from tests.browser.viewers import choose_view, lines, mount
from tests.sizes import examples
from tests.upstream import http

pytestmark = pytest.mark.browser

LIST = {
    "totalCount": 2,
    "objects": [
        {"id": "0_a", "name": "Ünïcode <b>/", "status": 2, "objectType": "KalturaMediaEntry"},
        {"id": "0_b", "tags": [], "free": None, "objectType": "KalturaMediaEntry"},
    ],
    "objectType": "KalturaMediaListResponse",
}
PHP = json.dumps(LIST, separators=(",", ":")).replace("/", "\\/")
XML = (
    '<?xml version="1.0" encoding="utf-8"?><xml><result><objectType>KalturaUser</objectType>'
    "<relatedObjects></relatedObjects><id>a &amp; b</id><tags><item><value>1</value></item></tags>"
    "</result><executionTime>0.01</executionTime></xml>"
)


def test_json_is_laid_out_as_it_reads(page: Page) -> None:
    viewer = mount(page, PHP, "json")
    choose_view(viewer, "Text")
    expect(viewer.get_by_role("group", name="Answer body")).to_contain_text("0_b")
    assert "\n".join(lines(viewer)) == json.dumps(LIST, indent=2, ensure_ascii=False)
    viewer.get_by_role("button", name="As it came").click()
    expect(viewer.locator(".answer-line")).to_have_count(1)
    assert lines(viewer) == [PHP]
    assert viewer.locator(".na").count() == 11
    expect(viewer).to_have_attribute("translate", "no")
    passes_axe(page)
    fits_both_widths(page)


def test_xml_is_laid_out_as_it_reads(page: Page) -> None:
    viewer = mount(page, XML, "xml")
    assert lines(viewer) == [
        '<?xml version="1.0" encoding="utf-8"?>',
        "<xml>",
        "  <result>",
        "    <objectType>KalturaUser</objectType>",
        "    <relatedObjects></relatedObjects>",
        "    <id>a &amp; b</id>",
        "    <tags>",
        "      <item>",
        "        <value>1</value>",
        "      </item>",
        "    </tags>",
        "  </result>",
        "  <executionTime>0.01</executionTime>",
        "</xml>",
    ]
    looks_right(page, "viewer-xml")


@wide_alone
def test_lines_fold_by_mouse_and_keys(page: Page) -> None:
    viewer = mount(page, PHP, "json")
    choose_view(viewer, "Text")
    viewer.get_by_role("button", name="Line 3", exact=True).click()
    folded = '  "objects": [ … 2 items ],'
    expect(viewer.locator(".answer-line")).to_have_count(5)
    assert lines(viewer) == [
        "{",
        '  "totalCount": 2,',
        folded,
        '  "objectType": "KalturaMediaListResponse"',
        "}",
    ]
    text = viewer.get_by_role("group", name="Answer body")
    text.focus()
    page.keyboard.press("ArrowRight")
    expect(viewer.locator(".answer-line")).to_have_count(18)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(viewer.locator(".answer-line.current")).to_contain_text('"id": "0_a"')
    page.keyboard.press("ArrowLeft")
    expect(viewer.locator(".answer-line.current")).to_have_text("    { … 4 properties },")
    viewer.get_by_label("Fold", exact=True).select_option("Fold all")
    expect(viewer.locator(".answer-line")).to_have_count(5)
    assert lines(viewer)[2] == folded
    viewer.get_by_label("Fold", exact=True).select_option("Unfold all")
    expect(viewer.locator(".answer-line")).to_have_count(18)


def test_search_counts_goes_round_and_unfolds(page: Page) -> None:
    viewer = mount(page, PHP, "json")
    choose_view(viewer, "Text")
    viewer.get_by_label("Fold", exact=True).select_option("Fold all")
    viewer.get_by_role("group", name="Answer body").focus()
    page.keyboard.press("Control+f")
    field = viewer.get_by_role("searchbox", name="Search the answer")
    expect(field).to_be_focused()
    page.keyboard.type("kalturamedia")
    expect(viewer.locator(".find-count")).to_have_text("1 of 3")
    expect(viewer.locator("mark.current-match")).to_have_text("KalturaMedia")
    page.keyboard.press("Enter")
    expect(viewer.locator(".find-count")).to_have_text("2 of 3")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+F3")
    expect(viewer.locator(".find-count")).to_have_text("3 of 3")
    field.fill("Ünïcode <b>/")
    expect(viewer.locator(".find-count")).to_have_text("1 of 1")
    expect(viewer.locator("mark.current-match")).to_have_text("Ünïcode <b>/")
    looks_right(page, "viewer-search")
    viewer.get_by_role("button", name="Match upper and lower case").click()
    field.fill("kalturamedia")
    expect(viewer.locator(".find-count")).to_have_text("Not found")


def test_the_menu_of_a_line_copies_value_and_paths(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    viewer = mount(page, PHP, "json")
    choose_view(viewer, "Text")
    viewer.locator(".answer-line", has_text="Ünïcode").click()
    for label, copied in {
        "Copy value": "Ünïcode <b>/",
        "Copy XPath": "/xml/result/objects/item[1]/name",
        "Copy JSON path": "$.objects[0].name",
        "Copy multirequest reference": "{1:result:objects:0:name}",
    }.items():
        viewer.get_by_role("button", name="Copy the value or its path").click()
        menu = viewer.get_by_role("menu")
        passes_axe(page)
        menu.get_by_role("menuitem", name=label).click()
        expect(menu).to_have_count(0)
        page.wait_for_function(
            "text => navigator.clipboard.readText().then(now => now === text)", arg=copied
        )
    viewer.get_by_role("button", name="Copy all").click()
    expect(viewer.get_by_role("button", name="Copied")).to_be_visible()
    assert json.loads(page.evaluate("navigator.clipboard.readText()")) == LIST


def test_broken_text_says_where_and_goes_there(page: Page) -> None:
    body = b'{"a": [' + b'{"b": "x"},\n' * 400 + b'{"c": \xff oops}]}'
    viewer = mount(page, body, "json")
    expect(viewer.locator(".caution").first).to_contain_text(
        "Not valid JSON: Here a value is missing, or it is none that JSON knows."
        " (line 401, column 7)"
    )
    expect(viewer.locator(".caution").nth(1)).to_contain_text("Not valid UTF-8: byte 4,814")
    viewer.get_by_role("button", name="Go there").first.click()
    expect(viewer.locator(".answer-line", has_text="oops")).to_be_in_viewport()
    looks_right(page, "viewer-broken")


def test_what_cannot_be_seen_is_marked_and_kept(page: Page) -> None:
    odd = "a\u202eb\u0007c\u2066"
    viewer = mount(page, f"x{odd}y", "text")
    assert lines(viewer) == [f"x{odd}y"]
    marks = viewer.locator(".code-point").evaluate_all("all => all.map(one => one.dataset.code)")
    assert marks == ["U+202E", "U+0007", "U+2066"]
    shoot(page, "viewer-marks")


@pytest.mark.soak
def test_deep_and_long_answers_stay_usable(page: Page) -> None:
    depth = examples(20_000, 100_000)
    viewer = mount(page, "[" * depth + '"end"' + "]" * depth, "json")
    expect(viewer.locator(".answer-line").first).to_have_text("[")
    viewer.get_by_role("searchbox").fill("end")
    expect(viewer.locator("mark.current-match")).to_have_text("end")
    expect(viewer.locator(".answer-line", has_text="end").locator(".level")).to_have_attribute(
        "data-level", str(depth)
    )
    choose_view(viewer, "Tree")
    expect(viewer.get_by_role("treeitem").first).to_be_visible()
    viewer = mount(page, '"' + "x" * examples(1_000_000, 3_000_000) + '!"', "json")
    choose_view(viewer, "Text")
    viewer.get_by_role("searchbox").fill("!")
    viewer.get_by_role("group", name="Answer body").scroll_into_view_if_needed()
    expect(viewer.locator("mark.current-match")).to_be_in_viewport()
    viewer.get_by_role("button", name="Wrap").click()
    expect(viewer.locator(".answer-line").first).to_be_visible()
    fits_both_widths(page)


def test_the_tree_opens_closes_and_explains(page: Page) -> None:
    viewer = mount(page, PHP, "json")
    choose_view(viewer, "Tree")
    tree = viewer.get_by_role("tree", name="Answer as a tree")
    expect(tree.get_by_role("treeitem", name="status")).to_contain_text("READY")
    expect(tree.get_by_role("link", name="KalturaMediaEntry").first).to_have_attribute(
        "href", "/api-docs/object/KalturaMediaEntry"
    )
    tree.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    current = tree.locator("[aria-selected=true]")
    expect(current).to_contain_text("objects")
    page.keyboard.press("ArrowLeft")
    expect(current).to_have_attribute("aria-expanded", "false")
    expect(tree.get_by_role("treeitem")).to_have_count(4)
    page.keyboard.press("*")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(current).to_contain_text("id: 0_a")
    page.keyboard.type("st")
    expect(current).to_contain_text("status")
    expect(current).to_have_attribute("aria-level", "4")
    page.keyboard.press("Enter")
    expect(viewer.get_by_role("menuitem", name="Copy JSON path")).to_be_visible()
    page.keyboard.press("Escape")
    looks_right(page, "viewer-tree")


def test_an_answer_of_a_call_is_shown_saved_and_revealed(page: Page, live: Live) -> None:
    secret = {"secret": "s3cr3t-of-many-letters", "id": "0_a"}
    live.upstream.respond(http(json.dumps(secret).encode(), "Content-Type: application/json"))
    page.goto("/console/service/system/action/ping?region=own")
    send(page)
    body = page.get_by_role("group", name="Answer body")
    expect(body).to_contain_text("0_a")
    expect(body).not_to_contain_text("s3cr3t")
    with page.expect_download() as started:
        page.locator("answer-body").get_by_role("button", name="Download").click()
    assert started.value.suggested_filename == "system.ping.json"
    assert b"s3cr3t" not in started.value.path().read_bytes()
    page.get_by_role("button", name="Show secrets").click()
    expect(body).to_contain_text("s3cr3t-of-many-letters")
    page.get_by_role("button", name="Hide secrets").click()
    expect(body).not_to_contain_text("s3cr3t")
    passes_axe(page)
    page.goto(f"/history/{page.locator('article').first.get_attribute('data-record')}")
    expect(page.get_by_role("group", name="Answer body")).to_contain_text("0_a")
