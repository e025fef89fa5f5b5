"""The tabs XML Schema and API Client Libraries in a browser."""

from playwright.sync_api import Page, expect

from tests.browser.axe import passes_axe
from tests.browser.conftest import Live
from tests.upstream import http

SMALL = (
    b'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
    b'<xs:element name="&lt;img src=x onerror=alert(1)&gt;" type="t"/>'
    b'<xs:complexType name="t"/></xs:schema>'
)


def test_through_the_tree(page: Page) -> None:
    page.goto("/xml-schema?region=sandbox")
    page.locator("#type-T_mrss").get_by_role("link", name="T_channel").click()
    expect(page.locator("#type-T_channel")).to_be_in_viewport()
    page.locator("#type-T_item").get_by_text("Example", exact=True).click()
    expect(page.get_by_role("region", name="Example of T_item")).to_contain_text("<item>")
    passes_axe(page)
    page.locator("#type-KalturaMediaType").get_by_role("link", name="API documentation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("KalturaMediaType")


def test_fetched_shown_and_downloaded(page: Page, live: Live, width: int) -> None:
    live.upstream.respond(http(SMALL))
    kind = "syndication" if width > 900 else "cuePoint.serveAPI"
    page.goto(f"/xml-schema?region=own&type={kind}")
    page.get_by_role("button", name="Fetch from Own server", exact=True).click()
    expect(page.locator(".notices")).to_contain_text("Fetched from Own server.")
    expect(page.locator(".xsd-declared").first).to_contain_text("<img src=x onerror=alert(1)>")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == f"{kind}.xsd"
    live.upstream.respond(http(b"<html>hello</html>"))
    page.get_by_role("button", name="Fetch again").click()
    expect(page.get_by_role("alert")).to_contain_text("it starts with html")
    expect(page.locator(".xsd-declared").first).to_be_visible()
    passes_axe(page)


def test_a_first_program_is_opened_and_saved(page: Page) -> None:
    page.goto("/client-libs?region=sandbox")
    section = page.locator("#python")
    section.get_by_text("First program").click()
    expect(section.get_by_role("region", name="First program in Python")).to_contain_text(
        "client.media.list("
    )
    with page.expect_download() as download:
        section.get_by_role("link", name="Save as a project").click()
    assert download.value.suggested_filename == "first-calls-python.zip"
    passes_axe(page)
