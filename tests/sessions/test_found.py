import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.call.model import Answer, Call, Null, Value
from app.call.outcome import Outcome
from app.sessions import ks as ks_format
from app.sessions.found import FoundSession, describe, find
from tests.each import each

NOW = 1_795_000_000.75
END_OF_DAY = 1_795_086_400
SECRET = "s" * 32
INSIDE = ks_format.Session(
    1, 1000001, type=2, expiry=1_795_003_600, user_id="alice", privileges="all:*,edit:0_a"
)
V1 = ks_format.sign_v1(INSIDE, SECRET)
V2 = ks_format.sign_v2(INSIDE, SECRET)
STRING_ACTIONS = [
    ("session", "start"),
    ("session", "impersonate"),
    ("user", "login"),
    ("user", "loginByLoginId"),
    ("adminuser", "login"),
]
OBJECT_ACTIONS = [
    ("session", "startWidgetSession", "KalturaStartWidgetSessionResponse"),
    ("session", "impersonateByKs", "KalturaSessionInfo"),
    ("apptoken", "startSession", "KalturaSessionInfo"),
    ("user", "loginByKs", "KalturaSessionResponse"),
]


def _xml(result: str) -> bytes:
    head = '<?xml version="1.0" encoding="utf-8"?>'
    return f"{head}<xml><result>{result}</result><executionTime>0.02</executionTime></xml>".encode()


def _found(
    service: str,
    action: str,
    body: bytes,
    *,
    parameters: dict[str, Value] | None = None,
    kind: Any = "ok",
    partner_id: str | None = None,
) -> FoundSession | None:
    call = Call("eu", service, action, tuple((parameters or {}).items()), partner_id=partner_id)
    return find(call, Answer(200, body=body), Outcome(kind), now=NOW)


def _facts(found: FoundSession | None) -> dict[str, Any]:
    assert found is not None
    names = ("type", "partner_id", "user_id", "expiry", "privileges")
    return {name: getattr(found, name) for name in names}


@each(("service", "action"), STRING_ACTIONS)
@each(
    "body",
    [
        _xml(V2),
        _xml(V2).partition(b"?>")[2],
        _xml(f"\n  {V2}\n"),
        json.dumps(V2).encode(),
        f"testme({json.dumps(V2)});".encode(),
        f's:{len(V2)}:"{V2}";'.encode(),
    ],
)
def test_the_string_result_is_the_ks(service: str, action: str, body: bytes) -> None:
    found = _found(service, action, body)
    assert found is not None
    assert found.ks == V2
    assert found.partner_id == 1000001
    assert found.source.casefold() == f"{service}.{action}".casefold()


@each(("service", "action", "name"), OBJECT_ACTIONS)
def test_the_ks_of_an_object_is_the_ks(service: str, action: str, name: str) -> None:
    xml = _xml(f"<objectType>{name}</objectType><relatedObjects></relatedObjects><ks>{V2}</ks>")
    in_json = json.dumps({"ks": V2, "objectType": name}).encode()
    jsonp = b"callback(" + in_json + b")"
    assert [
        found and found.ks for found in (_found(service, action, b) for b in (xml, in_json, jsonp))
    ] == [V2] * 3


def test_service_and_action_are_compared_as_the_server_does() -> None:
    found = _found("AppToken", "STARTSESSION", json.dumps({"ks": V2}).encode())
    assert found is not None
    assert found.source == "appToken.startSession"


def test_the_answer_is_believed_first_with_numbers_as_texts() -> None:
    told = {
        "ks": V1,
        "sessionType": "0",
        "partnerId": "102",
        "userId": "bob",
        "expiry": "1795242135",
        "privileges": "sessionid:0_x",
        "objectType": "KalturaSessionInfo",
    }
    expected = {
        "type": 0,
        "partner_id": 102,
        "user_id": "bob",
        "expiry": 1_795_242_135,
        "privileges": "sessionid:0_x",
    }
    fields = "".join(f"<{name}>{value}</{name}>" for name, value in told.items())
    asked: dict[str, Value] = {"type": "2", "expiry": "5", "userId": "carol"}
    for body in (json.dumps(told).encode(), _xml(fields)):
        assert _facts(_found("apptoken", "startSession", body, parameters=asked)) == expected
    as_numbers = json.dumps({**told, "sessionType": 0, "partnerId": 102, "expiry": 1795242135})
    assert _facts(_found("apptoken", "startSession", as_numbers.encode())) == expected


def test_a_v1_ks_tells_more_than_the_call_asked_for() -> None:
    asked: dict[str, Value] = {"type": "0", "expiry": "60", "userId": "bob", "partnerId": "7"}
    assert _facts(_found("session", "start", _xml(V1), parameters=asked)) == {
        "type": 2,
        "partner_id": 1000001,
        "user_id": "alice",
        "expiry": 1_795_003_600,
        "privileges": "all:*,edit:0_a",
    }


def test_a_v2_ks_leaves_the_rest_to_what_the_call_asked_for() -> None:
    asked: dict[str, Value] = {
        "secret": SECRET,
        "type": "2",
        "expiry": "60",
        "userId": "bob",
        "partnerId": "7",
        "privileges": "disableentitlement",
    }
    assert _facts(_found("session", "start", _xml(V2), parameters=asked)) == {
        "type": 2,
        "partner_id": 1000001,
        "user_id": "bob",
        "expiry": 1_795_000_060,
        "privileges": "disableentitlement",
    }


@each(
    ("service", "action", "parameters", "expected"),
    [
        ("session", "start", {}, (0, None, "", END_OF_DAY, "")),
        ("session", "start", {"partnerId": "7"}, (0, 7, "", END_OF_DAY, "")),
        ("session", "start", {"type": Null(), "expiry": Null()}, (0, None, "", END_OF_DAY, "")),
        ("session", "start", {"expiry": "0"}, (0, None, "", None, "")),
        ("session", "start", {"expiry": "soon", "type": "?"}, (None, None, "", None, "")),
        (
            "session",
            "impersonate",
            {"impersonatedPartnerId": "8", "partnerId": "7"},
            (0, 8, "", END_OF_DAY, ""),
        ),
        ("user", "login", {"partnerId": "7", "userId": "u"}, (None, 7, "u", END_OF_DAY, "*")),
        ("user", "loginByLoginId", {"loginId": "a@b.example"}, (None, None, None, END_OF_DAY, "*")),
        ("adminuser", "login", {"email": "a@b.example"}, (None, None, None, None, None)),
    ],
)
def test_an_opaque_ks_leaves_everything_to_the_call(
    service: str, action: str, parameters: dict[str, Value], expected: tuple[Any, ...]
) -> None:
    found = _found(service, action, b'"some-new-kind-of-ks"', parameters=parameters)
    assert tuple(_facts(found).values()) == expected


def test_the_partner_may_stand_at_request_level() -> None:
    found = _found("session", "start", b'"opaque"', partner_id="9")
    assert _facts(found)["partner_id"] == 9


def test_a_widget_session_is_one_of_a_user_for_a_day() -> None:
    body = json.dumps({"partnerId": 102, "ks": V2, "userId": 0}).encode()
    assert _facts(_found("session", "startWidgetSession", body)) == {
        "type": 0,
        "partner_id": 102,
        "user_id": "0",
        "expiry": END_OF_DAY,
        "privileges": None,
    }


@each("kind", ["api_error", "http_error", "redirect", "failed", "cancelled", "unreadable"])
def test_only_a_success_gives_a_ks(kind: str) -> None:
    assert _found("session", "start", _xml(V2), kind=kind) is None


@each(("service", "action"), [("session", "get"), ("session", "end"), ("media", "list"), ("", "")])
def test_other_actions_give_none(service: str, action: str) -> None:
    assert _found(service, action, _xml(V2)) is None
    assert _found(service, action, json.dumps({"ks": V2}).encode()) is None


@each("ks", ["", " ", "\t\n", "a b", "a\x00b", "a\x1fb", "ä", "k" * 4097])
def test_a_string_that_cannot_be_a_ks_is_none(ks: str) -> None:
    assert _found("session", "start", json.dumps(ks).encode()) is None
    assert _found("user", "loginByKs", json.dumps({"ks": ks}).encode()) is None


def test_the_longest_ks_is_one() -> None:
    assert _found("session", "start", json.dumps("k" * 4096).encode()) is not None


@each(
    "body",
    [
        b"",
        b"null",
        b"42",
        b"[1]",
        b'{"ks":"k"}',
        b"<xml><result></result></xml>",
        b"<xml><other>k</other></xml>",
        b"<xml><result><ks>k</ks></result></xml>",
        b"<xml><result>k",
        rb'"\ud800"',
        b'<!DOCTYPE xml [<!ENTITY e "k">]><xml><result>&e;</result></xml>',
        b'<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/hostname">]><xml><result>&e;</result></xml>',
        b"[" * 60000,
        b'"' + b"k" * 70000 + b'"',
    ],
)
def test_an_answer_of_another_shape_is_none(body: bytes) -> None:
    assert _found("session", "start", body) is None


@given(st.binary(max_size=200) | st.text(alphabet='<>"{}()[]&;:sk/xmlresut ').map(str.encode))
def test_no_answer_is_too_strange(body: bytes) -> None:
    for service, action in (("session", "start"), ("user", "loginByKs")):
        found = _found(service, action, body)
        assert found is None or 1 <= len(found.ks) <= 4096


def test_a_pasted_v1_ks_tells_everything() -> None:
    assert describe(f" {V1}\n") == FoundSession(
        V1, 2, 1000001, "alice", 1_795_003_600, "all:*,edit:0_a", "pasted"
    )


def test_a_pasted_v2_ks_tells_its_partner() -> None:
    assert describe(V2) == FoundSession(V2, None, 1000001, None, None, None, "pasted")


def test_a_pasted_text_that_is_no_ks_is_explained() -> None:
    with pytest.raises(ks_format.KsUnreadable):
        describe("hello")


def test_the_ks_stays_out_of_logs() -> None:
    assert V1 not in repr(describe(V1))
