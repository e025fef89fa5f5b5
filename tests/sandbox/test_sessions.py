"""The KS: who gets one, which are accepted, and what each may do."""

import base64
import time

import pytest
from werkzeug.test import Client

from app.sandbox import DEMO, Sandbox
from app.sessions.ks import ADMIN, USER, Session, read, sign_v1, sign_v2
from tests.sandbox.conftest import Caller

PID = DEMO.partner_id


def signed(
    kind: int = ADMIN,
    *,
    secret: str = DEMO.admin_secret,
    partner: int = PID,
    seconds: int = 3600,
    privileges: str = "",
) -> str:
    session = Session(2, partner, kind, int(time.time()) + seconds, "ana", privileges)
    return sign_v2(session, secret)


def test_start_signs_with_the_secret_of_the_type(anyone: Caller) -> None:
    admin = read(anyone.started(2, userId="ana", privileges="*", expiry=60), DEMO.admin_secret)
    assert (admin.version, admin.type, admin.user_id, admin.privileges) == (2, 2, "ana", "all:*")
    assert abs((admin.expiry or 0) - time.time() - 60) < 30
    user = read(anyone.started(0), DEMO.admin_secret)
    assert (user.type, user.user_id) == (0, "")
    assert abs((user.expiry or 0) - time.time() - 86400) < 30


@pytest.mark.parametrize(
    ("secret", "kind", "partner"),
    [
        ("wrong", 2, PID),
        (DEMO.user_secret, 2, PID),
    ],
)
def test_start_refuses(anyone: Caller, secret: str, kind: int, partner: int) -> None:
    sent = {"secret": secret, "type": kind, "partnerId": partner}
    assert anyone.refused("session", "start", **sent) == (
        "START_SESSION_ERROR",
        {"PID": str(partner)},
    )


def test_a_ks_of_version_1_is_accepted(sandbox: Sandbox) -> None:
    session = Session(1, PID, ADMIN, int(time.time()) + 60, "ana", "")
    told = Caller(sandbox, sign_v1(session, DEMO.admin_secret)).json("session", "get")
    assert (told["userId"], told["sessionType"]) == ("ana", "2")


def changed() -> str:
    raw = bytearray(base64.urlsafe_b64decode(signed()))
    raw[-1] ^= 1
    return base64.urlsafe_b64encode(raw).decode()


@pytest.mark.parametrize(
    ("ks", "word"),
    [
        ("garbage", ""),
        (changed(), ""),
        (signed(secret="0" * 32), ""),
        (signed(ADMIN, secret=DEMO.user_secret), ""),
        (signed(USER, secret=DEMO.user_secret), ""),
        (signed(partner=PID + 1), "INVALID_PARTNER"),
        (signed(1), "INVALID_TYPE"),
        (signed(seconds=-5), "EXPIRED"),
        (signed(privileges="iprestrict:10.9.8.7"), "EXCEEDED_RESTRICTED_IP"),
        (signed(privileges="urirestrict:/api_v3/service/x/*"), "EXCEEDED_RESTRICTED_URI"),
    ],
    # A KS is another one each time, and processes that share the tests have to agree on names.
    ids=range(10),
)
def test_an_unusable_ks_is_told_apart(sandbox: Sandbox, ks: str, word: str) -> None:
    """The reason, where there is one, stands in the place of the KS itself."""
    code, arguments = Caller(sandbox, ks).refused("user", "list")
    assert code == "INVALID_KS"
    expected = [("KSID", word or ks), ("ERR_CODE", "-1"), ("ERR_DESC", "INVALID_STR")]
    assert list(arguments.items()) == expected
    for service, action, sent in (
        ("system", "ping", {}),
        ("session", "startWidgetSession", {"widgetId": DEMO.widget_id}),
    ):
        assert Caller(sandbox, ks).refused(service, action, **sent) == (code, arguments)
    by_login = {"loginId": DEMO.login_id, "password": DEMO.password}
    assert Caller(sandbox, ks).refused("user", "loginByLoginId", **by_login) == (
        "USER_WRONG_PASSWORD",
        [],
    )


def test_the_administrator_secret_starts_both_types(anyone: Caller) -> None:
    sent = {"secret": DEMO.admin_secret, "type": 0, "partnerId": PID}
    assert read(anyone.json("session", "start", **sent), DEMO.admin_secret).type == USER


def test_an_unknown_partner_is_blocked_and_none_is_0(anyone: Caller, admin: Caller) -> None:
    sent = {"secret": DEMO.admin_secret, "type": 2}
    blocked: tuple[str, list[str]] = ("SERVICE_FORBIDDEN_CONTENT_BLOCKED", [])
    assert anyone.refused("session", "start", **sent, partnerId=987654) == blocked
    assert anyone.refused("session", "start", **sent) == ("START_SESSION_ERROR", {"PID": "0"})
    assert admin.refused("media", "list", partnerId=987654) == blocked
    assert admin.json("media", "list", partnerId=PID)["totalCount"] == 9


def test_restrictions_that_are_met(sandbox: Sandbox) -> None:
    privileges = "iprestrict:127.0.0.1,urirestrict:/x|/api_v3/service/session/*"
    caller = Caller(sandbox, signed(privileges=privileges))
    assert caller.json("session", "get")["privileges"] == privileges


def test_a_limit_of_actions_is_counted(sandbox: Sandbox) -> None:
    caller = Caller(sandbox, signed(privileges="actionslimit:2"))
    assert caller.json("user", "list")["totalCount"] == 4
    assert caller.refused("user", "get", userId="nobody")[0] == "INVALID_USER_ID"
    code, arguments = caller.refused("user", "list")
    assert (code, arguments["KSID"]) == ("INVALID_KS", "EXCEEDED_ACTIONS_LIMIT")


def test_an_ended_session_is_logged_out(anyone: Caller) -> None:
    ended, other = anyone.admin(), anyone.admin()
    assert ended.json("session", "end") is None
    assert ended.refused("user", "list")[1]["KSID"] == "LOGOUT"
    assert other.json("user", "list")["totalCount"] == 4
    assert anyone.json("session", "end") is None


def test_starting_does_not_mind_an_old_ks(sandbox: Sandbox) -> None:
    caller = Caller(sandbox, signed(seconds=-5))
    sent = {"secret": DEMO.admin_secret, "type": 2, "partnerId": PID}
    assert caller.json("session", "start", **sent).startswith("djJ8")


ADMIN_ONLY = [
    ("user", "list"),
    ("user", "add"),
    ("user", "update"),
    ("user", "delete"),
    ("appToken", "add"),
    ("appToken", "get"),
    ("appToken", "list"),
    ("category", "add"),
    ("partner", "getInfo"),
    ("partner", "get"),
    ("session", "get"),
    ("session", "impersonate"),
]
MANDATORY = {
    "user__id": "x",
    "userId": "x",
    "appToken__description": "x",
    "id": "1",
    "category__name": "x",
    "session": "x",
    "secret": "x",
    "impersonatedPartnerId": "1",
}


@pytest.mark.parametrize(("service", "action"), ADMIN_ONLY)
def test_what_asks_for_an_administrator(anyone: Caller, service: str, action: str) -> None:
    expected = ("SERVICE_FORBIDDEN", {"SERVICE": f"{service}->{action}"})
    assert anyone.user().refused(service, action, **MANDATORY) == expected
    assert anyone.widget().refused(service, action, **MANDATORY) == expected
    if action != "impersonate":
        assert anyone.refused(service, action, **MANDATORY) == expected


def test_what_needs_a_ks_but_no_administrator(anyone: Caller) -> None:
    for service in ("media", "baseEntry", "category"):
        refused = anyone.refused(service, "list")
        assert refused == ("SERVICE_FORBIDDEN", {"SERVICE": f"{service}->list"})
        assert anyone.widget().json(service, "list")["totalCount"] > 0
        assert anyone.user().json(service, "list")["totalCount"] > 0
    code, _ = anyone.widget().refused("media", "add", entry__mediaType=1)
    assert code == "SERVICE_FORBIDDEN"


def test_a_widget_session(anyone: Caller) -> None:
    answer = anyone.json("session", "startWidgetSession", widgetId="_1000001", expiry=60)
    assert list(answer) == ["partnerId", "ks", "userId", "objectType"]
    assert (answer["partnerId"], answer["userId"]) == (PID, 0)
    session = read(answer["ks"], DEMO.admin_secret)
    assert (session.type, session.privileges) == (USER, "view:*,widget:1")
    assert anyone.refused("session", "startWidgetSession", widgetId="_1") == (
        "INVALID_WIDGET_ID",
        {"WIDGET_ID": "_1"},
    )


def test_get_describes_another_ks(admin: Caller, anyone: Caller) -> None:
    other = anyone.started(0, userId="bo")
    told = admin.json("session", "get", session=other)
    assert (told["userId"], told["sessionType"]) == ("bo", "0")
    assert "ks" not in told
    assert admin.refused("session", "get", session="x")[0] == "START_SESSION_ERROR"


def test_impersonate(anyone: Caller) -> None:
    sent = {"secret": DEMO.admin_secret, "impersonatedPartnerId": PID, "userId": "bo", "type": 0}
    ks = anyone.json("session", "impersonate", **sent)
    assert read(ks, DEMO.admin_secret).user_id == "bo"
    for wrong in ({"secret": DEMO.user_secret}, {"impersonatedPartnerId": 99}):
        assert anyone.refused("session", "impersonate", **{**sent, **wrong})[0] == (
            "START_SESSION_ERROR"
        )


def test_impersonate_by_ks_is_closed_to_an_ordinary_account(admin: Caller) -> None:
    assert admin.refused("session", "impersonateByKs", session=admin.ks) == (
        "SERVICE_FORBIDDEN",
        {"SERVICE": "session->impersonateByKs"},
    )


def test_the_ks_may_come_with_the_query(anyone: Caller) -> None:
    query = {"ks": anyone.started(), "service": "session", "action": "get", "format": 1}
    answer = Client(anyone.sandbox).get("/api_v3/", query_string=query).get_json()
    assert answer["objectType"] == "KalturaSessionInfo"
