"""The documents for other tools, as the console serves them."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from app.desk.parts import Parts
from app.sandbox.account import DEMO
from tests.schema.zoo import zoo
from tests.valid import faults_of


def document(client: FlaskClient, path: str, status: int = 200) -> dict[str, Any]:
    response = client.get(path, headers={"Accept": "application/json"})
    assert response.status_code == status, response.get_data(as_text=True)[:300]
    assert response.mimetype == "application/json"
    found: dict[str, Any] = response.get_json()
    return found


@pytest.fixture
def zoo_id(parts: Parts) -> str:
    """The region eu uses the zoo's schema."""
    kept = parts.schemas.add(zoo(), "the zoo")
    parts.schemas.assign("eu", kept.id)
    return kept.id


def test_the_region_chooses_the_schema_and_the_server(client: FlaskClient, zoo_id: str) -> None:
    made = document(client, "/openapi.json?region=eu")
    assert made["info"]["version"] == "1.2.3"
    assert [one["url"] for one in made["servers"]] == [
        "https://api.eu.kaltura.com",
        "http://localhost/sandbox",
    ]
    assert document(client, "/openapi.json?region=us")["info"]["version"] == "22.19.0"
    assert document(client, "/registry.json?region=eu")["version"] == "1.2.3"
    postman = document(client, "/postman.json?region=eu")
    assert postman["variable"][0]["value"] == "https://api.eu.kaltura.com"
    assert (
        "KalturaZooBird"
        in document(client, "/json-schema/KalturaZooAnimal.json?region=eu")["$defs"]
    )


def test_any_loaded_schema(client: FlaskClient, zoo_id: str) -> None:
    for name in (zoo_id, "1.2.3"):
        assert document(client, f"/registry.json?schema={name}")["version"] == "1.2.3"
    assert document(client, "/registry.json?region=eu&schema=bundled")["version"] == "22.19.0"
    document(client, "/registry.json?schema=nothing", status=404)
    document(client, "/openapi.json?region=nowhere", status=404)
    document(client, "/openapi.json?service=nothing", status=404)


def test_a_class_that_is_not_there(client: FlaskClient) -> None:
    found = document(client, "/json-schema/KalturaZooAnimal.json?region=us", status=404)
    assert "has no class 'KalturaZooAnimal'" in str(found)


def test_the_sandbox_is_where_the_console_was_reached(client: FlaskClient) -> None:
    made = document(client, "/openapi.json?region=sandbox")
    assert [one["url"] for one in made["servers"]] == ["http://localhost/sandbox"]


def test_nobody_elsewhere_may_read_it(client: FlaskClient) -> None:
    headers = {"Origin": "https://elsewhere.example"}
    response = client.get("/registry.json", headers=headers)
    assert "Access-Control-Allow-Origin" not in response.headers


def test_the_sandbox_answers_as_described(client: FlaskClient) -> None:
    made = document(client, "/openapi.json?region=sandbox")
    for schema in made["components"]["schemas"].values():
        # As a real server's, the sandbox's answers have numbers for such an enum's values.
        if "enum" in schema and schema["type"] == "string":
            schema["type"] = ["string", "integer"]
            schema["enum"] += [int(value) for value in schema["enum"] if value.isdigit()]
    flags = made["components"]["schemas"]["KalturaNullableBoolean"]
    # Of these both write false where nobody set a value.
    flags.update(type=["integer", "boolean"], enum=[*flags["enum"], True, False])

    def call(name: str, **parameters: object) -> Any:
        service, action = name.split(".")
        path = f"/api_v3/service/{service}/action/{action}"
        operation = made["paths"][path]["post"]
        body = {"format": 1, **parameters}
        answered = client.post(f"/sandbox{path}", json=body).get_json()
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        faults = faults_of(answered, {**schema, "components": made["components"]})
        assert [fault.message[:300] for fault in faults] == [], (name, answered)
        return answered

    secret = DEMO.admin_secret
    ks = call("session.start", secret=secret, type=2, partnerId=DEMO.partner_id)
    assert call("system.ping") is True
    listed = call("media.list", ks=ks, filter={"objectType": "KalturaMediaEntryFilter"})
    assert listed["objectType"] == "KalturaMediaListResponse"
    assert len(listed["objects"]) > 5
    users = call("user.list", ks=ks, filter={"idIn": "ana,dana", "orderBy": "+id"})
    assert [user["id"] for user in users["objects"]] == ["ana", "dana"]
    categories = call("category.list", ks=ks, filter={"parentIdEqual": 1001})
    assert [one["fullName"] for one in categories["objects"]] == ["Public>Talks"]
    assert call("media.get", ks=ks, entryId="none")["code"] == "ENTRY_ID_NOT_FOUND"
