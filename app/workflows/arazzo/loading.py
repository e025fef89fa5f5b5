"""An Arazzo document -> the workflows in it, as far as their steps are calls of the Kaltura API."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.call.multirequest import NAME as MULTIREQUEST
from app.call.variables.expressions import Expression
from app.call.variables.values import ExpressionFault, written
from app.errors import BadInput
from app.schema.registry import Registry
from app.workflows import paths
from app.workflows.arazzo import criteria, dumping
from app.workflows.arazzo.locations import path_of
from app.workflows.arazzo.payload import Payload, Payloads
from app.workflows.arazzo.reading import read
from app.workflows.arazzo.references import GIVEN_KS, Known, variable_name
from app.workflows.model import (
    MOST_STEPS,
    ROW,
    Input,
    OnError,
    Step,
    Taking,
    TextFile,
    Workflow,
    checked,
    dump,
)

MOST_WORKFLOWS = 200
_PATH = re.compile(r"\{\$sourceDescriptions\.[\w-]+\.url\}#/paths/(\S+)/post")
_ADDRESS = re.compile(r"/api_v3/service/([^/]+)(?:/action/([^/]+))?")
_ID = re.compile(r"(?:\$sourceDescriptions\.[\w-]+\.)?(?:([\w-]+)\.([\w-]+)|multirequest)")
# What is of Arazzo and not read, and what people are told of it.
_LEFT_OUT = ("dependsOn", "parameters", "successActions", "failureActions", "outputs", "onSuccess")


@dataclass(frozen=True, slots=True)
class Loaded:
    """`notes` are sentences of what was left out, and why."""

    workflows: tuple[Workflow, ...]
    notes: tuple[str, ...] = ()


def load(text: str, registry: Registry) -> Loaded:
    """The workflows of a YAML or JSON text. Raises BadInput where it is no such document."""
    document = read(text)
    if not isinstance(document, dict) or not isinstance(document.get("arazzo"), str):
        raise BadInput("This is no Arazzo document: it begins with arazzo: and a version.")
    if not re.fullmatch(r"1\.[01]\.\d{1,3}", document["arazzo"]):
        raise BadInput(f"Arazzo {document['arazzo']:.20} is not read here: 1.0 and 1.1 are.")
    given = _list(document.get("workflows"), "workflows")
    if len(given) > MOST_WORKFLOWS:
        raise BadInput(f"This document has more than {MOST_WORKFLOWS} workflows.")
    made: list[Workflow] = []
    notes: list[str] = []
    for number, one in enumerate(given, 1):
        name = str(one.get("workflowId", number)) if isinstance(one, dict) else str(number)
        try:
            made.append(_Loading(registry, notes).workflow(_dict(one, "A workflow")))
        except (BadInput, ExpressionFault) as fault:
            notes.append(f"The workflow {name:.80} was left out: {fault.sentence}")
    if not made:
        raise BadInput(notes[0] if notes else "This document has no workflow.")
    return Loaded(tuple(made), tuple(dict.fromkeys(notes)))


class _Loading:
    def __init__(self, registry: Registry, notes: list[str]) -> None:
        self._payloads = Payloads(registry)
        self._notes = notes

    def workflow(self, given: Mapping[str, Any]) -> Workflow:
        name = _text(given.get("workflowId"), "workflowId")
        self._tell(given, f"the workflow {name:.80}")
        inputs = tuple(_inputs(given.get("inputs", {})))
        steps = [_dict(one, "A step") for one in _list(given.get("steps"), "steps")]
        if len(steps) > MOST_STEPS:
            raise BadInput(f"A workflow has at most {MOST_STEPS} steps.")
        made: list[Step] = []
        for at, one in enumerate(steps):
            following = str(steps[at + 1].get("stepId")) if at + 1 < len(steps) else ""
            try:
                made.append(self._step(one, Known.at(inputs, made), following))
            except (BadInput, ExpressionFault) as fault:
                step = str(one.get("stepId", at + 1))
                raise BadInput(f"Step {step:.80}: {fault.sentence}") from None
        title, about = given.get("summary", ""), given.get("description", "")
        where = _rows(given, "where", "files")
        if where:
            Expression.read(where)
        whole = checked(
            Workflow(
                *(name, _text(title, "summary"), _text(about, "description")),
                *(inputs, tuple(made), where),
                files=tuple(_files(given)),
            )
        )
        if all(one.name != "ks" for one in inputs):
            return whole
        # What is for the KS of calls alone is the run's.
        takers = (n for n, one in enumerate(made, 1) if any(t.name == "ks" for t in one.takings))
        used = "{{ks}}" in json.dumps(dump(replace(whole, steps=tuple(made[: next(takers, None)]))))
        return replace(whole, inputs=tuple(one for one in inputs if used or one.name != "ks"))

    def _tell(self, given: Mapping[str, Any], whose: str, but: Iterable[str] = ()) -> None:
        for name in (one for one in _LEFT_OUT if one in given and one not in but):
            self._notes.append(f"{name} of {whose} was left out: it is not read here.")

    def _step(self, given: Mapping[str, Any], known: Known, following: str) -> Step:
        step_id = _text(given.get("stepId"), "stepId")
        self._tell(given, f"the step {step_id:.80}", but=["outputs"])
        service, action = _call(given)
        body = _dict(given.get("requestBody", {}), "requestBody")
        payload = Payload(
            _dict(body.get("payload", {}), "payload"),
            [
                _text(one, dumping.TYPED)
                for one in _list(given.get(dumping.TYPED, []), dumping.TYPED)
            ],
            {
                place: _dict(one, dumping.FILES)
                for place, one in _dict(given.get(dumping.FILES, {}), dumping.FILES).items()
            },
        )
        when = _text(given.get(dumping.WHEN, ""), dumping.WHEN)
        if when:
            Expression.read(when)
        wanted = _list(given.get("successCriteria", []), "successCriteria")
        each = _rows(given, "each", "pages")
        if each not in {"", ROW}:
            Expression.read(each)
        return Step(
            step_id,
            self._payloads.loaded(service, action, payload, known),
            _text(given.get("description", ""), "description"),
            when,
            tuple(_takings(given)),
            criteria.loaded((_dict(one, "A criterion") for one in wanted), known),
            self._on_error(given, step_id, following),
            _text(given.get(dumping.REGION, ""), dumping.REGION),
            _text(given.get(dumping.ACCOUNT, ""), dumping.ACCOUNT),
            each,
            _dict(given.get(dumping.ROWS, {}), dumping.ROWS).get("pages") is True,
        )

    def _on_error(self, given: Mapping[str, Any], step_id: str, following: str) -> OnError:
        actions = [
            _dict(one, "onFailure") for one in _list(given.get("onFailure", []), "onFailure")
        ]
        first = actions[0] if actions else {}
        if len(actions) > 1:
            self._notes.append(f"onFailure of {step_id:.80} is read up to its first action.")
        match first.get("type"):
            case "retry":
                times = first.get("retryLimit", 1)
                if not isinstance(times, int) or not 1 <= times <= 20:
                    raise BadInput("retryLimit is a number from 1 to 20.")
                codes = _list(first.get(dumping.CODES, []), dumping.CODES)
                return OnError("retry", times, tuple(_text(one, dumping.CODES) for one in codes))
            case "goto" if first.get("stepId") == following:
                return OnError("go on")
            case "end" if first.get("name") == dumping.GO_ON:
                return OnError("go on")
            case "end" | None:
                return OnError()
        raise BadInput("onFailure ends, tries again, or goes on with the next step, no other.")


def _call(given: Mapping[str, Any]) -> tuple[str, str]:
    """The service and action that a step calls. Raises BadInput."""
    path, operation = given.get("operationPath"), given.get("operationId")
    if isinstance(path, str) and (found := _PATH.fullmatch(path)):
        address = _ADDRESS.fullmatch(found[1].replace("~1", "/").replace("~0", "~"))
        if address and (address[2] or address[1] == MULTIREQUEST):
            return address[1], address[2] or ""
    if isinstance(operation, str) and (found := _ID.fullmatch(operation)):
        return (found[1], found[2]) if found[1] else (MULTIREQUEST, "")
    raise BadInput("it calls no action of the Kaltura API (operationId: media.list).")


def _rows(given: Mapping[str, Any], name: str, *others: str) -> str:
    """What the extension for runs over rows says under a name. Raises BadInput."""
    about = _dict(given.get(dumping.ROWS, {}), dumping.ROWS)
    for unknown in set(about) - {name, *others}:
        raise BadInput(f"{dumping.ROWS} has {unknown!r:.80}, which is not known there.")
    return _text(about.get(name, ""), dumping.ROWS)


def _files(given: Mapping[str, Any]) -> Iterable[TextFile]:
    about = _dict(given.get(dumping.ROWS, {}), dumping.ROWS)
    for one in _list(about.get("files", []), f"files of {dumping.ROWS}"):
        file = _dict(one, f"A file of {dumping.ROWS}")
        for unknown in set(file) - {"column", "called", "ending"}:
            raise BadInput(f"A file of {dumping.ROWS} has {unknown!r:.80}, which is not known.")
        names = (_text(file.get(name, ""), name) for name in ("column", "called", "ending"))
        yield TextFile(*names)


def _takings(given: Mapping[str, Any]) -> Iterable[Taking]:
    for name, place in _dict(given.get("outputs", {}), "outputs").items():
        if name != GIVEN_KS:
            yield Taking(variable_name(name), path_of(_text(place, "An output")))
    for name, path in _dict(given.get(dumping.TAKINGS, {}), dumping.TAKINGS).items():
        paths.check_taking(_text(path, dumping.TAKINGS))
        yield Taking(variable_name(name), path)


def _inputs(given: Any) -> Iterable[Input]:
    properties = _dict(_dict(given, "inputs").get("properties", {}), "properties of inputs")
    for name, about in properties.items():
        one = _dict(about, f"The input {name:.80}")
        secret = one.get("format") == "password"
        default = one.get("default", "")
        if isinstance(default, dict | list):
            raise BadInput(f"The default of {name:.80} is no text, number, true or false.")
        said = _text(one.get("description", ""), "description")
        yield Input(variable_name(name), "" if secret else written(default), said, secret)


def _dict(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadInput(f"{what} is a mapping of names to values.")
    return value


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise BadInput(f"{what} is a list.")
    return value


def _text(value: Any, what: str) -> str:
    if not isinstance(value, str):
        raise BadInput(f"{what} is a text.")
    return value
