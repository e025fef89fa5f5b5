"""What changes a workflow: its steps, what is around each, and where they come from."""

from dataclasses import replace

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.desk.saved import requests, workflows
from app.desk.saved.from_calls import of_calls
from app.desk.saved.variables import check_name
from app.errors import BadInput, NotFound
from app.pages.shell.context import own_desk, wants_json
from app.pages.workflows.around import around, whole
from app.workflows import paths
from app.workflows.model import (
    Input,
    Step,
    Taking,
    Workflow,
    name_of,
)

blueprint = Blueprint("workflow_editing", __name__, url_prefix="/workflows")


@blueprint.post("/from-calls")
def from_calls() -> ResponseReturnValue:
    """A workflow of the recorded calls named `id`."""
    desk = own_desk()
    title = request.form.get("title", "")
    made = of_calls(desk, request.form.getlist("id"), title)
    return _opened(workflows.keep(desk, made).id, f"{made.title} is a workflow now.")


@blueprint.post("/new")
def new() -> ResponseReturnValue:
    desk = own_desk()
    title = request.form.get("title", "").strip() or "A workflow"
    return _opened(workflows.keep(desk, Workflow(name_of(title), title[:200])).id, "")


@blueprint.post("/own/<saved_id>/change")
def change(saved_id: str) -> ResponseReturnValue:
    """`title`, `description`, and the variables, a row each: `row` (its number), `input`, `value`,
    `about`, and in `secret` the numbers of those that are. `savedAt` as in `change_step`."""
    desk, given = own_desk(), request.form
    found = workflows.opened(desk, saved_id).workflow
    known = {one.name: one for one in found.inputs}
    inputs = []
    names = ("row", "input", "value", "about")
    for row, name, value, about in zip(*map(given.getlist, names), strict=False):
        if name.strip():
            check_name(name.strip())
            secret = row in given.getlist("secret")
            before = known.get(name.strip())
            stays = before is not None and before.stands(value)
            own = before.value if before and stays else value
            # A mask that comes back is still a secret.
            inputs.append(Input(name.strip(), own, about, secret or stays))
    title = given.get("title", "").strip() or found.title
    changed = replace(
        found, title=title[:200], description=given.get("description", ""), inputs=tuple(inputs)
    )
    made = workflows.change(desk, saved_id, changed, seen_at=given.get("savedAt", ""))
    return _opened(saved_id, "Saved.", undo=made.undo)


@blueprint.post("/own/<saved_id>/add")
def add(saved_id: str) -> ResponseReturnValue:
    """A step more, of the saved request `request`, or of the recorded calls named `id`."""
    desk = own_desk()
    found = workflows.opened(desk, saved_id).workflow
    ids = [one.id for one in found.steps]
    if wanted := request.form.get("request", ""):
        saved = requests.opened(desk, wanted)
        made = [Step(name_of(saved.item.name, ids), saved.call, saved.description)]
    else:
        more = of_calls(desk, request.form.getlist("id")).steps
        made = [replace(one, id=name_of(one.id, ids)) for one in more]
    workflows.change(desk, saved_id, replace(found, steps=(*found.steps, *made)))
    return _opened(saved_id, "")


@blueprint.post("/own/<saved_id>/steps/<step_id>")
def change_step(saved_id: str, step_id: str) -> ResponseReturnValue:
    """What is around a step, a row of fields each: see templates/workflows/_step.html.

    `savedAt` is when it was saved last, as the page came: 409 where it was saved since. "" saves it
    all the same.
    """
    seen_at = request.form.get("savedAt", "")
    made = workflows.change_step(
        own_desk(), saved_id, step_id, around(request.form), seen_at=seen_at
    )
    return _opened(saved_id, "Saved.", step_id, made.undo)


@blueprint.post("/own/<saved_id>/steps/<step_id>/take")
def take(saved_id: str, step_id: str) -> ResponseReturnValue:
    """Another variable of a step: `name`, and its `path` in the answer."""
    name, path = request.form.get("name", "").strip(), request.form.get("path", "").strip()
    check_name(name)
    paths.check_taking(path)

    def taking(step: Step) -> Step:
        others = tuple(one for one in step.takings if one.name != name)
        return replace(step, takings=(*others, Taking(name, path)))

    workflows.change_step(own_desk(), saved_id, step_id, taking)
    return _opened(saved_id, f"{{{{{name}}}}} is taken after this step.", step_id)


@blueprint.post("/own/<saved_id>/steps/<step_id>/move")
def move(saved_id: str, step_id: str) -> ResponseReturnValue:
    """`by` is -1 or 1; `to` another place, from 0; `remove` takes the step out."""
    desk, given = own_desk(), request.form
    found = workflows.opened(desk, saved_id).workflow
    steps = list(found.steps)
    at = next((n for n, one in enumerate(steps) if one.id == step_id), -1)
    if at < 0:
        raise BadInput("That step is not there any more.")
    moved = steps.pop(at)
    if given.get("remove") == "1":
        made = workflows.change(desk, saved_id, replace(found, steps=tuple(steps)))
        return _opened(saved_id, f"The step {step_id} is removed.", undo=made.undo)
    by = given.get("by", "0")
    to = at + int(by) if by in {"-1", "1"} else at
    if (wanted := whole(given.get("to", ""))) is not None:
        to = wanted
    steps.insert(max(0, min(to, len(steps))), moved)
    workflows.change(desk, saved_id, replace(found, steps=tuple(steps)))
    return _opened(saved_id, "", step_id)


@blueprint.post("/undo")
def undo() -> ResponseReturnValue:
    """A workflow as it was before a change; `token` is what that gave, for ten minutes."""
    desk = own_desk()
    for one in desk.parts.undo.restore(desk.workspace, request.form.get("token", "")):
        return _opened(one, "It is as it was.")
    raise NotFound("There is nothing to be undone.")


def _opened(saved_id: str, said: str, step: str = "", undo: str = "") -> ResponseReturnValue:
    """`undo` is what /workflows/undo takes for ten minutes."""
    where = url_for("workflows.own", saved_id=saved_id)
    if wants_json():
        return jsonify(message=said, url=where, undo=undo, undoes=url_for(".undo"))
    if said:
        flash(said, f"undo:workflow_editing.undo:{undo}" if undo else "done")
    return redirect(where + (f"#step-{step}" if step else ""), 303)
