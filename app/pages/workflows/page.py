"""Workflows: the list of them, and one with its steps."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.call.model import Call
from app.call.paging import has_pages
from app.call.secrets.masking import masked_pairs
from app.desk.saved import workflows
from app.desk.saved.exporting import workflow_file
from app.desk.saved.requests import lacks_action
from app.desk.saved.workflows import SavedWorkflow
from app.errors import NotFound
from app.pages.shell.context import chosen_region, own_desk
from app.viewers.file_name import content_disposition
from app.workflows.arazzo import extensions_of
from app.workflows.bundled import GROUPS, bundled, grouped
from app.workflows.model import LOOKED, OPERATORS

MOST_SHOWN = 12
OWN = "own"

blueprint = Blueprint("workflows", __name__, url_prefix="/workflows")


@blueprint.get("")
def index() -> ResponseReturnValue:
    desk = own_desk()
    own = [one for one in desk.parts.saved.tree(desk.workspace) if one.kind == "workflow"]
    return render_template("workflows/list.html", own=own, groups=grouped())


@blueprint.get("/<group>", strict_slashes=False)
def group(group: str) -> ResponseReturnValue:
    """The list, opened at a group; also by a link with other capitals. Raises NotFound."""
    known = (OWN, *GROUPS)
    meant = next((one for one in known if one.casefold() == group.casefold()), "")
    if not meant:
        raise NotFound(f"There is no group of workflows called {group!r:.80}: the list has them.")
    return redirect(url_for("workflows.index", _anchor=meant))


@blueprint.get("/own/<saved_id>")
def own(saved_id: str) -> ResponseReturnValue:
    return shown(workflows.opened(own_desk(), saved_id), f"own/{saved_id}", saved_id)


@blueprint.get("/<group>/<name>", strict_slashes=False)
def with_console(group: str, name: str) -> ResponseReturnValue:
    """One that comes with the console, to read and to run; also by a link with other capitals."""
    source = f"{group}/{name}"
    meant = next((one for one in bundled() if one.casefold() == source.casefold()), source)
    if meant != source:
        group, _, name = meant.partition("/")
        return redirect(url_for("workflows.with_console", group=group, name=name), 308)
    return shown(workflows.at(own_desk(), source), source)


@blueprint.post("/<group>/<name>/mine")
def make_mine(group: str, name: str) -> ResponseReturnValue:
    """A copy of it among what is saved."""
    desk = own_desk()
    item = workflows.keep(desk, workflows.at(desk, f"{group}/{name}").workflow)
    flash(f"{item.name} is yours now: change it as you like.", "done")
    return redirect(url_for("workflows.own", saved_id=item.id), 303)


@blueprint.get("/<group>/<name>/file")
def file(group: str, name: str) -> Response:
    """It as an Arazzo document, without a secret in it; `group` is own for one of somebody's."""
    desk, region = own_desk(), chosen_region()
    openapi = url_for("exports.openapi", region=region.id, _external=True)
    made = workflow_file(desk, desk.place(region.id), f"{group}/{name}", openapi)
    desk.tell("exported", "a workflow")
    response = Response(made.text, mimetype="application/yaml")
    response.headers["Content-Disposition"] = content_disposition(made.file_name)
    return response


def shown(found: SavedWorkflow, source: str, saved_id: str = "") -> str:
    """The page of a workflow; without a `saved_id` it cannot be changed."""
    workflow = found.workflow
    desk, region = own_desk(), chosen_region()
    places = desk.places()
    registry = next(one.registry for one in places if one.region == region)
    kept = desk.parts.saved.tree(desk.workspace) if saved_id else ()
    return render_template(
        "workflows/page.html",
        workflow=workflow,
        source=source,
        saved_id=saved_id,
        saved_at=found.parts,
        places=places,
        region=region,
        looked=LOOKED,
        operators=OPERATORS,
        extensions=extensions_of(workflow, registry),
        requests=[one for one in kept if one.kind == "request"],
        listing={one.id for one in workflow.steps if has_pages(registry, one.call)},
        lacking={one.id: lacks_action(registry, one.call) for one in workflow.steps},
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
