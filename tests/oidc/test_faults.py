"""A provider that is wrong, slow or gone: a sentence that says so, nobody is in, nothing hangs."""

import base64
import hashlib
import hmac
import json
import logging
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from http.server import BaseHTTPRequestHandler
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from joserfc import jws
from joserfc.jwk import OctKey
from werkzeug.test import TestResponse

from app.people import provider as asked
from tests.oidc.faulty import (
    CLIENT,
    SECRET,
    Faulty,
    answer,
    begin,
    come_back,
    newer_key,
    other_key,
    own_key,
    sign_in,
)
from tests.pages.named import cookie_of, parts_of
from tests.pages.running import running
from tests.sizes import part

Handler = BaseHTTPRequestHandler
DISCOVERY = "/.well-known/openid-configuration"
CLOCK = ": compare its clock with ours"
UNSIGNED = "its token is not signed by one of its keys, or not sound"
REFUSED = {
    "client": "it answered 401 (invalid_client): look at TESTME_OIDC_CLIENT_ID and "
    "TESTME_OIDC_CLIENT_SECRET",
    "code": "it answered 400 (invalid_grant): sign in once more, as its code counts once and for a "
    "short time",
}
NOW = time.time()


def alert_of(refused: TestResponse) -> str:
    page = unescape(refused.get_data(as_text=True))
    assert "Traceback" not in page
    assert "Sign in with Example ID" in page
    _, _, rest = page.partition('role="alert">')
    return rest.partition("<")[0]


def check_refused(app: Flask, refused: TestResponse, why: str, status: int = 502) -> None:
    """With the sentence that begins with `why`, and it is written down."""
    assert refused.status_code == status
    assert alert_of(refused) == (
        f"You could not be signed in by Example ID: {why}. Try again; if it stays so, tell "
        "whoever runs this console."
    )
    [told] = [one for one in parts_of(app).audit.events() if one.happening == "refused"]
    assert told.what == f"sign-in: {why}"
    assert parts_of(app).people.list() == ()


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"nonce": "another"}, "its token has a wrong nonce"),
        ({"nonce": None}, UNSIGNED),
        ({"aud": "another-client"}, "its token has a wrong aud"),
        ({"aud": ["another-client"]}, "its token has a wrong aud"),
        ({"aud": [CLIENT, "another"], "azp": "another"}, "its token has a wrong azp"),
        ({"azp": "another"}, "its token has a wrong azp"),
        ({"aud": None}, UNSIGNED),
        ({"iss": "http://127.0.0.1:1"}, "its token has a wrong iss"),
        ({"iss": None}, UNSIGNED),
        ({"exp": NOW - 3600}, "its token is out of date" + CLOCK),
        ({"exp": None}, UNSIGNED),
        ({"exp": "soon"}, "its token has a wrong exp"),
        ({"iat": NOW + 3600}, "its token has a wrong iat" + CLOCK),
        ({"nbf": NOW + 3600}, "its token has a wrong nbf" + CLOCK),
        ({"sub": None}, UNSIGNED),
        ({"sub": ""}, "its token has a wrong sub"),
        ({"sub": 7}, "its token has a wrong sub"),
        ({"sub": "x" * 256}, "its token has a wrong sub"),
        ({"sub": "a\0b"}, "its token has a wrong sub"),
        ({"sub": "é"}, "its token has a wrong sub"),
        ({"at_hash": "AAAA"}, "its token has a wrong at_hash"),
    ],
    # By number: times are among them, of which each process of the tests has its own.
    ids=map(str, count()),
)
def test_a_token_that_is_not_for_this_sign_in(
    console: Flask, provider: Faulty, claims: dict[str, Any], why: str
) -> None:
    provider.claims = claims
    client = console.test_client()
    check_refused(console, sign_in(client, provider), why)
    assert client.get("/").status_code == 302


def test_a_clock_may_differ_by_a_minute(console: Flask, provider: Faulty) -> None:
    now = time.time()
    for claims in ({"exp": now - 50}, {"iat": now + 50}, {"nbf": now + 50}):
        provider.claims = claims
        assert sign_in(console.test_client(), provider).status_code == 303


def _unsigned(provider: Faulty) -> None:
    provider.algorithm = "none"


def _with_another_key(provider: Faulty) -> None:
    provider.signing = other_key()


def _with_a_key_that_is_not_published(provider: Faulty) -> None:
    provider.signing = newer_key()


def _with_the_secret(provider: Faulty) -> None:
    provider.algorithm = "HS256"
    provider.signing = OctKey.import_key(SECRET.encode() * 2, {"kid": "one"})


def _with_the_public_key_as_a_secret(provider: Faulty) -> None:
    head = _encoded(b'{"alg":"HS256","kid":"one"}')
    signed = f"{head}.{provider.id_token().split('.')[1]}"
    digest = hmac.new(own_key().as_pem(private=False), signed.encode(), hashlib.sha256).digest()
    forged = {"access_token": "at", "id_token": f"{signed}.{_encoded(digest)}"}
    provider.instead["/token"] = lambda handler: answer(handler, forged)


def _encoded(piece: bytes) -> str:
    return base64.urlsafe_b64encode(piece).decode().rstrip("=")


def _changed_afterwards(provider: Faulty) -> None:
    head, _, signature = provider.id_token().split(".")
    claims = {"iss": provider.issuer, "aud": CLIENT, "sub": "x", "exp": NOW + 300, "iat": NOW}
    body = _encoded(json.dumps(claims).encode())
    changed = {"access_token": "at", "id_token": f"{head}.{body}.{signature}"}
    provider.instead["/token"] = lambda handler: answer(handler, changed)


def _no_object(provider: Faulty) -> None:
    token = jws.serialize_compact({"alg": "RS256", "kid": "one"}, b"[1]", own_key())
    provider.instead["/token"] = lambda handler: answer(handler, {"id_token": token})


def _no_token(provider: Faulty) -> None:
    provider.instead["/token"] = lambda handler: answer(handler, {"id_token": "a.b"})


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (_unsigned, UNSIGNED),
        (_with_another_key, UNSIGNED),
        (_with_a_key_that_is_not_published, "its token is signed by none of its keys"),
        (_with_the_secret, UNSIGNED),
        (_with_the_public_key_as_a_secret, UNSIGNED),
        (_changed_afterwards, UNSIGNED),
        (_no_object, UNSIGNED),
        (_no_token, UNSIGNED),
    ],
)
def test_a_token_that_the_provider_did_not_sign(
    console: Flask, provider: Faulty, wrong: Callable[[Faulty], None], why: str
) -> None:
    client = console.test_client()
    begin(client, provider)
    wrong(provider)
    check_refused(console, come_back(client, provider), why)


# The way back


def test_a_way_that_was_not_begun_in_this_browser(console: Flask, provider: Faulty) -> None:
    victim, attacker = console.test_client(), console.test_client()
    begin(attacker, provider)
    sentence = "This sign-in was not begun in this browser, or too long ago: begin it here."
    for state in (provider.begun["state"], "forged", ""):
        refused = come_back(victim, provider, state=state)
        assert (refused.status_code, alert_of(refused)) == (403, sentence)
    assert "/token" not in provider.asked
    told = [one.what for one in parts_of(console).audit.events()]
    assert "sign-in: one that was not begun in that browser" in told
    # A way is gone once, whatever comes of it.
    assert come_back(attacker, provider, error="access_denied").status_code == 403
    assert alert_of(come_back(attacker, provider)) == sentence


def test_whoever_says_no_at_the_provider(console: Flask, provider: Faulty) -> None:
    client = console.test_client()
    begin(client, provider)
    refused = come_back(client, provider, error="access_denied", error_description="<b>no</b>")
    assert refused.status_code == 403
    assert alert_of(refused) == (
        "Example ID did not let you in: you said no there, or may not use this console."
    )
    assert "/token" not in provider.asked


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"error": "server_error"}, "it sent you back with server_error"),
        ({"error": "<script>"}, "it sent you back with no code"),
        ({"code": ""}, "it sent you back with no code"),
        (
            {"iss": "https://evil.example"},
            "the answer came from another issuer than TESTME_OIDC_ISSUER",
        ),
    ],
)
def test_the_provider_sends_back_something_else(
    console: Flask, provider: Faulty, told: dict[str, str], why: str
) -> None:
    client = console.test_client()
    begin(client, provider)
    check_refused(console, come_back(client, provider, **told), why)


def test_who_answers_is_said_where_the_provider_always_says_it(
    console: Flask, provider: Faulty
) -> None:
    provider.metadata = {"authorization_response_iss_parameter_supported": True}
    client = console.test_client()
    begin(client, provider)
    assert come_back(client, provider, iss=provider.issuer).status_code == 303
    refused = sign_in(console.test_client(), provider)
    assert "another issuer" in alert_of(refused)


# What it answers


def _says(value: Any, status: int = 200) -> Callable[[Handler], None]:
    return lambda handler: answer(handler, value, status)


def _cut(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"issuer"')


def _closes(handler: Handler) -> None:
    handler.close_connection = True


def _elsewhere(handler: Handler) -> None:
    handler.send_response(302)
    handler.send_header("Location", "/redirected")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def _no_http(handler: Handler) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9\r\n\r\n")


ANSWERS: list[tuple[Callable[[Handler], None], str]] = [
    (_cut, "its answer was cut short"),
    (_closes, "it closed the connection"),
    (_elsewhere, "it answered 302"),
    (_no_http, "what it answers is not sound HTTP"),
    (_says({}, 503), "it answered 503"),
    (_says(b"<html>", 500), "it answered 500"),
    (_says(b"<html>"), "its answer is no JSON object"),
    (_says([1]), "its answer is no JSON object"),
    (_says(b"[" * 100_000), "its answer is no JSON object"),
    (_says(b"\xff"), "its answer is no JSON object"),
    (_says(b" " * 1_100_000), "its answer is longer than 1 MB"),
]


@pytest.mark.parametrize("path", [DISCOVERY, "/token", "/jwks", "/me"])
def test_what_it_answers_cannot_be_used(console: Flask, provider: Faulty, path: str) -> None:
    provider.claims = {"groups": None}
    for act, why in ANSWERS:
        provider.instead = {path: act}
        client = console.test_client()
        refused = begin(client, provider)
        if path != DISCOVERY:
            refused = come_back(client, provider)
        assert refused.status_code == 502
        assert f"by Example ID: {why}. " in alert_of(refused), (path, act)
    assert "/redirected" not in provider.asked


@pytest.mark.parametrize(
    ("path", "told", "status", "why"),
    [
        (DISCOVERY, {"issuer": "x"}, 200, "it calls itself otherwise than TESTME_OIDC_ISSUER does"),
        ("/token", {"error": "invalid_client"}, 401, REFUSED["client"]),
        ("/token", {"error": "invalid_grant"}, 400, REFUSED["code"]),
        ("/token", {"error": "<b>"}, 400, "it answered 400"),
        ("/token", {"error": ["x"]}, 400, "it answered 400"),
        ("/token", {"access_token": "at"}, 200, "it gave no id token"),
        ("/token", {"id_token": 7}, 200, "it gave no id token"),
        ("/jwks", {"keys": "none"}, 200, "its keys cannot be read"),
        ("/jwks", {"keys": [7]}, 200, "its keys cannot be read"),
        ("/jwks", {"keys": [{"kty": "RSA", "n": "!", "e": "A"}]}, 200, "its keys cannot be read"),
        ("/me", {"sub": "sub-2"}, 200, "what it says of the person is about somebody else"),
    ],
)  # fmt: skip
def test_what_it_says_is_wrong(
    console: Flask, provider: Faulty, path: str, told: Any, status: int, why: str
) -> None:
    provider.claims = {"groups": None}
    provider.instead = {path: _says(told, status)}
    client = console.test_client()
    refused = begin(client, provider)
    if path != DISCOVERY:
        refused = come_back(client, provider)
    check_refused(console, refused, why)


ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
NO_ENDPOINTS = (None, 7, "", "ftp://x", "//x", "http://", "http://a\nb/", "http://[/")


@pytest.mark.soak
@pytest.mark.parametrize(("name", "url"), part(list(product(ENDPOINTS, NO_ENDPOINTS)), 3))
def test_an_endpoint_that_cannot_be_used(
    console: Flask, provider: Faulty, name: str, url: Any
) -> None:
    provider.metadata = {name: url}
    refused = begin(console.test_client(), provider)
    if url == "http://[/":
        assert refused.status_code in {303, 502}
        return
    assert "it names an endpoint that cannot be used" in alert_of(refused)


def test_a_provider_that_is_gone(make_signed: Callable[..., Flask], provider: Faulty) -> None:
    for issuer, why in {
        "http://127.0.0.1:9": "it takes no connections",
        "https://nowhere.invalid": "its host is not known on this network",
        provider.issuer.replace("http:", "https:"): (
            "its certificate is not trusted, or it speaks no TLS"
        ),
    }.items():
        app = make_signed(oidc_issuer=issuer)
        refused = app.test_client().get("/sign-in/oidc")
        assert refused.status_code == 502
        assert f"by Example ID: {why}. " in alert_of(refused)


# Nothing hangs


@pytest.mark.parametrize("path", [DISCOVERY, "/token", "/jwks", "/me"])
def test_a_provider_that_is_silent_or_trickles(
    console: Flask, provider: Faulty, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "PATIENCE", 0.4)
    provider.claims = {"groups": None}

    def silent(_: Handler) -> None:
        provider.stopping.wait(20)

    def trickles(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not provider.stopping.wait(0.05):
            try:
                handler.wfile.write(b" ")
            except OSError:
                return

    for act in (silent, trickles):
        provider.instead = {path: act}
        client = console.test_client()
        started = time.monotonic()
        refused = begin(client, provider)
        if path != DISCOVERY:
            started = time.monotonic()
            refused = come_back(client, provider)
        assert time.monotonic() - started < 3
        assert refused.status_code == 502
        assert "it did not answer within 0.4 seconds" in alert_of(refused)


def test_a_silent_provider_holds_up_nobody_else(tmp_path: Path, provider: Faulty) -> None:
    """Two threads for pages, and twenty people who wait for it."""
    came = threading.Semaphore(0)

    def silent(_: Handler) -> None:
        came.release()
        provider.stopping.wait(30)

    provider.instead = {DISCOVERY: silent}
    settings = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_roles": "a=call"}
    with running(tmp_path, auth="oidc", threads="2", **settings) as server:

        def waiting(_: int) -> tuple[int, float]:
            started = time.monotonic()
            try:
                urllib.request.urlopen(f"{server.url}/sign-in/oidc", timeout=30).close()
            except urllib.error.HTTPError as refused:
                return refused.code, time.monotonic() - started
            return 200, 0.0

        with ThreadPoolExecutor(20) as pool:
            people = pool.map(waiting, range(20))
            for _ in range(20):
                assert came.acquire(timeout=20)
            started = time.monotonic()
            for _ in range(10):
                urllib.request.urlopen(f"{server.url}/sign-in", timeout=5).close()
            # The provider is silent for 5 s at most, the pages take milliseconds.
            assert time.monotonic() - started < 3
            found = list(people)
        assert {status for status, _ in found} == {502}
        assert max(seconds for _, seconds in found) < 12
        assert "Traceback" not in server.log.read_text()


# Nothing is given away


def test_no_secret_is_in_the_log(
    console: Flask, provider: Faulty, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client = console.test_client()
        sign_in(client, provider)
        provider.instead = {"/token": _says({"error": "invalid_client"}, 401)}
        sign_in(console.test_client(), provider)
    secrets = [SECRET, "the code", provider.posted["code_verifier"], provider.begun["nonce"]]
    secrets += [provider.id_token()[:40], cookie_of(client)[:20]]
    assert [one for one in secrets if one in caplog.text] == []
    assert "refused: sign-in: it answered 401 (invalid_client)" in caplog.text
