"""Answers kept with a saved request as examples: each a page with the answer's viewer."""

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.desk.saved import examples
from app.pages.shell.context import own_desk, wants_json

blueprint = Blueprint("examples", __name__, url_prefix="/saved")


@blueprint.post("/<saved_id>/examples")
def keep(saved_id: str) -> ResponseReturnValue:
    """The answer of the recorded call `call`, under `name`."""
    given = request.form
    item = examples.keep(own_desk(), saved_id, given.get("call", ""), given.get("name", ""))
    said = f"Kept as the example {item.name}, masked."
    if wants_json():
        kept = examples.of_request(own_desk(), saved_id)
        return jsonify(
            message=said, id=item.id, html=render_template("saved/_examples.html", examples=kept)
        )
    flash(said, "done")
    return redirect(url_for("examples.one", example_id=item.id), 303)


@blueprint.get("/examples/<example_id>")
def one(example_id: str) -> str:
    desk = own_desk()
    example = examples.opened(desk, example_id)
    of = desk.parts.saved.get(desk.workspace, example.item.parent, "request").item
    return render_template("saved/example.html", example=example, of=of)


@blueprint.get("/examples/<example_id>/body")
def body(example_id: str) -> ResponseReturnValue:
    """What was kept of the answer, masked; never a page of ours."""
    example = examples.opened(own_desk(), example_id)
    response = Response(example.body, mimetype="application/octet-stream")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
