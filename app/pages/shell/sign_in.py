"""Signing in with the shared password, or by name (TESTME_AUTH=password and people), the page of it
where a provider does it, and signing out of all of these."""

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from app.errors import NotFound, NotSignedIn
from app.pages.shell.context import client, console, enter, visit, wants_json
from app.pages.shell.later import later
from app.people.audit import Who
from app.people.identity import ProviderFailed
from app.storage.throttle import SignInThrottled
from app.waits import Steps

if TYPE_CHECKING:
    from app.people.provider import Provider

blueprint = Blueprint("sign_in", __name__, url_prefix="/sign-in")

_BY_PASSWORD = frozenset({"password", "people"})
_USED = _BY_PASSWORD | {"oidc"}
# Browsers pass over control characters and take a backslash for a slash: two of those in front
# are another host.
_OWN_PATH = re.compile(r"/(?!/)[^\\\x00-\x1f\x7f]*")


@blueprint.get("")
def page() -> ResponseReturnValue:
    _check_used(_USED)
    # So that the page's token is already of the id that the sign-in comes with.
    visit()
    return sign_in_page(request.args.get("next", ""))


@blueprint.post("")
def submit() -> ResponseReturnValue:
    _check_used(_BY_PASSWORD)
    target, name = request.form.get("next", ""), request.form.get("name", "")[:200]
    password = request.form.get("password", "")
    try:
        enter(console().entrance.sign_in(visit(), name, password, client()))
    except (NotSignedIn, SignInThrottled) as fault:
        if wants_json():
            raise
        wait = {"Retry-After": str(fault.wait)} if isinstance(fault, SignInThrottled) else {}
        return sign_in_page(target, name, fault.sentence), fault.status, wait
    return redirect(own_path(target), 303)


@blueprint.post("/out")
def out() -> ResponseReturnValue:
    leaving, provider = visit(), console().provider
    token = console().provider_entrance.token(leaving) if provider else ""
    enter(console().visits.sign_out(leaving, client()))
    console().audit.tell("signed out", Who(leaving.name, client().address))
    if provider:
        return later(_out_there(provider, token))
    signs_in = console().settings.auth in _USED
    return redirect(url_for("sign_in.page" if signs_in else "console.index"), 303)


def _out_there(provider: "Provider", token: str) -> Steps[ResponseReturnValue]:
    """Here it is done; the browser goes on to the provider, by no redirect, as the form that asked
    for it may lead to this console alone."""
    try:
        there = yield from provider.way_out(token, own_address("sign_in.page"))
    except ProviderFailed as fault:
        name = console().settings.oidc_name
        return sign_in_page("", fault=f"You are signed out here, but not of {name}: {fault.why}.")
    if not there:
        return redirect(url_for("sign_in.page"), 303)
    response = make_response(render_template("signed_out.html", there=there))
    response.headers["Refresh"] = f"0;url={there}"
    return response


def own_address(endpoint: str) -> str:
    """The whole address of a page, as the provider has to know it."""
    scheme = "https" if console().settings.https else request.scheme
    return f"{scheme}://{request.host}{url_for(endpoint)}"


def sign_in_page(target: str, name: str = "", fault: str = "", *, anew: bool = False) -> str:
    """With `anew` the provider is to ask who it is, although it knows."""
    named = console().settings.auth == "people"
    nobody = named and not console().people.list()
    return render_template(
        "sign_in.html",
        next=own_path(target),
        name=name,
        fault=fault,
        named=named,
        nobody=nobody,
        provider=console().settings.oidc_name if console().provider else "",
        anew="1" if anew else None,
    )


def _check_used(used: frozenset[str]) -> None:
    if console().settings.auth not in used:
        raise NotFound("This console has no sign-in page.")


def own_path(target: str) -> str:
    """The page to go on to; what is none of ours, or could lead to another site, becomes the
    console."""
    if not _OWN_PATH.fullmatch(target):
        return "/"
    try:
        current_app.url_map.bind("localhost").match(urlsplit(target).path, method="GET")
    except (HTTPException, ValueError):
        return "/"
    return target
