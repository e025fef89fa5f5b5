"""Runs over rows over HTTP, without a script: from the steps of a workflow to the report."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.assembly import EXTENSION
from app.call.model import Call
from app.call.secrets.masking import MASK
from app.desk.desk import Desk
from app.desk.parts import Parts
from app.desk.row_runs import verbs
from app.desk.row_runs.plan import OVER, RowRun
from app.desk.row_runs.report_page import LONGEST, PAGE, page_of, telling_first, value_shown
from app.desk.running.beginning import Source
from app.desk.saved import workflows
from app.workflows.model import ROW, Input, Step, Taking, Workflow
from tests.desk.row_run_workflows import by_threads, renaming, rows
from tests.desk.test_row_runs import NO
from tests.pages.browse import answer, csrf_token, post, workspace_of
from tests.pages.reading import error_of
from tests.upstream import Upstream, http


@pytest.fixture
def client(console: Flask) -> Iterator[FlaskClient]:
    parts = console.extensions[EXTENSION] = by_threads(console.extensions[EXTENSION])
    yield console.test_client()
    parts.close()


def desk_of(client: FlaskClient) -> Desk:
    parts: Parts = client.application.extensions[EXTENSION]
    csrf_token(client)
    return Desk(parts, workspace_of(client))


def kept(client: FlaskClient, workflow: Workflow | None = None) -> str:
    return workflows.keep(desk_of(client), workflow or renaming()).id


def run_of(client: FlaskClient, place: str) -> RowRun:
    desk = desk_of(client)
    return desk.parts.row_runs.get(desk.workspace, place.rpartition("/")[2])


def over(client: FlaskClient, place: str) -> RowRun:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        run = run_of(client, place)
        if run.status in OVER | {"paused"}:
            return run
        time.sleep(0.05)
    raise AssertionError("still under way")


def page_at(client: FlaskClient, place: str) -> str:
    response = client.get(place)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def posted(client: FlaskClient, place: str, **fields: Any) -> str:
    """Where a form without a script leads to."""
    response = post(client, place, fields, json=False)
    assert response.status_code == 303, response.get_data(as_text=True)
    return response.headers["Location"]


def test_pasted_ids_are_shown_begun_in_part_and_reported(
    client: FlaskClient, upstream: Upstream
) -> None:
    upstream.respond(*[http(b"true")] * 4, NO)
    source = f"own/{kept(client)}"
    assert "Run for many rows" in page_at(client, f"/workflows/{source}")
    form = {"source": source, "from": "pasted", "region": "own"}
    refused = post(client, "/runs/rows", {**form, "pasted": " "}, json=False)
    assert refused.status_code == 400
    assert "Paste the values, one a line." in refused.get_data(as_text=True)
    pasted = "0_abc1\n0_abc2, 0_abc3\r\n0_abc4 0_abc5"
    place = posted(client, "/runs/rows", **form, pasted=pasted)
    page = page_at(client, place)
    assert "5 rows" in page
    assert "media.update" in page
    assert "changes something" in page
    # What has no value is said before anything is sent.
    assert "row has no name" in page or "row.name has no value" in page
    assert upstream.requests == []


def test_a_change_that_is_the_same_for_each_row_is_pointed_at(client: FlaskClient) -> None:
    desk = desk_of(client)
    same = Call("", "media", "delete", (("entryId", "0_always"),), format="1")
    workflow = Workflow("w", "Delete", steps=(Step("one", same, each=ROW),))
    for wanted, says in ((workflow, True), (renaming(), False)):
        run = verbs.prepare(desk, Source(wanted, "own/x"), "own", rows=rows(4))
        page = page_at(client, f"/runs/rows/{run.id}")
        assert ("is the same for the first rows" in page) == says


def test_first_three_then_the_rest_and_again_the_failed_ones(
    client: FlaskClient, upstream: Upstream
) -> None:
    upstream.respond(*[http(b"true")] * 3, NO, http(b"true"), http(b"true"))
    desk = desk_of(client)
    run = verbs.prepare(desk, Source(renaming(), f"own/{kept(client)}"), "own", rows=rows(5))
    place = f"/runs/rows/{run.id}"
    page = page_at(client, place)
    assert re.search(r"mediaEntry:name</code></dt><dd[^>]*>Lecture 2 \(old\)<", page)
    assert "Lecture 3 (old)" not in page
    wrong = post(client, f"{place}/start", {"at_once": "9"}, json=False)
    assert "There are 1 to 8 calls at once." in wrong.get_data(as_text=True)
    assert 'name="at_once" type="number" min="1" max="8" value="9"' in wrong.get_data(as_text=True)
    posted(client, f"{place}/start", at_once="1", first="1")
    assert over(client, place).status == "paused"
    assert len(upstream.requests) == 3
    assert "The first 3 rows are done, as asked." in page_at(client, place)
    posted(client, f"{place}/start", at_once="1")
    done = over(client, place)
    assert (done.status, done.plan.pace.at_once) == ("done", 1)
    state = client.get(f"{place}/state").get_json()
    assert (state["counts"]["ok"], state["counts"]["failed"], state["left"]) == (4, 1, 0)
    page = page_at(client, f"{place}?verdict=failed")
    report = page.partition('<h2 id="report">')[2]
    assert "Lecture 3" in report
    assert "Lecture 0" not in report
    [call] = re.findall(r'href="(/history/[\w-]+)" translate="no">rename<', page)
    assert "ENTRY_ID_NOT_FOUND" in page_at(client, call)
    assert "No row fits." in page_at(client, f"{place}?text=nothing")
    following = posted(client, f"{place}/again", verdict="failed")
    assert run_of(client, following).total == 1
    posted(client, f"{following}/start")
    assert over(client, following).status == "done"
    assert len(upstream.requests) == 6
    posted(client, f"{place}/delete")
    assert client.get(place).status_code == 404
    assert "One run" not in page_at(client, "/runs")


def test_rows_are_left_out_before_it_begins(client: FlaskClient) -> None:
    desk = desk_of(client)
    given = [*rows(4), {"id": "0_1", "name": "twice"}]
    run = verbs.prepare(desk, Source(renaming(), "own/x"), "own", rows=given)
    place = f"/runs/rows/{run.id}"
    place = posted(client, f"{place}/narrow", by="doubles", column="id")
    place = posted(
        client, f"{place}/narrow", by="table", column="id", pasted="0_0, 0_9", keep="except"
    )
    place = posted(client, f"{place}/narrow", by="condition", where='row.name != "Lecture 2"')
    assert list(desk.parts.run_rows.chunk(run_of(client, place), 0)) == [given[1], given[3]]
    page = page_at(client, place)
    assert "Each id once. 1 of 5 rows left out." in page
    left_out = (
        r"Without rows whose id is in what was pasted \(\w+, 2 values\). 1 of 4 rows left out"
    )
    assert re.search(left_out, page)
    refused = post(client, f"{place}/narrow", {"by": "condition", "where": "row.x == 1"})
    assert (refused.status_code, error_of(refused)["field"]) == (400, "where")
    # The browser's Back leads to what it has become, which a press there is told of.
    for old in (run.id, run_of(client, place).plan.was[1]):
        back = client.get(f"/runs/rows/{old}", follow_redirects=True)
        assert (back.request.path, back.status_code) == (place, 200)
        assert "Rows were left out of this run: this is what it is now." in back.text
        pressed = post(client, f"/runs/rows/{old}/start", {}, json=False)
        assert (pressed.status_code, f'href="{place}"' in pressed.text) == (404, True)
    # What was refused has left nothing behind.
    assert len(desk.parts.row_runs.list(desk.workspace)) == 1


def test_rows_that_have_nothing_in_a_column_are_told_and_left_out(
    client: FlaskClient, upstream: Upstream
) -> None:
    desk = desk_of(client)
    reads = Step("look", Call("", "media", "get", (("x", "{{row.note}}"),), format="1"), each=ROW)
    workflow = replace(renaming(), steps=(*renaming().steps, reads))
    blank = {"name": "", "note": ""}
    given = [*rows(150), {"id": "0_a", **blank}, {"id": "0_b", **blank}, {"id": "0_c", "note": ""}]
    run = verbs.prepare(desk, Source(workflow, "own/x"), "own", rows=given)
    place = f"/runs/rows/{run.id}"
    page = page_at(client, place)
    assert "2 rows have nothing in name: it is empty in what is sent for them." in page
    assert "1 row has no name: nothing is sent for it." in page
    assert "nothing in note" not in page  # by which nothing is changed
    place = posted(client, f"{place}/narrow", by="empty", column="name")
    assert run_of(client, place).total == 150
    page = page_at(client, place)
    assert "Without rows that have nothing in name. 3 of 153 rows left out." in page
    assert "in what is sent for them" not in page
    rows_of = {"id": "0_a", "name": "", "tags": "{{row.name}}"}
    same = [("entryId", "{{row['id']}}"), ("x", "{{ row.name | trim }}"), ("y", "a {{row.name}}")]
    mild = [("entryId", "{{row.id or 1}}"), ("x", "{{row.name | default('x')}}")]
    for parameters, count in ((same, 1), (mild, 0)):
        step = Step("u", Call("", "media", "update", tuple(parameters), format="1"), each=ROW)
        for one, told in ((step, count), (replace(step, when="row.name"), 0)):
            other = replace(workflow, steps=(one,))
            made = verbs.prepare(desk, Source(other, "own/x"), "own", rows=[rows_of])
            assert page_at(client, f"/runs/rows/{made.id}").count("nothing in name") == told


def test_a_short_secret_of_a_row_hides_nothing_else(client: FlaskClient) -> None:
    parameters = (
        *(("entryId", "{{row.id}}"), ("pin", "{{row.password}}"), ("name", "{{row.name}}")),
        *(("code", "{{pin}}-{{row.name}}"), ("long", "x{{row.token}}")),
    )
    step = Step("u", Call("", "media", "update", parameters, format="1"), each=ROW)
    desk = desk_of(client)
    given = [{"id": "0_a1", "name": "Part 1 of 71", "password": "1", "token": "tok-77310"}]
    inputs = (Input("pin", "7", secret=True),)
    source = Source(Workflow("w", "W", inputs=inputs, steps=(step,)), "own/x")
    run = verbs.prepare(desk, source, "own", rows=given)
    page = page_at(client, f"/runs/rows/{run.id}")
    shown = dict(
        re.findall(
            r"<code translate=\"no\">(\w+)</code></dt><dd translate=\"no\">([^<]*)</dd>", page
        )
    )
    assert shown == {
        **{"entryId": "0_a1", "name": "Part 1 of 71"},
        **dict.fromkeys(("pin", "code", "long"), MASK),
    }


def test_a_list_alone_is_done_once_it_is_gathered(client: FlaskClient, upstream: Upstream) -> None:
    upstream.respond(http(b'{"objects": [{"id": "0_a"}, {"id": "0_b"}], "totalCount": 2}'))
    listing = Step("list", Call("", "media", "list", (), format="1"), pages=True)
    desk = desk_of(client)
    run = verbs.prepare(desk, Source(Workflow("w", "All", steps=(listing,)), "own/x"), "own")
    place = f"/runs/rows/{run.id}"
    done = over(client, place)
    assert (done.status, desk.parts.run_rows.counts(done)) == ("done", {"ok": 2})
    assert 'id="report"' in page_at(client, place)
    again = posted(client, f"{place}/again", verdict="ok")
    page = page_at(client, again)
    for asked in ("at_once", "per_second", "stop_after", "confirmed", "Run all"):
        assert asked not in page
    posted(client, f"{again}/start")
    assert over(client, again).status == "done"


def test_a_run_is_paused_with_all_others_and_cancelled(
    client: FlaskClient, upstream: Upstream
) -> None:
    upstream.respond(*[http(b"true")] * 5)
    desk = desk_of(client)
    run = verbs.prepare(desk, Source(renaming(), "own/x"), "own", rows=rows(50))
    place = f"/runs/rows/{run.id}"
    posted(client, f"{place}/start", per_second="2")
    assert "Pause all runs" in page_at(client, "/runs")
    posted(client, "/runs/pause-all")
    assert over(client, place).status == "paused"
    assert len(upstream.requests) < 6
    posted(client, f"{place}/want", what="cancel")
    assert over(client, place).status == "cancelled"
    assert re.search(r"the \d+ left", page_at(client, place))


def test_the_number_of_rows_is_typed_where_a_place_asks(client: FlaskClient) -> None:
    desk = desk_of(client)
    desk.parts.accounts.save(
        desk.workspace, name="Prod", region="own", partner_id="102", production=True
    )
    [step] = renaming().steps
    named = replace(step, call=replace(step.call, partner_id="102"))
    run = verbs.prepare(desk, Source(renaming().with_step(named), "own/x"), "own", rows=rows(4))
    place = f"/runs/rows/{run.id}"
    assert "to agree to 4 rows, type 4" in page_at(client, place)
    for typed in ("", "3", "four"):
        refused = post(client, f"{place}/start", {"confirmed": typed}, json=False)
        assert refused.status_code == (400 if typed == "four" else 409)
        assert run_of(client, place).status == "ready"


def test_steps_say_how_often_they_are_done(client: FlaskClient) -> None:
    item = kept(client)
    place = f"/workflows/own/{item}"
    posted(client, f"{place}/steps/rename/often", often="item", each="row.captions")
    step = workflows.opened(desk_of(client), item).workflow.steps[0]
    assert step.each == "row.captions"
    for each in ("", "row", "1 +"):
        fields = {"often": "item", "each": each}
        assert post(client, f"{place}/steps/rename/often", fields).status_code == 400
    posted(client, f"{place}/steps/rename/often", often="row")
    posted(client, f"{place}/where", where="row.status == 2")
    workflow = workflows.opened(desk_of(client), item).workflow
    assert (workflow.steps[0].each, workflow.where) == ("row", "row.status == 2")
    page = page_at(client, place)
    # An update is no list.
    assert "all pages of this list are the rows" not in page


def test_what_was_of_the_first_in_a_list_is_of_each_row(client: FlaskClient) -> None:
    taken = (Taking("entry", "$.objects[0].id"), Taking("count", "$.totalCount"))
    listing = Step("list", Call("", "media", "list"), takings=taken)
    name = "{{ entry | upper }} {{entryName}} {{count}}"
    update = Step("update", Call("", "media", "update", (("entryId", "{{entry}}"), ("name", name))))
    item = kept(client, Workflow("w", "W", steps=(listing, update)))
    place = f"/workflows/own/{item}"
    assert "all pages of this list are the rows" in page_at(client, place)
    posted(client, f"{place}/steps/list/often", often="rows")
    posted(client, f"{place}/steps/update/often", often="row")
    first, second = workflows.opened(desk_of(client), item).workflow.steps
    assert (first.pages, first.takings, second.each) == (True, (), "row")
    sends = dict(second.call.parameters)
    assert sends["entryId"] == "{{row.id}}"
    assert sends["name"] == "{{ row.id | upper }} {{entryName}} {{count}}"
    assert "once: all pages of this list are the rows" in page_at(client, place)


def test_a_report_is_looked_through_in_pages(client: FlaskClient) -> None:
    desk = desk_of(client)
    given = [{"id": f"0_{n}", "secret": "planted", "name": "x" * 500} for n in range(230)]
    run = verbs.prepare(desk, Source(renaming(), "own/x"), "own", rows=given)
    columns = telling_first(given[0], given)
    assert columns == ("id", "name", "secret")
    store, found, after = desk.parts.run_rows, [], -1
    while True:
        page = page_of(store, run, columns, verdict="left", after=after)
        found += [one.number for one in page.rows]
        if page.after is None:
            break
        assert len(page.rows) == PAGE
        after = page.after
    assert found == list(range(230))
    [row] = page_of(store, run, columns, text="0_229").rows
    shown = [value_shown(name, row.row[name]) for name in columns]
    assert shown == ["0_229", "x" * LONGEST + "… (of 500 characters)", "••••••••"]
    assert value_shown("id", None) == ""
    assert "planted" not in page_at(client, f"/runs/rows/{run.id}")


def test_what_is_anothers_is_not_found(client: FlaskClient) -> None:
    desk = desk_of(client)
    run = verbs.prepare(desk, Source(renaming(), "own/x"), "own", rows=rows(2))
    other = client.application.test_client()
    walked = 0
    for rule in client.application.url_map.iter_rules():
        if rule.arguments != {"run_id"} or not rule.endpoint.startswith("row_run"):
            continue
        path = rule.rule.replace("<run_id>", run.id)
        if "GET" in (rule.methods or ()):
            assert other.get(path).status_code == 404, path
        else:
            assert post(other, path, {"what": "cancel"}).status_code == 404, path
        walked += 1
    assert walked >= 7
    assert answer(client.get(f"/runs/rows/{run.id}/state"))["status"] == "ready"


def test_a_job_whose_rows_are_its_report_takes_no_others(client: FlaskClient) -> None:
    assert "Run for many rows" in page_at(client, "/workflows/jobs/Export_entries")
    page = page_at(client, "/runs/new?source=jobs/Export_entries")
    assert 'title="Sandbox (built in)"' in page  # the masthead's
    assert "are the rows, and the report" in page
    assert 'name="file"' not in page
    assert 'name="file"' in page_at(client, "/runs/new?source=jobs/Rename_entries")
