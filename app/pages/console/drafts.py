"""Drafts of the form: kept as it is typed, closed, and opened again.

A browser tab holds the ids; a page opens one by `?draft=` (see `page`).
"""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from app.desk.forms import drafting
from app.errors import BadInput
from app.pages.shell.context import own_desk
from app.pages.shell.posting import posted
from app.storage.tables import drafts

blueprint = Blueprint("drafts", __name__, url_prefix="/drafts")


@blueprint.post("/<draft_id>")
def save(draft_id: str) -> ResponseReturnValue:
    """Form fields: those of the form, `version` and `answer` (the id of a recorded call)."""
    desk, what = own_desk(), posted()
    version, answer = request.form.get("version", ""), request.form.get("answer", "")
    if not version.isascii() or not version.isdigit():
        raise BadInput("version takes a whole number that grows.", field="version")
    beside = ("version", "answer")
    pairs = [pair for pair in request.form.items(multi=True) if pair[0] not in beside]
    place = desk.place(what.region).using(what.kept)
    drafting.store(
        desk, place, what, tuple(pairs), draft_id=draft_id, version=int(version), answer=answer
    )
    return jsonify(saved=draft_id)


@blueprint.post("/<draft_id>/close")
def close(draft_id: str) -> ResponseReturnValue:
    """Gives what /drafts/reopen takes for ten minutes."""
    desk = own_desk()
    token, count = desk.parts.undo.remove(desk.workspace, {drafts: [draft_id]})
    return jsonify(closed=count == 1, undo=token)


@blueprint.post("/reopen")
def reopen() -> ResponseReturnValue:
    """`undo` is what closing it gave."""
    desk = own_desk()
    restored = desk.parts.undo.restore(desk.workspace, request.form.get("undo", ""))
    return jsonify(reopened=restored)
