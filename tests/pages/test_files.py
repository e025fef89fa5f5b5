"""Workflows and collections as files, out and in; and the workflows that come with the console."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.assembly import EXTENSION
from app.call.model import Object
from app.desk.desk import Desk
from app.desk.parts import Parts
from app.desk.saved import requests, workflows
from app.desk.saved.items import Item
from app.desk.saved.requests import SavedRequest
from app.desk.saved.scope import scope_at
from app.schema.facts import bundled as bundled_schema
from app.workflows.arazzo import load
from app.workflows.bundled import bundled
from tests.pages.browse import post, workspace_of
from tests.pages.planted import KSES, PLANTINGS, found_in

SOURCE = "Upload/From_a_URL"


def desk_of(client: FlaskClient) -> Desk:
    parts: Parts = client.application.extensions[EXTENSION]
    return Desk(parts, workspace_of(client))


def tree(client: FlaskClient) -> list[Item]:
    desk = desk_of(client)
    return list(desk.parts.saved.tree(desk.workspace))


def opened(client: FlaskClient) -> dict[str, SavedRequest]:
    """All saved requests, by name."""
    desk = desk_of(client)
    items = [one for one in tree(client) if one.kind == "request"]
    return {one.name: requests.opened(desk, one.id) for one in items}


def brought_in(client: FlaskClient, content: str | bytes, **fields: Any) -> str:
    data = content.encode() if isinstance(content, str) else content
    form = {"region": "sandbox", "file": (io.BytesIO(data), "a"), **fields}
    response = post(client, "/saved/import", form, json=False)
    text = response.get_data(as_text=True)
    assert response.status_code == 200, text[:300]
    return re.sub(r"\s+", " ", text)


def refused(client: FlaskClient, content: bytes) -> str:
    form = {"region": "sandbox", "file": (io.BytesIO(content), "a")}
    response = post(client, "/saved/import", form)
    assert response.status_code == 400
    sentence = response.get_json()["error"]["message"]
    assert isinstance(sentence, str)
    return sentence


def test_each_workflow_of_the_console_has_a_page_and_stands_in_the_list(
    client: FlaskClient,
) -> None:
    listed = client.get("/workflows").get_data(as_text=True)
    for source, one in bundled().items():
        assert f'href="/workflows/{source}"' in listed
        shown = client.get(f"/workflows/{source}").get_data(as_text=True)
        assert f'data-source="{source}"' in shown
        assert all(f'id="step-{step.id}"' in shown for step in one.workflow.steps)
        assert "/change" not in shown
    assert client.get("/workflows/Upload/Nothing").status_code == 404
    # Own ones first, then guides, at last jobs: those that change nothing apart.
    order = [
        *('id="own"', 'id="Upload"', 'id="jobs"', "which change nothing", "/jobs/Check_members"),
        *(">Changes<", "/jobs/Add_members"),
    ]
    assert sorted(order, key=listed.index) == order


def test_a_group_of_workflows_is_a_place_in_the_list(client: FlaskClient) -> None:
    for group, place in (("Upload", "Upload"), ("upload/", "Upload"), ("own", "own")):
        response = client.get(f"/workflows/{group}")
        assert response.status_code == 302
        assert response.headers["Location"] == f"/workflows#{place}"
        assert f'id="{place}"' in client.get("/workflows").get_data(as_text=True)
    assert client.get("/workflows/Nothing").status_code == 404


def test_one_of_the_consoles_runs_in_its_page_and_becomes_ones_own(client: FlaskClient) -> None:
    run = post(client, "/runs", {"source": SOURCE, "region": "sandbox"}).get_json()
    assert run["next"] == bundled()[SOURCE].workflow.steps[0].id
    made = post(client, f"/workflows/{SOURCE}/mine", {}, json=False)
    (item,) = tree(client)
    assert made.headers["Location"] == f"/workflows/own/{item.id}"
    assert workflows.opened(desk_of(client), item.id).workflow == bundled()[SOURCE].workflow


def test_a_workflow_goes_out_and_comes_back(client: FlaskClient) -> None:
    post(client, f"/workflows/{SOURCE}/mine", {}, json=False)
    (item,) = tree(client)
    own = client.get(f"/workflows/own/{item.id}/file")
    assert own.headers["Content-Disposition"] == 'attachment; filename="From_a_URL.yaml"'
    text = own.get_data(as_text=True)
    assert text == client.get(f"/workflows/{SOURCE}/file").get_data(as_text=True)
    assert "url: http://localhost/openapi.json?region=sandbox" in text
    said = brought_in(client, text)
    assert "1 imported" in said
    assert "What could not be taken" not in said
    one, other = (workflows.opened(desk_of(client), i.id).workflow for i in tree(client))
    assert [s.call.parameters for s in one.steps] == [s.call.parameters for s in other.steps]
    assert load(text, bundled_schema()).workflows == (bundled()[SOURCE].workflow,)


def test_what_could_not_be_brought_in_is_said(client: FlaskClient) -> None:
    text = client.get(f"/workflows/{SOURCE}/file").get_data(as_text=True)
    first = bundled()[SOURCE].workflow.steps[0].id
    begin = f"  - stepId: {first}\n"
    assert begin in text
    text = text.replace(begin, f"{begin}    x-testme-region: Mars\n    onSuccess: []\n")
    text += "- workflowId: other\n  steps:\n  - {stepId: a, operationId: pets}\n"
    said = brought_in(client, text)
    assert "1 imported" in said
    assert f"onSuccess of the step {first} was left out" in said
    assert "The workflow other was left out: Step a: it calls no action" in said
    assert f"The region Mars of {first} is not known here" in said
    assert len(tree(client)) == 1


POSTMAN = {
    "info": {"name": "Ours"},
    "variable": [
        {"key": "baseUrl", "value": "https://www.kaltura.com"},
        {"key": "entry.id", "value": "0_welcome1"},
        {"key": "apiKey", "value": "hidden-key", "type": "secret"},
    ],
    "item": [
        {
            "name": "Reading",
            "item": [
                {
                    "name": "One",
                    "request": {
                        "url": {"raw": "{{baseUrl}}/api_v3/service/media/action/get"},
                        "description": "Gets it.",
                        "body": {
                            "mode": "raw",
                            "raw": '{"entryId": "{{entry.id}}", "ks": "{{ks}}", "no": 1}',
                            "options": {"raw": {"language": "json"}},
                        },
                    },
                }
            ],
        },
        {"name": "Ping", "request": "https://www.kaltura.com/api_v3/service/system/action/ping"},
        {"name": "Weather", "request": "https://weather.example/today"},
    ],
}


def test_a_postman_collection_becomes_a_collection(client: FlaskClient) -> None:
    said = brought_in(client, json.dumps(POSTMAN))
    assert "1 imported, with 2 requests in it" in said
    assert "Weather</span>: Left out. It is no call to /api_v3." in said
    assert "One</span>: no" in said
    items = {one.name: one for one in tree(client)}
    assert items["Reading"].parent == items["Ours"].id
    assert items["One"].parent == items["Reading"].id
    found = opened(client)
    assert found["One"].call.parameters == (("entryId", "{{entry_id}}"),)
    assert found["One"].call.ks is None
    assert found["One"].description == "Gets it."
    assert (found["Ping"].call.service, found["Ping"].call.action) == ("system", "ping")
    desk = desk_of(client)
    variables = {one.name: one for one in desk.parts.variables.all(desk.workspace)}
    assert {name: (one.value, one.secret) for name, one in variables.items()} == {
        "entry_id": ("0_welcome1", False),
        "apiKey": ("hidden-key", True),
    }
    assert {one.place for one in variables.values()} == {f"collection:{items['Ours'].id}"}


BRU = """\
meta {
  name: List them
  type: http
  seq: 1
}

post {
  url: {{host}}/api_v3/service/media/action/list?format=1
  body: json
  auth: none
}

headers {
  ~X-Off: 1
}

body:json {
  {
    "filter": {
      "objectType": "KalturaMediaEntryFilter",
      "nameLike": "{{word}}"
    }
  }
}

docs {
  Those that are
  called so.
}
"""


def zipped(**files: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return held.getvalue()


FILTER = Object("KalturaMediaEntryFilter", (("nameLike", "{{word}}"),))
FOLDER = {
    "mine/bruno.json": '{"version": "1", "name": "mine", "type": "collection"}',
    "mine/collection.bru": "vars:pre-request {\n  word: cat\n}\n",
    "mine/environments/Live.bru": (
        "vars {\n  host: https://www.kaltura.com\n}\nvars:secret [\n  token,\n]\n"
    ),
    "mine/Lists/folder.bru": "meta {\n  name: All lists\n}\n",
    "mine/Lists/list.bru": BRU,
    "mine/form.bru": (
        "meta {\n  name: By form\n  seq: 2\n}\npost {\n  url: {{host}}/api_v3/service/media/action/"
        "get\n  body: formUrlEncoded\n}\nbody:form-urlencoded {\n  entryId: 0_a\n  ~version: 2\n}\n"
    ),
}


def test_a_bruno_folder_becomes_a_collection(client: FlaskClient) -> None:
    said = brought_in(client, zipped(**FOLDER))
    assert "1 imported, with 2 requests in it" in said
    items = {one.name: one for one in tree(client)}
    assert items["All lists"].parent == items["mine"].id
    found = opened(client)
    assert found["List them"].call.parameters == (("filter", FILTER),)
    assert found["List them"].description == "Those that are\ncalled so."
    assert found["By form"].call.parameters == (("entryId", "0_a"),)
    desk = desk_of(client)
    variables = {one.name: one for one in desk.parts.variables.all(desk.workspace)}
    assert {name: (one.value, one.secret) for name, one in variables.items()} == {
        "word": ("cat", False),
        "token": ("", True),
    }


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ('{"name": "My <own>"}', "My <own>"),
        ('{"name": 3}', "folder"),
        ("[]", "folder"),
        ("{", "folder"),
    ],
)
def test_a_collection_of_brunos_has_its_own_name(client: FlaskClient, told: str, name: str) -> None:
    brought_in(client, zipped(**{"folder/bruno.json": told, "folder/a.bru": BRU}))
    assert [one.name for one in tree(client) if not one.parent] == [name]


def test_one_request_of_brunos_is_a_collection_of_one(client: FlaskClient) -> None:
    brought_in(client, BRU)
    assert opened(client)["List them"].call.parameters == (("filter", FILTER),)


def test_a_collection_goes_out_and_comes_back_the_same(client: FlaskClient) -> None:
    brought_in(client, zipped(**FOLDER))
    before = opened(client)
    top = next(one for one in tree(client) if one.name == "mine")
    lists = next(one for one in tree(client) if one.name == "All lists")
    desk = desk_of(client)
    kept = desk.parts.variables
    kept.put(desk.workspace, f"collection:{top.id}", "base", "{{word}}/x")
    kept.put(desk.workspace, f"collection:{top.id}", "said", 'an "{{word}}"', literal=True)
    kept.put(desk.workspace, f"collection:{lists.id}", "word", "dog")
    file = client.get(f"/saved/{top.id}/file")
    assert file.headers["Content-Disposition"] == (
        'attachment; filename="mine.postman_collection.json"'
    )
    post(client, f"/saved/{top.id}/delete", {})
    assert tree(client) == []
    said = brought_in(client, file.get_data())
    assert "What could not be taken" not in said
    after = opened(client)
    assert {name: (one.call, one.description) for name, one in after.items()} == {
        name: (one.call, one.description) for name, one in before.items()
    }
    names = {one.id: one.name for one in tree(client)} | {"": ""}
    assert {(one.kind, one.name, names[one.parent]) for one in tree(client)} == {
        ("collection", "mine", ""),
        ("request", "By form", "mine"),
        ("collection", "All lists", "mine"),
        ("request", "List them", "All lists"),
    }
    # Its variables come with it, each where it was known and with what it came to.
    place, wanted = desk.place("sandbox"), "{{base}}, {{said}}"
    for name, filled in {"mine": "cat/x", "All lists": "dog/x"}.items():
        collection = next(one.id for one in tree(client) if one.name == name)
        found = scope_at(desk, place, collection).fill(wanted)
        assert found.text == f'{filled}, an "{{{{word}}}}"'


def test_a_request_goes_out_alone_and_comes_back(client: FlaskClient) -> None:
    brought_in(client, BRU)
    before = opened(client)["List them"]
    file = client.get(f"/saved/{before.item.id}/file").get_data()
    for one in tree(client):
        if not one.parent:
            post(client, f"/saved/{one.id}/delete", {})
    brought_in(client, file)
    after = opened(client)["List them"]
    assert (after.call, after.description) == (before.call, before.description)


@pytest.mark.parametrize("number", range(len(PLANTINGS)))
def test_no_secret_goes_out_with_a_collection(client: FlaskClient, number: int) -> None:
    service, action, fields = PLANTINGS[number]
    parent = post(client, "/saved/collection", {"name": "c"}).get_json()["id"]
    form = {"region": "sandbox", "service": service, "action": action, "format": "1", **fields}
    kept = post(client, "/saved", {**form, "name": "r", "parent": parent, "anyway": "1"})
    assert kept.status_code == 200, kept.get_data(as_text=True)[:300]
    text = client.get(f"/saved/{parent}/file").get_data(as_text=True)
    assert '"name": "r"' in text
    assert found_in(text) == []


def refusals() -> Iterator[tuple[bytes, str]]:
    yield (b"", "Choose a file, or paste what is in it.")
    yield (b"\xff\xfe\x00", "no text in UTF-8")
    yield (b"PK\x03\x04 and no zip", "This zip is damaged, or locked.")
    yield (zipped(**{"a.bru": BRU}), "no bruno.json")
    yield (zipped(**{"bruno.json": "{}"}), "no request to /api_v3")
    yield (zipped(**{"bruno.json": " " * 34_000_000}), "more than 32 MB in it")
    yield (zipped(**{f"{n}.bru": "" for n in range(3_001)}), "more than 3,000 files")
    yield (b'{"item": [', "cut off or damaged")
    yield (b'{"item": []}', "no request to /api_v3")
    yield (json.dumps({"item": [{"request": "x"}] * 1_001}).encode(), "more than 1,000 requests")
    yield (b'{"item":' + b"[" * 100_000, "cut off or damaged")
    yield (b"a: b", "This is no Arazzo document")
    yield (f"arazzo: {KSES['pasted']}\nworkflows: []".encode(), "djJ8")


def test_a_file_that_cannot_be_read_is_refused(client: FlaskClient) -> None:
    for content, said in refusals():
        told = refused(client, content)
        assert said in told
        assert found_in(told) == []
        assert tree(client) == []


def test_a_refusal_stands_beside_the_field_with_what_was_typed(client: FlaskClient) -> None:
    form = {"region": "sandbox", "text": "a: <b>", "parent": "gone"}
    response = post(client, "/saved/import", form, json=False)
    page = response.get_data(as_text=True)
    assert response.status_code == 400
    assert re.search(r"a: &lt;b&gt;</textarea><p class=\"problem\" role=\"alert\">This is no", page)
    assert post(client, "/saved/import", form).get_json()["error"]["field"] == "text"
    file = {**form, "file": (io.BytesIO(b"a: b"), "a")}
    assert post(client, "/saved/import", file).get_json()["error"]["field"] == "file"
    form["text"] = client.get(f"/workflows/{SOURCE}/file").get_data(as_text=True)
    gone = post(client, "/saved/import", form)
    assert (gone.status_code, gone.get_json()["error"]["field"]) == (404, "parent")
    assert "1 imported" in post(client, "/saved/import", {**form, "parent": ""}).get_json()["html"]


def test_all_that_was_left_out_is_counted_and_named(client: FlaskClient) -> None:
    weather = [{"name": f"Day {n}", "request": "https://weather.example/"} for n in range(7)]
    ping = {"name": "Ping", "request": "https://www.kaltura.com/api_v3/service/system/action/ping"}
    told = {"event": [{"listen": "test"}], "response": [{"name": "a"}, {"name": "b"}]}
    collection = {
        "info": {"name": "Ours"},
        "variable": [{"key": "off", "value": "1", "disabled": True}],
        "item": [{**ping, **told}, *weather, {"name": "Empty", "item": []}],
    }
    said = brought_in(client, json.dumps(collection))
    assert "What could not be taken as it was: 11" in said
    assert "7: Left out. It is no call to /api_v3." in said
    assert f">{', '.join(f'Day {n}' for n in range(7))}</span>" in said
    for name, sentence in (
        ("Ping", "Its scripts and tests were left out: nothing is run here."),
        ("Ping", "Saved answers were left out (2)."),
        ("off", "Left out: it is switched off."),
        ("Empty", "Left out: there is no request to be taken in it."),
    ):
        assert f"{name}</span>: {sentence}" in said
    tests = "tests {\n  x\n}\nvars:pre-request {\n  a: 1\n}\n"
    folder = "meta {\n  name: All\n}\nvars:pre-request {\n  where: here\n}\n"
    more = {"mine/list.bru": BRU + tests, "mine/Lists/folder.bru": folder, "mine/new.yml": "a: b"}
    said = brought_in(client, zipped(**FOLDER | more))
    assert "What could not be taken as it was: 2" in said
    assert "List them</span>: Its scripts and tests were left out" in said
    assert "mine/new.yml</span>: Left out: requests of Bruno" in said
    desk = desk_of(client)
    assert "where" in {one.name for one in desk.parts.variables.all(desk.workspace)}
