"""The same for many rows, from an empty workspace and without a template typed by hand: rename all
entries with a tag except those of a file, on another console's sandbox, and through a hard end of
this one."""

import json
import re
import socket
import urllib.request
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from app.sandbox.account import DEMO
from tests.browser.conftest import PATIENCE
from tests.browser.steps import badge, looks_right, send
from tests.pages.own_servers import regions_file
from tests.pages.running import Running, running
from tests.upstream import Received, Upstream, http

pytestmark = pytest.mark.browser

COUNT, LEFT_OUT = 200, 3
TAG, SUFFIX = "autumn", " (2019)"


@pytest.fixture
def other(tmp_path: Path) -> Iterator[str]:
    """The sandbox of a console that is another process: its URL."""
    folder = tmp_path / "other"
    folder.mkdir()
    with running(folder, sandbox="open") as server:
        yield f"{server.url}/sandbox"


@pytest.fixture
def counted(other: str) -> Iterator[Upstream]:
    """What passes on to it, and counts."""

    def pass_on(received: Received, connection: socket.socket) -> None:
        request = urllib.request.Request(other + received.path, received.body)
        with urllib.request.urlopen(request, timeout=20) as answer:
            kind = f"Content-Type: {answer.headers['Content-Type']}"
            connection.sendall(http(answer.read(), kind, "Connection: close"))

    with Upstream() as upstream:
        upstream.respond(pass_on)
        yield upstream


@pytest.fixture
def server(tmp_path: Path, counted: Upstream) -> Iterator[Running]:
    regions = regions_file(tmp_path, {"other": counted.url})
    with running(tmp_path, regions_file=str(regions)) as server:
        yield server


@pytest.fixture
def page(browser: Browser, server: Running) -> Iterator[Page]:
    context = browser.new_context(base_url=server.url, viewport={"width": 1400, "height": 900})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def asked(other: str, path: str, /, **fields: str) -> object:
    data = urlencode({"format": "1", **fields}).encode()
    url = f"{other}/api_v3/service/{path}"
    with urllib.request.urlopen(url, data, timeout=60) as answer:
        return json.load(answer)


def seeded(other: str) -> str:
    """Entries with the tag, and a KS to look at them with."""
    ks = asked(
        other,
        "session/action/start",
        secret=DEMO.admin_secret,
        partnerId=str(DEMO.partner_id),
        type="2",
    )
    for first in range(0, COUNT + LEFT_OUT, 50):
        fields = {"ks": str(ks)}
        for place, number in enumerate(range(first, min(first + 50, COUNT + LEFT_OUT)), 1):
            fields |= {
                f"{place}:service": "data",
                f"{place}:action": "add",
                f"{place}:dataEntry:objectType": "KalturaDataEntry",
                f"{place}:dataEntry:name": f"Lecture {number}",
                f"{place}:dataEntry:tags": TAG,
                f"{place}:dataEntry:dataContent": "it is ready at once",
            }
        asked(other, "multirequest", **fields)
    return str(ks)


def entries(other: str, ks: str) -> dict[str, str]:
    """Their names by their ids."""
    listed = asked(
        other,
        "baseentry/action/list",
        **{"ks": ks, "filter:objectType": "KalturaBaseEntryFilter", "filter:tagsLike": TAG},
        **{"pager:objectType": "KalturaFilterPager", "pager:pageSize": "500"},
    )
    assert isinstance(listed, dict)
    return {one["id"]: one["name"] for one in listed["objects"]}


def tried(page: Page, action: str, /, **parameters: str) -> None:
    fields = urlencode({f"param:{name}": value for name, value in parameters.items()})
    page.goto(f"/console/service/{action.replace('.', '/action/')}?region=other&{fields}")
    send(page)
    assert badge(page) == "OK"


def set_often(page: Page, number: int, often: str) -> None:
    step = page.locator(".step").nth(number)
    step.get_by_label(re.compile("^Done")).select_option(often)
    with page.expect_event("load"):
        step.get_by_role("button", name="Set how often").click()


def test_entries_are_renamed_through_a_hard_end_of_the_console(
    page: Page, server: Running, other: str, counted: Upstream, tmp_path: Path
) -> None:
    ks = seeded(other)
    before = entries(other, ks)
    assert len(before) == COUNT + LEFT_OUT
    left_out = [*before][:LEFT_OUT]
    # Tried in the console, on one that is left out, with the name that it has.
    start = {"secret": DEMO.admin_secret, "partnerId": str(DEMO.partner_id), "type": "2"}
    tried(page, "session.start", **start)
    tried(
        page,
        "baseentry.list",
        **{"filter:objectType": "KalturaBaseEntryFilter", "filter:tagsLike": TAG},
    )
    named = {"baseEntry:objectType": "KalturaBaseEntry", "baseEntry:name": before[left_out[0]]}
    tried(page, "baseentry.update", entryId=left_out[0], **named)
    page.goto("/history")
    for box in page.get_by_role("checkbox", name=re.compile("Select baseEntry")).all():
        box.check()
    page.get_by_role("button", name="Make a workflow").click()
    set_often(page, 0, "rows")
    set_often(page, 1, "row")
    looks_right(page, "workflow-over-rows")
    # What it had of the first entry it has of each row by now; what else a row has is picked.
    page.locator(".step").nth(1).get_by_role("link", name="Open the call").click()
    expect(page.locator("#param-entryId")).to_have_value("{{row.id}}")
    name = page.locator("[id='param-baseEntry-name']")
    name.fill("")
    expect(page.get_by_role("button", name="Insert a variable")).to_be_visible()
    page.keyboard.press("Alt+KeyV")
    page.get_by_role("combobox", name="Find a variable").fill("row.name")
    page.keyboard.press("Enter")
    expect(name).to_have_value("{{row.name}}")
    expect(name).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type(SUFFIX)
    page.keyboard.press("Control+s")
    expect(page.locator("#send-state")).to_contain_text("is saved")
    page.go_back()
    page.get_by_role("link", name="Run for many rows").click()
    looks_right(page, "run-new")
    page.get_by_role("button", name="Show the rows").click()
    expect(page.get_by_role("heading", name=f"{COUNT + LEFT_OUT} rows")).to_be_visible()
    page.get_by_text("Leave rows out").click()
    file = "Entry ID,why\n" + "".join(f"{one},keep\n" for one in left_out)
    csv = {"name": "keep.csv", "mimeType": "text/csv", "buffer": file.encode()}
    page.get_by_label("This file").set_input_files(csv)  # type: ignore[arg-type]
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name=f"{COUNT} rows")).to_be_visible()
    expect(page.get_by_text(f"{LEFT_OUT} of {COUNT + LEFT_OUT} rows left out.")).to_be_visible()
    calls = page.locator(".first-calls li")
    expect(calls).to_have_count(3)
    following = [*before][LEFT_OUT]
    expect(calls.first).to_contain_text(f"entryId{following}")
    expect(calls.first).to_contain_text(f"baseEntry:name{before[following]}{SUFFIX}")
    looks_right(page, "run-ready")
    page.get_by_label("Calls a second").fill("50")
    page.get_by_role("button", name="Run all").click()
    count = page.locator('[data-count="ok"]')
    expect(count).to_have_text(re.compile("^([4-9].|1..)$"))
    server.crash()
    assert 40 <= sum(one.path.endswith("/update") for one in counted.requests) < COUNT
    with running(tmp_path, port=str(server.port), regions_file=str(tmp_path / "regions.toml")):
        _is_live_in_the_list(page.context.new_page())
        # The page has waited for it, and says when it is over.
        expect(page.locator(".badge").first).to_have_text("Done")
        expect(page).to_have_title(re.compile("^Done"))
        counts = {
            one.get_attribute("data-count"): int(one.inner_text())
            for one in page.locator("[data-count]").all()
        }
        assert counts["ok"] + counts["uncertain"] == COUNT
        page.get_by_label("Came to").select_option("uncertain")
        page.get_by_role("button", name="Filter").click()
        uncertain = page.locator(".run-report tbody tr")
        expect(uncertain).to_have_count(counts["uncertain"])
        unknown = {one.locator("td").nth(2).inner_text() for one in uncertain.all()}
        looks_right(page, "run-report")
        page.get_by_text("Save texts of a column as files").click()
        page.get_by_label("Texts in").select_option("name")
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save as ZIP").click()
        with zipfile.ZipFile(saved.value.path()) as archive:
            assert len(archive.namelist()) == COUNT
            assert archive.read(f"{following}.txt").decode() == before[following]
    after = entries(other, ks)
    sent = Counter(
        dict(one.form)["entryId"] for one in counted.requests if one.path.endswith("/update")
    )
    assert {one: after[one] for one in left_out} == {one: before[one] for one in left_out}
    for one, called in before.items():
        if one not in left_out:
            # An uncertain one was noted: the end can have come before it was sent.
            assert sent[one] == 1 or (sent[one] == 0 and one in unknown)
            assert after[one] == called + SUFFIX or one in unknown


def _is_live_in_the_list(page: Page) -> None:
    """Without a reload; then it can be ticked, and deleting it asks first."""
    page.goto("/runs")
    row = page.locator("tr[data-run]").first
    expect(row.locator(".badge")).to_have_text("Under way")
    expect(row.get_by_role("checkbox")).to_have_count(0)
    page.evaluate("window.same = true")
    expect(row.locator(".badge")).to_have_text("Done")
    expect(row).to_contain_text(f"{COUNT} of {COUNT} rows")
    expect(page.locator("#runs-state")).to_contain_text(": Done.")
    expect(page.get_by_role("button", name="Pause all runs")).to_have_count(0)
    page.get_by_role("checkbox", name="Select all shown").check()
    expect(page.locator("#ticked-count")).to_have_text(re.compile(r"^\d+ runs? selected$"))
    looks_right(page, "runs")
    page.get_by_role("button", name="Delete", exact=True).click()
    dialog = page.get_by_role("dialog", name="Go on with that?")
    expect(dialog).to_contain_text("deleted for good")
    dialog.get_by_role("button", name="Keep it as it is").click()
    expect(row).to_be_visible()
    assert page.evaluate("window.same")
    page.close()
