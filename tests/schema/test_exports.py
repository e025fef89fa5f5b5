"""A registry in the forms of other tools."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.schema.export.json_schema import class_schema, described
from app.schema.export.openapi import Server, openapi_json
from app.schema.export.postman import postman_json
from app.schema.export.registry_json import registry_json
from app.schema.facts import bundled
from app.schema.help.client_library import LibraryWords
from app.schema.help.texts import Help, HelpText, own_words
from tests.schema.zoo import zoo_registry
from tests.valid import faults_of, faults_of_openapi

SERVERS = [Server("https://zoo.example", "Zoo")]


@pytest.fixture
def words(tmp_path: Path) -> Help:
    return Help(own_words(), LibraryWords(tmp_path))


@pytest.fixture
def openapi(words: Help) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(openapi_json(zoo_registry(), words, SERVERS))
    return found


def accepted(schema: dict[str, Any], value: object) -> bool:
    return not any(faults_of(value, schema))


def test_the_document_is_valid(openapi: dict[str, Any]) -> None:
    assert faults_of_openapi(openapi) == []
    assert openapi["openapi"] == "3.1.0"
    assert openapi["info"]["version"] == "1.2.3"
    assert openapi["servers"] == [{"url": "https://zoo.example", "description": "Zoo"}]


def test_an_action(openapi: dict[str, Any]) -> None:
    operation = openapi["paths"]["/api_v3/service/animal/action/add"]["post"]
    assert (operation["operationId"], operation["tags"]) == ("animal.add", ["animal"])
    assert operation["description"] == "Takes one in"
    assert operation["x-errors"] == ["ZOO_FULL", "NOT_IN_THE_LIST"]
    assert list(operation["requestBody"]["content"]) == [
        "application/json",
        "application/x-www-form-urlencoded",
    ]
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert answer == {
        "oneOf": [
            {"$ref": "#/components/schemas/KalturaZooAnimal.any"},
            {"$ref": "#/components/schemas/KalturaAPIException"},
        ]
    }
    serve = openapi["paths"]["/api_v3/service/animal/action/serve"]["post"]
    old = openapi["paths"]["/api_v3/service/old/action/go"]["post"]
    assert (serve["deprecated"], old["deprecated"]) == (True, True)


def test_what_a_request_takes(openapi: dict[str, Any]) -> None:
    request = openapi["components"]["schemas"]["request.animal.add"]
    assert request["required"] == ["format", "animal", "labels"]
    assert request["properties"]["ks"] == {"$ref": "#/components/schemas/request.ks"}
    assert request["properties"]["kind"] == {"$ref": "#/components/schemas/KalturaZooKind"}
    assert request["properties"]["note"] == {"type": "string", "default": ""}
    assert request["properties"]["when"] == {"type": "integer", "x-unix-time": True}
    assert request["properties"]["labels"] == {
        "type": "array",
        "items": {"$ref": "#/components/schemas/KalturaZooLabel"},
    }
    # The action's own parameter, not the field of every request that has its name.
    assert request["properties"]["animal"]["description"] == "Who comes"


def test_flags_and_limits_of_properties(openapi: dict[str, Any]) -> None:
    held = openapi["components"]["schemas"]["KalturaZooAnimal"]["properties"]
    assert held["id"] == {"type": "string", "readOnly": True, "description": "Its own id"}
    assert held["name"] == {
        "type": "string",
        "x-insert-only": True,
        "x-multilingual": True,
        "minLength": 1,
        "maxLength": 40,
        "x-cut-after-bytes": 30,
        "x-requires-permissions": "insert,update",
    }
    assert held["diet"] == {
        "$ref": "#/components/schemas/KalturaZooDiet",
        "writeOnly": True,
        "minimum": -3,
        "maximum": 9,
    }
    assert held["kindIn"]["x-comma-separated"] == "KalturaZooKind"
    assert held["kindIn"]["deprecated"] is True


def test_enums_keep_their_names(openapi: dict[str, Any]) -> None:
    schemas = openapi["components"]["schemas"]
    assert schemas["KalturaZooDiet"] == {
        "type": "integer",
        "enum": [-1, 2],
        "x-enum-varnames": ["LEAVES", "MEAT"],
    }
    assert schemas["KalturaZooKind"]["enum"] == ["petting.BIRD", ""]


def test_a_class_and_those_that_inherit_from_it(openapi: dict[str, Any]) -> None:
    schemas = openapi["components"]["schemas"]
    assert schemas["KalturaZooBird"]["allOf"][0] == {
        "$ref": "#/components/schemas/KalturaZooAnimal"
    }
    assert schemas["KalturaZooAnimal"]["x-abstract"] is True
    assert schemas["KalturaZooAnimal.any"] == {
        "oneOf": [
            {"$ref": "#/components/schemas/KalturaZooBird.itself"},
            {"$ref": "#/components/schemas/KalturaZooParrot"},
        ],
        "discriminator": {
            "propertyName": "objectType",
            "mapping": {
                "KalturaZooBird": "#/components/schemas/KalturaZooBird.itself",
                "KalturaZooParrot": "#/components/schemas/KalturaZooParrot",
            },
        },
    }


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ({"objectType": "KalturaZooBird", "wings": 2}, True),
        ({"objectType": "KalturaZooParrot", "wings": 2, "name": "Polly"}, True),
        ({"objectType": "KalturaZooParrot", "friends": [{"objectType": "KalturaZooBird"}]}, True),
        ({"objectType": "KalturaZooParrot", "wings": "two"}, False),
        ({"objectType": "KalturaZooParrot", "friends": [{"objectType": "KalturaUser"}]}, False),
        ({"objectType": "KalturaZooAnimal"}, False),
        ({"wings": 2}, False),
    ],
)
def test_a_class_on_its_own_takes_just_its_family(
    words: Help, value: dict[str, Any], fits: bool
) -> None:
    schema = class_schema(zoo_registry(), words, "KalturaZooAnimal")
    assert schema["$ref"] == "#/$defs/KalturaZooAnimal.any"
    assert "discriminator" not in schema["$defs"]["KalturaZooAnimal.any"]
    assert accepted(schema, value) is fits


def test_sentences_of_the_client_library_are_not_handed_out() -> None:
    assert described(HelpText("Theirs", "library")) == {}
    assert described(HelpText("Ours", "own")) == {"description": "Ours"}


def test_every_reference_of_the_bundled_schema_leads_somewhere(words: Help) -> None:
    text = openapi_json(bundled(), words, SERVERS)
    assert len(text) < 6_000_000
    document = json.loads(text)
    schemas = document["components"]["schemas"]
    led = {f"#/components/schemas/{name}" for name in schemas}
    assert references(document) - led == set()
    assert len(document["paths"]) == 1005
    assert {item.name for item in bundled().schema.classes} <= set(schemas)


def references(value: object) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(references, value))
    if not isinstance(value, dict):
        return set()
    own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
    return own.union(*map(references, value.values()))


def test_examples_fit_what_their_action_takes(words: Help) -> None:
    document = json.loads(openapi_json(bundled(), words, SERVERS))
    for name in ("media.add", "media.list", "session.start", "media.addContent", "user.add"):
        service, action = name.split(".")
        path = f"/api_v3/service/{service}/action/{action}"
        body = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
        schema = {**body["schema"], "components": document["components"]}
        assert accepted(schema, body["example"]), (name, body["example"])
        assert body["example"]["format"] == 1


def test_a_postman_collection(words: Help) -> None:
    made = json.loads(postman_json(bundled(), words, "https://zoo.example"))
    assert made["variable"][0] == {"key": "baseUrl", "value": "https://zoo.example"}
    folders = {one["name"]: {each["name"]: each for each in one["item"]} for one in made["item"]}
    assert sum(len(folder) for folder in folders.values()) == 1004
    request = folders["session"]["start"]["request"]
    assert request["method"] == "POST"
    assert request["url"]["raw"] == "{{baseUrl}}/api_v3/service/session/action/start"
    fields = {one["key"]: one for one in request["body"]["urlencoded"]}
    assert fields["ks"]["value"] == "{{ks}}"
    assert fields["expiry"] == {"key": "expiry", "value": "86400", "disabled": True}
    assert "disabled" not in fields["secret"]
    upload = folders["uploadtoken"]["upload"]["request"]["body"]
    assert {"key": "fileData", "type": "file", "src": []} in upload["formdata"]


def test_the_registry_by_its_names() -> None:
    made = json.loads(registry_json(zoo_registry()))
    assert (made["origin"], made["version"]) == ("imported from the zoo", "1.2.3")
    assert made["services"][0]["actions"][0]["parameters"][0] == {
        "name": "animal",
        "type": "KalturaZooAnimal",
        "description": "Who comes",
    }
    assert made["enums"][0]["constants"] == [
        {"name": "LEAVES", "value": "-1"},
        {"name": "MEAT", "value": "2"},
    ]
    assert made["classes"][1]["deprecated"] is True


def test_one_service_alone(words: Help) -> None:
    system = bundled().service("system")
    made = json.loads(openapi_json(bundled(), words, SERVERS, system))
    assert faults_of_openapi(made) == []
    assert [one["name"] for one in made["tags"]] == ["system"]
    assert "KalturaMediaEntry" not in made["components"]["schemas"]
    profile = made["components"]["schemas"]["request.responseProfile"]
    assert "KalturaResponseProfile" in profile["properties"]["objectType"]["enum"]
