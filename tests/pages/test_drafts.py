"""Drafts at the server: sealed, masked on the page, one workspace's own; and what is undone."""

import re
import time
from pathlib import Path
from typing import Any

import requests
from flask.testing import FlaskClient
from sqlalchemy import select

from app.desk.parts import Parts
from app.sandbox.account import DEMO
from app.sessions.found import FoundSession
from app.storage.engine import reading
from app.storage.tables import drafts
from tests.pages.browse import post, workspace_of
from tests.pages.running import running

FORM: dict[str, Any] = {
    "region": "sandbox",
    "shownRegion": "sandbox",
    "service": "session",
    "action": "start",
    "shown": ["service=session", "action=start"],
    "marks": "1",
    "sent": ["param:secret", "param:type", "param:partnerId"],
    "format": "1",
    "param:secret": DEMO.admin_secret,
    "param:type": "2",
    "param:partnerId": str(DEMO.partner_id),
    "param:userId": "typed but not ticked",
}
ID = "a-draft-of-mine"


def _save(client: FlaskClient, version: int = 1, **fields: Any) -> int:
    data = {**FORM, "version": str(version), **fields}
    return post(client, f"/drafts/{ID}", data).status_code


def _page(client: FlaskClient) -> str:
    return client.get(f"/?draft={ID}").get_data(as_text=True)


def test_it_comes_back_masked_and_is_sent_as_typed(client: FlaskClient, parts: Parts) -> None:
    assert _save(client) == 200
    page = _page(client)
    assert (
        DEMO.admin_secret not in page.partition('class="parameters"')[2].partition("demo-facts")[0]
    )
    assert "typed but not ticked" in page
    assert f'name="draft" value="{ID}"' in page
    with reading(parts.engine) as connection:
        sealed = connection.execute(select(drafts.c.sealed)).scalar_one()
    assert DEMO.admin_secret.encode() not in sealed
    masked = {**FORM, "param:secret": "••••••••", "draft": ID}
    # Kept once more with its mask, the secret is still behind it.
    assert _save(client, 2, **{"param:secret": "••••••••", "draft": ID}) == 200
    sent = post(client, "/send", masked)
    assert sent.get_json()["outcome"]["kind"] == "ok"


def test_it_survives_kill_9(tmp_path: Path) -> None:
    browser = requests.Session()
    with running(tmp_path) as server:
        page = browser.get(f"{server.url}/paste", timeout=20).text
        token = page.partition('name="csrf-token" content="')[2].partition('"')[0]
        kept = {**FORM, "version": "1", "csrf_token": token}
        assert browser.post(f"{server.url}/drafts/{ID}", kept, timeout=20).status_code == 200
        server.crash()
    with running(tmp_path) as again:
        page = browser.get(f"{again.url}/?draft={ID}", timeout=20).text
    assert "typed but not ticked" in page
    assert f'name="draft" value="{ID}"' in page
    assert (
        DEMO.admin_secret not in page.partition('class="parameters"')[2].partition("demo-facts")[0]
    )


def test_an_older_one_changes_nothing(client: FlaskClient) -> None:
    _save(client, 5, **{"param:userId": "newer"})
    _save(client, 4, **{"param:userId": "older"})
    assert "newer" in _page(client)


def test_another_workspace_sees_a_form_of_its_own(client: FlaskClient) -> None:
    _save(client)
    stranger = client.application.test_client()
    page = stranger.get(f"/?draft={ID}").get_data(as_text=True)
    assert "typed but not ticked" not in page


def test_it_is_closed_and_opened_again(client: FlaskClient) -> None:
    _save(client)
    closed = post(client, f"/drafts/{ID}/close", {}).get_json()
    assert closed["closed"] is True
    assert "typed but not ticked" not in _page(client)
    reopened = post(client, "/drafts/reopen", {"undo": closed["undo"]}).get_json()
    assert reopened == {"reopened": [ID]}
    assert "typed but not ticked" in _page(client)
    assert post(client, "/drafts/reopen", {"undo": closed["undo"]}).status_code == 404


def test_what_cannot_be_kept_is_refused(client: FlaskClient) -> None:
    assert post(client, "/drafts/short", {**FORM, "version": "1"}).status_code == 400
    assert post(client, f"/drafts/{ID}", FORM).status_code == 400


def test_a_form_is_not_sent_as_another_call(client: FlaskClient) -> None:
    """Without scripts another region or action may be chosen and Send be pressed at once."""
    for chosen in ({"action": "end"}, {"region": "eu"}):
        response = post(client, "/send", {**FORM, **chosen}, json=False)
        assert response.status_code == 409
        assert "Nothing was sent: this is the form of" in response.get_data(as_text=True)
    assert "Nothing has been sent yet" in client.get("/history").get_data(as_text=True)


def _keep(client: FlaskClient, parts: Parts, ks: str, expiry: float) -> str:
    client.get("/")
    workspace = workspace_of(client)
    found = FoundSession(ks, 2, DEMO.partner_id, "", int(expiry), "", "session.start")
    return parts.jar.keep(workspace, "sandbox", found, time.time()).id


TICKED = re.compile(r'name="sent" value="ks"[^>]*checked')


def test_a_dead_ks_is_not_in_the_way(client: FlaskClient, parts: Parts) -> None:
    _keep(client, parts, "djJ8MTAwMDAwMXxkZWFk", time.time() - 60)
    start = client.get("/console/service/session/action/start?region=sandbox")
    assert not TICKED.search(start.get_data(as_text=True))
    listing = client.get("/console/service/media/action/list?region=sandbox")
    assert TICKED.search(listing.get_data(as_text=True))
    mask = re.search(r'name="ks" type="password" value="([^"]+)"', start.get_data(as_text=True))
    assert mask
    ticked = [*FORM["sent"], "ks"]
    sent = post(client, "/send", {**FORM, "ks": mask[1], "sent": ticked}, json=False)
    assert sent.status_code == 200
    assert "Nothing was sent" not in sent.get_data(as_text=True)


def test_a_tab_keeps_the_ks_that_its_form_stands_for(client: FlaskClient, parts: Parts) -> None:
    later = time.time() + 3600
    first = _keep(client, parts, "djJ8MTAwMDAwMXxmaXJzdA", later)
    form = {**FORM, "service": "media", "action": "list", "shown": [], "kept": first}
    second = _keep(client, parts, "djJ8MTAwMDAwMXxzZWNvbmQ", later)
    drawn = post(client, "/form", form, json=False).get_data(as_text=True)
    assert f'id="ks-used" value="{first}"' in drawn
    new = client.get("/?region=sandbox").get_data(as_text=True)
    assert f'id="ks-used" value="{second}"' in new


def test_forgetting_is_undone(client: FlaskClient, parts: Parts) -> None:
    kept = _keep(client, parts, "djJ8MTAwMDAwMXxmaXJzdA", time.time() + 3600)
    undo = post(client, "/sessions/forget", {"id": kept}).get_json()["undo"]
    assert "No session is saved yet" in client.get("/sessions").get_data(as_text=True)
    back = post(client, "/sessions/undo", {"token": undo}).get_json()
    assert back["restored"] == [kept]
    assert back["ks"]["id"] == kept
    assert "In use" in client.get("/sessions").get_data(as_text=True)


def test_a_deleted_account_comes_back_with_its_secret(client: FlaskClient, parts: Parts) -> None:
    account = {"name": "Acme", "region": "sandbox", "partner_id": "102", "admin_secret": "hush"}
    post(client, "/sessions/accounts", account, json=False)
    workspace = workspace_of(client)
    (one,) = parts.accounts.list(workspace)
    deleting = "/sessions/accounts/delete"
    page = post(client, deleting, {"id": one.id}, json=False, follow_redirects=True)
    assert parts.accounts.list(workspace) == ()
    token = re.search(r'name="token" value="([^"]+)"', page.get_data(as_text=True))
    assert token
    post(client, "/sessions/undo", {"token": token[1]})
    assert parts.accounts.list(workspace) == (one,)
    assert parts.accounts.secret(workspace, one.id, "admin") == "hush"
