"""A workflow -> an Arazzo document."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import yaml

from app.call.model import Call
from app.call.multirequest import NAME as MULTIREQUEST
from app.schema.registry import Registry
from app.sessions.found import path_of
from app.workflows.arazzo import criteria
from app.workflows.arazzo.locations import pointed
from app.workflows.arazzo.payload import Payloads
from app.workflows.arazzo.references import GIVEN_KS, RUN_KS, Known, given_ks
from app.workflows.arazzo.without_secrets import without_secrets
from app.workflows.model import Input, Step, Workflow

VERSION = "1.1.0"
SOURCE = "kaltura"
OPENAPI = "/openapi.json"
GO_ON, AGAIN = "go-on", "again"
WHEN, REGION, ACCOUNT = "x-testme-when", "x-testme-region", "x-testme-account"
TAKINGS, CODES = "x-testme-takings", "x-testme-codes"
TYPED, FILES = "x-testme-templates", "x-testme-files"
ROWS = "x-testme-rows"
EXTENSIONS: Mapping[str, str] = {
    WHEN: "a condition before a step",
    REGION: "a step in a region of its own",
    ACCOUNT: "a step as an account of its own",
    TAKINGS: "values taken from several places",
    CODES: "another try on codes of errors",
    TYPED: "templates",
    FILES: "files",
    ROWS: "runs over rows",
    criteria.EXTENSION: "checks that Arazzo has no words for",
}
_ANOTHER_TRY = "$statusCode >= 500 || $statusCode == 429"
# What a reader of YAML 1.2 takes for a number, and PyYAML's writer does not.
_LIKE_NUMBER = re.compile(r"[-+.]?[0-9].*|[-+]?\.(?:inf|nan)", re.IGNORECASE)


def dump(workflow: Workflow, registry: Registry, openapi: str = OPENAPI) -> dict[str, Any]:
    """The document of one workflow, without a secret; `openapi` is the address of the description
    of the API. Regions and accounts stand there as the steps name them."""
    return _document(without_secrets(workflow), registry, openapi)


def _document(workflow: Workflow, registry: Registry, openapi: str) -> dict[str, Any]:
    payloads = Payloads(registry)
    steps = [_step(one, workflow, at, payloads) for at, one in enumerate(workflow.steps)]
    inputs = list(workflow.inputs)
    asked = any(one.name == "ks" for one in inputs)
    sent = {one["requestBody"]["payload"].get("ks") for one in steps}
    for one, step in zip(steps, workflow.steps, strict=True):
        if given_ks(step) in sent:
            one.setdefault("outputs", {})[GIVEN_KS] = pointed(path_of(step.call))
    if not asked and RUN_KS in sent:
        inputs.append(Input("ks", description="The KS of the run.", secret=True))
    made: dict[str, Any] = {"workflowId": workflow.name, "summary": workflow.title}
    if workflow.description:
        made["description"] = workflow.description
    if inputs:
        made["inputs"] = _inputs(inputs)
    files = [{n: v for n, v in asdict(one).items() if v} for one in workflow.files]
    about = {"where": workflow.where, "files": files}
    if about := {name: value for name, value in about.items() if value}:
        made[ROWS] = about
    return {
        "arazzo": VERSION,
        "info": {"title": workflow.title or workflow.name, "version": "1.0.0"},
        "sourceDescriptions": [{"name": SOURCE, "url": openapi, "type": "openapi"}],
        "workflows": [{**made, "steps": steps}],
    }


def as_yaml(document: Mapping[str, Any]) -> str:
    made: str = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return made


def extensions_of(workflow: Workflow, registry: Registry) -> tuple[str, ...]:
    """What of it is in extensions, in words; nothing where any runner of Arazzo can run it."""
    found = set(_names(_document(workflow, registry, OPENAPI)["workflows"]))
    return tuple(said for name, said in EXTENSIONS.items() if name in found)


def _names(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        yield from value
    for one in value.values() if isinstance(value, dict) else value:
        if isinstance(one, dict | list):
            yield from _names(one)


def _inputs(inputs: Iterable[Input]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    required = []
    for one in inputs:
        made = {"type": "string"}
        if one.secret:
            made["format"] = "password"
        if one.description:
            made["description"] = one.description
        if one.value:
            made["default"] = one.value
        else:
            required.append(one.name)
        properties[one.name] = made
    head = {"required": required} if required else {}
    return {"type": "object", **head, "properties": properties}


def _step(step: Step, workflow: Workflow, at: int, payloads: Payloads) -> dict[str, Any]:
    known = Known.at(workflow.inputs, workflow.steps[:at])
    before = () if _elsewhere(step) else reversed(workflow.steps[:at])
    run_ks = next(map(given_ks, filter(_gives_ks, before)), RUN_KS)
    payload = payloads.dumped(step.call, known, run_ks)
    kind = "multipart/form-data" if payload.files else "application/json"
    # What a step takes of each of its rows is at no place in its answer.
    outputs = {one.name: None if step.pages else pointed(one.path) for one in step.takings}
    following = workflow.steps[at + 1].id if at + 1 < len(workflow.steps) else ""
    made: dict[str, Any] = {
        "stepId": step.id,
        "description": step.description,
        "operationPath": _operation(step.call),
        "requestBody": {"contentType": kind, "payload": payload.content},
        "successCriteria": criteria.dumped(step.checks, known),
        "onFailure": _on_failure(step, following),
        "outputs": {name: place for name, place in outputs.items() if place},
        WHEN: step.when,
        ROWS: {"pages": True} if step.pages else {"each": step.each} if step.each else {},
        REGION: step.region,
        ACCOUNT: step.account,
        TAKINGS: {one.name: one.path for one in step.takings if not outputs[one.name]},
        TYPED: payload.typed,
        FILES: payload.files,
    }
    return {name: value for name, value in made.items() if value}


def _gives_ks(step: Step) -> bool:
    """Whether those after it that have no other are sent with the KS that it was answered with."""
    return bool(path_of(step.call)) and not step.when and not _elsewhere(step)


def _elsewhere(step: Step) -> bool:
    return bool(step.region or step.account)


def _operation(call: Call) -> str:
    path = f"/api_v3/service/{call.service}"
    if call.service != MULTIREQUEST:
        path += f"/action/{call.action}"
    pointer = path.replace("~", "~0").replace("/", "~1")
    return f"{{$sourceDescriptions.{SOURCE}.url}}#/paths/{pointer}/post"


def _on_failure(step: Step, following: str) -> list[dict[str, Any]]:
    if step.on_error.do == "go on":
        goes = {"type": "goto", "stepId": following} if following else {"type": "end"}
        return [{"name": GO_ON, **goes}]
    if step.on_error.do == "stop":
        return []
    made: dict[str, Any] = {
        "name": AGAIN,
        "type": "retry",
        "retryAfter": 1,
        "retryLimit": step.on_error.times,
        "criteria": [{"condition": _ANOTHER_TRY}],
    }
    return [made | ({CODES: list(step.on_error.codes)} if step.on_error.codes else {})]


class _Dumper(yaml.SafeDumper):  # type: ignore[misc]  # PyYAML says no types
    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "'" if _LIKE_NUMBER.fullmatch(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
