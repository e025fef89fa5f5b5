"""Where the rows of a run come from: what a person gives before there is a run."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.call.variables.values import Json
from app.desk.row_runs import report, verbs
from app.desk.row_runs.lines import VERDICTS
from app.desk.row_runs.plan import RowRun
from app.desk.running.beginning import at
from app.errors import BadInput, TestMeError
from app.pages.row_runs.given import table_given
from app.pages.row_runs.page import VERDICTS as WORDS
from app.pages.shell.context import chosen_region, own_desk, wants_json
from app.rows.encodings import ENCODINGS

blueprint = Blueprint("row_run_planning", __name__, url_prefix="/runs")
INPUT = "input:"


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """`source` is the address of a workflow below /workflows."""
    return _page(request.args.get("source", ""))


@blueprint.post("/rows")
def prepare() -> ResponseReturnValue:
    """A run of the workflow `source` in `region`. `from` says where its rows are: the step that
    lists (`list`), a `file`, `pasted`, or the report of a `run`, of which those that came to one of
    the `verdict`s. Nothing is changed yet."""
    desk, form = own_desk(), request.form
    source = at(desk, form.get("source", ""))
    inputs = {one.name: one for one in source.workflow.inputs}
    values = {
        name: value
        for key, value in form.items()
        if key.startswith(INPUT) and value and (name := key.removeprefix(INPUT)) in inputs
    }
    try:
        rows, more = _rows(form.get("from", "list"))
        made = verbs.prepare(
            desk,
            source,
            desk.parts.region(form.get("region", "")).id,
            rows=rows,
            given={n: v for n, v in values.items() if not inputs[n].stands(v)},
            account=form.get("account", ""),
            kept=form.get("kept", ""),
            **more,
        )
    except TestMeError as fault:
        if wants_json():
            raise
        return _page(form.get("source", ""), fault), fault.status
    return opened(made)


def opened(run: RowRun) -> ResponseReturnValue:
    """On to the page of a run."""
    where = url_for("row_runs.one", run_id=run.id)
    return jsonify(url=where, id=run.id) if wants_json() else redirect(where, 303)


def _rows(found: str) -> tuple[Iterable[Mapping[str, Json]] | None, dict[str, Any]]:
    """The rows that are given, None where a step lists them; and what the plan says of them."""
    if found == "list":
        return None, {}
    desk = own_desk()
    if found == "run":
        run = desk.parts.row_runs.get(desk.workspace, request.form.get("run", ""))
        verdicts = [one for one in request.form.getlist("verdict") if one in VERDICTS]
        told = report.table(desk, run, verdicts)
        return told.rows, {"columns": told.columns, "of": run.id}
    if found not in {"file", "pasted"}:
        raise BadInput("Say where the rows come from.", field="from")
    table = table_given(found)
    notes = (f"From {table.source}.", *table.notes)
    return table.rows, {"columns": table.columns, "notes": notes}


def _page(address: str, fault: TestMeError | None = None) -> str:
    desk = own_desk()
    source = at(desk, address)
    return render_template(
        "runs/new.html",
        workflow=source.workflow,
        source=address,
        places=desk.places(),
        region=chosen_region(),
        runs=[one for one in desk.parts.row_runs.list(desk.workspace) if one.total],
        encodings=ENCODINGS,
        verdicts=WORDS,
        typed=request.form,
        fault=fault,
    )
