"""TESTME_AUTH=oidc: who signs out at the provider is out here too, where that tells it
(OpenID Connect Back-Channel Logout 1.0)."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt

from tests.oidc.faulty import CLIENT, Faulty, newer_key, other_key, own_key, sign_in
from tests.pages.browse import JSON
from tests.pages.named import parts_of

SIGNED_OUT = "http://schemas.openid.net/event/backchannel-logout"


def in_as(app: Flask, provider: Faulty, **claims: object) -> FlaskClient:
    provider.claims = claims
    client = app.test_client()
    assert sign_in(client, provider).status_code == 303
    return client


def told(provider: Faulty, key: Any = None, **claims: object) -> str:
    """A logout token; a claim that is None is left out."""
    key = key or own_key()
    now = int(time.time())
    whole = {"iss": provider.issuer, "aud": CLIENT, "iat": now, "exp": now + 120, "jti": "a"}
    whole |= {"sub": "sub-1", "events": {SIGNED_OUT: {}}} | claims
    given = {name: value for name, value in whole.items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": key.kid, "typ": "logout+jwt"}, given, key)


def post(app: Flask, token: str, **headers: str) -> tuple[int, Any]:
    """As a provider does: without a cookie and a token of a page."""
    client = app.test_client()
    answer = client.post("/sign-in/oidc/out", data={"logout_token": token}, headers=headers)
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code, answer.get_json()


def is_in(client: FlaskClient) -> bool:
    return client.get("/").status_code == 200


def test_all_of_a_persons_sign_ins_end_and_nobody_elses(console: Flask, provider: Faulty) -> None:
    first, second = in_as(console, provider, sid="s1"), in_as(console, provider)
    other = in_as(console, provider, sub="sub-2", preferred_username="bob")
    assert post(console, told(provider)) == (200, {"ended": 2})
    assert [is_in(one) for one in (first, second, other)] == [False, False, True]
    event = parts_of(console).audit.events()[0]
    assert (event.happening, event.who, event.what) == ("signed out", "alice", "at the provider")
    # Told again, there is nothing left to end.
    assert post(console, told(provider)) == (200, {"ended": 0})


@pytest.mark.parametrize("subject", ["sub-1", None])
def test_of_one_sign_in_there_those_that_came_of_it(
    console: Flask, provider: Faulty, subject: str | None
) -> None:
    first, second = (in_as(console, provider, sid=one) for one in ("s1", "s2"))
    assert post(console, told(provider, sub=subject, sid="s2")) == (200, {"ended": 1})
    assert [is_in(one) for one in (first, second)] == [True, False]


def test_a_sign_in_that_does_not_say_which_it_is_ends_with_any_of_that_person(
    console: Flask, provider: Faulty
) -> None:
    client = in_as(console, provider)
    assert post(console, told(provider, sub=None, sid="s1")) == (200, {"ended": 0})
    assert is_in(client)
    assert post(console, told(provider, sid="s1")) == (200, {"ended": 1})
    assert not is_in(client)


def test_one_of_before_ends_no_sign_in_of_after(console: Flask, provider: Faulty) -> None:
    client = in_as(console, provider)
    before = int(time.time()) - 100
    assert post(console, told(provider, iat=before)) == (200, {"ended": 0})
    assert is_in(client)


def test_what_is_no_logout_token_of_the_provider_for_us_ends_nothing(
    console: Flask, provider: Faulty
) -> None:
    client = in_as(console, provider, sid="s1")
    now = int(time.time())
    head, body, _ = told(provider).split(".")
    refused = {
        "the id token, which the browser has": provider.id_token(),
        "an id token with events": told(provider, nonce="n"),
        "of another issuer": told(provider, iss="https://other.example"),
        "for another client": told(provider, aud="other"),
        "of another event": told(provider, events={"other": {}}),
        "of no event": told(provider, events=None),
        "of events that are none": told(provider, events=SIGNED_OUT),
        "about nobody": told(provider, sub=None),
        "about a number": told(provider, sub=1, sid=None),
        "without a time": told(provider, iat=None),
        "of later": told(provider, iat=now + 600),
        "over": told(provider, exp=now - 100),
        "too old, without an end": told(provider, exp=None, iat=now - 700),
        "signed with another key": told(provider, other_key()),
        "signed with an unknown key": told(provider, newer_key()),
        "not signed": f"{head}.{body}.",
        "no token": "x",
        "nothing": "",
    }
    for what, token in refused.items():
        status, answer = post(console, token)
        assert (status, answer["error"]) == (400, "invalid_request"), what
    assert is_in(client)
    # A page of another site, which a browser shows, is none to tell it.
    assert post(console, told(provider), **{"Sec-Fetch-Site": "cross-site"})[0] == 403
    assert is_in(client)
    assert "sign-out: its logout token is none" in [
        one.what for one in parts_of(console).audit.events() if one.happening == "refused"
    ]


def test_a_stranger_has_the_keys_asked_for_once_a_minute(
    console: Flask, provider: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = in_as(console, provider)
    provider.published = [own_key(), newer_key()]
    for _ in range(5):
        assert post(console, told(provider, newer_key()))[0] == 400
    assert provider.asked.count("/jwks") == 1
    later = time.monotonic() + 61
    monkeypatch.setattr("app.people.discovery.time.monotonic", lambda: later)
    assert post(console, told(provider, newer_key())) == (200, {"ended": 1})
    assert provider.asked.count("/jwks") == 2
    assert not is_in(client)


@pytest.mark.parametrize("auth", ["none", "password", "people", "proxy"])
def test_otherwise_there_is_no_such_page(
    make_signed: Callable[..., Flask], provider: Faulty, auth: str
) -> None:
    app = make_signed(auth=auth, password="correct horse battery", oidc_issuer="")
    client = app.test_client()
    client.environ_base |= {"HTTP_X_FORWARDED_USER": "alice"}
    posted = client.post("/sign-in/oidc/out", data={"logout_token": told(provider)}, headers=JSON)
    assert posted.status_code == 404
    assert provider.asked == []
