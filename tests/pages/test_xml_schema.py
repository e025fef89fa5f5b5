"""The tab XML Schema: fetched, kept, shown, given away; and what a hostile region can do to it."""

import logging
import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.desk.parts import Parts
from app.sandbox.services import schema as sandbox_schema
from tests.pages.browse import csrf_token
from tests.pages.test_api_docs import html, words
from tests.schema.zoo import zoo
from tests.upstream import Upstream, http

TYPE = "bulkUploadXml.bulkUploadXML"
OPEN = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
SMALL = f'{OPEN}<xs:element name="small" type="xs:string"/></xs:schema>'.encode()


@pytest.fixture
def browser(console: Flask) -> FlaskClient:
    return console.test_client()


def fetch(browser: FlaskClient, status: int = 303, **fields: str) -> str:
    sent = {"region": "own", "type": TYPE, "csrf_token": csrf_token(browser), **fields}
    response = browser.post("/xml-schema/fetch", data=sent)
    assert response.status_code == status, response.get_data(as_text=True)[-800:]
    return words(response.get_data(as_text=True))


def test_the_sandboxs_is_there_at_once(client: FlaskClient) -> None:
    found = html(client, "/xml-schema?region=sandbox")
    text = words(found)
    assert re.search(r'<a href="/xml-schema" aria-current="page">XML Schema</a>', found)
    assert "A document starts with mrss ." in text
    assert "action T_action optional default add" in text
    assert '<section class="xsd-declared" id="type-T_item">' in found
    assert '<a href="#type-T_action">T_action</a>' in found
    assert '<a class="docs-type" href="/api-docs/enum/KalturaMediaType">' in found
    assert "Used by T_item , T_tags" in text
    assert "Any of these may stand in its place: customData" in text
    assert "Fetch" not in text


def test_every_link_of_the_tree_leads_somewhere(client: FlaskClient) -> None:
    found = html(client, "/xml-schema?region=sandbox")
    places = set(re.findall(r'<a[^>]* href="#([^"]+)"', found)) - {"main"}
    assert places <= set(re.findall(r'id="([^"]+)"', found))
    assert len(places) == 18


def test_source_and_download(client: FlaskClient) -> None:
    file = Path(sandbox_schema.__file__).with_name("bulk_upload.xsd").read_bytes()
    found = html(client, "/xml-schema?region=sandbox&view=source")
    source = re.search(
        r'<pre translate="no" class="code docs-code xsd-source".*?</pre>', found, re.DOTALL
    )
    assert source
    assert source[0].count('<span class="line">') == file.count(b"\n") + 1
    assert '<span class="nt">&lt;xs:element</span>' in source[0]
    given = client.get("/xml-schema/download?region=sandbox")
    assert given.data == file
    assert given.headers["Content-Disposition"] == f"attachment; filename={TYPE}.xsd"
    assert given.mimetype == "application/xml"


def test_what_the_sandbox_has_not(client: FlaskClient) -> None:
    page = html(client, "/xml-schema?region=sandbox&type=syndication")
    text = words(page)
    assert "Sandbox (built in) gave no XML schema: Object not found" in text
    assert "Syndication (MRSS)" in text
    assert "A document starts with" not in text
    assert "xsd-source" not in page
    assert "xsd-declared" not in page
    gone = client.get("/xml-schema/download?region=sandbox&type=syndication")
    assert gone.status_code == 404
    assert b"xs:schema" not in gone.data


def test_an_unknown_type_names_those_there_are(client: FlaskClient) -> None:
    found = words(html(client, "/xml-schema?region=sandbox&type=nothing", 404))
    assert "There is no XML schema type" in found
    assert "cuePoint.serveAPI" in found


def test_fetched_once_and_kept(browser: FlaskClient, upstream: Upstream) -> None:
    upstream.respond(http(SMALL, "Content-Type: text/plain"))
    before = words(html(browser, "/xml-schema?region=own"))
    assert "was not fetched from Server own yet" in before
    assert upstream.requests == []
    fetch(browser)
    (request,) = upstream.requests
    assert request.path == "/api_v3/service/schema/action/serve"
    assert dict(request.form) == {"type": TYPE, "format": "2"}
    for _ in range(2):
        after = words(html(browser, f"/xml-schema?region=own&type={TYPE}"))
        assert "A document starts with small ." in after
    assert "Fetch again" in after
    assert len(upstream.requests) == 1
    assert "was not fetched" in words(html(browser, "/xml-schema?region=gone"))
    assert browser.get("/xml-schema/download?region=own").data == SMALL


def test_no_ks_goes_out(browser: FlaskClient, console: Flask, upstream: Upstream) -> None:
    upstream.respond(http(b"<xml><result>secret-ks</result></xml>"))
    sent = {"region": "own", "param:secret": "s", "param:partnerId": "1", "format": "2"}
    sent["csrf_token"] = csrf_token(browser)
    browser.post("/send", data={**sent, "service": "session", "action": "start"})
    upstream.respond(http(SMALL))
    fetch(browser)
    assert b"secret-ks" not in upstream.requests[-1].body


def test_a_fetch_needs_the_token(browser: FlaskClient, upstream: Upstream) -> None:
    fetch(browser, 400, csrf_token="")
    assert upstream.requests == []


@pytest.mark.parametrize(
    ("answer", "status", "sentence"),
    [
        (
            http(b"", "Location: https://evil.example/<b>", status="302 Found"),
            502,
            "points to https://evil.example/<b>; nothing was followed",
        ),
        (http(b"no", status="500 Oh"), 502, "gave no XML schema:"),
        (
            http(
                b"<xml><result><error><code>SERVICE_FORBIDDEN</code><message>Not you</message>"
                b"<objectType>KalturaAPIException</objectType>"
                b"</error></result></xml>"
            ),
            502,
            "gave no XML schema: Not you",
        ),
        (http(b"<html>hello</html>"), 400, "no XML schema: it starts with html"),
        (http(b'<!DOCTYPE x [<!ENTITY a "b">]>' + SMALL), 400, "DOCTYPE"),
        (http(b"x" * 3_000_000), 400, "more than 2 MB"),
    ],
)
def test_what_is_not_kept(
    browser: FlaskClient, upstream: Upstream, answer: bytes, status: int, sentence: str
) -> None:
    upstream.respond(http(SMALL))
    fetch(browser)
    upstream.respond(answer)
    found = fetch(browser, status)
    assert sentence in found
    assert "A document starts with small ." in found
    assert browser.get("/xml-schema/download?region=own").data == SMALL


def test_where_nobody_answers(browser: FlaskClient) -> None:
    assert "gave no XML schema" in fetch(browser, 502, region="gone")


def test_programs_get_json(browser: FlaskClient) -> None:
    sent = {"region": "gone", "type": TYPE, "csrf_token": csrf_token(browser)}
    accept = {"Accept": "application/json"}
    response = browser.post("/xml-schema/fetch", data=sent, headers=accept)
    assert response.get_json()["error"]["code"] == "UPSTREAM_FAILED"


def test_whatever_a_schema_says_is_text(browser: FlaskClient, upstream: Upstream) -> None:
    nasty = "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
    upstream.respond(
        http(
            f'{OPEN}<xs:include schemaLocation="javascript:{nasty}"/>'
            f'<xs:element name="{nasty}" type="{nasty}" default="{nasty}">'
            f"<xs:annotation><xs:documentation>{nasty}</xs:documentation></xs:annotation>"
            f'</xs:element><xs:simpleType name="{nasty}"><xs:restriction base="xs:string">'
            f'<xs:enumeration value="{nasty}"/></xs:restriction></xs:simpleType>'
            "</xs:schema>".encode()
        )
    )
    fetch(browser)
    for view in ("tree", "source"):
        found = html(browser, f"/xml-schema?region=own&view={view}")
        assert "<script>alert" not in found
        assert "alert(1)" in unescape(found)
        assert 'href="javascript' not in found


def test_a_huge_one_is_cut_and_said_so(browser: FlaskClient, upstream: Upstream) -> None:
    many = '<xs:element name="e"/>' * 15_000
    upstream.respond(http(f"{OPEN}{many}</xs:schema>".encode()))
    fetch(browser)
    assert "larger or deeper than this page shows" in words(html(browser, "/xml-schema?region=own"))
    source = html(browser, "/xml-schema?region=own&view=source")
    assert "This is the beginning" in source
    assert len(source) < 1_500_000


def test_a_damaged_copy_can_be_fetched_again(
    browser: FlaskClient, console: Flask, upstream: Upstream, caplog: pytest.LogCaptureFixture
) -> None:
    upstream.respond(http(SMALL))
    fetch(browser)
    parts = console.extensions["testme"]
    assert isinstance(parts, Parts)
    (file,) = (parts.settings.data_dir / "xml-schemas").iterdir()
    file.write_bytes(b"{}")
    with caplog.at_level(logging.WARNING):
        assert "was not fetched" in words(html(browser, "/xml-schema?region=own"))
    fetch(browser)
    assert "small" in html(browser, "/xml-schema?region=own")


def test_a_schema_that_names_no_types(client: FlaskClient, parts: Parts) -> None:
    kept = parts.schemas.add(zoo(), "the zoo")
    parts.schemas.assign("eu", kept.id)
    text = words(html(client, "/xml-schema?region=eu"))
    assert "has no KalturaSchemaType, so it is not known what to ask for" in text
    sent = {"region": "eu", "type": "", "csrf_token": csrf_token(client)}
    assert client.post("/xml-schema/fetch", data=sent).status_code == 404
