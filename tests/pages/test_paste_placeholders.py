"""What a pasted text leaves open: the kept KS, the account's secret, and fields to be filled in."""

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.call.secrets.masking import MASK
from app.sandbox.account import DEMO
from tests.pages.browse import answer, post, send

GET = (
    'curl "$SERVICE_URL/service/baseEntry/action/get" -d "ks=$KS" -d "entryId=$ENTRY_ID" '
    '-d "version=$VERSION"'
)
START = (
    'curl "$SERVICE_URL/service/session/action/start" -d "secret=$ADMIN_SECRET" '
    '-d "partnerId=$PARTNER_ID" -d "type=2"'
)


@pytest.fixture
def client(shared: Flask) -> FlaskClient:
    return shared.test_client()


def paste(client: FlaskClient, text: str, **more: str) -> Any:
    return post(client, "/paste", {"region": "sandbox", "text": text, **more}).get_json()


def values(html: str) -> dict[str, str]:
    """What the fields of a form hold."""
    inputs = re.findall(r'<input id="[^"]*" name="([^"]+)"[^>]*? value="([^"]*)"', html)
    areas = re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n([^<]*)</textarea>', html)
    return {name: unescape(text) for name, text in [*inputs, *areas]}


def account(client: FlaskClient, name: str, partner: int, secret: str = "admin_secret") -> None:
    given = {
        "name": name,
        "region": "sandbox",
        "partner_id": str(partner),
        secret: DEMO.admin_secret,
    }
    assert post(client, "/sessions/accounts", given, json=False).status_code in {200, 302, 303}


def test_fields_hold_placeholders_and_are_marked(client: FlaskClient) -> None:
    filled = paste(client, GET, service="baseentry", action="delete")
    assert filled["title"] == "baseEntry.get"
    assert filled["placeholders"] == ["ENTRY_ID", "VERSION"]
    held = values(filled["html"])
    assert held["param:entryId"] == "{{ENTRY_ID}}"
    assert held["param:version"] == "{{VERSION}}"
    assert filled["html"].count("to be filled in") == 2
    assert 'name="fill:ENTRY_ID"' in filled["html"]
    assert [note for note in filled["notes"] if "none is kept in this region" in note]


def test_nothing_goes_out_while_one_is_open(client: FlaskClient) -> None:
    open_fields = {"region": "sandbox", "service": "baseentry", "action": "get", "format": "1"}
    open_fields["param:entryId"] = "0_{{ENTRY_ID}}"
    for anyway in ({}, {"anyway": "1"}, {"anyway": "1", "shownRegion": "sandbox"}):
        response = post(client, "/send", {**open_fields, **anyway})
        assert response.status_code == 422
        problem = {
            "field": "param:entryId",
            "message": "{{ENTRY_ID}} is still to be filled in.",
            "level": "open",
        }
        assert problem in response.get_json()["problems"]
    assert "ENTRY_ID" not in client.get("/history").get_data(as_text=True)


def test_values_are_given_at_one_place(client: FlaskClient) -> None:
    fields = {
        "region": "sandbox",
        "service": "system",
        "action": "ping",
        "format": "1",
        "clientTag": "{{TAG}}",
    }
    drawn = post(client, "/form", {**fields, "op": "fill|", "fill:TAG": "mine"}).get_json()
    assert values(drawn["html"])["clientTag"] == "mine"
    assert "fill:TAG" not in drawn["html"]
    # What was typed there counts when the call is sent, too.
    assert answer(post(client, "/send", {**fields, "fill:TAG": "mine"}))["body"] == "true"
    assert post(client, "/send", {**fields, "fill:TAG": ""}).status_code == 422


def test_a_secret_is_the_accounts(client: FlaskClient) -> None:
    assert values(paste(client, START)["html"])["param:secret"] == "{{ADMIN_SECRET}}"
    account(client, "Mine", DEMO.partner_id)
    filled = paste(client, START)
    assert filled["placeholders"] == []
    held = values(filled["html"])
    assert held["param:secret"] == MASK
    assert held["param:partnerId"] == str(DEMO.partner_id)
    chosen = re.search(r'name="account" value="([^"]+)"', filled["html"])
    assert chosen
    sent = send(
        client,
        "session",
        "start",
        account=chosen[1],
        p_secret=MASK,
        p_type="2",
        p_partnerId=held["param:partnerId"],
    )
    assert answer(sent)["ks"]["partnerId"] == DEMO.partner_id
    # From now on the kept KS is meant by the text's own.
    assert values(paste(client, GET)["bar"])["ks"].startswith("djJ8")


def test_of_several_accounts_the_named_partner_decides(client: FlaskClient) -> None:
    account(client, "Mine", DEMO.partner_id)
    account(client, "Other", 4711)
    filled = paste(client, START)
    assert filled["placeholders"] == ["ADMIN_SECRET", "PARTNER_ID"]
    assert [note for note in filled["notes"] if "choose an account" in note]
    named = paste(client, START.replace("$PARTNER_ID", "4711"))
    assert values(named["html"])["param:secret"] == MASK
    # An ADMIN session takes a secret that this account does not have.
    account(client, "User", 4712, "user_secret")
    refused = paste(client, START.replace("$PARTNER_ID", "4712"))
    assert values(refused["html"])["param:secret"] == "{{ADMIN_SECRET}}"
    # The type stays as it was pasted: none, which is USER, although the account could do more.
    plain = paste(client, START.replace(' -d "type=2"', "").replace("$PARTNER_ID", "4711"))
    assert values(plain["html"])["param:secret"] == MASK
    assert 'value="param:type" id="param-type-sent" aria-label="Send type">' in plain["html"]


def test_several_commands_are_chosen_among(client: FlaskClient) -> None:
    script = f"{START}\n{GET}"
    offered = paste(client, script)["entries"]
    assert [(one["index"], one["name"]) for one in offered] == [
        (0, "session.start"),
        (1, "baseEntry.get"),
    ]
    assert paste(client, script, entry="1")["title"] == "baseEntry.get"
    page = post(client, "/paste", {"region": "sandbox", "text": script}, json=False)
    assert '<option value="1">baseEntry.get</option>' in page.get_data(as_text=True)


def test_names_that_nothing_knows_change_nothing(client: FlaskClient) -> None:
    form = {"service": "baseentry", "action": "get"}
    refused = paste(client, "Subject: hello\nFrom: me", **form)
    assert "none of these names is a parameter of baseentry.get" in refused["error"]["message"]
    assert paste(client, "entryId: 0_a\nFrom: me", **form)["title"] == "baseEntry.get"
    assert paste(client, "format=1", **form)["title"] == "baseEntry.get"


def test_an_open_class_is_asked_for(client: FlaskClient) -> None:
    text = 'curl "$URL/service/media/action/addContent" -d entryId=0_a -d "resource[token]=t"'
    filled = paste(client, text)
    assert '<option value="" selected>not set</option>' in filled["html"]
    assert values(filled["html"])["param:resource:token"] == "t"
    [note] = [note for note in filled["notes"] if note.startswith("resource ")]
    assert "KalturaUploadedFileTokenResource" in note
    sent = send(
        client,
        "media",
        "addContent",
        p_entryId="0_a",
        **{"param:resource:objectType": "", "param:resource:token": "t"},
    )
    assert sent.status_code == 422
    problems = sent.get_json()["problems"]
    assert "objectType is missing" in next(
        one["message"] for one in problems if one["field"] == "param:resource"
    )


def test_the_attributes_of_a_call_within_a_multirequest_are_not_lost(client: FlaskClient) -> None:
    text = (
        'curl "$URL/service/multirequest" -d "1:service=baseEntry&1:action=get&1:entryId=0_a'
        '&1:ks={1:result}&2:service=media&2:action=get&2:entryId=0_b"'
    )
    filled = paste(client, text)
    assert filled["title"] == "multirequest (2)"
    assert values(filled["html"])["param:1:ks"] == "{1:result}"
