"""Whatever goes wrong on the way: an answer of ours, a sentence, and a history row that opens."""

import gzip
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.call.model import FailureKind
from tests.conftest import MakeApp
from tests.pages.browse import answer, csrf_token, post
from tests.pages.harmless import Page
from tests.pages.hostile import GOOD, XSS, call, look_at_lists, look_everywhere, without_script
from tests.pages.own_servers import console_with, url_of_nobody
from tests.upstream import (
    Received,
    Upstream,
    certificate,
    full_server,
    hang_up,
    http,
    silence,
)


@pytest.fixture
def client(console: Flask) -> Iterator[FlaskClient]:
    """Of the console whose region `own` is the upstream."""
    client = console.test_client()
    yield client
    look_at_lists(client)


def assert_failed(client: FlaskClient, region: str, kind: FailureKind, status: int | None) -> None:
    told = call(client, region=region)
    outcome = told["outcome"]
    assert (outcome["kind"], outcome["code"], told["status"]) == ("failed", kind, status)
    assert outcome["message"].endswith(".")
    assert len(outcome["message"].split()) >= 8
    shown = Page(client.get(f"/history/{told['id']}").get_data(as_text=True))
    assert " ".join(outcome["message"].split()) in " ".join(shown.answer.split())
    assert "Failed" in shown.answer
    rows = client.get("/history?outcome=failed").get_data(as_text=True)
    assert f'href="/history/{told["id"]}"' in rows


def not_http(received: Received, connection: socket.socket) -> None:
    connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n\r\n" + XSS.encode())


def cut_body(received: Received, connection: socket.socket) -> None:
    connection.sendall(http(XSS.encode() + b" " * 5000)[:-2000])


def test_every_failure_of_the_network_has_its_sentence_and_its_row(
    make_app: MakeApp, tmp_path: Path
) -> None:
    with Upstream() as dead, Upstream() as slow, Upstream() as odd, Upstream() as cut:
        dead.respond(hang_up)
        slow.respond(silence)
        odd.respond(not_http)
        cut.respond(cut_body)
        _, context = certificate(tmp_path)
        with Upstream(tls=context) as unknown, full_server() as full:
            urls: dict[str, str] = {
                "unknown_host": "http://nowhere.invalid",
                "refused": url_of_nobody(),
                "tls": unknown.url,
                "connect_timeout": f"http://127.0.0.1:{full}",
                "read_timeout": slow.url,
                "reset": dead.url,
                "cut": cut.url,
                "garbage": odd.url,
                "not_sent": "http://*nowhere",
            }
            app = console_with(make_app, tmp_path, urls, connect_timeout="0.3", read_timeout="0.4")
            client = app.test_client()
            kinds: list[tuple[str, FailureKind, int | None]] = [
                ("unknown_host", "unknown_host", None),
                ("refused", "refused", None),
                ("tls", "tls", None),
                ("connect_timeout", "connect_timeout", None),
                ("read_timeout", "read_timeout", None),
                ("reset", "reset", None),
                ("cut", "ended_early", 200),
                ("garbage", "garbage", None),
                ("not_sent", "not_sent", None),
            ]
            for region, kind, status in kinds:
                assert_failed(client, region, kind, status)
    counted = client.get("/metrics").get_data(as_text=True)
    for region in urls:
        assert f'testme_calls_total{{region="{region}",outcome="failed"}} 1' in counted


def test_a_call_that_is_cancelled(console: Flask, client: FlaskClient, upstream: Upstream) -> None:
    upstream.respond(silence)
    client.get("/")  # which gives it its workspace
    token = csrf_token(client)
    cookie = client.get_cookie("testme")
    assert cookie
    answers: list[TestResponse] = []

    def ask() -> None:
        asking = console.test_client()
        asking.set_cookie("testme", cookie.value)
        data = {"region": "own", "service": "system", "action": "ping", "ticket": "t1"}
        headers = {"X-CSRFToken": token, "Accept": "application/json"}
        answers.append(asking.post("/send", data={**data, "format": "2"}, headers=headers))

    asking = threading.Thread(target=ask)
    asking.start()
    assert upstream.received.wait(20)
    stranger = console.test_client()
    assert post(stranger, "/send/cancel", {"ticket": "t1"}).get_json() == {"cancelled": False}
    assert post(client, "/send/cancel", {"ticket": "t2"}).get_json() == {"cancelled": False}
    assert post(client, "/send/cancel", {"ticket": "t1"}).get_json() == {"cancelled": True}
    asking.join(20)
    told = answer(answers[0])
    assert told["outcome"]["kind"] == "cancelled"
    assert told["outcome"]["message"].startswith("The call was cancelled.")
    look_everywhere(client, told["id"])
    assert post(client, "/send/cancel", {"ticket": "t1"}).get_json() == {"cancelled": False}


def test_a_bomb_is_cut_at_the_cap(make_app: MakeApp, upstream: Upstream, tmp_path: Path) -> None:
    client = console_with(
        make_app, tmp_path, {"own": upstream.url}, max_answer_mb="1"
    ).test_client()
    bomb = gzip.compress(b"<a>" * 10_000_000, compresslevel=1)
    assert len(bomb) < 1_000_000
    upstream.respond(http(bomb, "Content-Encoding: gzip", "Content-Type: text/xml"))
    told = call(client)
    assert (told["outcome"]["kind"], told["outcome"]["code"]) == ("failed", "too_large")
    assert "TESTME_MAX_ANSWER_MB" in told["outcome"]["message"]
    assert told["size"] == 1024 * 1024


def test_no_redirect_is_followed(client: FlaskClient, upstream: Upstream) -> None:
    for status, place in (
        ("301 Moved Permanently", upstream.url + "/elsewhere"),
        ("302 Found", "javascript:alert(1)"),
        ("307 Temporary Redirect", XSS),
        ("308 Permanent Redirect", "//evil.example/"),
    ):
        before = len(upstream.requests)
        upstream.respond(http(b"", f"Location: {place}", status=status))
        told = call(client)
        assert told["outcome"]["kind"] == "redirect"
        assert told["outcome"]["message"] == (
            f"The endpoint points to {place}; nothing was followed."
        )
        assert len(upstream.requests) == before + 1
        assert place in without_script(client).answer


def test_the_place_of_a_redirect_is_named_wherever_a_sentence_speaks_of_it(
    client: FlaskClient, upstream: Upstream
) -> None:
    upstream.respond(http(b"", "Location: /elsewhere", status="302 Found"))
    page = without_script(client)
    assert "points to /elsewhere" in page.answer
    assert "leads to ;" not in page.answer


def test_every_status_is_told_for_what_it_is(client: FlaskClient, upstream: Upstream) -> None:
    for status, kind in (
        ("204 No Content", "ok"),
        ("299 Odd", "ok"),
        ("304 Not Modified", "http_error"),
        ("400 Bad Request", "http_error"),
        ("404 Not Found", "http_error"),
        ("413 Too Large", "http_error"),
        ("500 Internal Server Error", "http_error"),
        (f"503 {XSS}", "http_error"),
        ("599 Odd", "http_error"),
        ("999 Odd", "http_error"),
    ):
        number = int(status[:3])
        body = b"" if number in {204, 304} else GOOD
        upstream.respond(http(body, status=status, length=number not in {204, 304}))
        told = call(client)
        assert (told["outcome"]["kind"], told["status"]) == (kind, number)
        if kind == "http_error":
            assert told["outcome"]["code"] == str(number)
            assert told["outcome"]["message"].startswith(f"The endpoint answered {number}")
