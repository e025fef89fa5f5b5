"""What changes a workflow: its steps, what is around each, and where they come from."""

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.call.variables.expressions import Expression
from app.call.variables.values import number
from app.desk.saved import requests, workflows
from app.desk.saved.variables import check_name
from app.errors import BadInput
from app.pages.shell.context import own_desk, wants_json
from app.workflows import paths
from app.workflows.model import (
    LOOKED,
    OPERATORS,
    Check,
    Input,
    OnError,
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
    made = workflows.of_calls(desk, request.form.getlist("id"), title)
    return _opened(workflows.keep(desk, made).id, f"{made.title} is a workflow now.")


@blueprint.post("/new")
def new() -> ResponseReturnValue:
    desk = own_desk()
    title = request.form.get("title", "").strip() or "A workflow"
    return _opened(workflows.keep(desk, Workflow(name_of(title), title[:200])).id, "")


@blueprint.post("/own/<saved_id>/change")
def change(saved_id: str) -> ResponseReturnValue:
    """`title`, `description`, and the variables, a row each: `input`, `value`, `about`, and in
    `secret` the numbers of those that are."""
    desk, given = own_desk(), request.form
    found = workflows.opened(desk, saved_id).workflow
    known = {one.name: one for one in found.inputs}
    inputs = []
    rows = zip(given.getlist("input"), given.getlist("value"), given.getlist("about"), strict=False)
    for row, (name, value, about) in enumerate(rows):
        if name.strip():
            check_name(name.strip())
            secret = str(row) in given.getlist("secret")
            before = known.get(name.strip())
            stays = before is not None and before.stands(value)
            own = before.value if before and stays else value
            # A mask that comes back is still a secret.
            inputs.append(Input(name.strip(), own, about, secret or stays))
    title = given.get("title", "").strip() or found.title
    changed = replace(
        found, title=title[:200], description=given.get("description", ""), inputs=tuple(inputs)
    )
    workflows.change(desk, saved_id, changed)
    return _opened(saved_id, "Saved.")


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
        more = workflows.of_calls(desk, request.form.getlist("id")).steps
        made = [replace(one, id=name_of(one.id, ids)) for one in more]
    workflows.change(desk, saved_id, replace(found, steps=(*found.steps, *made)))
    return _opened(saved_id, "")


@blueprint.post("/own/<saved_id>/steps/<step_id>")
def change_step(saved_id: str, step_id: str) -> ResponseReturnValue:
    """What is around a step, a row of fields each: see templates/workflows/_step_edit.html."""
    changed = _around(request.form)
    workflows.change_step(own_desk(), saved_id, step_id, changed)
    return _opened(saved_id, "Saved.", step_id)


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
    if given.get("remove") != "1":
        by = given.get("by", "0")
        to = at + int(by) if by in {"-1", "1"} else at
        if (wanted := _whole(given.get("to", ""))) is not None:
            to = wanted
        steps.insert(max(0, min(to, len(steps))), moved)
    workflows.change(desk, saved_id, replace(found, steps=tuple(steps)))
    return _opened(saved_id, "", "" if given.get("remove") == "1" else step_id)


def _whole(text: str) -> int | None:
    """The number of at most 4 digits that was posted."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _around(given: MultiDict[str, str]) -> Callable[[Step], Step]:
    """What a posted form makes of a step. Raises BadInput."""
    when = given.get("when", "").strip()
    if when:
        Expression.read(when)
    takings = []
    for name, path in zip(given.getlist("take"), given.getlist("path"), strict=False):
        if name.strip() or path.strip():
            check_name(name.strip())
            paths.check_taking(path)
            takings.append(Taking(name.strip(), path.strip()))
    checks = []
    rows = zip(
        *(given.getlist(one) for one in ("looked", "check_path", "operator", "expected")),
        strict=False,
    )
    for looked, path, operator, expected in rows:
        if looked not in LOOKED:
            continue
        if operator not in OPERATORS:
            raise BadInput("That is no comparison.", field="operator")
        if path.strip():
            paths.check(path)
        if operator not in {"==", "!=", "contains"} and "{{" not in expected:
            number(expected)
        checks.append(Check(looked, operator, expected, path.strip()))
    do = given.get("do", "stop")
    if do not in {"stop", "go on", "retry"}:
        raise BadInput("do takes stop, go on or retry.", field="do")
    times = given.get("times", "3")
    if (found := _whole(times)) is None or not 1 <= found <= 20:
        raise BadInput("It can be tried again 1 to 20 times.", field="times")
    codes = tuple(one.strip() for one in given.get("codes", "").split(",") if one.strip())

    def changed(step: Step) -> Step:
        return replace(
            step,
            description=given.get("description", step.description),
            when=when,
            takings=tuple(takings),
            checks=tuple(checks),
            on_error=OnError(do, found, codes),  # type: ignore[arg-type]
            region=given.get("region", ""),
            account=given.get("account", ""),
        )

    return changed


def _opened(saved_id: str, said: str, step: str = "") -> ResponseReturnValue:
    where = url_for("workflows.own", saved_id=saved_id)
    if wants_json():
        return jsonify(message=said, url=where)
    if said:
        flash(said, "done")
    return redirect(where + (f"#step-{step}" if step else ""), 303)
