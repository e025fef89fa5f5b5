"""The sandbox as others reach it: by its token, and from which web pages."""

import json
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from KalturaClient import KalturaClient, KalturaConfiguration
from KalturaClient.exceptions import KalturaException
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import make_server
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Response

from app.commands.sandbox import _known
from app.sandbox import DEMO, Sandbox
from app.sandbox.door import Door
from app.sandbox.incoming.reading import MAX_BODY
from app.sandbox.token import SandboxToken
from app.storage.sealing import Sealer

PING = "/api_v3/service/system/action/ping"
APP = "https://app.example"
KEY = Sealer("k" * 32)


@pytest.fixture
def token(tmp_path: Path) -> SandboxToken:
    return SandboxToken(tmp_path / "sandbox_token", KEY)


def at(sandbox: Sandbox, token: SandboxToken | None = None) -> Client:
    """As the console mounts it."""
    door = Door(sandbox, "/sandbox", token, {APP}.__contains__)
    return Client(DispatcherMiddleware(Response("none", 404), {"/sandbox": door}))


def asked(client: Client, path: str = PING, method: str = "GET", **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.open(f"/sandbox{path}", method=method, headers=named)


# The token


def test_without_the_token_nothing_is_answered(sandbox: Sandbox, token: SandboxToken) -> None:
    client = at(sandbox, token)
    for path in (PING, "/api_v3/api_schema.php", "/p/1000001/sp/0/thumbnail/entry_id/0_welcome1"):
        for given in ({}, {"X_Sandbox_Token": ""}, {"X_Sandbox_Token": "x" * 43}):
            assert asked(client, path, **given).status_code == 401, (path, given)
        for prefix in ("/t/", "/t//", f"/t/{'x' * 43}", f"/t/{token.text()[:-1]}", "/t/é"):
            assert asked(client, prefix + path).status_code == 401, (prefix, path)


def test_the_refusal_says_what_to_do_in_the_format_that_a_client_reads(
    sandbox: Sandbox, token: SandboxToken
) -> None:
    client = at(sandbox, token)
    as_json = asked(client, Accept="application/json").get_json()
    assert as_json["objectType"] == "KalturaAPIException"
    assert as_json["code"] == "SANDBOX_TOKEN_MISSING"
    assert as_json["message"] == (
        "The sandbox takes calls with its token alone. Whoever is signed in to the console finds "
        "it under API Client Libraries, region Sandbox: send it as X-Sandbox-Token, or use "
        "…/sandbox/t/<token> as service URL. TESTME_SANDBOX=open asks for none"
    )
    assert asked(client, f"{PING}?format=1").get_json()["code"] == "SANDBOX_TOKEN_MISSING"
    for accepted in ("text/xml", "*/*"):
        answer = asked(client, Accept=accepted)
        assert answer.mimetype == "text/xml"
        assert b"<code>SANDBOX_TOKEN_MISSING</code>" in answer.data
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_token_is_a_header_or_a_part_of_the_service_url(
    sandbox: Sandbox, token: SandboxToken
) -> None:
    client = at(sandbox, token)
    assert b"<result>1</result>" in asked(client, X_Sandbox_Token=token.text()).data
    assert b"<result>1</result>" in asked(client, f"/t/{token.text()}{PING}").data


def test_addresses_in_an_answer_have_the_token_that_it_was_asked_with(
    sandbox: Sandbox, token: SandboxToken
) -> None:
    client, root = at(sandbox, token), f"/sandbox/t/{token.text()}"
    start = {"partnerId": DEMO.partner_id, "secret": DEMO.admin_secret, "type": 2, "format": 1}
    ks = client.post(f"{root}/api_v3/service/session/action/start", data=start).get_json()
    sent = {"ks": ks, "entryId": "0_welcome1", "format": 1}
    entry = client.post(f"{root}/api_v3/service/media/action/get", data=sent).get_json()
    assert entry["thumbnailUrl"].startswith(f"http://localhost{root}/p/1000001/")
    picture = client.get(entry["thumbnailUrl"].removeprefix("http://localhost"))
    assert (picture.status_code, picture.mimetype) == (200, "image/png")


def test_a_new_token_ends_the_one_before(sandbox: Sandbox, token: SandboxToken) -> None:
    client, before = at(sandbox, token), token.text()
    assert len(before) == 43
    assert token.text() == before
    made = token.renew()
    assert made != before
    assert asked(client, X_Sandbox_Token=before).status_code == 401
    assert asked(client, X_Sandbox_Token=made).status_code == 200


def test_the_token_is_kept_sealed_and_private(tmp_path: Path, token: SandboxToken) -> None:
    file, text = tmp_path / "sandbox_token", token.text()
    assert text.encode() not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert SandboxToken(file, KEY).text() == text
    other = SandboxToken(file, Sealer("o" * 32)).text()
    assert len(other) == 43
    assert other != text


def test_a_body_is_taken_for_the_token_alone(sandbox: Sandbox, token: SandboxToken) -> None:
    door = Door(sandbox, "/sandbox", token, {APP}.__contains__)

    def takes(path: str, **environ: Any) -> int:
        length = str(environ.pop("length", 2_000_000))
        base = {"REQUEST_METHOD": "POST", "HTTP_HOST": "localhost", "CONTENT_LENGTH": length}
        return door.takes({"PATH_INFO": path, "SCRIPT_NAME": "", **base, **environ})

    path, given = f"/sandbox{PING}", {"HTTP_X_SANDBOX_TOKEN": token.text()}
    assert takes(path) == 0
    assert takes(path, **given) == MAX_BODY
    assert takes(f"/sandbox/t/{token.text()}{PING}") == MAX_BODY
    assert takes(f"/sandbox/t/x{PING}") == 0
    assert takes(path, **given, HTTP_ORIGIN="https://evil.example") == 0
    assert takes(path, **given, length=MAX_BODY + 1) == 0
    assert takes("/elsewhere", **given) == 0
    assert takes(path, **given, REQUEST_METHOD="OPTIONS") == 0


# Web pages


@pytest.mark.parametrize(
    "said",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:3000"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site", "Origin": "http://localhost:3000"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Dest": "script"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"},
        {"Referer": "https://evil.example/page"},
        {"Sec_Fetch_Site": "cross-site", "Origin": f"{APP}.evil.example"},
    ],
)
def test_another_page_neither_reads_nor_writes(sandbox: Sandbox, said: dict[str, str]) -> None:
    client = at(sandbox)
    for method in ("GET", "POST", "OPTIONS"):
        answer = asked(client, f"{PING}?format=1", method, **said)
        assert answer.status_code == 403
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert json.loads(answer.data)["message"] == (
            "Pages of other sites may not call this sandbox: name the page's origin in "
            "TESTME_SANDBOX_ORIGINS"
        )


def test_a_page_that_a_setting_names_may_call(sandbox: Sandbox, token: SandboxToken) -> None:
    client = at(sandbox, token)
    said = {"Origin": APP, "Sec_Fetch_Site": "cross-site"}
    # The browser asks beforehand, and sends no token of its own accord.
    before = asked(client, method="OPTIONS", **said)
    assert before.status_code == 200
    assert before.headers["Access-Control-Allow-Origin"] == APP
    assert before.headers["Access-Control-Allow-Headers"] == "Content-Type, X-Sandbox-Token"
    assert asked(client, **said).status_code == 401
    answer = asked(client, **said, X_Sandbox_Token=token.text())
    assert answer.status_code == 200
    assert answer.headers.getlist("Access-Control-Allow-Origin") == [APP]
    assert answer.headers["Vary"] == "Origin"
    loaded = {"Referer": f"{APP}/", "Sec_Fetch_Site": "cross-site", "Sec_Fetch_Dest": "script"}
    jsonp = asked(client, f"/t/{token.text()}{PING}?format=9&callback=a", **loaded)
    assert jsonp.data == b"a(true);"


def test_programs_and_the_address_bar_may_call(sandbox: Sandbox) -> None:
    client = at(sandbox)
    for said in ({}, {"Sec_Fetch_Site": "none"}, {"Sec_Fetch_Site": "same-origin"},
                 {"Origin": "http://localhost"}):  # fmt: skip
        answer = asked(client, **said)
        assert answer.status_code == 200, said
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_pictures_may_be_shown_anywhere(sandbox: Sandbox) -> None:
    path = "/p/1000001/sp/100000100/thumbnail/entry_id/0_welcome1"
    said = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Dest": "image"}
    answer = asked(at(sandbox), path, **said)
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("dest", ["script", "worker", "sharedworker", "serviceworker", "style"])
def test_nothing_of_it_is_a_script_of_the_console(sandbox: Sandbox, dest: str) -> None:
    said = {"Sec_Fetch_Site": "same-origin", "Sec_Fetch_Dest": dest}
    for path in (
        f"{PING}?format=9&callback=alert",
        f"{PING}/format/9?callback=alert",
        "/p/1000001/sp/0/thumbnail/entry_id/0_welcome1",
    ):
        answer = asked(at(sandbox), path, **said)
        assert answer.status_code == 403
        assert b"alert" not in answer.data
        assert b"takes no script from the sandbox" in answer.data


def test_alone_it_knows_the_pages_of_this_machine() -> None:
    known = _known((APP,))
    for origin in ("http://localhost", "http://localhost:5173", "https://127.0.0.1:1",
                   "http://[::1]:3000", APP):  # fmt: skip
        assert known(origin), origin
    for origin in ("", "null", "https://evil.example", "http://localhost.evil.example",
                   "http://10.0.0.1"):  # fmt: skip
        assert not known(origin), origin


def test_an_official_client_needs_its_service_url_alone(
    sandbox: Sandbox, token: SandboxToken
) -> None:
    door = Door(sandbox, "/sandbox", token, {APP}.__contains__)
    application = DispatcherMiddleware(Response("none", 404), {"/sandbox": door})
    server = make_server("127.0.0.1", 0, application)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/sandbox"
    try:
        with_token = KalturaClient(KalturaConfiguration(f"{url}/t/{token.text()}"))
        assert with_token.system.ping() is True
        by_header = KalturaClient(KalturaConfiguration(url))
        by_header.requestHeaders["X-Sandbox-Token"] = token.text()
        assert by_header.system.ping() is True
        with pytest.raises(KalturaException, match="send it as X-Sandbox-Token") as raised:
            KalturaClient(KalturaConfiguration(url)).system.ping()
        assert raised.value.code == "SANDBOX_TOKEN_MISSING"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
