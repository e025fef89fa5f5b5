"""The jar and the accounts on their pages and in the console's form."""

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.desk.parts import Parts
from app.sandbox.account import DEMO
from app.sessions.found import FoundSession
from app.sessions.ks import Session, sign_v1
from tests.pages.browse import answer, jar_of, post, send, workspace_of
from tests.upstream import Upstream, http

ADMIN = {
    "p_secret": DEMO.admin_secret,
    "p_partnerId": str(DEMO.partner_id),
    "p_type": "2",
    "p_privileges": "disableentitlement,list:*",
}
USER = {**ADMIN, "p_secret": DEMO.user_secret, "p_type": "0", "p_userId": "erin"}
OF_42 = Session(1, 42, 2, 2_000_000_000, "u", "")
MASK = "••••••••"


def _start(client: FlaskClient, **fields: str) -> dict[str, Any]:
    kept = answer(send(client, "session", "start", **fields))["ks"]
    assert isinstance(kept, dict)
    return kept


def _ks(client: FlaskClient, **which: str) -> str:
    response = post(client, "/sessions/reveal", which or {"region": "sandbox"})
    return str(answer(response)["ks"])


def _text(response: TestResponse) -> str:
    return unescape(response.get_data(as_text=True))


def _account(client: FlaskClient, **values: str) -> str:
    """Adds an account through the page's form; its id."""
    given = {"name": "Acme", "region": "sandbox", "partner_id": str(DEMO.partner_id), **values}
    saved = post(client, "/sessions/accounts", given, json=False)
    assert saved.status_code == 303, _text(saved)
    found: list[tuple[str, str]] = re.findall(
        r'href="/sessions/accounts/([\w-]{16})">Edit<span class="visually-hidden"> ([^<]+)',
        _text(client.get("/sessions")),
    )
    return next(one for one, name in found if name == given["name"])


def _form(client: FlaskClient, **fields: str) -> TestResponse:
    data = {"region": "sandbox", "service": "session", "action": "start", "format": "1", **fields}
    return post(client, "/form", data, json=False)


def test_several_ks_are_kept_and_another_one_is_chosen(client: FlaskClient) -> None:
    admin = _start(client, **ADMIN)
    user = _start(client, **USER)
    assert [(one["id"], one["chosen"]) for one in user["choices"]] == [
        (user["id"], True),
        (admin["id"], False),
    ]
    assert admin["value"] == user["value"]
    chosen = answer(post(client, "/sessions/choose", {"id": admin["id"]}))["ks"]
    assert (chosen["id"], chosen["type"]) == (admin["id"], "ADMIN")
    # The mask is the same for both, and stands for the chosen one.
    got = answer(send(client, "session", "get", ks=chosen["value"]))
    assert '"sessionType":"2"' in got["body"]
    back = post(client, "/sessions/choose", {"id": user["id"]}, json=False)
    assert back.status_code == 303
    got = answer(send(client, "user", "get", ks=user["value"]))
    assert '"id":"erin"' in got["body"]


def test_the_console_lists_what_is_kept(client: FlaskClient) -> None:
    _start(client, **ADMIN)
    assert "ks-kept" in _text(client.get("/"))
    assert re.search(r'class="field ks-kept" hidden', _text(client.get("/")))
    _start(client, **USER)
    page = _text(client.get("/"))
    assert 'class="field ks-kept">' in page
    options = re.findall(r"<option [^>]*data-text[^>]*>([^<]+)</option>", page)
    assert [re.sub(r"\d+ h \d+ min", "T", one) for one in options] == [
        "USER · partner 1000001 · erin · disableentitlement,list:* · T left",
        "ADMIN · partner 1000001 · disableentitlement,list:* · T left",
    ]


def test_nobody_else_sees_chooses_renews_or_ends_it(
    client: FlaskClient, other_client: FlaskClient
) -> None:
    mine = _start(client, **ADMIN)
    account = _account(client, name="My account", admin_secret=DEMO.admin_secret)
    assert "partner 1000001" not in _text(other_client.get("/sessions"))
    for action in ("choose", "rename", "forget", "renew", "end", "reveal"):
        refused = post(other_client, f"/sessions/{action}", {"id": mine["id"]})
        assert refused.status_code == 404, action
    assert other_client.get(f"/sessions/renew?id={mine['id']}").status_code == 404
    assert other_client.get(f"/sessions/accounts/{account}").status_code == 404
    stolen = {"id": account, "region": "sandbox", "partner_id": "1"}
    assert post(other_client, "/sessions/accounts", stolen).status_code == 404
    post(other_client, "/sessions/accounts/delete", {"id": account})
    post(other_client, "/sessions/clear", {})
    asked = {"p_secret": MASK, "p_partnerId": "1000001", "p_type": "2", "account": account}
    assert send(other_client, "session", "start", **asked).status_code == 422
    assert _ks(client) == _ks(client, id=mine["id"])
    assert "My account" in _text(client.get("/sessions"))


def test_rename_forget_and_clear(client: FlaskClient) -> None:
    admin, user = _start(client, **ADMIN), _start(client, **USER)
    named = answer(post(client, "/sessions/rename", {"id": admin["id"], "name": "<b>Boss</b>"}))
    assert named["ks"]["facts"] == "<b>Boss</b> · ADMIN · partner 1000001"
    page = client.get("/sessions").get_data(as_text=True)
    assert "&lt;b&gt;Boss&lt;/b&gt;" in page
    assert "<b>Boss" not in page
    forgotten = answer(post(client, "/sessions/forget", {"region": "sandbox"}))
    assert [one["id"] for one in forgotten["choices"]] == [admin["id"]]
    assert post(client, "/sessions/reveal", {"region": "sandbox"}).status_code == 404
    assert post(client, "/sessions/reveal", {"id": user["id"]}).status_code == 404
    post(client, "/sessions/forget", {"id": admin["id"]}, json=False)
    assert "No session is saved yet." in _text(client.get("/sessions"))
    _start(client, **ADMIN)
    _account(client)
    cleared = post(client, "/sessions/clear", {}, json=False)
    assert cleared.status_code == 303
    page = _text(client.get("/sessions"))
    assert "No session is saved yet." in page
    assert "Acme" not in page


def test_ending_tells_the_region_and_empties_the_jar(client: FlaskClient) -> None:
    admin, user = _start(client, **ADMIN), _start(client, **USER)
    ks = _ks(client, id=admin["id"])
    ended = answer(post(client, "/sessions/end", {"id": admin["id"]}))
    assert [one["id"] for one in ended["choices"]] == [user["id"]]
    assert answer(send(client, "session", "get", ks=ks))["outcome"]["kind"] == "api_error"
    assert "session.end" in _text(client.get("/history"))


def test_a_session_that_cannot_be_ended_stays(client: FlaskClient, parts: Parts) -> None:
    client.get("/")
    workspace = workspace_of(client)
    found = FoundSession("djJ8MTAwMDAwMXxnYXJiYWdl", 0, 1000001, "", None, "", "session.start")
    kept = parts.jar.keep(workspace, "sandbox", found, 1.0)
    refused = post(client, "/sessions/end", {"id": kept.id})
    assert refused.status_code == 400
    assert "INVALID_KS" in refused.get_json()["error"]["message"]
    assert parts.jar.get(workspace, kept.id) == kept


def test_a_recorded_start_renews_its_ks_under_the_same_name(client: FlaskClient) -> None:
    first = _start(client, **ADMIN, p_expiry="300")
    other = _start(client, **USER)
    post(client, "/sessions/rename", {"id": first["id"], "name": "Boss"})
    before = _ks(client, id=first["id"])
    assert first["renewable"]
    renewed = answer(post(client, "/sessions/renew", {"id": first["id"]}))["ks"]
    assert renewed["name"] == "Boss"
    assert renewed["renewable"]
    assert 290 <= renewed["expiry"] - first["expiry"] + 300 <= 310
    assert _ks(client, id=renewed["id"]) != before
    # It was not the one in use, and is not now; what it replaces is gone.
    assert [(one["id"], one["chosen"]) for one in renewed["choices"]] == [
        (renewed["id"], False),
        (other["id"], True),
    ]
    longer = answer(post(client, "/sessions/renew", {"id": renewed["id"], "expiry": "2 hours"}))
    assert 7190 <= longer["ks"]["expiry"] - first["expiry"] + 300 <= 7210
    assert longer["ks"]["privileges"] == first["privileges"]


def test_a_lifetime_that_is_none_is_said_beside_the_field(client: FlaskClient) -> None:
    kept = _start(client, **ADMIN)
    assert "For how long" in _text(client.get(f"/sessions/renew?id={kept['id']}"))
    wrong = {"id": kept["id"], "expiry": "soonish"}
    page = post(client, "/sessions/renew", wrong, json=False)
    assert page.status_code == 422
    assert 'value="soonish"' in _text(page)
    assert 'aria-invalid="true"' in _text(page)
    asked = post(client, "/sessions/renew", wrong)
    assert asked.get_json()["error"]["field"] == "expiry"
    assert _ks(client) == _ks(client, id=kept["id"])


def test_what_cannot_be_repeated_is_not_offered(
    client: FlaskClient, other_client: FlaskClient
) -> None:
    _start(other_client, **ADMIN)
    ks = _ks(other_client)
    pasted = answer(send(client, "media", "list", ks=ks))["ks"]
    assert not pasted["renewable"]
    assert "data-renewable" not in _text(client.get("/"))
    assert "Renew" not in _text(client.get("/sessions"))
    assert client.get(f"/sessions/renew?id={pasted['id']}").status_code == 400
    refused = post(client, "/sessions/renew", {"id": pasted["id"]})
    assert "Nothing is stored" in refused.get_json()["error"]["message"]


def test_every_repeatable_way_is_renewed(client: FlaskClient) -> None:
    ways: list[tuple[str, str, dict[str, str]]] = [
        ("user", "loginByLoginId", {"p_loginId": DEMO.login_id, "p_password": DEMO.password}),
        (
            "user",
            "login",
            {
                "p_partnerId": str(DEMO.partner_id),
                "p_userId": DEMO.login_id,
                "p_password": DEMO.password,
            },
        ),
        ("session", "startWidgetSession", {"p_widgetId": f"_{DEMO.partner_id}"}),
        (
            "session",
            "impersonate",
            {"p_secret": DEMO.admin_secret, "p_impersonatedPartnerId": str(DEMO.partner_id)},
        ),
    ]
    for service, action, fields in ways:
        kept = answer(send(client, service, action, **fields))["ks"]
        assert kept["renewable"], action
        again = answer(post(client, "/sessions/renew", {"id": kept["id"], "expiry": "900"}))
        assert again["ks"]["source"] == kept["source"]
    once = {"p_loginId": DEMO.login_id, "p_password": DEMO.password, "p_otp": "123456"}
    assert not answer(send(client, "user", "loginByLoginId", **once))["ks"]["renewable"]


def test_without_history_an_account_with_the_secret_renews(client: FlaskClient) -> None:
    kept = _start(client, **USER)
    records = re.findall(r'name="id" value="([\w-]{16})"', _text(client.get("/history")))
    post(client, "/history/delete", {"id": records})
    assert post(client, "/sessions/renew", {"id": kept["id"]}).status_code == 400
    account = _account(client)
    assert post(client, "/sessions/renew", {"id": kept["id"]}).status_code == 400
    secrets = {"id": account, "region": "sandbox", "partner_id": str(DEMO.partner_id)}
    post(client, "/sessions/accounts", {**secrets, "user_secret": DEMO.user_secret}, json=False)
    renewed = answer(post(client, "/sessions/renew", {"id": kept["id"]}))["ks"]
    assert (renewed["type"], renewed["userId"], renewed["privileges"]) == (
        "USER",
        "erin",
        "disableentitlement,list:*",
    )
    assert 86_300 <= renewed["expiry"] - kept["expiry"] + 86_400 <= 86_500


def test_secrets_of_an_account_go_in_and_never_out(client: FlaskClient, parts: Parts) -> None:
    account = _account(client, admin_secret="planted-admin-1", user_secret="planted-user-2")
    wrong = {"id": account, "region": "sandbox", "partner_id": "x", "user_secret": "planted-3"}
    refused = post(client, "/sessions/accounts", wrong, json=False)
    assert refused.status_code == 422
    assert "A partner id is a number" in _text(refused)
    assert "Type the secrets again" in _text(refused)
    filled = _form(client, fill="account", fillFrom=account)
    pages = [refused, filled, client.get(f"/sessions/accounts/{account}"), client.get("/sessions")]
    for page in pages:
        assert "planted" not in _text(page)
    assert _text(pages[2]).count('placeholder="kept"') == 2
    stored = b"".join(one.read_bytes() for one in parts.settings.data_dir.glob("*.sqlite*"))
    assert stored
    assert b"planted" not in stored
    removed = {"id": account, "region": "sandbox", "partner_id": "7", "remove_user_secret": "1"}
    post(client, "/sessions/accounts", removed, json=False)
    assert _text(client.get(f"/sessions/accounts/{account}")).count('placeholder="kept"') == 1


def test_an_account_fills_the_form_in_and_its_secret_is_sent(client: FlaskClient) -> None:
    account = _account(client, user_id="erin", admin_secret=DEMO.admin_secret)
    page = _text(_form(client, fill="account", fillFrom=account))
    assert f'name="account" value="{account}"' in page
    assert f'value="{MASK}"' in page
    assert DEMO.admin_secret not in page.replace(
        f'<code translate="no">{DEMO.admin_secret}</code>', ""
    )
    fields = {"p_secret": MASK, "p_partnerId": "1000001", "p_type": "2", "account": account}
    kept = _start(client, **fields, p_userId="erin")
    assert (kept["type"], kept["userId"]) == ("ADMIN", "erin")
    assert kept["renewable"]
    # The administrator secret starts a USER session too; the user secret is no other one's.
    lesser = _account(client, name="Lesser", user_secret=DEMO.user_secret)
    assert send(client, "session", "start", **{**fields, "p_type": "0"}).status_code == 200
    refused = send(client, "session", "start", **{**fields, "account": lesser})
    assert refused.get_json()["error"]["field"] == "param:secret"
    # Nor in another action, or without the account.
    other = send(client, "session", "impersonate", **fields, p_impersonatedPartnerId="1000001")
    assert other.get_json()["error"]["field"] == "param:secret"
    nobody = send(client, "session", "start", **{**fields, "account": ""})
    assert nobody.status_code == 422


def test_an_account_of_another_region_stands_for_nothing(client: FlaskClient) -> None:
    account = _account(client, region="eu", admin_secret=DEMO.admin_secret)
    fields = {"p_secret": MASK, "p_partnerId": "1000001", "p_type": "2", "account": account}
    assert send(client, "session", "start", **fields).status_code == 422
    assert "Acme" not in _text(client.get("/?region=sandbox"))
    assert "Acme" in _text(client.get("/?region=eu"))
    # A link cannot say whose secret a mask stands for.
    link = f"/console/service/session/action/start?region=eu&account={account}"
    assert 'name="account"' not in _text(client.get(link))


def test_the_demo_takes_the_place_of_an_account(client: FlaskClient) -> None:
    account = _account(client, admin_secret="another secret")
    page = _text(_form(client, demo="1", account=account, **{"param:secret": MASK}))
    assert 'name="account"' not in page


@pytest.fixture
def production(console: Flask, upstream: Upstream) -> FlaskClient:
    """A browser with an account of region `own` that is marked production."""
    client = console.test_client()
    account = {"name": "Acme live", "region": "own", "partner_id": "42", "production": "1"}
    assert post(client, "/sessions/accounts", account, json=False).status_code == 303
    upstream.respond(http(b"null", "Content-Type: application/json"))
    return client


def _delete(client: FlaskClient, **fields: str) -> TestResponse:
    data = {"region": "own", "service": "media", "action": "delete", "format": "1"}
    return post(client, "/send", {**data, "param:entryId": "0_a", **fields})


def test_production_asks_before_deleting_and_not_before_reading(
    production: FlaskClient, upstream: Upstream
) -> None:
    asked = _delete(production, partnerId="42", ks="k")
    assert asked.status_code == 409
    assert asked.get_json()["error"]["code"] == "CONFIRMATION_NEEDED"
    assert "in Acme live, which is marked as production" in asked.get_json()["error"]["message"]
    assert upstream.requests == []
    assert _delete(production, partnerId="42", ks="k", confirmed="1").status_code == 200
    assert _delete(production, partnerId="43").status_code == 200
    # Whose a KS is that cannot be read, nobody can tell.
    assert _delete(production, partnerId="43", ks="k").status_code == 409
    read = {"region": "own", "service": "media", "action": "list", "partnerId": "42", "ks": "k"}
    assert post(production, "/send", {**read, "format": "1"}).status_code == 200


def test_production_asks_for_the_partner_of_the_ks(
    production: FlaskClient, console: Flask, upstream: Upstream
) -> None:
    v1 = sign_v1(OF_42, "a secret")
    asked = _delete(production, ks=v1)
    assert asked.status_code == 409
    page = post(
        production,
        "/send",
        {
            "region": "own",
            "service": "media",
            "action": "delete",
            "format": "1",
            "param:entryId": "0_a",
            "ks": v1,
        },
        json=False,
    )
    assert page.status_code == 409
    assert "media.delete may change or delete something in Acme live, which" in _text(page)
    workspace = workspace_of(production)
    parts: Parts = console.extensions["testme"]
    opaque = FoundSession("opaque-ks-of-its-own", 2, 42, "", None, "", "session.start")
    kept = parts.jar.keep(workspace, "own", opaque, 1.0)
    assert _delete(production, ks=kept.masked).status_code == 409
    assert upstream.requests == []


def test_production_asks_in_history_and_in_a_comparison_too(
    production: FlaskClient, upstream: Upstream
) -> None:
    record = answer(_delete(production, partnerId="42", ks="k", confirmed="1"))["id"]
    count = len(upstream.requests)
    again = post(production, f"/history/{record}/send", {})
    assert "marked as production" in again.get_json()["error"]["message"]
    compared = {"call": record, "target": ["own|recorded"]}
    asked = post(production, "/compare/send", compared, json=False)
    assert asked.status_code == 409
    assert 'name="confirmed"' in _text(asked)
    assert len(upstream.requests) == count
    sent = post(production, "/compare/send", {**compared, "confirmed": "1"}, json=False)
    assert sent.status_code == 303


def test_production_asks_before_a_session_is_ended(
    production: FlaskClient, console: Flask, upstream: Upstream
) -> None:
    parts: Parts = console.extensions["testme"]
    workspace = workspace_of(production)
    found = FoundSession(sign_v1(OF_42, "a secret"), 2, 42, "u", None, "", "session.start")
    kept = parts.jar.keep(workspace, "own", found, 1.0)
    asked = post(production, "/sessions/end", {"id": kept.id})
    assert asked.status_code == 409
    assert asked.get_json()["error"] == {
        "code": "CONFIRMATION_NEEDED",
        "message": "session.end may change or delete something in Acme live, which is marked as "
        "production: confirm it.",
        "field": "confirmed",
    }
    page = post(production, "/sessions/end", {"id": kept.id}, json=False)
    assert page.status_code == 409
    assert "session.end may change or delete something in Acme live, which is" in _text(page)
    assert f'name="id" value="{kept.id}"' in _text(page)
    assert kept.ks not in _text(page)
    assert upstream.requests == []
    assert parts.jar.list(workspace) == (kept,)
    confirmed = {"id": kept.id, "confirmed": "1"}
    ended = post(production, "/sessions/end", confirmed, json=False)
    assert ended.status_code == 303
    assert dict(upstream.requests[0].form)["ks"] == kept.ks
    assert parts.jar.list(workspace) == ()


def test_a_multirequest_is_asked_about_for_each_partner(
    production: FlaskClient, upstream: Upstream
) -> None:
    data = {
        "region": "own",
        "service": "multirequest",
        "format": "1",
        "param:1:service": "media",
        "param:1:action": "delete",
        "param:1:entryId": "0_a",
        "param:1:ks": sign_v1(OF_42, "a secret"),
    }
    assert post(production, "/send", data).status_code == 409
    assert upstream.requests == []


def test_an_answer_that_gave_no_ks_offers_none_to_be_copied(
    client: FlaskClient, other_client: FlaskClient
) -> None:
    start = {"secret": DEMO.admin_secret, "partnerId": str(DEMO.partner_id), "type": "2"}
    fields = {f"param:{name}": value for name, value in start.items()}
    data = {"region": "sandbox", "service": "session", "action": "start", **fields}
    assert "Copy KS" in post(client, "/send", data, json=False).get_data(as_text=True)
    data = {"region": "sandbox", "service": "session", "action": "get", "ks": jar_of(client)[0].ks}
    shown = post(other_client, "/send", data, json=False).get_data(as_text=True)
    assert "KalturaSessionInfo" in shown
    assert "Copy KS" not in shown
