"""What is written together, and what becomes of calls that the database cannot take."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine, event, insert
from sqlalchemy.exc import OperationalError

from app.history import writer as writing_thread
from app.history.lease import Lease
from app.history.store import History
from app.history.writer import Writer
from app.storage.engine import migrate, open_database, reading
from app.storage.sealing import Sealer
from app.storage.tables import senders
from app.storage.troubles import LOCKED, UNREACHABLE, trouble_of
from app.waits import drive
from tests.history.examples import Clock, add, begun, finish, finished, outcomes, sent, xml_answer
from tests.storage.postgres import PostgresServer

pytest_plugins = ["tests.storage.databases"]

LOCKING = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def writer(engine: Engine) -> Iterator[Writer]:
    made = Writer(engine, Lease(Clock()))
    yield made
    made.close(3)


@contextmanager
def locked(engine: Engine, seconds: float) -> Iterator[None]:
    """Another process has the database's lock for so long."""
    assert engine.url.database
    arguments = [sys.executable, "-c", LOCKING, engine.url.database, str(seconds)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"locked\n"
        try:
            yield
        finally:
            process.kill()


def noted(name: str) -> Callable[[Connection], None]:
    def note(connection: Connection) -> None:
        connection.execute(insert(senders).values(id=name, seen_at=1.0))

    return note


def eventually(true: Callable[[], bool], seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.02)
    return true()


def notes(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        found = connection.exec_driver_sql("SELECT id FROM senders ORDER BY id")
        return [row.id for row in found]


def test_what_comes_during_a_transaction_is_written_together_in_the_next(
    writer: Writer, engine: Engine
) -> None:
    transactions: list[None] = []
    event.listen(engine, "begin", lambda _: transactions.append(None))
    inside, go_on = threading.Event(), threading.Event()

    def slow(_: Connection) -> None:
        inside.set()
        assert go_on.wait(10)

    first = writer.submit(slow, "the first")
    assert inside.wait(10)
    jobs = [writer.submit(noted(f"{number:02}"), "one") for number in range(30)]
    go_on.set()
    assert drive(first.waits(10))
    assert all(drive(job.waits(10)) for job in jobs)
    assert len(transactions) == 2
    assert notes(engine) == [f"{number:02}" for number in range(30)]


def test_one_that_the_database_refuses_does_not_take_the_others_with_it(
    writer: Writer, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def slow(_: Connection) -> None:
        inside.set()
        assert go_on.wait(10)

    def wrong(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO senders (id) VALUES ('x')")

    writer.submit(slow, "the first")
    assert inside.wait(10)
    jobs = [writer.submit(noted(name), name) for name in ("a", "b")]
    refused = writer.submit(wrong, "The odd one")
    jobs.append(writer.submit(noted("c"), "c"))
    go_on.set()
    assert all(drive(job.waits(10)) for job in jobs)
    assert not drive(refused.waits(10))
    assert (refused.state, refused.cause) == ("lost", "the database refused it: the log says why")
    assert notes(engine) == ["a", "b", "c"]
    assert "The odd one was refused by the database" in caplog.text
    assert drive(writer.submit(noted("d"), "d").waits(10))


def test_there_is_a_thread_only_once_there_is_something_to_write(writer: Writer) -> None:
    assert "history-writer" not in [thread.name for thread in threading.enumerate()]
    assert drive(writer.submit(lambda _: 7, "one").waits(10))
    assert "history-writer" in [thread.name for thread in threading.enumerate()]
    writer.close(3)
    assert "history-writer" not in [thread.name for thread in threading.enumerate()]
    job = writer.submit(lambda _: 8, "another")
    assert drive(job.waits(10))
    assert job.result == 8


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_another_programs_lock_holds_up_neither_calls_nor_pages(
    history: History, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    before = add(history)
    recording = sent(history)
    with locked(engine, 5):
        began = time.monotonic()
        job = finish(history, recording)
        assert not drive(job.waits(2))
        assert (job.state, job.cause) == ("waiting", LOCKED)
        other = begun(history)
        assert not drive(other.standing())
        # What reads does not wait at all, and has what is not written yet.
        read = time.monotonic()
        assert history.list("w").rows
        assert history.get("w", recording.id).answer.body == xml_answer("done").body
        assert time.monotonic() - read < 0.5
        assert time.monotonic() - began < 3.5
    assert eventually(lambda: job.state == "written")
    finished(history, other)
    assert sorted(outcomes(history)) == ["ok", "ok", "ok"]
    assert job.result == "also"
    assert f"History cannot be written: {LOCKED} (database is locked)." in caplog.text
    assert f"History can be written again; it could not, as {LOCKED}." in caplog.text
    assert before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_a_person_changes_waits_a_short_time_and_says_why(
    history: History, engine: Engine
) -> None:
    call_id = add(history)
    with locked(engine, 5):
        began = time.monotonic()
        with pytest.raises(OperationalError) as refused:
            history.pin("w", call_id)
        assert 2.5 < time.monotonic() - began < 4.5
    assert trouble_of(refused.value) == LOCKED
    history.pin("w", call_id)


def test_too_many_that_wait_make_the_oldest_leave_and_say_so(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    writer = Writer(engine, Lease(Clock()))
    monkeypatch.setattr(writing_thread, "MOST_WAITING", 3)
    monkeypatch.setattr(writing_thread, "MOST_WAITING_BYTES", 100)
    inside, go_on = threading.Event(), threading.Event()

    def slow(_: Connection) -> None:
        inside.set()
        assert go_on.wait(10)

    writer.submit(slow, "slow")
    assert inside.wait(10)
    jobs = {name: writer.submit(noted(name), f"Call {name}", 10) for name in "abcd"}
    large = writer.submit(noted("large"), "Call large", 85)
    states = {name: job.state for name, job in jobs.items()}
    assert states == {"a": "lost", "b": "lost", "c": "lost", "d": "waiting"}
    assert "Call a could not be kept: too many calls wait to be kept." in caplog.text
    go_on.set()
    assert drive(large.waits(10))
    writer.close(3)
    assert notes(engine) == ["d", "large"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_end_of_a_process_does_not_wait_for_ever(
    history: History, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    recording = sent(history)
    with locked(engine, 30):
        job = finish(history, recording)
        began = time.monotonic()
        history.close()
        assert 2.5 < time.monotonic() - began < 6
    assert (job.state, job.cause) == ("lost", LOCKED)
    assert f"The call {recording.id} (user.add) could not be kept: {LOCKED}." in caplog.text


def test_a_postgresql_that_goes_and_comes_back_loses_no_answer(
    own_postgres: PostgresServer, sealer: Sealer
) -> None:
    engine = open_database(own_postgres.url)
    migrate(engine)
    history = History(engine, sealer, answer_limit_bytes=1000, keep_calls=10)
    try:
        recording = sent(history)
        own_postgres.stop()
        job = finish(history, recording)
        assert not drive(job.waits(5))
        assert (job.state, job.cause) == ("waiting", UNREACHABLE)
        assert history.get("w", recording.id).answer.body == xml_answer("done").body
        began = time.monotonic()
        other = begun(history)
        assert not drive(other.standing())
        assert time.monotonic() - began < 1
        own_postgres.start()
        assert eventually(lambda: job.state == "written")
        finished(history, other)
        assert outcomes(history) == ["ok", "ok"]
    finally:
        history.close()
        engine.dispose()
