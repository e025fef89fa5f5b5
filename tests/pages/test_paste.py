"""Pasted in and copied out over HTTP: nothing is lost, nothing secret gets into a link."""

import json
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.sandbox.account import DEMO
from tests.pages.browse import post

CURL = (
    "curl -s 'https://www.kaltura.com/api_v3/service/media/action/list' "
    "-d 'filter[objectType]=KalturaMediaEntryFilter' -d 'filter[statusIn]=2,7' "
    "--data-urlencode 'filter[nameLike]=it'\\''s' -d noSuch=1 -d format=1"
)


@pytest.fixture
def client(shared: Flask) -> FlaskClient:
    return shared.test_client()


def paste(client: FlaskClient, text: str, **more: str) -> Any:
    return post(client, "/paste", {"region": "sandbox", "text": text, **more}).get_json()


def test_a_curl_command_fills_the_form_in_and_tells_what_it_could_not_place(
    client: FlaskClient,
) -> None:
    filled = paste(client, CURL)
    html = unescape(filled["html"])
    assert filled["region"] == "us"
    assert filled["title"] == "media.list"
    assert 'name="param:filter:statusIn"' in html
    assert "it's</textarea>" in html
    assert [note for note in filled["notes"] if note.startswith("noSuch ")]


def test_a_page_without_javascript_takes_it_too(client: FlaskClient) -> None:
    data = {"region": "sandbox", "text": CURL}
    page = unescape(post(client, "/paste", data, json=False).get_data(as_text=True))
    assert "it's</textarea>" in page
    assert "noSuch " in page


def test_of_a_har_file_one_request_is_chosen(client: FlaskClient) -> None:
    def one(action: str) -> dict[str, Any]:
        return {
            "startedDateTime": "2026-01-01T00:00:00Z",
            "request": {
                "method": "POST",
                "url": f"https://api.eu.kaltura.com/api_v3/service/user/action/{action}",
                "headers": [],
                "queryString": [],
                "postData": {
                    "mimeType": "application/json",
                    "text": json.dumps({"userId": "alice", "format": 1}),
                },
            },
            "response": {"status": 200},
        }

    har = json.dumps({"log": {"version": "1.2", "entries": [one("get"), one("delete")]}})
    entries = paste(client, har)["entries"]
    assert [entry["index"] for entry in entries] == [0, 1]
    filled = paste(client, har, entry="1")
    assert (filled["region"], filled["title"]) == ("eu", "user.delete")
    assert "alice" in filled["html"]


def test_what_is_no_request_gets_a_sentence(client: FlaskClient) -> None:
    for text in ("", "hello", "curl", "{", "https://www.kaltura.com/"):
        response = post(client, "/paste", {"region": "sandbox", "text": text})
        assert response.status_code == 400, text
        assert response.get_json()["error"]["message"].endswith(".")


def test_a_multirequest_is_pasted_as_one(client: FlaskClient) -> None:
    body = (
        "1:service=session&1:action=start&1:secret=x&1:partnerId=1"
        "&2:service=media&2:action=list&2:ks={1:result}"
    )
    filled = paste(client, f"curl https://www.kaltura.com/api_v3/service/multirequest -d '{body}'")
    assert filled["title"] == "multirequest (2)"
    assert "{1:result}" in filled["html"]


FORM = {
    "region": "sandbox",
    "service": "session",
    "action": "start",
    "format": "1",
    "param:secret": DEMO.admin_secret,
    "param:partnerId": "1000001",
    "param:userId": "it's $HOME",
}


def test_copies_keep_secrets_out_unless_asked(client: FlaskClient) -> None:
    for kind in ("bash", "cmd", "powershell"):
        hidden = post(client, "/copy", {**FORM, "as": kind}).get_json()["text"]
        assert DEMO.admin_secret not in hidden
        assert "KALTURA_SECRET" in hidden
        clear = post(client, "/copy", {**FORM, "as": kind, "codeLiteral": "1"}).get_json()["text"]
        assert DEMO.admin_secret in clear


def test_a_link_leaves_secrets_out_and_fills_the_rest_in(client: FlaskClient) -> None:
    link = post(client, "/copy", {**FORM, "as": "link"}).get_json()
    assert link["leftOut"] == ["secret"]
    page = unescape(client.get(link["text"]).get_data(as_text=True))
    assert 'value="it\'s $HOME"' in page
    assert 'value="1000001"' in page
