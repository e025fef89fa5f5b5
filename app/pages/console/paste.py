"""Requests from elsewhere pasted into the form, and the form's request copied out as text."""

from dataclasses import replace

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app.call.form.of_call import draft_of
from app.call.pasted import (
    Choices,
    Pasted,
    check_anything_fits,
    recognise,
    region_for,
    said,
    said_name,
    unknown_host,
    with_its_call,
)
from app.call.wire.unflatten import build_call
from app.desk.forms import forming
from app.desk.forms.copying import copied_as
from app.desk.forms.filling import take_account
from app.errors import BadInput
from app.pages.console.page import PageState, form_as_json, whole_page
from app.pages.shell.context import console, own_desk, remember, wants_json
from app.pages.shell.posting import posted
from app.regions import Region

blueprint = Blueprint("paste", __name__)


@blueprint.get("/paste")
def page() -> ResponseReturnValue:
    return render_template("paste.html", region=request.args.get("region", ""))


@blueprint.post("/paste")
def paste() -> ResponseReturnValue:
    """The form filled in from a pasted text; of one with several requests, `entry` says which.

    `kept` is the id of the KS that the browser tab uses.
    """
    try:
        return _pasted()
    except BadInput as fault:
        fault.sentence = said(fault.sentence)
        raise


def _pasted() -> ResponseReturnValue:
    shown = console().region(request.form.get("region", ""))
    text = request.form.get("text", "")
    recognised = recognise(text)
    if isinstance(recognised, Choices):
        index = request.form.get("entry", "")
        if not index.isascii() or not index.isdigit():
            return _choose(recognised)
        recognised = recognised.take(int(index))
    service, action = (request.form.get(name) or None for name in ("service", "action"))
    schema = console().schemas.registry_for(shown.id)
    recognised = with_its_call(recognised, text, schema, service, action)
    region, notes = _region_of(recognised, shown)
    placed = build_call(
        recognised.pairs,
        registry=console().schemas.registry_for(region.id),
        region=region.id,
        service=service,
        action=action,
    )
    check_anything_fits(recognised, placed)
    notes += [replace(one, name=said_name(one.name)).sentence for one in placed.unplaced]
    desk = own_desk()
    place = desk.place(region.id).using(request.form.get("kept", ""))
    draft = draft_of(placed.whole, hide=False)
    account = take_account(place.accounts, draft) if recognised.account else ""
    if recognised.account and not account:
        notes.append("The text leaves its secret open: choose an account, or fill the secret in.")
    if recognised.kept_ks and place.chosen is None:
        notes.append(
            "The text leaves its KS open, and none is kept in this region: start a session."
        )
    notes = list(map(said, notes))
    filled = forming.of_draft(desk, place, draft, account)
    remember(region)
    if not wants_json():
        return whole_page(filled, PageState(notes=tuple(notes)))
    return jsonify(
        {
            **form_as_json(filled),
            "kind": recognised.kind,
            "notes": notes,
            "placeholders": [one.name for one in filled.form.placeholders],
        }
    )


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
    entries = [replace(one, name=said(one.name), about=said(one.about)) for one in choices.entries]
    if not wants_json():
        text = request.form.get("text", "")
        region = request.form.get("region", "")
        return render_template("paste.html", region=region, text=text, entries=entries)
    return jsonify(
        entries=[
            {"index": e.index, "name": e.name, "about": e.about, "status": e.status}
            for e in entries
        ]
    )


def _region_of(pasted: Pasted, shown: Region) -> tuple[Region, list[str]]:
    notes = list(pasted.notes)
    if pasted.url is None:
        return shown, notes
    found = region_for(pasted.url, console().regions.values())
    if found is None:
        notes.append(unknown_host(pasted.url))
    return found or shown, notes
