"""The tree of what is saved: by mouse and by keyboard, and the request that is open in it."""

import html
import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.steps import have_demo_session, looks_right, send, wide_alone

GET = "/console/service/media/action/get?region=sandbox&param:entryId=0_welcome1"


def kept(page: Page, path: str, **fields: str) -> dict[str, Any]:
    """Posts beside the page, since a dialog each would take ten times as long."""
    request = page.context.request
    found = re.search(r'<meta name="csrf-token" content="([^"]+)">', request.get("/paste").text())
    assert found
    headers = {"X-CSRFToken": html.unescape(found[1]), "Accept": "application/json"}
    posted: dict[str, str | float | bool] = {**fields}
    answer: dict[str, Any] = request.post(path, form=posted, headers=headers).json()
    return answer


def saved(page: Page, name: str, parent: str = "") -> str:
    fields = {"service": "media", "action": "get", "format": "1", "param:entryId": "0_welcome1"}
    kept_as = kept(page, "/saved", region="sandbox", name=name, parent=parent, **fields)
    return str(kept_as["id"])


def rows(page: Page) -> list[str]:
    shown: list[str] = page.locator("#saved-requests [role=treeitem]").evaluate_all(
        """rows => rows.map((row) => `${row.parentElement.closest("[role=treeitem]") ? "  " : ""}`
            + row.querySelector("[translate]").firstChild.textContent.trim())"""
    )
    return shown


@wide_alone
def test_the_tree_is_arranged_by_mouse_and_by_keyboard(page: Page) -> None:
    outer = kept(page, "/saved/collection", name="Outer")["id"]
    for name in ("a", "b"):
        saved(page, name, outer)
    saved(page, "c")
    page.goto("/?region=sandbox")
    tree = page.get_by_role("tree", name="Saved requests")
    row = {name: tree.get_by_role("treeitem", name=f"{name} media.get") for name in "abcd"}
    # The page brings it; its script comes when that is idle, and makes one row a stop of Tab.
    expect(tree.locator('[role=treeitem][tabindex="0"]')).to_have_count(1)
    assert rows(page) == ["Outer", "  a", "  b", "c"]
    # By mouse: into a collection, and before another one.
    link = {name: row[name].get_by_role("link").first for name in "abc"}
    link["c"].drag_to(tree.get_by_text("Outer"))
    expect(tree.locator("ul [role=treeitem]")).to_have_count(3)
    assert rows(page) == ["Outer", "  a", "  b", "  c"]
    link["c"].drag_to(link["a"], target_position={"x": 20, "y": 4})
    expect(tree.locator("ul [role=treeitem]").first).to_have_attribute(
        "aria-labelledby", re.compile(".")
    )
    page.wait_for_function(
        """() => document.querySelector(".saved-tree ul [translate]").textContent.startsWith("c")"""
    )
    assert rows(page) == ["Outer", "  c", "  a", "  b"]
    # By keyboard: down, down and out of the collection; the focus goes with it.
    row["a"].focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(row["a"]).to_be_focused()
    page.wait_for_function(
        """() => [...document.querySelectorAll(".saved-tree ul [translate]")].at(-1)
            .textContent.startsWith("a")"""
    )
    page.keyboard.press("Alt+ArrowDown")
    expect(tree.locator("ul [role=treeitem]")).to_have_count(2)
    assert rows(page) == ["Outer", "  c", "  b", "a"]
    expect(row["a"]).to_be_focused()
    page.keyboard.press("F2")
    page.get_by_role("textbox", name="Name", exact=True).fill("d")
    page.keyboard.press("Enter")
    expect(row["d"]).to_be_focused()
    # Folded, and so after a reload.
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    expect(row["c"]).to_be_hidden()
    page.reload()
    expect(row["d"]).to_be_visible()
    expect(row["c"]).to_be_hidden()
    # The menu of a row.
    row["d"].focus()
    page.keyboard.press("Shift+F10")
    page.get_by_role("menuitem", name="Move to…").click()
    page.get_by_role("dialog").get_by_label("Collection").select_option("Outer")
    page.get_by_role("dialog").get_by_role("button", name="Move", exact=True).click()
    expect(row["d"]).to_be_hidden()
    tree.get_by_role("treeitem", name="Outer").press("Delete")
    expect(page.locator(".notice")).to_contain_text("Outer is deleted, with 3 in it.")
    expect(tree).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(tree.get_by_role("treeitem", name="Outer")).to_be_visible()
    tree.get_by_role("treeitem", name="Outer").press("ArrowRight")
    looks_right(page, "saved-tree")


@wide_alone
def test_an_open_request_says_what_it_is_and_is_not_lost(page: Page) -> None:
    have_demo_session(page)
    wanted = saved(page, "The welcome entry")
    page.goto(f"/?saved={wanted}")
    strip = page.locator("#open-requests [aria-current]")
    expect(strip).to_have_text("The welcome entry")
    expect(page).to_have_title("The welcome entry · TestMe")
    row = page.locator(f"#saved-{wanted}")
    expect(row).to_have_attribute("aria-current", "true")
    # Its description.
    page.get_by_role("button", name="Edit the description").click()
    page.get_by_label("What it is for").fill("Reads it once.")
    page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".saved-description")).to_have_text("Reads it once.")
    # Sending is no change, typing is one.
    send(page)
    save = page.locator("#save")
    expect(save).not_to_have_class(re.compile("is-changed"))
    # The answer is kept as an example.
    page.get_by_role("button", name="Keep as example").click()
    page.get_by_role("dialog").get_by_label("Name").fill("As it was")
    page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".saved-examples")).to_contain_text("As it was")
    page.locator("#param-entryId").fill("0_other")
    expect(save).to_have_class(re.compile("is-changed"))
    # Another tab saves it first.
    other = page.context.new_page()
    other.goto(f"/?saved={wanted}")
    other.locator("#param-entryId").fill("0_theirs")
    other.keyboard.press("Control+s")
    expect(other.locator("#send-state")).to_have_text("The welcome entry is saved.")
    expect(other.locator("#save")).not_to_have_class(re.compile("is-changed"))
    page.keyboard.press("Control+s")
    notice = page.locator(".notices")
    expect(notice).to_contain_text("The welcome entry was saved elsewhere since it was opened here")
    page.reload()
    expect(page.locator("#save")).to_have_class(re.compile("is-changed"))
    page.keyboard.press("Control+s")
    notice.get_by_role("button", name="Save all the same").click()
    expect(page.locator("#send-state")).to_have_text("The welcome entry is saved.")
    other.reload()
    other.goto(f"/?saved={wanted}")
    expect(other.locator("#param-entryId")).to_have_value("0_other")
    # Deleted there: it is offered as a new one.
    row_there = other.locator(f"#saved-{wanted}")
    row_there.press("Delete")
    expect(other.locator(".notice")).to_contain_text("is deleted")
    other.close()
    page.keyboard.press("Control+s")
    dialog = page.locator("#save-as")
    expect(dialog.locator(".problem")).to_contain_text("It was deleted meanwhile.")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#send-state")).to_have_text("Saved as The welcome entry.")
    expect(page.locator("#saved-requests [aria-current]")).to_be_visible()
