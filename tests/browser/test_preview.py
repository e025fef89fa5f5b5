"""Files in answers as people see them."""

import hashlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser.conftest import Live
from tests.browser.previews import PDF, SRT, png, rows_of, show, watched
from tests.browser.steps import looks_right

pytestmark = pytest.mark.browser


@pytest.fixture
def console(page: Page) -> Iterator[Page]:
    yield from watched(page)


def test_a_picture_is_shown_with_its_size(console: Page) -> None:
    preview = show(console, png(60, 40), "binary", "image/png")
    expect(preview.locator(".preview-summary")).to_have_text(
        "This looks like a PNG picture · 132 bytes · 60 × 40 pixels"
    )
    picture = preview.get_by_role("img", name="The answer, a PNG picture")
    expect(picture).to_be_visible()
    assert preview.locator(".caution").count() == 0
    preview.get_by_role("button", name="100 %").click()
    expect(preview.get_by_role("button", name="100 %")).to_have_attribute("aria-pressed", "true")
    assert picture.evaluate("one => one.getBoundingClientRect().width") == 60
    looks_right(console, "preview-picture")


def test_a_document_is_offered_in_a_tab_of_its_own(console: Page) -> None:
    preview = show(console, PDF, "binary", "text/html")
    expect(preview.locator(".preview-summary")).to_contain_text("a PDF document")
    expect(preview.locator(".preview-summary")).to_contain_text("version 1.4")
    assert preview.locator("iframe, object, embed").count() == 0
    link = preview.get_by_role("link", name="Open in a new tab")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    looks_right(console, "preview-pdf")


def test_a_document_in_its_tab_opens_no_dialog_here(
    browser_with_a_window: Browser, live: Live
) -> None:
    context = browser_with_a_window.new_context(base_url=live.url)
    for console in watched(context.new_page()):
        _open_document(console)


def _open_document(console: Page) -> None:
    dialogs: list[str] = []

    def dismissed(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    console.on("dialog", dismissed)
    link = show(console, PDF, "binary", "text/html").get_by_role("link", name="Open in a new tab")
    with console.context.expect_page() as opened:
        link.click()
    tab = opened.value
    tab.on("dialog", lambda dialog: dialog.dismiss())
    assert tab.evaluate("[document.contentType, window.opener]") == ["application/pdf", None]
    tab.close()
    assert dialogs == []


def test_captions_are_a_table_of_text(console: Page) -> None:
    preview = show(console, SRT, "text", "text/plain", beginning=SRT.decode()[:200])
    expect(preview.locator(".preview-summary")).to_contain_text("3 captions · until 1:00:01")
    assert rows_of(preview) == [
        ["2", "0:01.000", "0:02.500", "Hello <script>alert(1)</script>"],
        ["6", "0:03.000", "0:02.000", "בראשית <img src=x onerror=alert(1)>"],
        ["12", "1:00:00.000", "1:00:01.000", "late"],
    ]
    assert preview.locator("details li").all_text_contents() == [
        "Line 6: It ends before it begins.",
        "Line 9: Text without a time.",
    ]
    assert preview.locator("script, img").count() == 0
    looks_right(console, "preview-captions")


def test_a_table_is_text(console: Page) -> None:
    body = (
        b'name;note;"a ""quoted"" one"\r\n=1+1;"two\r\nlines; one field";x\r\n'
        b"-5,2;@SUM(A1);<script>alert(1)</script>\r\nshort\r\n"
    )
    preview = show(console, body, "text", "text/csv", fileName="report.csv")
    expect(preview.locator(".preview-summary")).to_contain_text(
        "3 rows · 3 columns · separated by semicolons"
    )
    assert preview.locator("thead th").all_text_contents() == [
        "Row",
        "name",
        "note",
        'a "quoted" one',
    ]
    assert rows_of(preview) == [
        ["1", "=1+1", "two\nlines; one field", "x"],
        ["2", "-5,2", "@SUM(A1)", "<script>alert(1)</script>"],
        ["3", "short", "", ""],
    ]
    expect(preview.locator(".caution").nth(0)).to_contain_text("1 row has another number")
    expect(preview.locator(".caution").nth(1)).to_contain_text("2 cells begin like a formula")
    looks_right(console, "preview-table")


def test_anything_else_is_named_measured_and_dumped(console: Page) -> None:
    body = bytes(range(256)) * 20
    preview = show(console, body, "binary", "application/x-own")
    expect(preview.locator(".preview-summary")).to_have_text(
        "This is binary data of an unknown kind · 5.1 kB"
    )
    expect(preview).to_contain_text(hashlib.sha256(body).hexdigest())
    lines = preview.locator(".preview-bytes").inner_text().split("\n")
    assert len(lines) == 256
    assert lines[4] == (
        "00000040  40 41 42 43 44 45 46 47  48 49 4a 4b 4c 4d 4e 4f  @ABCDEFGHIJKLMNO"
    )
    looks_right(console, "preview-bytes")
