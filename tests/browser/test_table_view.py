"""The table of list answers: columns, sorting, further pages, export."""

import base64
import json
import threading
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import passes_axe
from tests.browser.conftest import Live
from tests.browser.lists import answer_of, column, entry, exported, lists, open_list
from tests.browser.steps import (
    have_demo_session,
    looks_right,
    send,
    shoot,
    wide_alone,
)
from tests.upstream import Upstream, http

pytestmark = pytest.mark.browser

PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@pytest.fixture
def upstream(live: Live) -> Upstream:
    return live.upstream


def test_a_list_is_a_table_with_names_for_its_values(page: Page) -> None:
    have_demo_session(page)
    page.goto("/console/service/media/action/list?region=sandbox&format=2")
    send(page)
    table = page.locator(".table-scroll table")
    expect(table).to_have_attribute("aria-rowcount", "31")
    expect(table).to_be_visible()
    heads = table.locator("thead th").all_inner_texts()
    assert (heads[1:3], heads[-1]) == (["id", "name"], "objectType")  # behind the ticks
    assert "adminTags" not in heads  # which is empty in each row
    expect(table.locator("td", has_text="2 · READY").first).to_be_attached()
    expect(page.locator(".table-total")).to_have_text("30 of 46 rows")
    expect(page.get_by_role("button", name="All pages")).to_be_visible()
    # The sandbox serves them itself.
    own = urlsplit(page.url).netloc
    link = page.get_by_role("link", name=f"Show thumbnails, loaded from {own}")
    expect(link).to_have_attribute("rel", "noreferrer noopener")
    expect(link).to_have_attribute("target", "_blank")
    looks_right(page, "table")


def test_rows_are_sorted_as_numbers_and_as_words(page: Page, upstream: Upstream) -> None:
    rows = [entry(number) | {"plays": plays} for number, plays in enumerate((9, 100, -1, 25))]
    rows.append({key: value for key, value in entry(4).items() if key != "plays"})
    upstream.respond(answer_of(rows, 5))
    table = open_list(page)
    head = table.get_by_role("columnheader", name="plays")
    expect(head).to_have_attribute("aria-sort", "none")
    page.get_by_role("button", name="plays", exact=True).press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(column(table, "plays")).to_have_text(["-1", "9", "25", "100", ""])
    expect(page.get_by_role("button", name="plays", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(column(table, "plays")).to_have_text(["100", "25", "9", "-1", ""])
    page.get_by_role("button", name="name", exact=True).click()
    expect(head).to_have_attribute("aria-sort", "none")
    expect(column(table, "name")).to_have_text([f"Entry {number}" for number in range(5)])


def test_columns_are_hidden_shown_and_resized(page: Page, upstream: Upstream) -> None:
    rows = [entry(1) | {"tags": "", "size": {"width": 4, "height": 3}, "list": [1, 2]}]
    upstream.respond(answer_of(rows, 1))
    table = open_list(page)
    heads = table.locator("thead th:not(.ticks-row)")
    shown = ["id", "name", "createdAt", "plays", "status"]
    inner = ["size.width", "size.height", "list", "objectType"]
    assert heads.all_inner_texts() == shown + inner
    expect(column(table, "list")).to_have_text(["[2]"])
    menu = page.get_by_role("button", name="Columns (9 of 10)")
    menu.click()
    looks_right(page, "table-columns")
    page.get_by_role("checkbox", name="plays").uncheck()
    page.get_by_role("checkbox", name="tags").check()
    assert heads.all_inner_texts() == ["id", "name", "createdAt", "status", "tags", *inner]
    page.get_by_role("checkbox", name="tags").press("Escape")
    expect(page.get_by_role("checkbox", name="tags")).to_be_hidden()
    handle = page.get_by_role("separator", name="Width of name")
    before = int(handle.get_attribute("aria-valuenow") or 0)
    handle.press("ArrowRight")
    handle.press("Shift+ArrowRight")
    expect(handle).to_have_attribute("aria-valuenow", str(before + 60))
    box = heads.nth(1).bounding_box()
    assert box is not None
    assert round(box["width"]) == before + 60
    handle.hover()
    page.mouse.down()
    place = handle.bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + place["width"] / 2 - 40, place["y"] + 5)
    page.mouse.up()
    expect(handle).to_have_attribute("aria-valuenow", str(before + 20))
    # The next answer of the same action looks the same.
    upstream.respond(answer_of([rows[0] | {"id": "0_next"}], 1))
    send(page)
    expect(table.locator("td", has_text="0_next")).to_be_visible()
    assert heads.all_inner_texts() == ["id", "name", "createdAt", "status", "tags", *inner]
    expect(handle).to_have_attribute("aria-valuenow", str(before + 20))


def test_the_next_page_comes_with_one_click(page: Page, upstream: Upstream) -> None:
    upstream.respond(lists([entry(number) for number in range(70)]))
    table = open_list(page)
    expect(page.locator(".table-total")).to_have_text("30 of 70 rows")
    page.get_by_role("button", name="Next page").click()
    expect(page.locator(".table-total")).to_have_text("60 of 70 rows")
    expect(page.get_by_role("button", name="Next page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".table-total")).to_have_text("70 of 70 rows")
    expect(page.get_by_role("button", name="Next page")).to_be_hidden()
    expect(table).to_have_attribute("aria-rowcount", "71")
    expect(table.locator("td", has_text="0_000069")).to_be_visible()


@wide_alone
def test_further_pages_are_sorted_in(page: Page, upstream: Upstream) -> None:
    upstream.respond(lists([entry(number) for number in range(70)]))
    table = open_list(page)
    plays = table.get_by_role("columnheader", name="plays")
    plays.get_by_role("button").click()
    plays.get_by_role("button").click()
    expect(column(table, "id").first).to_have_text("0_000029")
    page.get_by_role("button", name="Next page").click()
    expect(page.locator(".table-total")).to_have_text("60 of 70 rows")
    expect(plays).to_have_attribute("aria-sort", "descending")
    expect(column(table, "id").first).to_have_text("0_000059")
    expect(column(table, "id").nth(1)).to_have_text("0_000058")
    page.get_by_role("button", name="All pages").click()
    expect(page.locator(".table-total")).to_have_text("70 of 70 rows")
    expect(plays).to_have_attribute("aria-sort", "descending")
    expect(column(table, "id").first).to_have_text("0_000069")
    expect(column(table, "id").nth(1)).to_have_text("0_000068")


@wide_alone
def test_all_pages_past_ten_thousand_and_their_export(page: Page, upstream: Upstream) -> None:
    upstream.respond(lists([entry(number) for number in range(10_700)]))
    table = open_list(page)
    page.get_by_role("button", name="All pages").click()
    expect(page.locator(".table-total")).to_have_text("10,700 of 10,700 rows", timeout=60_000)
    expect(page.locator(".table-note")).to_contain_text("in order of createdAt")
    assert table.locator("tbody tr").count() < 100
    region = page.get_by_role("region", name="Rows of the list")
    region.focus()
    region.press("End")
    expect(table.locator('tr[aria-rowindex="10701"]')).to_contain_text("0_010699")
    page.get_by_role("button", name="name", exact=True).click()
    page.get_by_role("button", name="name", exact=True).click()
    region.press("Home")
    expect(table.locator('tr[aria-rowindex="2"]')).to_contain_text("0_010699")
    lines = exported(page, "JSON lines, all properties", "media.list.jsonl").splitlines()
    found = [json.loads(line) for line in lines]
    assert found == [entry(number) for number in range(10_699, -1, -1)]
    passes_axe(page)


@wide_alone
def test_all_pages_can_be_cancelled_and_continued(page: Page, upstream: Upstream) -> None:
    release, reached = threading.Event(), threading.Event()

    def before(index: int) -> None:
        if index == 3:
            reached.set()
            release.wait(10)

    upstream.respond(lists([entry(number) for number in range(1_800)], before))
    open_list(page)
    page.get_by_role("button", name="All pages").click()
    expect(page.locator(".table-total")).to_have_text("1,000 of 1,800 rows")
    assert reached.wait(20)
    progress = page.get_by_role("progressbar", name="Rows fetched")
    assert float(progress.get_attribute("value") or 0) == pytest.approx(1000 / 1800)
    shoot(page, "table-all-pages")
    expect(page.get_by_role("button", name="Cancel").last).to_be_focused()
    page.keyboard.press("Enter")
    expect(progress).to_be_hidden()
    passes_axe(page)
    expect(page.locator(".table-total")).to_have_text("1,000 of 1,800 rows")
    release.set()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".table-total")).to_have_text("1,800 of 1,800 rows")


def test_what_stops_the_pages_is_said(page: Page, upstream: Upstream) -> None:
    fault = {"code": "INVALID_KS", "message": "Invalid KS", "objectType": "KalturaAPIException"}
    upstream.respond(
        answer_of([entry(number) for number in range(30)], 70),
        http(json.dumps({**fault, "args": []}).encode()),
    )
    open_list(page)
    page.get_by_role("button", name="Next page").click()
    expect(page.locator(".table-view [role=alert]")).to_have_text("Invalid KS")
    expect(page.locator(".table-total")).to_have_text("30 of 70 rows")
    passes_axe(page)


@wide_alone
def test_each_list_of_a_multirequest_can_be_chosen(page: Page, upstream: Upstream) -> None:
    answers = [
        {"objects": [entry(1)], "totalCount": 90, "objectType": "KalturaMediaListResponse"},
        "a text",
        {"objects": [entry(2), entry(3)], "totalCount": 2},
    ]
    upstream.respond(http(json.dumps(answers).encode()))
    calls = "".join(
        f"&param:{number}:service=media&param:{number}:action=list" for number in (1, 2, 3)
    )
    page.goto(f"/console/multirequest?region=own&format=1&ks=any{calls}")
    send(page)
    page.get_by_role("button", name="Table", exact=True).click()
    table = page.locator(".table-scroll table")
    expect(table).to_have_attribute("aria-rowcount", "2")
    expect(page.get_by_role("button", name="Next page")).to_be_hidden()
    expect(page.locator(".table-note")).to_contain_text("send its call by itself")
    page.get_by_role("combobox", name="List").select_option("Call 3: 2 rows")
    expect(table).to_have_attribute("aria-rowcount", "3")
    expect(column(table, "name")).to_have_text(["Entry 2", "Entry 3"])
    passes_axe(page)
    # Without any there is nothing to choose columns of.
    upstream.respond(http(json.dumps(["a text", 5]).encode()))
    send(page)
    page.get_by_role("button", name="Table", exact=True).click()
    expect(page.locator(".table-total")).to_have_text("No call of this multirequest gave a list.")
    expect(page.locator(".table-bar button:visible")).to_have_count(0)


def test_thumbnails_are_loaded_on_a_page_of_their_own_when_asked_for(
    page: Page, upstream: Upstream
) -> None:
    rows = [entry(number) | {"thumbnailUrl": f"{upstream.url}/thumb/{number}"} for number in (1, 2)]
    upstream.respond(answer_of(rows, 2), http(PIXEL, "Content-Type: image/gif"))
    open_list(page)
    before = len(upstream.requests)
    host = upstream.url.removeprefix("http://")
    with page.expect_popup() as opened:
        page.get_by_role("link", name=f"Show thumbnails, loaded from {host}").click()
    pictures = opened.value
    expect(pictures.locator("img")).to_have_count(2)
    loaded = "() => [...document.images].every((one) => one.complete && one.naturalWidth === 1)"
    pictures.wait_for_function(loaded)
    asked = upstream.requests[before:]
    assert sorted(received.path for received in asked) == ["/thumb/1", "/thumb/2"]
    assert all("referer" not in received.headers for received in asked)
    looks_right(pictures, "thumbnails")


@wide_alone
def test_script_in_a_list_stays_text(page: Page, upstream: Upstream) -> None:
    evil = "<img src=x onerror=alert(1)>"
    upstream.respond(answer_of([{evil: evil, "id": evil, "name": "\u202egnp.exe"}], 1))
    table = open_list(page)
    assert column(table, evil).all_inner_texts() == [evil]
    assert page.locator("#answer img").count() == 0
