"""Advice on errors: for every kind of outcome, every code, and the sessions that it offers."""

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app.call.model import Array, Call, Object
from app.call.outcome import Outcome
from app.desk.advising.advice import Advice, advice_for
from app.desk.advising.circumstances import has_entitlement_disabled, without_entitlement
from app.sandbox.account import DEMO
from app.schema.facts import bundled
from app.sessions.ks import Session, sign_v2
from tests.each import each
from tests.pages.browse import answer, post

REGISTRY = bundled()
NUMBERS = {
    "-1": "cannot be read",
    "-2": "do not fit together",
    "-3": "user in the KS",
    "-4": "type of the session",
    "-5": "lifetime is over",
    "-6": "ended this session",
    "-7": "light session",
    "-8": "limited number of calls",
    "-9": "one address alone",
    "-10": "light sessions",
    "-11": "urirestrict",
}


@pytest.fixture
def client(shared: Flask) -> FlaskClient:
    return shared.test_client()


def advice(
    outcome: Outcome,
    call: str = "media.get",
    parameters: tuple[tuple[str, Any], ...] = (),
    ks: str | None = "some",
    number: int = 0,
) -> Advice:
    service, action = call.split(".")
    sent = Call("own", service, action, parameters, ks=ks)
    found = advice_for(REGISTRY, sent, outcome, number=number)
    assert found is not None
    return found


def error(code: str, message: str = "", **args: str) -> Outcome:
    return Outcome("api_error", code, message, tuple(args.items()))


@each(("number", "words"), NUMBERS.items())
def test_each_number_of_invalid_ks_has_its_own_words(number: str, words: str) -> None:
    told = advice(error("INVALID_KS", "Whatever", KSID="x", ERR_CODE=number, ERR_DESC="y"))
    assert words in told.means
    # Serialized PHP has no arguments: the message alone tells.
    untold = advice(error("INVALID_KS", f'Invalid KS "x", Error "{number},WHATEVER"'))
    assert untold == told
    assert "session" in told.offers


@each(
    ("word", "number"),
    [
        ("EXPIRED", "-5"),
        ("LOGOUT", "-6"),
        ("EXCEEDED_ACTIONS_LIMIT", "-8"),
        ("EXCEEDED_RESTRICTED_IP", "-9"),
        ("EXCEEDED_RESTRICTED_URI", "-11"),
        ("INVALID_PARTNER", "-2"),
        ("INVALID_USER", "-3"),
        ("INVALID_TYPE", "-4"),
        ("LKS_DISABLED", "-10"),
    ],
)
def test_the_reason_that_stands_where_the_ks_would_is_understood(word: str, number: str) -> None:
    """Release 22.19 says it so, with ERR_CODE -1 for all."""
    other = advice(error("INVALID_KS", KSID="x", ERR_CODE=number, ERR_DESC="y"))
    args = {"KSID": word, "ERR_CODE": "-1", "ERR_DESC": "INVALID_STR"}
    message = f'Invalid KS "{word}", Error "-1,INVALID_STR"'
    assert advice(error("INVALID_KS", message, **args)) == other
    # Where the format tells no arguments, the message does.
    assert advice(error("INVALID_KS", message)) == other
    assert other.means != advice(error("INVALID_KS", KSID="x", ERR_CODE="-1", ERR_DESC="y")).means


def test_an_unknown_number_of_invalid_ks_has_the_general_words() -> None:
    found = advice(error("INVALID_KS", "", KSID="x", ERR_CODE="-99", ERR_DESC="NEW"))
    assert found.means == "The server does not take the KS that was sent."


def test_forbidden_without_a_ks_is_about_the_missing_ks() -> None:
    outcome = error("SERVICE_FORBIDDEN", SERVICE="media->get")
    assert advice(outcome, ks=None).means == "media->get wants a KS, and none came with the call."
    assert advice(outcome).means == "This KS may not call media->get."


@each(
    ("call", "outcome", "parameters", "field"),
    [
        ("media.get", error("MISSING_MANDATORY_PARAMETER", PARAM_NAME="entryId"), (), "entryId"),
        # A property that was not sent, of a class that the action takes a subclass of.
        (
            "media.add",
            error("PROPERTY_VALIDATION_CANNOT_BE_NULL", PROP_NAME="KalturaBaseEntry::name"),
            (),
            "entry:name",
        ),
        # One that was.
        (
            "user.update",
            error("PROPERTY_VALIDATION_NOT_UPDATABLE", PROP_NAME="KalturaUser::createdAt"),
            (("userId", "a"), ("user", Object("KalturaUser", (("createdAt", "5"),)))),
            "user:createdAt",
        ),
        # Deep within a list.
        (
            "playlist.add",
            error("INVALID_ENUM_VALUE", ENUM_VAL="x", PARAM_NAME="orderBy", ENUM_TYPE="K"),
            (
                (
                    "playlist",
                    Object("K", (("filters", Array((Object("F", (("orderBy", "x"),)),))),)),
                ),
            ),
            "playlist:filters:0:orderBy",
        ),
        # The argument holds a value that was sent.
        (
            "media.get",
            error("ENTRY_ID_NOT_FOUND", ENTRY_ID="0_x"),
            (("entryId", "0_x"),),
            "entryId",
        ),
        # The code alone tells.
        ("session.start", error("START_SESSION_ERROR", PID="1"), (("partnerId", "1"),), "secret"),
        ("user.add", error("ROLE_ID_MISSING"), (), "user:roleIds"),
        ("categoryuser.list", error("MUST_FILTER_USERS_OR_CATEGORY"), (), "filter"),
    ],
)
def test_the_field_in_question(
    call: str, outcome: Outcome, parameters: tuple[tuple[str, Any], ...], field: str
) -> None:
    assert advice(outcome, call, parameters).field == f"param:{field}"
    assert advice(outcome, call, parameters, number=3).field == f"param:3:{field}"


def test_fields_that_the_form_does_not_have_are_not_offered() -> None:
    outcome = error("MISSING_MANDATORY_PARAMETER", PARAM_NAME="nothingLikeIt")
    assert advice(outcome).field == ""
    assert advice(outcome, "nosuch.action").field == ""
    assert advice(error("ENTRY_ID_NOT_FOUND", ENTRY_ID=""), "media.get").field == ""
    # An offer of a session is none of session.get's parameter of that name.
    assert advice(error("INVALID_KS"), "session.get").field == ""


def test_a_request_level_field_has_no_place_in_a_part() -> None:
    outcome = error("UNKNOWN_RESPONSE_FORMAT", FORMAT="77")
    assert advice(outcome).field == advice(outcome, number=2).field == "format"


def test_throws_come_from_the_schema_with_our_words() -> None:
    thrown = {one.error.code: one.means for one in advice(error("X"), "media.get").throws}
    assert thrown["ENTRY_ID_NOT_FOUND"] == "There is no entry that this KS may see."
    declared = REGISTRY.action("media", "get")
    assert declared is not None
    assert list(thrown) == list(declared.throws)
    assert advice(error("X"), "nosuch.action").throws == ()


def test_every_code_of_the_schema_has_advice_with_and_without_arguments() -> None:
    for known in REGISTRY.schema.errors:
        args = dict.fromkeys(known.parameters, "value")
        for outcome in (error(known.code, **args), error(known.code)):
            found = advice(outcome)
            for text in (found.means, *found.helps):
                assert re.search(r"[{}]|  | [.,;]", text) is None, (known.code, text)
                assert not text[0].islower() or "." in text.split()[0] or text.startswith("value")


def test_an_unknown_code_gets_its_family_or_at_least_an_order_of_things_to_check() -> None:
    assert advice(error("GADGET_NOT_FOUND")).offers == {"entitlement"}
    assert advice(error("GADGET_FORBIDDEN")).offers == {"session", "entitlement"}
    assert advice(error("Whatever")).means.startswith("The console has no words of its own")
    assert advice(error("")).helps[0] == "Check ids, account, region and KS, in this order."


@given(st.text(), st.text(), st.text())
def test_arguments_from_anywhere_are_cleaned_and_cut(code: str, name: str, value: str) -> None:
    outcome = error("MISSING_MANDATORY_PARAMETER", value, PARAM_NAME=value)
    found = advice(outcome, parameters=((name, value),))
    assert all(text.isprintable() for text in (found.means, *found.helps))
    assert len(found.means) < 200
    advice(error(code, value, **{"ID": value}), parameters=((name, value),))


def test_only_what_the_page_may_show_is_filled_in() -> None:
    outcome = error("INVALID_ENUM_VALUE", ENUM_VAL="hidden", PARAM_NAME="p", ENUM_TYPE="K")
    sent = Call("own", "media", "get")
    found = advice_for(REGISTRY, sent, outcome, [("ENUM_VAL", "••••"), ("ENUM_TYPE", "K")])
    assert found
    assert found.means == "•••• is none of the values of K."


def test_outcomes_that_are_no_errors_of_the_api() -> None:
    call = Call("own", "media", "get")
    assert advice_for(REGISTRY, call, Outcome("ok")) is None
    assert advice_for(REGISTRY, call, Outcome("http_error", "418", "A teapot.")) is None
    for outcome, words in (
        (Outcome("failed", "tls", "…"), "certificate"),
        (Outcome("cancelled", "cancelled", "…"), "ended the call"),
        (Outcome("http_error", "429", "…"), "Too many calls"),
        (Outcome("redirect", "302", "…"), "another address"),
        (Outcome("unreadable", "NOT_JSON", "…"), "not in the format"),
        (Outcome("unreadable", "EMPTY_ANSWER", "…"), "sent nothing"),
    ):
        assert words in advice(outcome).means


@each(
    ("before", "after"),
    [
        ("", "disableentitlement"),
        ("all:*", "all:*,disableentitlement"),
        ("enableentitlement, edit:*", "edit:*,disableentitlement"),
        ("disableentitlement,list:*", "list:*,disableentitlement"),
        ("disableentitlementforentry:0_x", "disableentitlementforentry:0_x,disableentitlement"),
    ],
)
def test_privileges_without_entitlement(before: str, after: str) -> None:
    assert without_entitlement(before) == after
    assert has_entitlement_disabled(after)
    assert has_entitlement_disabled(before) == before.startswith("disableentitlement,")


def test_an_account_of_a_real_region_is_told_that_this_is_the_sandbox(client: FlaskClient) -> None:
    start = START | {"param:partnerId": "102", "param:secret": "a" * 32}
    real = sign_v2(Session(2, 102, 2, 2_000_000_000), "a" * 32)
    ping = {"service": "media", "action": "list"}
    for fields, ks in ((start, ""), (ping, real)):
        failed = send(client, fields, ks=ks)
        assert failed["outcome"]["kind"] == "api_error"
        html = verdict(client, failed["id"])
        assert "You are in the sandbox" in html
        assert "Choose the region in which your account lives" in html
    # A mistake within its own account is none of the kind.
    own = send(client, START | {"param:secret": "a" * 32})
    assert "You are in the sandbox" not in verdict(client, own["id"])


# The sessions that the page offers.

PRIVATE = {"service": "category", "action": "get", "param:id": "1003"}
START = {
    "service": "session",
    "action": "start",
    "param:secret": DEMO.admin_secret,
    "param:partnerId": str(DEMO.partner_id),
    "param:type": "2",
    "param:privileges": "list:*",
}


def send(client: FlaskClient, fields: dict[str, str], **more: str) -> dict[str, Any]:
    return answer(post(client, "/send", {"region": "sandbox", "format": "1"} | fields | more))


def verdict(client: FlaskClient, call_id: str) -> str:
    page = client.get(f"/history/{call_id}").get_data(as_text=True)
    found = re.search(r'<section class="verdict.*?</section>', page, re.DOTALL)
    assert found, page
    return found[0]


def renewal(html: str) -> dict[str, str]:
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html)
    return {unescape(name): unescape(value) for name, value in hidden if name != "csrf_token"}


def test_a_session_like_the_last_one_without_entitlement(client: FlaskClient) -> None:
    ks = send(client, START)["ks"]["value"]
    failed = send(client, PRIVATE, ks=ks)
    assert failed["outcome"]["code"] == "CATEGORY_NOT_FOUND"
    html = verdict(client, failed["id"])
    assert DEMO.admin_secret not in html
    fields = renewal(html)
    assert fields["param:secret"] == "••••••••"
    assert fields["param:privileges"] == "list:*,disableentitlement"
    renewed = answer(post(client, "/send", fields))
    assert renewed["ks"]["type"] == "ADMIN"
    found = send(client, PRIVATE, ks=renewed["ks"]["value"])
    assert found["outcome"]["kind"] == "ok"
    # A KS that sees everything is not offered another one like it.
    gone = send(client, PRIVATE | {"param:id": "424242"}, ks=renewed["ks"]["value"])
    html = verdict(client, gone["id"])
    assert "There is no category 424242 that this KS may see." in html
    assert "entitlement" not in html


def test_the_sandbox_has_a_secret_of_its_own(client: FlaskClient) -> None:
    login = {
        "service": "user",
        "action": "loginByLoginId",
        "param:loginId": DEMO.login_id,
        "param:password": DEMO.password,
    }
    ks = send(client, login)["ks"]["value"]
    failed = send(client, PRIVATE, ks=ks)
    fields = renewal(verdict(client, failed["id"]))
    assert fields["param:secret"] == DEMO.admin_secret
    assert fields["param:privileges"] == "*,disableentitlement"
    renewed = answer(post(client, "/send", fields))
    assert send(client, PRIVATE, ks=renewed["ks"]["value"])["outcome"]["kind"] == "ok"


def test_a_first_session_is_offered_without_a_ks_and_the_last_one_with_a_bad_one(
    client: FlaskClient,
) -> None:
    failed = send(client, PRIVATE)
    html = verdict(client, failed["id"])
    assert 'href="/console/service/session/action/start?region=sandbox">Start a session' in html
    started = send(client, START)["id"]
    failed = send(client, PRIVATE, ks="garbage")
    assert failed["outcome"]["code"] == "INVALID_KS"
    html = unescape(verdict(client, failed["id"]))
    assert f'href="/?history={started}&region=sandbox">Start a session' in html


def test_each_part_of_a_multirequest_has_its_own_advice(client: FlaskClient) -> None:
    fields = {"service": "multirequest", "param:1:service": "system", "param:1:action": "ping"}
    fields |= {"param:2:service": "category", "param:2:action": "get", "param:2:id": "1003"}
    ks = send(client, START)["ks"]["value"]
    failed = send(client, fields, ks=ks)
    page = client.get(f"/history/{failed['id']}").get_data(as_text=True)
    assert page.count("What usually helps") == 1
    assert 'aria-label="What became of call 2"' in page
    assert 'data-parameter="param:2:id"' in page
    assert page.count('role="alert"') == 1
