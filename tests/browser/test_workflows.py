"""What is tried once is saved, and what was made of three calls is run, changed and run again."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.steps import looks_right, wide_alone

ENTRY = "0_welcome1"
LIST = (
    "/console/service/media/action/list?region=sandbox"
    f"&param:filter:objectType=KalturaMediaEntryFilter&param:filter:idIn={ENTRY}"
)
GET = f"/console/service/media/action/get?region=sandbox&param:entryId={ENTRY}"
UPDATE = (
    f"/console/service/media/action/update?region=sandbox&param:entryId={ENTRY}"
    "&param:mediaEntry:objectType=KalturaMediaEntry&param:mediaEntry:tags=once"
)


def sent(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#answer article .badge").first).to_have_text("OK")


def picked(page: Page, name: str, filter: str = "") -> None:
    """Puts a variable where the cursor is, with a filter of it."""
    page.get_by_role("button", name="Insert a variable").click()
    page.get_by_role("combobox", name="Find a variable").fill(name)
    if filter:
        page.keyboard.press("ArrowRight")
        page.get_by_role("combobox", name="Find a filter").fill(filter)
    page.keyboard.press("Enter")
    expect(page.locator(".choices")).to_have_count(0)


def with_a_session(page: Page) -> None:
    page.goto("/?region=sandbox")
    page.get_by_role("button", name="Fill in demo credentials").click()
    expect(page.get_by_label("secret (string)")).not_to_have_value("")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#answer article .badge").first).to_have_text("OK")


@wide_alone
def test_a_request_is_saved_filled_in_by_a_variable_and_opened_again(page: Page) -> None:
    with_a_session(page)
    sent(page, GET)
    # Two clicks: what to do with the value, and Save.
    page.locator("#answer answer-body").get_by_text(ENTRY).first.click()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Make it a variable").click()
    page.get_by_role("dialog", name="Make it a variable").get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog", name="Make it a variable")).to_have_count(0)
    page.goto(GET)
    entry = page.locator("#param-entryId")
    entry.select_text()
    picked(page, "id")
    expect(entry).to_have_value("{{id}}")
    field = page.locator('[data-field="param:entryId"]')
    expect(field.locator(".filled-in")).to_have_text(
        f"sends {ENTRY} id the region Sandbox (built in)"
    )
    page.keyboard.press("Control+s")
    page.get_by_label("Name", exact=True).fill("The welcome entry")
    page.get_by_label("Collection", exact=True).select_option("new:")
    page.get_by_label("Name of the new collection").fill("Reports")
    page.locator("#save-as").get_by_role("button", name="Save").click()
    expect(page.locator("#send-state")).to_have_text("Saved as The welcome entry.")
    tree = page.locator("#saved-requests")
    expect(tree.get_by_text("Reports")).to_be_visible()
    tree.get_by_role("link", name="The welcome entry media.get").click()
    expect(entry).to_have_value("{{id}}")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#answer article .badge").first).to_have_text("OK")
    # Changed, and saved in place.
    entry.select_text()
    picked(page, "id", "trim")
    expect(entry).to_have_value("{{id | trim}}")
    page.keyboard.press("Control+s")
    expect(page.locator("#send-state")).to_have_text("The welcome entry is saved.")
    page.goto("/saved")
    looks_right(page, "saved")
    page.get_by_role("link", name="What to do with Reports").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.locator(".notice")).to_contain_text("Reports is deleted, with 1 in it.")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="The welcome entry media.get")).to_be_visible()
    page.goto("/variables")
    expect(page.get_by_role("textbox", name="id", exact=True)).to_have_value(ENTRY)
    looks_right(page, "variables")
    # Without it nothing goes out.
    page.get_by_role("button", name="Delete id").click()
    expect(page.get_by_role("textbox", name="id", exact=True)).to_have_count(0)
    page.goto("/saved")
    page.get_by_role("link", name="The welcome entry media.get").click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(field.locator(".problem")).to_have_text("id has no value.")


@wide_alone
def test_three_calls_of_history_become_a_workflow_that_runs(page: Page) -> None:
    with_a_session(page)
    for address in (LIST, GET, UPDATE):
        sent(page, address)
    page.goto("/history")
    for box in page.get_by_role("checkbox", name=re.compile("Select media")).all():
        box.check()
    page.get_by_role("button", name="Make a workflow").click()
    steps = page.locator(".step")
    expect(steps).to_have_count(3)
    expect(steps.nth(0)).to_contain_text("entryId from $.objects[0].id")
    expect(steps.nth(2)).to_contain_text("entryId {{entryId}}")
    page.get_by_role("button", name="Run", exact=True).click()
    state = page.locator("#run-state")
    expect(state).to_have_text("Done: every step went through.")
    expect(steps.nth(0).locator(".step-taken")).to_have_text(f"entryId{ENTRY}")
    # The call of a step is changed in the console, and saved into it.
    steps.nth(2).get_by_role("link", name="Open the call").click()
    page.get_by_role("textbox", name="tags (string)", exact=True).fill("twice, ")
    picked(page, "entryId")
    page.keyboard.press("Control+s")
    expect(page.locator("#send-state")).to_contain_text("is saved.")
    page.go_back()
    # A check, which holds only with what was changed.
    last = page.locator(".step").nth(2)
    last.get_by_text("Condition, values taken, checks, errors").click()
    last.get_by_label("Look at").select_option("value")
    last.get_by_label("JSONPath", exact=True).fill("$.tags")
    last.get_by_label("Which").select_option("==")
    last.get_by_label("Value", exact=True).fill("twice, ")
    picked(page, "entryId")
    last.get_by_role("button", name="Save").click()
    expect(page.locator(".step").nth(2)).to_contain_text("a value at $.tags is")
    # A step at a time.
    following = page.get_by_role("button", name="Next step")
    following.click()
    expect(state).to_have_text("Next: media-get")
    # A page that comes again goes on where it was.
    page.reload()
    expect(state).to_have_text("Next: media-get")
    expect(page.locator(".step").nth(0).locator(".step-taken")).to_have_text(f"entryId{ENTRY}")
    following.click()
    expect(state).to_have_text("Next: media-update")
    following.click()
    expect(state).to_have_text("Done: every step went through.")
    expect(page.locator(".step").nth(2).locator(".step-taken")).to_contain_text("holds")
    page.locator(".step").nth(2).get_by_text("Answer", exact=True).click()
    expect(page.locator(".step").nth(2).locator("answer-body")).to_contain_text(f"twice, {ENTRY}")
    page.reload()
    expect(state).to_have_text("Done: every step went through.")
    looks_right(page, "workflow")
    page.locator(".step").nth(1).get_by_role("button", name="Remove").click()
    expect(page.locator(".step")).to_have_count(2)
    expect(state).to_have_text(re.compile("The workflow was changed since this run"))
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".step")).to_have_count(3)
    page.goto("/history")
    expect(page.locator(".origin").first).to_have_text(
        "media.list, media.get, media.update: media-update"
    )
    page.go_back()
    with page.expect_download() as file:
        page.get_by_role("link", name="Export").click()
    _runs_in_another_workspace(page, file.value.path())


def _runs_in_another_workspace(page: Page, file: Path) -> None:
    browser = page.context.browser
    assert browser
    context = browser.new_context(base_url=page.url)
    other = context.new_page()
    with_a_session(other)
    other.goto("/workflows")
    other.get_by_role("link", name="Import").click()
    other.get_by_label("File").set_input_files(file)
    other.get_by_role("button", name="Import").click()
    other.get_by_role("link", name="media.list, media.get, media.update").click()
    other.get_by_role("button", name="Run", exact=True).click()
    expect(other.locator("#run-state")).to_have_text("Done: every step went through.")
    context.close()


@wide_alone
def test_after_a_step_that_failed_that_one_is_the_next(page: Page) -> None:
    page.goto("/workflows/Content/Captions")
    page.get_by_label("Region").select_option("sandbox")
    following = page.locator('[data-run="step"]')
    expect(following).to_have_text("Next step")
    page.locator("[name='input:secret']").fill("wrong")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#run-state")).to_contain_text("a step failed")
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    expect(following).to_have_text("This step again")
    with page.expect_response("**/runs/*/step") as asked:
        following.click()
    assert re.search(r'again(=|"\r\n\r\n)1', asked.value.request.post_data or "")
    expect(following).to_have_text("This step again")
    # What is given anew is another run, from its first step.
    page.get_by_label("Region").select_option("own")
    expect(following).to_have_text("Next step")
    expect(page.get_by_role("button", name="Go on")).to_be_hidden()
