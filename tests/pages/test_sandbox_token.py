"""The sandbox within the console: who may call it, and where its token is shown."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.people.roles import Role
from app.sandbox import DEMO
from tests.conftest import MakeApp
from tests.pages.browse import JSON, answer, post, send
from tests.pages.named import add, browser_of, parts_of, ping
from tests.pages.reading import PING, error_of
from tests.pages.running import running

PASSWORD = "correct horse battery"
LIBRARIES = "/client-libs?region=sandbox"


def signed_in(app: Flask) -> FlaskClient:
    """Behind a signing-in proxy somebody always is."""
    client = app.test_client()
    client.environ_base["HTTP_X_FORWARDED_USER"] = "alice"
    return client


def shown_token(client: FlaskClient) -> str:
    found = re.search(r'id="sandbox-token"[^>]*>([\w-]{43})<', client.get(LIBRARIES).text)
    assert found
    return found[1]


def test_with_a_sign_in_a_client_needs_the_token_of_the_page(make_app: MakeApp) -> None:
    app = make_app(auth="proxy")
    stranger, alice = app.test_client(), signed_in(app)
    assert stranger.get(PING).status_code == 401
    assert stranger.get(LIBRARIES).status_code == 401
    # Being signed in is nothing to the sandbox: a page elsewhere could use it.
    assert alice.get(PING).status_code == 401
    token = shown_token(alice)
    assert stranger.get(PING, headers={"X-Sandbox-Token": token}).text == "true"
    assert stranger.get(PING.replace("/sandbox/", f"/sandbox/t/{token}/")).text == "true"
    assert "http://localhost/sandbox/t/" in alice.get(LIBRARIES).text
    assert "sandbox-token" not in alice.get("/client-libs?region=eu").text


def test_the_consoles_own_calls_need_none(make_app: MakeApp) -> None:
    alice = signed_in(make_app(auth="proxy"))
    assert answer(send(alice, "system", "ping"))["outcome"]["kind"] == "ok"


def test_a_new_token(make_app: MakeApp) -> None:
    app = make_app(auth="proxy")
    alice = signed_in(app)
    page = alice.get(LIBRARIES).text
    before = shown_token(alice)
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert csrf
    assert alice.post("/client-libs/sandbox-token").status_code == 400
    assert shown_token(alice) == before
    made = alice.post("/client-libs/sandbox-token", data={"csrf_token": csrf[1]})
    assert (made.status_code, made.location) == (303, LIBRARIES)
    assert shown_token(alice) != before
    assert alice.get(PING, headers={"X-Sandbox-Token": before}).status_code == 401


@pytest.mark.parametrize("values", [{}, {"auth": "proxy", "sandbox": "open"}])
def test_open_it_asks_for_none(make_app: MakeApp, values: dict[str, str]) -> None:
    app = make_app(**values)
    client = signed_in(app)
    assert app.test_client().get(PING).text == "true"
    assert client.get("/sandbox/t/anything/api_v3/?service=system&action=ping&format=1").text == (
        "true"
    )
    page = client.get(LIBRARIES).text
    assert "sandbox-token" not in page
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert token
    headers = {"X-CSRFToken": token[1], **JSON}
    refused = client.post("/client-libs/sandbox-token", headers=headers)
    assert (refused.status_code, error_of(refused)["code"]) == (404, "NOT_FOUND")


def test_thumbnails_of_the_sandbox_are_asked_for_with_its_token(make_app: MakeApp) -> None:
    alice = signed_in(make_app(auth="proxy"))
    start = {"p_secret": DEMO.admin_secret, "p_partnerId": "1000001", "p_type": "2"}
    ks = answer(send(alice, "session", "start", **start))["ks"]["value"]
    record = answer(send(alice, "media", "list", ks=ks))["id"]
    page = alice.get(f"/history/{record}/thumbnails").text
    path = f"/sandbox/t/{shown_token(alice)}/p/1000001/"
    [first, *_] = re.findall(r'<img src="http://127.0.0.1:\d+([^"]+)"', page)
    assert first.startswith(path)
    assert alice.get(first).mimetype == "image/png"


def test_a_body_of_a_stranger_is_not_read(tmp_path: Path) -> None:
    with running(tmp_path, auth="password", password=PASSWORD) as server:
        said = server.send(
            "POST /sandbox/api_v3/service/system/action/ping HTTP/1.1\nHost: localhost\n"
            "Content-Length: 50000000\nContent-Type: application/json\nConnection: close\n\n"
        )
    assert said.startswith("HTTP/1.1 401 ")
    assert "SANDBOX_TOKEN_MISSING" in said


def test_other_pages_are_let_in_by_a_setting(make_app: MakeApp) -> None:
    client = make_app(sandbox_origins="https://app.example").test_client()
    for origin, status, allowed in (
        ("https://app.example", 200, "https://app.example"),
        ("https://evil.example", 403, None),
    ):
        got = client.get(PING, headers={"Origin": origin, "Sec-Fetch-Site": "cross-site"})
        assert (got.status_code, got.headers.get("Access-Control-Allow-Origin")) == (
            status,
            allowed,
        )


def test_its_folder_and_file_are_the_owners_alone(make_app: MakeApp, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "sandbox"
    folder.mkdir(parents=True, mode=0o755)
    (folder / "sandbox.sqlite").touch(mode=0o644)
    client = make_app().test_client()
    assert client.get(PING).text == "true"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "uploads").stat().st_mode & 0o777 == 0o700
    for file in folder.glob("sandbox.sqlite*"):
        assert file.stat().st_mode & 0o777 == 0o600, file.name


def test_what_is_copied_says_where_the_token_goes_and_has_it_only_with_the_secrets(
    make_app: MakeApp,
) -> None:
    app = make_app(auth="people")
    add(app, "alice", Role.CALL)
    add(app, "reader", Role.READ)
    client, reader = browser_of(app, "alice"), browser_of(app, "reader")
    token = parts_of(app).sandbox_token
    assert token is not None
    call = {"region": "sandbox", "service": "system", "action": "ping", "marks": "1"}
    place = "/sandbox/t/SANDBOX_TOKEN/api_v3/service/system/action/ping"
    for kind in ("bash", "cmd", "powershell", "url"):
        told = post(client, "/copy", call | {"as": kind}).get_json()
        assert place in told["text"], kind
        assert told["leftOut"][-1] == "the sandbox's token (SANDBOX_TOKEN)"
        told = post(client, "/copy", call | {"as": kind, "codeLiteral": "1"}).get_json()
        assert place.replace("SANDBOX_TOKEN", token.text()) in told["text"], kind
        assert told["leftOut"] == []
        told = post(reader, "/copy", call | {"as": kind, "codeLiteral": "1"}).get_json()
        assert token.text() not in told["text"]
        # What was copied is understood where it is pasted.
        back = post(client, "/paste", {"region": "us", "text": told["text"]}).get_json()
        assert back["url"] == "/console/service/system/action/ping?region=sandbox"
    assert post(client, "/copy", call | {"as": "link"}).get_json()["leftOut"] == []
    code = post(client, "/code", call | {"codeLanguage": "python"}).get_json()["html"]
    assert "SANDBOX_TOKEN</code> stands for the token" in code
    assert token.text() not in code
    code = post(client, "/code", call | {"codeLanguage": "python", "codeLiteral": "1"}).get_json()
    assert token.text() in code["html"]
    sent = answer(ping(client))["id"]
    script = post(client, "/history/export", {"as": "curl", "id": sent}, json=False).text
    assert "# SANDBOX_TOKEN in an address stands for the sandbox's token" in script
    assert place in script
    assert token.text() not in script


def test_where_it_takes_no_token_none_is_spoken_of(client: FlaskClient) -> None:
    call = {"region": "sandbox", "service": "system", "action": "ping", "marks": "1"}
    told = post(client, "/copy", call | {"as": "bash"}).get_json()
    assert "/sandbox/api_v3/service/system/action/ping" in told["text"]
    assert told["leftOut"] == []
