"""The workshop of the sessions page, as a browser without JavaScript goes through it."""

import hashlib
import itertools
import json
import re
import time
from html import unescape
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.desk.parts import Parts
from app.sandbox.account import DEMO
from app.sessions.found import FoundSession
from app.sessions.ks import ADMIN, Session, sign_v1, sign_v2, verify
from tests.pages.browse import answer, jar_of, post, send, workspace_of
from tests.upstream import Upstream, http

DEMO_FORM = {"account": "demo", "region": "sandbox", "partner_id": "1000001"}
OK = "The session is saved, in use for Sandbox (built in)."


def go(client: FlaskClient, path: str, status: int = 200, /, **fields: str) -> str:
    """The page that a form's POST is answered with."""
    response = post(client, f"/sessions/{path}", fields, json=False)
    text = response.get_data(as_text=True)
    assert response.status_code == status, text
    return text


def words(page: str, part: str = "outcome") -> str:
    """The text of the section of that id, its tags taken out."""
    found = re.search(rf'<section class="\w+" id="{part}".*?</section>', page, re.DOTALL)
    assert found, page
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])))


def problem(page: str, field: str) -> str:
    found = re.search(rf'id="{field}-problem"[^>]*>([^<]*)<', page)
    assert found, page
    return unescape(found[1])


def value(page: str, field: str) -> str:
    """What a text field or an area holds."""
    found = re.search(rf'<input id="{field}" [^>]*?value="([^"]*)"', page) or re.search(
        rf'<textarea id="{field}"[^>]*>\n([^<]*)</textarea>', page
    )
    assert found, page
    return unescape(found[1])


def chosen(page: str, field: str) -> str:
    found = re.search(rf'<select id="{field}".*?</select>', page, re.DOTALL)
    assert found
    picked = re.search(r'<option value="([^"]*)"[^>]* selected', found[0])
    return picked[1] if picked else ""


def kept_id(page: str) -> str:
    found = re.search(r'data-verb="copy-ks" data-session="([^"]+)"', words_raw(page))
    assert found
    return found[1]


def words_raw(page: str) -> str:
    found = re.search(r'<section class="\w+" id="outcome".*?</section>', page, re.DOTALL)
    assert found
    return found[0]


def revealed(client: FlaskClient, session: str) -> str:
    return str(post(client, "/sessions/reveal", {"id": session}).get_json()["ks"])


def admin_ks(client: FlaskClient) -> str:
    """The id of an ADMIN KS in the jar."""
    return kept_id(go(client, "get/start", **DEMO_FORM, type="2", lasts="2 hours"))


@pytest.mark.parametrize(
    "way", ["start", "login", "token", "sign", "impersonate", "widget", "inspect", "privileges"]
)
def test_each_way_opens(client: FlaskClient, way: str) -> None:
    page = client.get(f"/sessions?way={way}").get_data(as_text=True)
    assert f'href="/sessions?way={way}" aria-current="page"' in page
    assert f'id="form-{way}"' in page
    assert DEMO.admin_secret not in page
    assert DEMO.password not in page
    assert DEMO.app_token not in page


def test_session_start(client: FlaskClient) -> None:
    page = go(
        client, "get/start", **DEMO_FORM, type="2", lasts="2 hours", privileges="disableentitlement"
    )
    told = words(page)
    assert OK in told
    assert "expiry 7200" in told
    assert "secret ••••••••" in told
    session = verify(revealed(client, kept_id(page)), DEMO.admin_secret)
    assert session.privileges == "disableentitlement"
    assert session.type == ADMIN
    assert session.expiry is not None
    assert 7190 < session.expiry - time.time() <= 7200


def test_a_secret_that_was_typed_goes_before_the_account_s(client: FlaskClient) -> None:
    page = go(client, "get/start", **DEMO_FORM, type="2", secret="0" * 32)
    assert "START_SESSION_ERROR" in words(page)
    assert "Type it again" in page
    assert "0" * 32 not in page


def test_an_account_s_secret_goes_to_its_own_region_alone(
    console: Flask, upstream: Upstream
) -> None:
    client = console.test_client()
    page = go(client, "get/start", 422, **{**DEMO_FORM, "region": "own"}, type="2", secret="x")
    assert problem(page, "start-account") == (
        "Demo account of the sandbox belongs to another region: choose that region, or no account."
    )
    assert upstream.requests == []


def test_a_kept_account_fills_in_and_signs_in(client: FlaskClient, parts: Parts) -> None:
    client.get("/")
    owner = workspace_of(client)
    account = parts.accounts.save(
        owner,
        name="Acme",
        region="sandbox",
        partner_id="1000001",
        user_id="ana",
        admin_secret=DEMO.admin_secret,
    )
    page = go(client, "fill/start", account=account.id, fill="account", region="eu", lasts="1 hour")
    assert chosen(page, "start-region") == "sandbox"
    assert chosen(page, "start-type") == "2"
    assert value(page, "start-partner_id") == "1000001"
    assert value(page, "start-user_id") == "ana"
    assert value(page, "start-lasts") == "1 hour"
    assert "Empty: the one of <b data-kept-name>Acme</b>." in page
    fields = {"account": account.id, "region": "sandbox", "partner_id": "1000001"}
    started = go(client, "get/start", **fields, type="2")
    assert parts.jar.get(owner, kept_id(started)).account_id == account.id
    sentence = "Type the administrator secret. The chosen account has none."
    lesser = parts.accounts.save(
        owner, name="Lesser", region="sandbox", partner_id="1000001", user_secret="u"
    )
    fields["account"] = lesser.id
    for way, kind in (("start", "2"), ("sign", "2"), ("sign", "0")):
        refused = go(client, f"get/{way}", 422, **fields, type=kind)
        assert problem(refused, f"{way}-secret") == sentence


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"partner_id": ""}, "partner_id", "Name the account: its partner id."),
        ({"partner_id": "many"}, "partner_id", "A partner id is a number, such as 102."),
        (
            {"lasts": "2 parsecs"},
            "lasts",
            "Write how long it lasts, such as 2 hours, 90 min, 1d 12h, or a number of seconds.",
        ),
        ({"account": "", "secret": ""}, "secret", "Type the administrator secret."),
    ],
)
def test_what_does_not_fit_stays_with_its_reason(
    client: FlaskClient, wrong: dict[str, str], field: str, sentence: str
) -> None:
    fields = {**DEMO_FORM, "type": "2", "user_id": "Zoë & co", **wrong}
    page = go(client, "get/start", 422, **fields)
    assert problem(page, f"start-{field}") == sentence
    assert value(page, "start-user_id") == "Zoë & co"
    assert value(page, "start-partner_id") == fields["partner_id"]


def test_privileges_that_cannot_work_are_sent_only_if_one_insists(client: FlaskClient) -> None:
    fields = {**DEMO_FORM, "type": "2", "privileges": "edit"}
    page = go(client, "get/start", 422, **fields)
    assert "edit needs a value: entry ids or *" in page
    assert 'name="anyway"' in page
    assert OK in go(client, "get/start", **fields, anyway="1")


@pytest.mark.parametrize(
    ("path", "fields", "field", "sentence"),
    [
        ("get/start", {"partner_id": ""}, "partner_id", ""),
        ("get/start", {"privileges": "edit"}, "privileges", "edit needs a value: entry ids or *"),
        ("get/start", {"account": "", "secret": ""}, "secret", ""),
        ("tokens/add", {}, "with_ks", ""),
        ("tokens", {}, "with_ks", ""),
        ("inspect", {"partner_id": "x"}, "partner_id", ""),
        ("inspect", {"region": "nowhere"}, "region", ""),
    ],
)
def test_a_program_is_told_what_does_not_fit(
    client: FlaskClient, path: str, fields: dict[str, str], field: str, sentence: str
) -> None:
    answer = post(client, f"/sessions/{path}", {**DEMO_FORM, "type": "2", **fields})
    assert (answer.status_code, answer.mimetype) == (422, "application/json")
    error = answer.get_json()["error"]
    assert (error["code"], error["field"]) == ("BAD_INPUT", field)
    assert error["message"]
    assert sentence in error["message"]


def test_a_login_that_asks_for_a_one_time_password(console: Flask, upstream: Upstream) -> None:
    client = console.test_client()
    error = {"code": "MISSING_OTP", "message": "It is missing", "objectType": "KalturaAPIException"}
    ks = sign_v2(Session(2, 102, 0, 1, "a"), "secret")
    kind = "Content-Type: application/json"
    upstream.respond(http(json.dumps(error).encode(), kind), http(json.dumps(ks).encode(), kind))
    fields = {"region": "own", "login_id": "a@example.com", "lasts": "3 hours"}
    assert 'name="otp"' not in client.get("/sessions?way=login").get_data(as_text=True)
    page = go(client, "get/login", **fields, password="  right ")
    assert "MISSING_OTP" in words(page)
    assert 'name="otp"' in page
    assert value(page, "login-login_id") == "a@example.com"
    assert value(page, "login-lasts") == "3 hours"
    assert "right" not in page
    done = go(client, "get/login", **fields, password="  right ", otp="123456", asks_otp="1")
    assert "The session is saved" in words(done)
    sent = dict(upstream.requests[1].form)
    assert sent["otp"] == "123456"
    assert sent["password"] == "  right "
    assert sent["expiry"] == "10800"


@pytest.mark.parametrize("hash_type", ["MD5", "SHA1", "SHA256", "SHA512"])
def test_an_application_token_of_each_hash_type(client: FlaskClient, hash_type: str) -> None:
    """Made with an ADMIN KS, used without being typed, its hash shown, revoked."""
    kept = admin_ks(client)
    made = go(
        client,
        "tokens/add",
        with_ks=kept,
        description="For Bo",
        hash_type=hash_type,
        type="0",
        user_id="bo",
        lasts="1 hour",
        privileges="edit:*",
        expires="1 year",
    )
    record = re.search(r'data-record="([^"]+)"', made)
    assert record
    token = post(client, "/sessions/tokens/reveal", {"record": record[1]}).get_json()["token"]
    assert token not in made
    token_id = value(made, "token-token_id")
    assert chosen(made, "token-hash_type") == hash_type
    fields = {"region": "sandbox", "partner_id": "1000001", "token_id": token_id}
    page = go(client, "get/token", **fields, hash_type=hash_type, made_by=record[1])
    told = words(page)
    assert OK in told
    assert told.index("session.startWidgetSession") < told.index("appToken.startSession")
    widget = re.search(r'href="/\?history=([^"&]+)"', words_raw(page))
    assert widget
    answered = post(client, f"/history/{widget[1]}/reveal", {}, json=False)
    ks = re.search(r"djJ8[\w=-]{40,}", unescape(answered.get_data(as_text=True)))
    assert ks
    expected = hashlib.new(hash_type, (ks[0] + token).encode()).hexdigest()
    assert f'<code translate="no" data-hash>{expected}</code>' in page
    session = verify(revealed(client, kept_id(page)), DEMO.admin_secret)
    assert session.user_id == "bo"
    asked = go(client, "tokens", with_ks=kept, revoke=token_id)
    assert f"Revoke {token_id}?" in asked
    assert f'<code translate="no">{token_id}</code>' in asked
    gone = go(client, "tokens", with_ks=kept, revoke=token_id, confirmed="1")
    assert f"The token {token_id} is revoked." in words(gone)
    assert f'name="token_id" value="{token_id}"' not in gone


def test_a_widget_session_on_the_way_leaves_the_jar_as_it_is(client: FlaskClient) -> None:
    before = admin_ks(client)
    fields = {**DEMO_FORM, "token_id": DEMO.app_token_id}
    failed = go(client, "get/token", **fields, hash_type="MD5")
    assert "INVALID_APP_TOKEN_HASH" in words(failed)
    assert re.findall(r'name="id" value="([^"]+)"', failed)[0] == before
    assert failed.count('<li class="kept') == 1
    assert 'class="kept is-chosen"' in failed


def test_a_ks_of_the_jar_that_is_asked_about_is_not_chosen_by_it(client: FlaskClient) -> None:
    earlier = admin_ks(client)
    in_use = kept_id(go(client, "get/widget", **DEMO_FORM))
    before = jar_of(client)
    assert [(kept.id, kept.chosen) for kept in before] == [(in_use, True), (earlier, False)]
    asked = go(client, "inspect", region="sandbox", kept=earlier, do="ask")
    assert "Sandbox (built in) accepts it." in words(asked)
    assert jar_of(client) == before


def test_a_guarded_account_is_asked_about_first(client: FlaskClient, parts: Parts) -> None:
    kept = admin_ks(client)
    owner = workspace_of(client)
    parts.accounts.save(owner, name="Acme", region="sandbox", partner_id="1000001", production=True)
    page = go(client, "tokens/add", 409, with_ks=kept)
    assert "This may change something in Acme, which is marked as production: " in page
    assert "is made." in words(go(client, "tokens/add", with_ks=kept, confirmed="1"))


def test_revoking_in_a_guarded_account_says_so_and_waits(client: FlaskClient, parts: Parts) -> None:
    kept = admin_ks(client)
    owner = workspace_of(client)
    asked = go(client, "tokens", with_ks=kept, revoke=DEMO.app_token_id)
    assert "This may change something in" not in asked
    parts.accounts.save(owner, name="Acme", region="sandbox", partner_id="1000001", production=True)
    asked = go(client, "tokens", 409, with_ks=kept, revoke=DEMO.app_token_id)
    assert f"Revoke {DEMO.app_token_id}?" in asked
    assert "This may change something in Acme, which is marked as production." in asked
    # The list is there all the same: it only reads.
    assert f'name="token_id" value="{DEMO.app_token_id}"' in asked
    gone = go(client, "tokens", with_ks=kept, revoke=DEMO.app_token_id, confirmed="1")
    assert f"The token {DEMO.app_token_id} is revoked." in words(gone)


def test_a_way_that_may_change_something_there_asks_first(
    client: FlaskClient, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by a schema that was imported and does not know the action."""
    client.get("/")
    owner = workspace_of(client)
    parts.accounts.save(owner, name="Acme", region="sandbox", partner_id="1000001", production=True)
    monkeypatch.setattr("app.desk.consent.may_change", lambda *_: True)
    fields = {**DEMO_FORM, "account": "", "type": "2", "secret": DEMO.admin_secret}
    page = go(client, "get/start", 409, **fields)
    assert "This may change something in Acme, which is marked as production: " in page
    assert "Start the session all the same" in page
    assert DEMO.admin_secret not in page
    assert "Type it again" in page
    asked = post(client, "/sessions/get/start", fields)
    assert asked.status_code == 409
    assert asked.get_json()["error"]["code"] == "CONFIRMATION_NEEDED"
    assert parts.history.list(owner).rows == ()
    assert OK in go(client, "get/start", **fields, confirmed="1")


def test_a_partner_id_of_blanks_is_none(client: FlaskClient) -> None:
    page = go(client, "get/widget", 422, region="sandbox", partner_id="  ")
    assert problem(page, "widget-partner_id") == "Name the account: its partner id."


def test_what_is_kept_for_a_region_that_is_gone_is_shown_and_can_be_forgotten(
    client: FlaskClient, parts: Parts
) -> None:
    admin_ks(client)
    owner = workspace_of(client)
    parts.accounts.save(owner, name="Old one", region="closed", partner_id="7")
    found = FoundSession("opaque-ks-of-its-own", 2, 7, "", None, "", "session.start")
    kept = parts.jar.keep(owner, "closed", found, 1.0)
    page = client.get("/sessions").get_data(as_text=True)
    assert '<span class="region-tag" data-region="closed">closed</span>' in page
    assert "Old one" in page
    named = answer(post(client, "/sessions/rename", {"id": kept.id, "name": "Left over"}))["ks"]
    assert (named["name"], len(named["choices"])) == ("Left over", 1)
    assert answer(post(client, "/sessions/forget", {"id": kept.id}))["choices"] == []


@pytest.mark.parametrize(("version", "kind"), [("1", "0"), ("1", "2"), ("2", "0"), ("2", "2")])
def test_signed_here_and_accepted_there(client: FlaskClient, version: str, kind: str) -> None:
    page = go(
        client,
        "get/sign",
        **DEMO_FORM,
        type=kind,
        version=version,
        user_id="ana",
        privileges="sview:*",
        lasts="10 minutes",
        keep="y",
    )
    assert OK in words(page)
    ks = revealed(client, kept_id(page))
    assert ks not in page
    got = answer(send(client, "session", "get", ks=ks))
    if kind == "0":
        # A good KS, signed with the administrator secret; session.get is for ADMIN sessions.
        assert got["outcome"]["code"] == "SERVICE_FORBIDDEN"
        return
    told = json.loads(got["body"])
    assert (told["userId"], told["sessionType"], told["privileges"]) == ("ana", kind, "sview:*")


def test_signed_here_and_kept_nowhere(client: FlaskClient) -> None:
    page = go(client, "get/sign", **DEMO_FORM, type="2", lasts="10 minutes")
    shown = value(page, "shown-ks")
    assert verify(shown, DEMO.admin_secret).type == ADMIN
    again = client.get("/sessions").get_data(as_text=True)
    assert '<li class="kept' not in again
    assert shown not in again


def test_impersonation_and_the_widget_session(client: FlaskClient) -> None:
    kept = admin_ks(client)
    page = go(
        client, "get/impersonate", **DEMO_FORM, impersonated_partner_id="1000001", user_id="ana"
    )
    assert OK in words(page)
    user = revealed(client, kept_id(page))
    by_ks = go(client, "get/by-ks", with_ks=kept, session=user, lasts="5 minutes")
    assert "session.impersonateByKs" not in problem(by_ks, "by-ks-session")
    # An ordinary account may not.
    assert "SERVICE_FORBIDDEN" in words(by_ks)
    assert OK in words(go(client, "get/widget", **DEMO_FORM, lasts="5 minutes"))
    missing = go(client, "get/by-ks", 422, with_ks=kept)
    assert problem(missing, "by-ks-session") == "Paste the KS of the user to act for."


def test_privileges_put_together_keep_the_rest_of_the_form(client: FlaskClient) -> None:
    page = go(
        client,
        "fill/start",
        use="builder",
        privilege="edit",
        **{"value:edit": " 0_a/0_b "},
        type="0",
        user_id="ana",
        secret="dropped",
    )
    assert value(page, "start-privileges") == "edit:0_a/0_b"
    assert value(page, "start-user_id") == "ana"
    assert "dropped" not in page
    pasted = go(client, "fill/start", use="text", privileges="all=*&mine=1&_e=1900000000")
    assert value(pasted, "start-privileges") == "all:*,mine:1"
    row = re.search(r'data-row="mine" data-unknown>.*?</div>', pasted, re.DOTALL)
    assert row
    assert 'name="privilege" value="mine" checked' in row[0]
    assert 'value="1"' in row[0]


def test_privileges_are_checked_while_they_are_typed(client: FlaskClient) -> None:
    asked = {"from": "text", "text": "edit,all:*", "type": "0"}
    told = post(client, "/sessions/privileges/check", asked).get_json()
    assert told["text"] == "edit,all:*"
    assert told["rows"] == [{"name": "all", "value": "*"}, {"name": "edit", "value": ""}]
    assert told["findings"][0]["level"] == "error"
    built = {"from": "builder", "privilege": ["all", "iprestrict"], "value:all": "*"}
    told = post(client, "/sessions/privileges/check", {**built, "type": "2"}).get_json()
    assert told["text"] == "all:*,iprestrict"


NOW = int(time.time())
GOOD = Session(2, DEMO.partner_id, ADMIN, NOW + 3600, "ana", "disableentitlement")
EXPIRED = Session(2, DEMO.partner_id, ADMIN, NOW - 3 * 3600 - 60, "ana", "")


@pytest.mark.parametrize(
    ("ks", "fields", "expected"),
    [
        (sign_v2(GOOD, DEMO.admin_secret), {"account": "demo"}, "The signature is good."),
        (sign_v2(EXPIRED, DEMO.admin_secret), {"account": "demo"}, "It expired 3 hours"),
        (sign_v2(GOOD, DEMO.admin_secret), {"secret": "0" * 32}, "The secret does not open this"),
        (sign_v2(GOOD, DEMO.admin_secret), {"partner_id": "7"}, "for partner 1000001, not for 7"),
        (sign_v2(GOOD, DEMO.admin_secret)[:-5], {}, "The KS is cut off"),
        (
            quote(quote(sign_v2(GOOD, DEMO.admin_secret) + "=", safe=""), safe=""),
            {},
            "url-encoded twice",
        ),
        (sign_v1(GOOD, DEMO.admin_secret), {}, "v1, readable"),
    ],
    # Each KS is another one each time, and processes that share the tests agree on names.
    ids=itertools.count(),
)
def test_the_inspector_says_why(
    client: FlaskClient, ks: str, fields: dict[str, str], expected: str
) -> None:
    page = go(client, "inspect", region="sandbox", ks=ks, **fields)
    assert expected in words(page)
    assert ks not in page


def test_the_inspector_asks_the_region_and_keeps_only_what_it_is_told_to(
    client: FlaskClient,
) -> None:
    ks = sign_v2(GOOD, DEMO.admin_secret)
    asked = go(client, "inspect", region="sandbox", ks=ks, do="ask")
    told = words(asked)
    assert "Sandbox (built in) accepts it." in told
    assert "Type ADMIN" in told
    assert "User ana" in told
    assert '<li class="kept' not in asked
    assert "tells its partner alone" in told
    assert "ask the region" not in told
    assert "or ask the region with session.get." in words(
        go(client, "inspect", region="sandbox", ks=ks)
    )
    refused = go(client, "inspect", region="sandbox", ks=sign_v2(GOOD, "wrong"), do="ask")
    assert "INVALID_KS" in words(refused)
    assert "ask the region" not in words(refused)
    kept = go(client, "inspect", region="sandbox", ks=ks, do="keep")
    assert "It is saved as ADMIN" not in words(kept)  # the type is sealed inside
    assert "It is saved as partner 1000001" in words(kept)
    again = go(client, "inspect", region="sandbox", kept=chosen(kept, "inspect-kept"))
    assert "v2, encrypted" in words(again)


def test_renewing_from_the_inspector_fills_the_way_in(client: FlaskClient) -> None:
    ks = sign_v2(GOOD, DEMO.admin_secret)
    page = go(client, "inspect", region="sandbox", ks=ks, account="demo")
    section = words_raw(page)
    assert 'action="/sessions/fill/start"' in section
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', section))
    del hidden["csrf_token"]
    filled = go(client, "fill/start", **hidden)
    assert value(filled, "start-user_id") == "ana"
    assert value(filled, "start-privileges") == "disableentitlement"
    assert chosen(filled, "start-type") == "2"
    assert chosen(filled, "start-account") == "demo"


@pytest.mark.parametrize("path", ["get/nothing", "get/inspect", "fill/nothing"])
def test_what_there_is_not(client: FlaskClient, path: str) -> None:
    assert "start from Sessions." in go(client, path, 404)


@pytest.mark.parametrize("path", ["get/start", "fill/start", "tokens", "tokens/add", "inspect"])
def test_a_form_of_another_site_is_refused(client: FlaskClient, path: str) -> None:
    response = client.post(f"/sessions/{path}", data=DEMO_FORM)
    assert response.status_code == 400
