"""Several calls in one request, and references from one to another."""

from typing import Any

from werkzeug.test import Client

from app.sandbox import DEMO, Sandbox
from tests.sandbox.conftest import Caller

START = {
    "service": "session",
    "action": "start",
    "secret": DEMO.admin_secret,
    "partnerId": DEMO.partner_id,
    "type": 2,
}


def calls(sandbox: Sandbox, *requests: dict[str, Any], first: int = 1, **shared: Any) -> Any:
    form = {
        f"{number}:{name}": value
        for number, request in enumerate(requests, first)
        for name, value in request.items()
    }
    url = "/api_v3/service/multirequest?format=1"
    return Client(sandbox).post(url, data={**form, **shared}).get_json()


def test_references_and_a_failure_in_between(sandbox: Sandbox) -> None:
    ks, session, error, user, same = calls(
        sandbox,
        START,
        {"service": "session", "action": "get", "ks": "{1:result}"},
        {"service": "category", "action": "get", "ks": "{1:result}", "id": 424242},
        {"service": "user", "action": "get", "ks": "{1:result}", "userId": "ana"},
        {"service": "user", "action": "get", "ks": "{1:result}", "userId": "{4:result:id}"},
    )
    assert ks.startswith("djJ8")
    assert session["objectType"] == "KalturaSessionInfo"
    assert (error["code"], error["args"]) == ("CATEGORY_NOT_FOUND", {"ID": "424242"})
    assert user["id"] == "ana"
    assert same == user


def test_a_reference_into_a_list_and_within_a_text(anyone: Caller) -> None:
    listing = {"service": "media", "action": "list", "filter:idEqual": "0_tokyo001"}
    entry = {"service": "media", "action": "get", "entryId": "{1:result:objects:0:id}"}
    made = {
        "service": "media",
        "action": "add",
        "entry:mediaType": 1,
        "entry:name": "copy of {2:result:name} ({1:result:totalCount})",
    }
    _, found, copy = calls(anyone.sandbox, listing, entry, made, ks=anyone.started())
    assert found["id"] == "0_tokyo001"
    assert copy["name"] == "copy of 東京の朝 (1)"


def test_what_is_not_there_resolves_to_nothing(anyone: Caller) -> None:
    failed = {"service": "media", "action": "get", "entryId": "0_nothing0"}
    for reference in ("{1:result:id}", "{1:result}", "{2:result:nonsense}", "{2:result:0:1}"):
        answers = calls(
            anyone.sandbox,
            failed,
            {"service": "user", "action": "get", "userId": "ana"},
            {"service": "media", "action": "get", "entryId": reference},
            ks=anyone.started(),
        )
        assert answers[2]["args"] == {"ENTRY_ID": ""}


def test_a_reference_ahead_stays_as_it_is(anyone: Caller) -> None:
    ahead = {"service": "media", "action": "get", "entryId": "{2:result:id}"}
    answers = calls(anyone.sandbox, ahead, ahead, ks=anyone.started())
    assert answers[1]["args"] == {"ENTRY_ID": "{2:result:id}"}


def test_references_count_from_one_even_where_calls_count_from_zero(sandbox: Sandbox) -> None:
    get = {"service": "session", "action": "get", "ks": "{1:result}"}
    assert calls(sandbox, START, get, first=0)[1]["sessionType"] == "2"


def test_each_call_may_have_its_own_ks(anyone: Caller) -> None:
    who = {"service": "user", "action": "get"}
    own = {**who, "ks": anyone.started(0, userId="bo")}
    answers = calls(anyone.sandbox, who, own, ks=anyone.started(userId="ana"))
    assert [answer["id"] for answer in answers] == ["ana", "bo"]


def test_in_xml_errors_are_items_too(anyone: Caller) -> None:
    result = anyone.xml(
        "multirequest", "x", **{"1__service": "system", "1__action": "ping", "2__service": "no"}
    )
    assert [item.tag for item in result] == ["item", "item"]
    assert result[0].text == "1"
    assert result[1].findtext("error/code") == "SERVICE_DOES_NOT_EXISTS"


def test_a_json_body_of_calls(sandbox: Sandbox) -> None:
    get = {"service": "session", "action": "get", "ks": "{1:result}"}
    url = "/api_v3/service/multirequest"
    for body in ({"1": START, "2": get}, {"0": START, "1": get}):
        answer = Client(sandbox).post(url, json={**body, "format": 1}).get_json()
        assert answer[1]["objectType"] == "KalturaSessionInfo"


def test_none_and_too_many(sandbox: Sandbox) -> None:
    assert calls(sandbox) == []
    ping = {"service": "system", "action": "ping"}
    assert calls(sandbox, *[ping] * 100) == [True] * 100
    assert calls(sandbox, *[ping] * 101)["code"] == "REQUEST_TOO_LARGE"
    nested = {"service": "multirequest", "action": "x", "1:service": "system"}
    assert calls(sandbox, nested)[0]["code"] == "SERVICE_DOES_NOT_EXISTS"
