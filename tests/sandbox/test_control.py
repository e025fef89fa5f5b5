"""`_control/`, and the sandbox served alone: what other people's test suites run against."""

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from werkzeug.test import Client

from app.errors import BadInput
from app.sandbox import DEMO, Sandbox
from app.sandbox.content.load import FIRST, demo
from app.sandbox.control import Control
from app.schema.facts import bundled
from tests.sandbox.conftest import Caller
from tests.started import DEVNULL, Started


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


def test_a_reset_brings_files_back_each_time(tmp_path: Path) -> None:
    entry = {
        "objectType": "KalturaMediaEntry",
        "id": "0_mine0001",
        "status": 2,
        "_thumbnail": True,
        "_captions": [{"language": "English", "text": "1\n00:00:01,000 --> 00:00:02,000\nhi\n"}],
    }
    asset = {"objectType": "KalturaAttachmentAsset", "id": "0_file0001", "entryId": "0_mine0001",
             "_content": "bytes"}  # fmt: skip
    content = [*demo(FIRST), {"objects": [entry, asset]}]
    made = Sandbox(tmp_path / "sandbox", bundled(), content, Control())

    def kept() -> dict[str, bytes]:
        folder = tmp_path / "sandbox" / "uploads"
        return {file.name: file.read_bytes() for file in folder.iterdir()}

    first = kept()
    assert len(first) >= 3
    for _ in range(2):
        Caller(made).admin().json(
            "attachment_attachmentAsset", "delete", attachmentAssetId="0_file0001"
        )
        control(made, reset=True)
        assert kept() == first
        admin = Caller(made).admin()
        [caption] = admin.json("caption_captionAsset", "list", filter__entryIdEqual="0_mine0001")[
            "objects"
        ]
        assert caption["sizeInBytes"] == 35
    made.close()


def test_content_that_cannot_be_made_leaves_no_half_filled_folder(tmp_path: Path) -> None:
    wrong = {"objects": [{"objectType": "KalturaMediaEntry", "_daysAgo": "soon"}]}
    with pytest.raises(BadInput, match="Object 1 of the content cannot be made"):
        Sandbox(tmp_path, bundled(), [*demo(FIRST), wrong])
    made = Sandbox(tmp_path, bundled(), demo(FIRST))
    assert Caller(made).admin().json("user", "list")["totalCount"] == 4
    made.close()


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


@pytest.mark.parametrize(
    ("code", "sent", "arguments"),
    [
        ("ENTRY_ID_NOT_FOUND", {"entryId": "0_welcome1"}, {"ENTRY_ID": "0_welcome1"}),
        ("INVALID_KS", {}, {"KSID": "0", "ERR_CODE": "0", "ERR_DESC": "0"}),
        ("SERVICE_FORBIDDEN", {}, {"SERVICE": "media"}),
        ("CATEGORY_NOT_FOUND", {"id": 7}, {"ID": "7"}),
        ("REQUEST_TOO_LARGE", {}, {"LIMIT": "0"}),
    ],
)
def test_a_code_alone_makes_up_its_arguments(
    controlled: Sandbox, code: str, sent: dict[str, Any], arguments: Any
) -> None:
    control(controlled, fail=[{"service": "media", "action": "get", "code": code}])
    assert Caller(controlled).refused("media", "get", **sent) == (code, arguments)
    partly = {"code": "INVALID_KS", "arguments": {"KSID": "k"}}
    control(controlled, fail=[partly])
    told = Caller(controlled).refused("media", "get")
    assert told == ("INVALID_KS", {"KSID": "k", "ERR_CODE": "0", "ERR_DESC": "0"})


@pytest.mark.parametrize("service", ["caption_captionasset", "captionAsset", "CAPTIONASSET"])
def test_a_service_is_named_by_id_or_name(controlled: Sandbox, service: str) -> None:
    control(controlled, fail=[{"service": service, "action": "SERVE", "status": 500}])
    assert Caller(controlled).raw("caption_captionAsset", "serve").status_code == 500
    assert Caller(controlled).raw("caption_captionAsset", "serve").status_code == 200


def test_an_empty_list_forgets_the_failures_to_come(controlled: Sandbox) -> None:
    for name in ("list", "get"):
        told = control(controlled, fail=[{"service": "media", "action": name, "status": 503}])
    assert [failure["action"] for failure in told["fail"]] == ["list", "get"]
    assert control(controlled, fail=[])["fail"] == []
    assert Caller(controlled).admin().raw("media", "list").status_code == 200


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ('{"resett": true}', "'resett'; it may have reset, load, clock, fail, forget."),
        ('{"reset": 1}', '"reset" is true or false.'),
        ('{"load": {"x": 1}}', "'x'; it may have accounts, account, objects."),
        ('{"load": []}', "no JSON object with accounts"),
        ('{"load": {"objects": {}}}', "objects are no list"),
        ('{"load": {"account": "x"}}', "accounts cannot be made"),
        ('{"clock": NaN}', '"clock" is a number'),
        ('{"clock": 1e400}', '"clock" is a number'),
        (f'{{"clock": {10**400}}}', '"clock" is a number'),
        ('{"clock": -1}', '"clock" is a number'),
        ('{"clock": true}', '"clock" is a number'),
        ('{"fail": {}}', '"fail" is a list'),
        ('{"fail": ["x"]}', '"fail" is an object'),
        ('{"fail": [{"service": "nope", "status": 500}]}', "no service 'nope'"),
        ('{"fail": [{"service": "media", "action": "nope", "status": 500}]}', "in service media"),
        ('{"fail": [{"service": 1, "status": 500}]}', "are texts"),
        ('{"fail": [{"code": "NOPE"}]}', "no error 'NOPE'"),
        ('{"fail": [{"code": "INVALID_KS", "arguments": {"ID": 1}}]}', "it has KSID, ERR_CODE"),
        ('{"fail": [{"status": [503]}]}', "429 or 500 to 599"),
        ('{"fail": [{"status": 404}]}', "429 or 500 to 599"),
        ('{"fail": [{"status": 503, "times": 0}]}', '"times" is a number from 1'),
        ('{"fail": [{"status": 503, "times": 1e400}]}', '"times" is a number from 1'),
        ('{"fail": [{"seconds": "x"}]}', '"seconds" is a number from 0 to 60.'),
        ('{"fail": [{"service": "media"}]}', "says what happens"),
        ('{"fail": [{"status": 503, "time": 2}]}', "'time'; it may have service"),
    ],
)  # fmt: skip
def test_what_means_nothing_is_refused_and_changes_nothing(
    controlled: Sandbox, asked: str, said: str
) -> None:
    body = asked[:-1] + ', "forget": true}'
    Caller(controlled).json("system", "ping")
    answer = Client(controlled).post("/_control/", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert said in answer.get_json()["error"].replace('Each of "fail"', '"fail"')
    told = control(controlled)
    assert told["fail"] == []
    assert abs(told["clock"] - time.time()) < 5
    if '"load"' not in asked or "account" not in asked:
        assert [call["action"] for call in told["calls"]] == ["ping"]


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
    command = ("flask", "--app", "app", "sandbox", "serve", "--port", "0", *options)
    with Started(*command, env=dict(os.environ), stderr=DEVNULL) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().decode().strip()
        finally:
            process.terminate()


def test_served_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESTME_ALLOWED_HOSTS", "known.example")
    monkeypatch.setenv("TESTME_DATA_DIR", str(tmp_path / "data"))
    content = tmp_path / "content.json"
    entry = {"objectType": "KalturaMediaEntry", "id": "0_mine0001", "name": "Mine", "status": 2}
    content.write_text(json.dumps({"objects": [entry]}))
    start = {"partnerId": DEMO.partner_id, "secret": DEMO.admin_secret, "type": 2, "format": 1}
    with served("--content", str(content), "--control") as url:
        _refuses_another_host(url)
        _refuses_half_a_body(url)
        for mount in ("", "/sandbox"):
            api = f"{url}{mount}/api_v3/service"
            ks = requests.post(f"{api}/session/action/start", start, timeout=20).json()
            sent = {"ks": ks, "format": 1}
            listed = requests.post(f"{api}/media/action/list", sent, timeout=20).json()
            assert [row["id"] for row in listed["objects"]] == ["0_mine0001"]
        told = requests.post(f"{url}/_control/", json={"forget": True}, timeout=20).json()
        assert told["calls"] == []


def _refuses_another_host(url: str) -> None:
    """A page elsewhere reaches it by a name of its own (DNS rebinding) and finds nothing."""
    for path in ("/_control/", "/api_v3/service/system/action/ping"):
        for host in ("localhost:9", "[::1]", "known.example", "rebound.example", ""):
            answer = requests.get(url + path, headers={"Host": host}, timeout=20)
            known = host not in {"rebound.example", ""}
            assert answer.status_code == (200 if known else 403), (path, host)


HALF = {
    "application/x-www-form-urlencoded": b"format=1",
    "application/json": b'{"format": 1}',
    "multipart/form-data; boundary=X": b"--X\r\n",
}


def _refuses_half_a_body(url: str) -> None:
    port = int(url.rpartition(":")[2])
    ping = b"POST /api_v3/service/system/action/ping?format=1 HTTP/1.1\r\nHost: localhost\r\n"
    for kind, body in HALF.items():
        piece = b"%x\r\n%b\r\n" % (len(body), body)
        for framing, sent in (
            (b"Content-Length: %d" % (len(body) + 9), body),
            (b"Transfer-Encoding: chunked", piece),
        ):
            with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
                head = ping + b"Content-Type: " + kind.encode() + b"\r\n" + framing
                connection.sendall(head + b"\r\n\r\n" + sent)
                connection.shutdown(socket.SHUT_WR)
                answer = connection.makefile("rb").read()
            assert b'{"code":"REQUEST_CUT_OFF"' in answer, (kind, framing)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--content", "list.json"), "Error: The content is no JSON object with accounts"),
        (("--content", "torn.json"), "Error: Expecting value"),
        (("--content", "entry.json"), "Error: Object 1 of the content cannot be made"),
        (("--data", "list.json"), "Error: The folder list.json cannot be used"),
    ],
)
def test_what_it_cannot_begin_with_is_one_sentence(
    tmp_path: Path, app: Flask, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list.json").write_text("[]")
    Path("torn.json").write_text("[")
    Path("entry.json").write_text('{"objects": [{"objectType": "KalturaUser", "_daysAgo": []}]}')
    ended = app.test_cli_runner().invoke(args=["sandbox", "serve", "--port", "0", *options])
    assert ended.exit_code == 1
    assert ended.output.startswith(said)
    assert ended.output.count("\n") == 1
