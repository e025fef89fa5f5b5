"""Marked secrets go in through every field; they come out on no page, in no file, in no log."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.codegen import languages
from app.sandbox.account import DEMO
from tests.conftest import MakeApp
from tests.pages.browse import answer, csrf_token, post, send, stream
from tests.pages.echoes import HEARD_IN_FORMS, Echo, api_error, page_of_html
from tests.pages.own_servers import regions_file
from tests.pages.planted import (
    PLANTINGS,
    SECRETS,
    TYPED,
    beside_the_fields,
    found_in,
    readable,
)
from tests.pages.running import running
from tests.sizes import WHOLE
from tests.upstream import Upstream, hang_up, http


class Listening(logging.Handler):
    """Keeps whatever is logged, which is written out in one piece."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def text(self) -> str:
        form = logging.Formatter("%(name)s %(message)s")
        return "\n".join(f"{form.format(record)} {record.args!r}" for record in self.records)


@pytest.fixture(autouse=True)
def everything_logged(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test does, no logger of any library may tell a secret, at any level."""
    if "make_app" not in request.fixturenames:
        yield
        return
    names = ("", "sqlalchemy", "sqlalchemy.engine", "urllib3", "werkzeug", "app", "flask_wtf")
    before = {name: logging.getLogger(name).level for name in names}
    root, listening = logging.getLogger(), Listening()
    # Those of pytest would write out each of the forty thousand, twice.
    others = {handler: handler.level for handler in root.handlers}
    for handler in others:
        handler.setLevel(logging.WARNING)
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    root.addHandler(listening)
    yield
    root.removeHandler(listening)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)
    for handler, level in others.items():
        handler.setLevel(level)
    assert {"sqlalchemy.engine.Engine"} <= {record.name for record in listening.records}
    assert found_in(readable(listening.text())) == []


def files_of(folder: Path) -> Iterator[Path]:
    """Every file of the data folder but the sandbox's, which has to keep what is added to it."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and "sandbox" not in file.relative_to(folder).parts:
            yield file


def assert_kept_nowhere(folder: Path) -> None:
    names = {file.name for file in files_of(folder)}
    assert {"testme.sqlite", "testme.sqlite-wal", "secret_key"} <= names
    for file in files_of(folder):
        assert found_in(file.read_bytes()) == [], file


def assert_on_no_page(client: FlaskClient, records: list[str]) -> None:
    paths = ["/", "/history", "/sessions", "/nowhere", "/metrics", "/history?text=start"]
    paths += ["/console/service/session/action/start", "/console/service/media/action/nosuch"]
    for record in records:
        paths += [
            f"/history/{record}",
            f"/history/{record}?view=raw",
            f"/history/{record}/body",
            f"/?history={record}",
        ]
    for path in paths:
        response = client.get(path)
        assert response.status_code in {200, 404}
        assert found_in(readable(response.get_data(as_text=True))) == [], path


def every_third(records: list[str], turn: int) -> list[str]:
    """All of them in three turns, and at once in `make soak`: their pages take the most time."""
    return records if WHOLE else records[turn % 3 :: 3]


def cookie_of(client: FlaskClient, app: Flask) -> str:
    """What the session cookie says; it is signed, and anyone can read it."""
    cookie = client.get_cookie("testme")
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # Flask's own
    assert cookie
    return json.dumps(serializer.loads(cookie.value))


def form(region: str, service: str, action: str, fields: dict[str, str]) -> dict[str, str]:
    return {"region": region, "service": service, "action": action, "format": "2", **fields}


def assert_told_by_nothing_but_its_field(response: TestResponse, fields: dict[str, str]) -> None:
    text = response.get_data(as_text=True)
    if response.is_json:
        assert found_in(readable(text)) == []
    else:
        assert found_in(beside_the_fields(text, fields)) == []


@pytest.mark.soak
@pytest.mark.parametrize("echo", HEARD_IN_FORMS)
def test_whatever_the_endpoint_says_again(
    console: Flask, upstream: Upstream, echo: Echo, tmp_path: Path
) -> None:
    upstream.respond(echo)
    client = console.test_client()
    records = []
    for number, (service, action, fields) in enumerate(PLANTINGS):
        asked = {**form("own", service, action, fields), "format": "12"[number % 2]}
        response = post(client, "/send", asked)
        assert_told_by_nothing_but_its_field(response, fields)
        records.append(answer(response)["id"])
        if number % 2:
            assert_told_by_nothing_but_its_field(post(client, "/send", asked, json=False), fields)
        else:
            told = stream(client, asked)
            assert found_in(readable(told.body.decode("utf-8", "replace"))) == []
            assert found_in(readable(json.dumps([told.head, told.end]))) == []
    # They did go out, whole.
    arrived = " ".join(value for received in upstream.requests for _, value in received.form)
    for secret in TYPED.values():
        assert secret in arrived
    assert_on_no_page(client, every_third(records, HEARD_IN_FORMS.index(echo)))
    assert_kept_nowhere(tmp_path / "data")
    assert found_in(cookie_of(client, console)) == []
    again = answer(post(client, f"/history/{records[0]}/send", {}))
    assert found_in(readable(json.dumps(again))) == []


@pytest.mark.soak
def test_calls_that_reach_nobody(console: Flask, tmp_path: Path) -> None:
    client = console.test_client()
    records = []
    for service, action, fields in PLANTINGS:
        response = post(client, "/send", form("gone", service, action, fields))
        assert answer(response)["outcome"]["code"] == "refused"
        assert_told_by_nothing_but_its_field(response, fields)
        records.append(answer(response)["id"])
    assert_on_no_page(client, every_third(records, 1))
    assert_kept_nowhere(tmp_path / "data")


@pytest.mark.soak
def test_calls_to_the_sandbox(console: Flask, tmp_path: Path) -> None:
    client = console.test_client()
    start = {"p_secret": DEMO.admin_secret, "p_partnerId": "1000001", "p_type": "2"}
    kept = answer(send(client, "session", "start", **start))["ks"]["value"]
    records = []
    for number, (service, action, fields) in enumerate(PLANTINGS):
        asked = {"ks": kept, **form("sandbox", service, action, fields)}
        asked["format"] = "12"[number % 2]
        response = post(client, "/send", asked)
        assert_told_by_nothing_but_its_field(response, fields)
        records.append(answer(response)["id"])
    outcomes = {client.get(f"/history/{record}").status_code for record in records}
    assert outcomes == {200}
    real = post(client, "/sessions/reveal", {"region": "sandbox"}).get_json()["ks"]
    for page in ("/", "/sessions", "/history", f"/?history={records[0]}"):
        text = client.get(page).get_data(as_text=True)
        assert real[24:] not in text
        # The page shows the demo account's secrets on purpose, in the form of the sandbox alone.
        if page in {"/sessions", "/history"}:
            assert DEMO.admin_secret not in text
    assert_on_no_page(client, every_third(records, 2))
    assert_kept_nowhere(tmp_path / "data")
    for file in files_of(tmp_path / "data"):
        stored = file.read_bytes()
        assert DEMO.admin_secret.encode() not in stored
        assert real[24:40].encode() not in stored


def test_calls_that_are_refused_before_they_are_sent(console: Flask, tmp_path: Path) -> None:
    client = console.test_client()
    wrong = {"responseProfile": "{", "partnerId": "many"}
    for service, action, fields in PLANTINGS:
        asked = form("own", service, action, {**fields, **wrong})
        asked.pop("anyway", None)
        for as_json in (True, False):
            response = post(client, "/send", asked, json=as_json)
            assert response.status_code == 422
            assert_told_by_nothing_but_its_field(response, fields)
    broken = [
        ("user", "add", {"param:user": f'{{"password": {json.dumps(SECRETS["password"])} x'}),
        ("user", "add", {"param:user": f'{{"password": {SECRETS["password"]}}}'}),
        ("user", "add", {"param:user": json.dumps({"password": {"a": SECRETS["password"]}})}),
        ("user", "add", {"param:user": json.dumps([SECRETS["password"]])}),
        ("user", "add", {"param:user": json.dumps({"status": SECRETS["password"]})}),
    ]
    for service, action, fields in broken:
        response = post(client, "/send", form("own", service, action, fields))
        assert response.status_code == 422
        assert found_in(readable(response.get_data(as_text=True))) == [], fields
    assert_on_no_page(client, [])
    assert_kept_nowhere(tmp_path / "data")


@pytest.mark.soak
def test_code_examples_take_secrets_from_the_environment(console: Flask) -> None:
    client = console.test_client()
    for number, (service, action, fields) in enumerate(PLANTINGS):
        for one in languages() if WHOLE else languages()[number % 3 :: 3]:
            chosen = {"codeLanguage": one.id, "codeVariant": one.variants[-1].id}
            asked = {**form("own", service, action, fields), **chosen}
            told = post(client, "/code", asked)
            assert told.status_code == 200, told.get_data(as_text=True)
            assert found_in(readable(told.get_data(as_text=True))) == [], (action, one.id)
    saved = post(client, "/code/project", asked, json=False)
    assert found_in(saved.get_data()) == []


def test_a_form_that_is_drawn_anew(console: Flask, tmp_path: Path) -> None:
    client = console.test_client()
    for service, action, fields in PLANTINGS:
        asked = form("own", service, action, fields)
        for as_json in (True, False):
            drawn = post(client, "/form", asked, json=as_json)
            assert drawn.status_code == 200
            page = drawn.get_json()["html"] if as_json else drawn.get_data(as_text=True)
            assert found_in(beside_the_fields(page, fields)) == []
            # What does not fit the other action is not kept.
            other = post(client, "/form", {**asked, "action": "list", "service": "baseentry"})
            left = other.get_json()["html"]
            assert [name for name in found_in(left) if name in SECRETS] == []
    assert_on_no_page(client, [])
    assert_kept_nowhere(tmp_path / "data")


def test_a_link_with_a_secret_in_it(console: Flask, tmp_path: Path) -> None:
    client = console.test_client()
    for service, action, fields in PLANTINGS:
        path = f"/console/service/{service}/action/{action}"
        response = client.get(path, query_string={"region": "own", **fields})
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "no-store"
        page = response.get_data(as_text=True)
        assert found_in(beside_the_fields(page, fields)) == []
    assert client.get("/", query_string={"region": SECRETS["secret"]}).status_code == 404
    assert_on_no_page(client, [])
    assert_kept_nowhere(tmp_path / "data")
    assert found_in(cookie_of(client, console)) == []


def test_headers_of_the_request(console: Flask, upstream: Upstream, tmp_path: Path) -> None:
    upstream.respond(http(b"<xml><result>1</result></xml>"))
    client = console.test_client()
    secret = SECRETS["secret"]
    told = {
        "Authorization": f"Bearer {secret}",
        "Cookie": f"other={quote(secret)}; testme={quote(secret)}",
        "X-Api-Key": secret,
        "User-Agent": secret,
        "Referer": f"http://localhost/?secret={quote(secret)}",
        "X-Forwarded-For": secret,
        "Accept-Language": secret,
    }
    for path in ("/", "/history", "/nowhere", "/send", "/healthz"):
        assert found_in(client.get(path, headers=told).get_data()) == []
    token = csrf_token(client)
    sent = client.post(
        "/send",
        data=form("own", "system", "ping", {}),
        headers={"X-CSRFToken": token, "Accept": "application/json", "X-Api-Key": secret},
    )
    record = answer(sent)["id"]
    assert found_in(upstream.requests[0].body) == []
    assert all(found_in(value) == [] for value in upstream.requests[0].headers.values())
    forged = client.post("/send", headers={"X-CSRFToken": secret})
    assert forged.status_code == 400
    assert_on_no_page(client, [record])
    assert_kept_nowhere(tmp_path / "data")


def test_the_password_of_the_sign_in(make_app: MakeApp, tmp_path: Path) -> None:
    right, wrong = SECRETS["password"], SECRETS["secret"]
    app = make_app(auth="password", password=right)
    client = app.test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    found = re.search(r'<meta name="csrf-token" content="([^"]+)">', page)
    assert found
    for password, status in ((wrong, 401), (right, 303)):
        fields = {"password": password, "csrf_token": found[1]}
        response = client.post("/sign-in", data=fields)
        assert response.status_code == status
        assert found_in(response.get_data() + str(response.headers).encode()) == []
        assert found_in(cookie_of(client, app)) == []
    for path in ("/", "/history", "/sessions"):
        assert found_in(client.get(path).get_data()) == []
    assert_kept_nowhere(tmp_path / "data")
    assert found_in(repr(app.extensions["testme"].settings)) == []


def test_what_the_running_console_prints(upstream: Upstream, tmp_path: Path) -> None:
    upstream.respond(*([api_error] * 3), *([page_of_html] * 3), hang_up)
    regions = regions_file(tmp_path, {"own": upstream.url})
    with (
        running(tmp_path, regions_file=str(regions)) as server,
        requests.Session() as browser,
    ):
        url = f"http://127.0.0.1:{server.port}"
        found = re.search(r'name="csrf-token" content="([^"]+)"', browser.get(url).text)
        assert found
        browser.headers["X-CSRFToken"] = found[1]
        for region in ("own", "sandbox"):
            for service, action, fields in PLANTINGS:
                sent = browser.post(f"{url}/send", data=form(region, service, action, fields))
                assert sent.status_code == 200
                refused = {**form(region, service, action, fields), "partnerId": "many"}
                refused.pop("anyway", None)
                assert browser.post(f"{url}/send", data=refused).status_code == 422
        secret = quote(SECRETS["secret"], safe="")
        for path in (f"/?param:secret={secret}", f"/nowhere?secret={secret}", f"/a?{secret * 90}"):
            browser.get(url + path)
        for head in (
            f"GET / HTTP/1.1\nHost: evil.example\nAuthorization: {secret}\n",
            f"GET / HTTP/1.1\nHost: localhost\nX Broken Header: {secret}\n",
            f"GET /?param:secret={secret} HTTP/9.9\nHost: localhost\n",
            f"POST /send HTTP/1.1\nHost: localhost\nContent-Length: {secret}\n",
        ):
            server.send(f"{head}Connection: close\n\n")
        browser.post(f"{url}/sandbox/api_v3/service/session/action/start", data={"secret": secret})
        browser.post(f"{url}/sandbox/api_v3/", data=f'{{"secret": "{secret}"', json=None)
        printed = server.log.read_text()
    assert "TestMe is at" in printed
    assert "Traceback" not in printed
    assert found_in(printed) == []
    for file in files_of(tmp_path / "data"):
        assert found_in(file.read_bytes()) == [], file
