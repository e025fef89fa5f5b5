"""The form filled in with an example, for every action, and cleared."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.schema.facts import bundled
from tests.pages.browse import answer, post


@pytest.fixture
def client(shared: Flask) -> FlaskClient:
    return shared.test_client()


def _form(client: FlaskClient, service: str, action: str, **fields: str) -> str:
    data = {"region": "sandbox", "service": service, "action": action, "marks": "1", **fields}
    html: str = answer(post(client, "/form", data))["html"]
    return html


def test_what_a_list_usually_has(client: FlaskClient) -> None:
    html = _form(client, "media", "list", op="example|")
    assert 'name="param:filter:statusEqual"' in html
    assert 'value="param:filter:statusEqual" id="param-filter-statusEqual-sent"' in html
    assert 'value="30"' in html or ">30<" in html


def test_what_is_typed_stays(client: FlaskClient) -> None:
    typed = {"param:entryId": "0_mine", "sent": "param:entryId"}
    html = _form(client, "media", "get", op="example|", **typed)
    assert 'name="param:entryId" value="0_mine"' in html
    assert _form(client, "media", "get", op="close|param", **typed).count("0_mine") == 0


def test_what_a_page_posts_empty_is_filled_in(client: FlaskClient) -> None:
    empty = {"param:entryId": "", "sent": "param:entryId"}
    html = _form(client, "media", "get", op="example|", **empty)
    assert 'name="param:entryId" value="0_abc12345"' in html or ">0_abc12345<" in html
    opened = {"param:category:objectType": "KalturaCategory", "param:category:name": ""}
    html = _form(client, "category", "add", op="example|", **opened, sent="param:category")
    assert "A day at the sea" in html


def test_no_action_has_an_example_that_its_form_refuses(client: FlaskClient) -> None:
    registry = bundled()
    refused = []
    for service in list(registry.services)[::6]:
        for action in service.actions[:3]:
            html = _form(client, service.id, action.name, op="example|")
            if "is-wrong" in html:
                refused.append(f"{service.id}.{action.name}")
    assert refused == []
