"""The list of runs: what it says of each, filtered and by pages, live, and several deleted."""

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.desk.row_runs import verbs
from app.desk.row_runs.listing import ROWS
from app.desk.row_runs.plan import BEFORE, RowOutcome, RowRun, Status, Verdict
from app.desk.running.beginning import Source
from app.workflows.model import Workflow
from tests.desk.row_run_workflows import renaming, rows
from tests.pages.browse import JSON, post
from tests.pages.test_row_runs import desk_of, page_at, posted


@pytest.fixture
def client(console: Flask) -> FlaskClient:
    return console.test_client()


def made(client: FlaskClient, title: str, status: Status = "ready", **more: Any) -> RowRun:
    desk, workflow = desk_of(client), Workflow("w", title, steps=renaming().steps)
    run = verbs.prepare(desk, Source(workflow, "own/x"), "own", rows=rows(5), **more)
    return desk.parts.row_runs.change(run, status=status)


def told(html: str, run: RowRun) -> str:
    """What the row of a run says, as people read it."""
    row = html.partition(f'data-run="{run.id}"')[2].partition("</tr>")[0]
    words = re.sub(r"<[^>]*>", " ", row.partition(">")[2])
    return " ".join(unescape(words).split())


def listed(client: FlaskClient, query: str = "") -> list[str]:
    html = page_at(client, f"/runs{query}")
    return re.findall(r'class="call-link"[^>]*>([^<]*)<', html)


def test_each_says_what_where_for_whom_how_far_and_whence(client: FlaskClient) -> None:
    desk = desk_of(client)
    account = desk.parts.accounts.save(desk.workspace, name="Prod", region="own", partner_id="77")
    first = made(client, "First", "paused", notes=("From rows.csv.",), account=account.id)
    verdicts: tuple[Verdict, ...] = ("ok", "failed", "uncertain")
    came = [RowOutcome(row, verdict) for row, verdict in enumerate(verdicts)]
    desk.parts.run_rows.write(first, [*came, RowOutcome(BEFORE, "ok")])
    again = made(client, "Again", "running", of=first.id)
    html = page_at(client, "/runs")
    name = desk.parts.regions["own"].name
    assert re.fullmatch(
        rf"First From rows.csv {name} Prod Paused "
        r"3 of 5 rows, 1 failed , 1 uncertain , 2 left \d\d:\d\d:\d\d",
        told(html, first),
    )
    assert '<progress max="5" value="3" aria-label="Rows done of First">' in html
    assert told(html, again).startswith(f"Again From the run First {name} Under way 0 of 5 rows")
    assert re.search(r'scope="rowgroup">Today \(UTC\)</th>', html)
    client.set_cookie("zone", "Europe/Berlin")
    assert ">Today</th>" in page_at(client, "/runs")
    # Few of them need no filter; what is under way can be paused, and not be deleted.
    assert 'aria-label="Filter runs"' not in html
    assert "Pause all runs" in html
    assert f'name="id" value="{first.id}"' in html
    assert f'name="id" value="{again.id}"' not in html


def test_many_are_filtered_and_stand_on_pages(client: FlaskClient) -> None:
    for number in range(ROWS + 2):
        made(client, f"Run {number}", "done" if number % 2 else "ready")
    made(client, "Other")
    html = page_at(client, "/runs")
    assert 'role="search" aria-label="Filter runs"' in html
    assert len(listed(client)) == ROWS
    assert 'href="/runs?page=2">Older runs</a>' in html
    assert listed(client, "?page=2") == ["Run 2", "Run 1", "Run 0"]
    assert listed(client, "?page=99") == listed(client, "?page=2")
    assert listed(client, "?text=oTHer") == ["Other"]
    assert listed(client, "?text=run+own")[:1] == [f"Run {ROWS + 1}"]
    assert len(listed(client, "?status=done")) == (ROWS + 2) // 2
    assert listed(client, "?status=done&text=run+3")[-1] == "Run 3"
    nothing = page_at(client, "/runs?text=nowhere&status=ready")
    assert "No run matches." in nothing
    assert 'value="nowhere"' in nothing
    assert '<option value="ready" selected>' in nothing


def test_the_script_looks_at_those_under_way_alone(client: FlaskClient) -> None:
    run, _ = made(client, "Slow", "running"), made(client, "Other")
    html = client.get(f"/runs?only={run.id}", headers=JSON).get_json()["html"]
    assert told(html, run).endswith(tuple("0123456789"))
    assert f'data-run="{run.id}" data-under-way' in html
    assert "Other" not in html
    assert "<main" not in html


def test_several_are_deleted_and_those_under_way_stay(client: FlaskClient) -> None:
    old, older, slow = made(client, "Old"), made(client, "Older"), made(client, "Slow", "running")
    kept = made(client, "Kept")
    html = page_at(client, "/runs")
    # Enter on a tick presses the first button of the form, which has to be none.
    batch = html.partition('<form id="ticked"')[2].partition("</form>")[0]
    assert re.findall(r"<button[^>]*>", batch)[0] == "<button disabled hidden>"
    ids = {"id": [old.id, older.id, slow.id, "nowhere"]}
    assert posted(client, "/runs/delete", **ids) == "/runs"
    html = page_at(client, "/runs")
    assert "2 runs deleted." in html
    assert listed(client) == ["Kept", "Slow"]
    said = post(client, "/runs/delete", {"id": [slow.id, kept.id]}).get_json()["message"]
    assert said == "1 run deleted. This run is under way: cancel it first."


def test_nobody_deletes_what_is_another_ones(console: Flask, client: FlaskClient) -> None:
    run = made(client, "Mine")
    posted(console.test_client(), "/runs/delete", id=run.id)
    assert listed(client) == ["Mine"]


PAGES = [
    *("", "/new?source=jobs/Rename_entries", "/rows/{run}", "/rows/{run}/print"),
    *("/rows/{run}/compare", "/rows/{run}/totals", "/rows/{run}/clock"),
]


@pytest.mark.parametrize("place", PAGES)
def test_their_tab_is_lit_and_no_button_needs_the_script(client: FlaskClient, place: str) -> None:
    run = made(client, "Lit")
    html = page_at(client, f"/runs{place.format(run=run.id)}")
    assert '<a href="/runs" aria-current="page">Runs</a>' in html
    assert html.count('aria-current="page"') == 1
    # So it is where the tabs are a menu.
    assert 'popovertarget="tabs">Runs</button>' in html
    tabs = re.findall(r">([^<]+)</a>", html.partition('id="tabs"')[2].partition("</nav>")[0])
    assert tabs[-4:] == ["History", "Sessions", "Workflows", "Runs"]
    main = html.partition("<main")[2].partition("</main>")[0]
    assert '<button type="button"' not in main
    for button in re.findall(r"<button[^>]*>", main.partition("<dialog")[0]):
        before = main.partition(button)[0]
        assert before.count("<form") > before.count("</form>"), button
