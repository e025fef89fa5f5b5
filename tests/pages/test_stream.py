"""An answer that reaches the page while it still comes in, masked on the way."""

import io
import json
import socket
import threading
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from app.assembly import EXTENSION
from app.desk.parts import Parts
from app.pages.answer.stream import MEDIA_TYPE
from tests.conftest import MakeApp
from tests.pages.browse import answer, csrf_token, frames_of, post, stream, workspace_of
from tests.pages.own_servers import console_with
from tests.upstream import Received, Upstream, http

PING = {"region": "own", "service": "system", "action": "ping", "format": "2"}
LIST = b"<xml><result><item><id>1</id></item></result></xml>"


@pytest.fixture
def client(console: Flask) -> FlaskClient:
    return console.test_client()


def test_head_body_and_end(client: FlaskClient, upstream: Upstream) -> None:
    upstream.respond(http(LIST, "Content-Type: text/xml; charset=utf-8"))
    told = stream(client, PING)
    assert told.head == {
        "status": 200,
        "mediaType": "text/xml",
        "language": "xml",
        "kind": None,
        "region": "own",
        "service": "system",
        "action": "ping",
    }
    assert told.body == LIST
    assert told.end["outcome"]["kind"] == "ok"
    assert told.end["size"] == len(LIST)
    assert f'data-record="{told.end["id"]}"' in told.html
    assert 'data-language="xml"' in told.html
    # The page has the body already.
    assert "noscript" not in told.html
    assert client.get(f"/history/{told.end['id']}/body").data == LIST


@pytest.mark.parametrize("body", [b"", b" ", b"1", b'"text"', b"plain", b"\x00\x01"])
def test_short_bodies(client: FlaskClient, upstream: Upstream, body: bytes) -> None:
    upstream.respond(http(body))
    assert stream(client, PING).body == body


def test_the_mark_of_a_charset_alone_is_a_text_of_nothing(
    client: FlaskClient, upstream: Upstream
) -> None:
    upstream.respond(http(b"\xff\xfe"))
    assert stream(client, PING).body == b""


def test_an_answer_to_a_form_with_something_wrong_is_no_stream(client: FlaskClient) -> None:
    headers = {"X-CSRFToken": csrf_token(client), "Accept": f"{MEDIA_TYPE}, application/json;q=0.9"}
    wrong = {**PING, "partnerId": "many"}
    response = client.post("/send", data=wrong, headers=headers)
    assert response.status_code == 422
    assert response.get_json()["problems"][0]["field"] == "partnerId"


def test_the_first_bytes_are_there_before_the_last_have_been_sent(
    client: FlaskClient, upstream: Upstream
) -> None:
    seen = threading.Event()
    beginning = b"<xml><result>" + b"<item>1</item>" * 100_000

    def slowly(received: Received, connection: socket.socket) -> None:
        connection.sendall(http(beginning, length=False))
        assert seen.wait(10)
        connection.sendall(b"</result></xml>")

    upstream.respond(slowly)
    headers = {"X-CSRFToken": csrf_token(client), "Accept": MEDIA_TYPE}
    response = client.post("/send", data=PING, headers=headers, buffered=False)
    pieces = response.iter_encoded()
    first = b""
    while b"<item>1</item>" not in first:
        first += next(pieces)
    seen.set()
    whole = first + b"".join(pieces)
    body = b"".join(payload for kind, payload in frames_of(whole) if kind == "b")
    assert body == beginning + b"</result></xml>"


def test_a_page_that_is_left_ends_the_call_and_history_knows(
    client: FlaskClient, upstream: Upstream
) -> None:
    gone = threading.Event()

    def endless(received: Received, connection: socket.socket) -> None:
        try:
            connection.sendall(http(length=False))
            while True:
                connection.sendall(b"x" * 65536)
        except OSError:
            gone.set()

    upstream.respond(endless)
    headers = {"X-CSRFToken": csrf_token(client), "Accept": MEDIA_TYPE}
    response = client.post("/send", data=PING, headers=headers, buffered=False)
    pieces = response.iter_encoded()
    for _ in range(20):
        next(pieces)
    response.close()
    assert gone.wait(10)
    listed = client.get("/history?outcome=cancelled").get_data(as_text=True)
    assert "system.ping" in listed


def test_what_came_beyond_the_limit_of_history_is_passed_on_all_the_same(
    make_app: MakeApp, upstream: Upstream, tmp_path: Path
) -> None:
    body = b"[" + b"1234567," * 400_000 + b"1]"
    upstream.respond(http(body))
    app = console_with(make_app, tmp_path, {"own": upstream.url}, history_answer_kb="100")
    client = app.test_client()
    told = stream(client, {**PING, "format": "1"})
    assert told.body == body
    assert told.end["size"] == len(body)
    assert "History keeps the first" in told.html
    assert client.get(f"/history/{told.end['id']}/body").data == body[: 100 * 1024]
    # A program gets it as one text.
    sent = answer(post(client, "/send", {**PING, "format": "1"}))
    assert (sent["body"], sent["cut"]) == (body.decode(), False)


def test_an_answer_that_is_too_long_is_cut_and_says_so(
    make_app: MakeApp, upstream: Upstream, tmp_path: Path
) -> None:
    upstream.respond(http(b"<" + b"x" * 2_000_000))
    app = console_with(make_app, tmp_path, {"own": upstream.url}, max_answer_mb="1")
    told = stream(app.test_client(), PING)
    assert told.end["outcome"]["code"] == "too_large"
    assert len(told.body) == 1024 * 1024


def test_the_article_offers_to_reveal_what_the_stream_has_masked(
    client: FlaskClient, upstream: Upstream
) -> None:
    said = http(b"<xml><result><ks>djJ8MTAyfA0123456789</ks></result></xml>")
    for response, masked in ((said, True), (http(LIST), False), (http(b"\x00djJ8MTAyfA"), False)):
        upstream.respond(response)
        told = stream(client, PING)
        assert ("••••".encode() in told.body, 'data-masked="1"' in told.html) == (masked, masked)


def test_what_history_does_not_keep_cannot_be_revealed(
    make_app: MakeApp, upstream: Upstream, tmp_path: Path
) -> None:
    app = console_with(make_app, tmp_path, {"own": upstream.url}, history_answer_kb="100")
    client = app.test_client()
    told = b"<item><ks>djJ8MTAyfA0123456789</ks></item>"
    filling = b"<item>1</item>" * 200_000
    for first, last in ((b"", told), (told, b"")):
        body = b"<xml><result>%s%s%s</result></xml>" % (first, filling, last)
        upstream.respond(http(body))
        answered = stream(client, PING)
        assert "••••".encode() in answered.body
        assert ('data-masked="1"' in answered.html) == bool(first)


def test_a_file_of_the_form_is_there_until_it_is_sent(
    client: FlaskClient, upstream: Upstream
) -> None:
    upstream.respond(http(LIST))
    upload = {"region": "own", "service": "uploadtoken", "action": "upload", "format": "2"}
    file = (io.BytesIO(b"content " * 40_000), "a.bin")
    told = stream(client, {**upload, "param:uploadTokenId": "1_a", "param:fileData": file})
    assert told.end["outcome"]["kind"] == "ok"
    assert upstream.requests[-1].body.count(b"content ") == 40_000


def test_a_file_comes_as_it_is(client: FlaskClient, upstream: Upstream) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 1000 + b'"secret":"not a secret here"'
    upstream.respond(http(picture, "Content-Type: image/png"))
    told = stream(client, PING)
    assert told.head["language"] == "binary"
    assert told.head["kind"] == {
        "name": "a PNG picture",
        "mediaType": "image/png",
        "extension": "png",
    }
    assert told.body == picture
    for page in (told.html, client.get(f"/history/{told.end['id']}").get_data(as_text=True)):
        [body] = html.fromstring(page).iter("answer-body")
        assert json.loads(body.get("data-kind", "")) == told.head["kind"]


def test_what_goes_wrong_in_the_console_itself_is_said_at_the_end(
    console: Flask, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("something of ours")

    monkeypatch.setattr("app.desk.exchange.judge", broken)
    upstream.respond(http(LIST))
    client = console.test_client()
    headers = {"X-CSRFToken": csrf_token(client), "Accept": MEDIA_TYPE}
    frames = list(frames_of(client.post("/send", data=PING, headers=headers).get_data()))
    assert "".join(kind for kind, _ in frames) in {"nhbx", "nhbbx"}
    [row] = console.extensions[EXTENSION].history.list(workspace_of(client)).rows
    assert json.loads(frames[0][1]) == {"record": row.id}
    error = json.loads(frames[-1][1])["error"]
    assert error["message"].startswith("Something went wrong in the console itself")
    # It was sent all the same, and nobody will complete it.
    parts = console.extensions[EXTENSION]
    assert isinstance(parts, Parts)
    parts.history.close()
    [row] = parts.history.list(workspace_of(client)).rows
    assert row.outcome == "interrupted"
