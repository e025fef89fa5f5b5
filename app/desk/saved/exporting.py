"""What goes out as a file: a workflow as an Arazzo document, a collection as one of Postman's.

No secret is in either: it is an input, or a variable, without its value.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from app.call import wire
from app.call.codec import has_files
from app.call.model import Call
from app.desk.desk import Desk
from app.desk.place import Place
from app.desk.saved import requests, workflows
from app.desk.saved.items import Item, branches
from app.desk.saved.variables import Stored
from app.errors import NotFound
from app.schema.export.postman import FORMAT
from app.workflows import arazzo
from app.workflows.model import Input, Step, Workflow, name_of


@dataclass(frozen=True, slots=True)
class Exported:
    """A file and what it is called."""

    file_name: str
    text: str = field(repr=False)


def workflow_file(desk: Desk, place: Place, source: str, openapi: str) -> Exported:
    """A workflow by its source; the file names the description of the API at `openapi`.

    Raises NotFound.
    """
    workflow = by_names(desk, workflows.at(desk, source).workflow)
    text = arazzo.as_yaml(arazzo.dump(workflow, place.registry, openapi))
    return Exported(f"{workflow.name}.yaml", text)


def by_names(desk: Desk, workflow: Workflow) -> Workflow:
    """The workflow with regions and accounts by name, as other consoles have ids of their own."""
    if not any(one.region or one.account for one in workflow.steps):
        return workflow
    places = desk.places()
    regions = {one.region.id: one.region.name for one in places}
    accounts = {one.id: one.name for each in places for one in each.accounts}
    steps = (
        replace(
            one,
            region=regions.get(one.region, one.region),
            account=accounts.get(one.account, one.account if "{{" in one.account else ""),
        )
        for one in workflow.steps
    )
    return replace(workflow, steps=tuple(steps))


def collection_file(desk: Desk, place: Place, saved_id: str) -> Exported:
    """A collection with all requests in it, or one of a request alone; workflows are files of their
    own. Raises NotFound."""
    item = desk.parts.saved.get(desk.workspace, saved_id).item
    if item.kind not in {"collection", "request"}:
        raise NotFound("There is no such collection here, and no such request.")
    made = _Collection(desk, place).of(item)
    base = {"key": "baseUrl", "value": "" if place.region.sandbox else place.region.url}
    content = {
        "info": {"name": item.name, "schema": FORMAT},
        "variable": [base, {"key": "ks", "value": "", "type": "secret"}, *made.pop("variable", [])],
        "item": made["item"],
    }
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    return Exported(f"{name_of(item.name)}.postman_collection.json", text)


class _Collection:
    def __init__(self, desk: Desk, place: Place) -> None:
        self._desk = desk
        self._place = place
        self._tree = branches(desk.parts.saved.tree(desk.workspace))
        self._variables = desk.parts.variables.all(desk.workspace)

    def of(self, folder: Item) -> dict[str, Any]:
        inside = [folder] if folder.kind == "request" else self._tree.get(folder.id, [])
        saved = self._desk.parts.saved
        found = [
            requests.read(saved.get(self._desk.workspace, one.id))
            for one in inside
            if one.kind == "request"
        ]
        where = f"collection:{folder.id}"
        inputs = tuple(
            Input(one.name, _standing(one), "", one.secret)
            for one in self._variables
            if one.place == where
        )
        # What makes a workflow fit to leave does so with any calls.
        steps = tuple(
            Step(one.item.id, one.call, f"{one.item.name}\n{one.description}") for one in found
        )
        bare = arazzo.without_secrets(Workflow("collection", folder.name, "", inputs, steps))
        items = [_request(one) for one in bare.steps]
        items += [self.of(one) for one in inside if one.kind == "collection"]
        made: dict[str, Any] = {"name": folder.name, "item": items}
        return made | ({"variable": list(map(_variable, bare.inputs))} if bare.inputs else {})


def _standing(one: Stored) -> str:
    """The value as it is typed: what an answer said stands for itself wherever it is read again."""
    literal = one.literal and "{{" in one.value
    return f"{{{{ {json.dumps(one.value)} }}}}" if literal else one.value


def _variable(one: Input) -> dict[str, str]:
    made = {"key": one.name, "value": one.value}
    return made | ({"type": "secret"} if one.secret else {})


def _request(step: Step) -> dict[str, Any]:
    name, _, about = step.description.partition("\n")
    call = step.call if step.call.ks else replace(step.call, ks="{{ks}}")
    path = wire.path(call).strip("/").split("/")
    url = {"raw": "/".join(("{{baseUrl}}", *path)), "host": ["{{baseUrl}}"], "path": path}
    request: dict[str, Any] = {"method": "POST", "url": url, "body": _body(call)}
    return {"name": name, "request": request | ({"description": about} if about else {})}


def _body(call: Call) -> dict[str, Any]:
    if has_files(call):
        rows: Iterable[dict[str, Any]] = [
            {"key": k, "value": v, "type": "text"} for k, v in wire.pairs(call)
        ]
        files = [{"key": k, "type": "file", "src": one.name} for k, one in wire.files(call)]
        return {"mode": "formdata", "formdata": [*rows, *files]}
    raw = json.dumps(wire.as_json(call), ensure_ascii=False, indent=2)
    return {"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}}
