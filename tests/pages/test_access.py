"""Who may reach the console: the Host check, and TESTME_AUTH=proxy."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import MakeApp
from tests.pages.browse import JSON, answer, send
from tests.pages.reading import PING, error_of
from tests.pages.running import running

PASSWORD = "correct horse battery"

# The Host header


def at_host(client: FlaskClient, path: str, host: str) -> TestResponse:
    return client.get(path, environ_overrides={"HTTP_HOST": host})


STRANGERS = [
    "evil.example",
    "evil.example:8080",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evil.example:80@127.0.0.1",
    "127.0.0.1, evil.example",
    "127.0.0.1:80, evil.example",
    "127.0.0.1:80@evil.example",
    "[::1]evil.example",
    "[::1",
    "[localhost",
    "192.168.1.5",
    "0.0.0.0",
    "",
]


def test_a_host_that_was_not_configured_is_refused(client: FlaskClient) -> None:
    for host in STRANGERS:
        for path in ("/", PING, "/healthz", "/assets/x/console.css", "/nowhere"):
            response = at_host(client, path, host)
            assert response.status_code == 403, (host, path)
            assert response.mimetype == "text/plain"
            assert "Set-Cookie" not in response.headers
    said = at_host(client, "/", "Evil.example:8080").get_data(as_text=True)
    assert said == (
        "This console is not known as 'evil.example'. Open it under a name it knows, or add that "
        "name to TESTME_ALLOWED_HOSTS.\n"
    )


def test_a_refused_host_is_neither_read_nor_answered_with_markup(client: FlaskClient) -> None:
    posted = client.post(
        "/sandbox/api_v3/", data={"a": "x"}, environ_overrides={"HTTP_HOST": "evil.example"}
    )
    assert posted.status_code == 403
    shown = at_host(client, "/", "<script>alert(1)</script>" + "x" * 5000)
    assert shown.mimetype == "text/plain"
    assert len(shown.data) < 300


def test_loopback_is_always_known(client: FlaskClient) -> None:
    names = ("localhost", "LOCALHOST", "localhost.", "127.0.0.1", "[::1]")
    for host in (*names, *(f"{name}:8080" for name in names)):
        assert at_host(client, "/", host).status_code == 200
        assert at_host(client, PING, host).get_data(as_text=True) == "true"


def test_configured_names_are_known(make_app: MakeApp) -> None:
    app = make_app(
        host="10.1.2.3",
        auth="password",
        password=PASSWORD,
        allowed_hosts="Console.example., [fd00::1]",
    )
    client = app.test_client()
    for host in ("console.example", "CONSOLE.EXAMPLE:443", "[fd00::1]:8080", "10.1.2.3:8080"):
        assert at_host(client, "/sign-in", host).status_code == 200, host
    assert at_host(client, "/sign-in", "other.example").status_code == 403


@pytest.mark.parametrize("listening", ["0.0.0.0", "::"])
def test_listening_everywhere_does_not_mean_every_name(make_app: MakeApp, listening: str) -> None:
    client = make_app(host=listening, auth="password", password=PASSWORD).test_client()
    for host in ("0.0.0.0", "[::]", "192.168.1.5", "console.example"):
        assert at_host(client, "/sign-in", host).status_code == 403
    assert at_host(client, "/sign-in", "localhost").status_code == 200


# TESTME_AUTH=proxy


def as_user(app: Flask, user: str, peer: str = "127.0.0.1") -> FlaskClient:
    client = app.test_client()
    client.environ_base |= {"HTTP_X_FORWARDED_USER": user, "REMOTE_ADDR": peer}
    return client


@pytest.fixture
def behind(make_app: MakeApp) -> Flask:
    return make_app(auth="proxy")


def test_the_proxy_says_who_it_is_and_each_user_has_a_workspace(behind: Flask) -> None:
    alice, bob = as_user(behind, "alice"), as_user(behind, "bob")
    record = answer(send(alice, "system", "ping"))["id"]
    assert bob.get(f"/history/{record}").status_code == 404
    assert "Nothing has been sent yet" in bob.get("/history").get_data(as_text=True)
    # Another browser of the same user, without a cookie of the first.
    assert as_user(behind, "alice").get(f"/history/{record}").status_code == 200
    # The cookie alone does not make anyone that user.
    cookie = alice.get_cookie("testme")
    assert cookie
    bob.set_cookie("testme", cookie.value)
    assert bob.get(f"/history/{record}").status_code == 404


def test_without_a_name_nobody_comes_in(behind: Flask) -> None:
    for client in (behind.test_client(), as_user(behind, "")):
        refused = client.get("/", headers=JSON)
        assert refused.status_code == 401
        assert error_of(refused)["message"] == (
            "The proxy did not say who you are: it has to set X-Forwarded-User."
        )
    assert behind.test_client().get("/").status_code == 401


def test_only_the_proxy_is_believed(behind: Flask) -> None:
    for peer in ("10.0.0.9", "::ffff:10.0.0.9", "127.0.0.2", "", "unix:"):
        client = as_user(behind, "alice", peer)
        client.environ_base["HTTP_X_FORWARDED_FOR"] = "127.0.0.1"
        for refused in (client.get("/", headers=JSON), client.post("/send", headers=JSON)):
            assert refused.status_code == 403
            assert error_of(refused)["code"] == "REFUSED"
        assert client.get("/healthz").status_code == 200


def test_proxies_and_header_can_be_set(make_app: MakeApp) -> None:
    app = make_app(
        auth="proxy", proxy_user_header="X-Auth-Email", trusted_proxies="10.0.0.1,FD00:0::1"
    )
    for peer in ("10.0.0.1", "::ffff:10.0.0.1", "fd00::1", "fd00:0:0::0:1"):
        client = app.test_client()
        client.environ_base |= {"HTTP_X_AUTH_EMAIL": "a@example.com", "REMOTE_ADDR": peer}
        assert client.get("/").status_code == 200, peer
        assert as_user(app, "alice", peer).get("/").status_code == 401
    assert as_user(app, "alice").get("/").status_code == 403


def test_a_header_with_an_underscore_is_not_taken_for_the_proxys(tmp_path: Path) -> None:
    with running(tmp_path, auth="proxy") as server:
        head = "GET /history HTTP/1.1\nHost: localhost\nConnection: close\n"
        assert server.send(f"{head}X_Forwarded_User: mallory\n\n").startswith("HTTP/1.1 401 ")
        assert server.send(f"{head}X-Forwarded-User: alice\n\n").startswith("HTTP/1.1 200 ")
        evil = head.replace("localhost", "evil.example")
        assert server.send(f"{evil}X-Forwarded-User: alice\n\n").startswith("HTTP/1.1 403 ")
        assert "Traceback" not in server.log.read_text()
