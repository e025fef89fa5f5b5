"""What is kept of somebody is counted, cleared for good, and forgotten when nobody comes."""

import time
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from app.people.browsers import DAY
from app.storage.engine import reading, writing
from app.storage.tables import call_contents, calls, kept_sessions, workspaces
from tests.conftest import MakeApp
from tests.pages.browse import answer, post, send, workspace_of
from tests.pages.named import parts_of
from tests.pages.reading import error_of


def used(client: FlaskClient) -> dict[str, tuple[int, int]]:
    found = parts_of(client.application).space.use(workspace_of(client))
    return {one.what.split(",")[0]: (one.count, one.size) for one in found}


def rows(app: Flask) -> tuple[int, ...]:
    with reading(parts_of(app).engine) as connection:
        return tuple(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (calls, call_contents, kept_sessions)
        )


def filled(client: FlaskClient) -> str:
    demo = {"p_secret": "sandbox-admin-secret-demo", "p_partnerId": "1000001", "p_type": "2"}
    return str(answer(send(client, "session", "start", **demo))["id"])


def test_it_is_counted_and_cleared_for_good(
    client: FlaskClient, other_client: FlaskClient, tmp_path: Path
) -> None:
    assert set(used(client).values()) == {(0, 0)}
    pinned, others = filled(client), filled(other_client)
    post(client, "/history/pin", {"id": pinned}, json=False)
    before = used(client)
    assert before["Calls in History"][0] == 1
    assert 200 < before["Calls in History"][1] < 20_000
    page = client.get("/you/space").get_data(as_text=True)
    assert "Calls in History" in page

    refused = post(client, "/you/space/clear", {})
    assert refused.status_code == 400
    assert error_of(refused)["field"] == "sure"
    assert used(client) == before
    assert post(client, "/you/space/clear", {"sure": "1"}, json=False).status_code == 303
    assert set(used(client).values()) == {(0, 0)}
    assert client.get(f"/history/{pinned}").status_code == 404
    assert other_client.get(f"/history/{others}").status_code == 200
    assert rows(client.application)[:2] == (1, 1)


def test_a_workspace_that_nobody_comes_to_is_forgotten(make_app: MakeApp) -> None:
    app = make_app(workspace_days="30")
    stays, leaves = app.test_client(), app.test_client()
    filled(stays)
    filled(leaves)
    space, own, now = parts_of(app).space, workspaces.c, time.time()
    assert space.forget_abandoned(now) == 0
    with writing(parts_of(app).engine) as connection:
        left = update(workspaces).where(own.id == workspace_of(leaves))
        connection.execute(left.values(used_at=now - 31 * DAY))
    assert space.forget_abandoned(now) == 1
    assert set(used(leaves).values()) == {(0, 0)}
    assert used(stays)["Calls in History"][0] == 1
