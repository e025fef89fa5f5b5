"""Signing in by an OpenID Connect provider (TESTME_AUTH=oidc): there, and back; and what it tells
of who signed out there.

There and back are plain links, as browsers follow no form to another origin that the
Content-Security-Policy does not name, and nobody knows to which ones a provider leads on.
"""

import secrets
import time
from typing import TYPE_CHECKING

from flask import Blueprint, jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app.errors import NotFound
from app.pages.shell.context import client, console, enter, tell, visit
from app.pages.shell.later import later
from app.pages.shell.sign_in import own_address, own_path, sign_in_page
from app.people.identity import NotLetIn, ProviderFailed, Way
from app.waits import Steps

if TYPE_CHECKING:
    from app.people.provider import Provider

blueprint = Blueprint("oidc", __name__, url_prefix="/sign-in/oidc")

_BEGUN = "begun"  # in the cookie: where each sign-in that was begun goes on to, by its state
_MOST_BEGUN, _LONGEST_TARGET = 4, 400  # what a cookie has room for


@blueprint.get("")
def there() -> ResponseReturnValue:
    provider, target = _provider(), own_path(request.args.get("next", ""))
    # A browser that is new here gets its cookie before something is put into it.
    visit()
    target, anew = target if len(target) <= _LONGEST_TARGET else "/", "anew" in request.args
    return later(_there(provider, target, anew))


@blueprint.get("/back")
def back() -> ResponseReturnValue:
    provider, own, told = _provider(), visit(), request.args.get
    state, begun = told("state", ""), dict(session.get(_BEGUN, {}))
    target = begun.pop(state, "")
    session[_BEGUN] = begun
    if not target and own.signed_in:
        # Gone back to in the browser, or begun in a second tab as well.
        return redirect(url_for("console.index"), 303)
    where = own_address("oidc.back")
    way = Way(state, told("code", ""), where, told("iss", ""), told("error", ""), bool(target))
    return later(_back(provider, way, target))


@blueprint.post("/out")
def signed_out() -> ResponseReturnValue:
    """What a provider posts: OpenID Connect Back-Channel Logout 1.0, section 2.5.

    No page posts it, so there is no token of one; the provider's own is `logout_token`.
    """
    return later(_signed_out(_provider(), request.form.get("logout_token", "")))


def _there(provider: "Provider", target: str, anew: bool) -> Steps[ResponseReturnValue]:
    state = secrets.token_urlsafe(24)
    try:
        address = yield from provider.way_in(state, own_address("oidc.back"), anew=anew)
    except ProviderFailed as fault:
        return _refused(fault)
    begun = [*session.get(_BEGUN, {}).items(), (state, target)]
    session[_BEGUN] = dict(begun[-_MOST_BEGUN:])
    return redirect(address, 303)


def _back(provider: "Provider", way: Way, target: str) -> Steps[ResponseReturnValue]:
    try:
        identity = yield from provider.who(way)
        signs = console().provider_entrance
        enter(signs.sign_in(visit(), identity, client(), time.time()))
    except (ProviderFailed, NotLetIn) as fault:
        return _refused(fault)
    return redirect(own_path(target), 303)


def _signed_out(provider: "Provider", token: str) -> Steps[ResponseReturnValue]:
    try:
        out = yield from provider.signed_out(token)
    except ProviderFailed as fault:
        tell("refused", f"sign-out: {fault.why}")
        return jsonify(error="invalid_request", error_description=fault.why), 400
    return jsonify(ended=console().provider_entrance.signed_out(out, client(), time.time()))


def _refused(fault: ProviderFailed | NotLetIn) -> ResponseReturnValue:
    """The page to try again from."""
    if fault.why:
        tell("refused", f"sign-in: {fault.why}")
    # Else who is somebody else there would be refused again, without being asked.
    anew = isinstance(fault, NotLetIn)
    return sign_in_page("", fault=fault.sentence, anew=anew), fault.status


def _provider() -> "Provider":
    if found := console().provider:
        return found
    raise NotFound("This console signs nobody in by a provider.")
