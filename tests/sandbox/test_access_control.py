"""Access control: what its rules make of getPlaybackContext and getContextData."""

import io
from typing import Any

import pytest

from tests.sandbox.conftest import Caller

ENTRY = "0_waiting1"  # of ana, filled below
BLOCK = {"actions__0__objectType": "KalturaAccessControlBlockAction"}
STORED = "stored only"


def condition(cls: str, *values: str, out: int = 0, name: str = "values") -> dict[str, Any]:
    start = "conditions__0__"
    found: dict[str, Any] = {f"{start}objectType": f"Kaltura{cls}Condition", f"{start}not": out}
    for number, value in enumerate(values):
        found[f"{start}{name}__{number}__value"] = value
        found[f"{start}{name}__{number}__objectType"] = "KalturaStringValue"
    return found


def added(admin: Caller, **rule: Any) -> Any:
    sent = {f"accessControlProfile__rules__0__{name}": value for name, value in rule.items()}
    form = {"accessControlProfile__name": "Rules", **sent}
    return admin.json("accessControlProfile", "add", **form)


def ruled(admin: Caller, **rule: Any) -> int:
    """The entry under a profile with one rule; the profile's id."""
    key = int(added(admin, **rule)["id"])
    admin.json("media", "update", entryId=ENTRY, mediaEntry__accessControlId=key)
    return key


def playing(who: Caller, **asked: Any) -> Any:
    form = {f"contextDataParams__{name}": value for name, value in asked.items()}
    form["contextDataParams__objectType"] = "KalturaPlaybackContextOptions"
    return who.json("baseEntry", "getPlaybackContext", entryId=ENTRY, **form)


def blocked(who: Caller, **asked: Any) -> bool:
    answer = playing(who, **asked)
    has = [item["type"] for item in answer["actions"]] == [1]
    assert has is (not answer["sources"])
    return has


@pytest.fixture
def bob(admin: Caller, anyone: Caller) -> Caller:
    """A user, once the entry has a flavor."""
    token = admin.json("uploadToken", "add")["id"]
    admin.json("uploadToken", "upload", uploadTokenId=token, fileData=(io.BytesIO(b"v"), "v.mp4"))
    resource = {"resource__objectType": "KalturaUploadedFileTokenResource"}
    admin.json("media", "addContent", entryId=ENTRY, **resource, resource__token=token)
    return anyone.user("bob")


def test_a_rule_has_what_a_real_server_gives_it(admin: Caller) -> None:
    """Sample 86's third profile, sent as its guide sends it."""
    sent = {"message": "Access restricted", **BLOCK, **condition("IpAddress", "10.0.0.0/8", out=1)}
    (rule,) = added(admin, **sent)["rules"]
    assert rule == {
        "message": "Access restricted",
        "actions": [{"type": 1, "objectType": "KalturaAccessControlBlockAction"}],
        "conditions": [
            {
                "type": 3,
                "not": True,
                "values": [{"value": "10.0.0.0/8", "objectType": "KalturaStringValue"}],
                "matchType": 2,
                "objectType": "KalturaIpAddressCondition",
            }
        ],
        "forceAdminValidation": False,
        "objectType": "KalturaRule",
    }
    (bare,) = added(admin, **BLOCK)["rules"]
    assert bare["conditions"] == []
    (country,) = added(admin, **BLOCK, **condition("Country", "US"))["rules"]
    assert (country["conditions"][0]["type"], country["conditions"][0]["geoCoderType"]) == (2, 1)


def test_who_is_elsewhere_is_blocked(admin: Caller, bob: Caller) -> None:
    assert [s["format"] for s in playing(bob)["sources"]] == ["url"]
    ruled(
        admin,
        message="Inside alone",
        code="IN",
        **BLOCK,
        **condition("IpAddress", "10.0.0.0/8", out=1),
    )
    answer = playing(bob)
    assert answer["actions"] == [{"type": 1, "objectType": "KalturaAccessControlBlockAction"}]
    assert answer["messages"] == [
        {"message": "Inside alone", "code": "IN", "objectType": "KalturaAccessControlMessage"}
    ]
    assert (answer["sources"], answer["flavorAssets"]) == ([], [])
    data = bob.json("baseEntry", "getContextData", entryId=ENTRY, contextDataParams__ip="8.8.8.8")
    for name in ("messages", "accessControlMessages"):
        assert [item["value"] for item in data[name]] == ["Inside alone"]
    for name in ("actions", "accessControlActions"):
        assert [item["type"] for item in data[name]] == [1]
    assert blocked(bob, ip="10.1.2.3") is False
    # Rules hold for an administrator where they say so alone.
    assert blocked(admin) is False


@pytest.mark.parametrize(
    ("rule", "fits", "fits_not"),
    [
        (condition("IpAddress", "1.2.3.4-1.2.3.9"), {"ip": "1.2.3.5"}, {"ip": "1.2.3.10"}),
        (condition("IpAddress", "1.2.3.4", "5.6.7.8"), {"ip": "5.6.7.8"}, {"ip": "1.2.3.5"}),
        (
            condition("Site", "*.example.com"),
            {"referrer": "https://a.example.com/x"},
            {"referrer": "https://example.org/.example.com"},
        ),
        (condition("UserAgent", "Fire.*fox"), {"userAgent": "x/Firefox"}, {"userAgent": "Chrome"}),
        ({}, {}, None),
        (
            {
                "contexts__0__type": "2",
                "contexts__0__objectType": "KalturaAccessControlContextTypeHolder",
            },
            {"contexts__0__type": "2"},
            {},
        ),
    ],
)
def test_conditions(
    admin: Caller, bob: Caller, rule: dict[str, Any], fits: dict[str, str], fits_not: Any
) -> None:
    ruled(admin, **BLOCK, **rule)
    assert blocked(bob, **fits) is True
    if fits_not is not None:
        assert blocked(bob, **fits_not) is False


def test_a_preview_without_the_privilege(admin: Caller, bob: Caller, anyone: Caller) -> None:
    action = {
        "actions__0__objectType": "KalturaAccessControlPreviewAction",
        "actions__0__limit": 30,
    }
    ruled(admin, **action, **condition("Authenticated", "sview", out=1, name="privileges"))
    answer = playing(bob)
    assert [(item["type"], item["limit"]) for item in answer["actions"]] == [(2, 30)]
    assert len(answer["sources"]) == 1
    assert (
        bob.json("baseEntry", "getContextData", entryId=ENTRY, contextDataParams__ip="1.1.1.1")[
            "previewLength"
        ]
        == 30
    )
    allowed = anyone.user("bob", privileges=f"sview:{ENTRY}")
    assert playing(allowed)["actions"] == []


@pytest.mark.parametrize(("ids", "out", "left"), [("0", 0, 1), ("0", 1, 0), ("7", 0, 0)])
def test_flavors_are_limited(admin: Caller, bob: Caller, ids: str, out: int, left: int) -> None:
    action = {"actions__0__objectType": "KalturaAccessControlLimitFlavorsAction"}
    ruled(admin, **action, actions__0__flavorParamsIds=ids, actions__0__isBlockedList=out)
    assert len(playing(bob)["flavorAssets"]) == left


def test_what_cannot_be_told_says_so(admin: Caller, bob: Caller) -> None:
    form = {f"accessControlProfile__rules__0__{name}": value for name, value in BLOCK.items()}
    name = {"accessControlProfile__name": "Geo"}
    raw = admin.raw("accessControlProfile", "add", format=1, **name, **form)
    assert "X-Kaltura-Sandbox" not in raw.headers
    there = condition("Country", "US")
    form |= {f"accessControlProfile__rules__0__{key}": value for key, value in there.items()}
    raw = admin.raw("accessControlProfile", "add", format=1, **name, **form)
    assert raw.headers["X-Kaltura-Sandbox"] == STORED
    for rule in (there, condition("UserAgent", "(x+x+)+y")):
        ruled(admin, **BLOCK, **rule)
        sent = {"contextDataParams__userAgent": "x" * 40, "entryId": ENTRY, "format": 1}
        raw = bob.raw("baseEntry", "getPlaybackContext", **sent)
        assert raw.headers["X-Kaltura-Sandbox"] == STORED
        assert raw.get_json()["actions"] == []


def test_an_entry_out_of_its_time(admin: Caller, bob: Caller, anyone: Caller) -> None:
    admin.json("media", "update", entryId=ENTRY, mediaEntry__endDate=1_700_000_000)
    told = [message["code"] for message in playing(bob)["messages"]]
    assert told == ["SCHEDULED_RESTRICTED"]
    assert (
        playing(bob, time=1_600_000_000)["messages"]
        == playing(anyone.user("ana"))["messages"]
        == []
    )
    data = bob.json("baseEntry", "getContextData", entryId=ENTRY, contextDataParams__ip="1.1.1.1")
    assert data["isScheduledNow"] is False


def test_a_profile_is_there_and_its_entries_go_to_the_default(admin: Caller, bob: Caller) -> None:
    refused = admin.refused("media", "update", entryId=ENTRY, mediaEntry__accessControlId=9999)
    assert refused == ("ACCESS_CONTROL_ID_NOT_FOUND", {"ID": "9999"})
    key = ruled(admin, **BLOCK)
    assert blocked(bob) is True
    assert admin.json("accessControlProfile", "delete", id=key) is None
    entry = admin.json("media", "get", entryId=ENTRY)
    default = admin.json("accessControlProfile", "list", filter__idEqual=entry["accessControlId"])
    assert [row["isDefault"] for row in default["objects"]] == [True]
    assert blocked(bob) is False
