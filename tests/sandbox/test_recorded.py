"""The sandbox's answers beside exchanges that were recorded from a real server.

Such recordings are not part of the project. Where KALTURA_SAMPLES names a folder with
them (NN-what-it-is.http: a comment, then the raw response), their structure is compared;
what must hold without them is asserted in test_shapes.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from app.sandbox import DEMO
from tests.sandbox.conftest import Caller

FOLDER = Path(os.environ.get("KALTURA_SAMPLES") or "absent")
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="KALTURA_SAMPLES names no folder of recorded exchanges"
)

Exchange = tuple[str, str, dict[str, Any]]
WAITING = {"filter__objectType": "KalturaMediaEntryFilter", "filter__statusIn": "7"}
WRONG = {"secret": "wrong", "partnerId": DEMO.partner_id, "type": 2}

# The recording's number, and the call that is its like in the sandbox.
XML: dict[str, Exchange] = {
    "01": ("system", "ping", {}),
    "06": ("session", "get", {}),
    "08": ("user", "get", {"userId": "ana"}),
    "12": ("user", "add", {"user__id": "ana"}),
    "14": ("media", "list", WAITING),
    "22": ("category", "get", {"id": 99999999}),
    "24": ("session", "start", WRONG),
    "26": ("media", "get", {}),
    "28": ("nosuch", "x", {}),
    "30": ("user", "list", {"ks": "garbage"}),
    "32": ("user", "list", {"ks": ""}),
    "36": ("appToken", "add", {"appToken__hashType": "NOPE"}),
    "38": ("user", "update", {"userId": "ana", "user__createdAt": 5}),
}
JSON: dict[str, Exchange] = {
    "02": ("system", "ping", {}),
    "07": ("session", "get", {}),
    "09": ("user", "get", {"userId": "ana"}),
    "16": ("appToken", "add", {"appToken__hashType": "SHA256", "appToken__sessionUserId": "ana"}),
    "17": ("session", "startWidgetSession", {"widgetId": DEMO.widget_id}),
    "23": ("category", "get", {"id": 99999999}),
    "25": ("session", "start", WRONG),
    "27": ("media", "get", {}),
    "29": ("nosuch", "x", {}),
    "31": ("user", "list", {"ks": "garbage"}),
    "33": ("user", "list", {"ks": ""}),
    "37": ("appToken", "add", {"appToken__hashType": "NOPE"}),
    "39": ("user", "update", {"userId": "ana", "user__createdAt": 5}),
}


def recorded(number: str) -> bytes:
    content = next(FOLDER.glob(f"{number}-*.http")).read_bytes()
    return content.replace(b"\r\n", b"\n").split(b"\n\n", 2)[2].strip()


def names(element: etree._Element) -> list[Any]:
    return [(child.tag, names(child)) for child in element]


def kinds(value: Any) -> Any:
    if isinstance(value, dict):
        return [(name, kinds(item)) for name, item in value.items()]
    return [kinds(item) for item in value] if isinstance(value, list) else type(value)


@pytest.mark.parametrize("number", XML)
def test_xml(admin: Caller, number: str) -> None:
    service, action, sent = XML[number]
    ours = admin.raw(service, action, **sent).data
    assert names(etree.fromstring(ours)) == names(etree.fromstring(recorded(number)))


@pytest.mark.parametrize("number", JSON)
def test_json(admin: Caller, number: str) -> None:
    service, action, sent = JSON[number]
    assert kinds(admin.json(service, action, **sent)) == kinds(json.loads(recorded(number)))


def test_json_of_an_entry(admin: Caller) -> None:
    ours = admin.json("media", "list", **WAITING)["objects"][0]
    theirs = json.loads(recorded("15"))["objects"][0]
    # The demo entry has a reference id besides.
    del ours["referenceId"]
    assert kinds(ours) == kinds(theirs)


def test_a_session_by_application_token(anyone: Caller) -> None:
    widget = anyone.widget()
    digest = hashlib.sha256((widget.ks + DEMO.app_token).encode()).hexdigest()
    sent = {"id": DEMO.app_token_id, "tokenHash": digest}
    ours = widget.json("appToken", "startSession", **sent)
    assert kinds(ours) == kinds(json.loads(recorded("18")))
    document = etree.fromstring(widget.raw("appToken", "startSession", **sent).data)
    assert names(document) == names(etree.fromstring(recorded("19")))


def test_void(admin: Caller) -> None:
    document = etree.fromstring(admin.raw("appToken", "delete", id=DEMO.app_token_id).data)
    assert names(document) == names(etree.fromstring(recorded("20")))


def test_a_multirequest(anyone: Caller) -> None:
    calls: list[dict[str, Any]] = [
        {"service": "session", "action": "start", **WRONG, "secret": DEMO.admin_secret},
        {"service": "session", "action": "get", "ks": "{1:result}"},
        {"service": "category", "action": "get", "ks": "{1:result}", "id": 424242},
        {"service": "user", "action": "get", "ks": "{1:result}", "userId": "ana"},
        {"service": "user", "action": "get", "ks": "{1:result}", "userId": "{4:result:id}"},
    ]
    sent = {f"{n}__{name}": v for n, call in enumerate(calls, 1) for name, v in call.items()}
    document = etree.fromstring(anyone.raw("multirequest", "x", **sent).data)
    assert names(document) == names(etree.fromstring(recorded("40")))
    assert kinds(anyone.json("multirequest", "x", **sent)) == kinds(json.loads(recorded("41")))
