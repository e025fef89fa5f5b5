"""History over HTTP: replay without showing secrets, one workspace apart from another."""

import json
import time

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.history.store import UNDO_SECONDS
from app.pages.shell.context import EXTENSION
from app.sandbox.account import DEMO
from tests.pages.browse import answer, post, send

START = {"p_secret": DEMO.admin_secret, "p_partnerId": str(DEMO.partner_id), "p_type": "2"}


def test_a_replay_uses_the_recorded_secret_without_showing_it(client: FlaskClient) -> None:
    record = answer(send(client, "session", "start", **START))["id"]
    again = answer(post(client, f"/history/{record}/send", {}))
    assert again["outcome"]["kind"] == "ok"
    assert again["id"] != record


def test_a_form_filled_in_from_history_is_sent_with_its_masked_values(client: FlaskClient) -> None:
    record = answer(send(client, "session", "start", **{**START, "p_userId": "carol"}))["id"]
    page = client.get(f"/?history={record}").get_data(as_text=True)
    assert 'id="param-secret" name="param:secret" type="password" value="••••••••"' in page
    assert "carol" in page
    masked = {**START, "p_secret": "••••••••", "recorded": record}
    assert answer(send(client, "session", "start", **masked))["outcome"]["kind"] == "ok"
    alone = send(client, "session", "start", **{**START, "p_secret": "••••••••"})
    assert alone.status_code == 422
    assert "type it anew" in alone.get_json()["error"]["message"]


def test_another_workspace_sees_and_reaches_nothing(
    client: FlaskClient, other_client: FlaskClient
) -> None:
    record = answer(send(client, "session", "start", **START))["id"]
    assert "Nothing has been sent yet" in other_client.get("/history").get_data(as_text=True)
    for path in (f"/history/{record}", f"/history/{record}/body", f"/?history={record}"):
        assert other_client.get(path).status_code == 404
    for path in ("send", "reveal", "pin"):
        assert post(other_client, f"/history/{record}/{path}", {}).status_code == 404
    assert post(other_client, "/history/delete", {"id": record}).status_code == 404
    assert post(other_client, "/sessions/reveal", {"region": "sandbox"}).status_code == 404
    stolen = send(other_client, "session", "start", p_secret="••••••••", recorded=record)
    assert stolen.status_code == 404
    assert client.get(f"/history/{record}").status_code == 200


def test_filters_pins_deletes_and_undoes(client: FlaskClient) -> None:
    ping = answer(send(client, "system", "ping"))["id"]
    answer(send(client, "system", "getVersion"))
    answer(send(client, "session", "start", p_secret="wrong", p_partnerId="1000001"))

    def rows(query: str = "") -> list[str]:
        page = client.get(f"/history{query}").get_data(as_text=True)
        return [
            name
            for name in ("system.ping", "system.getVersion", "session.start")
            if f">{name}</a>" in page
        ]

    assert rows() == ["system.ping", "system.getVersion", "session.start"]
    assert rows("?service=system") == ["system.ping", "system.getVersion"]
    assert rows("?outcome=api_error") == ["session.start"]
    assert rows("?text=START_SESSION_ERROR") == ["session.start"]
    assert rows("?text=getversion") == ["system.getVersion"]
    post(client, f"/history/{ping}/pin", {"pinned": "1"}, json=False)
    assert rows("?pinned=1") == ["system.ping"]
    cleared = post(client, "/history/clear", {}, json=False, follow_redirects=True)
    assert rows() == ["system.ping"]
    token = undo_token(cleared)
    # Over a reload as well, but not on pages that it does not concern.
    assert undo_token(client.get("/history")) == token
    assert undo_token(client.get("/sessions")) == ""
    post(client, "/history/undo", {"token": token}, json=False)
    assert rows() == ["system.ping", "system.getVersion", "session.start"]
    assert undo_token(client.get("/history")) == ""
    post(client, "/history/delete", {"id": ping}, json=False)
    assert rows() == ["system.getVersion", "session.start"]


def undo_token(page: TestResponse) -> str:
    """What the page's Undo takes back, "" where it offers none."""
    _, _, behind = page.get_data(as_text=True).partition('name="token" value="')
    return behind.partition('"')[0]


def test_an_undo_is_offered_until_its_time_is_over(app: Flask) -> None:
    client = app.test_client()
    answer(send(client, "system", "ping"))
    post(client, "/history/clear", {}, json=False)
    history = app.extensions[EXTENSION].history
    history._clock = lambda: time.time() + UNDO_SECONDS - 10
    assert undo_token(client.get("/history")) != ""
    history._clock = lambda: time.time() + UNDO_SECONDS + 10
    assert undo_token(client.get("/history")) == ""


def test_clearing_nothing_offers_nothing(client: FlaskClient) -> None:
    page = post(client, "/history/clear", {}, json=False, follow_redirects=True)
    assert undo_token(page) == ""


def test_the_old_answer_is_opened_as_it_was(client: FlaskClient) -> None:
    record = answer(send(client, "system", "ping", format="2"))["id"]
    page = client.get(f"/history/{record}").get_data(as_text=True)
    assert "system.ping" in page
    assert "Request as sent" in page
    saved = client.get(f"/history/{record}/body")
    assert saved.headers["Content-Disposition"] == 'attachment; filename="system.ping.xml"'
    assert saved.headers["Content-Type"] == "application/octet-stream"
    assert b"<result>1</result>" in saved.data


def test_a_secret_within_an_object_comes_back_from_history(client: FlaskClient) -> None:
    kept = answer(send(client, "session", "start", **START))["ks"]["value"]
    user = {"objectType": "KalturaUser", "id": "erin", "password": "marked-Secret-77"}
    record = answer(send(client, "user", "add", ks=kept, p_user=json.dumps(user)))["id"]
    page = client.get(f"/?history={record}").get_data(as_text=True)
    assert "marked-Secret-77" not in page
    assert "erin" in page


def test_names_stand_there_as_the_api_writes_them(client: FlaskClient) -> None:
    send(client, "uploadtoken", "list")
    page = client.get("/history").get_data(as_text=True)
    assert ">uploadToken.list<" in page
    assert ">uploadToken</option>" in page
    assert "uploadtoken.list" not in page
