"""Calls in the forms that published curl examples use: brackets, JSON, multipart, colons.

The scenario of the official clients, over plain HTTP, and an upload as examples show it.
"""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import Client

from app.sandbox import Sandbox
from app.schema.facts import bundled
from tests.sandbox import scenario
from tests.sandbox.conftest import Caller

REGISTRY = bundled()
Send = Callable[[Client, str, dict[str, Any]], Any]


def _flat(value: Any, path: str, below: Callable[[str, str], str]) -> dict[str, str]:
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = {str(index): item for index, item in enumerate(value)}.items()
    else:
        return {path: str(value)}
    found: dict[str, str] = {}
    for name, item in pairs:
        found |= _flat(item, below(path, name) if path else name, below)
    return found


def brackets(client: Client, url: str, sent: dict[str, Any]) -> Any:
    """curl -d 'entry[name]=x'"""
    return client.post(url, data=_flat(sent, "", lambda path, name: f"{path}[{name}]"))


def colons(client: Client, url: str, sent: dict[str, Any]) -> Any:
    """curl 'https://…?entry:name=x'"""
    query = _flat(sent, "", lambda path, name: f"{path}:{name}")
    return client.get(url, query_string=query)


def body(client: Client, url: str, sent: dict[str, Any]) -> Any:
    """curl -H 'Content-Type: application/json' -d '{"entry": {"name": "x"}}'"""
    return client.post(url, data=json.dumps(sent), content_type="application/json")


def multipart(client: Client, url: str, sent: dict[str, Any]) -> Any:
    """curl -F 'entry[name]=x'"""
    form = _flat(sent, "", lambda path, name: f"{path}[{name}]")
    return client.post(url, data=form, content_type="multipart/form-data")


def _argument(value: Any, given: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_argument(item, given) for item in value]
    if isinstance(value, dict) and "ref" in value:
        name, key = value["ref"].split(".")
        return given[name][key]
    if isinstance(value, dict):
        names = {"object": "objectType"}
        return {names.get(name, name): _argument(item, given) for name, item in value.items()}
    return value


@pytest.mark.parametrize("send", [brackets, colons, body, multipart])
def test_the_scenario(sandbox: Sandbox, send: Send) -> None:
    client, ks = Client(sandbox), Caller(sandbox).started(userId="ana")
    given: dict[str, Any] = {}
    wrong = []
    for number, step in enumerate(scenario.steps()):
        plugin, name = step["plugin"], step["service"]
        service = REGISTRY.service(f"{plugin}_{name}" if plugin else name)
        assert service is not None
        action = REGISTRY.action(service.id, step["action"])
        assert action is not None
        named = zip(action.parameters, step["args"], strict=False)
        sent = {item.name: _argument(value, given) for item, value in named}
        url = f"/api_v3/service/{service.id}/action/{action.name}"
        answer = send(client, url, {"ks": ks, "format": 1, **sent}).get_json()
        at = f"{number} {service.id}.{action.name}"
        error = isinstance(answer, dict) and answer.get("objectType") == "KalturaAPIException"
        if error != bool(step.get("refused")):
            wrong.append(f"{at}: {answer}")
            continue
        given[step.get("name", "")] = answer
        for key, value in step.get("expect", {}).items():
            if str(answer.get(key)) != str(value):
                wrong.append(f"{at}: {key} is {answer.get(key)}, not {value}")
    assert wrong == []


def test_an_upload_as_examples_show_it(sandbox: Sandbox) -> None:
    client, ks = Client(sandbox), Caller(sandbox).started(userId="ana")

    def call(service: str, action: str, **form: Any) -> Any:
        data = {"ks": ks, "format": 1, **form}
        return client.post(f"/api_v3/service/{service}/action/{action}", data=data).get_json()

    token = call("uploadtoken", "add")["id"]
    for number, piece in enumerate((b"first ", b"second")):
        answer = call(
            "uploadtoken",
            "upload",
            uploadTokenId=token,
            fileData=(io.BytesIO(piece), "film.mp4"),
            resume=str(bool(number)).lower(),
            finalChunk=number,
            resumeAt=number * 6,
        )
    assert (answer["status"], answer["uploadedFileSize"]) == (2, "12")
    fields = {"entry[objectType]": "KalturaMediaEntry", "entry[mediaType]": 1}
    entry = call("media", "add", **fields, **{"entry[name]": "Film"})["id"]
    resource = {
        "resource[objectType]": "KalturaUploadedFileTokenResource",
        "resource[token]": token,
    }
    assert call("media", "addContent", entryId=entry, **resource)["status"] == 2
    attached = call("uploadtoken", "get", uploadTokenId=token)
    assert (attached["status"], attached["attachedObjectId"]) == (3, entry)
    assert (sandbox.folder / "uploads").exists()
    [flavor] = call("flavorasset", "getByEntryId", entryId=entry)
    assert (flavor["fileExt"], flavor["sizeInBytes"]) == ("mp4", 12)
