"""Users, logins, application tokens and the partner."""

import hashlib

import pytest

from app.sandbox import DEMO
from app.sessions.ks import read
from tests.sandbox.conftest import Caller


def test_add_get_update_delete_a_user(admin: Caller) -> None:
    made = admin.json("user", "add", user__id="carol", user__firstName="Carol")
    assert (made["screenName"], made["fullName"], made["status"]) == ("carol", "Carol", 1)
    changed = admin.json("user", "update", userId="carol", user__lastName="Ng", user__city="Oslo")
    assert (changed["fullName"], changed["city"]) == ("Carol Ng", "Oslo")
    assert admin.json("user", "get", userId="carol") == changed
    assert admin.json("user", "delete", userId="carol")["status"] == 2
    assert admin.refused("user", "get", userId="carol") == ("INVALID_USER_ID", [])


def test_add_a_user_refuses(admin: Caller) -> None:
    assert admin.refused("user", "add", user__id="ana") == (
        "DUPLICATE_USER_BY_ID",
        {"UID": "ana"},
    )
    assert admin.refused("user", "add", user__city="x") == (
        "INVALID_FIELD_VALUE",
        {"FIELD_NAME": "id"},
    )
    assert admin.refused("user", "add", user__id="a b")[0] == "INVALID_FIELD_VALUE"


def test_a_long_text_is_cut_where_the_schema_says_so(admin: Caller) -> None:
    made = admin.json("user", "add", user__id="carol", user__zip="0123456789abc")
    assert made["zip"] == "0123456789"


@pytest.mark.parametrize(
    ("sent", "ids"),
    [
        ({"idEqual": "ana"}, ["ana"]),
        ({"idIn": "bo, ana"}, ["ana", "bo"]),
        ({"firstNameStartsWith": "CH"}, ["chidi"]),
        ({"idOrScreenNameStartsWith": "b"}, ["bo"]),
        ({"isAdminEqual": "1"}, [DEMO.login_id]),
        ({"statusEqual": "0"}, []),
        ({"emailLike": "sandbox", "orderBy": "-createdAt"}, ["chidi", "bo", "ana", DEMO.login_id]),
    ],
)
def test_filters_of_users(admin: Caller, sent: dict[str, str], ids: list[str]) -> None:
    answer = admin.json("user", "list", **{f"filter__{name}": v for name, v in sent.items()})
    assert [user["id"] for user in answer["objects"]] == ids


def test_a_user_session_sees_its_own_user_alone(anyone: Caller) -> None:
    ana = anyone.user("ana")
    assert ana.json("user", "get")["id"] == "ana"
    assert ana.refused("user", "get", userId="bo") == (
        "CANNOT_RETRIEVE_ANOTHER_USER_USING_NON_ADMIN_SESSION",
        {"USER_ID": "bo"},
    )


def test_login_of_the_demo_account(anyone: Caller) -> None:
    by_login = {"loginId": DEMO.login_id.upper(), "password": DEMO.password}
    ks = anyone.json("user", "loginByLoginId", **by_login)
    told = Caller(anyone.sandbox, ks).json("session", "get")
    assert (told["userId"], told["sessionType"]) == (DEMO.login_id, "2")
    assert told["privileges"] == "all:*"
    by_id = {"partnerId": DEMO.partner_id, "userId": DEMO.login_id, "password": DEMO.password}
    assert anyone.json("user", "login", **by_id).startswith("djJ8")
    wrong = {**by_login, "password": "x"}
    assert anyone.refused("user", "loginByLoginId", **wrong) == ("USER_WRONG_PASSWORD", [])
    wrong = {**by_login, "loginId": "x"}
    assert anyone.refused("user", "loginByLoginId", **wrong) == ("USER_WRONG_PASSWORD", [])
    wrong = {**by_login, "partnerId": "5"}
    assert anyone.refused("user", "loginByLoginId", **wrong)[0] == "INVALID_PARTNER_ID"
    assert anyone.refused("user", "login", **{**by_id, "userId": "ana"})[0] == "USER_WRONG_PASSWORD"


def test_a_new_login(admin: Caller, anyone: Caller) -> None:
    new = {"user__id": "eve", "user__email": "eve@x.example", "user__loginEnabled": 1}
    assert admin.refused("user", "add", **new, user__password="short")[0] == (
        "PASSWORD_STRUCTURE_INVALID"
    )
    made = admin.json("user", "add", **new, user__password="long enough")
    assert made["loginEnabled"] is True
    assert "passwordHash" not in made
    sent = {"loginId": "eve@x.example", "password": "long enough", "expiry": 60}
    ks = anyone.json("user", "loginByLoginId", **sent)
    assert read(ks, DEMO.admin_secret).type == 0
    again = {**new, "user__id": "eve2", "user__password": "long enough"}
    assert admin.refused("user", "add", **again) == (
        "DUPLICATE_USER_BY_LOGIN_ID",
        {"EMAIL": "eve@x.example"},
    )
    admin.json("user", "update", userId="eve", user__status=0)
    assert anyone.refused("user", "loginByLoginId", **sent) == ("USER_IS_BLOCKED", [])


def test_login_by_ks(admin: Caller) -> None:
    answer = admin.json("user", "loginByKs", requestedPartnerId=DEMO.partner_id)
    assert answer["objectType"] == "KalturaSessionResponse"
    assert Caller(admin.sandbox, answer["ks"]).json("session", "get")["sessionType"] == "2"
    assert admin.refused("user", "loginByKs", requestedPartnerId=5)[0] == "UNKNOWN_PARTNER_ID"


def start(anyone: Caller, token: dict[str, str], **more: object) -> dict[str, object]:
    widget = anyone.widget()
    digest = hashlib.new(token["hashType"].lower(), (widget.ks + token["token"]).encode())
    sent = {"id": token["id"], "tokenHash": digest.hexdigest(), **more}
    answer: dict[str, object] = widget.json("appToken", "startSession", **sent)
    return answer


@pytest.mark.parametrize("kind", ["MD5", "SHA1", "SHA256", "SHA512"])
def test_an_application_token_starts_sessions(admin: Caller, anyone: Caller, kind: str) -> None:
    token = admin.json(
        "appToken",
        "add",
        appToken__hashType=kind,
        appToken__sessionUserId="ana",
        appToken__sessionPrivileges="list:*",
        appToken__sessionDuration=600,
    )
    assert len(token["token"]) == 32
    assert (token["status"], token["hashType"]) == (2, kind)
    answer = start(anyone, token, userId="bo", expiry=100)
    assert list(answer) == [
        "ks",
        "sessionType",
        "partnerId",
        "userId",
        "expiry",
        "privileges",
        "objectType",
    ]
    assert (answer["userId"], answer["sessionType"]) == ("ana", 0)
    own = f"sessionid:{token['id']},apptoken:{token['id']}"
    assert answer["privileges"] == f"list:*,{own}"
    told = read(str(answer["ks"]), DEMO.admin_secret)
    assert (told.user_id, told.privileges) == ("ana", f"list:*,{own}")


def test_an_application_token_refuses(admin: Caller, anyone: Caller) -> None:
    widget = anyone.widget()
    wrong = {"id": DEMO.app_token_id, "tokenHash": "0" * 64}
    assert widget.refused("appToken", "startSession", **wrong) == ("INVALID_APP_TOKEN_HASH", [])
    assert widget.refused("appToken", "startSession", **{**wrong, "id": "0_x"}) == (
        "APP_TOKEN_ID_NOT_FOUND",
        {"ID": "0_x"},
    )
    expired = admin.json("appToken", "add", appToken__expiry=1_500_000_000)
    assert start(anyone, expired)["code"] == "APP_TOKEN_EXPIRED"


def test_application_tokens_are_kept(admin: Caller) -> None:
    made = admin.json("appToken", "add", appToken__description="first")
    assert made["hashType"] == "SHA1"
    assert admin.json("appToken", "get", id=made["id"]) == made
    changed = admin.json("appToken", "update", id=made["id"], appToken__description="second")
    assert changed["description"] == "second"
    assert changed["token"] == made["token"]
    assert admin.json("appToken", "list")["totalCount"] == 2
    assert admin.json("appToken", "delete", id=made["id"]) is None
    assert admin.refused("appToken", "delete", id=made["id"])[0] == "APP_TOKEN_ID_NOT_FOUND"


def test_the_partner(admin: Caller) -> None:
    info = admin.json("partner", "getInfo")
    assert (info["id"], info["adminSecret"], info["secret"]) == (
        DEMO.partner_id,
        DEMO.admin_secret,
        DEMO.user_secret,
    )
    assert admin.json("partner", "get") == info == admin.json("partner", "get", id=1000001)
    assert admin.refused("partner", "get", id=5) == ("INVALID_PARTNER_ID", {"PID": "5"})
