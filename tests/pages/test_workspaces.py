"""Whose workspace a browser opens, and what its cookie is worth, where people have no names."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select, update

from app.storage.engine import reading, writing
from app.storage.tables import person_sessions, workspaces
from tests.conftest import MakeApp
from tests.pages.browse import JSON, answer, csrf_token, post
from tests.pages.named import cookie_of, parts_of, ping, posted_out
from tests.pages.test_sign_in import PASSWORD, sign_in

KEY = "the key of a console of before, of many characters"


def cookie_of_before(workspace: str, **more: Any) -> str:
    """As cookies were when the workspace stood in them, signed with the secret key itself."""
    app = Flask("before")
    app.secret_key = KEY
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer
    return str(serializer.dumps({"workspace": workspace, "_permanent": True, **more}))


def with_cookie(app: Flask, value: str, name: str = "testme") -> FlaskClient:
    client = app.test_client()
    client.set_cookie(name, value)
    return client


def aged(app: Flask, seconds: float) -> None:
    """As if that much time had gone by since workspaces were taken over."""
    with writing(parts_of(app).engine) as connection:
        values = {"claimed_at": workspaces.c.claimed_at - seconds}
        connection.execute(update(workspaces).values(values))


@pytest.fixture
def before(make_app: MakeApp) -> tuple[Flask, str, str]:
    """A console, a cookie of before, and the id of a call in the workspace that it names."""
    app = make_app(secret_key=KEY)
    return (app, *kept_before(app))


def kept_before(app: Flask) -> tuple[str, str]:
    parts = parts_of(app)
    desk_of = app.test_client()
    if parts.settings.auth == "password":
        sign_in(desk_of)
    call: str = answer(ping(desk_of))["id"]
    with reading(parts.engine) as connection:
        own = connection.scalar(select(workspaces.c.id))
    with writing(parts.engine) as connection:
        connection.execute(update(workspaces).values(claimed_at=None))
        connection.execute(delete(person_sessions))
    return cookie_of_before(str(own), region="eu"), call


def test_a_browser_of_before_finds_its_history_at_its_first_visit(
    before: tuple[Flask, str, str],
) -> None:
    app, cookie, call = before
    client = with_cookie(app, cookie)
    assert client.get(f"/history/{call}").status_code == 200
    assert client.get(f"/history/{call}").status_code == 200
    with client.session_transaction() as session:
        assert sorted(session) == ["_permanent", "csrf_token", "region", "sid", "since"]


def test_several_requests_at_its_first_visit_find_the_same(before: tuple[Flask, str, str]) -> None:
    app, cookie, call = before

    def first(_: int) -> list[int]:
        client = with_cookie(app, cookie)
        return [client.get(f"/history/{call}").status_code for _ in range(2)]

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(first, range(12))) == [[200, 200]] * 12


def test_a_copy_of_the_cookie_of_before_opens_nothing_later(
    before: tuple[Flask, str, str],
) -> None:
    app, cookie, call = before
    own = with_cookie(app, cookie)
    own.get("/")
    aged(app, 61)
    thief = with_cookie(app, cookie)
    assert thief.get(f"/history/{call}").status_code == 404
    assert "Nothing has been sent yet" in thief.get("/history").get_data(as_text=True)
    assert own.get(f"/history/{call}").status_code == 200


def test_while_the_database_is_locked_the_browser_of_before_waits_with_its_cookie(
    before: tuple[Flask, str, str],
) -> None:
    app, cookie, call = before
    client = with_cookie(app, cookie)
    file = parts_of(app).settings.data_dir / "testme.sqlite"
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert client.get(f"/history/{call}").status_code == 200
    assert client.get("/").status_code == 200
    other.execute("ROLLBACK")
    other.close()
    assert client.get(f"/history/{call}").status_code == 200
    with client.session_transaction() as session:
        assert "workspace" not in session


def test_a_forged_cookie_of_before_is_none(before: tuple[Flask, str, str]) -> None:
    app, cookie, call = before
    payload, _, rest = cookie.partition(".")
    for forged in (f"{payload}.{rest[:-1]}", f"{payload}x.{rest}", payload):
        assert with_cookie(app, forged).get(f"/history/{call}").status_code == 404


def test_with_a_password_it_is_taken_over_by_the_sign_in(make_app: MakeApp) -> None:
    app = make_app(secret_key=KEY, auth="password", password=PASSWORD)
    cookie, call = kept_before(app)
    client, copy = with_cookie(app, cookie), with_cookie(app, cookie)
    assert client.get(f"/history/{call}").status_code == 302
    assert sign_in(client).status_code == 303
    assert client.get(f"/history/{call}").status_code == 200
    # Once: a copy of the cookie is worth nothing, also at once.
    assert sign_in(copy).status_code == 303
    assert copy.get(f"/history/{call}").status_code == 404


def test_a_browser_finds_its_workspace_when_it_signs_in_again(make_app: MakeApp) -> None:
    app = make_app(auth="password", password=PASSWORD)
    client, thief = app.test_client(), app.test_client()
    sign_in(client)
    call = answer(ping(client))["id"]
    before = cookie_of(client)
    posted_out(client)
    thief.set_cookie("testme", before)
    assert [one.get("/").status_code for one in (client, thief)] == [302, 302]
    # Whoever has the cookie of before, and the password that all have, finds nothing by it.
    sign_in(thief)
    assert thief.get(f"/history/{call}").status_code == 404
    sign_in(client)
    assert client.get(f"/history/{call}").status_code == 200


def test_who_planted_a_cookie_before_the_sign_in_does_not_see_on(make_app: MakeApp) -> None:
    """The attacker has the password, too, and is signed in with what was planted."""
    app = make_app(auth="password", password=PASSWORD)
    attacker, victim = app.test_client(), app.test_client()
    sign_in(attacker)
    own = answer(ping(attacker))["id"]
    posted_out(attacker)
    victim.set_cookie("testme", cookie_of(attacker))
    attacker_again = with_cookie(app, cookie_of(attacker))
    sign_in(attacker_again)
    assert attacker_again.get(f"/history/{own}").status_code == 200
    sign_in(victim)
    call = answer(ping(victim))["id"]
    for one in (attacker, attacker_again):
        assert one.get(f"/history/{call}").status_code in {302, 404}


def test_an_id_that_was_not_made_here_is_none(app: Flask) -> None:
    client = app.test_client()
    for chosen in ("x" * 43, "", "\0", 7, None):
        with client.session_transaction() as session:
            session.update(sid=chosen, since=0)
        client.get("/")
        with client.session_transaction() as session:
            assert session["sid"] != chosen
            assert len(session["sid"]) == 43


def test_what_nobody_used_leaves_no_row(app: Flask) -> None:
    for _ in range(5):
        client = app.test_client()
        for path in ("/", "/history", "/api-docs", "/healthz", "/metrics"):
            assert client.get(path).status_code == 200
    with reading(parts_of(app).engine) as connection:
        for table in (workspaces, person_sessions):
            assert connection.scalar(select(func.count()).select_from(table)) == 0
    assert app.test_client().get("/healthz").headers.get("Set-Cookie") is None
    assert app.test_client().get("/metrics").headers.get("Set-Cookie") is None


def test_the_first_things_that_are_kept_at_once_go_into_one_workspace(app: Flask) -> None:
    client = app.test_client()
    token = csrf_token(client)
    cookie = cookie_of(client)
    start = threading.Barrier(4)

    def sent(_: int) -> str:
        one = with_cookie(app, cookie)
        start.wait(10)
        ping = {"region": "sandbox", "service": "system", "action": "ping", "format": "1"}
        posted = one.post("/send", data={**ping, "csrf_token": token}, headers=JSON)
        return str(answer(posted)["id"])

    with ThreadPoolExecutor(4) as pool:
        calls = list(pool.map(sent, range(4)))
    assert [client.get(f"/history/{call}").status_code for call in calls] == [200] * 4
    with reading(parts_of(app).engine) as connection:
        assert connection.scalar(select(func.count()).select_from(workspaces)) == 1


def test_over_https_the_cookie_is_the_hosts_own(make_app: MakeApp) -> None:
    cookie, call = kept_before(make_app(secret_key=KEY))
    app = make_app(secret_key=KEY, https="on")
    base = {"wsgi.url_scheme": "https"}
    client = app.test_client()
    client.environ_base |= base
    came = client.get("/", environ_overrides=base)
    assert came.headers["Strict-Transport-Security"] == "max-age=31536000"
    [put] = [one for one in came.headers.getlist("Set-Cookie") if "testme" in one]
    name, *facts = put.split("; ")
    assert name.startswith("__Host-testme=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(facts)
    assert not any(fact.startswith("Domain") for fact in facts)
    # One of the name of before, which a sibling domain could set, is looked at where there is no
    # other, and never for what is of today.
    old = with_cookie(app, cookie)
    assert old.get(f"/history/{call}", environ_overrides=base).status_code == 200
    planted = with_cookie(app, cookie_of(client, "__Host-testme"))
    planted.get("/", environ_overrides=base)
    assert cookie_of(planted, "__Host-testme") != cookie_of(client, "__Host-testme")


def test_over_https_every_answer_says_so(make_app: MakeApp) -> None:
    client = make_app(https="on").test_client()
    for address, status, host in (
        ("/", 200, "localhost"),
        ("/nowhere", 404, "localhost"),
        ("/", 403, "elsewhere.example"),
        ("/static/nothing", 404, "localhost"),
        ("/sandbox/api_v3/service/system/action/ping", 200, "localhost"),
        ("/sandbox/nowhere", 404, "localhost"),
    ):
        got = client.get(address, headers={"Host": host})
        assert got.status_code == status, address
        assert got.headers.getlist("Strict-Transport-Security") == ["max-age=31536000"], address


def test_over_http_there_is_no_hsts(client: FlaskClient) -> None:
    for host in ("localhost", "elsewhere.example"):
        got = client.get("/", headers={"Host": host})
        assert "Strict-Transport-Security" not in got.headers


def test_leaving_a_workspace_begins_another_one(client: FlaskClient) -> None:
    call = answer(ping(client))["id"]
    left = post(client, "/sign-in/out", {}, json=False)
    assert (left.status_code, left.headers["Location"]) == (303, "/")
    assert client.get(f"/history/{call}").status_code == 404
