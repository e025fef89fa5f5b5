"""The report of a run to be taken along, printed, or compared with that of another run."""

from collections.abc import Iterator
from itertools import islice
from typing import cast

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from app.desk.desk import Desk
from app.desk.row_runs import files, report
from app.desk.row_runs.comparing import compared
from app.desk.row_runs.lines import columns_of, lines
from app.desk.row_runs.report_page import value_shown
from app.errors import BadInput, NotFound
from app.pages.row_runs.page import VERDICTS
from app.pages.shell.context import own_desk
from app.viewers.file_name import content_disposition

blueprint = Blueprint("row_run_report", __name__, url_prefix="/runs/rows")

MOST_PRINTED = 5_000  # rows
MOST_COMPARED = 1_000  # differences that are shown


@blueprint.get("/<run_id>/report.<kind>")
def file(run_id: str, kind: str) -> ResponseReturnValue:
    """All of it as `csv`, `jsonl` (JSON lines) or `xml` (JUnit's); `verdict` narrows the first two,
    and may be repeated."""
    desk = own_desk()
    run = desk.parts.row_runs.get(desk.workspace, run_id)
    if kind not in report.TYPES:
        raise NotFound("A report comes as csv, jsonl or xml.")
    pieces = report.as_file(desk, run, cast(report.Kind, kind), request.args.getlist("verdict"))
    return _saved(desk, pieces, report.TYPES[kind], f"{run.title} report.{kind}")


@blueprint.get("/<run_id>/files.zip")
def zipped(run_id: str) -> ResponseReturnValue:
    """The texts in its `column` as files, named by the values of `called` and an `ending`; those
    that the workflow says where no column is named."""
    desk = own_desk()
    run = desk.parts.row_runs.get(desk.workspace, run_id)
    asked = (request.args.get(name, "").strip() for name in ("column", "called", "ending"))
    pieces = files.zipped(desk, run, files.wanted(desk, run, *asked))
    return _saved(desk, pieces, "application/zip", f"{run.title}.zip")


def _saved(desk: Desk, pieces: Iterator[bytes], media_type: str, name: str) -> Response:
    desk.tell("exported", "the report of a run")
    response = Response(pieces, mimetype=media_type)
    response.headers["Content-Disposition"] = content_disposition(name)
    return response


@blueprint.get("/<run_id>/print")
def printed(run_id: str) -> str:
    """A page that is nothing but the report."""
    desk = own_desk()
    run = desk.parts.row_runs.get(desk.workspace, run_id)
    columns = columns_of(desk.parts.run_rows, run)
    simple = [one for one in columns if run.plan.columns or one in {"id", "name", "referenceId"}]
    found = islice(lines(desk.parts.run_rows, run), MOST_PRINTED)
    return render_template(
        "runs/print.html",
        run=run,
        lines=found,
        most=MOST_PRINTED,
        columns=simple or columns[:4],
        counts=desk.parts.run_rows.counts(run),
        shown=value_shown,
    )


@blueprint.get("/<run_id>/compare")
def compare(run_id: str) -> str:
    """The rows that came to something else in the run `with`, by their value of `column`; with
    `one` also those that one of both has alone."""
    desk = own_desk()
    store = desk.parts.run_rows
    run = desk.parts.row_runs.get(desk.workspace, run_id)
    others = [
        one
        for one in desk.parts.row_runs.list(desk.workspace)
        if one.id != run.id and one.total and one.status not in {"gathering", "ready"}
    ]
    columns = columns_of(store, run)
    usual = "id" if "id" in columns else next(iter(columns), "")
    column = request.args.get("column", "") or usual
    if column not in columns:
        raise BadInput(f"This run has no column {column!r:.80}.", field="column")
    wanted = request.args.get("with", "") or run.plan.of
    other = desk.parts.row_runs.get(desk.workspace, wanted) if wanted else None
    # The one that came first is that before.
    pair = sorted((run, other), key=lambda one: one.created_at) if other else None
    of_one = bool(request.args.get("one"))
    return render_template(
        "runs/compare.html",
        run=run,
        other=other,
        others=others,
        pair=pair,
        column=column,
        columns=columns,
        of_one=of_one,
        came=compared(store, pair[0], pair[1], column, of_one=of_one) if pair else None,
        most=MOST_COMPARED,
        verdicts=VERDICTS,
        shown=value_shown,
    )
