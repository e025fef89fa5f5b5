"""A call stands in history before it leaves, and what never came to its end is interrupted."""

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, func, select

from app.call.model import Answer
from app.call.outcome import INTERRUPTED, UNDER_WAY
from app.history import lease
from app.history.records import Filters
from app.history.store import History
from app.storage.engine import reading
from app.storage.sealing import Sealer
from app.storage.tables import senders
from tests.history.examples import CALL, NOW, OK, Clock, finished, outcomes, sent, xml_answer

pytest_plugins = ["tests.storage.databases"]


@pytest.fixture
def elsewhere(engine: Engine, sealer: Sealer, clock: Clock) -> Iterator[History]:
    """The history as another process has it."""
    made = History(engine, sealer, answer_limit_bytes=1000, keep_calls=1000, clock=clock)
    yield made
    made.close()


def test_it_is_under_way_for_everybody_until_its_answer_comes(
    history: History, elsewhere: History
) -> None:
    recording = sent(history)
    for one in (history, elsewhere):
        record = one.get("w", recording.id)
        assert (record.call, record.answer, record.outcome) == (CALL, Answer(None), UNDER_WAY)
        assert record.row.outcome == "under_way"
        assert one.list("w", Filters(outcome="under_way", text="zoë")).rows == (record.row,)
        assert one.list("w", Filters(outcome="interrupted")).rows == ()
        assert one.facets("w").outcomes == ("under_way",)
        assert one.rows("w", [recording.id])[recording.id].outcome == "under_way"
    finished(history, recording)
    record = elsewhere.get("w", recording.id)
    assert (record.answer.body, record.outcome, record.row.sent_at) == (
        xml_answer("done").body,
        OK,
        NOW,
    )
    assert outcomes(elsewhere) == outcomes(history) == ["ok"]
    assert history.list("w", Filters(text="done zoë")).rows == (record.row,)


def test_no_secret_stands_in_clear_before_the_answer_has_come(
    history: History, engine: Engine
) -> None:
    sent(history)
    with engine.connect() as connection:
        rows = [*connection.exec_driver_sql("SELECT * FROM calls").all()]
        rows += connection.exec_driver_sql("SELECT * FROM call_contents").all()
    stored = repr(rows).lower()
    assert "zoë" in stored
    assert "s3cret" not in stored
    assert "mtayfaab" not in stored


def test_a_process_that_fell_silent_has_interrupted_its_calls(
    history: History, elsewhere: History, clock: Clock
) -> None:
    recording = sent(history)
    clock.now = NOW + lease.SILENCE - 1
    assert outcomes(elsewhere) == ["under_way"]
    clock.now = NOW + lease.SILENCE + 1
    assert outcomes(elsewhere) == ["interrupted"]
    record = elsewhere.get("w", recording.id)
    assert record.outcome == INTERRUPTED
    assert "may have been carried out" in record.outcome.message
    assert elsewhere.list("w", Filters(outcome="interrupted", text="zoë")).rows == (record.row,)
    assert elsewhere.facets("w").outcomes == ("interrupted",)
    # It knows of itself that it is there, and an answer that comes after all is not lost.
    assert outcomes(history) == ["under_way"]
    finished(history, recording)
    assert outcomes(elsewhere) == ["ok"]


def test_a_process_says_that_it_is_there_for_as_long_as_a_call_waits(
    history: History,
    elsewhere: History,
    clock: Clock,
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lease, "EVERY", 0.02)
    recording = sent(history)
    clock.now = NOW + 1000
    assert _seen(engine, clock.now) == 1
    assert outcomes(elsewhere) == ["under_way"]
    finished(history, recording)
    clock.now = NOW + 2000
    assert _seen(engine, clock.now, seconds=0.2) == 0


def _seen(engine: Engine, at: float, seconds: float = 5) -> int:
    """How many processes were heard of at that time, as soon as there is one."""
    until = time.monotonic() + seconds
    query = select(func.count()).where(senders.c.seen_at == at)
    while time.monotonic() < until:
        with reading(engine) as connection:
            if found := connection.scalar(query):
                return int(found)
        time.sleep(0.01)
    return 0


def test_a_history_that_is_closed_has_interrupted_what_is_under_way(
    history: History, elsewhere: History
) -> None:
    recording = sent(history)
    history.close()
    assert outcomes(elsewhere) == ["interrupted"]
    # Nobody hinders a call from ending after that.
    finished(history, recording)
    assert outcomes(elsewhere) == ["ok"]
    sent(history)
    assert sorted(outcomes(elsewhere)) == ["ok", "under_way"]


def test_what_nobody_will_complete_is_interrupted_although_its_process_is_there(
    history: History, elsewhere: History
) -> None:
    recording, other = sent(history), sent(history)
    recording.abandon()
    finished(history, other)  # what comes after it is written with it, or later
    for one in (history, elsewhere):
        assert sorted(outcomes(one)) == ["interrupted", "ok"]


def test_what_a_person_did_with_it_meanwhile_stays(history: History) -> None:
    pinned, deleted = sent(history), sent(history)
    history.pin("w", pinned.id)
    token = history.delete("w", [deleted.id]).token
    finished(history, pinned)
    finished(history, deleted)
    [row] = history.list("w").rows
    assert (row.id, row.pinned, row.outcome) == (pinned.id, True, "ok")
    assert history.undo("w", token) == 1
    assert outcomes(history) == ["ok", "ok"]
