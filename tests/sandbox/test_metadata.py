"""Custom metadata: XML Schemas and documents checked, and searched by."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.schema.xsd import applied
from tests.sandbox.conftest import Caller
from tests.sizes import part

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
    assert admin.refused("metadata_metadataProfile", "add", **sent, xsdData=xsd)[0] == "XML_INVALID"


def typed(admin: Caller, restriction: str) -> Any:
    """A profile whose one field is restricted so."""
    field = f'<xs:simpleType><xs:restriction base="xs:string">{restriction}</xs:restriction>'
    field = f'<xs:element name="Code">{field}</xs:simpleType></xs:element>'
    xsd = XSD.replace('<xs:element name="Year" type="xs:long" minOccurs="0"/>', field)
    sent = {"metadataProfile__name": "Codes", "metadataProfile__metadataObjectType": "1"}
    return admin.json("metadata_metadataProfile", "add", **sent, xsdData=xsd)


def coded(admin: Caller, profile: Any, entry: str, code: str) -> Any:
    sent = {"metadataProfileId": profile["id"], "objectType": "1", "objectId": entry}
    xml = f"<metadata><Code>{code}</Code></metadata>"
    return admin.json("metadata_metadata", "add", **sent, xmlData=xml)


def test_a_pattern_is_applied(admin: Caller) -> None:
    profile = typed(admin, '<xs:pattern value="[A-Z]{2}[0-9]+"/>')
    assert coded(admin, profile, "0_welcome1", "AB12")["version"] == 1
    refused = coded(admin, profile, "0_keynote1", "ab12")
    assert refused["code"] == "INVALID_METADATA_DATA"
    assert "[A-Z]{2}[0-9]+" in refused["args"]["ERR_MSG"]
    assert typed(admin, '<xs:pattern value="("/>')["code"] == "XML_INVALID"


@pytest.mark.soak
@pytest.mark.parametrize(
    ("pattern", "code"), part([("(a|a)*(a|a)*(a|a)*b", "a" * 3000), ("(x+x+)+y", "x" * 40)], 2)
)
def test_a_pattern_without_end_is_ended_and_holds_nobody_up(
    admin: Caller, pattern: str, code: str
) -> None:
    profile = typed(admin, f'<xs:pattern value="{pattern}"/>')
    with ThreadPoolExecutor() as threads:
        slow = threads.submit(coded, admin, profile, "0_welcome1", code)
        written = 0
        while not slow.done():
            assert admin.json("user", "update", userId="ana", user__city="x")["city"] == "x"
            written += 1
    assert slow.result()["code"] == "INVALID_METADATA_DATA"
    # One before it began, and one that waited until its end, would be two.
    assert written > 2


def test_a_document_with_a_doctype_is_refused(admin: Caller, profile: Any) -> None:
    sent = {"metadataProfileId": profile["id"], "objectType": "1", "objectId": "0_welcome1"}
    outside = '<!DOCTYPE metadata [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    xml = outside + "<metadata><Topic>&b;</Topic></metadata>"
    code, told = admin.refused("metadata_metadata", "add", **sent, xmlData=xml)
    assert (code, told["ERR_MSG"]) == (
        "INVALID_METADATA_DATA",
        "A DOCTYPE is not taken, nor any entity of one.",
    )


@pytest.mark.parametrize(
    ("part", "plain"),
    [
        ('<xs:enumeration value="a"/>', True),
        ('<xs:pattern value="a"/>', False),
        ('<xs:maxLength value="9"/>', True),
    ],
)
def test_what_is_usual_needs_no_child(
    admin: Caller, monkeypatch: pytest.MonkeyPatch, part: str, plain: bool
) -> None:
    begun: list[Any] = []

    def child(*sent: Any) -> tuple[bool, str]:
        begun.append(sent)
        return True, ""

    monkeypatch.setattr(applied, "_in_child", child)
    assert typed(admin, part)["version"] == 1
    assert (begun == []) == plain


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
