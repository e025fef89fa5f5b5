"""Putting the sandbox back to its demo content."""

from flask import Blueprint, flash, jsonify, redirect, url_for
from flask.typing import ResponseReturnValue

from app.pages.shell.context import own_desk, wants_json
from app.regions import SANDBOX_ID

blueprint = Blueprint("sandbox_reset", __name__)


@blueprint.post("/sandbox-reset")
def reset() -> ResponseReturnValue:
    own_desk().reset_sandbox()
    if wants_json():
        return jsonify(reset=True)
    flash("The sandbox is as it was at first; a KS from before still works.", "done")
    return redirect(url_for("console.index", region=SANDBOX_ID), 303)
