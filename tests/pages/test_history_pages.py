"""History over HTTP: replay without showing secrets, one workspace apart from another."""

import json
import re
import time
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.assembly import EXTENSION
from app.history.store import UNDO_SECONDS
from app.sandbox.account import DEMO
from tests.pages.browse import JSON, answer, post, send

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


def test_too_few_or_too_many_to_compare_lead_back_to_history(client: FlaskClient) -> None:
    for count in (0, 1, 9):
        refused = post(
            client,
            "/history/compare",
            {"id": [str(one) for one in range(count)], "text": "x"},
            json=False,
        )
        assert refused.headers["Location"] == "/history?text=x"
        page = client.get("/history").get_data(as_text=True)
        assert "Compare takes 2 to 8 calls." in page.partition("<main")[0]


def test_another_workspace_sees_and_reaches_nothing(
    client: FlaskClient, other_client: FlaskClient
) -> None:
    record = answer(send(client, "session", "start", **START))["id"]
    assert "Nothing has been sent yet" in other_client.get("/history").get_data(as_text=True)
    for path in (f"/history/{record}", f"/history/{record}/body", f"/?history={record}"):
        assert other_client.get(path).status_code == 404
    for path in ("send", "reveal"):
        assert post(other_client, f"/history/{record}/{path}", {}).status_code == 404
    for path in ("delete", "pin", "unpin"):
        assert post(other_client, f"/history/{path}", {"id": record}).status_code == 404
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
            if re.search(rf'class="call-link"[^>]*>{name}\b', page)
        ]

    assert rows() == ["system.ping", "system.getVersion", "session.start"]
    assert rows("?service=system") == ["system.ping", "system.getVersion"]
    assert rows("?outcome=api_error") == ["session.start"]
    assert rows("?text=START_SESSION_ERROR") == ["session.start"]
    assert rows("?text=getversion") == ["system.getVersion"]
    post(client, "/history/pin", {"id": ping}, json=False)
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


def _list(client: FlaskClient, query: str = "") -> str:
    """What our script gets as somebody types."""
    return str(answer(client.get(f"/history{query}", headers=JSON))["html"])


def test_the_list_alone_is_what_the_page_has(client: FlaskClient) -> None:
    answer(send(client, "media", "get", p_entryId="0_a"))
    answer(send(client, "system", "ping"))
    page = client.get("/history").get_data(as_text=True)
    assert _list(client) in page
    assert "system.ping" not in _list(client, "?text=0_a")
    assert "No call matches" in _list(client, "?text=0_b")
    # An undo is the page's, not that of each letter.
    post(client, "/history/clear", {}, json=False)
    _list(client)
    assert undo_token(client.get("/history")) != ""
    assert client.get("/history").get_data(as_text=True).count("Undo</button>") == 1


def test_days_are_those_of_the_browsers_time_zone(client: FlaskClient) -> None:
    answer(send(client, "system", "ping"))
    assert "Today (UTC)" in _list(client)
    client.set_cookie("zone", "Asia/Tokyo")
    now = datetime.now(ZoneInfo("Asia/Tokyo"))
    shown = _list(client)
    assert ">Today</th>" in shown
    assert f">{now:%H:}" in shown
    client.set_cookie("zone", "../../etc/passwd")
    assert "Today (UTC)" in _list(client)


def test_pinned_calls_stand_first_with_their_partner(client: FlaskClient) -> None:
    old = answer(send(client, "session", "start", **START))["id"]
    new = answer(send(client, "system", "ping"))["id"]
    post(client, "/history/pin", {"id": [old]}, json=False)
    shown = _list(client)
    assert shown.index(">Pinned<") < shown.index(old) < shown.index(">Today") < shown.index(new)
    assert f">partner </span>{DEMO.partner_id}<" in shown
    post(client, "/history/unpin", {"id": [old]}, json=False)
    assert ">Pinned<" not in _list(client)


def test_several_are_pinned_and_deleted_and_the_filter_stays(client: FlaskClient) -> None:
    ids = [answer(send(client, "system", "ping"))["id"] for _ in "123"]
    back = post(client, "/history/pin", {"id": ids[:2], "text": "ping"}, json=False)
    assert back.headers["Location"] == "/history?text=ping"
    assert [one in _list(client, "?pinned=1") for one in ids] == [True, True, False]
    deleted = post(client, "/history/delete", {"id": ids[1:]}, json=False)
    assert deleted.headers["Location"] == "/history"
    assert [one in _list(client) for one in ids] == [True, False, False]
    assert "2 calls deleted." in client.get("/history").get_data(as_text=True)


def test_a_call_leads_to_those_beside_it(client: FlaskClient) -> None:
    ids = [answer(send(client, "media", "get", p_entryId=f"0_{n}"))["id"] for n in "123"]
    page = client.get(f"/history/{ids[1]}").get_data(as_text=True)
    assert "<title>media.get 0_2 · History" in page
    newer, older = (
        page.index(f'rel="prev" href="/history/{ids[2]}"'),
        page.index(f'rel="next" href="/history/{ids[0]}"'),
    )
    assert newer < older < page.index("Request as sent") < page.index('id="answer"')
    assert 'rel="prev"' not in client.get(f"/history/{ids[2]}").get_data(as_text=True)
    assert 'rel="next"' not in client.get(f"/history/{ids[0]}").get_data(as_text=True)


def test_a_list_without_scripts_has_no_dead_button(client: FlaskClient) -> None:
    answer(send(client, "system", "ping"))
    page = client.get("/history").get_data(as_text=True)
    main = page[page.index("<main") : page.index("</main>")]
    assert re.findall(r'<button[^>]*type="button"', main) == []
    for path in re.findall(r'<button form="one" formaction="([^"]+)"', main):
        assert path.startswith("/history/")
