"""Workflows of a workspace, kept beside its saved requests."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from app.call.secrets.masking import Masker
from app.desk.desk import Desk
from app.desk.saved.items import Item, named, seen_time
from app.errors import Conflict, NotFound
from app.workflows import model
from app.workflows.bundled import bundled
from app.workflows.model import Step, Workflow


@dataclass(frozen=True, slots=True)
class SavedWorkflow:
    """`parts` has when each part was saved last (unix seconds), by its name: `list/call` and
    `list/around` of the step `list`, "" of the title, the description and the variables."""

    item: Item
    workflow: Workflow
    parts: Mapping[str, float] = field(default_factory=dict)

    def saved_at(self, part: str) -> float:
        return self.parts.get(part, 0.0)


@dataclass(frozen=True, slots=True)
class Changed:
    """`item` was saved when the changed part of it was; `undo` is what `Undo.restore` takes."""

    item: Item
    undo: str


def opened(desk: Desk, saved_id: str) -> SavedWorkflow:
    """Raises NotFound, and BadInput where it is of a newer console."""
    saved = desk.parts.saved.get(desk.workspace, saved_id, "workflow")
    content = saved.content
    return SavedWorkflow(saved.item, model.load(content["workflow"]), content.get("parts", {}))


def at(desk: Desk, source: str) -> SavedWorkflow:
    """The workflow at an address below /workflows: `own/` and its id, or one that comes with the
    console. Raises NotFound, and BadInput as `opened`."""
    where, _, name = source.partition("/")
    if where == "own":
        return opened(desk, name)
    found = bundled().get(source)
    if found is None:
        raise NotFound("There is no such workflow.")
    return SavedWorkflow(Item("", "", 0, "workflow", found.workflow.title, "", 0), found.workflow)


def keep(desk: Desk, workflow: Workflow, *, parent: str = "") -> Item:
    """Raises BadInput and NotFound."""
    title, content = _content(workflow)
    return desk.parts.saved.add(desk.workspace, "workflow", title, content, parent=parent)


def change(
    desk: Desk, saved_id: str, workflow: Workflow, *, part: str = "", seen_at: str = ""
) -> Changed:
    """`seen_at` is when the `part` was saved last, as it was opened, "" to save it in any case.

    Raises BadInput, NotFound, and Conflict where another was saved there since.
    """
    before = desk.parts.saved.get(desk.workspace, saved_id, "workflow")
    title, content = _content(workflow)
    former, made = (_parts(one) for one in (before.content["workflow"], content["workflow"]))
    times, now = before.content.get("parts", {}), time.time()
    changed = [one for one in made if made[one] != former.get(one)]
    if seen_at and part in changed and seen_time(seen_at) != times.get(part, 0.0):
        raise Conflict(
            f"{part.partition('/')[0] or before.item.name} was saved elsewhere since it was opened "
            "here: what was saved there would be lost."
        )
    content["parts"] = {one: now if one in changed else times.get(one, 0.0) for one in made}
    item, undo = desk.parts.saved.change_undoably(
        desk.workspace, saved_id, name=title, content=content, seen_at=before.item.changed_at
    )
    return Changed(replace(item, changed_at=content["parts"].get(part, 0.0)), undo)


def _parts(dumped: Mapping[str, Any]) -> dict[str, Any]:
    plain = json.loads(json.dumps(dumped))
    steps = plain.pop("steps")
    calls = {f"{one['id']}/call": one.pop("call") for one in steps}
    return {"": plain, **calls, **{f"{one['id']}/around": one for one in steps}}


def _content(workflow: Workflow) -> tuple[str, dict[str, Any]]:
    """Its title, without the secrets that were pasted into it, and what is kept of it."""
    title = Masker().text(workflow.title)
    made = model.checked(replace(workflow, title=title))
    return title, {"workflow": model.dump(made)}


def rename(desk: Desk, saved_id: str, name: str) -> Item:
    """Raises BadInput and NotFound."""
    return change(desk, saved_id, replace(opened(desk, saved_id).workflow, title=named(name))).item


def change_step(
    desk: Desk,
    saved_id: str,
    step_id: str,
    changed: Callable[[Step], Step],
    *,
    part: Literal["call", "around"] = "around",
    seen_at: str = "",
) -> Changed:
    """As `change`."""
    found = opened(desk, saved_id)
    step = found.workflow.step(step_id)
    if step is None:
        raise NotFound(f"{found.item.name} has no step {step_id!r:.80} any more.")
    made = found.workflow.with_step(changed(step))
    return change(desk, saved_id, made, part=f"{step_id}/{part}", seen_at=seen_at)
