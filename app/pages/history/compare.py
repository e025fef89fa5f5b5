"""Comparing answers: recorded ones, or those of one call sent to several regions at once."""

import re
from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.call.model import Call
from app.compare.differences import MOST_DIFFERENCES, MOST_UNCHANGED, VOLATILE, compare
from app.compare.rows import lay_out
from app.compare.tree import COMPARED_BYTES
from app.desk.compare_columns import columns_of, differently_sent
from app.desk.compare_targets import (
    Target,
    call_with_pasted,
    holds_secret,
    send_all,
    targets,
)
from app.desk.consent import may_ask, may_change
from app.desk.desk import Desk
from app.desk.place import Place
from app.desk.records import Opened, check_sendable
from app.errors import BadInput, NeedsConsent
from app.pages.shell.context import console, own_desk, wants_json

blueprint = Blueprint("compare", __name__, url_prefix="/compare")
MOST_CALLS = 8


@blueprint.get("")
def index() -> ResponseReturnValue:
    """`?call=<id>&call=<id>…`, the first being the base; `ignore`, `types` and `unchanged`."""
    ids = list(dict.fromkeys(request.args.getlist("call")))
    if not ids:
        return render_template("compare/none.html", most=MOST_CALLS), 400
    if len(ids) == 1:
        return redirect(url_for("compare.new", call=ids[0]))
    if not 2 <= len(ids) <= MOST_CALLS:
        raise BadInput(
            f"Choose 2 to {MOST_CALLS} calls to compare: tick them in History, then press Compare.",
            field="call",
        )
    columns = columns_of(own_desk(), ids, COMPARED_BYTES // len(ids))
    ignored = _ignored()
    found = compare(
        [column.body for column in columns],
        ignore=ignored,
        types=request.args.get("types") == "1",
        unchanged=request.args.get("unchanged") == "1",
    )
    return render_template(
        "compare/page.html",
        columns=columns,
        ids=ids,
        sent=differently_sent(columns),
        found=found,
        lines=lay_out(found, [column.mask for column in columns]),
        ignored=", ".join(sorted(ignored)),
        most=(MOST_DIFFERENCES, MOST_UNCHANGED),
    )


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """`?call=<id>`: where else to send a recorded call."""
    desk = own_desk()
    opened = _sendable(desk, request.args.get("call", ""))
    places = desk.places()
    offered = targets(opened.call, places)
    ticked = {target.value for target in offered if target.ticked}
    return _choice(opened, places, offered, ticked)


@blueprint.post("/send")
def send() -> ResponseReturnValue:
    """Send a recorded call to the targets chosen, all at the same time, and compare.

    A single answer is compared with the recorded one.
    """
    desk = own_desk()
    opened = _sendable(desk, request.form.get("call", ""))
    places = desk.places()
    offered = targets(opened.call, places)
    ticked = set(request.form.getlist("target"))
    calls = [target.call for target in offered if target.value in ticked] + _with_pasted(opened)
    if not 1 <= len(calls) <= MOST_CALLS:
        raise BadInput(f"Choose 1 to {MOST_CALLS} places to send this call to.", field="target")
    try:
        ids = send_all(desk, calls, consent=request.form.get("confirmed") == "1")
    except NeedsConsent as asks:
        if wants_json():
            raise
        return _choice(opened, places, offered, ticked, unconfirmed=True), asks.status
    if len(ids) == 1:
        ids.insert(0, opened.record.row.id)
    return redirect(url_for("compare.index", call=ids), 303)


def _ignored() -> frozenset[str]:
    if "ignore" not in request.args:
        return VOLATILE
    return frozenset(filter(None, re.split(r"[\s,;]+", request.args["ignore"][:2000])))


def _sendable(desk: Desk, call_id: str) -> Opened:
    opened = desk.record(call_id)
    check_sendable(opened.call, "send it to each region, then compare the calls in History")
    return opened


def _with_pasted(opened: Opened) -> list[Call]:
    """The call with the KS that was pasted into the form, if one was."""
    ks = request.form.get("ks", "").strip()
    if not ks:
        return []
    region = console().region(request.form.get("ksRegion", opened.call.region))
    return [call_with_pasted(opened.call, region.id, ks)]


def _choice(
    opened: Opened,
    places: Sequence[Place],
    offered: Sequence[Target],
    ticked: set[str],
    *,
    unconfirmed: bool = False,
) -> str:
    call = opened.call
    # The place that asked may have another schema than the one that the call was recorded under.
    changes = unconfirmed or may_change(opened.registry, call)
    return render_template(
        "compare/new.html",
        call=call,
        call_id=opened.record.row.id,
        targets=offered,
        ticked=ticked,
        changes=changes,
        guarded=[place.region for place in places if changes and may_ask(place)],
        secret=holds_secret(call),
        unconfirmed=unconfirmed,
        most=MOST_CALLS,
    )
