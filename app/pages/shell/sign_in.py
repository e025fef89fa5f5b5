"""Signing in with the shared password, or by name (TESTME_AUTH=password and people)."""

import re

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import NotFound, NotSignedIn
from app.pages.shell.context import client, console, enter, visit, wants_json
from app.people.audit import Who
from app.storage.throttle import SignInThrottled

blueprint = Blueprint("sign_in", __name__, url_prefix="/sign-in")

_USED = frozenset({"password", "people"})
# Browsers pass over control characters and take a backslash for a slash: two of those in front
# are another host.
_OWN_PATH = re.compile(r"/(?!/)[^\\\x00-\x1f\x7f]*")


@blueprint.get("")
def page() -> ResponseReturnValue:
    _check_used()
    # So that the page's token is already of the id that the sign-in comes with.
    visit()
    return _page(request.args.get("next", ""))


@blueprint.post("")
def submit() -> ResponseReturnValue:
    _check_used()
    target, name = request.form.get("next", ""), request.form.get("name", "")[:200]
    password = request.form.get("password", "")
    try:
        enter(console().entrance.sign_in(visit(), name, password, client()))
    except (NotSignedIn, SignInThrottled) as fault:
        if wants_json():
            raise
        wait = {"Retry-After": str(fault.wait)} if isinstance(fault, SignInThrottled) else {}
        return _page(target, name, fault.sentence), fault.status, wait
    return redirect(_own_path(target), 303)


@blueprint.post("/out")
def out() -> ResponseReturnValue:
    leaving = visit()
    enter(console().visits.sign_out(leaving, client()))
    console().audit.tell("signed out", Who(leaving.name, client().address))
    signs_in = console().settings.auth in _USED
    return redirect(url_for("sign_in.page" if signs_in else "console.index"), 303)


def _page(target: str, name: str = "", fault: str = "") -> str:
    named = console().settings.auth == "people"
    nobody = named and not console().people.list()
    return render_template(
        "sign_in.html", next=_own_path(target), name=name, fault=fault, named=named, nobody=nobody
    )


def _check_used() -> None:
    if console().settings.auth not in _USED:
        raise NotFound("This console has no sign-in page.")


def _own_path(target: str) -> str:
    """The path to go on to; anything that could lead to another site becomes the console."""
    return target if _OWN_PATH.fullmatch(target) else "/"
