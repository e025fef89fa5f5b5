"""A run whose page is loaded again: how far it is, and a step that was cut off."""

from dataclasses import replace

from flask.testing import FlaskClient

from app.call.model import Call
from app.desk.desk import Desk
from app.desk.parts import Parts
from app.desk.running.run import Run
from app.desk.saved import workflows
from app.workflows.model import Input, Step, Taking, Workflow
from tests.pages.browse import answer, post, send, workspace_of
from tests.pages.reading import error_of

PING = Step("ping", Call("", "system", "ping", format="1"), takings=(Taking("pong", "$"),))
CHANGES = Step("change", Call("", "media", "update", (("entryId", "0_none"),), format="1"))
INPUTS = (Input("plain", "1"), Input("hidden", secret=True))


def begun(client: FlaskClient, parts: Parts, *steps: Step) -> tuple[str, Desk, str]:
    """The address of a run of these steps, whose the desk is, and the workflow's id."""
    desk = Desk(parts, workspace_of(client))
    saved = workflows.keep(desk, Workflow("w", "W", "", INPUTS, steps)).id
    given = {"input:plain": "2", "input:hidden": "geheimnis42"}
    fields = {"source": f"own/{saved}", "region": "sandbox", **given}
    return f"/runs/{answer(post(client, '/runs', fields))['id']}", desk, saved


def cut_off(desk: Desk, address: str, call_id: str) -> Run:
    run = replace(desk.parts.runs.get(desk.workspace, address[6:]), sent=call_id)
    desk.parts.runs.save(desk.workspace, run)
    return run


def test_a_page_that_comes_again_finds_what_was_done(client: FlaskClient, parts: Parts) -> None:
    address, desk, saved = begun(client, parts, PING, CHANGES)
    stepped = answer(post(client, f"{address}/step", {}))
    facts = answer(client.get(address))
    assert (facts["next"], facts["over"], facts["changed"]) == ("change", False, False)
    assert facts["done"] == [{"outcome": stepped["outcome"], "html": stepped["html"]}]
    assert stepped["outcome"]["taken"] == {"pong": True}
    assert "<article" in stepped["html"]
    assert facts["unfinished"] is None
    assert (facts["region"], facts["account"], facts["given"]) == ("sandbox", "", {"plain": "2"})
    post(client, f"{address}/step", {})
    over = answer(client.get(address))
    assert (over["over"], over["succeeded"], len(over["done"])) == (True, False, 2)
    workflows.rename(desk, saved, "V")
    assert answer(client.get(address))["changed"]
    post(client, f"/saved/{saved}/delete", {})
    assert answer(client.get(address))["changed"]


def test_a_step_that_was_cut_off_is_not_made_again_unasked(
    client: FlaskClient, other_client: FlaskClient, parts: Parts
) -> None:
    address, desk, _ = begun(client, parts, CHANGES, PING)
    call_id = send(client, "system", "ping").get_json()["id"]
    run = cut_off(desk, address, call_id)
    found = answer(client.get(address))["unfinished"]
    assert (found["step"], found["under_way"]) == ("change", False)
    assert "it may have been carried out" in found["sentence"]
    assert f'data-record="{call_id}"' in found["html"]
    refused = post(client, f"{address}/step", {})
    assert refused.status_code == 409
    assert error_of(refused)["field"] == "again"
    assert error_of(refused)["message"] == found["sentence"]
    assert client.get(address).get_json()["done"] == []
    with parts.runs.stepping(desk.workspace, run):
        assert answer(client.get(address))["unfinished"]["under_way"]
        assert post(client, f"{address}/step", {}).status_code == 400
    made = answer(post(client, f"{address}/step", {"again": "1"}))
    assert made["outcome"]["step"] == "change"
    assert parts.runs.get(desk.workspace, run.id).sent == ""
    assert other_client.get(address).status_code == 404


def test_a_step_that_changes_nothing_is_made_once_more(client: FlaskClient, parts: Parts) -> None:
    address, desk, _ = begun(client, parts, PING)
    cut_off(desk, address, "gone")
    found = answer(client.get(address))["unfinished"]
    assert found["sentence"].endswith("it changes nothing, and can be made once more.")
    assert answer(post(client, f"{address}/step", {}))["succeeded"]
