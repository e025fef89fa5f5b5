"""Where the rows of a run come from: what a person gives before there is a run."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.call.variables.values import Json
from app.desk.row_runs import verbs
from app.desk.row_runs.plan import RowRun
from app.desk.running.beginning import at
from app.errors import BadInput, TestMeError
from app.pages.shell.context import chosen_region, own_desk, wants_json

blueprint = Blueprint("row_run_planning", __name__, url_prefix="/runs")
INPUT = "input:"


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """`source` is the address of a workflow below /workflows."""
    return _page(request.args.get("source", ""))


@blueprint.post("/rows")
def prepare() -> ResponseReturnValue:
    """A run of the workflow `source` in `region`. `from` says where its rows are: the step that
    lists (`list`), `pasted`, or the run `run`. Nothing is changed yet."""
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


def _rows(found: str) -> tuple[Sequence[Mapping[str, Json]] | None, dict[str, Any]]:
    """The rows that are given, None where a step lists them; and what the plan says of them."""
    if found == "list":
        return None, {}
    if found == "pasted":
        values = request.form.get("pasted", "").replace(",", "\n").split()
        if not values:
            raise BadInput("Paste the ids, one a line.", field="pasted")
        return [{"id": one} for one in values], {"columns": ("id",)}
    raise BadInput("Say where the rows come from.", field="from")


def _page(address: str, fault: TestMeError | None = None) -> str:
    desk = own_desk()
    source = at(desk, address)
    return render_template(
        "runs/new.html",
        workflow=source.workflow,
        source=address,
        places=desk.places(),
        region=chosen_region(),
        typed=request.form,
        fault=fault,
    )
