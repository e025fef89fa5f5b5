"""Tokens for programs: made, shown once, and revoked, by whoever has the workspace."""

import time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import BadInput
from app.pages.shell.context import console, own_desk, visit, who, workspace
from app.pages.shell.sign_in import own_address
from app.people.tokens import LASTS, SCOPES, Token

blueprint = Blueprint("tokens", __name__, url_prefix="/you/tokens")


@blueprint.get("")
def index() -> ResponseReturnValue:
    return _page()


@blueprint.post("")
def make() -> ResponseReturnValue:
    """The one page that has the token itself."""
    given = request.form
    # So that the workspace has its row before something opens it.
    workspace()
    try:
        made, text = console().tokens.make(
            visit(), who(), given.get("name", ""), given.get("scope", ""), given.get("lasts", "")
        )
    except BadInput as fault:
        return _page(fault=fault), 422
    return _page(made, text)


@blueprint.post("/revoke")
def revoke() -> ResponseReturnValue:
    console().tokens.revoke(visit(), who(), request.form.get("id", ""))
    flash("The token opens nothing any more.", "done")
    return redirect(url_for("tokens.index"), 303)


def _page(made: Token | None = None, text: str = "", fault: BadInput | None = None) -> str:
    return render_template(
        "tokens.html",
        tokens=console().tokens.list(visit()),
        made=made,
        text=text,
        fault=fault,
        given=request.form,
        now=time.time(),
        scopes=SCOPES,
        lasts=LASTS,
        role=own_desk().role,
        own=workspace(),
        shared=console().settings.auth == "password",
        address=own_address("programs.send_call"),
    )
