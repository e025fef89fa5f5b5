"""Whatever an endpoint says: an answer of ours, a sentence, and no markup of its own on a page."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pages.browse import answer, send
from tests.pages.harmless import Page
from tests.pages.hostile import GOOD, XSS, call, look_at_lists, without_script
from tests.upstream import (
    Upstream,
    http,
)


@pytest.fixture
def client(console: Flask) -> Iterator[FlaskClient]:
    """Of the console whose region `own` is the upstream."""
    client = console.test_client()
    yield client
    look_at_lists(client)


def test_the_reading_of_pages_finds_what_is_not_ours() -> None:
    assert Page("<p>a<br>&lt;b</p>").answer == "a<b"
    whole = '<!doctype html><html><i>a</i><div id="answer"><b>b</b></div><i>c</i></html>'
    assert Page(whole).answer == "b"
    for foreign in (
        "<script>alert(1)</script>",
        '<script src="/assets/x.js"></script>',
        "<img src=/x>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="//evil.example">x</a>',
        "<p onclick=x>x</p>",
        "<p style=color:red>x</p>",
        "</p>",
        "<p>",
        "<!-- x -->",
        "<svg></svg>",
    ):
        with pytest.raises(AssertionError):
            Page(foreign)
    with pytest.raises(AssertionError):
        Page("<!doctype html><html></html>")


def test_a_page_in_the_place_of_an_answer_is_said_to_be_one(
    client: FlaskClient, upstream: Upstream
) -> None:
    page = f"<!DOCTYPE html><html><body onload='alert(1)'>{XSS}</body></html>"
    upstream.respond(http(page.encode(), "Content-Type: text/html"))
    for format, name in (("1", "JSON"), ("2", "XML"), ("3", "serialized PHP"), ("9", "JSONP")):
        outcome = call(client, format)["outcome"]
        assert outcome["kind"] == "unreadable"
        assert outcome["message"].startswith(
            f"{name} was asked for, but the answer is a page of HTML. Check that the region's"
        )
        assert XSS in without_script(client, format).answer


def in_xml(code: str, message: str, name: str, value: str) -> bytes:
    def cdata(text: str) -> str:
        return f"<![CDATA[{text}]]>"

    return (
        f"<xml><result><error><code>{cdata(code)}</code><message>{cdata(message)}</message>"
        "<objectType>KalturaAPIException</objectType><args><item>"
        f"<name>{cdata(name)}</name><value>{cdata(value)}</value></item></args></error></result></xml>"
    ).encode()


def in_json(code: object, message: object, args: object) -> bytes:
    error = {"code": code, "message": message, "objectType": "KalturaAPIException", "args": args}
    return json.dumps(error).encode()


def test_script_in_every_place_stays_text(client: FlaskClient, upstream: Upstream) -> None:
    headers = [
        f"{name}: {XSS}"
        for name in ("X-Kaltura-Session", "X-Me", "X-Kaltura", "Content-Type", "X-Script", "Link")
    ]
    for format, body in (
        ("1", in_json(XSS, XSS, {XSS: XSS})),
        ("2", in_xml(XSS, XSS, XSS, XSS)),
    ):
        upstream.respond(http(body, *headers))
        told = call(client, format)
        assert told["outcome"]["kind"] == "api_error"
        assert told["outcome"]["code"] == told["outcome"]["message"] == XSS
        assert told["outcome"]["args"] == {XSS: XSS}
        page = without_script(client, format)
        # Badge, code, message, argument's name and value, two headers above, all headers below.
        assert page.answer.count(XSS) >= 10
        rows = client.get("/history").get_data(as_text=True)
        assert "<script>alert" not in rows


def test_odd_errors_are_told_all_the_same(client: FlaskClient, upstream: Upstream) -> None:
    for code, message, args in (
        (5, None, []),
        (None, ["a"], {"A": None, "B": [1, {"c": 2}], "C": 1.5, "": ""}),
        ({"x": 1}, {"y": 2}, "text"),
        ("X" * 30_000, "m" * 30_000, {"a" * 1000: "v" * 1000}),
        ("\x00\x01\x1b[31m\x7f", "\u202edesrever\u2066", {"\u200b": "\ufeff\u2028"}),
        ("", "", {}),
    ):
        upstream.respond(http(in_json(code, message, args)))
        assert call(client, "1")["outcome"]["kind"] == "api_error"
        without_script(client, "1")


HOSTILE: dict[str, tuple[str, bytes]] = {
    "invalid UTF-8 in XML": ("2", b"<xml><result>\xff\xfe\xc3</result></xml>"),
    "invalid UTF-8 in JSON": ("1", b'{"a": "\xff\xfe\xc3"}'),
    "UTF-16": ("2", "<xml><result>1</result></xml>".encode("utf-16")),
    "control characters": ("1", bytes(range(256))),
    "bidi": ("1", json.dumps("\u202eevil\u2066 \u200f", ensure_ascii=False).encode()),
    "bidi, escaped": ("1", json.dumps("\u202eevil\u2066").encode()),
    "half a pair": ("1", rb'{"a": "\ud800", "\udfff": 1}'),
    "deep JSON": ("1", b"[" * 100_000),
    "deep sound JSON": ("1", b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "deep XML": ("2", b"<a>" * 100_000),
    "deep sound XML": ("2", b"<xml>" + b"<result>" * 20_000 + b"</result>" * 20_000 + b"</xml>"),
    "deep PHP": ("3", b"a:1:{i:0;" * 20_000),
    "a long PHP text": ("3", b's:999999999:"a";'),
    "entities": (
        "2",
        b'<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
        + b"]><xml><result>&j;</result></xml>",
    ),
    "an external entity": (
        "2",
        b'<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/hostname">]><xml><result>&a;</result></xml>',
    ),
    "a stylesheet": ("2", b'<?xml-stylesheet href="javascript:alert(1)"?><xml><result/></xml>'),
    "SVG": ("2", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "a comment that does not end": ("2", b"<!--" * 30_000),
    "a huge number": ("1", b"[" + b"9" * 50_000 + b"]"),
    "not a number": ("1", b"[NaN, Infinity, -Infinity]"),
    "many lines": ("2", b"\n" * 100_000),
    "many empty elements": ("2", b"<xml><result>" + b"<a/>" * 20_000 + b"</result></xml>"),
    "5 MB of JSON in one line": ("1", b'"' + b"a" * 5_000_000 + b'"'),
    "XML in one line": ("2", b"<xml><result>" + b"<a>1</a>" * 30_000 + b"</result></xml>"),
    "1 MB of text in one line": ("1", b"a" * 1_000_000),
    "NUL": ("1", b"\x00" * 1000),
    "a picture": ("2", b"\x89PNG\r\n\x1a\n" + XSS.encode()),
    "JSONP that is script": ("9", b"callback(alert(1));</script><script>alert(1)</script>"),
}


def test_no_body_does_any_harm(client: FlaskClient, upstream: Upstream) -> None:
    for name, (format, body) in HOSTILE.items():
        upstream.respond(http(body, "Content-Type: text/xml; charset=utf-8"))
        told = call(client, format)
        assert (told["status"], told["size"]) == (200, len(body)), name
        if told["outcome"]["kind"] != "ok":
            assert told["outcome"]["kind"] == "unreadable", name
            assert told["outcome"]["message"].endswith("."), name


def test_the_content_type_decides_nothing(client: FlaskClient, upstream: Upstream) -> None:
    body = f"<xml><result>{XSS.replace('<', '&lt;')}</result></xml>".encode()
    for told in (
        [],
        ["Content-Type:"],
        ["Content-Type: text/html"],
        ["Content-Type: image/svg+xml"],
        ["Content-Type: image/png"],
        ["Content-Type: a/b; charset=nonsense"],
        ["Content-Type: \x80\xff"],
        ["Content-Type: ;", "Content-Type: text/html"],
    ):
        upstream.respond(http(body, *told))
        assert call(client)["outcome"]["kind"] == "ok"
        page = without_script(client)
        assert "<xml>" in page.answer
        assert "onerror=alert(2)" in page.answer


def test_headers_out_of_all_bounds(client: FlaskClient, upstream: Upstream) -> None:
    for headers, kind in (
        ([f"X-{n}: {XSS}" for n in range(90)], "ok"),
        ([f"X-{n}: a" for n in range(200)], "ok"),
        ([f"X-<script>: {XSS}"], "failed"),
        (["X-Long: " + "a" * 60_000], "ok"),
        (["X-Long: " + "a" * 70_000], "ok"),
        (["X-Long: " + "a" * 400_000], "failed"),
        (["X-Twice: a", "X-Twice: b", "X-Folded: a", " b"], "ok"),
        (["Content-Encoding: gzip"], "ok"),
        (["Content-Encoding: nonsense"], "ok"),
        (["Transfer-Encoding: chunked"], "failed"),
    ):
        upstream.respond(http(GOOD, *headers))
        assert call(client)["outcome"]["kind"] == kind, headers[0][:40]


def test_a_hostile_session_is_shown_as_text(client: FlaskClient, upstream: Upstream) -> None:
    for body in (
        {"objectType": "KalturaSessionInfo", "ks": XSS.replace(" ", "_"), "userId": XSS},
        {"objectType": "KalturaSessionInfo", "ks": "x" * 4096, "sessionType": 9, "expiry": 10**17},
        {"objectType": "KalturaSessionInfo", "ks": "djJ8", "partnerId": -1, "privileges": XSS},
        {"objectType": "KalturaSessionInfo", "ks": {"a": 1}, "userId": ["x"]},
    ):
        upstream.respond(http(json.dumps(body).encode()))
        fields = {"p_id": "1", "p_tokenHash": "x", "region": "own"}
        told = answer(send(client, "apptoken", "startSession", **fields))
        assert told["outcome"]["kind"] == "ok"
        for path in ("/sessions", "/?region=own", "/history"):
            shown = client.get(path)
            assert shown.status_code == 200
            assert "<script>alert" not in shown.get_data(as_text=True)


def test_half_a_character_pair_in_an_error_breaks_no_page(
    client: FlaskClient, upstream: Upstream
) -> None:
    upstream.respond(http(in_json("\ud800", "\udfff", {"\ud800": "\ud800"})))
    assert call(client, "1")["outcome"]["kind"] == "api_error"
    without_script(client, "1")


def test_half_a_character_pair_in_a_session_breaks_no_page(
    client: FlaskClient, upstream: Upstream
) -> None:
    body = {"objectType": "KalturaSessionInfo", "ks": "x" * 40, "userId": "\ud800"}
    upstream.respond(http(json.dumps(body).encode()))
    fields = {"p_id": "1", "p_tokenHash": "x", "region": "own"}
    assert send(client, "apptoken", "startSession", **fields).status_code == 200
    for path in ("/sessions", "/?region=own"):
        assert client.get(path).status_code == 200


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    body=st.binary(max_size=200)
    | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.sampled_from([GOOD, in_xml("A", "b", "c", "d"), in_json("A", "b", {"c": "d"})]),
    format=st.sampled_from("1239"),
    status=st.sampled_from(["200 OK", "500 Oops", "302 Found", "204 None"]),
    header=st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=30),
)
def test_no_bytes_break_a_page(
    console: Flask, upstream: Upstream, body: bytes, format: str, status: str, header: str
) -> None:
    client = console.test_client()
    head = f"X-Me: {header}\r\nLocation: {header}".encode("latin-1")
    told = http(body, "MARK", status=status).replace(b"MARK", head, 1)
    upstream.respond(told)
    shown = answer(send(client, "system", "ping", region="own", format=format))
    page = client.get(f"/history/{shown['id']}")
    assert page.status_code == 200
    Page(page.get_data(as_text=True))
