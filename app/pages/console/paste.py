"""Requests from elsewhere pasted into the form, and the form's request copied out as text."""

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app.call.pasted import Choices
from app.desk.forms import forming
from app.desk.forms.copying import copied_as
from app.desk.forms.pasting import pasted
from app.pages.console.page import PageState, form_as_json, whole_page
from app.pages.shell.context import console, own_desk, remember, wants_json
from app.pages.shell.posting import posted

blueprint = Blueprint("paste", __name__)


@blueprint.get("/paste")
def page() -> ResponseReturnValue:
    return render_template("paste.html", region=request.args.get("region", ""))


@blueprint.post("/paste")
def paste() -> ResponseReturnValue:
    """The form filled in from a pasted text; of one with several requests, `entry` says which.

    `kept` is the id of the KS that the browser tab uses.
    """
    given = request.form
    entry = given.get("entry", "")
    found = pasted(
        own_desk(),
        given.get("text", ""),
        console().region(given.get("region", "")),
        entry=int(entry) if entry.isascii() and entry.isdigit() else None,
        service=given.get("service") or None,
        action=given.get("action") or None,
        kept=given.get("kept", ""),
    )
    if isinstance(found, Choices):
        return _choose(found)
    remember(found.filled.region)
    if not wants_json():
        return whole_page(found.filled, PageState(notes=found.notes))
    placeholders = [one.name for one in found.filled.form.placeholders]
    told = {"kind": found.kind, "notes": list(found.notes), "placeholders": placeholders}
    return jsonify({**form_as_json(found.filled), **told})


@blueprint.post("/copy")
def copy() -> ResponseReturnValue:
    """The form's request as text: `as` is one of `copying.KINDS`; with `codeLiteral=1` its secrets
    stand there in clear."""
    desk, what = own_desk(), posted()
    filled = forming.posted(desk, desk.place(what.region).using(what.kept), what)
    clear = request.form.get("codeLiteral") == "1"
    made = copied_as(desk, filled, request.form.get("as", ""), clear=clear)
    return jsonify(text=made.text, leftOut=list(made.left_out))


def _choose(choices: Choices) -> ResponseReturnValue:
    if not wants_json():
        return render_template("paste.html", entries=choices.entries, **_typed())
    return jsonify(
        entries=[
            {"index": e.index, "name": e.name, "about": e.about, "status": e.status}
            for e in choices.entries
        ]
    )


def _typed() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in ("text", "region")}
