"""Runs over rows that programs start, steer and read below /api/v1."""

import io
import json
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from app.assembly import EXTENSION
from app.desk.desk import Desk
from app.desk.row_runs.plan import OVER
from app.desk.saved import workflows
from app.pages.programs.routes import ROUTES
from app.pages.programs.shapes import SHAPES
from app.people.roles import Role
from app.workflows.model import Workflow
from tests.conftest import MakeApp
from tests.desk.row_run_workflows import by_threads, renaming, rows
from tests.pages.browse import csrf_token, post, workspace_of
from tests.pages.named import add, browser_of, parts_of
from tests.pages.reading import error_of
from tests.pages.test_programs import asks, events, made, told
from tests.upstream import Upstream, http

OK = http(b"true")
BODY: dict[str, Any] = {"workflow": "Rename", "region": "own", "rows": rows(3)}


@pytest.fixture
def app(console: Flask) -> Iterator[Flask]:
    parts = console.extensions[EXTENSION] = by_threads(parts_of(console))
    yield console
    parts.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def token(client: FlaskClient) -> str:
    workflows.keep(desk_of(client), renaming())
    return made(client, scope="runs")


def desk_of(client: FlaskClient) -> Desk:
    csrf_token(client)
    return Desk(parts_of(client.application), workspace_of(client))


def shown(response: TestResponse, status: int = 200) -> dict[str, Any]:
    found: dict[str, Any] = response.get_json()
    assert response.status_code == status, found
    schemas = {"components": {"schemas": SHAPES}, **SHAPES["RunShown"]}
    assert [one.message for one in Draft202012Validator(schemas).iter_errors(found)] == []
    return found


def ended(app: Flask, token: str, run: dict[str, Any]) -> dict[str, Any]:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found = shown(asks(app, token, f"/runs/{run['id']}"))
        if found["status"] in OVER | {"paused"}:
            return found
        time.sleep(0.05)
    raise AssertionError(found)


def production(client: FlaskClient) -> None:
    """Rename is for partner 102 now, whose account is marked."""
    desk = desk_of(client)
    for name, partner in (("Prod", "102"), ("Other", "103")):
        desk.parts.accounts.save(
            desk.workspace, name=name, region="own", partner_id=partner, production=True
        )
    [step] = renaming().steps
    named = replace(step, call=replace(step.call, partner_id="102"))
    workflows.keep(desk, replace(renaming().with_step(named), title="In production"))


def test_a_run_is_begun_followed_reported_and_made_again(
    app: Flask, client: FlaskClient, token: str, upstream: Upstream
) -> None:
    no = http(b'{"objectType":"KalturaAPIException","code":"ENTRY_ID_NOT_FOUND","message":"no"}')
    upstream.respond(OK, no, OK)
    given = {
        **BODY,
        "rows": [*rows(3), {"id": 7, "name": "=1+1"}],
        "except": {"values": ["0_0"]},
        "pace": {"atOnce": 1},
    }
    response = asks(app, token, "/runs", given)
    run = shown(response, 201)
    assert response.headers["Location"] == run["address"] == f"/api/v1/runs/{run['id']}"
    assert run["total"] == 3
    done = ended(app, token, run)
    assert (done["status"], done["trouble"]) == ("done", "")
    assert done["counts"] == {"ok": 2, "failed": 1, "uncertain": 0, "skipped": 0, "left": 0}
    assert done["endedAt"] > done["beganAt"]
    sent = [dict(one.form)["entryId"] for one in upstream.requests]
    assert sent == ["0_1", "0_2", "7"]
    assert client.get(run["page"]).status_code == 200
    listed = asks(app, token, "/runs").get_json()["runs"]
    assert [one["id"] for one in listed] == [run["id"]]
    report = asks(app, token, f"{run['address'][7:]}/report?verdict=failed")
    assert report.mimetype == "application/jsonl"
    [line] = [json.loads(one) for one in report.text.splitlines()]
    assert (line["id"], line["verdict"], line["error"]) == ("0_2", "failed", "ENTRY_ID_NOT_FOUND")
    # The id was a number, and no spreadsheet runs a name.
    assert json.loads(asks(app, token, f"/runs/{run['id']}/report").text.splitlines()[2])["id"] == 7
    for path, headers in (("?format=csv", {}), ("", {"Accept": "text/csv"})):
        report = asks(app, token, f"/runs/{run['id']}/report{path}", **headers)
        assert report.mimetype == "text/csv"
        assert ",'=1+1," in report.text
    for path, field in (("?format=exe", "format"), ("?verdict=good", "verdict")):
        assert told(asks(app, token, f"/runs/{run['id']}/report{path}"))[2] == field
    assert b'failures="1"' in asks(app, token, f"/runs/{run['id']}/report?format=xml").data
    packed = asks(
        app, token, f"/runs/{run['id']}/report?format=zip&column=name&called=id&ending=txt"
    )
    assert packed.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        assert archive.namelist() == ["0_1.txt", "0_2.txt", "7.txt"]
        assert archive.read("7.txt") == b"=1+1"
    assert told(asks(app, token, f"/runs/{run['id']}/report?format=zip"))[2] == "column"
    upstream.respond(OK)
    following = shown(asks(app, token, f"/runs/{run['id']}/again", {"verdicts": ["failed"]}), 201)
    assert (following["of"], following["total"]) == (run["id"], 1)
    assert ended(app, token, following)["counts"]["ok"] == 1


def test_a_dry_run_shows_what_it_would_do_and_is_begun_later(
    app: Flask, token: str, upstream: Upstream
) -> None:
    run = shown(asks(app, token, "/runs", {**BODY, "dryRun": True}), 201)
    found = shown(asks(app, token, f"/runs/{run['id']}"))
    assert (found["status"], found["preview"]["asks"]) == ("ready", "")
    step = {"step": "rename", "call": "media.update", "region": "own", "changes": True}
    assert found["preview"]["steps"] == [step]
    first = found["preview"]["rows"][0][0]
    assert first["sent"]["mediaEntry:name"] == "Lecture 0 (old)"
    assert upstream.requests == []
    upstream.respond(OK, OK, OK)
    begun = shown(asks(app, token, f"/runs/{run['id']}/goOn", {}))
    assert begun["status"] == "running"
    assert ended(app, token, run)["counts"]["ok"] == 3
    values = shown(asks(app, token, "/runs", {**BODY, "rows": ["a", 7], "dryRun": True}), 201)
    [first], _ = shown(asks(app, token, f"/runs/{values['id']}"))["preview"]["rows"]
    assert first["sent"]["entryId"] == "a"
    assert first["lacks"] == ["row.name has no value."]
    again = {"verdicts": ["ok"], "dryRun": True}
    more = shown(asks(app, token, f"/runs/{run['id']}/again", again), 201)
    assert (more["status"], more["total"]) == ("ready", 3)
    assert shown(asks(app, token, f"/runs/{more['id']}/cancel", {}))["status"] == "cancelled"


def test_a_run_is_paused_and_gone_on_with(app: Flask, token: str, upstream: Upstream) -> None:
    upstream.respond(*[OK] * 20)
    slow = {**BODY, "rows": rows(20), "pace": {"perSecond": 4}}
    run = shown(asks(app, token, "/runs", slow), 201)
    assert shown(asks(app, token, f"/runs/{run['id']}/pause", {}))["wanted"] == "pause"
    assert ended(app, token, run)["status"] == "paused"
    assert told(asks(app, token, f"/runs/{run['id']}/pause", {}))[0] == 409
    assert shown(asks(app, token, f"/runs/{run['id']}/goOn", {}))["status"] == "running"
    asks(app, token, f"/runs/{run['id']}/cancel", {})
    assert ended(app, token, run)["status"] == "cancelled"


def test_consent_is_for_an_account_and_a_number(
    app: Flask, client: FlaskClient, token: str, upstream: Upstream
) -> None:
    production(client)
    body = {**BODY, "workflow": "In production"}
    refused = asks(app, token, "/runs", body)
    assert told(refused) == (409, "CONFIRMATION_NEEDED", "consent")
    assert error_of(refused)["message"] == (
        "In production (3 rows) may change or delete something in Prod, which is marked as "
        'production: send it with "consent" for each account that it is for, and so many rows.'
    )
    for account in ("Other", 103, "103"):
        wrong = {**body, "consent": {"account": account, "rows": 3}}
        assert told(asks(app, token, "/runs", wrong))[0] == 409
    nobody = {**body, "consent": {"account": "Nobody", "rows": 3}}
    assert told(asks(app, token, "/runs", nobody)) == (404, "NOT_FOUND", "consent.account")
    assert asks(app, token, "/runs").get_json()["runs"] == []
    assert upstream.requests == []
    # More than were agreed to wait.
    few = shown(asks(app, token, "/runs", {**body, "consent": {"account": "Prod", "rows": 2}}), 201)
    assert few["status"] == "paused"
    assert "It has 3 rows; 2 were agreed to" in few["trouble"]
    found = shown(asks(app, token, f"/runs/{few['id']}"))
    assert found["preview"]["asks"] == "Prod, which is marked as production"
    for consent in (
        {},
        {"consent": {"account": "Prod", "rows": 2}},
        {"consent": {"account": "Other", "rows": 3}},
    ):
        refused = asks(app, token, f"/runs/{few['id']}/goOn", consent)
        assert told(refused) == (409, "CONFIRMATION_NEEDED", "consent")
    assert upstream.requests == []
    upstream.respond(*[OK] * 3)
    agreed = {"consent": {"account": "prod", "rows": 5}}
    shown(asks(app, token, f"/runs/{few['id']}/goOn", agreed))
    assert ended(app, token, few)["counts"]["ok"] == 3
    assert told(asks(app, token, f"/runs/{few['id']}/again", {"verdicts": ["ok"]}))[0] == 409
    where = "in Prod, which is marked as production"
    assert [one.what for one in events(app, "token used with consent")] == [
        f"Nightly: a run, In production, {most} rows at most, {where}" for most in (5, 2)
    ]
    assert len(events(app, "guarded call")) == 1


def test_a_row_for_another_account_stops_it(
    app: Flask, client: FlaskClient, token: str, upstream: Upstream
) -> None:
    production(client)
    [step] = renaming().steps
    partner = replace(step, call=replace(step.call, partner_id="{{row.partner}}"))
    both = replace(
        renaming().with_step(partner),
        title="Of its row",
        steps=(
            replace(step, call=replace(step.call, partner_id="102")),
            replace(partner, id="second"),
        ),
    )
    workflows.keep(desk_of(client), both)
    upstream.respond(*[OK] * 3)
    given = [{**one, "partner": partner} for one, partner in zip(rows(2), (102, 103), strict=True)]
    run = shown(
        asks(
            app,
            token,
            "/runs",
            {
                **BODY,
                "workflow": "Of its row",
                "rows": given,
                "pace": {"atOnce": 1},
                "consent": {"account": "Prod", "rows": 2},
            },
        ),
        201,
    )
    stopped = ended(app, token, run)
    assert stopped["status"] == "paused"
    assert "Other, which is marked as production" in stopped["trouble"]
    assert [dict(one.form)["partnerId"] for one in upstream.requests] == ["102", "102", "102"]
    # Going on changes nothing of that; whoever is at the page may agree to it.
    asks(app, token, f"/runs/{run['id']}/goOn", {})
    assert ended(app, token, run)["status"] == "paused"
    assert "to agree to 2 rows, type 2" in client.get(run["page"]).text
    upstream.respond(OK)
    post(client, f"{run['page']}/start", {"confirmed": "2"})
    assert ended(app, token, run)["status"] == "done"
    # A consent names them all, and is for so many rows.
    upstream.requests.clear()
    body = {**BODY, "workflow": "Of its row", "rows": given}
    two: dict[str, Any] = {"accounts": ["Prod", 103], "rows": 2}
    unknown = asks(app, token, "/runs", {**body, "consent": {**two, "accounts": ["Prod", "x"]}})
    assert told(unknown) == (404, "NOT_FOUND", "consent.accounts")
    few = shown(asks(app, token, "/runs", {**body, "consent": {**two, "rows": 1}}), 201)
    assert (few["status"], upstream.requests) == ("paused", [])
    whole = shown(asks(app, token, "/runs", {**body, "consent": two}), 201)
    assert ended(app, token, whole)["counts"]["ok"] == 2
    partners = sorted(dict(one.form)["partnerId"] for one in upstream.requests)
    assert partners == ["102", "102", "102", "103"]


def test_what_is_no_run_is_said(app: Flask, token: str) -> None:
    for given, field in (
        ({"workflow": "Rename"}, "region"),
        ({**BODY, "row": []}, "row"),
        ({**BODY, "rows": [[1]]}, "rows[0]"),
        ({**BODY, "rows": []}, "rows"),
        ({**BODY, "rows": [{"id": 1}, "0_1"]}, "rows"),
        ({**BODY, "pace": {"atOnce": 9}}, "pace.atOnce"),
        ({**BODY, "pace": {"atOnce": "2"}}, "pace.atOnce"),
        ({**BODY, "pace": {"often": 2}}, "pace.often"),
        ({**BODY, "stopAfter": 1.5}, "stopAfter"),
        ({**BODY, "variables": {"a": {}}}, "variables.a"),
        ({**BODY, "only": {"column": "id"}}, "only.values"),
        ({**BODY, "only": {"values": []}, "except": {"values": []}}, "except"),
        ({**BODY, "only": {"values": ["0_9"]}}, "rows"),
        ({**BODY, "consent": True}, "consent"),
        ({**BODY, "consent": {"rows": 3}}, "consent.account"),
        ({**BODY, "consent": {"accounts": [], "rows": 3}}, "consent.account"),
        ({**BODY, "consent": {"account": 1, "accounts": [1], "rows": 3}}, "consent.account"),
        ({**BODY, "consent": {"accounts": [[1]], "rows": 3}}, "consent.accounts[0]"),
        ({**BODY, "consent": {"account": "Prod"}}, "consent.rows"),
        ({**BODY, "consent": {"account": "Prod", "rows": 0}}, "consent.rows"),
        ({"workflow": "Rename", "region": "own"}, "rows"),
    ):
        assert told(asks(app, token, "/runs", given)) == (400, "BAD_INPUT", field), given
    for given in ({**BODY, "workflow": "Nothing"}, {**BODY, "account": "nobody"}):
        assert told(asks(app, token, "/runs", given))[0] == 404
    assert asks(app, token, "/runs").get_json()["runs"] == []


def test_tokens_that_may_less_and_other_peoples_runs(make_app: MakeApp) -> None:
    app = make_app(auth="people")
    add(app, "alice", Role.ADMINISTER)
    add(app, "bob")
    alice, bob = browser_of(app, "alice"), browser_of(app, "bob")
    workflows.keep(desk_of(alice), renaming())
    mine, his = made(alice, scope="runs"), made(bob, scope="runs")
    body = {**BODY, "region": "sandbox", "dryRun": True}
    run = shown(asks(app, mine, "/runs", body), 201)
    posting = [one for one in ROUTES if one.path.startswith("/runs") and one.method == "POST"]
    assert len(posting) == 5
    examples = {"/runs/<run_id>/again": {"verdicts": ["ok"]}, "/runs": body}
    for route in ROUTES:
        if not route.path.startswith("/runs"):
            continue
        path = route.path.replace("<run_id>", run["id"])
        given = examples.get(route.path, {}) if route.method == "POST" else None
        assert told(asks(app, "tmt_" + "x" * 43, path, given))[0] in {401, 429}
        if "<run_id>" in route.path:
            assert told(asks(app, his, path, given))[0] == 404, path
        for scope in ("read", "change"):
            answered = asks(app, made(alice, scope=scope), path, given)
            if route.method == "GET":
                assert answered.status_code == 200, path
            else:
                assert told(answered)[0] == 403, path
                assert "may not start or steer runs" in error_of(answered)["message"]
    # Less is their role by now.
    bobs = shown(asks(app, his, "/runs", {**body, "workflow": kept_by(bob)}), 201)
    for role in (Role.CALL, Role.READ):
        parts_of(app).people.set_role(parts_of(app).people.get("bob"), role)
        refused = asks(app, his, f"/runs/{bobs['id']}/goOn", {})
        assert told(refused)[0] == 403
        assert "Your role here is" in error_of(refused)["message"]
    for path, given in (("cancel", {}), ("again", {"verdicts": ["left"]})):
        assert told(asks(app, his, f"/runs/{bobs['id']}/{path}", given))[0] == 403
    assert told(asks(app, his, "/runs", {**body, "dryRun": False}))[0] in {403, 404}


def kept_by(client: FlaskClient) -> str:
    return f"own/{workflows.keep(desk_of(client), renaming()).id}"


def test_the_examples_of_the_document_are_sent(
    app: Flask, client: FlaskClient, token: str, upstream: Upstream
) -> None:
    desk = desk_of(client)
    suffix = Workflow("w", "Add a suffix", steps=renaming().steps)
    workflows.keep(desk, suffix)
    examples = {one.path: one.example for one in ROUTES if one.example}
    for route in ROUTES:
        if route.example:
            known = {"components": {"schemas": SHAPES}, **SHAPES[route.body]}
            assert list(Draft202012Validator(known).iter_errors(route.example)) == []
    run = shown(asks(app, token, "/runs", examples["/runs"]), 201)
    done = ended(app, token, run)
    # The sandbox has no such entry.
    assert (done["status"], done["total"], done["counts"]["failed"]) == ("done", 1, 1)
    again = asks(
        app,
        token,
        f"/runs/{run['id']}/again",
        {
            **(examples["/runs/<run_id>/again"] or {}),
            "dryRun": True,
        },
    )
    assert shown(again, 201)["total"] == 1
    desk.parts.accounts.save(desk.workspace, name="Acme", region="sandbox", partner_id="77")
    going = examples["/runs/<run_id>/goOn"]
    assert shown(asks(app, token, f"/runs/{again.get_json()['id']}/goOn", going))["wanted"] == ""
