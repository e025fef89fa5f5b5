"""What is done with a run over rows: begun, paused, gone on with, made again, deleted."""

from collections.abc import Callable
from typing import Literal

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.desk.desk import Desk
from app.desk.row_runs import narrowing, verbs
from app.desk.row_runs.again import made_again
from app.desk.row_runs.dry_run import dry_run
from app.desk.row_runs.plan import Pace, RowRun
from app.desk.row_runs.preview import SHOWN
from app.errors import BadInput, TestMeError
from app.pages.row_runs.given import number_given, table_given
from app.pages.row_runs.page import VERDICTS, own_run, shown
from app.pages.row_runs.planning import opened
from app.pages.shell.context import own_desk, wants_json

blueprint = Blueprint("row_run_doing", __name__, url_prefix="/runs")


def _done(run_id: str, act: Callable[[Desk, RowRun], RowRun]) -> ResponseReturnValue:
    """The page of what comes of it; where that is refused, the page as it was, and why."""
    desk = own_desk()
    run = own_run(desk, run_id)
    try:
        return opened(act(desk, run))
    except TestMeError as fault:
        if wants_json():
            raise
        return shown(desk, run, fault), fault.status


@blueprint.post("/rows/<run_id>/start")
def start(run_id: str) -> ResponseReturnValue:
    """Begin or go on: `at_once` and `per_second` calls, until `stop_after` failures; with `first`
    the first rows alone. `confirmed` is the number of rows that somebody agrees to."""

    def act(desk: Desk, run: RowRun) -> RowRun:
        form = request.form
        plan = run.plan
        return verbs.start(
            desk,
            run,
            consent=number_given("confirmed", -1),
            pace=Pace(
                number_given("at_once", plan.pace.at_once),
                _decimal("per_second", plan.pace.per_second),
            ),
            stop_after=number_given("stop_after", plan.stop_after),
            trial=SHOWN if form.get("first") == "1" else 0,
        )

    return _done(run_id, act)


@blueprint.post("/rows/<run_id>/dry")
def dry(run_id: str) -> ResponseReturnValue:
    """The steps that only read, for the first rows: a run of its own."""
    return _done(run_id, dry_run)


@blueprint.post("/rows/<run_id>/want")
def want(run_id: str) -> ResponseReturnValue:
    """`what` is pause or cancel."""
    what = request.form.get("what", "")
    if what not in {"pause", "cancel"}:
        raise BadInput("what takes pause or cancel.", field="what")
    return _done(run_id, lambda desk, run: verbs.want(desk, run, what))


@blueprint.post("/rows/<run_id>/again")
def again(run_id: str) -> ResponseReturnValue:
    """Another run of the rows that came to one of the `verdict`s."""
    wanted = [one for one in request.form.getlist("verdict") if one in VERDICTS]
    return _done(run_id, lambda desk, run: made_again(desk, run, wanted))


@blueprint.post("/rows/<run_id>/narrow")
def narrow(run_id: str) -> ResponseReturnValue:
    """`by` is `condition` (the expression `where`), `doubles` or `empty` (of `column`), or `table`:
    the rows whose `column` is in a `file` or among what is `pasted`, there in `other_column`, or
    with `keep` = `except` all others."""

    def act(desk: Desk, run: RowRun) -> RowRun:
        form = request.form
        column = form.get("column", "")
        match form.get("by", ""):
            case "condition":
                if not form.get("where", "").strip():
                    raise BadInput("Say which rows stay: row.status == 2", field="where")
                return narrowing.by_condition(desk, run, form["where"])
            case "empty":
                return narrowing.without_empty(desk, run, column)
            case "doubles":
                return narrowing.without_doubles(desk, run, column)
        other = table_given()
        wanted = form.get("other_column", "").strip()
        keep: Literal["only", "except"] = "only" if form.get("keep") == "only" else "except"
        return narrowing.by_table(desk, run, column, other, other_column=wanted, keep=keep)

    return _done(run_id, act)


@blueprint.post("/rows/<run_id>/delete")
def delete(run_id: str) -> ResponseReturnValue:
    """With its rows, its report and its calls, for good."""
    desk = own_desk()
    run = own_run(desk, run_id)
    desk.parts.row_runs.remove(run)
    return _listed(f"The run {run.title} is deleted.")


@blueprint.post("/delete")
def delete_ticked() -> ResponseReturnValue:
    """Those named `id`, each as above; those under way stay."""
    desk, count = own_desk(), 0
    said = ""
    for run_id in request.form.getlist("id"):
        try:
            desk.parts.row_runs.remove(desk.parts.row_runs.get(desk.workspace, run_id))
            count += 1
        except TestMeError as fault:
            said = f" {fault.sentence}"
    return _listed(f"{count} run{'' if count == 1 else 's'} deleted.{said}")


@blueprint.post("/pause-all")
def pause_all() -> ResponseReturnValue:
    count = verbs.stop_all(own_desk())
    return _listed(f"{count} paused." if count != 1 else "One run paused.")


def _listed(said: str) -> ResponseReturnValue:
    where = url_for("row_runs.index")
    if wants_json():
        return jsonify(message=said, url=where)
    flash(said, "done")
    return redirect(where, 303)


def _decimal(name: str, default: float) -> float:
    text = request.form.get(name, "").strip()
    try:
        return float(text) if text else default
    except ValueError:
        raise BadInput("This takes a number, such as 2.5.", field=name) from None
