"""Comparing in a browser: chosen in history, or sent to two regions; read by axe and by eye."""

import json
import re

from playwright.sync_api import Page, expect

from tests.browser.axe import passes_axe
from tests.browser.conftest import Live
from tests.browser.steps import looks_right
from tests.upstream import http

ENTRY = {
    "id": "0_a",
    "name": "The first film of the year",
    "description": "hello",
    "tags": "news",
    "status": 2,
    "duration": 61,
    "createdAt": 1795241675,
    "thumbnailUrl": "https://cdn.example/p/102/sp/10200/thumbnail/entry_id/0_a/version/100001",
    "objectType": "KalturaMediaEntry",
}
OTHER = {
    **ENTRY,
    "name": "The last film of the year",
    "status": -1,
    "userId": "carol",
    "thumbnailUrl": "https://cdn.example/p/102/sp/10200/thumbnail/entry_id/0_a/version/100002",
}
del OTHER["tags"]


def _list_of(*entries: object) -> bytes:
    whole = {
        "objects": entries,
        "totalCount": len(entries),
        "objectType": "KalturaMediaListResponse",
    }
    return http(json.dumps(whole).encode(), "Content-Type: application/json")


def _record(page: Page, action: str, **fields: str) -> str:
    """Makes a call as a script does, in the workspace of the page; gives its id."""
    page.goto("/history")
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    answered = page.request.post(
        "/send",
        form={"region": "own", "format": "1", "service": "media", "action": action, **fields},
        headers={"X-CSRFToken": token, "Accept": "application/json"},
    )
    return str(answered.json()["id"])


def test_two_calls_of_history_are_compared(page: Page, live: Live) -> None:
    more = [{**ENTRY, "id": f"0_{letter}"} for letter in "bcd"]
    live.upstream.respond(
        _list_of(ENTRY, *more), _list_of(more[2], OTHER, {**ENTRY, "id": "0_new"}, *more[:2])
    )
    for _ in "12":
        _record(page, "list", ks="any")
    page.goto("/history")
    boxes = page.get_by_role("checkbox", name="Select media.list")
    boxes.nth(0).check()
    boxes.nth(1).check()
    looks_right(page, "compare-history")
    # The newest is above: it becomes the base, until the other one does.
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator(".verdict-line").nth(1)).to_contain_text("differ")
    page.get_by_role("link", name="Make 2 the base").click()
    name = page.get_by_role("row", name="objects[id=0_a].name")
    expect(name.locator("mark")).to_have_text(["fir", "la"])
    expect(page.get_by_role("row", name="objects[id=0_new]")).to_contain_text("only here")
    expect(page.get_by_role("row", name="objects[id=0_a].tags")).to_contain_text("missing")
    expect(page.get_by_role("row", name="objects[id=0_d]")).to_contain_text("moved")
    looks_right(page, "compare")
    page.get_by_label("Ignore properties named").fill("name status tags")
    page.get_by_label("Show what is the same").check()
    page.get_by_role("button", name="Compare again").click()
    expect(page.get_by_role("row", name="objects[id=0_a].duration")).to_contain_text("61")
    expect(page.get_by_role("row", name="objects[id=0_a].name")).to_have_count(0)
    passes_axe(page)


def test_one_call_is_sent_to_two_regions(page: Page, live: Live) -> None:
    live.upstream.respond(http(json.dumps(ENTRY).encode(), "Content-Type: application/json"))
    record = _record(page, "get", **{"param:entryId": "0_a", "ks": "any"})
    page.goto(f"/compare/new?call={record}")
    page.get_by_role("checkbox", name="Sandbox (built in)").check()
    page.get_by_role("checkbox", name="Production").check()
    looks_right(page, "compare-new")
    page.get_by_role("button", name="Send and compare").click()
    expect(page.locator(".compared > li")).to_have_count(3)
    expect(page.locator(".compared .badge").first).to_have_text("OK")
    expect(page.locator(".verdict-line").nth(1)).to_have_text("No difference, 9 the same.")
    # The KS of one region does not go along to another.
    refused = page.get_by_role(
        "row", name=re.compile(r"^code\b.*absent.*absent.*only here.*SERVICE_FORBIDDEN")
    )
    expect(refused).to_be_visible()
    expect(page.get_by_role("row", name=re.compile(r"^duration\b.*61.*61.*absent"))).to_be_visible()
    looks_right(page, "compare-three")
