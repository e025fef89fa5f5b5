"""POST /send: the contract that scripts and the page rely on."""

import json

from flask.testing import FlaskClient

from app.sandbox.account import DEMO
from tests.pages.browse import answer, post, send

ADMIN_SESSION = {
    "p_secret": DEMO.admin_secret,
    "p_partnerId": str(DEMO.partner_id),
    "p_type": "2",
}


def test_a_session_start_fills_the_ks_in_and_the_next_call_uses_it(client: FlaskClient) -> None:
    started = answer(send(client, "session", "start", **ADMIN_SESSION))
    assert started["outcome"] == {"kind": "ok", "code": "", "message": "", "args": {}}
    assert started["status"] == 200
    kept = started["ks"]
    assert (kept["type"], kept["partnerId"], kept["region"]) == ("ADMIN", 1000001, "sandbox")
    assert kept["value"].startswith("djJ8")
    assert kept["value"].endswith("••••••••")

    listed = answer(send(client, "media", "list", ks=kept["value"]))
    assert listed["outcome"]["kind"] == "ok"
    body = json.loads(listed["body"])
    assert body["objectType"] == "KalturaMediaListResponse"
    assert body["totalCount"] >= len(body["objects"]) > 0


def test_the_kept_ks_is_in_the_form_after_a_reload_and_only_for_its_region(
    client: FlaskClient,
) -> None:
    kept = answer(send(client, "session", "start", **ADMIN_SESSION))["ks"]["value"]
    page = client.get("/console/service/media/action/list").get_data(as_text=True)
    assert f'value="{kept}"' in page
    assert "ADMIN · partner 1000001" in page
    other = client.get("/console/service/media/action/list?region=eu").get_data(as_text=True)
    assert kept not in other


def test_a_failed_start_leaves_the_kept_ks_alone(client: FlaskClient) -> None:
    kept = answer(send(client, "session", "start", **ADMIN_SESSION))["ks"]["value"]
    wrong = answer(send(client, "session", "start", **{**ADMIN_SESSION, "p_secret": "wrong"}))
    assert wrong["outcome"]["kind"] == "api_error"
    assert wrong["outcome"]["code"] == "START_SESSION_ERROR"
    assert wrong["outcome"]["args"] == {"PID": "1000001"}
    assert wrong["ks"] is None
    assert f'value="{kept}"' in client.get("/").get_data(as_text=True)


def test_a_pasted_ks_that_works_is_kept(client: FlaskClient, other_client: FlaskClient) -> None:
    answer(send(other_client, "session", "start", **ADMIN_SESSION))
    ks = post(other_client, "/sessions/reveal", {"region": "sandbox"}).get_json()["ks"]
    listed = answer(send(client, "media", "list", ks=ks))
    assert listed["ks"]["partnerId"] == 1000001
    assert listed["ks"]["value"] in client.get("/").get_data(as_text=True)


def test_session_end_empties_the_field(client: FlaskClient) -> None:
    kept = answer(send(client, "session", "start", **ADMIN_SESSION))["ks"]["value"]
    answer(send(client, "session", "end", ks=kept))
    assert kept not in client.get("/").get_data(as_text=True)


def test_a_wrong_value_is_named_and_nothing_is_sent(client: FlaskClient) -> None:
    response = send(client, "session", "start", **{**ADMIN_SESSION, "p_expiry": "soon"})
    assert response.status_code == 422
    body = response.get_json()
    assert body["error"]["code"] == "BAD_INPUT"
    assert body["error"]["field"] == "param:expiry"
    assert [problem["field"] for problem in body["problems"]] == ["param:expiry"]
    assert "No call matches" not in client.get("/history").get_data(as_text=True)
    assert "Nothing has been sent yet" in client.get("/history").get_data(as_text=True)


def test_a_wrong_value_can_be_sent_anyway(client: FlaskClient) -> None:
    fields = {**ADMIN_SESSION, "p_expiry": "soon", "anyway": "1"}
    assert answer(send(client, "session", "start", **fields))["status"] == 200


def test_a_missing_mandatory_parameter_can_be_left_out_anyway(client: FlaskClient) -> None:
    kept = answer(send(client, "session", "start", **ADMIN_SESSION))["ks"]["value"]
    assert send(client, "media", "get", ks=kept).status_code == 422
    sent = answer(send(client, "media", "get", ks=kept, anyway="1"))
    assert sent["outcome"]["code"] == "MISSING_MANDATORY_PARAMETER"


def test_the_page_without_javascript_keeps_what_was_typed(client: FlaskClient) -> None:
    data = {
        "region": "sandbox",
        "service": "session",
        "action": "start",
        "format": "2",
        "param:secret": "",
        "param:userId": 'kept "typed" <text>',
        "param:expiry": "soon",
    }
    response = post(client, "/send", data, json=False)
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "secret is mandatory." in page
    assert "kept &#34;typed&#34; &lt;text&gt;" in page
    assert 'value="soon"' in page
    assert "Nothing was sent: see the 2 marked fields." in page


def test_ticks_decide_what_is_sent_where_the_page_says_so(client: FlaskClient) -> None:
    fields = {**ADMIN_SESSION, "p_userId": "ticked", "p_privileges": "list:*", "marks": "1"}
    sent = answer(
        send(
            client,
            "session",
            "start",
            **fields,
            sent=["param:userId", "param:type", "param:partnerId"],
        )
    )
    page = client.get(f"/history/{sent['id']}").get_data(as_text=True)
    assert "<dt>userId</dt>" in page
    assert "<dt>privileges</dt>" not in page


def test_xml_and_json(client: FlaskClient) -> None:
    as_xml = answer(send(client, "system", "ping", format="2"))
    assert "<result>1</result>" in as_xml["body"]
    as_json = answer(send(client, "system", "ping", format="1"))
    assert as_json["body"] == "true"


def test_an_object_as_json_is_flattened_and_checked(client: FlaskClient) -> None:
    kept = answer(send(client, "session", "start", **ADMIN_SESSION))["ks"]["value"]
    entry = {"objectType": "KalturaMediaEntry", "name": "Käse ✓", "mediaType": 1}
    added = answer(send(client, "media", "add", ks=kept, p_entry=json.dumps(entry)))
    assert json.loads(added["body"])["name"] == "Käse ✓"
    wrong = send(client, "media", "add", ks=kept, p_entry='{"objectType": "KalturaUser"}')
    assert wrong.status_code == 422
    assert wrong.get_json()["error"]["field"] == "param:entry"
    broken = send(client, "media", "add", ks=kept, p_entry='{"name": }')
    assert "line 1" in broken.get_json()["error"]["message"]


def test_unknown_names_get_a_sentence(client: FlaskClient) -> None:
    for service, action, field in (("nosuch", "x", "service"), ("media", "nosuch", "action")):
        response = send(client, service, action)
        assert response.status_code == 404
        assert response.get_json()["error"]["field"] == field
    assert send(client, "media", "list", region="moon").status_code == 404


def test_a_call_without_a_token_of_ours_is_refused(client: FlaskClient) -> None:
    for path in ("/send", "/form", "/history/clear", "/sessions/forget", "/schema/refresh"):
        response = client.post(
            path, data={"region": "sandbox"}, headers={"Accept": "application/json"}
        )
        assert response.status_code == 400, path
        assert response.get_json()["error"]["code"] == "REFUSED"


def test_answers_never_carry_the_ks_or_secret_in_clear(client: FlaskClient) -> None:
    started = send(client, "session", "start", **ADMIN_SESSION)
    ks = post(client, "/sessions/reveal", {"region": "sandbox"}).get_json()["ks"]
    record = answer(started)["id"]
    pages = [started.get_data(as_text=True)] + [
        client.get(path).get_data(as_text=True)
        for path in (
            "/",
            "/history",
            f"/history/{record}",
            f"/history/{record}/body",
            "/sessions",
            f"/?history={record}",
        )
    ]
    for page in pages:
        assert ks not in page
    revealed = post(client, f"/history/{record}/reveal", {}, json=False)
    assert ks in revealed.get_data(as_text=True)


def test_a_ks_that_is_none_does_not_disturb_a_call_that_needs_none(client: FlaskClient) -> None:
    # The server minds a KS that is none all the same.
    pinged = answer(send(client, "system", "ping", ks="hello"))
    assert pinged["outcome"]["code"] == "INVALID_KS"
    assert pinged["ks"] is None
    assert "system.ping" in client.get("/history").get_data(as_text=True)


def test_a_ks_that_nobody_has_checked_does_not_replace_the_kept_one(
    client: FlaskClient, other_client: FlaskClient
) -> None:
    kept = answer(send(client, "session", "start", **ADMIN_SESSION))["ks"]["value"]
    answer(send(other_client, "session", "start", **ADMIN_SESSION))
    other = post(other_client, "/sessions/reveal", {"region": "sandbox"}).get_json()["ks"]
    before = post(client, "/sessions/reveal", {"region": "sandbox"}).get_json()["ks"]
    assert answer(send(client, "system", "ping", ks=other))["ks"] is None
    assert post(client, "/sessions/reveal", {"region": "sandbox"}).get_json()["ks"] == before
    assert kept in client.get("/").get_data(as_text=True)


def test_warnings_stop_a_person_and_not_a_script(client: FlaskClient) -> None:
    assert answer(send(client, "user", "list"))["outcome"]["code"] == "SERVICE_FORBIDDEN"
    stopped = send(client, "user", "list", shownRegion="sandbox")
    assert stopped.status_code == 422
    assert stopped.get_json()["problems"] == [
        {
            "field": "ks",
            "level": "warning",
            "message": "user.list needs a KS: start a session, or paste one.",
        }
    ]


def test_the_page_says_that_the_sandbox_has_only_stored_something(client: FlaskClient) -> None:
    secret = {"p_secret": DEMO.admin_secret, "p_partnerId": str(DEMO.partner_id), "p_type": "2"}
    ks = answer(send(client, "session", "start", **secret))["ks"]["value"]
    added = {"param:virusScanProfile:objectType": "KalturaVirusScanProfile"}
    added |= {"param:virusScanProfile:name": "scan"}
    for action, fields, said in (("add", added, True), ("list", {}, False)):
        told = answer(send(client, "virusScanProfile", action, ks=ks, **fields))
        assert told["outcome"]["kind"] == "ok", told["outcome"]
        page = client.get(f"/history/{told['id']}").get_data(as_text=True)
        assert ("The sandbox has stored this, and nothing follows from it" in page) == said
