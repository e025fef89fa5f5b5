"""TESTME_AUTH=people: names, roles, what a cookie is worth, and what is whose."""

import time
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from app.people import passwords
from app.people.own import short_agent
from app.people.roles import Role
from app.storage.engine import reading, writing
from app.storage.tables import calls, person_sessions, workspaces
from tests.conftest import MakeApp
from tests.each import each
from tests.made_once import CHEAP, DEAR
from tests.pages.browse import JSON, answer, csrf_token, post
from tests.pages.named import (
    PASSWORD,
    add,
    browser_of,
    cookie_of,
    parts_of,
    ping,
    posted_out,
    sign_in,
    visit_of,
)
from tests.pages.reading import error_of
from tests.pages.test_consent import ASK, BY_TOKEN, SEND_NOTHING

WRONG = "That is not a name with its password: whoever runs this console can reset it."
HOUR = 3600.0


@pytest.fixture
def named(make_app: MakeApp) -> Flask:
    app = make_app(auth="people")
    add(app, "alice")
    add(app, "bob")
    return app


def history(client: FlaskClient, call_id: str) -> int:
    return client.get(f"/history/{call_id}").status_code


# The way in and out


def test_a_name_and_its_password_lead_in(named: Flask) -> None:
    client = named.test_client()
    asked = client.get("/history?pinned=1")
    assert asked.headers["Location"] == "/sign-in?next=/history?pinned%3D1"
    form = client.get("/sign-in").get_data(as_text=True)
    assert 'autocomplete="username"' in form
    assert sign_in(client, " ALICE ").status_code == 303
    page = client.get("/").get_data(as_text=True)
    assert '<span translate="no">alice</span>' in page
    assert "Sign out" in page


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("alice", "wrong"),
        ("alice", ""),
        ("alice", PASSWORD + "x"),
        ("bob ", PASSWORD.upper()),
        ("nobody", PASSWORD),
        ("", PASSWORD),
        ("al\0ice", "wrong"),
        ("alice", "x" * 5000),
        ("\ud800", PASSWORD),
    ],
)
def test_what_is_wrong_is_not_told_and_the_name_stays(
    named: Flask, name: str, password: str
) -> None:
    client = named.test_client()
    fields = {"name": name.encode("utf-8", "surrogatepass"), "password": password}
    token = csrf_token(client, "/sign-in")
    refused = client.post("/sign-in", data={**fields, "csrf_token": token})
    page = unescape(refused.get_data(as_text=True))
    assert refused.status_code == 401
    assert f'id="password-problem">{WRONG}</p>' in page
    if name.isalpha():
        assert f'name="name" value="{name}"' in page
    assert "correct" not in page
    assert client.get("/").status_code == 302


def test_where_there_is_nobody_the_page_says_who_adds_people(make_app: MakeApp) -> None:
    page = make_app(auth="people").test_client().get("/sign-in").get_data(as_text=True)
    assert "flask --app app people add" in page


def test_the_id_of_before_is_worth_nothing_after_the_sign_in(named: Flask) -> None:
    victim, thief = named.test_client(), named.test_client()
    token = csrf_token(victim, "/sign-in")
    thief.set_cookie("testme", cookie_of(victim))
    assert sign_in(victim, "alice").status_code == 303
    assert thief.get("/").status_code == 302
    forged = victim.post("/history/clear", data={"csrf_token": token}, headers=JSON)
    assert (forged.status_code, error_of(forged)["code"]) == (400, "REFUSED")
    # The thief signs in with it as somebody else, and finds nothing of the victim's.
    call = answer(ping(victim))["id"]
    assert sign_in(thief, "bob").status_code == 303
    assert history(thief, call) == 404


def test_after_the_sign_out_the_cookie_of_before_opens_nothing(named: Flask) -> None:
    client, thief = browser_of(named, "alice"), named.test_client()
    before = cookie_of(client)
    assert posted_out(client).headers["Location"] == "/sign-in"
    thief.set_cookie("testme", before)
    for one in (client, thief):
        assert one.get("/").status_code == 302
        assert one.get("/history", headers=JSON).status_code == 401


def test_a_sign_in_ends_when_it_is_not_used_and_in_any_case(make_app: MakeApp) -> None:
    app = make_app(auth="people", sign_in_hours="2", sign_in_days="1")
    add(app, "alice")
    client = browser_of(app, "alice")

    def back(**seconds: float) -> None:
        values = {name: person_sessions.c[name] - by for name, by in seconds.items()}
        with writing(parts_of(app).engine) as connection:
            connection.execute(update(person_sessions).values(values))

    back(seen_at=1.9 * HOUR)
    assert client.get("/").status_code == 200
    back(seen_at=1.9 * HOUR)
    # It was seen in between.
    assert client.get("/").status_code == 200
    back(ends_at=25 * HOUR)
    assert client.get("/").status_code == 302
    client = browser_of(app, "alice")
    back(seen_at=2.1 * HOUR)
    assert client.get("/").status_code == 302
    assert client.get("/").status_code == 302


def test_nothing_at_rest_opens_anything(named: Flask) -> None:
    client = browser_of(named, "alice")
    with client.session_transaction() as session:
        own = session["sid"]
    parts_of(named).engine.dispose()
    folder = parts_of(named).settings.data_dir
    stored = b"".join(file.read_bytes() for file in folder.glob("testme.sqlite*"))
    assert own.encode() not in stored
    assert PASSWORD.encode() not in stored
    assert b"$argon2id$" in stored


# What is whose


def test_a_person_finds_the_own_workspace_in_every_browser(named: Flask) -> None:
    one, other = browser_of(named, "alice"), browser_of(named, "alice")
    call = answer(ping(one))["id"]
    assert history(other, call) == 200
    posted_out(one)
    assert history(browser_of(named, "alice"), call) == 200
    assert history(browser_of(named, "bob"), call) == 404


def test_what_a_browser_had_becomes_that_of_who_signs_in_first(make_app: MakeApp) -> None:
    before = make_app()
    client = before.test_client()
    call = answer(ping(client))["id"]
    now = make_app(auth="people")
    add(now, "alice")
    add(now, "bob")
    browser = now.test_client()
    browser.set_cookie("testme", cookie_of(client))
    copy = now.test_client()
    copy.set_cookie("testme", cookie_of(client))
    assert sign_in(browser, "alice").status_code == 303
    assert history(browser, call) == 200
    assert sign_in(copy, "bob").status_code == 303
    assert history(copy, call) == 404


def test_what_a_second_browser_had_is_a_workspace_beside_the_own(make_app: MakeApp) -> None:
    before = make_app().test_client()
    call = answer(ping(before))["id"]
    now = make_app(auth="people")
    add(now, "alice")
    own = answer(ping(browser_of(now, "alice")))["id"]
    browser = now.test_client()
    browser.set_cookie("testme", cookie_of(before))
    sign_in(browser, "alice")
    assert (history(browser, own), history(browser, call)) == (200, 404)
    page = browser.get("/you").get_data(as_text=True)
    assert page.count(">Open</button>") == 1
    other = unescape(page.partition('name="id" value="')[2].partition('"')[0])
    opened = post(browser, "/you/workspace", {"id": other}, json=False)
    assert opened.status_code == 303
    assert (history(browser, own), history(browser, call)) == (404, 200)
    # However much the other one was used last: a sign-in opens the one that was first.
    ping(browser)
    with parts_of(now).engine.begin() as connection:
        was = update(workspaces).where(workspaces.c.id == other)
        connection.execute(was.values(used_at=time.time() + 1000))
    later = browser_of(now, "alice")
    assert (history(later, own), history(later, call)) == (200, 404)
    # And this browser still has what was chosen in it.
    assert (history(browser, own), history(browser, call)) == (404, 200)


# One's own sign-ins


def test_the_own_sign_ins_are_listed_and_ended(named: Flask) -> None:
    phone = browser_of(named, "alice", HTTP_USER_AGENT="Phone", REMOTE_ADDR="10.0.0.7")
    desk = browser_of(named, "alice", HTTP_USER_AGENT="Desk<b>")
    more = browser_of(named, "alice", HTTP_USER_AGENT="More")
    browser_of(named, "bob", HTTP_USER_AGENT="Bobs")
    page = desk.get("/you").get_data(as_text=True)
    assert "Desk&lt;b&gt;</b> · this browser · from <span" in page
    assert 'from <span translate="no">10.0.0.7</span>' in page
    assert "Bobs" not in page
    assert page.count(">End</button>") == 2
    refs = [part.partition('"')[0] for part in page.split('name="ref" value="')[1:]]
    assert post(desk, "/you/end", {"ref": refs[0]}, json=False).status_code == 303
    ended = [one.get("/").status_code for one in (phone, more)]
    assert sorted(ended) == [200, 302]
    assert post(desk, "/you/end", {}, json=False).status_code == 303
    assert [one.get("/").status_code for one in (phone, more)] == [302, 302]
    assert desk.get("/").status_code == 200


@each(
    ("agent", "short"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0", "Firefox 140, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/141.0.0.0 Safari/537.36 Edg/141",
            "Edg 141, Windows",
        ),
        ("Mozilla/5.0 (iPhone; OS 18_0 like Mac OS X) Safari/604.1", "Safari 604, iPhone"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)
def test_what_a_browser_says_of_itself_is_shortened(agent: str, short: str) -> None:
    assert short_agent(agent) == short


def test_nobody_ends_those_of_others_or_opens_their_workspaces(named: Flask) -> None:
    alice, bob = browser_of(named, "alice"), browser_of(named, "bob")
    parts = parts_of(named)
    with reading(parts.engine) as connection:
        rows = connection.execute(select(person_sessions)).all()
    for row in rows:
        if row.person == parts.people.get("alice").id:
            foreign = post(bob, "/you/end", {"ref": row.id_hash[:16]})
            assert foreign.status_code == 404
            assert post(bob, "/you/workspace", {"id": row.workspace}).status_code == 404
    for pattern in ("%", "_" * 16, "x" * 16, "\0"):
        assert post(bob, "/you/end", {"ref": pattern}).status_code == 404
    assert alice.get("/").status_code == 200


def test_a_password_is_changed_with_the_present_one_and_ends_the_others(named: Flask) -> None:
    client, other = browser_of(named, "alice"), browser_of(named, "alice")
    wrong = {"present": "not it", "password": "another good one"}
    page = post(client, "/you/password", wrong, json=False)
    assert page.status_code == 422
    assert "That is not your present password." in page.get_data(as_text=True)
    short = {"present": PASSWORD, "password": "short"}
    page = post(client, "/you/password", short, json=False)
    assert "A password takes at least 10 characters." in page.get_data(as_text=True)
    assert other.get("/").status_code == 200
    right = {"present": PASSWORD, "password": "another good one"}
    assert post(client, "/you/password", right, json=False).status_code == 303
    assert (client.get("/").status_code, other.get("/").status_code) == (200, 302)
    assert sign_in(named.test_client(), "alice").status_code == 401
    assert sign_in(named.test_client(), "alice", "another good one").status_code == 303


def test_who_found_a_browser_open_does_not_guess_the_password(named: Flask) -> None:
    client = browser_of(named, "alice")
    tried = [
        post(client, "/you/password", {"present": f"guess {n}", "password": "x" * 12}).status_code
        for n in range(8)
    ]
    assert tried == [422] * 5 + [429] * 3


def test_where_nobody_signs_in_there_is_no_such_page(client: FlaskClient) -> None:
    assert client.get("/you").status_code == 404


# Roles


def test_a_reader_sends_nothing(make_app: MakeApp) -> None:
    app = make_app(auth="people")
    add(app, "reader", Role.READ)
    client = browser_of(app, "reader")
    refused = ping(client)
    assert (refused.status_code, error_of(refused)["code"]) == (403, "REFUSED")
    assert error_of(refused)["message"] == (
        "Your role here is 'read', and system.ping takes 'call': ask whoever runs this console."
    )
    for path in ("/", "/history", "/sessions", "/api-docs", "/you", "/find"):
        assert client.get(path).status_code == 200, path
    for path in ("/sandbox-reset", "/schema/refresh", "/xml-schema/fetch"):
        denied = post(client, path, {"region": "sandbox"})
        assert (denied.status_code, error_of(denied)["code"]) == (403, "REFUSED"), path
    with reading(parts_of(app).engine) as connection:
        assert connection.scalar(select(func.count()).select_from(calls)) == 0


@pytest.mark.parametrize("endpoint", ASK)
def test_a_caller_changes_nothing_by_any_route(make_app: MakeApp, endpoint: str) -> None:
    app = make_app(auth="people")
    add(app, "caller", Role.CHANGE)
    client, parts = browser_of(app, "caller"), parts_of(app)
    path, data = ASK[endpoint](client, parts)
    parts.people.set_role(parts.people.get("caller"), Role.CALL)
    workspace = visit_of(client).workspace
    before = parts.history.list(workspace).rows
    for confirmed in ({}, {"confirmed": "1"}):
        response = post(client, path, {**data, **confirmed})
        if endpoint == "workshop.list_tokens" and not confirmed:
            # It shows what it would ask about, and lists the tokens.
            assert response.status_code == 200
            continue
        assert response.status_code == 403, endpoint
        assert "takes 'change'" in error_of(response)["message"]
    sent = parts.history.list(workspace).rows
    assert {row.action for row in sent[: len(sent) - len(before)]} <= {"list"}
    assert answer(ping(client))["outcome"]["kind"] == "ok"


def test_what_sends_nothing_asks_for_no_role(named: Flask) -> None:
    """But what is everybody's: the list of routes has both, and is complete."""
    assert {"sandbox_reset.reset"} <= SEND_NOTHING
    parts = parts_of(named)
    client = browser_of(named, "alice")
    assert post(client, "/sandbox-reset", {}).status_code == 200
    parts.people.set_role(parts.people.get("alice"), Role.CALL)
    assert post(client, "/sandbox-reset", {}).status_code == 403


def test_a_guarded_region_and_schemas_are_the_administrators(
    make_app: MakeApp, tmp_path: Path
) -> None:
    file = tmp_path / "regions.toml"
    file.write_text(
        '[[region]]\nid = "live"\nname = "Live"\nurl = "http://127.0.0.1:9"\nguard = true\n'
    )
    app = make_app(auth="people", regions_file=str(file))
    add(app, "editor", Role.CHANGE)
    add(app, "chief", Role.ADMINISTER)
    deleting = {"region": "live", "service": "media", "action": "delete", "param:entryId": "0_x"}
    editor, chief = browser_of(app, "editor"), browser_of(app, "chief")
    refused = post(editor, "/send", {**deleting, "confirmed": "1"})
    assert refused.status_code == 403
    assert error_of(refused)["message"] == (
        "Your role here is 'change', and media.delete in Live, which is guarded takes "
        "'administer': ask whoever runs this console."
    )
    reads = {**deleting, "action": "get"}
    assert post(editor, "/send", reads).status_code == 200
    assert post(chief, "/send", deleting).status_code == 409
    assert answer(post(chief, "/send", {**deleting, "confirmed": "1"}))["outcome"]["kind"] == (
        "failed"
    )
    for region in ("live", "sandbox"):
        denied = post(editor, "/schema/refresh", {"region": region})
        assert (denied.status_code, error_of(denied)["code"]) == (403, "REFUSED")
        assert "to refresh a schema takes 'administer'" in error_of(denied)["message"]
    assert post(chief, "/schema/refresh", {"region": "live"}).status_code == 200


def test_a_role_holds_from_the_next_request_on_and_a_removal_too(named: Flask) -> None:
    parts, client = parts_of(named), browser_of(named, "alice")
    assert answer(ping(client))
    parts.people.set_role(parts.people.get("alice"), Role.READ)
    assert ping(client).status_code == 403
    parts.own.remove(parts.people.get("alice"), None)
    assert client.get("/").status_code == 302
    assert sign_in(named.test_client(), "alice").status_code == 401


# The route table


def _path(app: Flask, endpoint: str, arguments: set[str], method: str, value: str) -> str:
    urls = app.url_map.bind("localhost")
    return urls.build(endpoint, dict.fromkeys(arguments, value), method=method)


def test_signed_out_every_route_but_those_of_the_sign_in_is_closed(named: Flask) -> None:
    client, left = named.test_client(), browser_of(named, "alice")
    ended = cookie_of(left)
    posted_out(left)
    left.set_cookie("testme", ended)
    for one in (client, left):
        open_to_all = set()
        for rule in named.url_map.iter_rules():
            method = "GET" if "GET" in (rule.methods or ()) else "POST"
            path = _path(named, rule.endpoint, rule.arguments, method, "x")
            if one.open(path, method=method, headers=JSON).status_code != 401:
                open_to_all.add(rule.endpoint)
        assert open_to_all == {
            "sign_in.page", "sign_in.submit", "oidc.there", "oidc.back", "assets.serve",
            "oidc.signed_out", "operations.healthz", "programs.openapi",
        }  # fmt: skip


def test_every_change_refuses_other_pages_and_the_tokens_of_others(named: Flask) -> None:
    alice, bob = browser_of(named, "alice"), browser_of(named, "bob")
    foreign = csrf_token(bob)
    own = csrf_token(alice)
    posting = [rule for rule in named.url_map.iter_rules() if "POST" in (rule.methods or ())]
    # What a provider posts has its own token: see tests/oidc/test_signed_out_there.py.
    posting = [rule for rule in posting if rule.endpoint != "oidc.signed_out"]
    assert len(posting) > 30
    elsewhere = [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:9999"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "cross-site"},
    ]
    for rule in posting:
        path = _path(named, rule.endpoint, rule.arguments, "POST", "x")
        for token in ("", "forged", foreign):
            refused = alice.post(path, data={"csrf_token": token}, headers=JSON)
            # What is for programs knows no cookie: see test_programs.
            expected = (401, "NO_TOKEN") if rule.endpoint in BY_TOKEN else (400, "REFUSED")
            assert (refused.status_code, error_of(refused)["code"]) == expected, path
        for headers in elsewhere:
            refused = alice.post(path, data={"csrf_token": own}, headers={**JSON, **headers})
            assert (refused.status_code, error_of(refused)["code"]) == (403, "REFUSED"), path
            assert "another site or port" in error_of(refused)["message"]
    here = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin", **JSON}
    assert alice.post("/history/clear", data={"csrf_token": own}, headers=here).status_code != 403


def test_what_is_anothers_is_not_found_by_any_route(named: Flask) -> None:
    alice, bob = browser_of(named, "alice"), browser_of(named, "bob")
    call = answer(ping(alice))["id"]
    draft = {"service": "system", "action": "ping", "region": "sandbox", "version": "1"}
    assert post(alice, "/drafts/draft-of-alice", draft).status_code == 200
    walked = 0
    for rule in named.url_map.iter_rules():
        if rule.arguments != {"call_id"}:
            continue
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        path = _path(named, rule.endpoint, rule.arguments, method, call)
        if method == "GET":
            found = bob.get(path, headers=JSON).status_code
        else:
            found = post(bob, path, {}).status_code
        # To pin and to unpin what is not there is nothing, and says nothing. With a token of bob's
        # test_programs asks.
        by_token = found == 401 and rule.endpoint == "programs.called"
        assert found == 404 or rule.endpoint == "history.pin" or by_token, path
        walked += 1
    assert walked >= 5
    assert "system.ping" not in bob.get("/?draft=draft-of-alice").get_data(as_text=True)
    assert history(alice, call) == 200


# Guesses


def test_guesses_from_many_addresses_do_not_lock_out_who_was_there_before(named: Flask) -> None:
    browser_of(named, "alice", REMOTE_ADDR="192.168.1.9")
    for number in range(50):
        peer = {"REMOTE_ADDR": f"10.0.{number // 5}.1"}
        client = named.test_client()
        refused = sign_in(client, "alice", f"guess {number}", environ_overrides=peer)
        assert refused.status_code == 401
    stranger = sign_in(named.test_client(), "alice", environ_overrides={"REMOTE_ADDR": "10.9.9.9"})
    assert stranger.status_code == 429
    assert 1 <= int(stranger.headers["Retry-After"]) <= 10
    assert 'name="name" value="alice"' in stranger.get_data(as_text=True)
    here = {"REMOTE_ADDR": "192.168.1.9"}
    assert sign_in(named.test_client(), "alice", environ_overrides=here).status_code == 303
    assert sign_in(named.test_client(), "bob", environ_overrides=here).status_code == 303


def test_who_was_there_before_waits_for_nobody_at_the_same_address(named: Flask) -> None:
    """As in an office, where all come from one."""
    browser_of(named, "alice")
    stranger = named.test_client()
    for number in range(8):
        sign_in(stranger, f"nobody {number}", "wrong")
    assert sign_in(named.test_client(), "bob").status_code == 429
    assert sign_in(named.test_client(), "alice").status_code == 303
    tried = [sign_in(named.test_client(), "alice", "wrong").status_code for _ in range(7)]
    assert tried == [401] * 5 + [429] * 2


def test_ones_own_password_gives_no_more_guesses_at_others(named: Flask) -> None:
    client = named.test_client()
    for _ in range(5):
        assert sign_in(client, "bob", "wrong").status_code == 401
    assert sign_in(client, "alice").status_code == 429
    other = named.test_client()
    other.environ_base["REMOTE_ADDR"] = "10.0.0.2"
    tried = []
    for _ in range(4):
        tried += [sign_in(other, "bob", "wrong").status_code, sign_in(other, "alice").status_code]
        posted_out(other)
    assert tried == [401, 303] * 4
    assert sign_in(other, "bob", "wrong").status_code == 401
    assert sign_in(other, "bob", "wrong").status_code == 429


def test_failures_are_logged_without_what_was_typed_as_password(
    named: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    client = named.test_client()
    sign_in(client, "ALICE", "my real password")
    # A password that somebody typed as the name.
    for _ in range(6):
        sign_in(client, "my other password\nWARNING forged", "x")
    assert "my real password" not in caplog.text
    assert "my other password" not in caplog.text
    assert "sign-in failed (by 'alice'" in caplog.text
    told = parts_of(named).audit.events()
    assert {(one.happening, one.who) for one in told if "sign-in" in one.happening} == {
        ("sign-in failed", "alice"),
        ("sign-in failed", "an unknown name"),
        ("sign-in slowed down", "an unknown name"),
    }


def test_a_refusal_is_told(named: Flask, caplog: pytest.LogCaptureFixture) -> None:
    client = browser_of(named, "alice")
    people = parts_of(named).people
    people.set_role(people.get("alice"), Role.READ)
    ping(client)
    assert "refused: POST send.send (by 'alice' from '127.0.0.1')" in caplog.text


def test_nobody_waits_less_for_a_name_that_is_none(
    named: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hash of a stranger is compared too."""
    compared = []

    class Counted:
        def verify(self, kept: str, password: str) -> bool:
            compared.append(kept)
            return bool(CHEAP.verify(kept, password))

        def hash(self, password: str) -> str:
            return str(CHEAP.hash(password))

    monkeypatch.setattr(passwords, "_HASHER", Counted())
    sign_in(named.test_client(), "nobody")
    sign_in(named.test_client(), "alice", "wrong")
    assert [kept[:10] for kept in compared] == ["$argon2id$"] * 2


def test_a_password_is_kept_as_rfc_9106_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", DEAR)
    kept = passwords.hashed(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert passwords.matches(PASSWORD, kept)
    assert not passwords.matches(PASSWORD + " ", kept)
    assert not passwords.matches(PASSWORD, None)
