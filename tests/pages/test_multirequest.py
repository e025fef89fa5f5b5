"""Several calls in one request: built, checked, sent, taken apart, filled in again."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.sandbox.account import DEMO
from tests.pages.browse import answer, jar_of, post

START = {
    "param:1:service": "session",
    "param:1:action": "start",
    "param:1:secret": DEMO.admin_secret,
    "param:1:partnerId": str(DEMO.partner_id),
    "param:1:type": "2",
}
LIST = {
    "param:2:service": "media",
    "param:2:action": "list",
    "param:2:ks": "{1:result}",
    "param:2:pager:pageSize": "1",
}


@pytest.fixture
def client(shared: Flask) -> FlaskClient:
    return shared.test_client()


def send(client: FlaskClient, fields: dict[str, Any], **more: str) -> Any:
    data = {"region": "sandbox", "service": "multirequest", "format": "1", **fields, **more}
    return post(client, "/send", data)


def test_calls_with_a_reference_are_sent_in_one_request(client: FlaskClient) -> None:
    sent = answer(send(client, START | LIST))
    assert sent["outcome"]["kind"] == "ok"
    started, listed = json.loads(sent["body"])
    assert started.endswith("••••••••")
    assert len(listed["objects"]) == 1
    assert sent["ks"]["type"] == "ADMIN"


def test_the_answer_is_split_and_one_error_makes_the_whole_an_error(client: FlaskClient) -> None:
    for form in ("1", "2", "3", "9"):
        fields = START | {
            "param:2:service": "category",
            "param:2:action": "get",
            "param:2:ks": "{1:result}",
            "param:2:id": "424242",
        }
        sent = answer(send(client, fields, format=form))
        assert sent["outcome"]["kind"] == "api_error"
        assert sent["outcome"]["code"] == "CATEGORY_NOT_FOUND"
        page = client.get(f"/history/{sent['id']}").get_data(as_text=True)
        assert '<span class="badge badge-ok">OK</span> <span translate="no">session.start' in page
        assert (
            '<span class="badge badge-api_error" translate="no">CATEGORY_NOT_FOUND</span>'
            ' <span translate="no">category.get'
        ) in page


def test_a_ks_is_kept_in_whatever_format_it_comes(client: FlaskClient) -> None:
    widget = {
        "param:1:service": "session",
        "param:1:action": "startWidgetSession",
        "param:1:widgetId": DEMO.widget_id,
    }
    for form in ("1", "2", "3", "9"):
        for fields, kind in ((START, "ADMIN"), (widget, "USER")):
            sent = answer(send(client, fields | {**LIST, "param:2:ks": ""}, format=form))
            assert sent["ks"]["type"] == kind
    kept = jar_of(client)
    assert len({one.ks for one in kept}) == len(kept) == 8
    assert {one.session.partner_id for one in kept} == {DEMO.partner_id}


def test_wrong_references_are_named(client: FlaskClient) -> None:
    for reference, sentence in (
        ("{2:result}", "has to refer to a call before this one (this is call 2)"),
        ("{0:result}", "the first one is call 1"),
        ("{1:result:id}", "{1:result:id}: string has no id"),
    ):
        refused = send(client, START | {**LIST, "param:2:ks": reference})
        assert refused.status_code == 422
        (problem,) = refused.get_json()["problems"]
        assert problem["field"] == "param:2:ks"
        assert sentence in problem["message"]


def test_a_reference_may_stand_where_a_number_or_an_object_is_meant(client: FlaskClient) -> None:
    fields = (
        START
        | LIST
        | {
            "param:3:service": "baseentry",
            "param:3:action": "get",
            "param:3:ks": "{1:result}",
            "param:3:entryId": "{2:result:objects:0:id}",
            "param:3:version": "{2:result:objects:0:version}",
        }
    )
    sent = answer(send(client, fields))
    assert [one if isinstance(one, str) else one["objectType"] for one in json.loads(sent["body"])][
        1:
    ] == [
        "KalturaMediaListResponse",
        "KalturaMediaEntry",
    ]


def test_history_fills_a_multirequest_in_with_its_secrets_masked(client: FlaskClient) -> None:
    record = answer(send(client, START | LIST))["id"]
    page = client.get(f"/?history={record}").get_data(as_text=True)
    assert 'name="param:1:secret" type="password" value="••••••••"' in page
    assert 'name="param:2:pager:pageSize"' in page
    masked = START | LIST | {"param:1:secret": "••••••••"}
    assert answer(send(client, masked, recorded=record))["outcome"]["kind"] == "ok"
    assert answer(post(client, f"/history/{record}/send", {}))["outcome"]["kind"] == "ok"


def form(client: FlaskClient, fields: dict[str, Any], operation: str) -> str:
    data = {"region": "sandbox", "service": "multirequest", **fields, "op": operation}
    html = post(client, "/form", data).get_json()["html"]
    assert isinstance(html, str)
    return html


def test_the_demo_fills_in_each_call_that_it_has_something_for(client: FlaskClient) -> None:
    start = {"param:1:service": "session", "param:1:action": "start"}
    html = form(client, start | LIST, "")
    assert 'name="demo"' in html
    data = {"region": "sandbox", "service": "multirequest", **start, **LIST, "demo": "1"}
    html = post(client, "/form", data).get_json()["html"]
    assert f'name="param:1:secret" type="password" value="{DEMO.admin_secret}"' in html
    assert 'name="param:2:ks" type="password" value="{1:result}"' in html
    # A button that can do nothing is not there.
    ping = {"param:1:service": "system", "param:1:action": "ping"}
    assert 'name="demo"' not in form(client, ping, "")


def test_references_follow_a_call_that_moves(client: FlaskClient) -> None:
    third = {"param:3:service": "system", "param:3:action": "ping"}
    html = form(client, START | LIST | third, "call-down|param:1")
    assert 'name="param:2:secret" type="password" value="' + DEMO.admin_secret in html
    assert 'name="param:1:ks" type="password" value="{2:result}"' in html
    html = form(client, START | LIST | third, "call-copy|param:1")
    assert 'name="param:3:ks" type="password" value="{1:result}"' in html
    html = form(client, START | LIST | third, "call-remove|param:3")
    assert "param:3:" not in html


def test_a_reference_to_a_call_that_is_removed_is_left_open(client: FlaskClient) -> None:
    fields: dict[str, Any] = {}
    for number, name, value in (
        (1, "get", "0_a"),
        (2, "get", "0_b"),
        (3, "delete", "{1:result:id}"),
        (4, "delete", "{2:result:id}"),
    ):
        call = {"service": "baseentry", "action": name, "entryId": value}
        fields |= {f"param:{number}:{key}": text for key, text in call.items()}
    html = form(client, fields, "call-remove|param:1")
    shown = re.findall(r'name="param:(.):entryId" value="([^"]*)"', html)
    assert shown == [
        ("1", "0_b"),
        ("2", "{{removed_call_1_result_id}}"),
        ("3", "{1:result:id}"),
    ]
    assert 'name="fill:removed_call_1_result_id"' in html
    del fields["param:4:service"], fields["param:4:action"], fields["param:4:entryId"]
    fields |= {"param:1:entryId": "0_b", "param:3:entryId": shown[1][1], "anyway": "1"}
    refused = send(client, fields)
    assert refused.status_code == 422
    assert "is still to be filled in" in refused.get_json()["problems"][0]["message"]


def test_one_call_becomes_the_first_of_a_multirequest(client: FlaskClient) -> None:
    data = {
        "region": "sandbox",
        "service": "media",
        "action": "get",
        "param:entryId": "0_kept",
        "op": "multirequest|",
    }
    html = post(client, "/form", data).get_json()["html"]
    assert "0_kept" in html
    assert 'name="param:1:entryId"' in html
    assert 'name="param:2:service"' in html
