"""History: the list with its filters, an old answer, replay, pin, delete and undo, export."""

import time
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.desk.advising.verdict import verdicts_of
from app.desk.answer_view import AnswerView
from app.desk.exchange import Exchange
from app.desk.exported import FORMATS, export
from app.desk.records import Opened, check_sendable
from app.errors import NeedsConsent
from app.history.days import time_of_day, zone_of
from app.history.listed import listed
from app.history.records import Filters
from app.pages.answer.passing import pass_on
from app.pages.history.compare import MOST_CALLS
from app.pages.shell.context import console, own_desk, wants_json, workspace
from app.viewers.file_name import content_disposition

blueprint = Blueprint("history", __name__, url_prefix="/history")
_KEPT = ("text", "service", "region", "outcome", "pinned")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The list as a page, or for our script, which asks as somebody types, as {"html"} alone."""
    own, filters = console().history, _filters()
    zone = zone_of(request.cookies.get("zone", ""))
    before = request.args.get("before")
    page = listed(own, workspace(), filters, zone=zone, now=time.time(), before=before)
    shown = {"page": page, "filters": filters, "formats": FORMATS, "most": MOST_CALLS}
    shown |= {"zone": zone, "time_of_day": time_of_day}
    if wants_json():
        return jsonify(html=render_template("history/_calls.html", **shown))
    # Offered by each page, so that a reload does not lose it.
    if removed := own.last_removed(workspace()):
        flash(f"{_calls(removed.count)} deleted.", f"undo:history.undo:{removed.token}")
    return render_template("history/page.html", facets=own.facets(workspace()), **shown)


def _filters() -> Filters:
    given = request.values
    return Filters(
        text=given.get("text", "").strip()[:200],
        service=given.get("service", ""),
        region=given.get("region", ""),
        outcome=given.get("outcome", ""),
        pinned=True if given.get("pinned") == "1" else None,
    )


@blueprint.get("/<call_id>")
def record(call_id: str) -> ResponseReturnValue:
    return _shown(call_id, revealed=False)


@blueprint.post("/<call_id>/reveal")
def reveal(call_id: str) -> ResponseReturnValue:
    """The same with its secrets in clear: a POST, so that no link or other site can ask."""
    return _shown(call_id, revealed=True)


def _shown(call_id: str, *, revealed: bool) -> ResponseReturnValue:
    desk = own_desk()
    opened = desk.record(call_id)
    if revealed:
        desk.tell("shown in clear", f"the call {call_id}")
    raw = request.values.get("view") == "raw"
    kept = desk.stored().kept
    view = AnswerView.of_record(opened, revealed=revealed, raw=raw, stored=kept)
    if request.accept_mimetypes.best == "application/octet-stream":
        return _file(view)
    return _page(opened, view)


def _page(opened: Opened, view: AnswerView, *, unconfirmed: str = "") -> str:
    desk = own_desk()
    place = desk.place(opened.region.id) if opened.region else None
    return render_template(
        "history/record.html",
        record=opened.record,
        region=opened.region,
        answer=view,
        verdicts=verdicts_of(desk, place, view),
        beside=desk.parts.history.beside(desk.workspace, opened.record.row),
        unconfirmed=unconfirmed,
    )


@blueprint.get("/<call_id>/body")
def body(call_id: str) -> ResponseReturnValue:
    """The answer's body to save: bytes as they came, text with its secrets masked."""
    return _file(AnswerView.of_record(own_desk().record(call_id)))


def _file(view: AnswerView) -> Response:
    plain = view.revealed or view.language == "binary"
    content = view.answer.utf8 if plain else view.text.encode("utf-8", "replace")
    response = Response(content, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition(view.file_name)
    # Whatever it is, it is never a page of ours.
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@blueprint.post("/<call_id>/send")
def send_again(call_id: str) -> ResponseReturnValue:
    """Send a recorded call once more, exactly as it was, its secrets included."""
    desk = own_desk()
    opened = desk.record(call_id)
    check_sendable(opened.call)
    place = desk.place(opened.call.region)
    consent = request.form.get("confirmed") == "1"
    try:
        return pass_on(desk, opened.call, place, to_record, consent=consent)
    except NeedsConsent as asks:
        if wants_json():
            raise
        return _page(opened, AnswerView.of_record(opened), unconfirmed=asks.asks), asks.status


def to_record(exchange: Exchange) -> ResponseReturnValue:
    """The page of a call that was sent from here."""
    return redirect(url_for("history.record", call_id=exchange.record_id), 303)


@blueprint.post("/pin")
def pin() -> ResponseReturnValue:
    console().history.pin(workspace(), *request.form.getlist("id"))
    return _back()


@blueprint.post("/unpin")
def unpin() -> ResponseReturnValue:
    console().history.pin(workspace(), *request.form.getlist("id"), pinned=False)
    return _back()


@blueprint.post("/compare")
def compare() -> ResponseReturnValue:
    if not 2 <= len(ids := request.form.getlist("id")) <= MOST_CALLS:
        flash(f"Compare takes 2 to {MOST_CALLS} calls.", "refused")
        return _back()
    return redirect(url_for("compare.index", call=ids), 303)


@blueprint.post("/export")
def export_calls() -> ResponseReturnValue:
    """`as` names the format; the calls named `id`, else those that fit the filter, masked."""
    ids, how = request.form.getlist("id"), request.form.get("as", "")
    format, pieces = export(own_desk(), how, ids, _filters())
    own_desk().tell("exported", f"history as {how}")
    response = Response(pieces, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition(format.file_name)
    return response


@blueprint.post("/delete")
def delete() -> ResponseReturnValue:
    console().history.delete(workspace(), request.form.getlist("id"))
    return _back()


@blueprint.post("/clear")
def clear() -> ResponseReturnValue:
    keep_pinned = request.form.get("pinned") != "1"
    console().history.clear(workspace(), keep_pinned=keep_pinned)
    own_desk().tell("cleared", "history" if keep_pinned else "history with what is pinned")
    return _back()


@blueprint.post("/undo")
def undo() -> ResponseReturnValue:
    restored = console().history.undo(workspace(), request.form.get("token", ""))
    flash(f"{_calls(restored)} brought back.", "done")
    return _back()


def _calls(count: int) -> str:
    return "1 call" if count == 1 else f"{count} calls"


def _back() -> ResponseReturnValue:
    """To the list as it was filtered."""
    given = {name: value for name in _KEPT if (value := request.form.get(name))}
    query = f"?{urlencode(given)}" if given else ""
    return redirect(url_for("history.index") + query, 303)
