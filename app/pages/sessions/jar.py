"""The jar: a kept KS is shown masked, revealed on demand, chosen, named, renewed, ended."""

import time

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.desk import jar
from app.desk.desk import Desk
from app.errors import BadInput, NeedsConsent
from app.pages.sessions import accounts
from app.pages.sessions.drawing import FIRST, drawn
from app.pages.shell.context import own_desk, wants_json
from app.pages.shell.kept_json import choices_as_json, ks_as_json
from app.sessions.kept import KeptSession
from app.sessions.kept_words import ks_facts, time_left
from app.sessions.lifetime import seconds_of

blueprint = Blueprint("sessions", __name__, url_prefix="/sessions")
accounts.route(blueprint)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """`?way=` names the way that is open."""
    return drawn(request.args.get("way", FIRST))


@blueprint.post("/reveal")
def reveal() -> ResponseReturnValue:
    """A kept KS in clear, to copy: a POST, so that no link or other site can ask."""
    given = request.form
    return jsonify(ks=jar.in_clear(own_desk(), given.get("id", ""), given.get("region", "")))


@blueprint.post("/choose")
def choose() -> ResponseReturnValue:
    """The KS that its region's calls use from now on."""
    desk = own_desk()
    kept = desk.parts.jar.choose(desk.workspace, request.form.get("id", ""))
    region = desk.parts.regions.get(kept.region)
    name = region.name if region else kept.region
    return _changed(desk, kept, f"{ks_facts(kept)} is what {name} uses now.")


@blueprint.post("/rename")
def rename() -> ResponseReturnValue:
    desk, name = own_desk(), request.form.get("name", "")
    kept = desk.parts.jar.rename(desk.workspace, request.form.get("id", ""), name)
    told = f"The KS is called {kept.name} now." if kept.name else "The KS has no name now."
    return _changed(desk, kept, told)


@blueprint.post("/forget")
def forget() -> ResponseReturnValue:
    """Forget the KS of that id, or the one chosen for a region; `undo` brings it back."""
    desk, given = own_desk(), request.form
    kept = jar.kept_or_chosen(desk, given.get("id", ""), given.get("region", ""))
    token = jar.forget(desk, kept)
    if wants_json():
        region_id = kept.region if kept else request.form["region"]
        choices = choices_as_json(desk.stored(region_id))
        return jsonify(forgotten=True, choices=choices, undo=token)
    sentence = "The KS is forgotten here; at its region it stays valid until it expires."
    return _back(sentence, undo=token)


@blueprint.post("/clear")
def clear() -> ResponseReturnValue:
    """Forget all KS and accounts of this workspace; history has a button of its own."""
    return _back("All KS and accounts are forgotten.", undo=jar.forget_all(own_desk()))


@blueprint.post("/undo")
def undo() -> ResponseReturnValue:
    """Bring back what forgetting or deleting gave `token` for."""
    desk = own_desk()
    restored = desk.parts.undo.restore(desk.workspace, request.form.get("token", ""))
    if wants_json():
        stored = desk.stored()
        kept = next((one for one in stored.kept if one.id in restored), None)
        if kept is None:
            return jsonify(restored=restored)
        return jsonify(restored=restored, ks=ks_as_json(kept, desk.stored(kept.region)))
    return _back(f"{len(restored)} brought back.")


@blueprint.get("/renew")
def renewal() -> ResponseReturnValue:
    """`?id=`: asks for the expiry of a KS's successor."""
    desk = own_desk()
    kept = desk.parts.jar.get(desk.workspace, request.args.get("id", ""))
    desk.means(kept)
    return render_template("sessions/renew.html", kept=kept)


@blueprint.post("/renew")
def renew() -> ResponseReturnValue:
    """The same session once more, or with another `expiry`; the new KS takes the place."""
    desk = own_desk()
    kept, typed = _named(desk), request.form.get("expiry", "").strip()
    try:
        seconds = seconds_of(typed, now=time.time()) if typed else None
    except BadInput as fault:
        if wants_json():
            raise
        return render_template("sessions/renew.html", kept=kept, typed=typed, fault=fault), 422
    new = jar.renewed(desk, kept, seconds)
    return _changed(desk, new, f"{ks_facts(new)} is renewed: {time_left(new)}.")


@blueprint.post("/end")
def end() -> ResponseReturnValue:
    """session.end with a KS, so that nobody can use it any more; then it leaves the jar."""
    desk = own_desk()
    kept = _named(desk)
    try:
        exchange = jar.ended(desk, kept, consent=request.form.get("confirmed") == "1")
    except NeedsConsent as asks:
        if wants_json():
            raise
        return render_template("sessions/end.html", kept=kept, asks=asks.asks), asks.status
    if wants_json():
        return jsonify(ended=True, choices=choices_as_json(exchange.place))
    return _back(f"The session of {ks_facts(kept)} has ended.")


def _named(desk: Desk) -> KeptSession:
    return desk.parts.jar.get(desk.workspace, request.form.get("id", ""))


def _changed(desk: Desk, kept: KeptSession, sentence: str) -> ResponseReturnValue:
    if wants_json():
        return jsonify(ks=ks_as_json(kept, desk.stored(kept.region)))
    return _back(sentence)


def _back(sentence: str, *, undo: str = "") -> ResponseReturnValue:
    flash(sentence, f"undo:sessions.undo:{undo}" if undo else "done")
    return redirect(url_for("sessions.index"), 303)
