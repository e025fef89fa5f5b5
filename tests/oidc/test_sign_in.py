"""TESTME_AUTH=oidc: who comes in, as whom, with which role, and out again."""

import base64
import time
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from app.people.audit import Event
from app.people.browsers import DAY, Client
from app.people.roles import ROLES, Role
from app.setting_oidc import ROLES as ROLES_OF_SETTINGS
from app.storage.engine import reading, writing
from app.storage.tables import people, person_sessions
from tests.oidc.faulty import (
    SECRET,
    Faulty,
    begin,
    challenge_of,
    come_back,
    newer_key,
    sign_in,
)
from tests.pages.browse import JSON, answer
from tests.pages.named import add, cookie_of, parts_of, ping, posted_out
from tests.pages.reading import error_of
from tests.pages.test_programs import made


def text_of(page: object) -> str:
    return unescape(page.get_data(as_text=True))  # type: ignore[attr-defined]


def events(app: Flask) -> list[Event]:
    return parts_of(app).audit.events()


def names(app: Flask) -> list[tuple[str, str]]:
    return [(one.name, one.role.word) for one in parts_of(app).people.list()]


def kept_tokens(app: Flask) -> list[bytes]:
    query = select(person_sessions.c.id_token).where(person_sessions.c.id_token.is_not(None))
    with reading(parts_of(app).engine) as connection:
        return list(connection.scalars(query))


def in_as(app: Flask, provider: Faulty, **claims: object) -> FlaskClient:
    provider.claims = claims
    client = app.test_client()
    assert sign_in(client, provider).status_code == 303
    return client


def test_the_way_there_and_back(console: Flask, provider: Faulty) -> None:
    client = console.test_client()
    asked = client.get("/history?pinned=1")
    assert asked.headers["Location"] == "/sign-in?next=/history?pinned%3D1"
    page = text_of(client.get(asked.headers["Location"]))
    assert 'href="/sign-in/oidc?next=/history?pinned%3D1"' in page
    assert "Sign in with Example ID" in page
    assert 'type="password"' not in page
    sent = begin(client, provider, "/history?pinned=1")
    assert sent.status_code == 303
    assert sent.headers["Location"].startswith(f"{provider.issuer}/auth?")
    begun = provider.begun
    assert begun["response_type"] == "code"
    assert begun["scope"] == "openid profile email"
    assert begun["redirect_uri"] == "http://localhost/sign-in/oidc/back"
    assert begun["code_challenge_method"] == "S256"
    assert len({begun["state"], begun["nonce"], begun["code_challenge"]}) == 3
    before = cookie_of(client)
    came = come_back(client, provider)
    assert (came.status_code, came.headers["Location"]) == (303, "/history?pinned=1")
    assert provider.posted["code"] == "the code"
    assert provider.posted["redirect_uri"] == begun["redirect_uri"]
    assert challenge_of(provider.posted["code_verifier"]) == begun["code_challenge"]
    basic = base64.b64decode(provider.authorization.removeprefix("Basic ")).decode()
    assert basic == f"console:{quote(SECRET)}"
    # Nothing of it is in the cookie, and that is another one.
    assert cookie_of(client) != before
    with client.session_transaction() as session:
        assert sorted(session) == ["_permanent", "sid", "since"]
    assert '<span translate="no">alice</span>' in text_of(client.get("/"))
    assert answer(ping(client))
    [told] = [one for one in events(console) if one.happening == "signed in"]
    assert (told.who, told.what) == ("alice", f"administer; sub-1 of {provider.issuer}")


def test_the_secrets_of_a_way_are_in_no_cookie(console: Flask, provider: Faulty) -> None:
    client = console.test_client()
    begin(client, provider, "/history")
    with client.session_transaction() as session:
        assert dict(session["begun"]) == {provider.begun["state"]: "/history"}
        held = str(dict(session))
    come_back(client, provider)
    for secret in (provider.posted["code_verifier"], provider.begun["nonce"]):
        assert secret not in held


def test_a_cookie_of_before_is_worth_nothing_after_the_sign_in(
    console: Flask, provider: Faulty
) -> None:
    client, thief = console.test_client(), console.test_client()
    begin(client, provider)
    thief.set_cookie("testme", cookie_of(client))
    come_back(client, provider)
    assert client.get("/").status_code == 200
    assert thief.get("/").status_code == 302


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["admins"], "administer"),
        (["staff", "lookers", "CN=video,OU=x"], "change"),
        ("lookers", "read"),
        (["lookers", "admins"], "administer"),
    ],
)
def test_the_highest_role_of_the_groups_counts(
    console: Flask, provider: Faulty, groups: object, role: str
) -> None:
    in_as(console, provider, groups=groups)
    assert names(console) == [("alice", role)]


def test_a_role_is_read_anew_at_every_sign_in(console: Flask, provider: Faulty) -> None:
    first = in_as(console, provider, groups=["admins"])
    in_as(console, provider, groups=["lookers"])
    assert names(console) == [("alice", "read")]
    # For whoever is signed in from before, too.
    assert ping(first).status_code == 403


def test_without_a_group_somebody_is_refused_told_what_to_ask_for_and_it_is_written_down(
    console: Flask, provider: Faulty
) -> None:
    there = in_as(console, provider)
    provider.claims = {"groups": ["staff"]}
    client = console.test_client()
    refused = sign_in(client, provider)
    assert refused.status_code == 403
    assert (
        "Example ID knows you as alice, and you are in no group that may use this console: ask "
        "whoever administers Example ID to put you into one of admins, CN=video,OU=x, lookers."
    ) in text_of(refused)
    assert client.get("/").status_code == 302
    # Next time the provider asks who it is.
    assert 'href="/sign-in/oidc?next=/&anew=1"' in text_of(refused)
    again = client.get("/sign-in/oidc?next=/&anew=1").headers["Location"]
    assert parse_qs(urlsplit(again).query)["prompt"] == ["login"]
    assert "prompt" not in provider.begun
    told = events(console)[0]
    assert (told.happening, told.who) == ("sign-in failed", "alice")
    assert told.what == f"in no group that may come in: sub-1 of {provider.issuer}"
    # Where the same person was signed in, that is over.
    assert there.get("/").status_code == 302
    provider.claims = {"groups": None, "sub": "sub-2"}
    provider.person = {"sub": "sub-2"}
    assert sign_in(client, provider).status_code == 403
    assert [name for name, _ in names(console)] == ["alice"]
    # Who is nobody here may say any name of itself.
    told = events(console)[0]
    assert (told.happening, told.who) == ("sign-in failed", "an unknown name")
    assert told.what.endswith(f"sub-2 of {provider.issuer}, called alice")


def test_a_default_role_lets_in_who_has_no_group(
    make_signed: Callable[..., Flask], provider: Faulty
) -> None:
    app = make_signed(oidc_default_role="call", oidc_roles="")
    in_as(app, provider, groups=None)
    assert names(app) == [("alice", "call")]


@pytest.mark.parametrize(
    ("claim", "claims"),
    [
        ("realm_access.roles", {"realm_access": {"roles": ["lookers"]}}),
        ("https://example.org/groups", {"https://example.org/groups": ["lookers"]}),
        ("cognito:groups", {"cognito:groups": ["lookers"]}),
    ],
)
def test_groups_are_where_the_setting_says(
    make_signed: Callable[..., Flask], provider: Faulty, claim: str, claims: dict[str, object]
) -> None:
    app = make_signed(oidc_groups_claim=claim)
    in_as(app, provider, groups=None, **claims)
    assert names(app) == [("alice", "read")]


def test_what_the_token_does_not_say_is_asked_for(console: Flask, provider: Faulty) -> None:
    provider.person = {"groups": ["lookers"], "name": "Alice Liddell"}
    in_as(console, provider, groups=None, preferred_username=None)
    assert names(console) == [("Alice Liddell", "read")]
    assert provider.asked.count("/me") == 1
    in_as(console, provider)
    assert provider.asked.count("/me") == 1


def test_somebody_is_known_by_issuer_and_subject_alone(console: Flask, provider: Faulty) -> None:
    first = in_as(console, provider, email="a@example.org", preferred_username=None)
    call = answer(ping(first))["id"]
    # The same address, and another person.
    other = in_as(console, provider, email="a@example.org", preferred_username=None, sub="sub-2")
    assert other.get(f"/history/{call}").status_code == 404
    assert sorted(names(console)) == [
        ("a@example.org", "administer"),
        ("a@example.org (2)", "administer"),
    ]
    # Another address, and the same one.
    again = in_as(console, provider, preferred_username="liddell")
    assert again.get(f"/history/{call}").status_code == 200
    assert sorted(names(console))[1] == ("liddell", "administer")


def test_a_name_with_a_password_cannot_be_taken_over(console: Flask, provider: Faulty) -> None:
    add(console, "Alice", Role.READ)
    in_as(console, provider)
    assert names(console) == [("Alice", "read"), ("alice (2)", "administer")]
    with reading(parts_of(console).engine) as connection:
        rows = connection.execute(select(people.c.name, people.c.issuer, people.c.password)).all()
    [local] = [row for row in rows if row.name == "Alice"]
    assert local.issuer is None
    assert local.password.startswith("$argon2id$")
    # And no password leads in.
    client = console.test_client()
    posted = client.post("/sign-in", data={"name": "Alice", "password": "x"}, headers=JSON)
    assert posted.status_code in {400, 404}


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("", "somebody"),
        (" \u202e\n ", "somebody"),
        ("a\0b\ud800", "ab?"),
        ("x" * 300, "x" * 57),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        (["a"], "somebody"),
        ({"a": 1}, "somebody"),
    ],
)
def test_any_name_may_stand_here(
    console: Flask, provider: Faulty, told: object, shown: str
) -> None:
    provider.person = {"preferred_username": told}
    client = in_as(console, provider, preferred_username=None)
    assert names(console) == [(shown, "administer")]
    page = client.get("/you").get_data(as_text=True)
    assert client.get("/audit").status_code == 200
    assert "<script>alert" not in page


def test_keys_that_changed_are_asked_for_again(console: Flask, provider: Faulty) -> None:
    in_as(console, provider)
    in_as(console, provider)
    assert provider.asked.count("/jwks") == 1
    assert provider.asked.count("/.well-known/openid-configuration") == 1
    provider.signing, provider.published = newer_key(), [newer_key()]
    in_as(console, provider)
    assert provider.asked.count("/jwks") == 2


def test_a_public_client_has_no_secret(make_signed: Callable[..., Flask], provider: Faulty) -> None:
    in_as(make_signed(oidc_client_secret=""), provider)
    assert provider.authorization == ""
    assert provider.posted["client_id"] == "console"


def test_a_provider_that_takes_the_secret_in_the_body_alone_gets_it_there(
    console: Flask, provider: Faulty
) -> None:
    provider.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    in_as(console, provider)
    assert provider.authorization == ""
    assert provider.posted["client_secret"] == SECRET


def test_behind_https_the_address_to_come_back_to_is_that(
    make_signed: Callable[..., Flask], provider: Faulty
) -> None:
    app = make_signed(https="on", allowed_hosts="console.example")
    sent = app.test_client().get("/sign-in/oidc", headers={"Host": "console.example:8443"})
    [back] = parse_qs(urlsplit(sent.headers["Location"]).query)["redirect_uri"]
    assert back == "https://console.example:8443/sign-in/oidc/back"


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/a\n/b"],
)
def test_next_stays_within_the_console(console: Flask, provider: Faulty, target: str) -> None:
    came = sign_in(console.test_client(), provider, target)
    assert came.headers["Location"] == "/"


def test_several_tabs_may_sign_in_and_going_back_does_no_harm(
    console: Flask, provider: Faulty
) -> None:
    client = console.test_client()
    begin(client, provider, "/history")
    first = provider.begun
    for number in range(6):
        begin(client, provider, f"/history?text={number}" + "x" * 380)
    assert come_back(client, provider).headers["Location"].startswith("/history?text=5")
    # The other tab's way is over with that, and the person is in.
    provider.begun = first
    again = come_back(client, provider)
    assert (again.status_code, again.headers["Location"]) == (303, "/")
    assert client.get("/").status_code == 200


# Out


def test_signing_out_ends_it_here_and_there(console: Flask, provider: Faulty) -> None:
    client = in_as(console, provider)
    before, token = cookie_of(client), provider.id_token()
    left = posted_out(client)
    assert left.status_code == 200
    there = left.headers["Refresh"].removeprefix("0;url=")
    assert there.startswith(f"{provider.issuer}/end?")
    query = {name: value[0] for name, value in parse_qs(urlsplit(there).query).items()}
    assert query["client_id"] == "console"
    assert query["post_logout_redirect_uri"] == "http://localhost/sign-in"
    assert query["id_token_hint"].count(".") == token.count(".") == 2
    thief = console.test_client()
    thief.set_cookie("testme", before)
    assert [one.get("/").status_code for one in (client, thief)] == [302, 302]
    assert events(console)[0].happening == "signed out"
    assert kept_tokens(console) == []


def test_the_id_token_is_sealed(console: Flask, provider: Faulty) -> None:
    in_as(console, provider)
    [sealed] = kept_tokens(console)
    assert provider.id_token().split(".")[0].encode() not in sealed


@pytest.mark.parametrize("how", ["end", "end all", "remove", "reset", "too long", "not used"])
def test_the_id_token_ends_with_its_sign_in(console: Flask, provider: Faulty, how: str) -> None:
    in_as(console, provider)
    client = in_as(console, provider)
    assert len(kept_tokens(console)) == 2
    parts = parts_of(console)
    with client.session_transaction() as cookie:
        visit = parts.visits.of(cookie["sid"], 0.0, "", Client("", ""), time.time())
    person = parts.people.get("alice")
    left = 1
    if how == "end":
        [other] = [one.ref for one in parts.own.signed_in(visit) if not one.this]
        assert parts.own.end(visit, other) == 1
    elif how == "end all":
        assert parts.own.end(visit) == 1
    elif how == "remove":
        parts.own.remove(person, None)
        left = 0
    elif how == "reset":
        parts.own.reset_password(person, "correct horse battery")
        left = 0
    else:
        # That of the next who signs in stays.
        over = {"ends_at": 1.0} if how == "too long" else {"seen_at": time.time() - 300 * DAY}
        with writing(parts.engine) as connection:
            connection.execute(update(person_sessions).values(over))
        in_as(console, provider)
    assert len(kept_tokens(console)) == left


def test_where_the_provider_has_no_place_for_it_the_sign_in_page_follows(
    console: Flask, provider: Faulty
) -> None:
    provider.metadata = {"end_session_endpoint": None}
    left = posted_out(in_as(console, provider))
    assert (left.status_code, left.headers["Location"]) == (303, "/sign-in")


def test_where_it_cannot_be_asked_somebody_is_out_here_all_the_same(
    make_signed: Callable[..., Flask], provider: Faulty
) -> None:
    provider.metadata = {"end_session_endpoint": "ftp://elsewhere"}
    client = in_as(make_signed(), provider)
    left = posted_out(client)
    assert "You are signed out here, but not of Example ID: it names an endpoint" in text_of(left)
    assert client.get("/").status_code == 302


# Whose sign-in it is


def test_another_provider_or_way_of_signing_in_ends_what_was_before(
    make_signed: Callable[..., Flask], provider: Faulty
) -> None:
    key = {"secret_key": "k" * 40}
    cookie = cookie_of(in_as(make_signed(**key), provider))

    def comes_in(**values: str) -> bool:
        client = make_signed(**key, **values).test_client()
        client.set_cookie("testme", cookie)
        return client.get("/").status_code == 200

    assert comes_in()
    assert not comes_in(oidc_issuer="http://127.0.0.1:9/other")
    assert not comes_in(auth="people", oidc_issuer="")


def test_the_roles_of_settings_are_those_of_people() -> None:
    assert ROLES_OF_SETTINGS == ROLES


# Tokens of programs


def by_token(app: Flask, token: str) -> TestResponse:
    program = app.test_client(use_cookies=False)
    return program.get("/api/v1/regions", headers={"Authorization": f"Bearer {token}"})


def test_a_token_is_worth_no_more_than_what_the_provider_said_last(
    console: Flask, provider: Faulty
) -> None:
    alice = in_as(console, provider)
    token = made(alice)
    posted_out(alice)
    assert by_token(console, token).status_code == 200
    long_ago = person_sessions.c.ends_at - parts_of(console).settings.sign_in_days * DAY
    with writing(parts_of(console).engine) as connection:
        connection.execute(update(person_sessions).values(ends_at=long_ago))
    refused = by_token(console, token)
    assert (refused.status_code, error_of(refused)["code"]) == (401, "NO_TOKEN")
    assert "alice has not signed in for so long" in error_of(refused)["message"]
    again = in_as(console, provider, groups=["lookers"])
    assert by_token(console, token).status_code == 200
    assert "never more than your role, which is <b>read</b>" in text_of(again.get("/you/tokens"))
    provider.claims = {"groups": []}
    assert sign_in(console.test_client(), provider).status_code == 403
    assert "This is no token" in error_of(by_token(console, token))["message"]


# The route table


def test_signed_out_every_route_but_those_of_the_sign_in_is_closed(
    console: Flask, provider: Faulty
) -> None:
    client, left = console.test_client(), in_as(console, provider)
    ended = cookie_of(left)
    posted_out(left)
    left.set_cookie("testme", ended)
    urls = console.url_map.bind("localhost")
    for one in (client, left):
        open_to_all = set()
        for rule in console.url_map.iter_rules():
            method = "GET" if "GET" in (rule.methods or ()) else "POST"
            path = urls.build(rule.endpoint, dict.fromkeys(rule.arguments, "x"), method=method)
            if one.open(path, method=method, headers=JSON).status_code != 401:
                open_to_all.add(rule.endpoint)
        assert open_to_all == {
            "sign_in.page", "sign_in.submit", "oidc.there", "oidc.back", "assets.serve",
            "oidc.signed_out", "operations.healthz", "programs.openapi",
        }  # fmt: skip


@pytest.mark.parametrize("auth", ["none", "password", "people", "proxy"])
def test_otherwise_there_is_no_such_page(
    make_signed: Callable[..., Flask], provider: Faulty, auth: str
) -> None:
    app = make_signed(auth=auth, password="correct horse battery", oidc_issuer="")
    client = app.test_client()
    client.environ_base |= {"HTTP_X_FORWARDED_USER": "alice"}
    for path in ("/sign-in/oidc", "/sign-in/oidc/back?code=a&state=b"):
        refused = client.get(path, headers=JSON)
        assert (refused.status_code, error_of(refused)["code"]) == (404, "NOT_FOUND")
    assert provider.asked == []


# The commands


def test_the_commands_know_whom_a_provider_signs_in(console: Flask, provider: Faulty) -> None:
    client = in_as(console, provider)
    in_as(console, provider, sub="sub-2", preferred_username="bob", groups=["lookers"])
    runner = console.test_cli_runner()
    listed = runner.invoke(args=["people", "list"]).output.splitlines()
    assert [line.split()[:2] for line in listed] == [["alice", "administer"], ["bob", "read"]]
    assert all(line.endswith(f"by {provider.issuer}") for line in listed)
    changed = runner.invoke(args=["people", "role", "bob", "call"]).output
    assert changed == "bob has the role call now, until the next sign-in tells another one.\n"
    for args, sentence in {
        ("reset", "bob"): f"Error: The password of bob is kept by {provider.issuer}.\n",
        ("add", "carol"): (
            "Error: With TESTME_AUTH=oidc the provider adds people, as they sign in.\n"
        ),
    }.items():
        refused = runner.invoke(args=["people", *args], input="correct horse battery\n")
        assert (refused.exit_code, refused.output) == (1, sentence)
    gone = runner.invoke(args=["people", "remove", "alice", "--hand-over-to", "bob"]).output
    assert gone == (
        "alice is removed; 1 workspace handed over to bob.\n"
        f"Who may sign in with {provider.issuer} comes in anew, as somebody else.\n"
    )
    assert client.get("/").status_code == 302
    assert names(console) == [("bob", "call")]
