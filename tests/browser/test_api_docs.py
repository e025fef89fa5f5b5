"""The documentation in a browser: read, followed, printed, and left for the console."""

from playwright.sync_api import Page, expect

from tests.browser.steps import both_widths, have_demo_session, send, wide_alone


@wide_alone
def test_from_the_overview_to_the_console_and_back(page: Page) -> None:
    page.goto("/api-docs?region=sandbox")
    main = page.get_by_role("article")
    main.get_by_role("link", name="session", exact=True).click()
    main.get_by_role("link", name="start", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("session.start")
    page.get_by_role("link", name="Try it").click()
    expect(page.locator(".parameters legend")).to_have_text("session.start")
    page.get_by_role("link", name="Documentation", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("session.start")


@both_widths
def test_the_actions_stay_in_sight(page: Page, width: int) -> None:
    page.goto("/api-docs/service/media/action/get")
    current = page.get_by_role("navigation", name="API documentation").locator("[aria-current]")
    expect(current).to_have_text("get")
    page.mouse.wheel(0, 2000)
    page.wait_for_function("scrollY > 0")
    if width > 900:
        expect(current).to_be_in_viewport()
    current.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("media.getMrss")


@wide_alone
def test_another_regions_schema(page: Page) -> None:
    page.goto("/api-docs/object/KalturaUser")
    page.get_by_label("Region").select_option("eu")
    expect(page.locator(".docs-foot")).to_contain_text("as EU (Ireland) uses it")
    expect(page.get_by_role("heading", level=1)).to_have_text("KalturaUser")


@wide_alone
def test_a_long_list_opens(page: Page) -> None:
    page.goto("/api-docs/object/KalturaFilter")
    inner = page.get_by_role("link", name="KalturaMediaEntryFilter", exact=True)
    expect(inner).to_be_hidden()
    page.get_by_text("Further down (").click()
    inner.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("KalturaMediaEntryFilter")


@wide_alone
def test_on_paper_the_text_alone(page: Page) -> None:
    page.goto("/api-docs/service/media/action/list")
    page.emulate_media(media="print", color_scheme="dark")
    scheme = "getComputedStyle(document.documentElement).colorScheme"
    assert page.evaluate(scheme) == "light"
    expect(page.get_by_role("banner")).to_be_hidden()
    expect(page.locator(".docs-side")).to_be_hidden()
    expect(page.get_by_text("filter:statusEqual=2")).to_be_visible()


@wide_alone
def test_the_class_of_an_answer_leads_here(page: Page) -> None:
    have_demo_session(page)
    page.goto("/console/service/media/action/list?region=sandbox")
    send(page)
    page.get_by_role("button", name="Tree", exact=True).click()
    page.locator("a[href='/api-docs/object/KalturaMediaEntry']").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("KalturaMediaEntry")


@wide_alone
def test_what_is_misspelt_is_looked_for_everywhere(page: Page) -> None:
    page.goto("/api-docs?q=meida")
    page.get_by_role("article").get_by_role("link", name="Find anything").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Find anything")
    found = page.get_by_role("main").get_by_role("list")
    expect(found.get_by_role("link", name="media", exact=True)).to_be_visible()
