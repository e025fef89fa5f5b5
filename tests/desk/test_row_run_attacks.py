"""What would make a run over rows do something twice, or pass something over: each as a test."""

import json
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.call.model import Call
from app.desk.desk import Desk
from app.desk.row_runs import carrying, one_row, pace, verbs
from app.desk.row_runs.again import made_again
from app.desk.row_runs.lines import lines
from app.desk.row_runs.plan import ENDED, Pace, RowRun
from app.desk.row_runs.report import as_file
from app.desk.row_runs.working import working_of
from app.desk.running.beginning import Source
from app.errors import Conflict
from app.history.records import Mark
from app.people.audit import Who
from app.people.roles import Role
from app.sessions.found import FoundSession
from app.workflows.model import ROW, Step, Taking, Workflow
from tests.desk.row_run_workflows import OWN, by_threads, renaming, rows
from tests.desk.test_row_runs import over
from tests.history.test_writer import locked
from tests.pages.own_servers import regions_file
from tests.prepared import assembled_from
from tests.upstream import Received, Upstream, http

NO_KS = b'{"objectType":"KalturaAPIException","code":"INVALID_KS","message":"expired"}'


class Api:
    """An endpoint of which each test says what it answers, by the action that is called."""

    def __init__(self, upstream: Upstream) -> None:
        self.upstream = upstream
        self.answers: dict[str, Callable[[dict[str, str]], bytes]] = {}
        self.seen: list[tuple[str, dict[str, str], float]] = []
        upstream.respond(self._answer)

    def _answer(self, received: Received, connection: socket.socket) -> None:
        action = received.path.rpartition("/")[2]
        form = dict(received.form)
        self.seen.append((action, form, time.monotonic()))
        said = self.answers[action](form) if action in self.answers else b"true"
        whole = said if said.startswith(b"HTTP") else http(said, "Connection: close")
        connection.sendall(whole)

    def calls(self, *actions: str) -> Counter[tuple[str, str]]:
        return Counter(
            (action, form.get("id") or form.get("entryId", ""))
            for action, form, _ in self.seen
            if action in actions
        )


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as server:
        yield server


@pytest.fixture
def api(upstream: Upstream) -> Api:
    return Api(upstream)


@pytest.fixture
def environ(tmp_path: Path, upstream: Upstream) -> dict[str, str]:
    return {
        "TESTME_DATA_DIR": str(tmp_path / "own"),
        "TESTME_REGIONS_FILE": str(regions_file(tmp_path, {"own": upstream.url})),
        "TESTME_READ_TIMEOUT": "2",
        "TESTME_HISTORY_ANSWER_KB": "1",
    }


@pytest.fixture
def desk(environ: dict[str, str]) -> Iterator[Desk]:
    parts = by_threads(assembled_from(environ))
    yield Desk(parts, OWN)
    parts.close()


def step(name: str, action: str, service: str = "media", /, **more: object) -> Step:
    parameters = more.pop("parameters", (("id", "{{row.id}}"),))
    call = Call("", service, action, parameters, format="1")  # type: ignore[arg-type]
    return Step(name, call, **{"each": ROW, **more})  # type: ignore[arg-type]


def begun(desk: Desk, *steps: Step, count: int = 1, pace: Pace = Pace()) -> RowRun:  # noqa: B008
    workflow = Workflow("w", "Attack", steps=steps)
    run = verbs.prepare(desk, Source(workflow, "own/x"), "own", rows=rows(count), pace=pace)
    return verbs.start(desk, run)


def pauses(desk: Desk) -> None:
    for one in desk.parts.row_runs.list(OWN):
        if one.status == "running":
            verbs.want(desk, one, "pause")
    time.sleep(0.6)  # until it is heard


def gone_on(desk: Desk, run: RowRun) -> RowRun:
    paused = over(desk, run, status="paused")
    verbs.start(desk, paused)
    return over(desk, run)


@pytest.mark.parametrize("padding", [10, 3000], ids=["kept", "cut"])
def test_an_inner_list_that_shrinks_is_gone_through_to_its_end(
    desk: Desk, api: Api, padding: int
) -> None:
    """Also where history does not have the list whole, and it is asked for again."""
    there = [f"1_{n}" for n in range(5)]

    def listed(_: dict[str, str]) -> bytes:
        objects = [{"id": one, "label": "x" * padding} for one in there]
        return json.dumps({"objects": objects}).encode()

    def deleted(form: dict[str, str]) -> bytes:
        there.remove(form["id"])
        if len(there) == 3:
            pauses(desk)
        return b"true"

    api.answers = {"list": listed, "delete": deleted}
    run = begun(
        desk,
        step("find", "list", takings=(Taking("found", "$.objects"),)),
        step("drop", "delete", each="found", parameters=(("id", "{{item.id}}"),)),
    )
    done = gone_on(desk, run)
    assert (done.status, there) == ("done", [])
    assert set(api.calls("delete").values()) == {1}
    assert desk.parts.run_rows.counts(run) == {"ok": 1}


def test_what_a_row_was_asked_for_stays_so_once_something_of_it_was_changed(
    desk: Desk, api: Api
) -> None:
    state = {"status": 1}

    def first(_: dict[str, str]) -> bytes:
        state["status"] = 2
        pauses(desk)
        return b"true"

    api.answers = {"get": lambda _: json.dumps(state).encode(), "approve": first}
    run = begun(
        desk,
        step("look", "get", takings=(Taking("status", "$.status"),)),
        step("one", "approve", when="status == 1"),
        step("two", "reject", when="status == 1"),
    )
    assert gone_on(desk, run).status == "done"
    assert api.calls("get", "approve", "reject") == {
        ("get", "0_0"): 1,
        ("approve", "0_0"): 1,
        ("reject", "0_0"): 1,
    }


def test_a_process_that_lost_a_run_makes_no_call_of_it(desk: Desk, api: Api) -> None:
    store = desk.parts.row_runs
    run = verbs.prepare(desk, Source(renaming(), "own/x"), "own", rows=rows(1))
    store.change(run, status="running", carrier="")
    held = store.claim(run.id, "one")
    assert held is not None
    place = desk.place("own")
    call = Call("own", "media", "delete", (("entryId", "0_0"),), format="1")
    desk.begin(call, place, mark=Mark(run.id, 0, "x", "one")).finish  # noqa: B018 - it only begins
    taken = store.claim(run.id, "two", gone=["one"])
    assert taken is not None
    before = len(api.seen)
    for one in (call, Call("own", "media", "get", (("entryId", "0_0"),), format="1")):
        sending = desk.begin(one, place, mark=Mark(run.id, 0, "y", "one"))
        with pytest.raises(Conflict):
            list(sending.steps())
    assert len(api.seen) == before
    with pytest.raises(Conflict):
        store.change(held, status="paused", held_by="one")
    with pytest.raises(Conflict):
        desk.parts.run_rows.add(held, [{"id": "other"}])
    assert desk.parts.run_rows.chunk(run, 0) == rows(1)


@pytest.mark.parametrize("waits", [True, False])
def test_what_cannot_be_written_down_does_not_leave_and_is_not_held_for_sent(
    desk: Desk, api: Api, monkeypatch: pytest.MonkeyPatch, waits: bool
) -> None:
    monkeypatch.setattr(one_row, "MOST_TRIES", 9 if waits else 0)
    monkeypatch.setattr(pace, "_BUSY_PAUSE", 0.1)
    monkeypatch.setattr(carrying, "TRY_PAUSE", 0.1)
    run = verbs.prepare(desk, Source(renaming(), "own/x"), "own", rows=rows(30), pace=Pace(4))
    verbs.start(desk, run)
    while len(api.seen) < 5:
        time.sleep(0.005)
    with locked(desk.parts.engine, 30):
        time.sleep(1.5)
        during = len(api.seen)
        time.sleep(1)
        assert len(api.seen) == during
    if not waits:
        paused = over(desk, run, status="paused", within=40)
        assert paused.plan.trouble.startswith("Nothing was sent: ")
        verbs.start(desk, paused)
    assert over(desk, run, within=40).status == "done"
    assert desk.parts.run_rows.counts(run) == {"ok": 30}
    assert api.calls("update") == {("update", f"0_{n}"): 1 for n in range(30)}


def kept(desk: Desk, ks: str, partner: int = 7) -> str:
    found = FoundSession(ks, 2, partner, "me", None, None, "")
    return desk.parts.jar.keep(OWN, "own", found, time.time()).id


def test_a_ks_that_ends_pauses_the_run_instead_of_failing_its_rows(desk: Desk, api: Api) -> None:
    kept(desk, "first-ks")
    other = desk.place("own").chosen
    living = {"first-ks"}
    api.answers["update"] = lambda form: b"true" if form["ks"] in living else NO_KS

    def ends(form: dict[str, str]) -> bytes:
        if len(api.seen) > 10:
            living.clear()
        return b"true" if form["ks"] in living else NO_KS

    api.answers["update"] = ends
    run = verbs.prepare(desk, Source(renaming(), "own/x"), "own", rows=rows(30), pace=Pace(4))
    assert other
    assert run.plan.kept == other.id
    verbs.start(desk, run)
    paused = over(desk, run)
    assert (paused.status, paused.plan.trouble) == ("paused", ENDED)
    assert set(desk.parts.run_rows.counts(run)) == {"ok"}
    # Another account's KS, which the region uses now, is not for this run.
    kept(desk, "others-ks", partner=8)
    living.add("others-ks")
    verbs.start(desk, paused)
    assert over(desk, run).plan.trouble == ENDED
    kept(desk, "second-ks")
    living.add("second-ks")
    api.answers["update"] = lambda form: b"true" if form["ks"] in living else NO_KS
    verbs.start(desk, desk.parts.row_runs.get(OWN, run.id))
    assert over(desk, run).status == "done"
    assert desk.parts.run_rows.counts(run) == {"ok": 30}
    assert "others-ks" not in {form.get("ks") for _, form, _ in api.seen}


def test_a_cancelled_run_s_half_done_row_is_not_among_the_untouched(desk: Desk, api: Api) -> None:
    def first(form: dict[str, str]) -> bytes:
        if form["id"] == "0_1":
            pauses(desk)
        return b"true"

    api.answers["approve"] = first
    run = begun(desk, step("one", "approve"), step("two", "reject"), count=4, pace=Pace(1))
    paused = over(desk, run, status="paused")
    again = made_again(desk, paused, ["left"])
    assert desk.parts.run_rows.chunk(again, 0) == rows(4)[2:]
    verbs.want(desk, paused, "cancel")
    assert [
        one.verdict for one in lines(desk.parts.run_rows, desk.parts.row_runs.get(OWN, run.id))
    ] == [*("ok", "uncertain", "left", "left")]


def test_a_pause_is_heeded_in_a_long_wait_and_calls_are_counted_one_by_one(
    desk: Desk, api: Api
) -> None:
    run = begun(
        desk, step("one", "approve"), step("two", "reject"), count=30, pace=Pace(8, per_second=20)
    )
    while not api.seen:
        time.sleep(0.01)
    time.sleep(1.2)
    times = [at for _, _, at in api.seen]
    assert 10 < len([at for at in times if at < times[0] + 1]) <= 22
    api.answers = dict.fromkeys(
        ("approve", "reject"), lambda _: http(b"no", status="429 Too Many Requests")
    )
    time.sleep(1.5)
    before = time.monotonic()
    verbs.want(desk, desk.parts.row_runs.get(OWN, run.id), "pause")
    over(desk, run, status="paused", within=3)
    assert time.monotonic() - before < 1
    api.answers = {}
    assert gone_on(desk, run).status == "done"
    assert desk.parts.run_rows.counts(run) == {"ok": 30}


def test_what_was_done_before_the_rows_and_lost_its_answer_is_not_done_again(
    desk: Desk, api: Api
) -> None:
    api.answers["approve"] = lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"
    head = step("head", "approve", each="", parameters=(("id", "0_9"),))
    run = begun(desk, head, step("one", "update"), count=2)
    paused = over(desk, run)
    assert paused.status == "paused"
    assert "To go on takes it as done" in paused.plan.trouble
    verbs.start(desk, paused)
    assert over(desk, run).status == "done"
    assert api.calls("approve") == {("approve", "0_9"): 1}
    assert desk.parts.run_rows.counts(run) == {"ok": 2}


def test_secrets_that_a_row_has_or_takes_are_shown_and_stored_nowhere(
    desk: Desk, api: Api, tmp_path: Path
) -> None:
    secret, taken = "planted-Secret-77120", "planted-Taken-99231"

    def get(_: dict[str, str]) -> bytes:
        return json.dumps({"adminSecret": taken, "id": "0_0"}).encode()

    def first(_: dict[str, str]) -> bytes:
        pauses(desk)
        return b"true"

    api.answers = {"get": get, "approve": first}
    workflow = Workflow(
        "w",
        "Attack",
        steps=(
            step("look", "get", takings=(Taking("got", "$.adminSecret"),)),
            step("one", "approve", parameters=(("id", "{{row.password}}"), ("x", "{{got}}"))),
            step("two", "reject", parameters=(("id", "{{row.password}}"), ("x", "{{got}}"))),
        ),
    )
    given = [{"id": "0_0", "password": secret}]
    run = verbs.prepare(desk, Source(workflow, "own/x"), "own", rows=given)
    verbs.start(desk, run)
    done = gone_on(desk, run)
    assert done.status == "done"
    assert {form["x"] for action, form, _ in api.seen if action in {"approve", "reject"}} == {taken}
    shown = b"".join(as_file(desk, done, "jsonl")).decode()
    assert '"got": "•' in shown
    assert secret not in shown
    assert taken not in shown
    desk.parts.history.close()
    stored = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    assert secret.encode() not in stored
    assert taken.encode() not in stored


def test_whoever_may_no_more_is_heeded_while_the_run_goes_on(
    environ: dict[str, str], api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.desk.row_runs.surroundings._WHO", 0.1)
    parts = assembled_from({**environ, "TESTME_AUTH": "people"})
    try:
        person = parts.people.add("ada", "a long enough password", Role.CHANGE)
        desk = Desk(parts, OWN, Role.CHANGE, Who("ada"))
        parts.keeper.start(working_of(parts))
        run = begun(desk, step("one", "approve"), count=200, pace=Pace(2, per_second=50))
        while len(api.seen) < 3:
            time.sleep(0.01)
        parts.people.set_role(person, Role.CALL)
        paused = over(desk, run)
        assert paused.status == "paused"
        assert "Your role here is 'call'" in paused.plan.trouble
        assert 1 < len(api.seen) < 100
    finally:
        parts.close()


def test_one_workspace_sees_nothing_of_another_s_run(desk: Desk, api: Api) -> None:
    run = begun(desk, step("one", "approve"), count=2)
    over(desk, run)
    outcome = desk.parts.run_rows.one(run, 0)
    assert outcome
    other = Desk(desk.parts, "another")
    assert other.still(outcome.steps[0].call_id) is None
    assert desk.still(outcome.steps[0].call_id) is not None
    assert other.parts.row_runs.list("another") == []
