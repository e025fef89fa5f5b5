"""`flask --app app people …` and `rotate-key`, and a start with another key, for operators."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.people.roles import Role
from tests.conftest import MakeApp
from tests.pages.browse import answer
from tests.pages.named import PASSWORD, add, browser_of, cookie_of, parts_of, ping, sign_in
from tests.pages.running import environ_of, run_to_end, running


@pytest.fixture
def named(make_app: MakeApp) -> Flask:
    return make_app(auth="people")


def run(app: Flask, *words: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(args=words, input=typed)


def test_people_are_added_listed_and_get_another_role(named: Flask) -> None:
    added = run(named, "people", "add", "Alice Ö", "--role", "administer", typed=PASSWORD + "\n")
    assert added.output == "Alice Ö may sign in now, with the role administer.\n"
    run(named, "people", "add", "bob", typed=PASSWORD)
    listed = run(named, "people", "list").output.splitlines()
    assert [line.split("  ")[0] for line in listed] == ["Alice Ö", "bob"]
    assert "administer" in listed[0]
    assert "change" in listed[1]
    assert run(named, "people", "role", "BOB", "read").output == "bob has the role read now.\n"
    assert parts_of(named).people.get("bob").role is Role.READ
    assert browser_of(named, "alice ö").get("/").status_code == 200


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (["add", "ALICE"], PASSWORD, "There is somebody named ALICE already."),
        (["add", "bob"], "short", "A password takes at least 10 characters."),
        (["add", " "], PASSWORD, "A name takes 1 to 64 printable characters."),
        (["add", "a\nb"], PASSWORD, "A name takes 1 to 64 printable characters."),
        (["reset", "nobody"], PASSWORD, "There is nobody named 'nobody'; there is alice."),
        (["remove", "alice", "--hand-over-to", "alice"], "", "Hand it over to somebody else."),
        (["remove", "alice", "--hand-over-to", "bob"], "", "There is nobody named 'bob'"),
        (["remove", "alice", "--hand-over-to", "b", "--delete"], "", "one of the two"),
    ],
)
def test_what_does_not_work_is_said(named: Flask, words: list[str], typed: str, said: str) -> None:
    add(named, "alice")
    result = run(named, "people", *words, typed=typed)
    assert result.exit_code != 0
    assert said in result.output
    assert [one.name for one in parts_of(named).people.list()] == ["alice"]


def test_no_command_takes_a_password_as_an_argument(named: Flask) -> None:
    for command in ("add", "reset"):
        told = run(named, "people", command, "--help").output
        assert "--password" not in told
        assert run(named, "people", command, "carol", PASSWORD).exit_code == 2


def test_a_reset_ends_every_sign_in(named: Flask) -> None:
    add(named, "alice")
    client = browser_of(named, "alice")
    assert run(named, "people", "reset", "alice", typed="another good one").exit_code == 0
    assert client.get("/").status_code == 302
    assert sign_in(named.test_client(), "alice").status_code == 401
    assert sign_in(named.test_client(), "alice", "another good one").status_code == 303


def test_who_leaves_hands_over(named: Flask) -> None:
    for name in ("alice", "bob"):
        add(named, name)
    alice, bob = browser_of(named, "alice"), browser_of(named, "bob")
    call = answer(ping(alice))["id"]
    own = answer(ping(bob))["id"]
    removed = run(named, "people", "remove", "alice", typed="bob\n")
    assert removed.output.endswith("alice is removed; 1 workspace handed over to bob.\n")
    assert alice.get("/").status_code == 302
    page = bob.get("/you").get_data(as_text=True)
    assert '<b translate="no">from alice</b>' in page
    other = page.partition('name="id" value="')[2].partition('"')[0]
    token = page.partition('name="csrf-token" content="')[2].partition('"')[0]
    bob.post("/you/workspace", data={"id": other, "csrf_token": token})
    assert bob.get(f"/history/{call}").status_code == 200
    assert bob.get(f"/history/{own}").status_code == 404
    # The name is free again, and whoever has it finds nothing of hers.
    add(named, "alice")
    assert browser_of(named, "alice").get(f"/history/{call}").status_code == 404


def test_what_nobody_gets_is_really_deleted(named: Flask) -> None:
    add(named, "alice")
    assert answer(ping(browser_of(named, "alice")))["outcome"]["kind"] == "ok"
    removed = run(named, "people", "remove", "alice", typed="-\n")
    assert removed.output.endswith("alice is removed; 1 workspace deleted.\n")
    with parts_of(named).engine.connect() as connection:
        for table in ("calls", "call_contents", "workspaces"):
            count = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()
            assert count == 0, table


# The key


def test_the_key_in_the_file_is_rotated_and_every_browser_goes_on(make_app: MakeApp) -> None:
    before = make_app()
    client = before.test_client()
    call = answer(ping(client))["id"]
    file = parts_of(before).settings.key_path
    key = file.read_text()
    done = run(before, "rotate-key")
    assert done.exit_code == 0, done.output
    assert f"values are sealed with another key. The new key is in {file}." in done.output
    assert file.read_text() != key
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in file.parent.glob("secret_key*")] == ["secret_key"]
    after = make_app().test_client()
    after.set_cookie("testme", cookie_of(client))
    assert after.get(f"/history/{call}").status_code == 200


def test_a_given_key_is_rotated_to_one_that_is_piped_in(make_app: MakeApp) -> None:
    old, new = "the old key " * 3, "the new key " * 3
    app = make_app(secret_key=old)
    client = app.test_client()
    call = answer(ping(client))["id"]
    assert "pipe in the new one, --given" in run(app, "rotate-key").output
    assert "at least 32 characters" in run(app, "rotate-key", "--given", typed="short").output
    done = run(app, "rotate-key", "--given", typed=new + "\n")
    assert done.output.endswith("Set TESTME_SECRET_KEY to the new key now.\n")
    after = make_app(secret_key=new).test_client()
    after.set_cookie("testme", cookie_of(client))
    assert after.get(f"/history/{call}").status_code == 200


def test_a_start_with_another_key_says_what_would_be_lost(
    tmp_path: Path, make_app: MakeApp
) -> None:
    make_app(secret_key="the first key of this console, which is long")
    other = "another key of this console, which is long"
    refused = run_to_end("app", environ=environ_of(tmp_path, secret_key=other))
    assert refused.returncode == 2
    assert refused.stderr.startswith(
        "TestMe cannot start:\n  TESTME_SECRET_KEY is not the key with which the database was "
        "sealed: every browser would have to begin anew."
    )
    with running(tmp_path, secret_key=other, accept_new_key="on"):
        pass
    make_app(secret_key=other)


def test_the_key_is_not_rotated_while_a_console_runs(tmp_path: Path) -> None:
    with running(tmp_path):
        done = run_to_end("flask", "--app", "app", "rotate-key", environ=environ_of(tmp_path))
    assert done.returncode == 2
    assert "A console has this data open" in done.stderr
    assert "Traceback" not in done.stderr
