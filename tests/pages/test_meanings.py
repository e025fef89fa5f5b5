"""What the answer's views ask about values: meanings, and the calls that take an id."""

import re
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.pages.answer.meanings import MOST_CLASSES
from app.schema.facts import bundled
from app.schema.meanings.links import calls_taking

JSON = {"Accept": "application/json"}


@pytest.fixture
def client(shared: Flask) -> FlaskClient:
    return shared.test_client()


def ask(client: FlaskClient, *classes: str, **more: str) -> TestResponse:
    pairs = [("region", "us"), *(("class", name) for name in classes), *more.items()]
    return client.get(f"/schema/meanings?{urlencode(pairs)}", headers=JSON)


def test_meanings_of_a_class_with_its_enums_once(client: FlaskClient) -> None:
    told = ask(client, "KalturaMediaEntry", "KalturaPlaylist", "KalturaNothing", "").get_json()
    assert told["version"] == bundled().version
    assert list(told["classes"]) == ["KalturaMediaEntry", "KalturaPlaylist"]
    entry = told["classes"]["KalturaMediaEntry"]
    assert entry["status"] == {"kind": "enum", "enum": "KalturaEntryStatus"}
    assert entry["createdAt"] == {"kind": "time"}
    assert entry["id"] == {"kind": "id"}
    assert entry["objectType"] == {"kind": "class"}
    assert "name" not in entry
    assert told["enums"]["KalturaEntryStatus"]["2"] == "READY"
    assert told["enums"]["KalturaEntryStatus"]["-2"] == "ERROR_IMPORTING"
    assert "result" not in told


def test_every_class_has_precisely_the_values_of_its_enums(client: FlaskClient) -> None:
    registry = bundled()
    names = [item.name for item in registry.schema.classes]
    asked = 0
    for start in range(0, len(names), MOST_CLASSES):
        told = ask(client, *names[start : start + MOST_CLASSES]).get_json()
        used = set()
        for name, properties in told["classes"].items():
            asked += 1
            for _, held in registry.properties(name):
                expected = held.enum_type or held.values_enum_type
                assert properties.get(held.name, {}).get("enum", "") == expected
                used |= {expected} - {""}
        assert set(told["enums"]) == used
        for name, values in told["enums"].items():
            enum = registry.enum(name)
            assert enum is not None
            assert values == {one.value: enum.name_of(one.value) for one in enum.constants}
    assert asked == len(names)


def test_a_bare_result(client: FlaskClient) -> None:
    told = ask(client, service="session", action="start").get_json()
    assert (told["result"], told["classes"]) == ({"kind": "ks"}, {})
    assert ask(client, service="media", action="get").get_json()["result"] == {"kind": ""}
    assert "result" not in ask(client, service="nothing", action="get").get_json()
    assert "result" not in ask(client, service="media", action="nothing").get_json()


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_a_browser_keeps_it_until_the_schema_changes(client: FlaskClient, encoding: str) -> None:
    url = "/schema/meanings?region=us&class=KalturaMediaEntry"
    first = client.get(url, headers={"Accept-Encoding": encoding})
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get(
        url, headers={"Accept-Encoding": encoding, "If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(
        "/schema/meanings?region=us&class=KalturaUser",
        headers={"Accept-Encoding": encoding, "If-None-Match": first.headers["ETag"]},
    )
    assert other.status_code == 200


def test_what_is_refused(client: FlaskClient) -> None:
    many = ask(client, *(f"C{number}" for number in range(MOST_CLASSES + 1)))
    assert (many.status_code, many.get_json()["error"]["field"]) == (400, "class")
    for path in ("meanings?class=KalturaUser", "links?region=nowhere&class=A&property=id"):
        gone = client.get(f"/schema/{path}", headers=JSON)
        assert (gone.status_code, gone.get_json()["error"]["field"]) == (404, "region")


def test_links(client: FlaskClient) -> None:
    told = client.get("/schema/links?region=us&class=KalturaMediaEntry&property=id").get_json()
    assert told["links"][0] == {
        "service": "media",
        "action": "get",
        "parameter": "entryId",
        "title": "media.get",
        "changes": False,
        "class_name": "",
    }
    nothing = client.get("/schema/links?region=us&class=KalturaMediaEntry&property=name")
    assert nothing.get_json() == {"links": []}
    assert client.get("/schema/links?region=us").get_json() == {"links": []}


def test_the_form_for_the_content_of_an_upload_token_is_filled_in(client: FlaskClient) -> None:
    links = calls_taking(bundled(), "KalturaUploadToken", "id")
    [link] = [one for one in links if one.title == "media.addContent"]
    filled = {"region": "us", f"param:{link.parameter}": "0_4711"}
    filled["param:resource:objectType"] = link.class_name
    page = client.get(f"/console/service/media/action/addContent?{urlencode(filled)}")
    text = page.get_data(as_text=True)
    assert re.search(r'name="param:resource:token" value="0_4711"', text)
    assert re.search(r"<option[^>]* selected[^>]*>KalturaUploadedFileTokenResource", text)


@pytest.mark.parametrize(
    "place", ["KalturaMediaEntry.id", "KalturaMediaEntry.userId", "KalturaCategory.id"]
)
def test_the_forms_of_links_are_filled_in(client: FlaskClient, place: str) -> None:
    links = calls_taking(bundled(), *place.split("."))
    # A filter's property, a parameter of the action, and one of another name than `filter`.
    some = {one.parameter.partition(":")[0]: one for one in links}
    for link in some.values():
        query = urlencode({"region": "us", f"param:{link.parameter}": "4711"})
        path = f"/console/service/{link.service}/action/{link.action}?{query}"
        html = client.get(path).get_data(as_text=True)
        name = re.escape(f"param:{link.parameter}")
        field = re.search(rf'<(?:input|textarea)[^>]*name="{name}"[^>]*>[^<]*', html)
        assert field is not None, path
        assert "4711" in field[0], path
