"""Runs over rows on a bad day: nothing gets through, and that is no row's doing."""

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.call.model import Call
from app.desk.desk import Desk
from app.desk.row_runs import narrowing, pace, verbs
from app.desk.row_runs.lines import lines
from app.desk.row_runs.obstacles import ENOUGH
from app.desk.row_runs.plan import (
    ENDED,
    ENDED_ANEW,
    KS_NOT_SEEN,
    WITHOUT_KS,
    Pace,
    Plan,
    dump,
    load,
)
from app.desk.row_runs.session import refused
from app.desk.running.beginning import Source
from app.errors import BadInput
from app.sessions.ks import ADMIN, Session, read, sign_v2
from app.workflows.model import Step, Workflow
from tests.desk.row_run_workflows import OWN, by_threads, renaming, rows
from tests.desk.test_row_run_attacks import Api, begun, kept, step
from tests.desk.test_row_run_attacks import api as api  # noqa: PLC0414 - fixtures
from tests.desk.test_row_run_attacks import desk as desk  # noqa: PLC0414
from tests.desk.test_row_run_attacks import environ as environ  # noqa: PLC0414
from tests.desk.test_row_run_attacks import upstream as upstream  # noqa: PLC0414
from tests.desk.test_row_runs import over
from tests.pages.own_servers import regions_file, url_of_nobody
from tests.prepared import assembled_from
from tests.upstream import Upstream, http

LISTING = Step("list", Call("", "media", "list", (), format="1"), pages=True)


def error(code: str) -> bytes:
    said = {"objectType": "KalturaAPIException", "code": code, "message": f"Told {code}"}
    return json.dumps(said).encode()


@pytest.fixture
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Its one server is not there, and is waited for not as long as it is."""
    monkeypatch.setattr(pace, "_BUSY_PAUSE", 0.02)
    environ = {
        "TESTME_DATA_DIR": str(tmp_path / "own"),
        "TESTME_REGIONS_FILE": str(regions_file(tmp_path, {"own": url_of_nobody()})),
    }
    parts = by_threads(assembled_from(environ))
    yield Desk(parts, OWN)
    parts.close()


def back_again(desk: Desk) -> Upstream:
    region = desk.parts.regions.get("own")
    assert region
    server = Upstream()
    server._listener.close()
    server._listener = socket.create_server(("127.0.0.1", urlsplit(region.url).port or 0))
    return server


@pytest.mark.parametrize("ends", ["goes on", "cancelled"])
def test_a_server_that_is_away_pauses_the_run_and_leaves_its_rows(away: Desk, ends: str) -> None:
    run = begun(away, step("one", "approve"), step("two", "reject"), count=30, pace=Pace(4))
    paused = over(away, run)
    assert paused.status == "paused"
    assert paused.plan.trouble.startswith("Nothing gets through: http://127.0.0.1:")
    assert "takes no connections (Connection refused)" in paused.plan.trouble
    assert away.parts.run_rows.counts(run) == {}
    if ends == "cancelled":
        verbs.want(away, paused, "cancel")
        assert {one.verdict for one in lines(away.parts.run_rows, over(away, run))} == {"left"}
        return
    with back_again(away) as server:
        server.respond(http(b"true"))
        verbs.start(away, paused)
        assert over(away, run).status == "done"
        assert away.parts.run_rows.counts(run) == {"ok": 30}
        assert len(server.requests) == 60


def test_a_server_that_is_away_for_a_moment_is_waited_for(
    away: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "_BUSY_PAUSE", 0.3)
    run = begun(away, step("one", "approve"), count=3)
    time.sleep(0.5)
    with back_again(away) as server:
        server.respond(http(b"true"))
        assert over(away, run).status == "done"
        assert away.parts.run_rows.counts(run) == {"ok": 3}


@pytest.mark.parametrize(
    ("answer", "said", "came"),
    [
        (error("SERVICE_FORBIDDEN"), "SERVICE_FORBIDDEN: Told", {}),
        (error("INVALID_PARTNER_ID"), "INVALID_PARTNER_ID: Told", {}),
        (http(b"no", status="403 Forbidden"), "403: The endpoint answered 403 Forbidden", {}),
        (http(b"no", status="407 Who Are You"), "407: The endpoint answered 407", {}),
        (b"<html>Sign in first</html>", "is a page of HTML", {"uncertain": ENOUGH}),
        (http(b"no", status="502 Bad Gateway"), "502: The endpoint", {"uncertain": ENOUGH}),
    ],
)
def test_what_is_no_row_s_doing_pauses_the_run_and_is_done_again(
    desk: Desk,
    api: Api,
    answer: bytes,
    said: str,
    came: dict[str, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """But for what may have been carried out."""
    monkeypatch.setattr(pace, "_FIRST_PAUSE", 0.01)
    api.answers["approve"] = lambda _: answer if len(api.seen) > 10 else b"true"
    run = begun(desk, step("one", "approve"), count=60, pace=Pace(1))
    paused = over(desk, run)
    assert paused.status == "paused"
    assert paused.plan.trouble.startswith("Nothing gets through: 5 rows in a row came to")
    assert said in paused.plan.trouble
    assert desk.parts.run_rows.counts(run) == {"ok": 10, **came}
    assert len(api.seen) == 10 + ENOUGH
    api.answers = {}
    verbs.start(desk, paused)
    assert over(desk, run).status == "done"
    counts = {"ok": 60 - sum(came.values()), **came}
    assert desk.parts.run_rows.counts(run) == counts


def test_rows_that_come_to_the_same_again_and_again_are_failures_at_last(
    desk: Desk, api: Api
) -> None:
    """As where something on the way dislikes what is in them."""
    api.answers["approve"] = lambda _: http(b"no", status="403 Forbidden")
    run = begun(desk, step("one", "approve"), count=12, pace=Pace(1))
    paused = over(desk, run)
    assert desk.parts.run_rows.counts(run) == {}
    verbs.start(desk, paused)
    assert over(desk, run).status == "paused"
    assert desk.parts.run_rows.counts(run) == {"failed": ENOUGH}


def test_now_and_then_one_that_is_refused_is_a_failure_and_stops_nothing(
    desk: Desk, api: Api
) -> None:
    api.answers["approve"] = lambda form: (
        error("SERVICE_FORBIDDEN") if form["id"].endswith(("3", "4", "5", "6")) else b"true"
    )
    run = begun(desk, step("one", "approve"), count=100, pace=Pace(1))
    assert over(desk, run).status == "done"
    assert desk.parts.run_rows.counts(run) == {"ok": 60, "failed": 40}


def test_sessions_of_the_accounts_of_its_steps_are_started(desk: Desk, api: Api) -> None:
    """As nobody is there to start them where a program or a clock begins it."""
    save = desk.parts.accounts.save
    own, other = (
        save(OWN, name=name, region="own", partner_id=name, admin_secret=f"{name} secret").id
        for name in ("7", "8")
    )

    def started(form: dict[str, str]) -> bytes:
        ends = int(time.time()) + 3600
        ks = sign_v2(Session(2, int(form["partnerId"]), ADMIN, ends, ""), form["secret"])
        return json.dumps(ks).encode()

    api.answers["start"] = started
    run = begun(desk, step("a", "approve", account=own), step("b", "reject", account=other))
    assert over(desk, run).status == "done"
    partners = [read(form["ks"]).partner_id for action, form, _ in api.seen if action != "start"]
    assert partners == [7, 8]


def test_a_list_is_asked_for_again_while_its_server_is_in_trouble(
    desk: Desk, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "_BUSY_PAUSE", 0.02)
    page = b'{"objects": [{"id": "0_a"}, {"id": "0_b"}], "totalCount": 2}'
    answers = [http(b"", status="502 Bad Gateway"), b"HTTP/1.1 200 OK\r\n", page]
    api.answers["list"] = lambda _: answers[min(len(api.seen), len(answers)) - 1]
    workflow = Workflow("w", "All", steps=(LISTING, *renaming().steps), where='row.id != "0_a"')
    run = verbs.prepare(desk, Source(workflow, "own/x"), "own")
    ready = over(desk, run, status="ready")
    assert desk.parts.run_rows.chunk(ready, 0) == [{"id": "0_b"}]
    assert len(api.seen) == 3


def test_a_condition_that_takes_long_ends(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narrowing, "SECONDS", 0.0)
    run = verbs.prepare(desk, Source(renaming(), "own/x"), "own", rows=rows(3))
    with pytest.raises(BadInput, match="takes too long"):
        narrowing.by_condition(desk, run, "row.name|length > 1")
    assert desk.parts.row_runs.get(OWN, run.id).total == 3


@pytest.mark.parametrize("wrong", [1e-9, -1.0, 1000.5, float("inf"), float("nan")])
def test_a_pace_at_which_nothing_would_come_to_an_end_is_refused(wrong: float) -> None:
    with pytest.raises(BadInput, match="to 1000 calls a second, or 0 for no limit"):
        Pace(per_second=wrong)
    assert Pace(per_second=0.01).per_second == 0.01
    # Runs that were kept with one can be read.
    slow = {"at_once": 4, "per_second": 1e-9}
    dumped = {**dump(Plan(renaming(), "own/x", "own")), "pace": slow}
    assert load(dumped).pace == Pace(per_second=0.01)


def test_why_a_ks_is_no_good_is_told_as_it_is(desk: Desk, api: Api) -> None:
    kept(desk, "sent-ks")
    sent = []

    def update(form: dict[str, str]) -> bytes:
        sent.append(form["ks"])
        return error("MISSING_KS")

    api.answers["update"] = update
    run = verbs.prepare(desk, Source(renaming(), "own/x"), "own", rows=rows(3), pace=Pace(1))
    verbs.start(desk, run)
    assert over(desk, run).plan.trouble == KS_NOT_SEEN
    assert sent == ["sent-ks"]
    # Of one that nobody can renew, and of one that was renewed for nothing.
    assert refused("INVALID_KS", "sent-ks", anew=False).sentence == ENDED
    assert refused("INVALID_KS", "sent-ks", anew=True).sentence == ENDED_ANEW


def test_a_secret_that_rows_are_compared_with_is_not_shown(desk: Desk) -> None:
    made = [{"id": "0_a", "password": "planted"}, {"id": "0_b", "password": "another"}]
    run = verbs.prepare(desk, Source(renaming(), "own/x"), "own", rows=made)
    fewer = narrowing.by_condition(desk, run, "row.password != 'planted' and row.id != 7")
    [note] = fewer.plan.notes
    assert note.startswith("Only rows for which row.password != •")
    assert "planted" not in note
    assert "7" not in note
    again = narrowing.by_condition(desk, fewer, "row.id == '0_b'")
    assert "row.id == '0_b'" in again.plan.notes[1]


def test_a_run_without_a_ks_pauses_at_its_first_row_and_goes_on_with_a_session(
    desk: Desk, api: Api
) -> None:
    api.answers["update"] = lambda form: b"true" if form.get("ks") else error("MISSING_KS")
    run = verbs.prepare(desk, Source(renaming(), "own/x"), "own", rows=rows(20), pace=Pace(1))
    verbs.start(desk, run)
    paused = over(desk, run)
    assert (paused.status, paused.plan.trouble) == ("paused", WITHOUT_KS)
    assert len(api.seen) == 1
    first = kept(desk, "first-ks")
    verbs.start(desk, paused)
    done = over(desk, run)
    assert (done.status, done.plan.kept) == ("done", first)
    assert desk.parts.run_rows.counts(run) == {"ok": 20}
