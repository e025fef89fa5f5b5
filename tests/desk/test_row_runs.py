"""Runs over rows against a real server: what each row comes to, and what is never done twice."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.call.model import Call
from app.desk.desk import Desk
from app.desk.row_runs import verbs
from app.desk.row_runs.again import made_again
from app.desk.row_runs.narrowing import by_condition
from app.desk.row_runs.plan import OVER, Pace, RowRun
from app.desk.row_runs.working import working_of
from app.desk.running.beginning import Source
from app.errors import NeedsConsent
from app.workflows.model import ROW, Step, Taking, Workflow
from tests.desk.row_run_workflows import OWN, by_threads, renaming, rows
from tests.pages.own_servers import regions_file
from tests.prepared import assembled_from
from tests.upstream import Upstream, http


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as server:
        yield server


@pytest.fixture
def desk(tmp_path: Path, upstream: Upstream) -> Iterator[Desk]:
    regions = regions_file(tmp_path, {"own": upstream.url})
    environ = {
        "TESTME_DATA_DIR": str(tmp_path / "own"),
        "TESTME_REGIONS_FILE": str(regions),
        "TESTME_READ_TIMEOUT": "1",
    }
    parts = by_threads(assembled_from(environ))
    yield Desk(parts, OWN)
    parts.close()


def over(desk: Desk, run: RowRun, *, within: float = 20.0, status: str = "") -> RowRun:
    until = time.monotonic() + within
    while time.monotonic() < until:
        now = desk.parts.row_runs.get(OWN, run.id)
        if now.status == status or (not status and now.status in OVER | {"paused"}):
            return now
        time.sleep(0.05)
    raise AssertionError(f"still {now.status}: {now.plan.trouble}")


def test_each_row_is_done_once_and_reported(desk: Desk, upstream: Upstream) -> None:
    upstream.respond(*[http(b'{"id": "0_a", "objectType": "KalturaMediaEntry"}')] * 250)
    run = verbs.prepare(desk, Source(renaming(), "own/x"), "own", rows=rows(250), pace=Pace(8))
    assert (run.status, run.total) == ("ready", 250)
    verbs.start(desk, run)
    done = over(desk, run)
    assert (done.status, done.plan.trouble) == ("done", "")
    assert desk.parts.run_rows.counts(run) == {"ok": 250}
    sent = sorted(dict(one.form)["entryId"] for one in upstream.requests)
    assert sent == sorted(f"0_{n}" for n in range(250))
    # They stand with the run, and in nobody's history.
    assert desk.parts.history.list(OWN).rows == ()


def test_a_list_gives_the_rows_beyond_its_first_page(desk: Desk, upstream: Upstream) -> None:
    def page(first: int, count: int) -> bytes:
        objects = [{"id": f"0_{n}", "name": f"L{n}", "createdAt": n} for n in range(first, count)]
        return http(json.dumps({"objects": objects, "totalCount": 700}).encode())

    upstream.respond(page(0, 500), page(500, 700), *[http(b"true")] * 3)
    listing = Step("list", Call("", "media", "list", (), format="1"), pages=True)
    workflow = Workflow(
        "w",
        "Three of them",
        steps=(listing, *renaming().steps),
        where='row.createdAt < 2 or row.name == "L699"',
    )
    run = verbs.prepare(desk, Source(workflow, "own/x"), "own")
    ready = over(desk, run, status="ready")
    assert ready.total == 3
    assert len(upstream.requests) == 2  # nothing was changed
    verbs.start(desk, ready)
    assert over(desk, run).status == "done"
    sent = [dict(one.form) for one in upstream.requests[2:]]
    assert sorted(one["entryId"] for one in sent) == ["0_0", "0_1", "0_699"]
    assert {one["mediaEntry:name"] for one in sent} == {"L0 (old)", "L1 (old)", "L699 (old)"}


def test_a_list_alone_makes_a_report_with_what_is_taken_of_each(
    desk: Desk, upstream: Upstream
) -> None:
    objects: list[dict[str, object]] = [
        {"id": "0_a", "createdAt": 1735700000, "duration": 90},
        {"id": "0_b"},
    ]
    upstream.respond(http(json.dumps({"objects": objects, "totalCount": 2}).encode()))
    listing = Step(
        "list",
        Call("", "media", "list", (), format="1"),
        pages=True,
        takings=(
            Taking("year", "{{answer.createdAt | default(0) | date('%Y')}}"),
            Taking("seconds", "$.duration"),
            Taking("minutes", "{{(seconds | default(0)) / 60}}"),
        ),
    )
    run = verbs.prepare(desk, Source(Workflow("w", "All", steps=(listing,)), "own/x"), "own")
    # There is nothing to be agreed to, and nothing to be begun.
    assert over(desk, run).status == "done"
    assert desk.parts.run_rows.counts(run) == {"ok": 2}
    assert desk.parts.run_rows.chunk(run, 0) == [
        {**objects[0], "year": "2025", "seconds": 90, "minutes": 1.5},
        {"id": "0_b", "year": "1970", "seconds": "", "minutes": 0.0},
    ]
    again = made_again(desk, desk.parts.row_runs.get(OWN, run.id), ["ok"])
    fewer = by_condition(desk, again, 'row.year == "2025"')
    assert [one["id"] for one in desk.parts.run_rows.chunk(fewer, 0)] == ["0_a"]
    assert len(upstream.requests) == 1


def test_what_an_inner_list_takes_is_a_list_with_a_value_for_each(
    desk: Desk, upstream: Upstream
) -> None:
    captions = {"objects": [{"id": "1_a"}, {"id": "1_b"}], "totalCount": 2}
    upstream.respond(http(json.dumps(captions).encode()), http(b'"en"'), http(b'"he"'))
    listed = Call("", "caption_captionasset", "list", (), format="1")
    url = Call("", "caption_captionasset", "getUrl", (("id", "{{item}}"),), format="1")
    steps = (
        Step("list", listed, each=ROW, takings=(Taking("ids", "$.objects[*].id"),)),
        Step("url", url, each="ids", takings=(Taking("urls", "{{item}}: {{answer}}"),)),
    )
    run = verbs.prepare(
        *(desk, Source(Workflow("w", "W", steps=steps), "own/x"), "own"), rows=rows(1)
    )
    verbs.start(desk, run)
    assert over(desk, run).status == "done"
    (outcome,) = desk.parts.run_rows.outcomes(run)
    assert outcome.taken == {"ids": ["1_a", "1_b"], "urls": ["1_a: en", "1_b: he"]}


NO = http(b'{"objectType":"KalturaAPIException","code":"ENTRY_ID_NOT_FOUND","message":"no"}')


def test_failures_stop_it_and_are_made_again_alone(desk: Desk, upstream: Upstream) -> None:
    upstream.respond(*[NO] * 3, *[http(b"true")] * 20)
    given = rows(10)
    run = verbs.prepare(
        *(desk, Source(renaming(), "own/x"), "own"), rows=given, pace=Pace(1), stop_after=3
    )
    verbs.start(desk, run)
    paused = over(desk, run)
    assert (paused.status, paused.plan.trouble) == (
        "paused",
        "It was to stop after 3 failures.",
    )
    assert desk.parts.run_rows.counts(run) == {"failed": 3}
    first = desk.parts.run_rows.outcomes(run)[0]
    assert (first.verdict, first.steps[0].code) == ("failed", "ENTRY_ID_NOT_FOUND")
    verbs.start(desk, paused, stop_after=0)
    assert over(desk, run).status == "done"
    assert desk.parts.run_rows.counts(run) == {"failed": 3, "ok": 7}
    more = made_again(desk, desk.parts.row_runs.get(OWN, run.id), ["failed"])
    assert (more.total, desk.parts.run_rows.chunk(more, 0)) == (3, given[:3])
    verbs.start(desk, more)
    assert over(desk, more).status == "done"
    assert [dict(one.form)["entryId"] for one in upstream.requests][-3:] == ["0_0", "0_1", "0_2"]


def test_an_answer_that_breaks_off_leaves_a_change_uncertain(
    desk: Desk, upstream: Upstream
) -> None:
    upstream.respond(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{")
    run = verbs.prepare(desk, Source(renaming(), "own/x"), "own", rows=rows(1))
    verbs.start(desk, run)
    assert over(desk, run).status == "done"
    assert desk.parts.run_rows.counts(run) == {"uncertain": 1}
    assert len(upstream.requests) == 1


@pytest.mark.parametrize(
    ("answer", "came", "calls"),
    [
        (http(b"", status="504 Gateway Timeout"), "uncertain", 1),
        (http(b"", status="503 Service Unavailable"), "uncertain", 1),
        (http(b"", "Retry-After: 1", status="503 Service Unavailable"), "ok", 2),
        (http(b"", status="403 Forbidden"), "failed", 1),
        (http(b"<html>A proxy's page</html>"), "uncertain", 1),
        (http(b"\0\xff"), "uncertain", 1),
        (http(b""), "uncertain", 1),
    ],
)
def test_a_change_that_nothing_tells_of_is_uncertain_and_not_sent_again(
    desk: Desk, upstream: Upstream, answer: bytes, came: str, calls: int
) -> None:
    upstream.respond(answer, http(b"true"))
    run = verbs.prepare(desk, Source(renaming(), "own/x"), "own", rows=rows(1))
    verbs.start(desk, run)
    assert over(desk, run).status == "done"
    assert desk.parts.run_rows.counts(run) == {came: 1}
    assert len(upstream.requests) == calls
    (said,) = (one.sentence for one in desk.parts.run_rows.outcomes(run))
    assert ("may have been carried out" in said) == (came == "uncertain")


def test_uncertain_ones_stop_a_run_as_failures_do(desk: Desk, upstream: Upstream) -> None:
    upstream.respond(*[http(b"", status="502 Bad Gateway")] * 5)
    run = verbs.prepare(desk, Source(renaming(), "own/x"), "own", rows=rows(5), pace=Pace(1))
    verbs.start(desk, run, stop_after=2)
    assert over(desk, run).status == "paused"
    assert desk.parts.run_rows.counts(run) == {"uncertain": 2}
    assert len(upstream.requests) == 2


def test_the_first_rows_alone_and_then_the_rest(desk: Desk, upstream: Upstream) -> None:
    upstream.respond(*[http(b"true")] * 5)
    run = verbs.prepare(desk, Source(renaming(), "own/x"), "own", rows=rows(5), trial=3)
    verbs.start(desk, run)
    paused = over(desk, run)
    assert (paused.status, len(upstream.requests)) == ("paused", 3)
    verbs.start(desk, paused)
    assert over(desk, run).status == "done"
    assert len(upstream.requests) == 5


def test_a_run_of_many_waits_for_a_yes_with_its_number(tmp_path: Path, upstream: Upstream) -> None:
    regions = regions_file(tmp_path, {"own": upstream.url}, guarded=("own",))
    environ = {"TESTME_DATA_DIR": str(tmp_path / "own"), "TESTME_REGIONS_FILE": str(regions)}
    parts = assembled_from(environ)
    try:
        guarded = Desk(parts, OWN)
        parts.keeper.start(working_of(parts))
        upstream.respond(*[http(b"true")] * 4)
        run = verbs.prepare(guarded, Source(renaming(), "own/x"), "own", rows=rows(4))
        for consent in (None, 3):
            with pytest.raises(NeedsConsent, match="4 rows"):
                verbs.start(guarded, run, consent=consent)
        verbs.start(guarded, run, consent=4)
        assert over(guarded, run).status == "done"
        assert len(upstream.requests) == 4
    finally:
        parts.close()


def test_a_list_that_is_refused_says_so_and_that_no_ks_was_sent(
    desk: Desk, upstream: Upstream
) -> None:
    upstream.respond(NO)
    listing = Step("list", Call("", "media", "list", (), format="1"), pages=True)
    workflow = Workflow("w", "All", steps=(listing, *renaming().steps))
    run = verbs.prepare(desk, Source(workflow, "own/x"), "own")
    failed = over(desk, run)
    assert (failed.status, failed.total) == ("failed", 0)
    assert failed.plan.trouble == (
        "Page 1 of list: ENTRY_ID_NOT_FOUND: no. No KS was sent: start a session there first."
    )


def test_going_on_counts_failures_anew(desk: Desk, upstream: Upstream) -> None:
    upstream.respond(NO)
    given = {"rows": rows(6), "pace": Pace(1), "stop_after": 2}
    run = verbs.prepare(desk, Source(renaming(), "own/x"), "own", **given)  # type: ignore[arg-type]
    for failures in (2, 4):
        verbs.start(desk, desk.parts.row_runs.get(OWN, run.id))
        assert over(desk, run).status == "paused"
        assert desk.parts.run_rows.counts(run) == {"failed": failures}


def test_columns_are_known_by_what_they_may_only_mean(desk: Desk, upstream: Upstream) -> None:
    upstream.respond(http(b"true"))
    given = [{"Entry ID": "0_a", "NAME": "A", "Note": "x"}]
    columns = ("Entry ID", "NAME", "Note")
    source = Source(renaming(), "own/x")
    run = verbs.prepare(desk, source, "own", rows=given, columns=columns)
    assert run.plan.columns == ("id", "name", "Note")
    assert run.plan.notes == (
        "The column Entry ID is id here, as in the steps.",
        "The column NAME is name here, as in the steps.",
    )
    verbs.start(desk, run)
    assert over(desk, run).status == "done"
    sent = dict(upstream.requests[0].form)
    assert (sent["entryId"], sent["mediaEntry:name"]) == ("0_a", "A (old)")
    # Where two may be meant none is taken for it.
    both = verbs.prepare(desk, source, "own", rows=[{"ID": "1", "Id": "2"}], columns=("ID", "Id"))
    assert both.plan.columns == ("ID", "Id")


def test_a_run_that_is_narrowed_is_sent_with_the_same_ks(desk: Desk) -> None:
    run = verbs.prepare(
        desk, Source(renaming(), "own/x"), "own", rows=rows(3), ks="a-ks-of-its-own"
    )
    fewer = by_condition(desk, run, 'row.id != "0_1"')
    assert (fewer.total, fewer.plan.ks, fewer.plan.of) == (2, "a-ks-of-its-own", "")
