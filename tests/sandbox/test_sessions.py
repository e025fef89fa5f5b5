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
    user = read(anyone.started(0), DEMO.user_secret)
    assert (user.type, user.user_id) == (0, "")
    assert abs((user.expiry or 0) - time.time() - 86400) < 30


@pytest.mark.parametrize(
    ("secret", "kind", "partner"),
    [
        ("wrong", 2, PID),
        (DEMO.user_secret, 2, PID),
        (DEMO.admin_secret, 0, PID),
        (DEMO.admin_secret, 2, PID + 1),
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
    ("ks", "number", "word"),
    [
        ("garbage", "-1", "INVALID_STR"),
        (changed(), "-1", "INVALID_STR"),
        (signed(secret="0" * 32), "-1", "INVALID_STR"),
        (signed(ADMIN, secret=DEMO.user_secret), "-1", "INVALID_STR"),
        (signed(partner=PID + 1), "-2", "INVALID_PARTNER"),
        (signed(1), "-4", "INVALID_TYPE"),
        (signed(seconds=-5), "-5", "EXPIRED"),
        (signed(privileges="iprestrict:10.9.8.7"), "-9", "EXCEEDED_RESTRICTED_IP"),
        (signed(privileges="urirestrict:/api_v3/service/x/*"), "-11", "EXCEEDED_RESTRICTED_URI"),
    ],
    # A KS is another one each time, and processes that share the tests have to agree on names.
    ids=range(9),
)
def test_an_unusable_ks_is_told_apart(sandbox: Sandbox, ks: str, number: str, word: str) -> None:
    code, arguments = Caller(sandbox, ks).refused("user", "list")
    assert code == "INVALID_KS"
    assert list(arguments.items()) == [("KSID", ks), ("ERR_CODE", number), ("ERR_DESC", word)]


def test_restrictions_that_are_met(sandbox: Sandbox) -> None:
    privileges = "iprestrict:127.0.0.1,urirestrict:/x|/api_v3/service/session/*"
    caller = Caller(sandbox, signed(privileges=privileges))
    assert caller.json("session", "get")["privileges"] == privileges


def test_a_limit_of_actions_is_counted(sandbox: Sandbox) -> None:
    caller = Caller(sandbox, signed(privileges="actionslimit:2"))
    assert caller.json("user", "list")["totalCount"] == 4
    assert caller.refused("user", "get", userId="nobody")[0] == "INVALID_USER_ID"
    code, arguments = caller.refused("user", "list")
    assert (code, arguments["ERR_CODE"]) == ("INVALID_KS", "-8")


def test_an_ended_session_is_logged_out(anyone: Caller) -> None:
    ended, other = anyone.admin(), anyone.admin()
    assert ended.json("session", "end") is None
    assert ended.refused("user", "list")[1]["ERR_CODE"] == "-6"
    assert other.json("user", "list")["totalCount"] == 4
    assert anyone.json("session", "end") is None


def test_starting_does_not_mind_an_old_ks(sandbox: Sandbox) -> None:
    caller = Caller(sandbox, signed(seconds=-5))
    sent = {"secret": DEMO.admin_secret, "type": 2, "partnerId": PID}
    assert caller.json("session", "start", **sent).startswith("djJ8")
    assert caller.json("system", "ping") is True


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
    ("session", "impersonateByKs"),
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
    session = read(answer["ks"], DEMO.user_secret)
    assert (session.type, session.privileges) == (USER, "view:*,widget:1")
    assert anyone.refused("session", "startWidgetSession", widgetId="_1") == (
        "INVALID_WIDGET_ID",
        {"WIDGET_ID": "_1"},
    )


def test_get_describes_another_ks(admin: Caller, anyone: Caller) -> None:
    other = anyone.started(0, userId="bo")
    told = admin.json("session", "get", session=other)
    assert (told["ks"], told["userId"], told["sessionType"]) == (other, "bo", "0")
    assert admin.refused("session", "get", session="x")[0] == "START_SESSION_ERROR"


def test_impersonate(anyone: Caller) -> None:
    sent = {"secret": DEMO.admin_secret, "impersonatedPartnerId": PID, "userId": "bo", "type": 0}
    ks = anyone.json("session", "impersonate", **sent)
    assert Caller(anyone.sandbox, ks).json("session", "get")["userId"] == "bo"
    for wrong in ({"secret": DEMO.user_secret}, {"impersonatedPartnerId": 99}, {"partnerId": 99}):
        assert anyone.refused("session", "impersonate", **{**sent, **wrong})[0] == (
            "START_SESSION_ERROR"
        )


def test_impersonate_by_ks(admin: Caller, anyone: Caller) -> None:
    other = anyone.started(0, userId="bo", privileges="list:*", expiry=500)
    told = admin.json("session", "impersonateByKs", session=other)
    assert (told["userId"], told["sessionType"], told["privileges"]) == ("bo", 0, "list:*")
    assert told["ks"].startswith("djJ8")
    told = admin.json("session", "impersonateByKs", session=other, type=2, privileges="all:*")
    assert Caller(anyone.sandbox, told["ks"]).json("session", "get")["sessionType"] == "2"


def test_the_ks_may_come_with_the_query(anyone: Caller) -> None:
    query = {"ks": anyone.started(), "service": "session", "action": "get", "format": 1}
    answer = Client(anyone.sandbox).get("/api_v3/", query_string=query).get_json()
    assert answer["objectType"] == "KalturaSessionInfo"
