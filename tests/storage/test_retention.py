"""What is kept no longer goes again and again: by one process at a time, in nobody's way."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from app.__main__ import Server
from app.settings import Settings
from app.storage.engine import migrate, open_database
from app.storage.retention import DAY, Retention
from tests.conftest import MakeApp
from tests.pages.named import parts_of

NOW = 1_700_000_000.0


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_database(f"sqlite:///{tmp_path / 'testme.sqlite'}")
    migrate(opened)
    yield opened
    opened.dispose()


def test_of_two_processes_one_takes_a_turn(engine: Engine) -> None:
    done: list[tuple[str, float]] = []
    first = Retention(engine, {"x": lambda now: done.append(("first", now))})
    second = Retention(engine, {"x": lambda now: done.append(("second", now))})
    assert first.turn(NOW)
    assert not second.turn(NOW + 60)
    assert not first.turn(NOW + DAY / 3)
    assert second.turn(NOW + DAY)
    assert not first.turn(NOW + DAY + 60)
    # Although a clock was far ahead once.
    assert first.turn(NOW - 10 * DAY)
    assert done == [("first", NOW), ("second", NOW + DAY), ("first", NOW - 10 * DAY)]


def test_turns_come_by_themselves_and_end_with_it(engine: Engine) -> None:
    came = threading.Semaphore(0)
    retention = Retention(engine, {"x": lambda now: came.release()}, every=0.02)
    retention.start()
    assert all(came.acquire(timeout=10) for _ in range(3))
    retention.close(10)
    assert _threads() == []
    while came.acquire(blocking=False):
        pass
    time.sleep(0.1)
    assert not came.acquire(blocking=False)


def test_a_job_that_the_database_does_not_let_be_leaves_the_others(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    def locked(now: float) -> None:
        cause = sqlite3.OperationalError("database is locked")
        cause.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise OperationalError("delete", {}, cause)

    done: list[float] = []
    assert Retention(engine, {"Deleted calls": locked, "y": done.append}).turn(NOW)
    assert done == [NOW]
    said = "Deleted calls: this stays in the database for now, as the database is locked by"
    assert said in caplog.text


def test_what_a_console_removes(make_app: MakeApp) -> None:
    assert list(parts_of(make_app()).retention._jobs) == [
        "Deleted calls",
        "What can be brought back no more",
        "Workspaces that nobody comes to",
        "What happened long ago",
        "Tokens that ended long ago",
    ]
    # It comes again in a server alone, and not in a command.
    assert _threads() == []


def test_a_server_has_it_come_again_until_it_stops(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    settings = {"TESTME_DATA_DIR": str(tmp_path / "data"), "TESTME_SANDBOX": "off"}
    server = Server(Settings.load(settings))
    server.load()
    assert len(_threads()) == 1
    server.close(3)
    assert _threads() == []


def _threads() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "retention"]
