"""TESTME_AUTH=password: the way in and out, guesses, and what a cookie is worth."""

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete
from werkzeug.test import TestResponse

from app.storage.engine import writing
from app.storage.tables import throttle
from app.storage.throttle import OF_ADDRESS
from tests.conftest import MakeApp
from tests.pages.browse import JSON, answer, post, send
from tests.pages.reading import error_of

PASSWORD = "correct horse battery"
WRONG = "That is not the password: ask whoever runs this console for it."


@pytest.fixture
def locked(make_app: MakeApp) -> Flask:
    return make_app(auth="password", password=PASSWORD)


def page_token(client: FlaskClient, path: str = "/sign-in") -> str:
    found = re.search(
        r'<meta name="csrf-token" content="([^"]+)">', client.get(path).get_data(as_text=True)
    )
    assert found
    return unescape(found[1])


def sign_in(
    client: FlaskClient, password: str = PASSWORD, next: str = "", **options: Any
) -> TestResponse:
    fields = {"password": password, "next": next, "csrf_token": page_token(client)}
    return client.post("/sign-in", data=fields, **options)


def unthrottled(app: Flask) -> None:
    with writing(app.extensions["testme"].engine) as connection:
        connection.execute(delete(throttle))


def test_a_page_leads_to_the_sign_in_and_back(locked: Flask) -> None:
    client = locked.test_client()
    wanted = "/console/service/media/action/list?region=eu&param:filter=a%26b"
    asked = client.get(wanted)
    assert asked.status_code == 302
    form = client.get(asked.headers["Location"]).get_data(as_text=True)
    found = re.search(r'name="next" value="([^"]*)"', form)
    assert found
    entered = sign_in(client, next=unescape(found[1]))
    assert (entered.status_code, entered.headers["Location"]) == (303, wanted)
    assert client.get(wanted).status_code == 200


def test_programs_get_the_error_shape(locked: Flask) -> None:
    client = locked.test_client()
    for response in (
        client.get("/history", headers=JSON),
        client.post("/send", data={"region": "sandbox"}, headers=JSON),
        client.post("/sign-in/out", headers=JSON),
    ):
        assert response.status_code == 401
        assert error_of(response)["code"] == "NOT_SIGNED_IN"
    posted = client.post("/send")
    assert posted.status_code == 401
    assert "Sign in first" in posted.get_data(as_text=True)


def test_everything_but_the_sign_in_is_locked(locked: Flask) -> None:
    client = locked.test_client()
    open_to_all = set()
    for rule in locked.url_map.iter_rules():
        path = locked.url_map.bind("localhost").build(
            rule.endpoint,
            dict.fromkeys(rule.arguments, "x"),
            method="GET" if "GET" in (rule.methods or ()) else "POST",
        )
        method = client.get if "GET" in (rule.methods or ()) else client.post
        if method(path, headers=JSON).status_code != 401:
            open_to_all.add(rule.endpoint)
    assert open_to_all == {
        "sign_in.page", "sign_in.submit", "oidc.there", "oidc.back", "assets.serve",
        "oidc.signed_out", "operations.healthz", "programs.openapi",
    }  # fmt: skip


def test_a_wrong_password_gets_a_sentence_and_no_session(locked: Flask) -> None:
    client = locked.test_client()
    for wrong in ("", "wrong", PASSWORD + "x", PASSWORD[:-1], PASSWORD.upper(), "\x00", "é"):
        unthrottled(locked)
        response = sign_in(client, wrong)
        page = unescape(response.get_data(as_text=True))
        assert response.status_code == 401
        assert f'id="password-problem">{WRONG}</p>' in page
        if wrong.strip("\x00"):
            assert f'"{wrong}"' not in page
        assert client.get("/").status_code == 302


def test_signing_out_ends_it(locked: Flask) -> None:
    client = locked.test_client()
    sign_in(client)
    assert "Sign out" in client.get("/").get_data(as_text=True)
    left = client.post("/sign-in/out", data={"csrf_token": page_token(client, "/")})
    assert (left.status_code, left.headers["Location"]) == (303, "/sign-in")
    assert client.get("/").status_code == 302
    assert client.get("/history", headers=JSON).status_code == 401


def test_guesses_are_slowed_down(locked: Flask) -> None:
    client = locked.test_client()
    for _ in range(OF_ADDRESS.free):
        assert sign_in(client, "wrong").status_code == 401
    for accept, kind in (({}, "text/html"), (JSON, "application/json")):
        refused = sign_in(client, PASSWORD, headers=accept)
        assert (refused.status_code, refused.mimetype) == (429, kind)
        assert 1 <= int(refused.headers["Retry-After"]) <= OF_ADDRESS.first
    assert error_of(refused)["code"] == "TOO_MANY_TRIES"
    seconds = refused.headers["Retry-After"]
    assert error_of(refused)["message"].startswith("Too many failed sign-ins: wait ")
    assert seconds in error_of(refused)["message"]
    assert client.get("/").status_code == 302
    elsewhere = {"REMOTE_ADDR": "10.0.0.9"}
    assert sign_in(client, PASSWORD, environ_overrides=elsewhere).status_code == 303


def test_a_success_clears_the_count(locked: Flask) -> None:
    client = locked.test_client()
    for _ in range(OF_ADDRESS.free - 1):
        sign_in(client, "wrong")
    assert sign_in(client).status_code == 303
    for _ in range(OF_ADDRESS.free):
        assert sign_in(client, "wrong").status_code == 401
    assert sign_in(client, "wrong").status_code == 429


@pytest.mark.parametrize("spelling", ["203.0.113.5", "203.0.113.5:{n}", "1.1.1.1, 203.0.113.5"])
def test_behind_a_proxy_it_is_the_visitor_who_is_slowed_down(
    make_app: MakeApp, spelling: str
) -> None:
    client = make_app(auth="password", password=PASSWORD, proxy_count="1").test_client()
    for n in range(OF_ADDRESS.free):
        from_there = {"X-Forwarded-For": spelling.format(n=40000 + n)}
        assert sign_in(client, "wrong", headers=from_there).status_code == 401
    assert sign_in(client, headers={"X-Forwarded-For": "203.0.113.5"}).status_code == 429
    assert sign_in(client, headers={"X-Forwarded-For": "203.0.113.6"}).status_code == 303


def test_nobody_else_can_say_who_they_are(locked: Flask) -> None:
    client = locked.test_client()
    peer = {"REMOTE_ADDR": "10.0.0.9"}
    for n in range(OF_ADDRESS.free):
        forged = {"X-Forwarded-For": f"203.0.113.{n}"}
        assert sign_in(client, "no", headers=forged, environ_overrides=peer).status_code == 401
    forged = {"X-Forwarded-For": "203.0.113.99"}
    assert sign_in(client, headers=forged, environ_overrides=peer).status_code == 429
    # Not even a trusted proxy with nonsense escapes the count.
    for _ in range(OF_ADDRESS.free):
        sign_in(client, "wrong", headers={"X-Forwarded-For": "unknown"})
    assert sign_in(client, headers={"X-Forwarded-For": "nonsense"}).status_code == 429


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "\t//evil.example/",
    " //evil.example/",
    "/\t\\evil.example/",
    "javascript:alert(1)//evil.example",
    "data:text/html,evil.example",
    "evil.example",
    "http:evil.example",
    "//[evil.example",
    "/\t/[evil.example",
    "/history?a=\r\nSet-Cookie: evil.example=1",
    "",
]


def test_a_sign_in_leads_to_no_other_site(locked: Flask) -> None:
    client = locked.test_client()
    for target in ELSEWHERE:
        entered = sign_in(client, next=target)
        assert (entered.status_code, entered.headers["Location"]) == (303, "/"), target
        assert "evil.example" not in str(entered.headers)
        shown = client.get("/sign-in", query_string={"next": target})
        assert shown.status_code == 200
        assert "evil.example" not in shown.get_data(as_text=True)


def test_what_is_no_page_of_ours_is_not_said_again(locked: Flask) -> None:
    client = locked.test_client()
    for target in ("/you-have-won/call-555-0100", "/send", "/history/a/b/c?text=x", "/sign-in/out"):
        page = client.get("/sign-in", query_string={"next": target}).get_data(as_text=True)
        assert 'name="next" value="/"' in page, target
        assert sign_in(client, next=target).headers["Location"] == "/"
    for asked in ("/you-have-won", "/"):
        assert locked.test_client().get(asked).headers["Location"].startswith("/sign-in")
    assert locked.test_client().get("/you-have-won").headers["Location"] == "/sign-in"


def test_a_next_within_the_console_is_kept_and_escaped(locked: Flask) -> None:
    client = locked.test_client()
    target = '/history?text="><script>alert(1)</script>&pinned=1'
    page = client.get("/sign-in", query_string={"next": target}).get_data(as_text=True)
    assert "<script>alert" not in page
    assert sign_in(client, next="/history?text=a%20b&pinned=1").headers["Location"] == (
        "/history?text=a%20b&pinned=1"
    )


def test_a_cookie_from_before_the_sign_in_is_worth_nothing(locked: Flask) -> None:
    victim, thief = locked.test_client(), locked.test_client()
    token_before = page_token(victim)
    planted = victim.get_cookie("testme")
    assert planted
    thief.set_cookie("testme", planted.value)
    assert sign_in(victim).status_code == 303
    assert victim.get("/").status_code == 200
    assert thief.get("/").status_code == 302
    forged = victim.post("/history/clear", data={"csrf_token": token_before}, headers=JSON)
    assert forged.status_code == 400
    assert error_of(forged)["code"] == "REFUSED"


def test_each_browser_that_signs_in_has_its_own_workspace(locked: Flask) -> None:
    one, other = locked.test_client(), locked.test_client()
    sign_in(one)
    sign_in(other)
    record = answer(send(one, "system", "ping"))["id"]
    assert one.get(f"/history/{record}").status_code == 200
    assert other.get(f"/history/{record}").status_code == 404


def test_another_password_ends_every_session(make_app: MakeApp) -> None:
    before = make_app(auth="password", password=PASSWORD)
    client = before.test_client()
    sign_in(client)
    assert client.get("/").status_code == 200
    cookie = client.get_cookie("testme")
    assert cookie
    after = make_app(auth="password", password="another password").test_client()
    after.set_cookie("testme", cookie.value)
    assert after.get("/").status_code == 302
    again = make_app(auth="password", password=PASSWORD).test_client()
    again.set_cookie("testme", cookie.value)
    assert again.get("/").status_code == 200


def test_a_cookie_that_is_forged_or_damaged_is_none(locked: Flask) -> None:
    client = locked.test_client()
    for value in ("x", "eyJzaWduZWRfaW4iOnRydWV9.x.x", "é", "." * 3000):
        client.set_cookie("testme", value)
        assert client.get("/").status_code == 302


def test_without_a_password_there_is_no_sign_in_page(client: FlaskClient) -> None:
    assert client.get("/sign-in").status_code == 404
    assert post(client, "/sign-in", {"password": ""}).status_code == 404


def test_a_page_from_before_the_sign_in_gets_the_new_token_with_its_refusal(locked: Flask) -> None:
    client = locked.test_client()
    sign_in(client)
    before = page_token(client, "/")
    post(client, "/sign-in/out", {})
    sign_in(client)
    ping = {"region": "sandbox", "service": "system", "action": "ping", "csrf_token": before}
    refused = client.post("/send", data=ping, headers=JSON)
    assert refused.status_code == 400
    assert "reload the page" in error_of(refused)["message"]
    del ping["csrf_token"]
    headers = {**JSON, "X-CSRFToken": refused.headers["X-CSRFToken"]}
    assert answer(client.post("/send", data=ping, headers=headers))["outcome"]["kind"] == "ok"
    assert client.get("/").headers.get("X-CSRFToken") is None
