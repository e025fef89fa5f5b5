"""Variables are picked at a field: by keyboard and by mouse, with what each comes to, in fields of
every kind."""

from playwright.sync_api import Page, expect

from tests.browser.axe import passes_axe
from tests.browser.steps import have_demo_session, looks_right, wide_alone
from tests.browser.test_saved_tree import kept

START = "/console/service/session/action/start?region=sandbox"


@wide_alone
def test_a_variable_is_picked_in_a_field_of_any_kind(page: Page) -> None:
    for name, value, secret in (
        ("host", "kaltura.example", ""),
        ("key", "s3cr3t-thing", "1"),
        ("base", "{{host}}/x", ""),
        ("both", "{{host}}:{{key}}", ""),
        ("kind", "2", ""),
    ):
        kept(page, "/variables", place="region:sandbox", name=name, value=value, secret=secret)
    page.goto(START)
    user = page.locator("#param-userId")
    user.fill("at ")
    expect(page.get_by_role("button", name="Insert a variable")).to_be_visible()
    # Alt+V opens it, what is typed narrows it, Enter inserts it where the cursor is.
    page.keyboard.press("Alt+KeyV")
    find = page.get_by_role("combobox", name="Find a variable")
    expect(find).to_be_focused()
    box = page.get_by_role("dialog", name="Variables for userId")
    region = "the region Sandbox (built in)"
    expect(box.get_by_role("option")).to_contain_text(["base", "both", "host", "key", "kind"])
    expect(box.get_by_text(region)).to_be_visible()
    options = {one: box.get_by_role("option", name=one) for one in ("base", "both", "key")}
    expect(options["base"]).to_contain_text("kaltura.example/x")
    for secret in ("both", "key"):
        expect(options[secret]).to_contain_text("••••••••")
    looks_right(page, "variable-picker")
    find.fill("base")
    page.keyboard.press("Enter")
    expect(user).to_have_value("at {{base}}")
    expect(user).to_be_focused()
    said = page.locator('[data-field="param:userId"] .filled-in')
    expect(said).to_have_text(f"sends at kaltura.example/x base {region}host {region}")
    # Two braces open it too, and are taken for its own; a filter has what it is given.
    user.fill("")
    page.keyboard.type("x{{")
    expect(find).to_be_focused()
    page.keyboard.type("$now")
    page.keyboard.press("ArrowRight")
    filters = page.get_by_role("dialog", name="Filters for $now")
    filters.get_by_role("combobox").fill("date")
    expect(filters.get_by_role("option").first).to_contain_text("Unix seconds as a date")
    given = filters.get_by_label("Given to it")
    given.fill("year %Y's")
    expect(filters.get_by_role("option").first).to_contain_text("year 20")
    passes_axe(page)
    given.press("Enter")
    expect(user).to_have_value("x{{$now | date('year %Y\\'s')}}")
    # The browser's own undo takes it back.
    page.keyboard.press("Control+z")
    expect(user).to_have_value("x{{")
    # A list of choices and a number hold one, in the place of what they had.
    page.locator("#param-type").focus()
    page.get_by_role("button", name="Insert a variable").click()
    box = page.get_by_role("dialog", name="Variables for type")
    box.get_by_role("option", name="kind").click()
    expect(page.locator("#param-type")).to_have_value("{{kind}}")
    expect(page.locator('[data-field="param:type"] .filled-in')).to_contain_text("sends 2")
    expect(page.locator("#param-type-sent")).to_be_checked()
    expiry = page.locator("#param-expiry")
    expiry.fill("60")
    page.keyboard.press("Alt+KeyV")
    find.press("Escape")
    expect(expiry).to_be_focused()
    page.keyboard.press("Alt+KeyV")
    find.fill("kind")
    page.keyboard.press("Enter")
    expect(expiry).to_have_value("{{kind}}")
    # It is no further stop of Tab.
    page.keyboard.press("Tab")
    expect(page.locator("#param-privileges-sent")).to_be_focused()


@wide_alone
def test_an_id_that_an_earlier_step_has_is_at_hand_before_any_run(page: Page) -> None:
    have_demo_session(page)
    fields = {"region": "sandbox", "format": "1"}
    lists = {"service": "media", "action": "list", "name": "list"}
    gets = {"service": "flavorAsset", "action": "list", "name": "flavors"}
    ids = [kept(page, "/saved", **fields, **one)["id"] for one in (lists, gets)]
    address = kept(page, "/workflows/new", title="Two")["url"]
    for one in ids:
        kept(page, f"{address}/add", request=one)
    page.goto(address)
    page.locator("#step-flavors").get_by_role("link", name="Open the call").click()
    page.get_by_role("button", name="Add fields to filter").click()
    entry = page.locator("#param-filter-entryIdEqual")
    entry.click()
    choice = page.locator(".at-hand").get_by_role("option", name="{{mediaId}}")
    expect(choice).to_contain_text("objects[0].id of list")
    choice.click()
    expect(entry).to_have_value("{{mediaId}}")
    said = page.locator('[data-field="param:filter:entryIdEqual"] .filled-in')
    expect(said).to_have_text("mediaId is taken after list.")
    # One that goes into a field of many has them all.
    many = page.locator("#param-filter-entryIdIn")
    many.click()
    page.locator(".at-hand").get_by_role("option", name="mediaIds").click()
    expect(many).to_have_value("{{mediaIds | join(',')}}")
    page.keyboard.press("Control+s")
    expect(page.locator("#send-state")).to_contain_text("is saved.")
    page.goto(address)
    expect(page.locator("#step-list .step-facts")).to_contain_text("mediaId from $.objects[0].id")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#run-state")).to_have_text("Done: every step went through.")
    # What the run has taken is what the variable is now.
    page.locator("#step-flavors .edit-step summary").click()
    page.locator("#step-step-flavors-when, #step-flavors-when").focus()
    page.keyboard.press("Alt+KeyV")
    box = page.get_by_role("dialog", name="Variables for Only if")
    expect(box.get_by_role("option").first).to_contain_text("mediaId")
    # A condition takes the name alone; what no step takes yet is taken from now on.
    box.get_by_role("combobox").fill("totalCount")
    page.keyboard.press("Enter")
    when = page.get_by_role("textbox", name="Only if").last
    expect(when).to_have_value("totalCount")
    expect(page.locator("#step-list .step-facts")).to_contain_text("totalCount from $.totalCount")
