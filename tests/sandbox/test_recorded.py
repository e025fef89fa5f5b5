"""The sandbox's answers beside exchanges that were recorded from a real server.

`recorded_facts.json` has what matters of each recording (NN of `NN-what-it-is.http`): the kind of
its content, the headers of an error, an error's code and arguments, and the names and kinds of
its members in their order. The recordings themselves are not part of the project; where
KALTURA_SAMPLES names a folder with them, the facts are compared with them, and
`python -m tests.sandbox.test_recorded` writes them anew.
"""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from werkzeug.test import Client, TestResponse

from app.sandbox import DEMO
from tests.sandbox.conftest import Caller

FOLDER = Path(os.environ.get("KALTURA_SAMPLES") or "absent")
FACTS_FILE = Path(__file__).with_name("recorded_facts.json")
FACTS: dict[str, Any] = json.loads(FACTS_FILE.read_text("utf-8"))
THEIR_PARTNER = "102"

Exchange = tuple[str, str, dict[str, Any]]
WAITING = {"filter__objectType": "KalturaMediaEntryFilter", "filter__statusIn": "7"}
START = {"secret": DEMO.admin_secret, "type": 2, "partnerId": DEMO.partner_id}
WRONG = {"secret": "wrong", "partnerId": DEMO.partner_id, "type": 2}

# The recording's number, and the call that is its like in the sandbox.
XML: dict[str, Exchange] = {
    "01": ("system", "ping", {}),
    "03": ("session", "start", START),
    "06": ("session", "get", {}),
    "08": ("user", "get", {"userId": "ana"}),
    "12": ("user", "add", {"user__id": "carol"}),
    "14": ("media", "list", WAITING),
    "22": ("category", "get", {"id": 99999999}),
    "24": ("session", "start", WRONG),
    "26": ("media", "get", {}),
    "28": ("nosuch", "x", {}),
    "30": ("user", "list", {"ks": "garbage"}),
    "32": ("user", "list", {"ks": ""}),
    "36": ("appToken", "add", {"appToken__hashType": "NOPE"}),
    "38": ("user", "update", {"userId": "ana", "user__createdAt": 5}),
}
JSON: dict[str, Exchange] = {
    "02": ("system", "ping", {}),
    "04": ("session", "start", START),
    "05": ("session", "start", {**START, "secret": DEMO.user_secret, "type": 0}),
    "07": ("session", "get", {}),
    "09": ("user", "get", {"userId": "ana"}),
    "13": ("user", "add", {"user__id": "dave", "user__firstName": "Dave"}),
    "11": ("user", "add", {"user__id": "carol", "user__firstName": "Carol"}),
    "16": ("appToken", "add", {"appToken__hashType": "SHA256", "appToken__sessionUserId": "ana"}),
    "17": ("session", "startWidgetSession", {"widgetId": DEMO.widget_id}),
    "23": ("category", "get", {"id": 99999999}),
    "25": ("session", "start", WRONG),
    "27": ("media", "get", {}),
    "29": ("nosuch", "x", {}),
    "31": ("user", "list", {"ks": "garbage"}),
    "33": ("user", "list", {"ks": ""}),
    "37": ("appToken", "add", {"appToken__hashType": "NOPE"}),
    "39": ("user", "update", {"userId": "ana", "user__createdAt": 5}),
}


# The recordings from 42 on, with who calls: a KS of a kind, or one that is refused.
LOGIN = {"loginId": DEMO.login_id, "password": DEMO.password, "partnerId": DEMO.partner_id}
LATER: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "10": ("admin", "user", "list", {"filter:idEqual": "ana"}),
    "35": ("expired", "user", "list", {}),
    "42": ("", "session", "start", {**START, "type": 0, "userId": "bob"}),
    "43": ("", "session", "start", {**START, "secret": DEMO.user_secret}),
    "44": ("", "session", "start", {**START, "partnerId": 987654}),
    "45": ("", "session", "start", {**START, "partnerId": ""}),
    "46": ("", "session", "start", {**START, "type": 1}),
    "47": ("", "session", "start", {**START, "expiry": 999999999}),
    "48": ("", "session", "start", {**START, "format": 3}),
    "49": ("", "session", "startWidgetSession", {"widgetId": DEMO.widget_id, "format": 3}),
    "50": ("", "system", "ping", {"format": 9, "callback": "cb"}),
    "51": ("", "system", "ping", {"format": 9, "?callback": "cb"}),
    "52": ("", "system", "getTime", {"format": 9, "?callback": "cb"}),
    "53": ("admin", "user", "get", {"format": 9, "?callback": "cb", "userId": "nobody"}),
    "54": ("ended", "media", "list", {}),
    "55": ("iprestrict:10.9.8.7", "media", "list", {}),
    "56": ("urirestrict:/x", "media", "list", {}),
    "57": ("actionslimit:0", "media", "list", {}),
    "58": ("expired", "system", "ping", {}),
    "59": ("expired", "session", "start", START),
    "60": ("ended", "user", "loginByLoginId", LOGIN),
    "61": ("", "user", "loginByLoginId", LOGIN),
    "62": ("", "user", "loginByLoginId", {**LOGIN, "loginId": "nobody@example.com"}),
    "63": ("user", "session", "get", {}),
    "64": ("widget", "session", "get", {}),
    "65": ("admin", "session", "get", {"session": "user"}),
    "66": ("admin", "session", "impersonateByKs", {"session": "user"}),
    "67": ("admin", "user", "add", {"user:id": "a b"}),
    "68": ("admin", "user", "add", {"user:screenName": "x"}),
    "69": ("newcomer", "user", "get", {}),
    "70": ("admin", "category", "add", {"category:name": ""}),
    "71": ("admin", "category", "add", {"category:name": "x", "category:parentId": 999999}),
    "72": ("admin", "category", "add", {"category:name": "Lectures"}),
    "73": ("", "media", "", {}),
    "74": ("admin", "media", "list", {"pager:pageSize": 500, "pager:pageIndex": 22}),
    "75": (
        "admin",
        "media",
        "list",
        {
            "pager:pageSize": -1,
            "filter:idEqual": "0_welcome1",
            "responseProfile:objectType": "KalturaDetachedResponseProfile",
            "responseProfile:type": 1,
            "responseProfile:fields": "id,name",
        },
    ),
    "76": ("user", "uploadtoken", "add", {}),
    "77": ("admin", "partner", "getInfo", {}),
    "78": ("admin", "thumbasset", "serve", {"thumbAssetId": "0"}),
    "79": ("admin", "data", "serve", {"entryId": "0_nope", "forceProxy": 1}),
    "80": ("admin", "media", "get", {"entryId": "0_nope", "format": 3}),
    "81": ("admin", "media", "list", {"partnerId": 987654}),
    "82": ("admin", "baseentry", "getByIds", {"entryIds": "0_nope,0_nada"}),
    "83": ("admin", "userrole", "list", {"pager:pageSize": 2}),
    "84": (
        "admin",
        "categoryuser",
        "add",
        {"categoryUser:categoryId": 999, "categoryUser:userId": "b"},
    ),
    "85": ("admin", "flavorparams", "list", {"pager:pageSize": 1}),
    "86": ("admin", "accesscontrolprofile", "list", {}),
}
# What of a recording is its own account's: these may be longer or shorter there.
OWN_LENGTHS = {"10", "77", "83", "85", "86"}
# The recorded account's first profile has a rule, and the demo entry a reference id besides.
OWN_MEMBERS = {"15": "referenceId", "86": "rules"}


def shape(value: Any, *, first: bool = False) -> Any:
    """The names and kinds of a JSON value's members; of lists the first item alone if `first`."""
    if isinstance(value, dict):
        return {name: shape(item, first=first) for name, item in value.items()}
    if isinstance(value, list):
        return [shape(item, first=first) for item in (value[:1] if first else value)]
    return type(value).__name__


def names(element: etree._Element) -> Any:
    """The names below an element: a list of texts, or of pairs where there are more below."""
    return [[child.tag, names(child)] if len(child) else child.tag for child in element]


def facts(number: str, headers: Mapping[str, str], body: bytes, partner: str) -> dict[str, Any]:
    """What of an answer is to be the same at both servers, as JSON; `partner` is the account."""
    told: dict[str, Any] = {"type": headers["content-type"].replace("; ", ";").lower()}
    told["origin"] = headers["access-control-allow-origin"]
    for name in ("x-kaltura", "x-kaltura-app"):
        if "error" in headers.get(name, ""):
            told[name] = headers[name].split(" - ")[0]
    if "xml" in told["type"]:
        document = etree.fromstring(body)
        told["names"] = names(document)
        if (error := document.find("result/error")) is not None:
            items = error.findall("args/item")
            args = {item.findtext("name"): item.findtext("value") for item in items}
            told |= {"code": error.findtext("code"), "args": _neutral(args, partner)}
        return told
    text = body.decode()
    if not text or number in {"48", "49", "80"}:
        # A KS is longer or shorter, and so are an error's words.
        return {**told, "php": re.sub(r'"[^"]*"|\d+', "", text), "codes": _codes(text)}
    if wrapped := re.fullmatch(r"(\w+)\((.*)\);", text):
        told["callback"], text = wrapped.groups()
    value = json.loads(text)
    if number in OWN_MEMBERS:
        value["objects"][0].pop(OWN_MEMBERS[number], None)
    told["shape"] = list(_pairs(shape(value, first=number in OWN_LENGTHS)))
    if isinstance(value, dict) and "code" in value:
        told |= {"code": value["code"], "args": _neutral(value["args"], partner)}
    return told


def _codes(text: str) -> list[str]:
    """The errors and arguments that a text of PHP names."""
    return re.findall(r'"([A-Z]+_[A-Z_]+|0_nope)"', text)


def _neutral(args: Any, partner: str) -> Any:
    return {k: v.replace(partner, "{partner}") for k, v in args.items()} if args else []


def _pairs(value: Any, path: str = "") -> Any:
    """`a.b[0] kind`, in the order that it is written in: JSON's objects have none to compare."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _pairs(item, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value:
        for at, item in enumerate(value):
            yield from _pairs(item, f"{path}[{at}]")
    else:
        yield f"{path} {'empty' if value == [] else value}"


def recorded(number: str) -> dict[str, Any]:
    """The facts of a recording."""
    content = next(FOLDER.glob(f"{number}-*.http")).read_bytes().replace(b"\r\n", b"\n")
    _, head, body = content.split(b"\n\n", 2)
    pairs = [line.partition(":") for line in head.decode().split("\n")[1:]]
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return facts(number, headers, body.strip(), THEIR_PARTNER)


def compare(number: str, answer: TestResponse) -> None:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    assert facts(number, headers, answer.data, str(DEMO.partner_id)) == FACTS[number]


@pytest.mark.skipif(not FOLDER.is_dir(), reason="KALTURA_SAMPLES names no folder of recordings")
@pytest.mark.parametrize("number", FACTS)
def test_the_facts_are_those_of_the_recording(number: str) -> None:
    assert recorded(number) == FACTS[number]


def test_every_recording_is_compared() -> None:
    numbers = {f"{number:02}" for number in range(1, 87)}
    assert set(FACTS) == numbers
    assert {*XML, *JSON, *LATER, "15", "18", "19", "20", "21", "34", "40", "41"} == numbers


@pytest.mark.parametrize("number", XML)
def test_xml(admin: Caller, number: str) -> None:
    service, action, sent = XML[number]
    if number == "12":  # the same id again
        admin.json(service, action, **sent)
    compare(number, admin.raw(service, action, **sent))


@pytest.mark.parametrize("number", JSON)
def test_json(admin: Caller, number: str) -> None:
    service, action, sent = JSON[number]
    compare(number, admin.raw(service, action, format="1", **sent))


def ks_of(anyone: Caller, who: str) -> str:
    if who in {"", "admin"}:
        return anyone.started() if who else ""
    if who == "widget":
        return anyone.widget().ks
    if who == "expired":
        return anyone.started(expiry=-5)
    if who == "ended":
        ended = anyone.admin()
        ended.json("session", "end")
        return ended.ks
    if ":" in who:
        return anyone.started(privileges=who)
    return anyone.started(0, userId=who)


@pytest.mark.parametrize("number", LATER)
def test_later_ones(anyone: Caller, number: str) -> None:
    who, service, action, sent = LATER[number]
    form = {"ks": ks_of(anyone, who), "format": 1, **sent}
    if form.get("session"):
        form["session"] = anyone.started(0, userId="bob")
    query = {name[1:]: form.pop(name) for name in list(form) if name.startswith("?")}
    url = f"/api_v3/service/{service}" + (f"/action/{action}" if action else "")
    compare(number, Client(anyone.sandbox).post(url, query_string=query, data=form))


def test_an_entry(admin: Caller) -> None:
    compare("15", admin.raw("media", "list", format="1", **WAITING))


# What the server itself gives an object within a rule.
GIVEN = ("type", "matchType", "geoCoderType", "forceAdminValidation")


def unfilled(value: Any) -> Any:
    """What a caller may have sent of an answer."""
    if isinstance(value, list):
        return [unfilled(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = "ContextTypeHolder" in value.get("objectType", "")
    return {n: unfilled(v) for n, v in value.items() if v != [] and (kept or n not in GIVEN)}


@pytest.mark.skipif(not FOLDER.is_dir(), reason="needs the recordings")
def test_rules_of_access_control(admin: Caller) -> None:
    """What the facts leave out of 86: its rules, sent again, come back as they are there."""
    text = next(FOLDER.glob("86-*")).read_text("utf-8").strip()
    profiles = json.loads(text.rpartition("\n")[2])["objects"]
    for profile in profiles:
        sent = {"name": profile["name"], "rules": unfilled(profile["rules"])}
        body = {"ks": admin.ks, "format": 1, "accessControlProfile": sent}
        url = "/api_v3/service/accessControlProfile/action/add"
        ours = Client(admin.sandbox).post(url, json=body).get_json()
        assert ours["rules"] == profile["rules"]
    assert len(profiles) == 6


def test_a_session_by_application_token(anyone: Caller) -> None:
    widget = anyone.widget()
    digest = hashlib.sha256((widget.ks + DEMO.app_token).encode()).hexdigest()
    sent = {"id": DEMO.app_token_id, "tokenHash": digest}
    compare("18", widget.raw("appToken", "startSession", format="1", **sent))
    compare("19", widget.raw("appToken", "startSession", **sent))


def test_xml_of_an_expired_ks(anyone: Caller) -> None:
    compare("34", Caller(anyone.sandbox, ks_of(anyone, "expired")).raw("user", "list"))


def test_void(admin: Caller) -> None:
    compare("20", admin.raw("appToken", "delete", id=DEMO.app_token_id))
    compare("21", admin.raw("appToken", "delete", id="0_v9wcnsgz", format="1"))


def test_a_multirequest(anyone: Caller) -> None:
    calls: list[dict[str, Any]] = [
        {"service": "session", "action": "start", **WRONG, "secret": DEMO.admin_secret},
        {"service": "session", "action": "get", "ks": "{1:result}"},
        {"service": "category", "action": "get", "ks": "{1:result}", "id": 424242},
        {"service": "user", "action": "get", "ks": "{1:result}", "userId": "ana"},
        {"service": "user", "action": "get", "ks": "{1:result}", "userId": "{4:result:id}"},
    ]
    sent = {f"{n}__{name}": v for n, call in enumerate(calls, 1) for name, v in call.items()}
    compare("40", anyone.raw("multirequest", "x", **sent))
    compare("41", anyone.raw("multirequest", "x", format="1", **sent))


if __name__ == "__main__":
    kept = {f"{number:02}": recorded(f"{number:02}") for number in range(1, 87)}
    lines = [f"{json.dumps(number)}: {json.dumps(told)}" for number, told in kept.items()]
    FACTS_FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
