"""The answers' shapes, in XML and JSON: names, order, nulls, and how values are spelt."""

import re
import time

import pytest
from lxml import etree
from werkzeug.test import Client

from app.sandbox import DEMO, Sandbox
from app.schema import reader
from app.schema.facts import bundled
from tests.sandbox.conftest import Caller

USER = (
    "objectType relatedObjects id partnerId screenName fullName email country state city zip "
    "thumbnailUrl description tags adminTags status createdAt updatedAt partnerData "
    "indexedPartnerDataInt indexedPartnerDataString storageSize language lastLoginTime "
    "statusUpdatedAt deletedAt allowedPartnerIds allowedPartnerPackages userMode capabilities "
    "type dateOfBirth gender isAdmin isGuest roleIds roleNames isAccountOwner password firstName "
    "lastName loginEnabled registrationInfo attendanceInfo title company ksPrivileges "
    "encryptedSeed isSsoExcluded externalId"
)
ENTRY = (
    "objectType relatedObjects id name description partnerId userId creatorId tags adminTags "
    "categories categoriesIds status moderationStatus moderationCount type createdAt updatedAt "
    "rank totalRank votes groupId partnerData downloadUrl searchText licenseType version "
    "thumbnailUrl accessControlId startDate endDate referenceId replacingEntryId replacedEntryId "
    "replacementStatus partnerSortValue conversionProfileId redirectEntryId rootEntryId "
    "parentEntryId operationAttributes entitledUsersEdit entitledUsersPublish entitledUsersView "
    "capabilities templateEntryId displayInSearch application applicationVersion "
    "blockAutoTranscript defaultLanguage responseLanguage plays views lastPlayedAt width height "
    "duration msDuration durationType mediaType conversionQuality sourceType sourceVersion "
    "searchProviderType searchProviderId creditUserName creditUrl mediaDate dataUrl "
    "flavorParamsIds isTrimDisabled streams"
)
SESSION = "objectType relatedObjects ks sessionType partnerId userId expiry privileges"


def names(element: etree._Element) -> str:
    return " ".join(str(child.tag) for child in element)


def values(element: etree._Element) -> dict[str, str]:
    return {str(child.tag): child.text or "" for child in element}


def test_xml_lists_every_property_in_the_schemas_order(admin: Caller) -> None:
    assert names(admin.xml("user", "get", userId="ana")) == USER
    assert names(admin.xml("media", "get", entryId="0_zurich01")) == ENTRY
    assert names(admin.xml("session", "get")) == SESSION


def test_xml_spells_booleans_and_nulls(admin: Caller) -> None:
    user = values(admin.xml("user", "get", userId=DEMO.login_id))
    assert (user["isAdmin"], user["isGuest"], user["city"]) == ("1", "0", "")
    assert user["fullName"] == "Demo Admin"
    assert admin.xml("system", "ping").text == "1"


def test_json_leaves_nulls_out_and_has_the_type_last(admin: Caller) -> None:
    user = admin.json("user", "get", userId="bo")
    present = [name for name in USER.split()[2:] if name in user]
    assert list(user) == [*present, "objectType"]
    assert user["lastName"] == "Łukasz"
    assert user["isAdmin"] is False
    assert user["capabilities"] == []
    assert "city" not in user
    assert "password" not in user


def test_a_session_is_described_in_texts(anyone: Caller) -> None:
    caller = anyone.admin(userId="ana", privileges="disableentitlement", expiry=600)
    told = caller.json("session", "get")
    expiry = told.pop("expiry")
    assert told == {
        "sessionType": "2",
        "partnerId": "1000001",
        "userId": "ana",
        "privileges": "disableentitlement",
        "objectType": "KalturaSessionInfo",
    }
    assert abs(int(expiry) - time.time() - 600) < 60


def test_a_list_is_a_count_and_items(admin: Caller) -> None:
    answer = admin.xml("media", "list", filter__idEqual="0_tokyo001")
    assert names(answer) == "objectType relatedObjects totalCount objects"
    assert answer.findtext("totalCount") == "1"
    assert answer.findtext("objects/item/name") == "東京の朝"
    plain = admin.json("user", "list")
    assert list(plain) == ["totalCount", "objects", "objectType"]
    assert plain["objectType"] == "KalturaUserListResponse"
    assert len(plain["objects"]) == plain["totalCount"] == 4


def test_an_empty_list_has_no_items(admin: Caller) -> None:
    answer = admin.json("media", "list", filter__idEqual="0_nothing0")
    assert answer == {"totalCount": 0, "objects": [], "objectType": "KalturaMediaListResponse"}


def test_void_is_empty(anyone: Caller) -> None:
    assert len(anyone.admin().xml("session", "end")) == 0
    assert anyone.admin().raw("session", "end", format="1").data == b"null"


def test_errors_in_both_formats(admin: Caller) -> None:
    answer = admin.json("category", "get", id="99999999")
    assert answer == {
        "code": "CATEGORY_NOT_FOUND",
        "message": 'There is no category "99999999"',
        "objectType": "KalturaAPIException",
        "args": {"ID": "99999999"},
    }
    error = admin.xml("category", "get", id="99999999")[0]
    assert error.tag == "error"
    assert names(error) == "code message objectType args"
    item = error.find("args/item")
    assert item is not None
    assert values(item) == {
        "objectType": "KalturaApiExceptionArg",
        "name": "ID",
        "value": "99999999",
    }


def test_an_error_without_arguments_has_an_empty_list(admin: Caller) -> None:
    assert admin.refused("user", "get", userId="nobody") == ("INVALID_USER_ID", [])


def test_headers(anyone: Caller, admin: Caller) -> None:
    answer = admin.raw("system", "ping")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/xml;charset=UTF-8"
    assert answer.headers["X-Me"] == "sandbox"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    number, moment = answer.headers["X-Kaltura-Session"].split(", ")
    assert number.isdecimal()
    assert abs(int(moment) - time.time()) < 60
    assert "X-Kaltura" not in answer.headers
    refused = anyone.raw("user", "list")
    assert refused.headers["X-Kaltura"] == "error-SERVICE_FORBIDDEN"
    assert refused.headers["X-Kaltura-App"].startswith("exiting on error SERVICE_FORBIDDEN - ")


def test_the_xml_document_around_the_result(anyone: Caller) -> None:
    body = anyone.raw("system", "getVersion").data.decode()
    assert re.fullmatch(
        r'<\?xml version="1.0" encoding="utf-8"\?><xml><result>22\.19\.0</result>'
        r"<executionTime>[0-9.e-]+</executionTime></xml>",
        body,
    )


def test_php(anyone: Caller, admin: Caller) -> None:
    assert anyone.raw("system", "ping", format="3").data == b"b:1;"
    user = admin.raw("user", "get", format="3", userId="bo").data.decode()
    assert user.startswith('O:11:"KalturaUser":48:{s:2:"id";s:2:"bo";')
    assert 's:8:"lastName";s:7:"Łukasz";' in user
    assert 's:12:"capabilities";a:0:{}' in user
    assert admin.raw("user", "get", format="3").headers["Content-Type"] == (
        "text/html; charset=UTF-8"
    )
    error = anyone.raw("user", "list", format="3").data.decode()
    assert error.startswith('a:4:{s:4:"code";s:17:"SERVICE_FORBIDDEN";')
    assert error.endswith('s:4:"args";a:1:{s:7:"SERVICE";s:10:"user->list";}}')


def test_jsonp_takes_the_name_of_a_function_alone(anyone: Caller) -> None:
    client, url = Client(anyone.sandbox), "/api_v3/service/system/action/ping"
    good = client.post(f"{url}?callback=kal.tura_1", data={"format": 9})
    assert good.data == b"kal.tura_1(true);"
    assert good.headers["Content-Type"] == "application/javascript"
    bad = client.get(f"{url}?callback=alert(1);x&format=9")
    assert (bad.data, bad.headers["X-Kaltura"]) == (b"", "error- INVALID_FIELD_VALUE")
    none = anyone.raw("system", "ping", format="9")
    assert (none.data, none.headers["X-Kaltura"]) == (b"", "error- MANDATORY_PARAMETER_MISSING")


@pytest.mark.parametrize("form", ["0", "77", "json", "4"])
def test_an_unknown_format_has_no_body(anyone: Caller, form: str) -> None:
    answer = anyone.raw("system", "ping", format=form)
    assert answer.status_code == 200
    assert answer.data == b""
    assert answer.headers["X-Kaltura"] == "error- UNKNOWN_RESPONSE_FORMAT"


def test_a_response_profile_narrows_the_objects(admin: Caller) -> None:
    profile = {"responseProfile__type": 1, "responseProfile__fields": "id,name"}
    answer = admin.json("media", "list", filter__idEqual="0_welcome1", **profile)
    assert answer["totalCount"] == 1
    assert answer["objects"] == [
        {
            "id": "0_welcome1",
            "name": "Welcome to the sandbox",
            # The class itself sets it, whatever the profile says.
            "type": 1,
            "objectType": "KalturaMediaEntry",
        }
    ]
    without = admin.json(
        "user", "get", userId="ana", responseProfile__type=2, responseProfile__fields="email"
    )
    assert "email" not in without
    assert without["id"] == "ana"


def test_outside_the_api_is_not_found(sandbox: Sandbox) -> None:
    assert Client(sandbox).get("/p/1/thumbnail").status_code == 404
    assert Client(sandbox).options("/api_v3/").headers["Access-Control-Allow-Origin"] == "*"


def test_the_schema_is_where_clients_look_for_it(sandbox: Sandbox) -> None:
    answer = Client(sandbox).get("/api_v3/api_schema.php")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/xml")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    told, ours = reader.read(answer.data), bundled().schema
    assert (told.version, told.services, told.classes) == (
        ours.version,
        ours.services,
        ours.classes,
    )
