"""What programs ask for below /api/v1, and the tokens that they come with."""

import json
import re
import time
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from app.call.secrets.masking import MASK, Masker
from app.pages.programs.shapes import SHAPES
from app.people.audit import Event
from app.people.roles import Role
from app.people.tokens import LOOKS_SO
from app.sandbox.account import DEMO
from app.storage.engine import reading, writing
from app.storage.tables import api_tokens
from app.storage.throttle import OF_ADDRESS
from tests.conftest import MakeApp
from tests.pages.browse import answer, csrf_token, jar_of, post, workspace_of
from tests.pages.named import (
    add,
    browser_of,
    cookie_of,
    parts_of,
    ping,
    posted_out,
    visit_of,
)
from tests.pages.reading import error_of
from tests.pages.test_sign_in import PASSWORD, sign_in

PING = {"region": "sandbox", "service": "system", "action": "ping"}
ADD = {
    "region": "sandbox",
    "service": "category",
    "action": "add",
    "account": "demo",
    "parameters": {"category": {"objectType": "KalturaCategory", "name": "by a program"}},
}


@pytest.fixture
def named(make_app: MakeApp) -> Flask:
    app = make_app(auth="people")
    add(app, "alice", Role.ADMINISTER)
    add(app, "bob")
    return app


def made(
    client: FlaskClient, scope: str = "change", lasts: str = "90", name: str = "Nightly"
) -> str:
    """The text of a token that is made on the page."""
    fields = {"name": name, "scope": scope, "lasts": lasts}
    page = post(client, "/you/tokens", fields, json=False)
    assert page.status_code == 200
    found = re.search(r'<code[^>]* id="token">(.*?)</code>', page.get_data(as_text=True))
    assert found
    return unescape(found[1])


def asks(app: Flask, token: str, path: str, body: Any = None, **headers: str) -> TestResponse:
    """A program, which has no cookie."""
    given = {"Authorization": f"Bearer {token}", **headers}
    client = app.test_client(use_cookies=False)
    if body is None:
        return client.get(f"/api/v1{path}", headers=given)
    return client.post(f"/api/v1{path}", json=body, headers=given)


def told(response: TestResponse) -> tuple[int, str, str | None]:
    fault = error_of(response)
    return response.status_code, fault["code"], fault["field"]


def events(app: Flask, happening: str) -> list[Event]:
    return parts_of(app).audit.events(happening=happening)


def fits(response: TestResponse, shape: str) -> dict[str, Any]:
    """The answer, which is of that shape of the document."""
    found = answer(response)
    assert response.mimetype == "application/json"
    validator = Draft202012Validator(SHAPES[shape])
    assert [fault.message for fault in validator.iter_errors(found)] == []
    return found


# Calls


def test_a_call_is_made_answered_and_found_again(app: Flask, client: FlaskClient) -> None:
    token = made(client)
    sent = {**ADD, "parameters": {**ADD["parameters"], "partnerId": DEMO.partner_id}}  # type: ignore[dict-item]
    found = fits(asks(app, token, "/calls", sent), "Called")
    assert found["outcome"] == {"kind": "ok", "code": "", "message": "", "args": {}}
    assert found["answer"]["json"]["name"] == "by a program"
    assert found["sent"]["category:name"] == "by a program"
    assert found["sent"]["ks"].endswith(MASK)
    again = fits(asks(app, token, f"/calls/{found['id']}"), "Called")
    assert again == {**found, "sentAt": again["sentAt"]}
    # In the workspace of the browser, as the token's.
    assert len(jar_of(client)) == 1
    brought = {**PING, "service": "media", "action": "list", "ks": jar_of(client)[0].ks}
    post(client, "/sessions/clear", {}, json=False)
    assert fits(asks(app, token, "/calls", brought), "Called")["outcome"]["kind"] == "ok"
    assert jar_of(client) == ()
    [row] = [
        one
        for one in parts_of(app).history.list(workspace_of(client)).rows
        if one.id == found["id"]
    ]
    assert row.origin == "token Nightly"
    assert client.get(f"/history/{found['id']}").status_code == 200
    cookie = asks(app, token, "/calls", PING)
    assert "Set-Cookie" not in cookie.headers
    assert "Cookie" not in cookie.headers.get("Vary", "")


def test_values_are_taken_by_their_type(app: Flask, client: FlaskClient) -> None:
    token = made(client)
    filter = {"statusIn": "2,7", "partnerIdEqual": DEMO.partner_id}
    sent: dict[str, Any] = {
        "filter": filter,
        "pager": {"pageSize": "many", "pageIndex": 1},
        "language": "en",
    }
    listing = {**PING, "service": "media", "action": "list", "account": DEMO.partner_id}
    refused = asks(app, token, "/calls", {**listing, "parameters": sent})
    assert told(refused) == (400, "BAD_INPUT", "parameters.pager.pageSize")
    sent["pager"]["pageSize"] = 2
    found = fits(asks(app, token, "/calls", {**listing, "parameters": sent}), "Called")
    assert found["sent"]["pager:pageSize"] == "2"
    assert found["sent"]["language"] == "en"
    assert len(found["answer"]["json"]["objects"]) == 2
    xml = fits(asks(app, token, "/calls", {**listing, "format": "xml"}), "Called")
    assert xml["answer"]["text"].startswith("<?xml")


REFUSED: list[tuple[Any, int, str | None]] = [
    ({"service": "system", "action": "ping"}, 400, "region"),
    ({**PING, "region": "nowhere"}, 404, "region"),
    ({**PING, "action": "pong"}, 404, "action"),
    ({**PING, "parameter": {}}, 400, "parameter"),
    ({**PING, "parameters": []}, 400, "parameters"),
    ({**PING, "parameters": {"a:b": "c"}}, 400, "parameters.a:b"),
    ({**PING, "format": "php"}, 400, "format"),
    ({**PING, "consent": 1}, 400, "consent"),
    ({**PING, "account": "nobody"}, 404, None),
    ({**PING, "service": "media", "action": "get"}, 400, "parameters.entryId"),
    (
        {**PING, "service": "media", "action": "get", "parameters": {"entryId": "{{unknown}}"}},
        400,
        "parameters.entryId",
    ),
    (
        {**PING, "service": "uploadToken", "action": "upload", "parameters": {"fileData": "x"}},
        400,
        "parameters.fileData",
    ),
    ([PING], 400, None),
    ("\ud800", 400, None),
]


def test_what_does_not_fit_is_not_sent(app: Flask, client: FlaskClient) -> None:
    token = made(client)
    for body, status, field in REFUSED:
        refused = asks(app, token, "/calls", body)
        assert refused.status_code == status, body
        assert error_of(refused)["field"] == field, body
    headers = {"Authorization": f"Bearer {token}"}
    program = app.test_client(use_cookies=False)
    for text in ("", "{", "[" * 5000, '{"a": NaN}', '{"a":' * 5000 + "1" + "}" * 5000, "[1]", "5"):
        for kind in ("application/json", "application/x-www-form-urlencoded"):
            refused = program.post("/api/v1/calls", data=text, headers=headers, content_type=kind)
            assert told(refused) == (400, "BAD_INPUT", None), (text[:9], kind)
    large = program.post("/api/v1/calls", json={"a": "x" * 1_000_000}, headers=headers)
    assert told(large)[0] == 413
    assert parts_of(app).history.list(workspace_of(client)).rows == ()


def test_what_asks_before_takes_consent(app: Flask, client: FlaskClient) -> None:
    token, parts = made(client), parts_of(app)
    parts.accounts.save(
        workspace_of(client),
        name="Prod",
        region="sandbox",
        partner_id=str(DEMO.partner_id),
        production=True,
    )
    refused = asks(app, token, "/calls", ADD)
    assert told(refused) == (409, "CONFIRMATION_NEEDED", "consent")
    assert error_of(refused)["message"] == (
        "category.add may change or delete something in Prod, which is marked as production: send "
        'it with "consent": true.'
    )
    assert asks(app, token, "/calls", {**ADD, "consent": False}).status_code == 409
    assert events(app, "guarded call") == []
    found = fits(asks(app, token, "/calls", {**ADD, "consent": True}), "Called")
    assert found["outcome"]["kind"] == "ok"
    what = "category.add in Prod, which is marked as production"
    assert [one.what for one in events(app, "guarded call")] == [what]
    assert [one.what for one in events(app, "token used with consent")] == [f"Nightly: {what}"]


def test_a_token_that_may_only_read_changes_nothing(app: Flask, client: FlaskClient) -> None:
    token = made(client, scope="read")
    refused = asks(app, token, "/calls", {**ADD, "consent": True})
    assert told(refused) == (403, "REFUSED", None)
    assert "The token Nightly may only read" in error_of(refused)["message"]
    assert fits(asks(app, token, "/calls", PING), "Called")["answer"]["json"] is True
    assert [one.what for one in events(app, "refused")] == ["POST programs.send_call"]


def test_regions_and_workflows_are_listed_without_a_secret(app: Flask, client: FlaskClient) -> None:
    token, parts, own = made(client), parts_of(app), workspace_of(client)
    parts.accounts.save(
        own,
        name="Acme",
        region="sandbox",
        partner_id="77",
        admin_secret="hush-hush-hush",
        production=True,
    )
    asks(app, token, "/calls", {**PING, "account": "demo"})
    response = asks(app, token, "/regions")
    [sandbox] = [one for one in fits(response, "Regions")["regions"] if one["id"] == "sandbox"]
    assert [one["name"] for one in sandbox["accounts"] if one["production"]] == ["Acme"]
    assert sandbox["ks"]["partnerId"] == DEMO.partner_id
    said = response.get_data(as_text=True)
    assert "hush" not in said
    assert not any(one.ks in said for one in parts.jar.list(own))
    listed = fits(asks(app, token, "/workflows"), "Workflows")["workflows"]
    authentication = "Generate_API_Sessions/Authentication"
    [first] = [one for one in listed if one["address"] == authentication]
    assert first["steps"][0] == "session.start"
    kept = post(client, f"/workflows/{authentication}/mine", {}, json=False).headers["Location"]
    mine = fits(asks(app, token, "/workflows"), "Workflows")["workflows"][0]
    assert f"/workflows/{mine['address']}" == kept
    assert mine["steps"] == first["steps"]


# Tokens


def test_a_token_is_shown_once_and_kept_as_a_hash(app: Flask, client: FlaskClient) -> None:
    token = made(client, name="  For\nthe <b>night</b> ")
    assert LOOKS_SO.fullmatch(token)
    page = client.get("/you/tokens").get_data(as_text=True)
    assert token not in page
    assert "Forthe &lt;b&gt;night&lt;/b&gt;" in page
    assert "never used" in page
    with reading(parts_of(app).engine) as connection:
        [row] = connection.execute(select(api_tokens)).all()
    assert token not in str(row)
    assert row.ends_at - row.created_at == 90 * 24 * 3600
    assert asks(app, token, "/regions").status_code == 200
    assert "last used" in client.get("/you/tokens").get_data(as_text=True)
    assert [one.what for one in events(app, "token made")] == [
        "Forthe <b>night</b>: change, 90 days"
    ]
    assert token not in str(parts_of(app).audit.events())


def test_a_token_is_masked_wherever_it_stands(client: FlaskClient) -> None:
    token = made(client)
    for text in (f"got {token}.", f'{{"a":"{token}"}}', f"?a={token}&b=c", f"a%20{token}"):
        assert Masker().text(text) == text.replace(token, f"tmt_{MASK}")
    assert Masker().text("tmt_short, ttmt_" + "a" * 43) == "tmt_short, ttmt_" + "a" * 43


def test_what_is_no_token_is_not_made(client: FlaskClient) -> None:
    for field, value in (
        ("name", " \n"),
        ("name", "x" * 61),
        ("scope", "everything"),
        ("lasts", "1000"),
    ):
        given = {"name": "Nightly", "scope": "read", "lasts": "30", field: value}
        page = post(client, "/you/tokens", given, json=False)
        assert page.status_code == 422
        assert f'id="{field}-problem"' in page.get_data(as_text=True)
    assert "None yet." in client.get("/you/tokens").get_data(as_text=True)


def test_a_revoked_and_an_ended_token_open_nothing(app: Flask, client: FlaskClient) -> None:
    revoked, ended, good = made(client), made(client), made(client, lasts="never")
    page = client.get("/you/tokens").get_data(as_text=True)
    ids = re.findall(r'name="id" value="([^"]+)"', page)
    assert "good until it is revoked" in page
    other = app.test_client()
    csrf_token(other)
    assert post(other, "/you/tokens/revoke", {"id": ids[2]}).status_code == 404
    assert post(client, "/you/tokens/revoke", {"id": ids[2]}, json=False).status_code == 303
    with writing(parts_of(app).engine) as connection:
        own = update(api_tokens).where(api_tokens.c.id == ids[1])
        connection.execute(own.values(ends_at=time.time() - 1))
    for token, said in ((revoked, "This is no token, or it was revoked"), (ended, "has ended")):
        refused = asks(app, token, "/regions")
        assert told(refused) == (401, "NO_TOKEN", None)
        assert said in error_of(refused)["message"]
        assert refused.headers["WWW-Authenticate"] == 'Bearer realm="TestMe"'
    assert asks(app, good, "/regions").status_code == 200
    assert [one.what for one in events(app, "token revoked")] == ["Nightly"]
    assert [one.what for one in events(app, "sign-in failed")] == ["the token Nightly", "a token"]
    parts_of(app).tokens.prune(time.time() + 31 * 24 * 3600)
    assert len(parts_of(app).tokens.list(visit_of(client))) == 1


def test_other_peoples_ids_are_not_found(named: Flask) -> None:
    alice, bob = browser_of(named, "alice"), browser_of(named, "bob")
    token = made(alice)
    assert asks(named, token, f"/calls/{answer(ping(bob))['id']}").status_code == 404
    assert asks(named, token, f"/calls/{answer(ping(alice))['id']}").status_code == 200


def test_a_token_may_no_more_than_its_person_now(named: Flask) -> None:
    parts, bob = parts_of(named), browser_of(named, "bob")
    token = made(bob)
    assert asks(named, token, "/calls", ADD).status_code == 200
    parts.people.set_role(parts.people.get("bob"), Role.CALL)
    refused = asks(named, token, "/calls", ADD)
    assert told(refused) == (403, "REFUSED", None)
    assert "Your role here is 'call'" in error_of(refused)["message"]
    assert asks(named, token, "/calls", PING).status_code == 200
    parts.people.set_role(parts.people.get("bob"), Role.READ)
    assert asks(named, token, "/calls", PING).status_code == 403
    assert asks(named, token, "/regions").status_code == 200
    assert {(one.who, one.what) for one in events(named, "refused")} == {
        ("bob", "POST programs.send_call")
    }
    # To sign out, and another password, ends sign-ins.
    posted_out(bob)
    assert asks(named, token, "/regions").status_code == 200
    parts.own.remove(parts.people.get("bob"), parts.people.get("alice"))
    assert told(asks(named, token, "/regions")) == (401, "NO_TOKEN", None)


def test_a_password_that_is_reset_ends_tokens(named: Flask) -> None:
    parts = parts_of(named)
    token, others = made(browser_of(named, "bob")), made(browser_of(named, "alice"))
    parts.own.reset_password(parts.people.get("bob"), "another long password")
    assert asks(named, token, "/regions").status_code == 401
    assert asks(named, others, "/regions").status_code == 200


def test_what_lets_people_in_now_has_to_be_what_it_was(make_app: MakeApp) -> None:
    """The tokens of a console whose TESTME_AUTH, or whose password, is another one now."""
    first = make_app(auth="password", password=PASSWORD)
    client = first.test_client()
    sign_in(client)
    token = made(client)
    assert asks(first, token, "/calls", PING).status_code == 200
    for settings in (
        {"auth": "password", "password": "another password"},
        {"auth": "people"},
        {"auth": "proxy"},
        {},
    ):
        refused = asks(make_app(**settings), token, "/regions")
        assert told(refused) == (401, "NO_TOKEN", None)
        assert "TESTME_AUTH" in error_of(refused)["message"]
    assert asks(make_app(auth="password", password=PASSWORD), token, "/regions").status_code == 200


def test_a_token_of_who_planted_a_cookie_does_not_see_on(make_app: MakeApp) -> None:
    """As in test_workspaces: who has the shared password, too, made it in the same workspace."""
    app = make_app(auth="password", password=PASSWORD)
    attacker, victim = app.test_client(), app.test_client()
    sign_in(attacker)
    token = made(attacker)
    posted_out(attacker)
    victim.set_cookie("testme", cookie_of(attacker))
    assert asks(app, token, "/regions").status_code == 200
    sign_in(victim)
    assert "ends the tokens that were made before" in victim.get("/you/tokens").text
    call = answer(ping(victim))["id"]
    assert asks(app, token, f"/calls/{call}").status_code == 401


def test_behind_a_proxy_it_still_has_to_come_by_it(make_app: MakeApp) -> None:
    app = make_app(auth="proxy")
    alice = app.test_client()
    alice.environ_base |= {"HTTP_X_FORWARDED_USER": "alice"}
    token = made(alice)
    # It need not say who that is: the token does.
    for named in ({}, {"X-Forwarded-User": "bob"}):
        call = answer(asks(app, token, "/calls", PING, **named))["id"]
        assert alice.get(f"/history/{call}").status_code == 200
    elsewhere = app.test_client(use_cookies=False)
    for path in ("/regions", "/openapi.json"):
        refused = elsewhere.get(
            f"/api/v1{path}",
            headers={"Authorization": f"Bearer {token}"},
            environ_overrides={"REMOTE_ADDR": "10.0.0.9"},
        )
        assert told(refused) == (403, "REFUSED", None)
    with_consent = {**ADD, "consent": True}
    assert (
        asks(app, token, "/calls", with_consent, **{"X-Forwarded-User": "bob"}).status_code == 200
    )
    assert {one.who for one in events(app, "token made")} == {"alice"}


def test_who_leaves_a_workspace_for_good_leaves_no_token(app: Flask, client: FlaskClient) -> None:
    token = made(client)
    posted_out(client)
    assert asks(app, token, "/regions").status_code == 401


def test_what_is_cleared_has_no_token(app: Flask, client: FlaskClient) -> None:
    token = made(client)
    page = client.get("/you/space").get_data(as_text=True)
    assert '<td>Tokens for programs</td><td class="number">1</td>' in page
    post(client, "/you/space/clear", {"sure": "1"}, json=False)
    assert asks(app, token, "/regions").status_code == 401


def test_wrong_tokens_wait_and_nobody_waits_for_them(app: Flask, client: FlaskClient) -> None:
    good = made(client)
    wrong = [good[:-1], good + "x", good.lower(), "tmt_" + "x" * 43, "é", "x"]
    assert [asks(app, one, "/regions").status_code for one in wrong[: OF_ADDRESS.free]] == [
        401
    ] * OF_ADDRESS.free
    slowed = asks(app, wrong[-1], "/regions")
    assert told(slowed) == (429, "TOO_MANY_TRIES", None)
    assert 1 <= int(slowed.headers["Retry-After"]) <= 15
    assert asks(app, good, "/regions").status_code == 200
    assert {one.what for one in events(app, "sign-in failed")} == {"a token"}
    assert good[:20] not in str(parts_of(app).audit.events())


def test_without_a_token_cookies_open_nothing(named: Flask) -> None:
    alice = browser_of(named, "alice")
    call = answer(ping(alice))["id"]
    for path in ("/regions", "/workflows", f"/calls/{call}", "/nowhere"):
        for scheme in ({}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer"}):
            refused = alice.get(f"/api/v1{path}", headers=scheme)
            assert told(refused) == (401, "NO_TOKEN", None)
            assert "Set-Cookie" not in refused.headers
    token = csrf_token(alice)
    refused = alice.post("/api/v1/calls", json=PING, headers={"X-CSRFToken": token})
    assert told(refused) == (401, "NO_TOKEN", None)
    # And a token opens nothing else.
    given = {"Authorization": f"Bearer {made(alice)}", "Accept": "application/json"}
    program = named.test_client(use_cookies=False)
    for path in ("/", "/history", "/you/tokens", f"/history/{call}", "/api/v2/regions", "/api/v1"):
        assert program.get(path, headers=given).status_code == 401, path
    assert told(program.get("/api/v1/nowhere", headers=given)) == (404, "NOT_FOUND", None)
    assert told(program.get("/api/v1/calls", headers=given)) == (405, "BAD_INPUT", None)


def test_a_page_of_another_site_asks_in_vain(app: Flask, client: FlaskClient) -> None:
    token = made(client)
    for path in ("/regions", "/openapi.json", "/nowhere"):
        for headers in (
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
        ):
            refused = asks(app, token, path, **headers)
            assert told(refused) == (403, "REFUSED", None)
            assert "Access-Control-Allow-Origin" not in refused.headers
    assert asks(app, token, "/regions", **{"Sec-Fetch-Site": "none"}).status_code == 200
    refused = asks(app, token, "/regions", Host="evil.example")
    assert refused.status_code == 403


# The document


def test_the_document_is_one_and_has_every_route(app: Flask) -> None:
    found = answer(app.test_client().get("/api/v1/openapi.json"))
    OpenAPIV31SpecValidator(found).validate()
    documented = {
        (method.upper(), re.sub("{(.*?)}", r"<\1>", f"/api/v1{path}"))
        for path, methods in found["paths"].items()
        for method in methods
    }
    assert documented == {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    call = found["paths"]["/calls"]["post"]
    example = call["requestBody"]["content"]["application/json"]["example"]
    assert list(Draft202012Validator(SHAPES["Call"]).iter_errors(example)) == []
    assert call["responses"]["409"]["description"] == "CONFIRMATION_NEEDED"
    assert found["paths"]["/openapi.json"]["get"]["security"] == []
    for name in SHAPES:
        Draft202012Validator.check_schema(found["components"]["schemas"][name])
    fault = app.test_client().get("/api/v1/regions").get_json()
    assert list(Draft202012Validator(SHAPES["Error"]).iter_errors(fault)) == []


def test_the_example_on_the_page_works(app: Flask, client: FlaskClient) -> None:
    token = made(client)
    marked = client.get("/you/tokens").get_data(as_text=True)
    page = unescape(re.sub("<[^>]*>", " ", marked.partition("A call with curl")[2]))
    found = re.search(r"curl\s+(\S+)\s.*?-d\s+'(.*?)'", page, re.DOTALL)
    assert found
    assert found[1] == "http://localhost/api/v1/calls"
    sent = asks(app, token, "/calls", json.loads(found[2]))
    assert fits(sent, "Called")["outcome"]["kind"] == "ok"
