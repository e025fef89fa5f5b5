"""Calls taken along: as HAR, as a script of curl, as CSV, without a secret in any of them."""

import csv
import io
import json
import subprocess
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.call.pasted.model import Choices
from app.call.pasted.recognise import recognise
from app.desk.exported import FORMATS, Format, har
from app.history.records import Row
from app.rows.writing import harmless
from tests.pages.browse import answer, csrf_token, post, send, workspace_of
from tests.pages.echoes import ECHOES
from tests.pages.har_schema import HAR
from tests.pages.planted import KSES, PLANTINGS, SECRETS, TYPED, found_in, readable
from tests.upstream import Upstream, http

# What a shell and a spreadsheet would do something with.
NASTY = "it's \"$(touch x)\" `id` \\ !!\n#\t%s • é 'end"


def _export(client: FlaskClient, how: str, ids: list[str] | None = None, **given: str) -> str:
    data = {"as": how, "id": ids or [], **given}
    response = post(client, "/history/export", data, json=False)
    assert response.status_code == 200, response.get_data(as_text=True)[:300]
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="{FORMATS[how].file_name}"'
    )
    assert response.headers["Content-Type"] == "application/octet-stream"
    return response.get_data(as_text=True)


def _har(client: FlaskClient, ids: list[str] | None = None, **given: str) -> list[dict[str, Any]]:
    told = json.loads(_export(client, "har", ids, **given))
    # Loaded here, as each process of the tests collects all: it takes two seconds.
    import jsonschema

    jsonschema.validate(told, HAR)
    entries: list[dict[str, Any]] = told["log"]["entries"]
    return entries


def _run(script: str, **environment: str) -> list[list[str]]:
    """What curl would be called with by the script."""
    stub = "curl() { printf '%s\\0' \"$@\"; printf '\\1\\0'; }\necho() { :; }\n"
    done = subprocess.run(
        ["/bin/bash", "-c", stub + script], env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    calls = done.stdout.decode().split("\1\0")[:-1]
    return [call.split("\0")[:-1] for call in calls]


def test_no_secret_is_in_any_of_them(console: Flask, upstream: Upstream) -> None:
    client = console.test_client()
    ids = []
    # A secret that stands in another place, too.
    other = (
        "user",
        "login",
        {
            "param:partnerId": "1",
            "param:userId": f"it's {SECRETS['password']}",
            "param:password": SECRETS["password"],
        },
    )
    for number, (service, action, fields) in enumerate((*PLANTINGS, other)):
        for format in "123":
            upstream.respond(ECHOES[(number + int(format)) % len(ECHOES)])
            asked = {"region": "own", "service": service, "action": action, **fields}
            made = answer(post(client, "/send", {**asked, "format": format}))
            ids.append(made["id"])
    arrived = " ".join(value for received in upstream.requests for _, value in received.form)
    for secret in TYPED.values():
        assert secret in arrived
    for how in FORMATS:
        for chosen in (ids, []):
            text = _export(client, how, chosen)
            assert found_in(readable(text)) == [], how
            assert text.count("user") > 3
    assert len(_har(client)) == len(ids)
    script = _export(client, "curl")
    assert len(_run(script, **dict.fromkeys(_needed(script), "x"))) == len(ids)


def _needed(script: str) -> list[str]:
    return [line.split()[2].rstrip("=") for line in script.splitlines() if "#   export" in line]


def test_a_har_file_says_what_was_sent_and_what_came(console: Flask, upstream: Upstream) -> None:
    client = console.test_client()
    body = json.dumps({"objectType": "KalturaMediaEntry", "id": "0_a"}).encode()
    upstream.respond(http(body, "Content-Type: application/json", "X-Me: host-7"))
    sent = {"p_entryId": NASTY, "ks": KSES["pasted"], "region": "own"}
    answer(send(client, "media", "get", **sent))
    (entry,) = _har(client)
    assert entry["request"]["method"] == "POST"
    assert entry["request"]["url"] == f"{upstream.url}/api_v3/service/media/action/get"
    assert entry["response"]["status"] == 200
    assert entry["response"]["content"] == {
        "size": len(body),
        "mimeType": "application/json",
        "text": body.decode(),
        "comment": "",
    }
    assert {"name": "X-Me", "value": "host-7"} in entry["response"]["headers"]
    assert entry["time"] == pytest.approx(
        sum(max(one, 0) for one in entry["timings"].values()), abs=0.01
    )
    assert entry["timings"]["wait"] > 0
    # The console reads what it has written.
    read = recognise(_export(client, "har"))
    pasted = read.take(0) if isinstance(read, Choices) else read
    assert ("entryId", NASTY) in pasted.pairs


def test_calls_without_an_answer_and_files_are_told(console: Flask, upstream: Upstream) -> None:
    client = console.test_client()
    upstream.respond(http(b"\x89PNG\r\n\x1a\n" + bytes(100), "Content-Type: image/png"))
    answer(send(client, "system", "ping", region="gone"))
    fields = {"p_uploadTokenId": "1", "p_fileData": (io.BytesIO(b"abc"), "it's.txt")}
    answer(send(client, "uploadtoken", "upload", region="own", **fields))
    file, failed = _har(client)
    assert failed["response"]["status"] == 0
    assert "refused" in failed["comment"]
    assert failed["response"]["comment"] != ""
    assert file["request"]["postData"]["mimeType"] == "multipart/form-data"
    assert file["request"]["postData"]["params"][-1] == {
        "name": "fileData",
        "fileName": "it's.txt",
        "contentType": "text/plain",
    }
    assert file["response"]["content"]["comment"] == "Not text: left out."
    script = _export(client, "curl")
    assert _run(script)[1][-1] == "fileData=@it's.txt;type=text/plain"


def test_bodies_beyond_what_one_file_takes_are_left_out(
    console: Flask, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(har, "_MOST_BODIES", 30)
    client = console.test_client()
    upstream.respond(http(b'"0123456789 0123456789"', "Content-Type: application/json"))
    for _ in "12":
        answer(send(client, "system", "ping", region="own"))
    first, second = (entry["response"]["content"] for entry in _har(client))
    assert first["text"] == '"0123456789 0123456789"'
    assert "text" not in second
    assert second["comment"].startswith("Left out")


def test_a_script_makes_the_same_calls_again(client: FlaskClient) -> None:
    answer(send(client, "media", "get", p_entryId=NASTY, ks=KSES["pasted"]))
    answer(send(client, "session", "start", p_secret="s3cret-value", p_partnerId="102"))
    script = _export(client, "curl")
    assert script.startswith("#!/usr/bin/env bash\n# 2 calls of the Kaltura API, oldest first.\n")
    assert _needed(script) == ["KALTURA_SECRET", "KALTURA_KS"]
    first, second = _run(script, KALTURA_KS="my ks", KALTURA_SECRET="my $secret")
    assert f"entryId={NASTY}" in first
    assert "ks=my ks" in first
    assert "secret=my $secret" in second
    # Unset, it stops instead of sending calls that cannot work.
    done = subprocess.run(
        ["/bin/bash", "-c", script], env={"PATH": ""}, capture_output=True, check=False
    )
    assert b"KALTURA_KS: unbound variable" in done.stderr


def test_a_table_has_a_line_for_each_call(client: FlaskClient) -> None:
    ping = answer(send(client, "system", "ping"))["id"]
    answer(send(client, "session", "start", p_secret="wrong", p_partnerId="1000001"))
    text = _export(client, "csv")
    assert text.startswith("\ufeffsent,region,partner,service,action,")
    start, other = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert (start["partner"], start["service"], start["error code"]) == (
        "1000001",
        "session",
        "START_SESSION_ERROR",
    )
    assert (other["id"], other["outcome"], other["status"]) == (ping, "ok", "200")
    record = answer(send(client, "uploadToken", "list"))["id"]
    assert ",uploadToken,list," in _export(client, "csv", [record])
    # Those that are named alone, and those that fit.
    assert _export(client, "csv", [ping]).count("\r\n") == 2
    assert _export(client, "csv", text="START_SESSION_ERROR").count("\r\n") == 2


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1", "＝1"])
def test_no_cell_is_a_formula(text: str, app: Flask) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless(f"a{text}") == f"a{text}"
    row = Row("i", 0, text, text, text, "ok", text, 1, 1, 1, 1, False, text, False, text, text)
    written = "".join(FORMATS["csv"].write([(row, None)]))
    cells = next(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"), newline="")))
    assert [cells[name] for name in ("region", "service", "action", "parameters")] == [
        f"'{text}"
    ] * 4


def test_how_many_at_once_is_said(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    small = Format("HAR", "calls.har", 1, FORMATS["har"].write)
    monkeypatch.setitem(FORMATS, "har", small)
    ids = [answer(send(client, "system", "ping"))["id"] for _ in "12"]
    assert len(_har(client, ids[:1])) == 1
    for data in ({"id": ids}, {"service": "system"}):
        refused = post(client, "/history/export", {"as": "har", **data})
        assert refused.status_code == 400
        assert refused.get_json()["error"]["message"] == (
            "One HAR file takes 1 calls at most, and these are more: narrow the filter, or tick "
            "fewer."
        )


def test_nothing_and_nobody_elses_is_exported(
    client: FlaskClient, other_client: FlaskClient
) -> None:
    record = answer(send(client, "system", "ping"))["id"]
    workspace_of(other_client)

    def refused(one: FlaskClient, **data: object) -> TestResponse:
        return one.post(
            "/history/export",
            data=data,
            headers={"X-CSRFToken": csrf_token(one), "Accept": "application/json"},
        )

    assert refused(other_client, **{"as": "har", "id": [record]}).status_code == 404
    assert refused(other_client, **{"as": "csv"}).status_code == 404
    assert refused(client, **{"as": "exe", "id": [record]}).status_code == 400
    assert refused(client, **{"as": "har", "text": "nothing like it"}).status_code == 404
