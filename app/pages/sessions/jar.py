"""The jar: a kept KS is shown masked, revealed on demand, chosen, named, renewed, ended."""

import time

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.call.model import Call
from app.desk.exchange import Exchange, perform
from app.desk.renewing import means_of, with_lifetime
from app.errors import BadInput, NotFound
from app.pages.answer.view import AnswerView
from app.pages.console.account_view import accounts_in
from app.pages.sessions import accounts
from app.pages.sessions.kept_view import (
    choices_as_json,
    jar_rows,
    kept_in,
    ks_as_json,
    ks_choice,
    ks_facts,
    renewable,
    time_left,
)
from app.pages.shell.context import console, wants_json, workspace
from app.sessions.jar import KeptSession
from app.sessions.lifetime import seconds_of

blueprint = Blueprint("sessions", __name__, url_prefix="/sessions")
accounts.route(blueprint)
for _shared in (accounts_in, jar_rows, kept_in, ks_choice, renewable, time_left):
    blueprint.add_app_template_global(_shared)


@blueprint.get("")
def index() -> ResponseReturnValue:
    return render_template("sessions/page.html")


@blueprint.post("/reveal")
def reveal() -> ResponseReturnValue:
    """A kept KS in clear, to copy: a POST, so that no link or other site can ask."""
    if request.form.get("id"):
        return jsonify(ks=_named().ks)
    region = console().region(request.form.get("region", ""))
    kept = console().jar.chosen(workspace(), region.id)
    if kept is None:
        raise NotFound(f"No KS is kept for {region.name}: start a session first.")
    return jsonify(ks=kept.ks)


@blueprint.post("/choose")
def choose() -> ResponseReturnValue:
    """The KS that its region's calls use from now on."""
    kept = console().jar.choose(workspace(), request.form.get("id", ""))
    if wants_json():
        return jsonify(ks=ks_as_json(kept))
    return _back(f"{ks_facts(kept)} is what {_region_name(kept)} uses now.")


@blueprint.post("/rename")
def rename() -> ResponseReturnValue:
    name = request.form.get("name", "")
    kept = console().jar.rename(workspace(), request.form.get("id", ""), name)
    if wants_json():
        return jsonify(ks=ks_as_json(kept))
    return _back(f"The KS is called {kept.name} now." if kept.name else "The KS has no name now.")


@blueprint.post("/forget")
def forget() -> ResponseReturnValue:
    """Forget the KS of that id, or the one chosen for a region."""
    if request.form.get("id"):
        kept = _named()
        console().jar.forget(workspace(), kept.id)
        region = kept.region
    else:
        region = console().region(request.form.get("region", "")).id
        console().jar.forget_chosen(workspace(), region)
    if wants_json():
        return jsonify(forgotten=True, choices=choices_as_json(region))
    return _back("The KS is forgotten here; at its region it stays valid until it expires.")


@blueprint.post("/clear")
def clear() -> ResponseReturnValue:
    """Forget all KS and accounts of this workspace; history has a button of its own."""
    console().jar.clear(workspace())
    console().accounts.clear(workspace())
    return _back("All KS and accounts are forgotten.")


@blueprint.get("/renew")
def renewal() -> ResponseReturnValue:
    """`?id=`: asks for the expiry of a KS's successor."""
    kept = console().jar.get(workspace(), request.args.get("id", ""))
    _means(kept)
    return render_template("sessions/renew.html", kept=kept)


@blueprint.post("/renew")
def renew() -> ResponseReturnValue:
    """The same session once more, or with another `expiry`; the new KS takes the place."""
    kept = _named()
    call = _means(kept)
    if typed := request.form.get("expiry", "").strip():
        try:
            call = with_lifetime(call, seconds_of(typed, now=time.time()))
        except BadInput as fault:
            if wants_json():
                raise
            return render_template("sessions/renew.html", kept=kept, typed=typed, fault=fault), 422
    chosen = console().jar.chosen(workspace(), kept.region)
    exchange = perform(console(), workspace(), call)
    if exchange.kept is None:
        raise BadInput(f"No new KS was given: {_why(exchange)} The call is in History.")
    renewed = _in_place_of(kept, exchange.kept, exchange.record_id)
    if chosen and chosen.id not in {kept.id, renewed.id}:
        console().jar.choose(workspace(), chosen.id)
    if wants_json():
        return jsonify(ks=ks_as_json(renewed))
    return _back(f"{ks_facts(renewed)} is renewed: {time_left(renewed)}.")


@blueprint.post("/end")
def end() -> ResponseReturnValue:
    """session.end with a KS, so that nobody can use it any more; then it leaves the jar."""
    kept = _named()
    call = Call(kept.region, "session", "end", format="1", ks=kept.ks)
    exchange = perform(console(), workspace(), call)
    if exchange.outcome.kind != "ok":
        raise BadInput(
            f"The session could not be ended: {_why(exchange)} The KS is still in the jar, where "
            "you can forget it."
        )
    if wants_json():
        return jsonify(ended=True, choices=choices_as_json(kept.region))
    return _back(f"The session of {ks_facts(kept)} has ended.")


def _named() -> KeptSession:
    return console().jar.get(workspace(), request.form.get("id", ""))


def _means(kept: KeptSession) -> Call:
    call = means_of(kept)
    if call is None:
        raise BadInput(
            "Nothing is stored that this KS could be renewed with: start a session anew, or keep "
            "the account with its secret."
        )
    return call


def _in_place_of(kept: KeptSession, new: KeptSession, record_id: str) -> KeptSession:
    """The new KS under the name of the one before it, which leaves the jar."""
    if new.id != kept.id:
        console().jar.forget(workspace(), kept.id)
    return console().jar.keep(
        workspace(),
        new.region,
        new.session,
        time.time(),
        name=kept.name,
        made_by=record_id,
        account_id=kept.account_id,
    )


def _why(exchange: Exchange) -> str:
    """What the region said, its secrets masked."""
    registry = console().schemas.registry_for(exchange.call.region)
    view = AnswerView.of_exchange(exchange, registry, None)
    message = f"{view.code}: {view.message}" if view.code else view.message
    return message or "the answer held none."


def _region_name(kept: KeptSession) -> str:
    region = console().regions.get(kept.region)
    return region.name if region else kept.region


def _back(sentence: str) -> ResponseReturnValue:
    flash(sentence, "done")
    return redirect(url_for("sessions.index"), 303)
