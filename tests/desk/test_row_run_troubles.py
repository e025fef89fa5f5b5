"""Runs over rows where something around them does not do its part: the disk, the engine, a KS."""

import os
import shutil
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from app.call.model import Call
from app.desk.desk import Desk
from app.desk.row_runs import carrying, pace, verbs
from app.desk.row_runs.dbos_engine import DbosEngine, engine_database
from app.desk.row_runs.pace import Pacing
from app.desk.row_runs.plan import ENDED, Pace
from app.desk.row_runs.working import working_of
from app.desk.running.beginning import Source
from app.pages.row_runs.page import facts
from app.sessions.found import FoundSession
from app.sessions.ks import ADMIN, Session, sign_v2
from tests.desk.row_run_workflows import OWN, by_threads, renaming, rows
from tests.desk.test_row_run_attacks import NO_KS, Api, begun, step
from tests.desk.test_row_run_attacks import api as api  # noqa: PLC0414 - fixtures
from tests.desk.test_row_run_attacks import desk as desk  # noqa: PLC0414
from tests.desk.test_row_run_attacks import environ as environ  # noqa: PLC0414
from tests.desk.test_row_run_attacks import upstream as upstream  # noqa: PLC0414
from tests.desk.test_row_runs import over
from tests.pages.test_unkept import SmallDisk
from tests.prepared import assembled_from


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root may mount a file system")
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield SmallDisk(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def small(environ: dict[str, str], disk: SmallDisk) -> Iterator[Desk]:
    url = f"sqlite:///{disk.folder / 'testme.sqlite'}"
    parts = by_threads(assembled_from({**environ, "TESTME_DATABASE_URL": url}))
    yield Desk(parts, OWN)
    disk.free()
    parts.close()


def test_a_full_disk_sends_nothing_and_loses_nothing(
    small: Desk, api: Api, disk: SmallDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "_BUSY_PAUSE", 0.05)
    monkeypatch.setattr(carrying, "TRY_PAUSE", 0.05)
    run = verbs.prepare(small, Source(renaming(), "own/x"), "own", rows=rows(120), pace=Pace(4))
    verbs.start(small, run)
    while len(api.seen) < 10:
        time.sleep(0.005)
    disk.fill()
    until, sent = time.monotonic() + 20, -1
    while len(api.seen) != sent and time.monotonic() < until:
        sent = len(api.seen)
        time.sleep(0.7)
    assert sent < 120
    # Nothing can be kept, and so the run itself does not tell of it.
    told = facts(small, small.parts.row_runs.get(OWN, run.id))
    assert (told["status"], told["trouble"]) == (
        "running",
        "The console's own database cannot be used: the disk is full. Nothing is changed until "
        "that is over.",
    )
    disk.free()
    now = over(small, run, within=60)
    if now.status == "paused":
        assert "the disk is full" in now.plan.trouble
        verbs.start(small, now)
        now = over(small, run, within=60)
    assert now.status == "done"
    assert sum(small.parts.run_rows.counts(run).values()) == 120
    assert set(api.calls("update").values()) == {1}
    assert facts(small, now)["trouble"] == ""
    # What was on its way when the disk was full may have lost its answer.
    assert small.parts.run_rows.counts(run).get("uncertain", 0) <= 4


def test_without_its_engine_s_database_runs_go_on_by_themselves(
    environ: dict[str, str], api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    parts = assembled_from(environ)
    try:
        parts.keeper._engine_of = partial(DbosEngine, database="sqlite:////nowhere/x.sqlite")
        parts.keeper.start(working_of(parts))
        desk = Desk(parts, OWN)
        assert over(desk, begun(desk, step("one", "approve"), count=5)).status == "done"
        assert len(api.seen) == 5
        assert "carried out by threads alone" in caplog.text
        assert "unable to open database file" in caplog.text
    finally:
        parts.close()


def test_the_engine_keeps_nothing_of_runs_that_are_over(desk: Desk, api: Api) -> None:
    database = engine_database(desk.parts.settings)
    desk.parts.keeper._engine_of = partial(DbosEngine, database=database)
    for _ in range(3):
        assert over(desk, begun(desk, step("one", "approve"), count=3)).status == "done"
        time.sleep(0.3)
    file = desk.parts.settings.data_dir / "engine.sqlite"
    with sqlite3.connect(file) as connection:
        found = connection.execute("SELECT count(*) FROM workflow_status").fetchone()
    connection.close()
    assert found == (1,)  # the last one, until the next begins


def test_a_ks_that_ends_is_renewed_once_for_all_rows_under_way(desk: Desk, api: Api) -> None:
    made: list[str] = []

    def started(_: dict[str, str]) -> bytes:
        ends = int(time.time()) + 86400 + len(made)
        made.append(sign_v2(Session(2, 7, ADMIN, ends, "me"), "a secret"))
        return f'"{made[-1]}"'.encode()

    def update(form: dict[str, str]) -> bytes:
        if len(made) == 1 and len(api.seen) > 10:
            time.sleep(0.1)
            return NO_KS
        return b"true" if form["ks"] == made[-1] else NO_KS

    api.answers = {"start": started, "update": update}
    given = (("secret", "a secret"), ("partnerId", "7"), ("type", "2"), ("userId", "me"))
    call = Call("own", "session", "start", given, format="1")
    assert desk.send(call, desk.place("own")).kept
    run = verbs.prepare(desk, Source(renaming(), "own/x"), "own", rows=rows(40), pace=Pace(8))
    verbs.start(desk, run)
    done = over(desk, run)
    assert (done.status, done.plan.trouble) == ("done", "")
    assert desk.parts.run_rows.counts(run) == {"ok": 40}
    assert len(made) == 2
    # The plan knows the one that took its place.
    assert done.plan.kept == desk.place("own").kept[0].id


def test_two_runs_in_one_region_share_what_it_takes(desk: Desk, api: Api) -> None:
    lock, now, most = threading.Lock(), 0, [0]

    def slow(_: dict[str, str]) -> bytes:
        nonlocal now
        with lock:
            now += 1
            most[0] = max(most[0], now)
        time.sleep(0.02)
        with lock:
            now -= 1
        return b"true"

    api.answers["approve"] = slow
    one, other = (begun(desk, step("one", "approve"), count=40, pace=Pace(8)) for _ in range(2))
    assert {over(desk, one).status, over(desk, other).status} == {"done"}
    assert most[0] <= 8
    assert Counter(api.calls("approve").values()) == {2: 40}


def test_a_region_that_is_too_busy_gets_fewer_calls_and_more_again() -> None:
    pacing = Pacing(8)
    for _ in range(3):
        pacing.answered(0.1, refused=True)
    assert pacing.allowed == 1
    for _ in range(200):
        pacing.answered(0.1, refused=False)
    assert pacing.allowed == 8
    for _ in range(3):
        pacing.answered(9.0, refused=False)  # ever slower
    assert pacing.allowed == 1


def test_a_process_that_ends_leaves_no_sign_of_itself_and_no_run_in_its_hands(
    desk: Desk, api: Api
) -> None:
    run = begun(desk, step("one", "approve"), count=200, pace=Pace(1, per_second=20))
    while len(api.seen) < 3:
        time.sleep(0.01)
    present = desk.parts.settings.data_dir / "present"
    assert [one.name for one in present.iterdir()] == [desk.parts.keeper.carrier]
    desk.parts.keeper.close(5)
    assert list(present.iterdir()) == []
    now = desk.parts.row_runs.get(OWN, run.id)
    assert (now.status, now.carrier) == ("running", "")
    done = sum(desk.parts.run_rows.counts(run).values())
    assert done == len(api.seen)


def test_a_run_with_a_ks_that_was_given_goes_on_with_a_session_of_the_same_partner(
    desk: Desk, api: Api
) -> None:
    given, other, again = (
        sign_v2(Session(2, partner, ADMIN, int(time.time()) + 3600 + n, "me"), "a secret")
        for n, partner in enumerate((7, 8, 7))
    )
    api.answers["update"] = lambda form: b"true" if form["ks"] == again else NO_KS
    run = verbs.prepare(desk, Source(renaming(), "own/x"), "own", rows=rows(3), ks=given)
    verbs.start(desk, run)
    assert over(desk, run).plan.trouble == ENDED
    for n, (ks, partner) in enumerate(((again, 7), (other, 8))):
        found = FoundSession(ks, ADMIN, partner, "me", None, None, "")
        desk.parts.jar.keep(OWN, "own", found, time.time() + n)
    verbs.start(desk, desk.parts.row_runs.get(OWN, run.id))
    assert over(desk, run).status == "done"
    assert {form["ks"] for _, form, _ in api.seen} == {given, again}
