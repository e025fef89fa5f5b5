"""Custom metadata: XML Schemas and documents checked, and searched by."""

from typing import Any

import pytest

from tests.sandbox.conftest import Caller

XSD = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="metadata">'
    '<xs:complexType><xs:sequence><xs:element name="Year" type="xs:long" minOccurs="0"/>'
    '<xs:element name="Topic" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType>'
    "</xs:element></xs:schema>"
)
XML = "<metadata><Year>{}</Year><Topic>{}</Topic></metadata>"


@pytest.fixture
def profile(admin: Caller) -> Any:
    return admin.json(
        "metadata_metadataProfile",
        "add",
        metadataProfile__name="Course",
        metadataProfile__metadataObjectType="1",
        xsdData=XSD,
    )


def add(admin: Caller, profile: Any, entry: str, year: object, topic: str = "x") -> Any:
    return admin.json(
        "metadata_metadata",
        "add",
        metadataProfileId=profile["id"],
        objectType="1",
        objectId=entry,
        xmlData=XML.format(year, topic),
    )


def test_a_profile_and_its_fields(admin: Caller, profile: Any) -> None:
    assert (profile["version"], profile["xsd"]) == (1, XSD)
    fields = admin.json("metadata_metadataProfile", "listFields", metadataProfileId=profile["id"])
    assert [row["key"] for row in fields["objects"]] == ["Year", "Topic"]
    assert fields["objects"][0]["xPath"] == "/*[local-name()='metadata']/*[local-name()='Year']"


@pytest.mark.parametrize(
    "xsd",
    [
        "<x",
        "<x/>",
        XSD.replace("xs:long", "xs:nosuch"),
        XSD.replace(">", '><xs:include schemaLocation="/etc/passwd"/>', 1),
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + XSD,
    ],
)
def test_a_schema_that_cannot_be(admin: Caller, xsd: str) -> None:
    sent = {"metadataProfile__name": "x", "metadataProfile__metadataObjectType": "1"}
    answer = admin.json("metadata_metadataProfile", "add", **sent, xsdData=xsd)
    if "code" in answer:
        assert answer["code"] == "XML_INVALID"
    else:
        # A document type is left out, and with it what it would have fetched.
        assert "root:" not in answer["xsd"]


def test_a_document_is_checked(admin: Caller, profile: Any) -> None:
    made = add(admin, profile, "0_welcome1", 2024)
    assert (made["version"], made["status"]) == (1, 1)
    assert add(admin, profile, "0_welcome1", 2024)["code"] == "METADATA_ALREADY_EXISTS"
    assert add(admin, profile, "0_keynote1", "never")["code"] == "INVALID_METADATA_DATA"
    assert add(admin, profile, "0_nothing0", 2024)["code"] == "INVALID_OBJECT_ID"
    changed = admin.json(
        "metadata_metadata", "update", id=made["id"], xmlData=XML.format(2025, "y"), version=1
    )
    assert (changed["version"], changed["xml"]) == (2, XML.format(2025, "y"))
    code, _ = admin.refused(
        "metadata_metadata", "update", id=made["id"], xmlData=XML.format(1, "z"), version=1
    )
    assert code == "INVALID_METADATA_VERSION"


def test_entries_are_found_by_it(admin: Caller, profile: Any) -> None:
    add(admin, profile, "0_welcome1", 2024, "Light")
    add(admin, profile, "0_keynote1", 2026, "Sound")
    search = {
        "filter__advancedSearch__objectType": "KalturaMetadataSearchItem",
        "filter__advancedSearch__metadataProfileId": profile["id"],
        "filter__advancedSearch__type": 1,
    }

    def found(kind: str, field: str, value: object, **more: object) -> list[str]:
        at = "filter__advancedSearch__items__0__"
        item = {f"{at}objectType": kind, f"{at}field": field, f"{at}value": value}
        item |= {f"{at}{name}": v for name, v in more.items()}
        answer = admin.json("media", "list", **search, **item)
        return [row["id"] for row in answer["objects"]]

    path = "/*[local-name()='metadata']/*[local-name()='{}']"
    assert found("KalturaSearchCondition", path.format("Topic"), "light") == ["0_welcome1"]
    later = ("KalturaSearchComparableCondition", path.format("Year"), 2025)
    assert found(*later, comparison="2") == ["0_keynote1"]
    assert found(*later, comparison="4") == ["0_welcome1"]


@pytest.mark.parametrize(
    ("item", "ids"),
    [
        ({"objectType": "KalturaMediaEntryMatchAttributeCondition", "attribute": "tags",
          "value": "poster"}, ["0_poster01"]),
        ({"objectType": "KalturaMediaEntryMatchAttributeCondition", "attribute": "tags",
          "value": "podcast", "not": 1}, None),
        ({"objectType": "KalturaMediaEntryCompareAttributeCondition", "attribute": "plays",
          "value": "500", "comparison": "2"}, ["0_tokyo001", "0_keynote1"]),
        ({"objectType": "KalturaCategoryEntryAdvancedFilter", "categoryIdEqual": 1002},
         ["0_podcast1", "0_poster01", "0_keynote1"]),
        ({"objectType": "KalturaEntryCaptionAdvancedFilter", "hasCaption": 1}, []),
    ],
)  # fmt: skip
def test_other_conditions(admin: Caller, item: dict[str, Any], ids: list[str] | None) -> None:
    form = {f"filter__advancedSearch__{name}": value for name, value in item.items()}
    found = [row["id"] for row in admin.json("media", "list", **form)["objects"]]
    if ids is None:
        assert len(found) == 8
        assert "0_podcast1" not in found
    else:
        assert found == ids


def test_operators_are_nested(admin: Caller) -> None:
    at = "filter__advancedSearch"
    form = {f"{at}__objectType": "KalturaSearchOperator", f"{at}__type": 2}
    for number, tag in enumerate(("poster", "podcast")):
        inner = f"{at}__items__{number}"
        form[f"{inner}__objectType"] = "KalturaMediaEntryMatchAttributeCondition"
        form |= {f"{inner}__attribute": "tags", f"{inner}__value": tag}
    found = [row["id"] for row in admin.json("media", "list", **form)["objects"]]
    assert found == ["0_podcast1", "0_poster01"]


def test_a_response_profile_brings_related_objects_along(admin: Caller, profile: Any) -> None:
    made = add(admin, profile, "0_welcome1", 2024, "Light")
    related = "responseProfile__relatedProfiles__0"
    form = {
        "responseProfile__type": 1,
        "responseProfile__fields": "id",
        f"{related}__name": "metadata",
        f"{related}__type": 1,
        f"{related}__fields": "id,xml",
        f"{related}__filter__objectType": "KalturaMetadataFilter",
        f"{related}__mappings__0__parentProperty": "id",
        f"{related}__mappings__0__filterProperty": "objectIdEqual",
    }
    answer = admin.json("media", "get", entryId="0_welcome1", **form)
    assert answer["relatedObjects"]["metadata"] == {
        "totalCount": 1,
        "objects": [{"id": made["id"], "xml": made["xml"], "objectType": "KalturaMetadata"}],
        "objectType": "KalturaMetadataListResponse",
    }
    other = admin.json("media", "get", entryId="0_keynote1", **form)
    assert other["relatedObjects"]["metadata"]["totalCount"] == 0
    document = admin.xml("media", "get", entryId="0_welcome1", **form)
    assert document.findtext("relatedObjects/item/itemKey") == "metadata"
    kept = admin.json(
        "responseProfile",
        "add",
        addResponseProfile__name="Narrow",
        addResponseProfile__systemName="narrow",
        addResponseProfile__type=1,
        addResponseProfile__fields="id",
    )
    held = {"responseProfile__objectType": "KalturaResponseProfileHolder"}
    for by in ({"responseProfile__id": kept["id"]}, {"responseProfile__systemName": "narrow"}):
        narrow = admin.json("user", "get", userId="ana", **held, **by)
        assert narrow == {"id": "ana", "objectType": "KalturaUser"}
    again = admin.refused(
        "responseProfile",
        "add",
        addResponseProfile__name="Narrow",
        addResponseProfile__systemName="narrow",
    )
    assert again == ("RESPONSE_PROFILE_DUPLICATE_SYSTEM_NAME", {"SYSTEM_NAME": "narrow"})
