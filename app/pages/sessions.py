"""The kept KS: shown masked, revealed on demand, forgotten."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import NotFound
from app.pages.context import console, wants_json, workspace

blueprint = Blueprint("sessions", __name__, url_prefix="/sessions")


@blueprint.get("")
def index() -> ResponseReturnValue:
    return render_template("sessions/page.html", kept=console().jar.list(workspace()))


@blueprint.post("/reveal")
def reveal() -> ResponseReturnValue:
    """The region's kept KS in clear, to copy: a POST, so that no link or other site can ask."""
    region = console().region(request.form.get("region", ""))
    kept = console().jar.chosen(workspace(), region.id)
    if kept is None:
        raise NotFound(f"No KS is kept for {region.name}: start a session first.")
    return jsonify(ks=kept.ks)


@blueprint.post("/forget")
def forget() -> ResponseReturnValue:
    region = console().region(request.form.get("region", ""))
    console().jar.forget(workspace(), region.id)
    if wants_json():
        return jsonify(forgotten=True)
    flash(
        f"The KS of {region.name} is forgotten here; session.end would also end it there.", "done"
    )
    return redirect(url_for("sessions.index"), 303)
