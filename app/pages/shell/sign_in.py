"""Signing in with the shared password (TESTME_AUTH=password)."""

import hmac
import re
import time

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.errors import NotFound
from app.pages.shell.context import console
from app.pages.shell.entrance import client_address, signed_in_mark

blueprint = Blueprint("sign_in", __name__, url_prefix="/sign-in")

# Browsers pass over control characters and take a backslash for a slash: two of those in front
# are another host.
_OWN_PATH = re.compile(r"/(?!/)[^\\\x00-\x1f\x7f]*")


@blueprint.get("")
def page() -> ResponseReturnValue:
    _check_used()
    return render_template("sign_in.html", next=_own_path(request.args.get("next", "")), fault="")


@blueprint.post("")
def submit() -> ResponseReturnValue:
    _check_used()
    parts, now, address = console(), time.time(), client_address()
    parts.throttle.check(address, now)
    target = _own_path(request.form.get("next", ""))
    given, right = request.form.get("password", ""), parts.settings.password
    if not hmac.compare_digest(given.encode(), right.encode()):
        parts.throttle.failed(address, now)
        fault = "That is not the password: ask whoever runs this console for it."
        return render_template("sign_in.html", next=target, fault=fault), 401
    parts.throttle.succeeded(address, now)
    # A token from before may be known to whoever put the cookie there.
    session.pop("csrf_token", None)
    session["signed_in"] = signed_in_mark(parts.settings)
    session.permanent = True
    return redirect(target, 303)


@blueprint.post("/out")
def out() -> ResponseReturnValue:
    session.pop("signed_in", None)
    return redirect(url_for("sign_in.page"), 303)


def _check_used() -> None:
    if console().settings.auth != "password":
        raise NotFound("This console has no sign-in page.")


def _own_path(target: str) -> str:
    """The path to go on to; anything that could lead to another site becomes the console."""
    return target if _OWN_PATH.fullmatch(target) else "/"
