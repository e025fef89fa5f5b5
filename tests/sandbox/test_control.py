"""`_control/`, and the sandbox served alone: what other people's test suites run against."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from werkzeug.test import Client

from app.sandbox import DEMO, Sandbox
from app.sandbox.content.load import FIRST, demo
from app.sandbox.control import Control
from app.schema.facts import bundled
from tests.sandbox.conftest import Caller


@pytest.fixture
def controlled(tmp_path: Path) -> Iterator[Sandbox]:
    made = Sandbox(tmp_path / "sandbox", bundled(), demo(FIRST), Control())
    yield made
    made.close()


def control(sandbox: Sandbox, **asked: Any) -> Any:
    return Client(sandbox).post("/_control/", json=asked).get_json()


def test_it_is_off_unless_it_is_asked_for(sandbox: Sandbox) -> None:
    assert Client(sandbox).post("/_control/", json={"reset": True}).status_code == 404


def test_reset(controlled: Sandbox) -> None:
    admin = Caller(controlled).admin()
    admin.json("user", "delete", userId="ana")
    told = control(controlled, reset=True)
    assert told["calls"] == []
    assert admin.json("user", "get", userId="ana")["id"] == "ana"


def test_a_page_from_elsewhere_cannot_send_it(controlled: Sandbox) -> None:
    client = Client(controlled)
    answer = client.post("/_control/", data='{"reset": true}', content_type="text/plain")
    assert answer.status_code == 400
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert client.options("/_control/").headers.get("Access-Control-Allow-Origin") is None


def test_the_clock(controlled: Sandbox) -> None:
    ks = Caller(controlled).started(expiry=600)
    assert abs(control(controlled, clock=2_000_000_000)["clock"] - 2_000_000_000) < 5
    assert abs(Caller(controlled).json("system", "getTime") - 2_000_000_000) < 5
    assert Caller(controlled, ks).refused("user", "list")[1]["KSID"] == "EXPIRED"
    assert abs(control(controlled, clock=None)["clock"] - time.time()) < 5
    assert Caller(controlled, ks).json("user", "list")["totalCount"] == 4


def test_failures(controlled: Sandbox) -> None:
    admin = Caller(controlled).admin()
    failures = [
        {"service": "media", "action": "list", "status": 503, "times": 2},
        {"service": "media", "action": "get", "code": "ENTRY_ID_NOT_FOUND",
         "arguments": {"ENTRY_ID": "gone"}},
        {"service": "user", "action": "*", "seconds": 0.3},
    ]  # fmt: skip
    control(controlled, fail=failures)
    assert [admin.raw("media", "list").status_code for _ in range(3)] == [503, 503, 200]
    assert admin.refused("media", "get", entryId="0_welcome1") == (
        "ENTRY_ID_NOT_FOUND",
        {"ENTRY_ID": "gone"},
    )
    begun = time.perf_counter()
    assert admin.json("user", "list")["totalCount"] == 4
    assert time.perf_counter() - begun >= 0.3
    assert control(controlled)["fail"] == []
    refused = Client(controlled).post("/_control/", json={"fail": [{"status": 200}]})
    assert refused.status_code == 400


def test_what_was_called_is_listed_with_secrets_masked(controlled: Sandbox) -> None:
    admin = Caller(controlled).admin()
    control(controlled, forget=True)
    admin.json("media", "list", filter__idEqual="0_welcome1")
    [call] = control(controlled)["calls"]
    assert (call["service"], call["action"]) == ("media", "list")
    assert call["parameters"]["filter"] == {"idEqual": "0_welcome1"}
    assert admin.ks not in json.dumps(call)


def test_a_dispatched_notification_is_listed_and_not_sent(controlled: Sandbox) -> None:
    admin = Caller(controlled).admin()
    made = admin.json(
        "eventNotification_eventNotificationTemplate",
        "add",
        eventNotificationTemplate__objectType="KalturaHttpNotificationTemplate",
        eventNotificationTemplate__name="Ready",
        eventNotificationTemplate__url="http://127.0.0.1:9/never",
    )
    admin.json(
        "eventNotification_eventNotificationTemplate",
        "dispatch",
        id=made["id"],
        scope__objectType="KalturaEventNotificationScope",
        scope__objectId="0_welcome1",
    )
    [note] = control(controlled)["notifications"]
    assert (note["to"], note["objectId"]) == ("http://127.0.0.1:9/never", "0_welcome1")


def test_content_and_accounts_are_loaded(controlled: Sandbox) -> None:
    content = {
        "accounts": [{"id": 77, "name": "Seven", "secret": "u" * 32, "adminSecret": "a" * 32}],
        "account": 77,
        "objects": [{"objectType": "KalturaMediaEntry", "id": "0_seven001", "name": "S",
                     "status": 2, "_daysAgo": 3}],
    }  # fmt: skip
    control(controlled, load=content)
    start = {"partnerId": 77, "secret": "a" * 32, "type": 2}
    ks = Caller(controlled).json("session", "start", **start)
    seven, first = Caller(controlled, ks), Caller(controlled).admin()
    assert [row["id"] for row in seven.json("media", "list")["objects"]] == ["0_seven001"]
    # Accounts do not see each other.
    assert first.refused("media", "get", entryId="0_seven001")[0] == "ENTRY_ID_NOT_FOUND"
    assert seven.refused("media", "get", entryId="0_welcome1")[0] == "ENTRY_ID_NOT_FOUND"
    assert first.refused("media", "list", partnerId=77)[0] == "SERVICE_FORBIDDEN"
    wrong = Client(controlled).post("/_control/", json={"load": {"objects": [{"name": "x"}]}})
    assert wrong.get_json() == {"error": "Object 1 of the content names no class of the API."}


@contextmanager
def served(*options: str) -> Iterator[str]:
    """The address of a sandbox that a process of its own serves."""
    command = [sys.executable, "-m", "flask", "--app", "app", "sandbox", "serve", "--port", "0"]
    process = subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    output = process.stdout
    assert output is not None
    try:
        yield output.readline().strip()
    finally:
        process.terminate()
        process.wait(20)
        output.close()


def test_served_alone(tmp_path: Path) -> None:
    content = tmp_path / "content.json"
    entry = {"objectType": "KalturaMediaEntry", "id": "0_mine0001", "name": "Mine", "status": 2}
    content.write_text(json.dumps({"objects": [entry]}))
    start = {"partnerId": DEMO.partner_id, "secret": DEMO.admin_secret, "type": 2, "format": 1}
    with served("--content", str(content), "--control") as url:
        for mount in ("", "/sandbox"):
            api = f"{url}{mount}/api_v3/service"
            ks = requests.post(f"{api}/session/action/start", start, timeout=20).json()
            sent = {"ks": ks, "format": 1}
            listed = requests.post(f"{api}/media/action/list", sent, timeout=20).json()
            assert [row["id"] for row in listed["objects"]] == ["0_mine0001"]
        told = requests.post(f"{url}/_control/", json={"forget": True}, timeout=20).json()
        assert told["calls"] == []
