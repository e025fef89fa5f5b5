"""Calls in the forms that published curl examples use, sent by curl.

The forms are brackets, colons, JSON and multipart. Each step of `published` goes in each of them,
and so does the scenario of the official clients; in `make test` a step goes in one, in turns.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from app.sandbox import Sandbox
from app.schema.facts import bundled
from tests.codegen.conftest import needed
from tests.sandbox import published, scenario
from tests.sandbox.conftest import Caller
from tests.sizes import examples

REGISTRY = bundled()
# The form that the first step goes in; the others take turns after it.
TURNS = range(examples(1, len(published.FORMS)))


@pytest.fixture(scope="session")
def curl() -> str:
    return needed("curl")


def is_error(answer: Any) -> bool:
    return isinstance(answer, dict) and answer.get("objectType") == "KalturaAPIException"


def named(value: Any, given: dict[str, Any]) -> Any:
    """A step's value with what earlier steps gave in the places that name it."""
    if isinstance(value, dict):
        return {name: named(item, given) for name, item in value.items()}
    if isinstance(value, list):
        return [named(item, given) for item in value]
    if isinstance(value, str):
        for name, answer in given.items():
            value = value.replace(f"{{{name}.id}}", str(answer["id"]))
    return value


def test_there_are_two_hundred_over_what_matters() -> None:
    assert len(published.STEPS) * len(published.FORMS) >= 200
    called = {step.called for step in published.STEPS}
    assert {"media.flag", "media.approve", "userentry.submitQuiz", "playlist.execute"} <= called
    for name in called:
        assert REGISTRY.action(*name.split(".")), name


@pytest.mark.soak
@pytest.mark.timeout(120)
@pytest.mark.parametrize("turn", TURNS)
def test_each_step(
    sandbox: Sandbox, service_url: str, curl: str, tmp_path: Path, turn: int
) -> None:
    caller = Caller(sandbox)
    sessions = {"": caller.started(userId="tester"), "ana": caller.started(0, userId="ana")}
    piece = tmp_path / "film.mp4"
    given: dict[str, Any] = {}
    wrong = []
    for number, step in enumerate(published.STEPS):
        service, action = step.called.split(".")
        form = published.FORMS[(number + turn) % len(published.FORMS)]
        sent = {"ks": sessions[step.who], "format": 1, **named(step.sent, given)}
        piece.write_bytes(step.file)
        options = published.with_file(sent, piece) if step.file else form(sent)
        url = f"{service_url}/api_v3/service/{service}/action/{action}"
        text = published.curl(curl, url, options)
        at = f"{number} {step.called} {form.__name__}: {text[:300]}"
        if step.text:
            if step.text not in text:
                wrong.append(at)
            continue
        answer = json.loads(text)
        if is_error(answer) or step.refused:
            if not is_error(answer) or answer["code"] != step.refused:
                wrong.append(at)
            continue
        if step.name:
            given[step.name] = answer
        for key, value in named(step.expect, given).items():
            if str(answer.get(key)) != str(value):
                wrong.append(f"{key} is not {value} at {at}")
        if step.ids is not None:
            rows = answer if isinstance(answer, list) else answer["objects"]
            if [row["id"] for row in rows] != named(step.ids, given):
                wrong.append(at)
    assert wrong == []


def argument(value: Any, given: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [argument(item, given) for item in value]
    if isinstance(value, dict) and "ref" in value:
        name, key = value["ref"].split(".")
        return given[name][key]
    if isinstance(value, dict):
        names = {"object": "objectType"}
        return {names.get(name, name): argument(item, given) for name, item in value.items()}
    return value


@pytest.mark.soak
@pytest.mark.timeout(120)
@pytest.mark.parametrize("turn", TURNS)
def test_the_scenario(sandbox: Sandbox, service_url: str, curl: str, turn: int) -> None:
    ks = Caller(sandbox).started(userId="ana")
    given: dict[str, Any] = {}
    wrong = []
    for number, step in enumerate(scenario.steps()):
        plugin, name = step["plugin"], step["service"]
        service = REGISTRY.service(f"{plugin}_{name}" if plugin else name)
        assert service is not None
        action = REGISTRY.action(service.id, step["action"])
        assert action is not None
        placed = zip(action.parameters, step["args"], strict=False)
        sent = {item.name: argument(value, given) for item, value in placed}
        form = published.FORMS[(number + turn) % len(published.FORMS)]
        url = f"{service_url}/api_v3/service/{service.id}/action/{action.name}"
        answer = json.loads(published.curl(curl, url, form({"ks": ks, "format": 1, **sent})))
        at = f"{number} {service.id}.{action.name} {form.__name__}"
        if is_error(answer) != bool(step.get("refused")):
            wrong.append(f"{at}: {answer}")
            continue
        given[step.get("name", "")] = answer
        for key, value in step.get("expect", {}).items():
            if str(answer.get(key)) != str(value):
                wrong.append(f"{at}: {key} is {answer.get(key)}, not {value}")
    assert wrong == []
