"""What administrators find afterwards, and that nothing secret stands in it."""

import csv
import io
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text, update

from app.people.audit import Event, Who
from app.people.nobody import COMMAND
from app.people.roles import Role
from app.storage.tables import audit
from tests.conftest import MakeApp
from tests.pages.browse import answer, csrf_token, post, send
from tests.pages.named import add, browser_of, parts_of, posted_out, sign_in
from tests.pages.own_servers import regions_file

SECRET = "s3cret-of-somebody-99"


@pytest.fixture
def app(make_app: MakeApp, tmp_path: Path) -> Flask:
    guarded = regions_file(tmp_path, {"own": "http://127.0.0.1:9"}, guarded=("own",))
    made = make_app(auth="people", regions_file=str(guarded))
    add(made, "root", Role.ADMINISTER)
    add(made, "carol", Role.CALL)
    return made


def events(app: Flask, happening: str = "") -> list[Event]:
    return parts_of(app).audit.events(happening=happening)


def said(app: Flask, happening: str) -> list[tuple[str, str]]:
    return [(one.who, one.what) for one in events(app, happening)]


def test_who_came_in_and_who_did_not(app: Flask) -> None:
    stranger = app.test_client()
    sign_in(stranger, "carol", SECRET)
    carol = browser_of(app, "carol")
    posted_out(carol)
    assert [(one.happening, one.who, one.address) for one in events(app)][:3] == [
        ("signed out", "carol", "127.0.0.1"),
        ("signed in", "carol", "127.0.0.1"),
        ("sign-in failed", "carol", "127.0.0.1"),
    ]
    assert abs(events(app)[0].at - time.time()) < 60


def test_what_is_guarded_refused_shown_and_taken_along(app: Flask) -> None:
    root, carol = browser_of(app, "root"), browser_of(app, "carol")
    call = {"region": "own", "service": "media", "action": "delete", "param:entryId": "0_a"}
    assert post(carol, "/send", call).status_code == 403
    assert post(root, "/send", call).status_code == 409
    assert said(app, "guarded call") == []
    assert post(root, "/send", {**call, "confirmed": "1"}).status_code == 200
    assert said(app, "refused") == [("carol", "POST send.send")]
    assert said(app, "guarded call") == [("root", "media.delete in Server own, which is guarded")]

    kept = answer(send(root, "session", "start", p_secret=SECRET, p_partnerId="1"))["id"]
    post(root, f"/history/{kept}/reveal", {}, json=False)
    post(root, "/history/export", {"as": "csv", "id": kept}, json=False)
    assert said(app, "shown in clear") == [("root", f"the call {kept}")]
    assert said(app, "exported") == [("root", "history as csv")]
    assert SECRET not in str(events(app))


def test_what_the_operator_changes(app: Flask, make_app: MakeApp, tmp_path: Path) -> None:
    run = app.test_cli_runner()
    assert run.invoke(args=["people", "add", "dave"], input="a long password 1\n").exit_code == 0
    assert run.invoke(args=["people", "role", "dave", "read"]).exit_code == 0
    assert run.invoke(args=["people", "remove", "dave", "--delete"]).exit_code == 0
    assert said(app, "people changed") == [
        (COMMAND, "dave removed; 0 workspaces deleted"),
        (COMMAND, "dave has the role read"),
        (COMMAND, "dave added, role change"),
    ]
    parts_of(app).note_regions()
    parts_of(app).note_regions()
    assert len(said(app, "regions changed")) == 1
    other = regions_file(tmp_path, {"own": "http://127.0.0.1:9"})
    parts_of(make_app(auth="people", regions_file=str(other))).note_regions()
    assert len(said(app, "regions changed")) == 2

    shown = run.invoke(args=["audit", "--text", "DAVE read"]).output
    assert "people changed" in shown
    assert "dave has the role read" in shown
    assert shown.count("\n") == 1


def test_the_page_is_the_administrators_and_is_searched(app: Flask) -> None:
    root, carol = browser_of(app, "root"), browser_of(app, "carol")
    assert carol.get("/audit").status_code == 403
    assert carol.get("/audit/events.csv").status_code == 403
    assert app.test_client().get("/audit").status_code == 302
    parts_of(app).audit.tell(
        "refused", Who("=cmd|' /C calc'!A0", "::1"), "<script>alert(1)</script>"
    )
    page = root.get("/audit?text=ALERT").get_data(as_text=True)
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "signed in" not in page.partition("<tbody>")[2]
    rows = list(csv.reader(io.StringIO(root.get("/audit/events.csv?text=alert").text)))
    assert [row[1:] for row in rows] == [
        ["what", "who", "address", "more"],
        ["refused", "'=cmd|' /C calc'!A0", "::1", "<script>alert(1)</script>"],
    ]
    for _ in range(101):
        parts_of(app).audit.tell("exported", Who("many"))
    page = root.get("/audit?text=many").get_data(as_text=True)
    assert page.partition("What happened</h1>")[2].partition("</table>")[0].count("<tr>") == 101
    assert "Older ones" in page


def test_there_is_nobody_to_show_it_to_where_nobody_has_a_name(make_app: MakeApp) -> None:
    told = make_app().test_client().get("/audit")
    assert told.status_code == 404
    assert "flask --app app audit" in told.get_data(as_text=True)


def test_it_grows_for_as_long_as_is_set_and_a_lost_database_harms_nobody(app: Flask) -> None:
    found = parts_of(app).audit
    found.tell("exported", Who("before"))
    with parts_of(app).engine.begin() as connection:
        connection.execute(update(audit).values(at=time.time() - 366 * 86_400))
    assert found.prune(time.time()) == 1
    found.tell("exported", Who("a\nb\0c\ud800"), "x" * 300)
    [left] = events(app)
    assert (left.who, left.what) == ("a\ufffdb\ufffdc?", "x" * 200)
    with parts_of(app).engine.begin() as connection:
        connection.execute(text("DROP TABLE audit"))
    assert sign_in(app.test_client(), "root").status_code == 303
    assert csrf_token(app.test_client(), "/sign-in")


def test_a_stranger_who_knocks_all_the_time_fills_nothing(app: Flask) -> None:
    stranger = app.test_client()
    for _ in range(30):
        refused = stranger.post("/send", headers={"Origin": "http://evil.example"})
        assert refused.status_code == 403
    assert said(app, "refused") == [("", "POST send.send")]
    for number in range(200):
        parts_of(app).audit.tell("refused", Who(str(number)))
    assert len(said(app, "refused")) == 50


def test_the_last_one_who_administers_stays_so(app: Flask) -> None:
    run = app.test_cli_runner()
    refused = run.invoke(args=["people", "role", "root", "read"])
    assert refused.exit_code == 2
    assert "Nobody but root administers" in refused.output
    add(app, "second", Role.ADMINISTER)
    assert run.invoke(args=["people", "role", "root", "read"]).exit_code == 0
