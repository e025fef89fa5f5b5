"""Runs that begin by themselves: shown before they are kept, listed, taken away, gone with one."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Table, func, select, update

from app.desk.row_runs import schedule, verbs
from app.desk.row_runs.plan import RowRun
from app.desk.row_runs.store import MOST_KEPT
from app.desk.row_runs.working import working_of
from app.desk.running.beginning import Source
from app.people import workspaces
from app.storage.engine import reading, writing
from app.storage.run_tables import row_chunks, row_runs, schedules
from tests.desk.row_run_workflows import renaming, rows
from tests.pages.browse import post
from tests.pages.named import parts_of
from tests.pages.reading import error_of
from tests.pages.test_program_runs import desk_of
from tests.pages.test_programs import events
from tests.pages.test_row_runs import over, page_at, posted
from tests.upstream import Upstream, http


@pytest.fixture
def client(console: Flask) -> Iterator[FlaskClient]:
    parts = parts_of(console)
    parts.keeper.start(working_of(parts))
    yield console.test_client()
    parts.close()


def prepared(client: FlaskClient, partner: str = "", count: int = 2) -> RowRun:
    [step] = renaming().steps
    named = replace(step, call=replace(step.call, partner_id=partner or None))
    source = Source(renaming().with_step(named), "own/x")
    return verbs.prepare(desk_of(client), source, "own", rows=rows(count))


def due(client: FlaskClient) -> None:
    """The time of all of them has come."""
    parts = parts_of(client.application)
    with writing(parts.engine) as connection:
        connection.execute(update(schedules).values(next_at=time.time() - 1))
    schedule.begin_due(parts)


def count(client: FlaskClient, table: Table = schedules) -> int:
    with reading(parts_of(client.application).engine) as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_times_are_shown_kept_listed_and_taken_away(
    client: FlaskClient, upstream: Upstream
) -> None:
    upstream.respond(*[http(b"true")] * 2)
    run = prepared(client)
    place = f"/runs/rows/{run.id}"
    assert f'href="{place}/clock"' in page_at(client, place)
    assert "On a clock" not in page_at(client, "/runs")
    page = page_at(client, f"{place}/clock?cron=30+6+*+*+1&zone=Europe/Berlin&most=1,200")
    times = re.findall(r"<li>(Mon \d\d \w{3} \d{4}, 06:30 CES?T)</li>", page)
    assert len(times) == 5
    assert "<option>Africa/Abidjan</option>" in page
    assert "Keep it: 1,200 rows at most" in page
    assert 'name="confirmed"' not in page
    # What is shown first is something that can be kept.
    assert "Keep it: 2 rows at most" in page_at(client, f"{place}/clock")
    for given, field in (
        ({"cron": "* * * * *"}, "cron"),
        ({"zone": "Moon/Sea"}, "zone"),
        ({"most": "many"}, "most"),
        ({"most": "0"}, "most"),
    ):
        form = {"cron": "30 6 * * 1", "zone": "UTC", "most": "2", **given}
        refused = post(client, f"{place}/clock", form, json=False)
        assert refused.status_code == 400
        assert f'id="{field}-problem"' in refused.get_data(as_text=True)
        if given != {"most": "0"}:
            assert client.get(f"{place}/clock", query_string=form).status_code == 400
    assert count(client) == 0
    kept = posted(client, f"{place}/clock", cron="30 6 * * 1", zone="Europe/Berlin", most="2")
    assert kept == place
    for at, asks in ((place, "Take it off the clock?"), ("/runs", "Go on with that?")):
        page = page_at(client, at)
        assert "30 6 * * 1</code>" in page
        assert "2 rows at most" in page
        assert f'id="confirm-title">{asks}' in page
    due(client)
    newest = desk_of(client).parts.row_runs.list(run.workspace)[0]
    assert over(client, newest.id).status == "done"
    page = page_at(client, "/runs").partition('id="clocks"')[2]
    assert f'last <a href="/runs/rows/{newest.id}">' in page
    [one] = schedule.of(desk_of(client))
    other = client.application.test_client()
    desk_of(other)
    assert post(other, f"/runs/clock/{one.id}/remove", {}).status_code == 404
    posted(client, f"/runs/clock/{one.id}/remove")
    assert post(client, f"/runs/clock/{one.id}/remove", {}).status_code == 404
    assert "On a clock" not in page_at(client, "/runs")


def test_the_number_typed_is_the_consent_of_each_time_for_that_account(
    client: FlaskClient, upstream: Upstream
) -> None:
    run = prepared(client, "102")
    desk = desk_of(client)
    for name, partner in (("Prod", "102"), ("Other", "103")):
        desk.parts.accounts.save(
            desk.workspace, name=name, region="own", partner_id=partner, production=True
        )
    place = f"/runs/rows/{run.id}/clock"
    assert "to agree to 2 rows at most each time, type 2" in page_at(client, place)
    form = {"cron": "0 6 * * 1", "zone": "UTC", "most": "2"}
    for typed in ("", "3"):
        refused = post(client, place, {**form, "confirmed": typed})
        assert (refused.status_code, error_of(refused)["field"]) == (409, "confirmed")
    posted(client, place, **form, confirmed="2")
    assert [one.what for one in events(client.application, "guarded call")] == [
        "a run on a clock, Rename, 0 6 * * 1 UTC, 2 rows at most, "
        "in Prod, which is marked as production"
    ]
    upstream.respond(*[http(b"true")] * 2)
    due(client)
    first = desk.parts.row_runs.list(desk.workspace)[0]
    assert over(client, first.id).status == "done"
    assert len(upstream.requests) == 2
    # The consent was for Prod: what is another's by now waits.
    with writing(desk.parts.engine) as connection:
        connection.execute(update(schedules).values(agreed_for="103"))
    due(client)
    second = desk.parts.row_runs.list(desk.workspace)[0]
    assert second.id != first.id
    assert second.status == "paused"
    assert "Prod, which is marked as production" in second.plan.trouble
    assert len(upstream.requests) == 2
    assert second.plan.trouble in page_at(client, "/runs")


def test_whose_account_it_will_be_has_to_be_known(client: FlaskClient) -> None:
    run = prepared(client)
    desk = desk_of(client)
    guarded = replace(desk.parts.regions["own"], guard=True)
    desk.parts.regions["own"] = guarded  # type: ignore[index]
    page = client.get(f"/runs/rows/{run.id}/clock")
    assert page.status_code == 400
    assert "choose an account" in page.get_data(as_text=True)
    form = {"cron": "0 6 * * 1", "zone": "UTC", "most": "2", "confirmed": "2"}
    assert post(client, f"/runs/rows/{run.id}/clock", form).status_code == 400


def test_they_go_with_their_run_and_with_the_workspace(client: FlaskClient) -> None:
    first, second = prepared(client), prepared(client)
    for one in (first, second):
        posted(client, f"/runs/rows/{one.id}/clock", cron="0 6 * * 1", zone="UTC", most="2")
    posted(client, f"/runs/rows/{first.id}/delete")
    assert count(client) == 1
    page = page_at(client, "/you/space")
    assert '<td>Runs on a clock</td><td class="number">1</td>' in page
    post(client, "/you/space/clear", {"sure": "1"}, json=False)
    assert (count(client), count(client, row_runs), count(client, row_chunks)) == (0, 0, 0)
    posted(
        client, f"/runs/rows/{prepared(client).id}/clock", cron="0 6 * * 1", zone="UTC", most="2"
    )
    with writing(parts_of(client.application).engine) as connection:
        workspaces.remove(connection, desk_of(client).workspace)
    assert (count(client), count(client, row_runs)) == (0, 0)


def test_what_begins_again_and_again_does_not_push_out_what_it_is_like(client: FlaskClient) -> None:
    run = prepared(client, count=1)
    desk = desk_of(client)
    posted(client, f"/runs/rows/{run.id}/clock", cron="0 6 * * 1", zone="UTC", most="2")
    verbs.want(desk, run, "cancel")
    for _ in range(MOST_KEPT):
        verbs.want(desk, prepared(client, count=1), "cancel")
    assert desk.parts.row_runs.get(desk.workspace, run.id)
    assert count(client, row_runs) == MOST_KEPT + 1
