"""Runs on a clock: when, the like of what, how many rows, and never two of one."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from app.desk.desk import Desk
from app.desk.row_runs import schedule, verbs
from app.desk.row_runs.plan import RowRun
from app.desk.running.beginning import Source
from app.errors import BadInput, NotFound
from app.storage.engine import writing
from app.storage.run_tables import row_runs, schedules
from tests.desk.row_run_workflows import OWN, renaming, rows
from tests.desk.test_row_runs import desk as desk  # noqa: PLC0414 - fixtures
from tests.desk.test_row_runs import over
from tests.desk.test_row_runs import upstream as upstream  # noqa: PLC0414
from tests.upstream import Upstream, http

AT = datetime(2026, 3, 27, 12, tzinfo=UTC).timestamp()


def test_the_next_times_are_those_of_the_zone_also_where_summer_begins() -> None:
    found = schedule.times("30 6 * * *", "Europe/Berlin", AT)
    assert [one.astimezone(UTC).isoformat() for one in found[:3]] == [
        "2026-03-28T05:30:00+00:00",
        "2026-03-29T04:30:00+00:00",
        "2026-03-30T04:30:00+00:00",
    ]
    assert len(found) == 5


@pytest.mark.parametrize(
    ("cron", "zone", "field"),
    [
        ("* * * * *", "UTC", "cron"),
        ("0 25 * * *", "UTC", "cron"),
        ("0 0 6 * * *", "UTC", "cron"),
        ("@daily", "UTC", "cron"),
        ("0 0 31 2 *", "UTC", "cron"),
        ("0 6 * * 1", "Moon/Sea", "zone"),
        ("0 6 * * 1", "../../etc/passwd", "zone"),
    ],
)
def test_what_is_no_time_is_said(cron: str, zone: str, field: str) -> None:
    with pytest.raises(BadInput) as fault:
        schedule.times(cron, zone, AT)
    assert fault.value.field == field


@pytest.fixture
def first(desk: Desk, upstream: Upstream) -> RowRun:
    upstream.respond(http(b"true"))
    return verbs.prepare(desk, Source(renaming(), "own/x"), "own", rows=rows(2))


def due(desk: Desk, one: schedule.Schedule, ago: float = 1.0) -> list[RowRun]:
    """The runs once it was due so many seconds ago."""
    with writing(desk.parts.engine) as connection:
        connection.execute(
            update(schedules).where(schedules.c.id == one.id).values(next_at=time.time() - ago)
        )
    schedule.begin_due(desk.parts)
    return list(desk.parts.row_runs.list(OWN))


def test_it_begins_the_like_and_never_overlaps_itself(
    desk: Desk, first: RowRun, upstream: Upstream
) -> None:
    made = schedule.add(desk, first, "0 6 * * *", "UTC", 5)
    run = due(desk, made)[0]
    assert run.id != first.id
    assert over(desk, run).status == "done"
    assert len(upstream.requests) == 2
    now = schedule.of(desk, first)[0]
    assert (now.last, now.said, now.next_at and now.next_at > time.time()) == (run.id, "", True)
    with writing(desk.parts.engine) as connection:
        # As if it went on still, in a process that is there.
        connection.execute(
            update(row_runs)
            .where(row_runs.c.id == run.id)
            .values(status="running", carrier="other", seen_at=time.time() + 60)
        )
    assert len(due(desk, made)) == 2
    assert schedule.of(desk)[0].said == "The run before was still under way."


def test_more_rows_than_were_agreed_to_wait_for_somebody(
    desk: Desk, first: RowRun, upstream: Upstream
) -> None:
    made = schedule.add(desk, first, "0 6 * * *", "UTC", 1)
    run = due(desk, made)[0]
    assert run.status == "paused"
    assert "2 rows; 1 were agreed to" in run.plan.trouble
    assert upstream.requests == []


def test_what_was_missed_is_not_made_up_for(desk: Desk, first: RowRun) -> None:
    made = schedule.add(desk, first, "0 6 * * *", "UTC", 5)
    assert len(due(desk, made, ago=7200)) == 1
    assert schedule.of(desk)[0].said == "No console was there at that time."
    schedule.remove(desk, made.id)
    with pytest.raises(NotFound):
        schedule.remove(desk, made.id)


def test_nobody_elses(desk: Desk, first: RowRun, tmp_path: Path) -> None:
    made = schedule.add(desk, first, "0 6 * * *", "UTC", 5)
    other = Desk(desk.parts, "another")
    assert schedule.of(other) == []
    with pytest.raises(NotFound):
        schedule.remove(other, made.id)
