"""How a workflow is done for many rows: how often each step is, and which rows there are."""

from dataclasses import replace

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.call.variables.expressions import Expression
from app.desk.saved import workflows
from app.errors import BadInput
from app.pages.shell.context import own_desk, wants_json
from app.workflows.model import ROW
from app.workflows.over_rows import with_rows_of

blueprint = Blueprint("workflow_rows", __name__, url_prefix="/workflows")


@blueprint.post("/own/<saved_id>/steps/<step_id>/often")
def often(saved_id: str, step_id: str) -> ResponseReturnValue:
    """`often` is `once`, `rows` (its pages give the rows), `row` (for each of them), or `item`: for
    each of the list that the expression `each` gives."""
    given = request.form
    wanted, each = given.get("often", ""), given.get("each", "").strip()
    if wanted == "item":
        if not each or each == ROW:
            raise BadInput("Say which list: row.captions, or one that a step takes.", field="each")
        Expression.read(each)
    if wanted == "rows":
        found = workflows.opened(own_desk(), saved_id).workflow
        workflows.change(own_desk(), saved_id, with_rows_of(found, step_id))
    else:
        each = {"row": ROW, "item": each}.get(wanted, "")
        workflows.change_step(
            own_desk(), saved_id, step_id, lambda one: replace(one, each=each, pages=False)
        )
    return _saved(saved_id, f"step-{step_id}")


@blueprint.post("/own/<saved_id>/where")
def where(saved_id: str) -> ResponseReturnValue:
    """`where` is the expression without which a row is left out; "" for none."""
    wanted = request.form.get("where", "").strip()
    if wanted:
        Expression.read(wanted)
    found = workflows.opened(own_desk(), saved_id).workflow
    workflows.change(own_desk(), saved_id, replace(found, where=wanted))
    return _saved(saved_id, "many-rows")


def _saved(saved_id: str, anchor: str) -> ResponseReturnValue:
    page = url_for("workflows.own", saved_id=saved_id)
    if wants_json():
        return jsonify(message="Saved.", url=page)
    flash("Saved.", "done")
    return redirect(f"{page}#{anchor}", 303)
