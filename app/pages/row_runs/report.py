"""The report of a run to be taken along, printed, or compared with that of another run."""

from collections.abc import Iterator
from itertools import islice

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from app.desk.row_runs import report
from app.desk.row_runs.report_page import value_shown
from app.errors import BadInput, NotFound
from app.pages.shell.context import own_desk
from app.rows.writing import written
from app.viewers.file_name import content_disposition

blueprint = Blueprint("row_run_report", __name__, url_prefix="/runs/rows")

MOST_PRINTED = 5_000  # rows
MOST_COMPARED = 1_000  # differences that are shown
_TYPES = {"csv": "text/csv", "jsonl": "application/jsonl", "xml": "application/xml"}


@blueprint.get("/<run_id>/report.<kind>")
def file(run_id: str, kind: str) -> ResponseReturnValue:
    """All of it as `csv`, `jsonl` (JSON lines) or `xml` (JUnit's); `verdict` narrows the first two,
    and may be repeated."""
    desk = own_desk()
    run = desk.parts.row_runs.get(desk.workspace, run_id)
    if kind not in _TYPES:
        raise NotFound("A report comes as csv, jsonl or xml.")
    desk.tell("exported", "the report of a run")
    pieces: Iterator[bytes]
    if kind == "xml":
        pieces = report.as_junit(desk, run)
    else:
        made = report.table(desk, run, request.args.getlist("verdict"))
        pieces = written(made, "csv" if kind == "csv" else "jsonl")
    response = Response(pieces, mimetype=_TYPES[kind])
    name = f"{run.title} report.{kind}"
    response.headers["Content-Disposition"] = content_disposition(name)
    return response


@blueprint.get("/<run_id>/print")
def printed(run_id: str) -> str:
    """A page that is nothing but the report."""
    desk = own_desk()
    run = desk.parts.row_runs.get(desk.workspace, run_id)
    columns = report.columns_of(desk, run)
    simple = [one for one in columns if run.plan.columns or one in {"id", "name", "referenceId"}]
    lines = list(islice(report.lines(desk, run), MOST_PRINTED))
    return render_template(
        "runs/print.html",
        run=run,
        lines=lines,
        columns=simple or columns[:4],
        counts=desk.parts.run_rows.counts(run),
        shown=value_shown,
    )


@blueprint.get("/<run_id>/compare")
def compare(run_id: str) -> str:
    """The rows that came to something else in the run `with`, by their value of `column`."""
    desk = own_desk()
    run = desk.parts.row_runs.get(desk.workspace, run_id)
    others = [
        one
        for one in desk.parts.row_runs.list(desk.workspace)
        if one.id != run.id and one.total and one.status not in {"gathering", "ready"}
    ]
    columns = report.columns_of(desk, run)
    usual = "id" if "id" in columns else next(iter(columns), "")
    column = request.args.get("column", "") or usual
    if column not in columns:
        raise BadInput(f"This run has no column {column!r:.80}.", field="column")
    wanted = request.args.get("with", "") or run.plan.of
    other = desk.parts.row_runs.get(desk.workspace, wanted) if wanted else None
    # The one that came first is that before.
    pair = sorted((run, other), key=lambda one: one.created_at) if other else None
    found = report.compared(desk, pair[0], pair[1], column) if pair else []
    return render_template(
        "runs/compare.html",
        run=run,
        other=other,
        others=others,
        pair=pair,
        column=column,
        columns=columns,
        differences=found[:MOST_COMPARED],
        count=len(found),
    )
