"""Workflows run against a real server: what is carried on, checked and tried again, and the end."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.call.model import Call, Object
from app.desk.desk import Desk
from app.desk.running.run import Run, begin
from app.desk.running.step import advancing, stepping
from app.desk.saved.exporting import by_names
from app.desk.saved.from_calls import of_calls
from app.desk.saved.placing import placed
from app.errors import BadInput
from app.sessions.found import FoundSession
from app.waits import drive
from app.workflows.model import Check, Input, OnError, Step, Taking, Workflow
from tests.pages.own_servers import regions_file
from tests.prepared import assembled_from
from tests.upstream import Upstream, http

OWN = "w"


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as server:
        yield server


@pytest.fixture
def desk(tmp_path: Path, upstream: Upstream) -> Iterator[Desk]:
    regions = regions_file(tmp_path, {"own": upstream.url})
    environ = {"TESTME_DATA_DIR": str(tmp_path / "own"), "TESTME_REGIONS_FILE": str(regions)}
    parts = assembled_from(environ)
    yield Desk(parts, OWN)
    parts.close()


def step(
    name: str, service: str, action: str, *parameters: tuple[str, str], **more: object
) -> Step:
    return Step(name, Call("", service, action, parameters, format="1"), **more)  # type: ignore[arg-type]


def run_of(*steps: Step, inputs: tuple[Input, ...] = (), **given: str) -> Run:
    return begin(Workflow("w", "W", "", inputs, steps), "own/x", "own", given=given)


def through(desk: Desk, run: Run) -> Run:
    """Run to its end, without pauses."""
    while run.next:
        outcome = drive(stepping(desk, run))
        desk.parts.runs.save(OWN, run)
        assert desk.parts.runs.get(OWN, run.id) == run
        run = run.after(outcome)
    return run


def test_a_value_is_taken_checked_and_carried_on(desk: Desk, upstream: Upstream) -> None:
    upstream.respond(
        http(json.dumps({"objects": [{"id": "0_a", "n": 3}], "totalCount": 1}).encode()),
        http(b'{"id": "0_a", "objectType": "KalturaMediaEntry"}'),
    )
    first = step(
        *("list", "media", "list"),
        takings=(Taking("entryId", "$.objects[0].id"), Taking("ids", "$.objects[*].id")),
        checks=(
            Check("value", ">", "{{least}}", "$.objects[0].n"),
            Check("count", "==", "1", "$.objects"),
            Check("time", "<", "60000"),
            Check("text", "contains", "totalCount"),
        ),
    )
    done = through(
        desk,
        run_of(first, step("get", "media", "get", ("entryId", "{{entryId}}")), least="2"),
    )
    assert [one.verdict for one in done.done] == ["ok", "ok"]
    assert done.taken == {"entryId": "0_a", "ids": ["0_a"]}
    assert all(one.holds for one in done.done[0].checks)
    assert ("entryId", "0_a") in upstream.requests[1].form
    rows = desk.parts.history.list(OWN).rows
    assert [one.origin for one in rows] == ["W: get", "W: list"]
    assert done.succeeded


def test_that_a_step_is_under_way_is_known_before_it_leaves(desk: Desk, upstream: Upstream) -> None:
    upstream.respond(http(b"true"))
    run = run_of(step("a", "system", "ping"))
    desk.parts.runs.save(OWN, run)
    steps = advancing(desk, run)
    while not (sent := desk.parts.runs.get(OWN, run.id).sent):
        next(steps).block()
    assert desk.record(sent).record.row.outcome == "under_way"
    assert desk.parts.runs.is_under_way(OWN, run.id)
    _, after = drive(steps)
    assert desk.parts.runs.get(OWN, run.id) == after
    assert (after.sent, after.succeeded) == ("", True)


def test_a_condition_passes_a_step_over(desk: Desk, upstream: Upstream) -> None:
    done = through(desk, run_of(step("a", "system", "ping", when="n > 3"), n="2"))
    assert done.done[0].verdict == "skipped"
    assert upstream.requests == []


def test_a_check_that_does_not_hold_stops_with_what_was_found(
    desk: Desk, upstream: Upstream
) -> None:
    upstream.respond(http(b'{"totalCount": 7}'))
    checks = (Check("value", "==", "8", "$.totalCount"),)
    done = through(
        desk, run_of(step("a", "media", "list", checks=checks), step("b", "system", "ping"))
    )
    assert [one.verdict for one in done.done] == ["failed"]
    assert done.done[0].sentence == "a value at $.totalCount is 8: it does not hold, it is '7'."
    assert not done.succeeded


def test_an_unknown_name_sends_nothing(desk: Desk, upstream: Upstream) -> None:
    done = through(desk, run_of(step("a", "media", "get", ("entryId", "{{nobody}}"))))
    assert done.done[0].sentence == "Nothing was sent: nobody has no value."
    assert upstream.requests == []


def test_after_an_error_it_goes_on_where_the_step_says_so(desk: Desk, upstream: Upstream) -> None:
    upstream.respond(
        http(b'{"objectType":"KalturaAPIException","code":"NO","message":"no"}'), http(b"true")
    )
    done = through(
        desk,
        run_of(step("a", "media", "get", on_error=OnError("go on")), step("b", "system", "ping")),
    )
    assert [one.verdict for one in done.done] == ["failed", "ok"]
    assert not done.succeeded


def test_a_busy_server_says_how_long_to_wait(desk: Desk, upstream: Upstream) -> None:
    paused = []
    for said in ("7", "86400", "Sun, 29 Nov 2026 00:00:00 GMT", "-1"):
        headers = ("Content-Type: text/plain", f"Retry-After: {said}")
        upstream.respond(http(b"", *headers, status="429 Too many"))
        run = run_of(step("a", "system", "ping", on_error=OnError("retry", 3)))
        paused.append(drive(stepping(desk, run)).again_in)
    assert paused == [7.0, 60.0, 1.0, 1.0]


def test_a_busy_server_is_tried_again_with_growing_pauses(desk: Desk, upstream: Upstream) -> None:
    statuses = ("503 Busy", "429 Too many", "200 OK")
    upstream.respond(*(http(b"true", status=status) for status in statuses))
    run = run_of(step("a", "system", "ping", on_error=OnError("retry", 3)))
    pauses = []
    while run.next:
        outcome = drive(stepping(desk, run))
        pauses.append((outcome.verdict, outcome.again_in))
        run = run.after(outcome)
    assert pauses == [("again", 1.0), ("again", 2.0), ("ok", 0.0)]


def test_what_may_have_changed_something_is_not_tried_again(desk: Desk, upstream: Upstream) -> None:
    upstream.respond(http(b"", status="502 Bad Gateway"))
    changing = step("a", "media", "delete", ("entryId", "0_a"), on_error=OnError("retry", 3))
    done = through(desk, run_of(changing))
    assert [one.verdict for one in done.done] == ["failed"]
    assert len(upstream.requests) == 1


def test_a_named_code_is_tried_again_whatever_the_call_does(desk: Desk, upstream: Upstream) -> None:
    upstream.respond(
        http(b'{"objectType":"KalturaAPIException","code":"LOCKED","message":"x"}'), http(b"null")
    )
    again = OnError("retry", 3, ("LOCKED",))
    done = through(desk, run_of(step("a", "media", "delete", ("entryId", "0_a"), on_error=again)))
    assert [one.verdict for one in done.done] == ["ok"]
    assert len(upstream.requests) == 2


def test_a_secret_input_is_masked_in_history_wherever_it_stands(
    desk: Desk, upstream: Upstream
) -> None:
    upstream.respond(http(b'{"tags": "x-geheimnis42-y"}'))
    inputs = (Input("pass", "geheimnis42", secret=True),)
    done = through(
        desk, run_of(step("a", "media", "get", ("entryId", "x-{{pass}}")), inputs=inputs)
    )
    assert ("entryId", "x-geheimnis42") in upstream.requests[0].form
    row = desk.parts.history.list(OWN).rows[0]
    assert "geheimnis42" not in f"{row}"
    with desk.parts.engine.connect() as connection:
        texts = connection.exec_driver_sql("SELECT search_text, telling FROM calls").all()
    assert "geheimnis42" not in str(texts)
    assert done.done[0].verdict == "ok"


def test_what_a_check_found_instead_is_masked(desk: Desk, upstream: Upstream) -> None:
    upstream.respond(
        http(b'{"ks": "djJ8MTAyfGFsbG9mdGhpc2lzYXNlY3JldEtT", "password": "geheim77"}')
    )
    checks = tuple(Check("value", "==", "x", path) for path in ("$.ks", "$.password"))
    done = through(desk, run_of(step("a", "user", "get", checks=checks)))
    told = f"{done.done[0].sentence} {done.done[0].checks}"
    assert "it does not hold" in told
    assert "YWxsb2Z0aGlz" not in told
    assert "geheim77" not in told


def test_a_check_says_what_was_wanted_unless_that_is_a_secret(
    desk: Desk, upstream: Upstream
) -> None:
    inputs = (Input("word", "se", secret=True), Input("pin", "77"))
    for value, shown in (("{{pin}}", "77"), *((one, one) for one in ("{{word}}", "{{password}}"))):
        upstream.respond(http(b'{"totalCount": 7}'))
        checks = (Check("value", "==", value, "$.totalCount"),)
        one = run_of(step("a", "media", "list", checks=checks), inputs=inputs, password="k7")
        said = f"a value at $.totalCount is {shown}: it does not hold, it is '7'."
        assert through(desk, one).done[0].sentence == said


def test_a_step_is_made_once_however_often_it_is_asked_for(desk: Desk, upstream: Upstream) -> None:
    upstream.respond(http(b"true"))
    run = run_of(step("a", "system", "ping"), step("b", "system", "ping"))
    desk.parts.runs.save(OWN, run)
    first = advancing(desk, run)
    next(first)
    with pytest.raises(BadInput, match="under way already"):
        drive(advancing(desk, run))
    first.close()
    drive(advancing(desk, run))
    with pytest.raises(BadInput, match="made meanwhile"):
        drive(advancing(desk, run))
    assert next(one.origin for one in desk.parts.history.list(OWN).rows) == "W: a"


def test_a_workflow_of_calls_carries_what_one_answered_to_the_next(
    desk: Desk, upstream: Upstream
) -> None:
    upstream.respond(http(b'{"objects": [{"id": "0_abc12"}]}'), http(b'{"id": "0_abc12"}'))
    place = desk.place("own")
    media = Object("KalturaMediaEntry", (("referenceId", "0_abc12"),))
    first = desk.send(Call("own", "media", "list", format="1"), place)
    second = desk.send(
        Call("own", "media", "update", (("entryId", "0_abc12"), ("mediaEntry", media)), format="1"),
        place,
        consent=True,
    )
    made = of_calls(desk, [second.record_id, first.record_id])
    assert [one.id for one in made.steps] == ["media-list", "media-update"]
    assert made.steps[0].takings == (Taking("entryId", "$.objects[0].id"),)
    sent = dict(made.steps[1].call.parameters)
    assert sent["entryId"] == "{{entryId}}"
    assert sent["mediaEntry"] == Object("KalturaMediaEntry", (("referenceId", "{{entryId}}"),))


def test_an_action_that_is_gone_is_not_sent(desk: Desk, upstream: Upstream) -> None:
    done = through(desk, run_of(step("a", "nope", "nix")))
    assert done.done[0].sentence.endswith("has no action nope.nix.")
    assert upstream.requests == []


def test_a_step_that_failed_is_made_once_more(desk: Desk, upstream: Upstream) -> None:
    upstream.respond(
        http(b'{"objectType":"KalturaAPIException","code":"INVALID_KS","message":"no"}'),
        http(b"true"),
    )
    run = run_of(step("a", "system", "ping"), step("b", "system", "ping"))
    desk.parts.runs.save(OWN, run)
    _, stopped = drive(advancing(desk, run))
    assert stopped.next is None
    _, after = drive(advancing(desk, stopped.again()))
    assert after.next
    assert after.next.id == "b"
    with pytest.raises(BadInput, match="No step of this run failed"):
        after.again()


@pytest.mark.parametrize("body", [b'"[1"', b'"{\\"id\\": 5}"', b'"12"', b"[1,", b"x" * 6_000_000])
def test_a_text_is_a_text_for_every_path(desk: Desk, upstream: Upstream, body: bytes) -> None:
    upstream.respond(http(body))
    taking = (Taking("id", "$.id"),)
    done = through(desk, run_of(step("a", "system", "ping", takings=taking)))
    assert done.done[0].verdict == "failed"


def test_what_is_taken_may_be_computed_and_stays_secret(desk: Desk, upstream: Upstream) -> None:
    upstream.respond(http(b'{"id": "0_a", "createdAt": 1735700000}'))
    first = step(
        *("get", "media", "get"),
        takings=(
            Taking("year", "{{answer.createdAt | date('%Y') | int}}"),
            Taking("said", "{{answer.id}} of {{year}}"),
            Taking("code", "{{word | upper}}"),
        ),
    )
    hidden = Input("word", "sesame", secret=True)
    outcome = drive(stepping(desk, run_of(first, inputs=(hidden,))))
    assert outcome.taken == {"year": 2025, "said": "0_a of 2025", "code": "SESAME"}
    assert outcome.secret == ("code",)
    upstream.respond(http(b'{"id": "0_a"}'))
    wrong = step("get", "media", "get", takings=(Taking("a", "{{answer.none}}"),))
    outcome = drive(stepping(desk, run_of(wrong)))
    assert outcome.sentence == "a cannot be taken: answer.none has no value."


def test_a_step_is_for_the_account_that_an_input_names(desk: Desk, upstream: Upstream) -> None:
    now = time.time()
    for name, partner in (("Theirs", 202), ("Mine", 101)):
        desk.parts.accounts.save(OWN, name=name, region="own", partner_id=str(partner))
        found = FoundSession(f"ks of {partner}", 2, partner, "me", int(now) + 999, "", "a test")
        desk.parts.jar.keep(OWN, "own", found, now)
    upstream.respond(*[http(b"true")] * 2)
    asked = step("get", "media", "get", account="{{target}}")
    for target in ("theirs", ""):
        assert drive(stepping(desk, run_of(asked, target=target))).verdict == "ok"
    # Without a name it is the one in use.
    sent = [dict(one.form)["ks"] for one in upstream.requests]
    assert sent == ["ks of 202", "ks of 101"]
    outcome = drive(stepping(desk, run_of(asked, target="nobody")))
    assert "has no account 'nobody'" in outcome.sentence
    outcome = drive(stepping(desk, run_of(asked)))
    assert outcome.sentence == "target has no value."


def test_an_account_by_an_input_leaves_and_comes_back_as_it_is(desk: Desk) -> None:
    asked = step("get", "media", "get", account="{{target}}", region="{{there}}")
    workflow = by_names(desk, run_of(asked).workflow)
    notes: list[str] = []
    (back,) = placed(desk, desk.place("own"), workflow, notes).steps
    assert (back.account, back.region, back.call.region) == ("{{target}}", "{{there}}", "own")
    assert notes == []
