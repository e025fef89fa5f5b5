"""The rows of a run counted and summed by one of their columns, as a page and as a file."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from app.desk.desk import Desk
from app.desk.row_runs import totals
from app.desk.row_runs.plan import RowRun
from app.desk.row_runs.report_page import value_shown
from app.desk.row_runs.totals import Total
from app.errors import BadInput
from app.pages.shell.context import own_desk
from app.viewers.file_name import content_disposition

blueprint = Blueprint("row_run_totals", __name__, url_prefix="/runs/rows")

MOST_SHOWN = 1_000
_USUAL_BY, _USUAL_SUM = ("month", "year", "userId"), ("seconds", "duration")


@blueprint.get("/<run_id>/totals")
def shown(run_id: str) -> str:
    """`by` and `sum` are names of columns; with `apart` a value with commas is several."""
    desk = own_desk()
    run = desk.parts.row_runs.get(desk.workspace, run_id)
    columns = totals.columns(desk, run)
    by, summed, made = _made(desk, run, columns)
    return render_template(
        "runs/totals.html",
        run=run,
        columns=columns,
        by=by,
        summed=summed,
        apart=bool(request.args.get("apart")),
        totals=made[:MOST_SHOWN],
        shown=value_shown,
        count=len(made),
        rows=run.total,
        whole=sum(one.summed for one in made),
    )


@blueprint.get("/<run_id>/totals.csv")
def file(run_id: str) -> ResponseReturnValue:
    """All of them, asked for as on the page."""
    desk = own_desk()
    run = desk.parts.row_runs.get(desk.workspace, run_id)
    by, summed, made = _made(desk, run, totals.columns(desk, run))
    desk.tell("exported", "the totals of a run")
    response = Response(totals.as_csv(made, by, summed), mimetype="text/csv")
    response.headers["Content-Disposition"] = content_disposition(f"{run.title} totals.csv")
    return response


def _made(desk: Desk, run: RowRun, columns: tuple[str, ...]) -> tuple[str, str, tuple[Total, ...]]:
    given = request.args
    by = given.get("by") or next((one for one in _USUAL_BY if one in columns), "")
    by = by or next(iter(columns), "")
    usual = next((one for one in _USUAL_SUM if one in columns), "")
    summed = given.get("sum", usual)
    for one in filter(None, (by, summed)):
        if one not in columns:
            raise BadInput(f"This run has no column {one!r:.80}.", field="by")
    made = totals.totals(desk, run, by, summed, apart=bool(given.get("apart")))
    return by, summed, made
