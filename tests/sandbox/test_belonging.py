"""Members of categories and groups, roles, login locks, bulk uploads, accounts, reports."""

import io
from typing import Any

import pytest

from app.sandbox import DEMO
from tests.sandbox.conftest import Caller

PUBLIC, TALKS, PRIVATE = 1001, 1002, 1003


def test_a_member_sees_a_private_category(anyone: Caller) -> None:
    freed = anyone.admin(privileges="disableentitlement")
    ana = anyone.user("ana")
    assert ana.refused("category", "get", id=PRIVATE)[0] == "CATEGORY_NOT_FOUND"
    sent = {"categoryUser__categoryId": PRIVATE, "categoryUser__userId": "ana"}
    made = freed.json("categoryUser", "add", **sent)
    assert (made["status"], made["permissionLevel"]) == (1, 3)
    assert freed.refused("categoryUser", "add", **sent)[0] == "CATEGORY_USER_ALREADY_EXISTS"
    seen = ana.json("category", "get", id=PRIVATE)
    assert (seen["membersCount"], seen["pendingMembersCount"]) == (1, 0)
    assert ana.json("media", "get", entryId="0_private1")["name"] == "Board meeting"
    freed.json("categoryUser", "deactivate", categoryId=PRIVATE, userId="ana")
    assert ana.refused("category", "get", id=PRIVATE)[0] == "CATEGORY_NOT_FOUND"
    listed = freed.json("categoryUser", "list", filter__categoryIdEqual=PRIVATE)
    assert [row["status"] for row in listed["objects"]] == [3]
    assert freed.refused("categoryUser", "list")[0] == "MUST_FILTER_USERS_OR_CATEGORY"


def test_entries_in_categories(admin: Caller) -> None:
    sent = {"categoryEntry__categoryId": TALKS, "categoryEntry__entryId": "0_welcome1"}
    made = admin.json("categoryEntry", "add", **sent)
    assert (made["status"], made["categoryFullIds"]) == (2, f"{PUBLIC}>{TALKS}")
    assert admin.json("media", "get", entryId="0_welcome1")["categoriesIds"] == f"{PUBLIC},{TALKS}"
    assert admin.json("category", "get", id=TALKS)["directEntriesCount"] == 4
    key = {"entryId": "0_welcome1", "categoryId": TALKS}
    admin.json("categoryEntry", "reject", **key)
    assert admin.json("media", "get", entryId="0_welcome1")["categoriesIds"] == str(PUBLIC)
    assert admin.json("categoryEntry", "delete", **key) is None
    assert admin.refused("categoryEntry", "delete", **key) == (
        "ENTRY_IS_NOT_ASSIGNED_TO_CATEGORY",
        [],
    )
    admin.json("media", "update", entryId="0_welcome1", mediaEntry__categoriesIds=TALKS)
    listed = admin.json("categoryEntry", "list", filter__entryIdEqual="0_welcome1")
    assert [row["categoryId"] for row in listed["objects"]] == [TALKS]


def test_a_branch_moves(admin: Caller) -> None:
    made = admin.json("category", "add", category__name="New")
    assert admin.json("category", "move", categoryIds=TALKS, targetCategoryParentId=made["id"])
    assert admin.json("category", "get", id=TALKS)["fullName"] == "New>Talks"
    assert admin.json("media", "get", entryId="0_keynote1")["categories"] == "New>Talks"
    below = admin.json("media", "list", filter__categoryAncestorIdIn=made["id"])
    assert below["totalCount"] == 3
    at_the_top = admin.json("category", "list", filter__parentIdEqual=0)
    assert [row["name"] for row in at_the_top["objects"]] == ["Public", "New"]


def test_groups(admin: Caller) -> None:
    admin.json("group_group", "add", group__id="crew", group__screenName="Crew")
    for user in ("ana", "bo"):
        sent = {"groupUser__userId": user, "groupUser__groupId": "crew"}
        assert admin.json("groupUser", "add", **sent)["status"] == 0
    assert admin.refused("groupUser", "add", **sent)[0] == "GROUP_USER_ALREADY_EXISTS"
    assert admin.json("group_group", "get", groupId="crew")["membersCount"] == 2
    copy = admin.json(
        "group_group", "clone", originalGroupId="crew", newGroupId="crew2", newGroupName="Crew 2"
    )
    assert (copy["membersCount"], copy["screenName"]) == (2, "Crew 2")
    admin.json("groupUser", "delete", userId="ana", groupId="crew")
    listed = admin.json("groupUser", "list", filter__groupIdEqual="crew")
    assert [row["userId"] for row in listed["objects"]] == ["bo"]
    assert "crew" not in [row["id"] for row in admin.json("user", "list")["objects"]]
    assert admin.refused("user", "get", userId="crew")[0] == "INVALID_USER_ID"


def test_roles(admin: Caller) -> None:
    made = admin.json("userRole", "add", userRole__name="Helper", userRole__permissionNames="X")
    changed = admin.json("user", "update", userId="ana", user__roleIds=made["id"])
    assert (changed["roleIds"], changed["roleNames"]) == (str(made["id"]), "Helper")
    assert admin.refused("user", "update", userId="ana", user__roleIds=999)[0] == (
        "USER_ROLE_NOT_FOUND"
    )


def test_wrong_passwords_lock_a_login(anyone: Caller) -> None:
    sent = {"loginId": DEMO.login_id, "password": "wrong"}
    codes = [anyone.refused("user", "loginByLoginId", **sent)[0] for _ in range(6)]
    assert codes == ["USER_WRONG_PASSWORD"] * 4 + ["LOGIN_RETRIES_EXCEEDED", "LOGIN_BLOCKED"]
    right = {**sent, "password": DEMO.password}
    assert anyone.refused("user", "loginByLoginId", **right)[0] == "LOGIN_BLOCKED"


def test_a_group_gets_no_login(admin: Caller) -> None:
    group = {"group__objectType": "KalturaGroup", "group__id": "no-login"}
    assert admin.json("group", "add", **group)["objectType"] == "KalturaGroup"
    login = {"userId": "no-login", "loginId": "group@x.example", "password": "long enough"}
    assert admin.refused("user", "enableLogin", **login)[0] == "USER_NOT_FOUND"


def test_a_login_is_given_and_taken(admin: Caller, anyone: Caller) -> None:
    login = {"userId": "ana", "loginId": "ana@x.example", "password": "long enough"}
    assert admin.json("user", "enableLogin", **login)["loginEnabled"] is True
    assert admin.refused("user", "enableLogin", **login)[0] == "USER_LOGIN_ALREADY_ENABLED"
    sent = {"loginId": "ana@x.example", "password": "long enough"}
    assert anyone.json("user", "loginByLoginId", **sent).startswith("djJ8")
    changed = {
        "oldLoginId": "ana@x.example",
        "password": "long enough",
        "newPassword": "another one",
    }
    assert anyone.json("user", "updateLoginData", **changed) is None
    assert anyone.refused("user", "loginByLoginId", **sent)[0] == "USER_WRONG_PASSWORD"
    admin.json("user", "disableLogin", userId="ana")
    sent["password"] = "another one"
    assert anyone.refused("user", "loginByLoginId", **sent)[0] == "USER_WRONG_PASSWORD"


def upload(admin: Caller, service: str, action: str, name: str, text: str) -> Any:
    return admin.json(service, action, **{name: (io.BytesIO(text.encode()), "rows.csv")})


def test_bulk_uploads(admin: Caller) -> None:
    text = "*title,description,tags,contentType,category\nOne,first,a,video,Public\n,,,,x\n"
    job = upload(admin, "media", "bulkUploadAdd", "fileData", text)
    assert (job["status"], job["numOfObjects"], job["fileName"]) == (12, 2, "rows.csv")
    good, bad = job["results"]
    made = admin.json("media", "get", entryId=good["objectId"])
    assert (made["name"], made["categories"]) == ("One", "Public")
    assert (bad["status"], "title" in bad["errorDescription"]) == ("2", True)
    log = admin.raw("bulkUpload", "serveLog", id=job["id"]).data.decode()
    assert log.splitlines()[0].startswith(f"1,{good['objectId']}")
    assert admin.raw("bulkUpload", "serve", id=job["id"]).data.decode() == text
    people = upload(
        admin, "user", "addFromBulkUpload", "fileData", "*userId,firstName\neva,Eva\nana,x\n"
    )
    assert [row["status"] for row in people["results"]] == ["1", "2"]
    assert admin.json("user", "get", userId="eva")["firstName"] == "Eva"
    tree = upload(
        admin, "category", "addFromBulkUpload", "fileData", "*relativePath,name\nPublic,Art\n"
    )
    added = admin.json("category", "get", id=tree["results"][0]["objectId"])
    assert added["fullName"] == "Public>Art"


def test_a_new_account_has_secrets_and_nothing_in_it(anyone: Caller) -> None:
    made = anyone.json(
        "partner", "register", partner__name="New", partner__adminName="N",
        partner__adminEmail="n@x.example", partner__description="d",
    )  # fmt: skip
    start = {"partnerId": made["id"], "secret": made["adminSecret"], "type": 2}
    new = Caller(anyone.sandbox, anyone.json("session", "start", **start))
    assert new.json("media", "list")["totalCount"] == 0
    assert new.json("partner", "getInfo")["name"] == "New"
    assert new.json("userRole", "list")["totalCount"] > 0


def test_reports_are_stable_and_add_up(admin: Caller) -> None:
    asked = {
        "reportType": 1,
        "reportInputFilter__fromDay": "20260101",
        "reportInputFilter__toDay": "20260114",
    }
    table = admin.json("report", "getTable", **asked, pager__pageSize=500)
    lines = [line.split(",") for line in table["data"].rstrip(";").split(";")]
    assert table["totalCount"] == len(lines) == 9
    assert table == admin.json("report", "getTable", **asked, pager__pageSize=500)
    plays = table["header"].split(",").index("count_plays")
    total = admin.json("report", "getTotal", **asked)
    by_name = dict(zip(total["header"].split(","), total["data"].split(","), strict=True))
    assert sum(int(line[plays]) for line in lines) == int(by_name["count_plays"])
    graphs = admin.json("report", "getGraphs", **asked)
    by_day = next(graph for graph in graphs if graph["id"] == "count_plays")["data"]
    days = [day.split(",") for day in by_day.rstrip(";").split(";")]
    assert (len(days), days[0][0], days[-1][0]) == (14, "20260101", "20260114")
    assert sum(int(value) for _, value in days) == int(by_name["count_plays"])
    one = admin.json("report", "getTable", **asked, pager__pageSize=5, objectIds="0_welcome1")
    assert one["totalCount"] == 1


@pytest.mark.parametrize(
    ("service", "action", "sent", "stored_only"),
    [
        ("drm_drmPolicy", "add", {"drmPolicy__name": "x"}, True),
        ("livestream", "registerConf", {"entryId": "0_welcome1"}, True),
        ("media", "list", {}, False),
        ("category", "add", {"category__name": "x"}, False),
        ("uiConf", "add", {"uiConf__name": "x"}, False),
    ],
)
def test_what_is_only_stored_says_so(
    admin: Caller, service: str, action: str, sent: dict[str, Any], stored_only: bool
) -> None:
    answer = admin.raw(service, action, format="1", **sent)
    assert "code" not in (answer.get_json() if isinstance(answer.get_json(), dict) else {})
    assert answer.headers.get("X-Kaltura-Sandbox") == ("stored only" if stored_only else None)
