"""Runs that begin by themselves: when the like of a run would, before that is kept."""

import time
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.desk.desk import Desk
from app.desk.row_runs import schedule
from app.desk.row_runs.plan import RowRun
from app.desk.row_runs.schedule import Schedule
from app.errors import TestMeError
from app.pages.row_runs.given import number_given
from app.pages.shell.context import own_desk, wants_json

blueprint = Blueprint("row_run_clock", __name__, url_prefix="/runs")

_USUAL = {"cron": "0 6 * * 1", "zone": "UTC"}


def clocks(desk: Desk, run: RowRun | None = None) -> list[tuple[Schedule, RowRun, RowRun | None]]:
    """Those of the workspace, or of a run: each with that and the run that began last, which is
    None where it is not there any more."""
    known = {one.id: one for one in desk.parts.row_runs.list(desk.workspace)}
    found = schedule.of(desk, run)
    return [(one, known[one.run], known.get(one.last)) for one in found if one.run in known]


@blueprint.get("/rows/<run_id>/clock")
def new(run_id: str) -> ResponseReturnValue:
    """The times of `cron` in `zone`, for `most` rows each, and what they take to be kept."""
    desk = own_desk()
    return _page(desk, desk.parts.row_runs.get(desk.workspace, run_id))


@blueprint.post("/rows/<run_id>/clock")
def keep(run_id: str) -> ResponseReturnValue:
    """`confirmed` is the number of rows that somebody agrees to for each, where a place asks."""
    desk = own_desk()
    run = desk.parts.row_runs.get(desk.workspace, run_id)
    cron, zone = _given("cron"), _given("zone")
    try:
        most, agreed = number_given("most", 0), number_given("confirmed", 0)
        made = schedule.add(desk, run, cron, zone, most, agreed=agreed)
    except TestMeError as fault:
        if wants_json():
            raise
        return _page(desk, run, fault)
    return _done(url_for("row_runs.one", run_id=run_id), "It begins by itself then.", id=made.id)


@blueprint.post("/clock/<schedule_id>/remove")
def remove(schedule_id: str) -> ResponseReturnValue:
    schedule.remove(own_desk(), schedule_id)
    return _done(url_for("row_runs.index"), "It does not begin by itself any more.")


def _given(name: str) -> str:
    return " ".join(request.values.get(name, "").split())[:100]


def _page(desk: Desk, run: RowRun, fault: TestMeError | None = None) -> ResponseReturnValue:
    given: dict[str, Any] = {name: _given(name) or usual for name, usual in _USUAL.items()}
    given["most"] = request.values.get("most", "").strip()[:20] or max(1, run.total)
    found: dict[str, Any] = {}
    try:
        found["times"] = schedule.times(given["cron"], given["zone"], time.time())
        found["most"] = number_given("most", max(1, run.total))
        found["asks"], _ = schedule.asks(desk, run)
    except TestMeError as other:
        fault = fault or other
    page = render_template(
        "runs/clock.html", run=run, fault=fault, given=given, zones=schedule.zones(), **found
    )
    return page, fault.status if fault else 200


def _done(where: str, said: str, **more: str) -> ResponseReturnValue:
    if wants_json():
        return jsonify(message=said, url=where, **more)
    flash(said, "done")
    return redirect(where, 303)
