"""The store: several threads and processes, limits, starting anew, and failures inside."""

import hashlib
import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from app.sandbox import DEMO, Sandbox, kept
from app.sandbox.services import SERVICES
from app.schema.facts import bundled
from app.storage.sealing import Sealer
from tests.sandbox.conftest import Caller
from tests.started import DEVNULL, Started


def test_eight_threads_with_twenty_calls_each(anyone: Caller) -> None:
    ks = anyone.started()

    def work(number: int) -> list[str]:
        caller = Caller(anyone.sandbox, ks)
        made = [
            caller.json("media", "add", entry__mediaType=1, entry__name=f"{number} {turn}")
            for turn in range(10)
        ]
        read = [caller.json("media", "get", entryId=entry["id"]) for entry in made]
        return [entry["name"] for entry in read]

    with ThreadPoolExecutor(8) as pool:
        names = [name for part in pool.map(work, range(8)) for name in part]

    assert sorted(names) == sorted(f"{number} {turn}" for number in range(8) for turn in range(10))
    admin = Caller(anyone.sandbox, ks)
    assert admin.json("media", "count", filter__statusEqual=7) == 81


def test_changes_of_one_object_at_once_are_all_kept(anyone: Caller) -> None:
    ks = anyone.started(privileges="actionslimit:41")
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _: Caller(anyone.sandbox, ks).json("user", "get"), range(60))
        )
    limited = [answer for answer in answers if answer["code"] == "INVALID_KS"]
    assert len(limited) == 60 - 41


def test_processes_that_start_together_fill_it_once(tmp_path: Path) -> None:
    folder = tmp_path / "sandbox"
    started = [
        Started("tests.sandbox.opened", str(folder), env={}, stdout=DEVNULL, stderr=2)
        for _ in range(3)
    ]
    assert [process.wait(60) for process in started] == [0, 0, 0]
    sandbox = Sandbox(folder, bundled())
    assert Caller(sandbox).admin().json("user", "list")["totalCount"] == 8
    sandbox.close()
    with sqlite3.connect(folder / "sandbox.sqlite") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_what_is_kept_outlives_the_process(tmp_path: Path) -> None:
    first = Sandbox(tmp_path, bundled())
    made = Caller(first).admin().json("user", "add", user__id="carol")
    first.close()
    second = Sandbox(tmp_path, bundled())
    found = Caller(second).admin().json("user", "get", userId="carol")
    # What the real server tells of a user only once it has read it again.
    assert found == {**made, "storageSize": 0, "type": 0}
    second.close()


def test_what_has_gone_comes_back_under_its_id(admin: Caller) -> None:
    for name in ("First", "Second"):
        admin.json("user", "add", user__id="carol", user__firstName=name)
        assert admin.json("user", "get", userId="carol")["firstName"] == name
        admin.json("user", "delete", userId="carol")
        admin.refused("user", "get", userId="carol")


def test_reset_starts_anew(anyone: Caller, tmp_path: Path) -> None:
    admin = anyone.admin()
    admin.json("user", "delete", userId="ana")
    admin.json("uploadToken", "add")
    (tmp_path / "sandbox" / "uploads" / "0_left").write_bytes(b"x")
    ended = anyone.admin()
    ended.json("session", "end")

    anyone.sandbox.reset()

    assert admin.json("user", "get", userId="ana")["id"] == "ana"
    assert admin.json("uploadToken", "list")["totalCount"] == 0
    assert admin.json("appToken", "get", id=DEMO.app_token_id)["token"] == DEMO.app_token
    assert not (tmp_path / "sandbox" / "uploads" / "0_left").exists()
    assert ended.json("user", "list")["totalCount"] == 4


def test_it_cannot_be_filled_endlessly(admin: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(admin.sandbox.folder / "sandbox.sqlite")) as connection:
        [count] = connection.execute("SELECT count(*) FROM objects").fetchone()
    monkeypatch.setattr(kept, "MAX_OBJECTS", count + 1)
    answers = [admin.json("uploadToken", "add") for _ in range(3)]
    assert answers[0]["objectType"] == "KalturaUploadToken"
    assert [answer.get("code") for answer in answers] == [None, "SANDBOX_FULL", "SANDBOX_FULL"]
    code, _ = admin.refused("user", "add", user__id="x", user__city="x" * 140_000, user__tags="x")
    assert code == "SANDBOX_FULL"


def test_an_object_has_a_limit(admin: Caller) -> None:
    code, _ = admin.refused("user", "update", userId="ana", user__tags="x" * 140_000)
    assert code == "REQUEST_TOO_LARGE"
    assert "tags" not in admin.json("user", "get", userId="ana")


def test_ended_sessions_have_a_limit(admin: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MAX_SESSIONS", 2)
    sessions = [Caller(admin.sandbox, admin.started()) for _ in range(3)]
    for session in sessions:
        session.json("session", "end")
    assert sessions[0].json("session", "get")["sessionType"] == "2"
    assert [session.refused("session", "get")[1]["KSID"] for session in sessions[1:]] == [
        "LOGOUT",
        "LOGOUT",
    ]


def test_a_failure_inside_is_an_error_answer_and_a_log_line(
    anyone: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    handler = SERVICES["system"]["ping"]

    def broken(*_: object) -> bool:
        raise RuntimeError("broken on purpose")

    monkeypatch.setitem(SERVICES["system"], "ping", type(handler)(broken, handler.access))
    with caplog.at_level(logging.ERROR):
        answer = anyone.raw("system", "ping", format="1")
    assert answer.status_code == 200
    assert answer.get_json()["code"] == "INTERNAL_SERVERL_ERROR"
    assert answer.get_json()["args"] == []
    assert "broken on purpose" in caplog.text


def test_application_tokens_are_sealed_in_the_file(tmp_path: Path) -> None:
    folder, sealer = tmp_path / "sandbox", Sealer("k" * 32)

    def tokens_in_clear() -> list[str]:
        kept = b"".join(file.read_bytes() for file in folder.glob("sandbox.sqlite*"))
        return [token for token in (DEMO.app_token, added) if token.encode() in kept]

    # A file of before rows were sealed is sealed when it is opened.
    before = Sandbox(folder, bundled())
    added = Caller(before).admin().json("appToken", "add", appToken__description="Mine")["token"]
    before.close()
    assert tokens_in_clear() == [DEMO.app_token, added]
    Sandbox(folder, bundled(), sealer=sealer).close()
    assert tokens_in_clear() == []
    opened = Sandbox(folder, bundled(), sealer=sealer)
    admin = Caller(opened).admin()
    assert admin.json("appToken", "get", id=DEMO.app_token_id)["token"] == DEMO.app_token
    added = admin.json("appToken", "add", appToken__description="More")["token"]
    admin.json("appToken", "update", id=DEMO.app_token_id, appToken__description="New")
    assert started_with_token(opened) == "ana"
    opened.close()
    assert tokens_in_clear() == []


def started_with_token(sandbox: Sandbox) -> str:
    """The user whom the demo token starts a session for."""
    widget = Caller(sandbox).widget()
    shown = hashlib.sha256((widget.ks + DEMO.app_token).encode()).hexdigest()
    started = widget.json("appToken", "startSession", id=DEMO.app_token_id, tokenHash=shown)
    return str(started["userId"])


def test_a_token_of_another_key_is_none(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "sandbox"
    Sandbox(folder, bundled(), sealer=Sealer("k" * 32)).close()
    other = Sandbox(folder, bundled(), sealer=Sealer("o" * 32))
    admin = Caller(other).admin()
    assert admin.refused("appToken", "get", id=DEMO.app_token_id)[0] == "APP_TOKEN_ID_NOT_FOUND"
    assert "KalturaAppToken 0_demotokn of the sandbox was sealed with another key." in caplog.text
    assert admin.json("media", "get", entryId="0_welcome1")["id"] == "0_welcome1"
    other.reset()
    assert started_with_token(other) == "ana"
    other.close()


def test_another_key_seals_them_when_it_is_rotated(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder, before, after = tmp_path / "sandbox", Sealer("k" * 32), Sealer("o" * 32)
    rotated = Sandbox(folder, bundled(), sealer=before)
    rotated.reseal(after)
    rotated.close()
    opened = Sandbox(folder, bundled(), sealer=after)
    assert started_with_token(opened) == "ana"
    assert "was sealed with another key" not in caplog.text
    opened.close()
