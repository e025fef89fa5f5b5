"""Consent: every route that sends a call which may change something asks first, and says so.

The route table is walked, so that a new route has to say here what it sends.
"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.desk.desk import Desk
from app.desk.parts import Parts
from app.desk.row_runs import schedule, verbs
from app.desk.running.beginning import Source
from app.desk.running.run import begin
from app.desk.saved.from_calls import of_calls
from app.sandbox.account import DEMO
from tests.pages.browse import answer, csrf_token, jar_of, post, send, workspace_of

# Routes whose POST sends no call to an endpoint, whatever is posted.
SEND_NOTHING = {
    *("client_libs.new_token", "oidc.signed_out"),
    *("runs.begin", "saved_files.bring_in", "workflows.make_mine"),
    *("variables.reveal", "examples.keep", "saved.describe"),
    *(f"saved.{one}" for one in ("keep", "change", "collection", "rename", "move", "duplicate")),
    *("saved.delete", "saved.undo"),
    *("variables.put", "variables.delete"),
    *("picking.filled_in", "picking.known", "picking.filters"),
    *(f"workflow_editing.{one}" for one in ("new", "from_calls", "change", "add", "take", "move")),
    *(
        "workflow_editing.change_step",
        "workflow_editing.undo",
        "workflow_rows.often",
        "workflow_rows.where",
    ),
    # Of a run over rows, which sends what it sends once it has begun.
    *(f"row_run_doing.{one}" for one in ("want", "again", "narrow", "delete", "pause_all")),
    # Begins what only reads.
    "row_run_doing.dry",
    *("row_run_planning.prepare", "row_run_planning.ticked", "row_run_clock.remove"),
    "row_run_doing.delete_ticked",
    "drafts.close",
    "drafts.reopen",
    "drafts.save",
    "sessions.undo",
    "code_example.save",
    "code_example.show",
    "console.form",
    "console.references",
    "history.clear",
    "history.compare",
    "history.delete",
    "history.export_calls",
    "history.pin",
    "history.reveal",
    "history.undo",
    "history.unpin",
    "own.change_password",
    "own.clear",
    "own.end",
    "own.open_workspace",
    "paste.copy",
    "paste.paste",
    "sandbox_reset.reset",  # the sandbox's own content, by its own button
    "send.cancel",
    "sessions.account_delete",
    "sessions.account_save",
    "sessions.choose",
    "sessions.clear",
    "sessions.forget",
    "sessions.rename",
    "sessions.reveal",
    "sign_in.out",
    "sign_in.submit",
    "tokens.make",
    "tokens.revoke",
    "workshop.check_privileges",
    "workshop.fill",
    "workshop.reveal_token",
}
# Those that send calls which only read or start a session, and no others.
SEND_READING_CALLS = {
    "schema.refresh_now",  # GET of the schema
    "sessions.renew",  # the call that started the session
    "workshop.inspect",  # session.get
    "xml_schema.fetch",  # schema.serve
}
# Those that refuse calls that may change something, consent or not.
REFUSE = {"paging.page"}
# Those that take a token instead of a cookie, and ask in JSON: see test_programs and
# test_program_runs.
BY_TOKEN = {
    "programs.send_call",
    *(f"programs.{one}_run" for one in ("start", "pause", "go_on_with", "cancel")),
    "programs.run_again",
}

Recipe = Callable[[FlaskClient, Parts], tuple[str, dict[str, Any]]]


def _send(_: FlaskClient, __: Parts) -> tuple[str, dict[str, Any]]:
    return "/send", {
        "region": "sandbox",
        "service": "category",
        "action": "add",
        "format": "1",
        "ks": _admin(_),
        "param:category:objectType": "KalturaCategory",
        "param:category:name": "walked",
    }


def _send_again(client: FlaskClient, _: Parts) -> tuple[str, dict[str, Any]]:
    return f"/history/{_changing_record(client)}/send", {}


def _compare(client: FlaskClient, _: Parts) -> tuple[str, dict[str, Any]]:
    return "/compare/send", {"call": _changing_record(client), "target": "sandbox|recorded"}


def _end(client: FlaskClient, _: Parts) -> tuple[str, dict[str, Any]]:
    _admin(client)
    return "/sessions/end", {"id": jar_of(client)[0].id}


def _token_add(client: FlaskClient, _: Parts) -> tuple[str, dict[str, Any]]:
    _admin(client)
    kept = jar_of(client)[0].id
    return "/sessions/tokens/add", {"with_ks": kept, "hash_type": "SHA256", "type": "0"}


def _token_revoke(client: FlaskClient, _: Parts) -> tuple[str, dict[str, Any]]:
    _admin(client)
    return "/sessions/tokens", {"with_ks": jar_of(client)[0].id, "revoke": DEMO.app_token_id}


def _run(client: FlaskClient, parts: Parts) -> tuple[str, dict[str, Any]]:
    made = of_calls(Desk(parts, workspace_of(client)), [_changing_record(client)])
    run = begin(made, "own/x", "sandbox")
    parts.runs.save(workspace_of(client), run)
    return f"/runs/{run.id}/step", {}


def _over_rows(client: FlaskClient, parts: Parts) -> tuple[str, dict[str, Any]]:
    desk = Desk(parts, workspace_of(client))
    made = of_calls(desk, [_changing_record(client)])
    # One row, so that its number is what the others take for a yes.
    run = verbs.prepare(desk, Source(made, "own/x"), "sandbox", rows=[{"id": "0_a"}])
    return f"/runs/rows/{run.id}/start", {}


def _on_a_clock(client: FlaskClient, parts: Parts) -> tuple[str, dict[str, Any]]:
    path, _ = _over_rows(client, parts)
    return path.replace("start", "clock"), {"cron": "0 6 * * 1", "zone": "UTC", "most": "1"}


ASK: dict[str, Recipe] = {
    "row_run_clock.keep": _on_a_clock,
    "row_run_doing.start": _over_rows,
    "runs.step": _run,
    "send.send": _send,
    "history.send_again": _send_again,
    "compare.send": _compare,
    "sessions.end": _end,
    "workshop.get": _token_add,
    "workshop.list_tokens": _token_revoke,
}


def _admin(client: FlaskClient) -> str:
    kept = jar_of(client) if "sid" in _session(client) else ()
    if not kept:
        fields = {
            "p_secret": DEMO.admin_secret,
            "p_partnerId": str(DEMO.partner_id),
            "p_type": "2",
        }
        answer(send(client, "session", "start", **fields))
        kept = jar_of(client)
    return kept[0].ks


def _session(client: FlaskClient) -> dict[str, Any]:
    with client.session_transaction() as session:
        return dict(session)


def _changing_record(client: FlaskClient) -> str:
    """A changing call that was made with consent."""
    path, data = _send(client, None)  # type: ignore[arg-type]
    data["param:category:name"] = "made before"
    return str(answer(post(client, path, {**data, "confirmed": "1"}))["id"])


def _mark_as_production(client: FlaskClient, parts: Parts) -> None:
    csrf_token(client)
    workspace = workspace_of(client)
    parts.accounts.save(
        workspace,
        name="Prod",
        region="sandbox",
        partner_id=str(DEMO.partner_id),
        production=True,
    )


def test_every_route_that_takes_a_post_says_what_it_sends(app: Flask) -> None:
    posting = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    known = [SEND_NOTHING, SEND_READING_CALLS, REFUSE, BY_TOKEN, set(ASK)]
    assert set().union(*known) == posting
    assert sum(map(len, known)) == len(posting)


@pytest.mark.parametrize("endpoint", ASK)
def test_a_route_asks_before_it_changes_anything(
    endpoint: str, client: FlaskClient, parts: Parts
) -> None:
    csrf_token(client)
    _admin(client)
    path, data = ASK[endpoint](client, parts)
    _mark_as_production(client, parts)
    workspace = workspace_of(client)
    before = len(parts.history.list(workspace).rows)
    response = post(client, path, data)
    assert response.status_code == 409
    assert response.get_json()["error"]["code"] == "CONFIRMATION_NEEDED"
    assert response.get_json()["error"]["field"] == "confirmed"
    assert "Prod, which is marked as production" in response.get_json()["error"]["message"]
    rows = parts.history.list(workspace).rows
    assert [row.action for row in rows[: len(rows) - before]] == []
    page = post(client, path, data, json=False)
    assert page.status_code == 409
    # A run is the script's, which asks in a dialog.
    assert endpoint == "runs.step" or 'name="confirmed"' in page.get_data(as_text=True)
    done = post(client, path, {**data, "confirmed": "1"})
    assert done.status_code in {200, 302, 303}
    if endpoint == "row_run_doing.start":
        # Its calls stand with it.
        assert [one.status for one in parts.row_runs.list(workspace)] == ["running"]
        return
    if endpoint == "row_run_clock.keep":
        # It sends what it sends once the time has come.
        [one] = schedule.of(Desk(parts, workspace))
        assert (one.most, one.agreed_for) == (1, (DEMO.partner_id,))
        return
    assert len(parts.history.list(workspace).rows) > before


def test_what_only_reads_is_not_asked_about(client: FlaskClient, parts: Parts) -> None:
    csrf_token(client)
    ks = _admin(client)
    _mark_as_production(client, parts)
    assert answer(send(client, "media", "list", ks=ks))["outcome"]["kind"] == "ok"


def test_paging_refuses_what_may_change(client: FlaskClient, parts: Parts) -> None:
    csrf_token(client)
    record = _changing_record(client)
    before = len(parts.history.list(workspace_of(client)).rows)
    response = post(client, f"/history/{record}/page", {"start": "1", "confirmed": "1"})
    assert response.status_code in {400, 403}
    assert len(parts.history.list(workspace_of(client)).rows) == before
