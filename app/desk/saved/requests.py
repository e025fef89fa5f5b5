"""Saved requests: a call under a name, as it was typed, with its variables and without the KS."""

from dataclasses import dataclass, field, replace
from typing import Any

from app.call import codec
from app.call.form.request_level import ATTRIBUTES
from app.call.model import Array, Call, Map, Object, Value
from app.call.multirequest import calls_of
from app.call.secrets.masking import Masker
from app.desk.desk import Desk
from app.desk.place import Place
from app.desk.saved import workflows
from app.desk.saved.items import Item, Saved, seen_time
from app.errors import BadInput, NotFound
from app.schema.registry import Registry

LONGEST_DESCRIPTION = 10_000  # characters


@dataclass(frozen=True, slots=True)
class SavedRequest:
    """`call` has its secrets in clear; `schema_version` is that of the schema that it was formed
    under. Of a step of a workflow `item` is the workflow, saved when the step's call was, and
    `step` the step's id. `seen_at` is the `changed_at` that it had when the form was opened, "" for
    that of now."""

    item: Item
    call: Call = field(repr=False)
    description: str = ""
    schema_version: str = ""
    step: str = ""
    seen_at: str = ""

    @property
    def title(self) -> str:
        return f"{self.item.name}: {self.step}" if self.step else self.item.name

    @property
    def address(self) -> str:
        """What a form names it by."""
        return f"{self.item.id}/{self.step}" if self.step else self.item.id


def read(saved: Saved) -> SavedRequest:
    """Raises BadInput where it is of a newer console."""
    content = saved.content
    return SavedRequest(
        saved.item,
        codec.load(content["call"]),
        content.get("description", ""),
        content.get("schema_version", ""),
    )


def opened(desk: Desk, address: str) -> SavedRequest:
    """A request, or a step of a workflow (its id, / and the step's).

    Raises NotFound, and BadInput where it is of a newer console.
    """
    saved_id, _, step_id = address.partition("/")
    if step_id:
        found = workflows.opened(desk, saved_id)
        step = found.workflow.step(step_id)
        if step is None:
            raise NotFound(f"{found.item.name} has no step {step_id!r:.80} any more.")
        item = replace(found.item, changed_at=found.saved_at(f"{step_id}/call"))
        return SavedRequest(item, step.call, step.description, step=step_id)
    return read(desk.parts.saved.get(desk.workspace, saved_id, "request"))


def still_saved(desk: Desk, address: str, seen_at: str = "") -> SavedRequest | None:
    """None where it was deleted meanwhile: what is open of it goes on."""
    try:
        return replace(opened(desk, address), seen_at=seen_at)
    except NotFound:
        return None


def keep(
    desk: Desk, call: Call, place: Place, *, name: str, description: str = "", parent: str = ""
) -> Item:
    """Save a call under a name, "" for what it calls. Raises BadInput and NotFound."""
    title = title_of(call)
    return desk.parts.saved.add(
        *(desk.workspace, "request", name.strip() or title, content_of(call, place, description)),
        parent=parent,
        title=title,
    )


def change(desk: Desk, address: str, call: Call, place: Place, seen_at: str = "") -> Item:
    """Save it as another call; everything else of it stays.

    `seen_at` is the `changed_at` that it had when it was opened, "" to save it in any case. Raises
    BadInput, NotFound, and Conflict where it was saved since.
    """
    saved_id, _, step_id = address.partition("/")
    if step_id:
        if place.find(call.ks):
            call = replace(call, ks=None)
        return workflows.change_step(
            *(desk, saved_id, step_id, lambda one: replace(one, call=call)),
            part="call",
            seen_at=seen_at,
        ).item
    before = desk.parts.saved.get(desk.workspace, saved_id, "request")
    content = {**before.content, **content_of(call, place, before.content.get("description", ""))}
    return desk.parts.saved.change(
        desk.workspace,
        saved_id,
        title=title_of(call),
        content=content,
        seen_at=seen_time(seen_at) if seen_at else None,
    )


def describe(desk: Desk, saved_id: str, description: str) -> Item:
    """Say something else about a request or a workflow. Raises BadInput and NotFound."""
    saved = desk.parts.saved.get(desk.workspace, saved_id)
    if saved.item.kind == "example":
        raise BadInput("An example is an answer alone: describe the request that it is kept with.")
    if saved.item.kind == "workflow":
        found = workflows.opened(desk, saved_id).workflow
        made = replace(found, description=description.strip())
        return workflows.change(desk, saved_id, made).item
    content = {**saved.content, "description": _description(description)}
    return desk.parts.saved.change(desk.workspace, saved_id, content=content, as_saved=False)


def _description(text: str) -> str:
    # It stands on the page of the request: a secret that was pasted into it does not.
    return Masker().text(text.strip()[:LONGEST_DESCRIPTION])


def content_of(call: Call, place: Place, description: str = "") -> dict[str, Any]:
    """What is kept of a request. A KS that the jar has is the jar's to keep, and to forget."""
    if place.find(call.ks):
        call = replace(call, ks=None)
    return {
        "call": codec.dump(call),
        "description": _description(description),
        "schema_version": place.registry.version,
    }


def title_of(call: Call) -> str:
    """What a request calls, as lists say it."""
    calls = calls_of(call)
    if calls != [call]:
        return f"multirequest ({len(calls)})"
    return f"{call.service}.{call.action}"


def lacks_action(registry: Registry, call: Call) -> str:
    """A sentence where the schema has not the action of a call, or of one within it; else ""."""
    for one in calls_of(call):
        if registry.action(one.service, one.action) is None:
            return f"Release {registry.version} has no action {one.service}.{one.action}."
    return ""


def missing(registry: Registry, call: Call) -> list[str]:
    """What of a call the schema does not have (any more): a sentence each."""
    found = []
    for one in calls_of(call):
        action = registry.action(one.service, one.action)
        if action is None:
            found.append(lacks_action(registry, one))
            continue
        known = {parameter.name for parameter in action.parameters}
        known |= {*ATTRIBUTES, "service", "action"}
        for name, value in one.parameters:
            if name not in known:
                found.append(
                    f"{one.service}.{one.action} has no parameter {name} in release "
                    f"{registry.version}: it is left out."
                )
            found += [
                f"{class_name} has no property {prop} in release {registry.version}: it is left "
                "out."
                for class_name, prop in _unknown(registry, value)
            ]
    return list(dict.fromkeys(found))


def _unknown(registry: Registry, value: Value) -> list[tuple[str, str]]:
    match value:
        case Object(type, fields):
            inner = [pair for _, member in fields for pair in _unknown(registry, member)]
            if registry.object_type(type) is None:
                return inner
            known = {one.name for _, one in registry.properties(type)}
            return [(type, name) for name, _ in fields if name not in known] + inner
        case Map(items):
            return [pair for _, member in items for pair in _unknown(registry, member)]
        case Array(items):
            return [pair for member in items for pair in _unknown(registry, member)]
    return []
