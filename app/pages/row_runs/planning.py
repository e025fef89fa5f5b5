"""Where the rows of a run come from: what a person gives before there is a run."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.call.variables.values import Json
from app.desk.row_runs import report, verbs
from app.desk.row_runs.columns import lacking, of_its_list, used
from app.desk.row_runs.lines import VERDICTS
from app.desk.row_runs.offered import offered
from app.desk.row_runs.plan import RowRun
from app.desk.running.beginning import at
from app.errors import BadInput, TestMeError
from app.pages.row_runs.given import picked, table_given
from app.pages.row_runs.page import VERDICTS as WORDS
from app.pages.shell.context import chosen_region, own_desk, wants_json
from app.rows.encodings import ENCODINGS

blueprint = Blueprint("row_run_planning", __name__, url_prefix="/runs")
INPUT = "input:"
# What says which rows were ticked elsewhere: ids and numbers, no value of theirs.
_TICKED = ("source", "from", "id", "call", "rows", "path")
_LONGEST = 6_000  # characters of an address; servers and proxies take 8,000


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """`source` is the address of a workflow below /workflows, "" to choose one; `from` and what
    goes with it are rows that were ticked elsewhere, see `given.picked`."""
    return _page(request.args)


@blueprint.post("/new")
def ticked() -> ResponseReturnValue:
    """The same, of what was ticked: at an address of its own, unless that is too long."""
    fields = [(n, v) for n, v in request.form.items(multi=True) if n in _TICKED]
    where = f"{url_for('.new')}?{urlencode(fields)}"
    return redirect(where, 303) if len(where) < _LONGEST else _page(request.form)


@blueprint.post("/rows")
def prepare() -> ResponseReturnValue:
    """A run of the workflow `source` in `region`. `from` says where its rows are: the step that
    lists (`list`), a `file`, `pasted`, the report of a `run`, of which those that came to one of
    the `verdict`s, or what was ticked, see `given.picked`. Nothing is changed yet."""
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
        return _page(form, fault)
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
    if rows := picked(desk, request.form):
        return rows.rows, {"columns": rows.columns, "notes": (f"From {rows.source}.",)}
    if found not in {"file", "pasted"}:
        raise BadInput("Say where the rows come from.", field="from")
    table = table_given(found)
    notes = (f"From {table.source}.", *table.notes)
    return table.rows, {"columns": table.columns, "notes": notes}


def _page(given: MultiDict[str, str], fault: TestMeError | None = None) -> ResponseReturnValue:
    """Where a run is planned, or first of what workflow."""
    desk, address = own_desk(), given.get("source", "")
    rows = None
    try:
        rows = picked(desk, given)
    except TestMeError as other:
        fault = fault or other
    status = fault.status if fault else 200
    shown: dict[str, Any] = {"rows": rows, "typed": given, "fault": fault, "ticked": _TICKED[2:]}
    if not address:
        found = offered(desk, rows.columns if rows else None)
        return render_template("runs/choose.html", offered=found, **shown), status
    workflow = at(desk, address).workflow
    return render_template(
        "runs/new.html",
        workflow=workflow,
        source=address,
        of_its_list=of_its_list(workflow),
        lacks=lacking(used(workflow), rows.columns) if rows else (),
        places=desk.places(),
        region=chosen_region(),
        runs=[one for one in desk.parts.row_runs.list(desk.workspace) if one.total],
        encodings=ENCODINGS,
        verdicts=WORDS,
        **shown,
    ), status
