"""What stays and what is refused: defaults, what is in use, roles, what a session must not see."""

import io

import pytest

from app.sandbox.generic.rules import rules
from app.schema.facts import bundled
from tests.sandbox.conftest import Caller

PUBLIC = 1001


@pytest.mark.parametrize(
    ("service", "parameter", "code"),
    [
        ("accessControlProfile", "accessControlProfile", "CANNOT_DELETE_DEFAULT_ACCESS_CONTROL"),
        ("conversionProfile", "conversionProfile", "CANNOT_DELETE_DEFAULT_CONVERSION_PROFILE"),
    ],
)
def test_one_profile_is_the_default_and_stays(
    admin: Caller, service: str, parameter: str, code: str
) -> None:
    sent = {f"{parameter}__name": "new", f"{parameter}__isDefault": 1}
    made = admin.json(service, "add", **sent)
    rows = admin.json(service, "list", filter__orderBy="+id")["objects"]
    assert [row["id"] for row in rows if row["isDefault"]] == [made["id"]]
    assert len(rows) > 1
    assert admin.refused(service, "delete", id=made["id"]) == (code, [])
    assert admin.json(service, "delete", id=rows[0]["id"]) is None


def test_a_default_thumbnail_and_a_role_in_use_stay(admin: Caller) -> None:
    made = admin.json("thumbAsset", "generate", entryId="0_welcome1", thumbParams__name="t")
    admin.json("thumbAsset", "setAsDefault", thumbAssetId=made["id"])
    refused = admin.refused("thumbAsset", "delete", thumbAssetId=made["id"])
    assert refused == ("THUMB_ASSET_IS_DEFAULT", {"ASSET": made["id"]})
    role = admin.json("userRole", "add", userRole__name="Viewer")
    admin.json("user", "update", userId="ana", user__roleIds=role["id"])
    assert admin.refused("userRole", "delete", userRoleId=role["id"]) == ("ROLE_IS_BEING_USED", [])
    admin.json("user", "update", userId="ana", user__roleIds="2")
    assert admin.json("userRole", "delete", userRoleId=role["id"])["id"] == role["id"]


def test_a_role_opens_what_its_permissions_say(anyone: Caller, admin: Caller) -> None:
    def with_role(permissions: str) -> Caller:
        names = {"userRole__name": "r", "userRole__permissionNames": permissions}
        role = admin.json("userRole", "add", **names)
        return anyone.admin(privileges=f"setrole:{role['id']}")

    entry = {"entry__mediaType": 1, "entry__name": "x"}
    viewer = with_role("BASE_USER_SESSION_PERMISSION")
    refused = viewer.refused("media", "add", **entry)
    assert refused == ("SERVICE_FORBIDDEN", {"SERVICE": "media->add"})
    assert viewer.refused("user", "list")[0] == "SERVICE_FORBIDDEN"
    assert viewer.json("media", "list")["totalCount"] > 0
    uploader = with_role("CONTENT_INGEST_BASE,CONTENT_INGEST_UPLOAD")
    made = uploader.json("media", "add", **entry)
    assert made["name"] == "x"
    assert uploader.refused("media", "delete", entryId=made["id"])[0] == "SERVICE_FORBIDDEN"
    assert anyone.admin(privileges="setrole:99").refused("user", "list")[0] == "SERVICE_FORBIDDEN"


def test_members_go_with_their_group_and_a_bad_id_is_no_user(admin: Caller) -> None:
    admin.json("group_group", "add", group__id="crew", group__screenName="Crew")
    admin.json("groupUser", "add", groupUser__userId="ana", groupUser__groupId="crew")
    admin.json("group_group", "delete", groupId="crew")
    left = admin.json("groupUser", "list", filter__groupIdEqual="crew")
    assert left["totalCount"] == 0
    assert admin.refused("group_group", "get", groupId="crew")[0] == "INVALID_GROUP_ID"
    file = (io.BytesIO(b"*userId\nfine\nnot fine\n"), "users.csv")
    made = admin.json("user", "addFromBulkUpload", fileData=file)
    assert [result["status"] for result in made["results"]] == ["1", "2"]


def test_what_a_session_must_not_see_is_unknown_to_it(admin: Caller) -> None:
    sent = {"entryId": "0_private1", "captionAsset__label": "x"}
    refused = admin.refused("caption_captionAsset", "add", **sent)
    assert refused == ("ENTRY_ID_NOT_FOUND", {"ENTRY_ID": "0_private1"})
    member = admin.refused("categoryUser", "get", categoryId=PUBLIC, userId="nobody")
    assert member == ("INVALID_CATEGORY_USER_ID", {"CAT": str(PUBLIC), "USER": "nobody"})


def test_first_values_are_those_of_their_enums() -> None:
    registry, wrong = bundled(), []
    for cls, values in rules().fresh.items():
        properties = {item.name: item for _, item in registry.properties(cls)}
        for name, value in values.items():
            declared = properties.get(name)
            enum = registry.enum(declared.enum_type) if declared and declared.enum_type else None
            known = {constant.value for constant in enum.constants} if enum else set()
            text = str(int(value)) if isinstance(value, bool) else str(value)
            if enum and not isinstance(value, list) and text not in known:
                wrong.append((cls, name, value))
    assert wrong == []
