"""What a dry run reads of the first rows, and what the run would send by that."""

from flask.testing import FlaskClient

from app.call.model import Call, Object
from app.desk.row_runs import verbs
from app.desk.row_runs.dry_run import dry_run, what_follows
from app.desk.running.beginning import Source
from app.sandbox.account import DEMO
from app.workflows.bundled import bundled
from app.workflows.model import ROW, Step, Taking, Workflow
from tests.pages.browse import post
from tests.pages.test_row_runs import client, desk_of, over, page_at, posted, run_of
from tests.upstream import Upstream, http

__all__ = ["client"]

MEMBERS = [
    {"category": "Courses", "userId": "nobody-yet"},
    {"category": "Courses", "userId": "chidi"},
    {"category": "Nowhere", "userId": "chidi"},
    {"category": "Nowhere", "userId": "not looked at"},
]


def test_a_job_reads_for_three_rows_and_shows_what_it_would_change(
    client: FlaskClient,
) -> None:
    desk = desk_of(client)
    parameters = (("partnerId", str(DEMO.partner_id)), ("secret", DEMO.admin_secret), ("type", "2"))
    start = Call("sandbox", "session", "start", parameters, format="1")
    kept = desk.send(start, desk.place("sandbox")).kept
    assert kept
    there = Object("KalturaCategoryUser", (("categoryId", "1010"), ("userId", "chidi")))
    member = Call(
        "sandbox", "categoryuser", "add", (("categoryUser", there),), ks=kept.ks, format="1"
    )
    assert desk.send(member, desk.place("sandbox")).outcome.kind == "ok"
    workflow = next(o.workflow for o in bundled().values() if o.workflow.name == "Add_members")
    run = verbs.prepare(desk, Source(workflow, "jobs/Add_members"), "sandbox", rows=MEMBERS)
    place = f"/runs/rows/{run.id}"
    assert "Dry run" in page_at(client, place)
    dry = posted(client, f"{place}/dry")
    done = over(client, dry)
    assert (done.title, done.status, done.total) == (f"Dry run: {run.title}", "done", 3)
    page = page_at(client, dry)
    follows = page.partition('<h2 id="follows">')[2].partition("</section>")[0]
    added, passed, failed = follows.split("<li>")[1:]
    assert 'categoryUser:categoryId</code></dt><dd translate="no">1010<' in added
    assert "nobody-yet" in added
    # Who is a member already would be left alone.
    assert 'passed over: <code translate="no">there == 0</code> is not so' in passed
    assert "Nothing: this row failed" in failed
    assert f'href="{place}"' in follows
    # Nothing of the run itself is done, and nothing is changed.
    assert run_of(client, place).status == "ready"
    came = desk.parts.run_rows.outcomes(done)
    assert {step.step for one in came for step in one.steps} == {"category", "member"}


def test_an_inner_list_its_first_item_and_secrets(client: FlaskClient, upstream: Upstream) -> None:
    listed = http(b'{"objects": [{"id": "1_a"}, {"id": "1_b"}], "totalCount": 2}')
    upstream.respond(listed, http(b'{"token": "key-a"}'), http(b'{"token": "key-b"}'))
    steps = (
        Step(
            "list",
            Call("", "caption_captionasset", "list", (), format="1"),
            each=ROW,
            takings=(Taking("ids", "$.objects[*].id"),),
        ),
        Step(
            "read",
            Call("", "caption_captionasset", "get", (("captionAssetId", "{{item}}"),), format="1"),
            each="ids",
            takings=(Taking("token", "$.token"),),
        ),
        Step(
            "change",
            Call(
                *("", "caption_captionasset", "setAsDefault"),
                (("captionAssetId", "{{item}} {{token}}"),),
                format="1",
            ),
            each="ids",
        ),
    )
    desk = desk_of(client)
    source = Source(Workflow("w", "W", steps=steps), "own/x")
    run = verbs.prepare(desk, source, "own", rows=[{"id": "0_a"}])
    done = over(client, f"/runs/rows/{dry_run(desk, run).id}")
    found = what_follows(desk, done)
    assert found
    real, [[change]] = found
    assert (real.id, change.step.id, change.items) == (run.id, "change", 2)
    assert dict(change.call.parameters) == {"captionAssetId": "1_a key-a"}
    # A token is nobody's to read.
    assert "key-a" not in page_at(client, f"/runs/rows/{done.id}")
    assert len(upstream.requests) == 3


def test_where_nothing_reads_first_there_is_none(client: FlaskClient) -> None:
    desk = desk_of(client)
    flag = Call("", "media", "flag", (("entryId", "{{row.id}}"),), format="1")
    workflow = Workflow("w", "Flag", steps=(Step("one", flag, each=ROW),))
    run = verbs.prepare(desk, Source(workflow, "own/x"), "own", rows=[{"id": "0_a"}])
    assert "Dry run" not in page_at(client, f"/runs/rows/{run.id}")
    refused = post(client, f"/runs/rows/{run.id}/dry", {}, json=False)
    assert refused.status_code == 400
    assert "No step reads something of a row" in refused.get_data(as_text=True)
