"""Every way to write the same call, and the leniency of the real server."""

import io
import json
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse, encode_multipart

from app.sandbox import DEMO, Sandbox
from app.schema.facts import bundled
from tests.sandbox.conftest import Caller

IDS = ["0_arabic01", "0_tokyo001"]
FILTER = {"objectType": "KalturaMediaEntryFilter", "idIn": ",".join(IDS)}


def ids(answer: TestResponse) -> list[str]:
    return sorted(item["id"] for item in answer.get_json()["objects"])


def flat(ks: str, pattern: str) -> dict[str, Any]:
    return {"ks": ks, "format": "1", **{pattern.format(k): v for k, v in FILTER.items()}}


@pytest.mark.parametrize("pattern", ["filter:{}", "filter[{}]"])
@pytest.mark.parametrize(
    "url",
    [
        "/api_v3/service/media/action/list",
        "/api_v3/service/media/action/list/",
        "/api_v3/?service=media&action=list",
        "/api_v3?service=media&action=list",
        "/api_v3/index.php?service=media&action=list",
        "/api_v3/index.php/service/media/action/list",
        "/api_v3/service/MEDIA/action/List",
    ],
)
def test_forms_and_paths(admin: Caller, url: str, pattern: str) -> None:
    client = Client(admin.sandbox)
    form = flat(admin.ks, pattern)
    assert ids(client.post(url, data=form)) == IDS
    multipart = {**form, "unused": (io.BytesIO(b"x"), "x.txt")}
    assert ids(client.post(url, data=multipart)) == IDS


def test_query_alone(admin: Caller) -> None:
    form = {**flat(admin.ks, "filter:{}"), "service": "media", "action": "list"}
    assert ids(Client(admin.sandbox).get("/api_v3/", query_string=form)) == IDS


def test_path_alone(admin: Caller) -> None:
    url = f"/api_v3/service/media/action/list/format/1/ks/{admin.ks}/filter:idIn/{','.join(IDS)}"
    assert ids(Client(admin.sandbox).get(url)) == IDS


def test_json_body(admin: Caller) -> None:
    body = {"service": "media", "action": "list", "ks": admin.ks, "format": 1, "filter": FILTER}
    client, data = Client(admin.sandbox), json.dumps(body)
    assert ids(client.post("/api_v3/", data=data, content_type="application/json")) == IDS
    # With a charset it is not read as JSON.
    unread = client.post("/api_v3/", data=data, content_type="application/json; charset=utf-8")
    assert b"SERVICE_NOT_SPECIFIED" in unread.data


def test_a_json_field_beside_files(admin: Caller) -> None:
    body = json.dumps({"ks": admin.ks, "format": 1, "filter": FILTER})
    form = {"json": body, "unused": (io.BytesIO(b"x"), "x.txt")}
    assert ids(Client(admin.sandbox).post("/api_v3/service/media/action/list", data=form)) == IDS


def test_query_and_body_are_merged(admin: Caller) -> None:
    answer = Client(admin.sandbox).post(
        "/api_v3/service/media/action/list?format=1&filter:idIn=0_tokyo001",
        data={"ks": admin.ks, "filter:nameLike": "東京", "filter:idIn": "0_welcome1"},
    )
    assert ids(answer) == ["0_tokyo001"]


def test_null_in_every_notation(admin: Caller) -> None:
    for null in (
        {"user:city__null": ""},
        {"user[city__null]": ""},
        {"user": {"city": None}},
        {"user": {"city__null": ""}},
    ):
        admin.json("user", "update", userId="ana", user__city="Porto")
        assert admin.json("user", "get", userId="ana")["city"] == "Porto"
        url = f"/api_v3/service/user/action/update?format=1&userId=ana&ks={admin.ks}"
        Client(admin.sandbox).post(url, json=null)
        assert "city" not in admin.json("user", "get", userId="ana")


def test_a_null_parameter_takes_its_default(admin: Caller) -> None:
    assert admin.json("media", "list", filter__null="")["totalCount"] == 9
    assert admin.refused("media", "get", **{"entryId__null": ""})[0] == (
        "MISSING_MANDATORY_PARAMETER"
    )


@pytest.mark.parametrize(
    ("service", "update", "listing", "target"),
    [
        ("user", {"userId": "ana"}, {}, "user"),
        ("category", {"id": "1002"}, {}, "category"),
        ("media", {"entryId": "0_keynote1"}, {"filter__idEqual": "0_keynote1"}, "mediaEntry"),
        ("appToken", {"id": DEMO.app_token_id}, {}, "appToken"),
    ],
)
def test_every_property_can_be_null(
    admin: Caller, service: str, update: dict[str, str], listing: dict[str, str], target: str
) -> None:
    registry = bundled()
    kind = {"media": "KalturaMediaEntry"}.get(service, f"Kaltura{service[0].upper()}{service[1:]}")
    for _, declared in registry.properties(kind):
        if not (declared.read_only or declared.insert_only or declared.type == "array"):
            form = {f"{target}:{declared.name}__null": "", **update, "ks": admin.ks, "format": "1"}
            url = f"/api_v3/service/{service}/action/update"
            answer = Client(admin.sandbox).post(url, data=form).get_json()
            assert answer["objectType"] == kind, declared.name
    assert len(admin.xml(service, "list", **listing).findall("objects/item")) >= 1
    assert admin.json("category", "list")["objectType"] == "KalturaCategoryListResponse"
    by_login = {"loginId": DEMO.login_id, "password": DEMO.password}
    assert admin.json("user", "loginByLoginId", **by_login).startswith("djJ8")


def test_arrays(admin: Caller) -> None:
    items = {
        "entry__mediaType": 1,
        "entry__operationAttributes__1__objectType": "KalturaClipAttributes",
        "entry__operationAttributes__1__offset": "7",
        "entry__operationAttributes__0__objectType": "KalturaClipAttributes",
        "entry__operationAttributes__0__offset": "5",
    }
    made = admin.json("media", "add", **items)
    assert [item["offset"] for item in made["operationAttributes"]] == [5, 7]
    assert made["operationAttributes"][0]["objectType"] == "KalturaClipAttributes"
    emptied = {"mediaEntry__operationAttributes__-": ""}
    client = Client(admin.sandbox)
    answer = client.post(
        f"/api_v3/service/media/action/update?format=1&entryId={made['id']}&ks={admin.ks}",
        data={name.replace("__", ":"): value for name, value in emptied.items()},
    )
    assert answer.get_json()["operationAttributes"] == []


def test_leniency(admin: Caller) -> None:
    answer = admin.json(
        "media",
        "list",
        nonsense="1",
        filter__nonsense="1",
        filter__orderBy="-nonsense",
        filter__objectType="KalturaNonsense",
        pager__pageSize="abc",
    )
    assert answer["totalCount"] == 9
    made = admin.json("media", "add", entry__mediaType=1, entry__groupId="12abc", entry__name="x")
    assert made["groupId"] == 12
    made = admin.json("media", "add", entry__mediaType=1, entry__groupId="abc")
    assert made["groupId"] == 0


def test_the_concrete_class_is_taken_where_it_fits(admin: Caller) -> None:
    for kind in ("KalturaMediaEntry", "KalturaNonsense", "KalturaUser", ""):
        made = admin.json("media", "add", entry__objectType=kind, entry__mediaType=1)
        assert made["objectType"] == "KalturaMediaEntry"
    added = admin.json("media", "add", entry__mediaType=1)
    assert admin.refused("media", "addContent", entryId=added["id"], resource__x="1") == (
        "OBJECT_TYPE_ABSTRACT",
        {"OBJ_TYPE": "KalturaResource"},
    )


@pytest.mark.parametrize(
    ("service", "action", "sent", "code", "arguments"),
    [
        ("media", "get", {}, "MISSING_MANDATORY_PARAMETER", {"PARAM_NAME": "entryId"}),
        ("media", "add", {}, "MISSING_MANDATORY_PARAMETER", {"PARAM_NAME": "entry"}),
        ("nosuch", "x", {}, "SERVICE_DOES_NOT_EXISTS", {"SRV_NAME": "nosuch"}),
        (
            "media",
            "nosuch",
            {},
            "ACTION_DOES_NOT_EXISTS",
            {"ACTION_NAME": "nosuch", "SERVICE_NAME": "media"},
        ),
        ("media", "flag", {}, "MISSING_MANDATORY_PARAMETER", {"PARAM_NAME": "moderationFlag"}),
        ("metadata_metadata", "get", {"id": 5}, "METADATA_NOT_FOUND", {"ID": "5"}),
        (
            "appToken",
            "add",
            {"appToken__hashType": "NOPE"},
            "INVALID_ENUM_VALUE",
            {
                "ENUM_VAL": "NOPE",
                "PARAM_NAME": "hashType",
                "ENUM_TYPE": "KalturaAppTokenHashType",
            },
        ),
        (
            "media",
            "add",
            {"entry__mediaType": "x"},
            "INVALID_ENUM_VALUE",
            {"ENUM_VAL": "x", "PARAM_NAME": "mediaType", "ENUM_TYPE": "KalturaMediaType"},
        ),
        (
            "user",
            "update",
            {"userId": "ana", "user__createdAt": "5"},
            "PROPERTY_VALIDATION_NOT_UPDATABLE",
            {"PROP_NAME": "KalturaUser::createdAt"},
        ),
        (
            "user",
            "update",
            {"userId": "ana", "user__externalId": "5"},
            "PROPERTY_VALIDATION_NOT_UPDATABLE",
            {"PROP_NAME": "KalturaUser::externalId"},
        ),
        (
            "user",
            "add",
            {"user__id": "x", "user__description": "x" * 8193},
            "PROPERTY_VALIDATION_MAX_LENGTH",
            {"PROP_NAME": "KalturaUser::description", "MAX_LEN": "8192"},
        ),
        (
            "user",
            "add",
            {"user__id": "x\x01"},
            "INVALID_PARAMETER_CHAR",
            {"XML_FIELD": "id"},
        ),
        ("user", "get", {"userId__a": "1"}, "INVALID_PARAMETER_VALUE", {"PARAM_NAME": "userId"}),
        ("user", "add", {"user": "ana"}, "INVALID_PARAMETER_VALUE", {"PARAM_NAME": "user"}),
    ],
)
def test_refusals(
    admin: Caller, service: str, action: str, sent: dict[str, Any], code: str, arguments: Any
) -> None:
    assert admin.refused(service, action, **sent) == (code, arguments)


def test_no_service_and_no_action(sandbox: Sandbox) -> None:
    client = Client(sandbox)
    assert client.get("/api_v3/?format=1").get_json()["code"] == "SERVICE_NOT_SPECIFIED"
    answer = client.get("/api_v3/?format=1&service=user").get_json()
    assert answer["code"] == "ACTION_DOES_NOT_EXISTS"
    assert answer["args"] == {"ACTION_NAME": "", "SERVICE_NAME": "user"}


@pytest.mark.parametrize("body", [b"{", b"[1]", b'"x"', b"[" * 100_000, b"1" * 5000])
def test_a_broken_json_body_is_said(sandbox: Sandbox, body: bytes) -> None:
    url = "/api_v3/service/system/action/ping?format=1"
    answer = Client(sandbox).post(url, data=body, content_type="application/json")
    assert answer.get_json()["code"] == "INVALID_JSON"


def test_an_empty_json_body_is_no_parameters(sandbox: Sandbox) -> None:
    url = "/api_v3/service/system/action/ping?format=1"
    assert Client(sandbox).post(url, content_type="application/json").get_json() is True


def test_too_deep_or_too_large_is_refused(sandbox: Sandbox) -> None:
    client = Client(sandbox)
    url = "/api_v3/service/system/action/ping?format=1"
    deep: Any = "x"
    for _ in range(40):
        deep = {"a": deep}
    assert client.post(url, json=deep).get_json()["code"] == "REQUEST_TOO_LARGE"
    assert client.post(url, data={":".join("a" * 40): "x"}).get_json()["code"] == (
        "REQUEST_TOO_LARGE"
    )
    large = {"clientTag": "x" * (5 * 2**20)}
    assert client.post(url, json=large).get_json()["code"] == "REQUEST_TOO_LARGE"
    assert client.post(url, data=large).get_json()["code"] == "REQUEST_TOO_LARGE"
    boundary, part = encode_multipart(large)
    kind = f"multipart/form-data; boundary={boundary}"
    assert client.post(url, data=part, content_type=kind).get_json()["code"] == (
        "REQUEST_TOO_LARGE"
    )
    many = {f"name{index}": "x" for index in range(6000)}
    assert client.post(url, data=many).get_json()["code"] == "REQUEST_TOO_LARGE"


def test_text_that_is_no_unicode_does_not_break_the_answer(admin: Caller) -> None:
    client = Client(admin.sandbox)
    url = f"/api_v3/service/user/action/add?format=1&ks={admin.ks}"
    form = "application/x-www-form-urlencoded"
    body = b"user:id=x&user:state=%FF&user:city=\xff"
    made = client.post(url, data=body, content_type=form).get_json()
    assert (made["state"], made["city"]) == ("\ufffd", "\ufffd")
    body = rb'{"user":{"id":"y","city":"\ud800"}}'
    made = client.post(url, data=body, content_type="application/json")
    assert made.get_json()["city"] == "?"
    client.get("/api_v3/service/user/action/list?ks=" + admin.ks)
    assert admin.json("user", "list")["totalCount"] == 6
