"""Workflows: the list of them, and one with its steps."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.call.model import Call
from app.call.secrets.masking import masked_pairs
from app.desk.saved import workflows
from app.pages.shell.context import chosen_region, own_desk
from app.workflows.model import LOOKED, OPERATORS, Workflow

MOST_SHOWN = 12

blueprint = Blueprint("workflows", __name__, url_prefix="/workflows")


@blueprint.get("")
def index() -> ResponseReturnValue:
    desk = own_desk()
    own = [one for one in desk.parts.saved.tree(desk.workspace) if one.kind == "workflow"]
    return render_template("workflows/list.html", own=own)


@blueprint.get("/own/<saved_id>")
def own(saved_id: str) -> ResponseReturnValue:
    found = workflows.opened(own_desk(), saved_id)
    return shown(found.workflow, f"own/{saved_id}", saved_id)


def shown(workflow: Workflow, source: str, saved_id: str = "") -> str:
    """The page of a workflow; without a `saved_id` it cannot be changed."""
    desk = own_desk()
    return render_template(
        "workflows/page.html",
        workflow=workflow,
        source=source,
        saved_id=saved_id,
        places=desk.places(),
        region=chosen_region(),
        looked=LOOKED,
        operators=OPERATORS,
        sent={one.id: _sent(one.call) for one in workflow.steps},
    )


def _sent(call: Call) -> list[tuple[str, str]]:
    """What tells of a step's call, masked."""
    of_every_call = {"format", "clientTag", "apiVersion", "ks", "objectType"}
    return [
        (name, value)
        for name, value in masked_pairs(call)
        if value and name.rpartition(":")[2] not in of_every_call
    ][:MOST_SHOWN]
