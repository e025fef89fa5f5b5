"""A kept KS renewed and ended at the desk: nothing is lost on the way."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from app.desk.desk import Desk
from app.desk.ways.start import StartRequest, start
from app.errors import BadInput
from app.sandbox.account import DEMO
from app.sessions.jar import SessionJar
from app.sessions.kept import KeptSession
from app.sessions.ks import ADMIN
from tests.prepared import assembled_from

OWN = "a runner"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    parts = assembled_from({"TESTME_DATA_DIR": str(tmp_path / "data")})
    yield Desk(parts, OWN)
    parts.close()


def started(desk: Desk) -> KeptSession:
    request = StartRequest("sandbox", DEMO.partner_id, ADMIN, DEMO.admin_secret, lasts=300)
    kept = start(desk, request).kept
    assert kept is not None
    return kept


def test_the_new_ks_takes_the_place_in_the_transaction_that_records_the_call(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.history.store.random.random", lambda: 1.0)  # it is not pruned
    before = desk.parts.jar.rename(OWN, started(desk).id, "Boss")
    begun: list[bool] = []

    def begin(connection: Connection) -> None:
        begun.append(bool(connection.get_execution_options().get("writing")))

    event.listen(desk.parts.engine, "begin", begin)
    exchange = desk.renew(before, seconds=7200)
    event.remove(desk.parts.engine, "begin", begin)
    assert sum(begun) == 2  # what is sent, then what came of it
    renewed = exchange.kept
    assert renewed is not None
    assert desk.place("sandbox").kept == exchange.place.kept == (renewed,)
    assert (renewed.name, renewed.chosen, renewed.made_by) == ("Boss", True, exchange.record_id)
    assert renewed.ks != before.ks
    assert renewed.session.expiry
    assert before.session.expiry
    assert renewed.session.expiry - before.session.expiry == pytest.approx(6900, abs=60)
    assert renewed.id in exchange.place.renewable


def test_what_another_tab_has_chosen_meanwhile_stays_in_use(desk: Desk) -> None:
    before = started(desk)
    other = started(desk)
    renewed = desk.renew(before).kept
    assert renewed is not None
    assert not renewed.chosen
    assert desk.place("sandbox").chosen == other


def test_a_ks_that_cannot_be_kept_costs_neither_the_old_one_nor_the_call(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = started(desk)

    def broken(*_: object) -> bytes:
        raise KeyError("no key")

    monkeypatch.setattr(SessionJar, "_sealed", broken)
    exchange = desk.renew(before)
    monkeypatch.undo()
    assert exchange.kept is None
    assert exchange.place.kept == desk.place("sandbox").kept == (before,)
    assert desk.record(exchange.record_id).record.outcome.kind == "ok"


def test_without_means_nothing_is_sent(desk: Desk) -> None:
    before = started(desk)
    desk.parts.history.clear(OWN, keep_pinned=False)
    with pytest.raises(BadInput, match="Nothing is stored that this KS could be renewed with"):
        desk.renew(before)
    assert desk.parts.history.list(OWN).rows == ()
    assert desk.stored().renewable == frozenset()


def test_an_ended_ks_leaves_the_jar(desk: Desk) -> None:
    kept, other = started(desk), started(desk)
    exchange = desk.end(kept)
    assert exchange.outcome.kind == "ok"
    assert exchange.place.kept == desk.place("sandbox").kept == (other,)
    again = desk.end(kept)
    assert again.outcome.kind == "api_error"
    assert desk.place("sandbox").kept == (other,)
