"""The list of runs over rows, and the page of one, from its rows to its report."""

import time
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.desk.desk import Desk
from app.desk.row_runs import files
from app.desk.row_runs.dry_run import what_follows
from app.desk.row_runs.lines import LEFT, columns_of
from app.desk.row_runs.listing import listed
from app.desk.row_runs.plan import OVER, UNDER_WAY, WRONG, RowRun
from app.desk.row_runs.report_page import MOST_COLUMNS, page_of, telling_first, value_shown
from app.desk.row_runs.told import before_it_begins, facts_of
from app.errors import NotFound, TestMeError
from app.history.days import time_of_day, zone_of
from app.pages.row_runs.clock import clocks
from app.pages.shell.context import own_desk, wants_json

blueprint = Blueprint("row_runs", __name__, url_prefix="/runs")

VERDICTS = {
    "ok": "OK",
    "failed": "failed",
    "skipped": "passed over",
    "uncertain": "uncertain",
    LEFT: "left",
}
STATUSES = {
    "gathering": "Finding its rows",
    "ready": "Ready",
    "running": "Under way",
    "paused": "Paused",
    "done": "Done",
    "cancelled": "Cancelled",
    "failed": "Failed",
}
_FIRST_ROWS = 5
_MANY = 10  # runs from which on a filter is of use


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Those with the words of `text` that are in the state `status`, by pages (`page`); for our
    script, which looks at those under way (`only`, repeated), as {"html"} of the list alone."""
    desk, given = own_desk(), request.args
    text, status = given.get("text", "").strip()[:200], given.get("status", "")
    zone = zone_of(request.cookies.get("zone", ""))
    found = listed(
        desk,
        text=text,
        statuses=[status] if status in STATUSES else (),
        only=given.getlist("only"),
        number=given.get("page", 1, type=int),
        zone=zone,
        now=time.time(),
    )
    shown = {"page": found, "text": text, "status": status, "statuses": STATUSES}
    shown |= {"verdicts": VERDICTS, "wrong": WRONG, "under_way": UNDER_WAY}
    shown |= {"zone": zone, "time_of_day": time_of_day}
    if wants_json():
        return jsonify(html=render_template("runs/_list.html", **shown))
    return render_template("runs/list.html", many=_MANY, clocks=clocks(desk), **shown)


@blueprint.get("/rows/<run_id>")
def one(run_id: str) -> ResponseReturnValue:
    """`verdict` and `text` narrow its report, `after` is the row behind which that begins."""
    desk = own_desk()
    try:
        return shown(desk, own_run(desk, run_id))
    except Narrowed as fault:
        # As by the browser's Back.
        flash(fault.sentence, "done")
        return redirect(fault.links[0][1], 303)


class Narrowed(NotFound):
    """A run has taken its place, which is its one link."""


def own_run(desk: Desk, run_id: str) -> RowRun:
    """Raises NotFound, Narrowed of these."""
    try:
        return desk.parts.row_runs.get(desk.workspace, run_id)
    except NotFound:
        now = desk.parts.row_runs.narrowed_to(desk.workspace, run_id)
        if now is None:
            raise
        link = f"{now.title}, {now.total:,} rows", url_for("row_runs.one", run_id=now.id)
        raise Narrowed(
            "Rows were left out of this run: this is what it is now.", links=[link]
        ) from None


@blueprint.get("/rows/<run_id>/state")
def state(run_id: str) -> ResponseReturnValue:
    """How far it is: see `facts`."""
    desk = own_desk()
    return jsonify(facts(desk, desk.parts.row_runs.get(desk.workspace, run_id)))


def facts(desk: Desk, run: RowRun) -> dict[str, Any]:
    """As `facts_of` has it, with the words for its state ("says")."""
    return facts_of(desk, run) | {"says": STATUSES[run.status]}


def shown(desk: Desk, run: RowRun, fault: TestMeError | None = None) -> str:
    """The page of a run; `fault` is what is wrong with what was posted."""
    first = desk.parts.run_rows.chunk(run, 0)[:_FIRST_ROWS] if run.total else []
    columns = telling_first(columns_of(desk.parts.run_rows, run), first)
    known = facts(desk, run)
    verdict, text = request.values.get("verdict", ""), request.values.get("text", "")[:200]
    verdict = verdict if verdict in VERDICTS else ""
    report = None
    if run.status != "gathering" and (known["done"] or run.status in {"running", *OVER}):
        after = request.args.get("after", -1, type=int)
        report = page_of(
            *(desk.parts.run_rows, run, columns[:MOST_COLUMNS]),
            verdict=verdict,
            text=text,
            after=max(-1, min(after, run.total)),
        )
    return render_template(
        "runs/one.html",
        run=run,
        plan=run.plan,
        facts=known,
        under_way=run.status in UNDER_WAY,
        over=run.status in OVER,
        columns=columns[:MOST_COLUMNS],
        all_columns=columns,
        first=[
            [value_shown(name, row.get(name)) for name in columns[:MOST_COLUMNS]] for row in first
        ],
        report=report,
        shown=value_shown,
        texts=files.columns(desk, run) if report else (),
        most_files=files.MOST_FILES,
        as_files=files.usual(run, columns),
        verdict=verdict,
        text=text,
        verdicts=VERDICTS,
        statuses=STATUSES,
        region=desk.parts.regions.get(run.region),
        fault=fault,
        typed=request.form,
        clocks=clocks(desk, run),
        follows=what_follows(desk, run),
        **(before_it_begins(desk, run) if run.status in {"ready", "paused"} else {}),
    )
