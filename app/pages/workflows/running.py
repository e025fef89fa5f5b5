"""Running a workflow in the page: begun once, then a step at a time, as long as the page asks."""

from typing import Any

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app.desk.advising.verdict import verdicts_of
from app.desk.answer_view import AnswerView
from app.desk.desk import Desk
from app.desk.running.beginning import at, begun, is_changed
from app.desk.running.run import Run
from app.desk.running.step import advancing
from app.desk.running.unfinished import check, unfinished
from app.pages.shell.context import own_desk
from app.pages.shell.later import later
from app.waits import Steps

blueprint = Blueprint("runs", __name__, url_prefix="/runs")
_INPUT = "input:"


@blueprint.post("")
def begin() -> ResponseReturnValue:
    """`source` is the address of a workflow below /workflows, `region` where it runs; `kept` the
    KS of the browser tab, and `input:` with a name a value for that variable."""
    desk, given = own_desk(), request.form
    source, region = given.get("source", ""), given.get("region", "")
    desk.parts.region(region)
    values = {
        name.removeprefix(_INPUT): value
        for name, value in given.items()
        if name.startswith(_INPUT) and value
    }
    made = begun(
        desk,
        at(desk, source),
        region,
        given=values,
        kept=given.get("kept", ""),
        account=given.get("account", ""),
    )
    return jsonify(_facts(made))


@blueprint.post("/<run_id>/step")
def step(run_id: str) -> ResponseReturnValue:
    """The next step; `confirmed` is consent to a change, `ticket` what cancels it, as /send; with
    `again` the step that failed, or was cut off, once more: 409 where that one may have changed
    something, and it is not said."""
    desk = own_desk()
    before = desk.parts.runs.get(desk.workspace, run_id)
    ticket = request.form.get("ticket", "")[:64]
    consent = request.form.get("confirmed") == "1"
    if request.form.get("again") != "1":
        check(desk, before)
    elif before.stopped or not before.sent:
        before = before.again()

    def made() -> Steps[ResponseReturnValue]:
        under_way = desk.parts.running.begin(desk.workspace, ticket)
        try:
            outcome, after = yield from advancing(
                desk, before, consent=consent, cancel=under_way.cancel
            )
        finally:
            desk.parts.running.end(desk.workspace, ticket)
        html = _answer(desk, outcome.call_id) if outcome.call_id else ""
        return jsonify(outcome=after.told(outcome), html=html, **_facts(after))

    return later(made())


@blueprint.get("/<run_id>")
def one(run_id: str) -> ResponseReturnValue:
    """How far it is, for a page that comes again: `done` has what came of each step as `step` gives
    it, `unfinished` the one whose call has not come back; `changed` says that its workflow is
    another one by now, and `given` has its values but for secret ones."""
    desk = own_desk()
    run = desk.parts.runs.get(desk.workspace, run_id)
    done = [
        {"outcome": run.told(one), "html": _answer(desk, one.call_id) if one.call_id else ""}
        for one in run.done
    ]
    found = unfinished(desk, run)
    html = _answer(desk, found.call_id) if found and not found.under_way else ""
    _, given, _ = run.variables()
    return jsonify(
        **_facts(run),
        done=done,
        unfinished={**found.told(), "html": html} if found else None,
        changed=is_changed(desk, run),
        region=run.region,
        account=run.account,
        given={one.name: one.value for one in given if not one.secret},
    )


def _facts(run: Run) -> dict[str, Any]:
    following = run.next
    return {
        "id": run.id,
        "next": following.id if following else None,
        "last": run.done[-1].step if run.done else None,
        "attempt": run.attempt,
        "over": following is None,
        "succeeded": run.succeeded,
    }


def _answer(desk: Desk, call_id: str) -> str:
    opened = desk.still(call_id)
    if opened is None:
        return ""
    view = AnswerView.of_record(opened)
    place = desk.place(opened.region.id) if opened.region else None
    verdicts = verdicts_of(desk, place, view)
    return render_template("console/_answer.html", answer=view, verdicts=verdicts)
