"""Your sign-ins: where else you are signed in, your password, and the workspaces that are yours."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import BadInput, NotFound
from app.pages.shell.context import client, console, tell, visit, workspace
from app.people.browsers import Visit

blueprint = Blueprint("own", __name__, url_prefix="/you")


@blueprint.get("")
def page() -> ResponseReturnValue:
    return _page(_own_visit())


@blueprint.get("/space")
def space() -> str:
    """How much is kept here, whoever may come in and however."""
    return render_template("space.html", used=console().space.use(workspace()))


@blueprint.post("/space/clear")
def clear() -> ResponseReturnValue:
    if request.form.get("sure") != "1":
        raise BadInput("Tick that it is to go for good.", field="sure")
    console().space.clear(workspace())
    tell("cleared", "all of a workspace")
    flash("Everything that was kept of yours is gone for good.", "done")
    return redirect(url_for("own.space"), 303)


@blueprint.post("/end")
def end() -> ResponseReturnValue:
    """`ref` is one of the page's; without it all others end."""
    own, ref = _own_visit(), request.form.get("ref", "")
    console().own.end(own, ref)
    tell("sign-ins ended", "one" if ref else "all others")
    flash("All other sign-ins ended." if not ref else "The sign-in ended.", "done")
    return redirect(url_for("own.page"), 303)


@blueprint.post("/password")
def change_password() -> ResponseReturnValue:
    own, typed = _own_visit(), request.form
    try:
        console().entrance.change_password(
            own, typed.get("present", ""), typed.get("password", ""), client()
        )
    except BadInput as fault:
        return _page(own, fault), 422
    flash("Your password is changed, and your other sign-ins ended.", "done")
    return redirect(url_for("own.page"), 303)


@blueprint.post("/workspace")
def open_workspace() -> ResponseReturnValue:
    console().own.open_workspace(_own_visit(), request.form.get("id", ""))
    tell("workspace opened", request.form.get("id", "")[:8])
    return redirect(url_for("console.index"), 303)


def _page(own: Visit, fault: BadInput | None = None) -> str:
    parts = console().own
    return render_template(
        "you.html", signed_in=parts.signed_in(own), workspaces=parts.workspaces(own), fault=fault
    )


def _own_visit() -> Visit:
    own = visit()
    if not own.signed_in:
        raise NotFound("Nobody signs in here: TESTME_AUTH is none, or a proxy does it.")
    return own
