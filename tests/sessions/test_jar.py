import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select

from app.errors import NotFound
from app.sessions.found import PASTED, FoundSession
from app.sessions.jar import SessionJar
from app.sessions.kept import MOST_KEPT, KeptSession
from app.storage.engine import open_database, reading, writing
from app.storage.sealing import Sealer
from app.storage.tables import kept_sessions

pytest_plugins = ["tests.storage.databases"]

NOW = 1_795_000_000.5


def _session(ks: str) -> FoundSession:
    return FoundSession(ks, 2, 102, "alice", 1_795_003_600, "all:*", "session.start")


def _entry(jar: SessionJar, workspace: str, region: str, ks: str) -> KeptSession | None:
    return next((one for one in jar.list(workspace, region) if one.ks == ks), None)


@pytest.fixture
def jar(engine: Engine, sealer: Sealer) -> SessionJar:
    return SessionJar(engine, sealer)


def test_what_is_kept_comes_back_whole(jar: SessionJar) -> None:
    kept = jar.keep("w", "eu", _session("djJ8MTAyfAsecret"), NOW)
    assert jar.chosen("w", "eu") == kept
    assert (kept.ks, kept.session, kept.region, kept.kept_at) == (
        "djJ8MTAyfAsecret",
        _session("djJ8MTAyfAsecret"),
        "eu",
        NOW,
    )


def test_facts_that_are_not_known_stay_so(jar: SessionJar) -> None:
    found = FoundSession("k", None, None, None, None, None, "adminUser.login")
    jar.keep("w", "eu", found, NOW)
    kept = jar.chosen("w", "eu")
    assert kept is not None
    assert kept.session == found


def test_the_ks_is_masked_for_showing(jar: SessionJar) -> None:
    ks = "djJ8MTAyfP0DDwKBHOZAz3TAa4VkMX0FXKSjEKIhGZs-LTAjXV2WZwpTsnpkpMIFYMPTJRXP7WzpHFTsttJY"
    kept = jar.keep("w", "eu", _session(ks), NOW)
    assert kept.masked != ks
    assert ks[20:] not in kept.masked
    assert ks not in repr(kept)


def test_a_new_ks_is_the_chosen_one_and_the_old_one_stays(jar: SessionJar) -> None:
    old = jar.keep("w", "eu", _session("old"), NOW)
    newer = jar.keep("w", "eu", _session("new"), NOW + 1)
    assert jar.list("w") == (newer, replace(old, chosen=False))
    assert jar.chosen("w", "eu") == newer
    assert _entry(jar, "w", "eu", "old") == replace(old, chosen=False)
    assert _entry(jar, "w", "us", "old") is None


def test_a_ks_can_be_kept_without_being_chosen(jar: SessionJar) -> None:
    first = jar.keep("w", "eu", _session("first"), NOW)
    beside = jar.keep("w", "eu", _session("beside"), NOW + 1, choose="never")
    assert not beside.chosen
    assert jar.chosen("w", "eu") == first
    assert jar.choose("w", beside.id) == replace(beside, chosen=True)
    assert jar.chosen("w", "eu") == replace(beside, chosen=True)
    assert [kept.chosen for kept in jar.list("w", "eu")] == [True, False]


def test_the_same_ks_kept_again_is_one_entry_and_nothing_known_is_lost(jar: SessionJar) -> None:
    first = jar.keep("w", "eu", _session("k"), NOW, name="Mine", made_by="call", account_id="a")
    pasted = FoundSession("k", None, 102, None, 1_795_009_999, None, PASTED)
    again = jar.keep("w", "eu", pasted, NOW + 5, choose="never")
    assert jar.list("w") == (again,)
    assert (again.id, again.name, again.made_by, again.account_id, again.chosen) == (
        first.id,
        "Mine",
        "call",
        "a",
        True,
    )
    assert again.session == replace(_session("k"), expiry=1_795_009_999)
    other = jar.keep("w", "eu", _session("k"), NOW + 6, name="Yours", made_by="later")
    assert (other.name, other.made_by, other.account_id) == ("Yours", "later", "a")


def test_an_expired_ks_leaves_with_the_next_one_unless_it_has_a_name(jar: SessionJar) -> None:
    ended = replace(_session("ended"), expiry=int(NOW) + 5)
    jar.keep("w", "eu", ended, NOW)
    jar.keep("w", "eu", replace(ended, ks="named"), NOW, name="Keep me")
    jar.keep("w", "us", replace(ended, ks="elsewhere"), NOW)
    jar.keep("w", "eu", _session("new"), NOW + 10)
    assert [kept.ks for kept in jar.list("w")] == ["new", "named", "elsewhere"]


def test_beyond_the_limit_the_expired_go_first_then_the_oldest(jar: SessionJar) -> None:
    ended = replace(_session("ended"), expiry=int(NOW) + 100)
    jar.keep("w", "eu", ended, NOW + 50, name="Ends")
    for number in range(MOST_KEPT):
        jar.keep("w", "eu", _session(f"k{number}"), NOW + number, choose="never")
    assert len(jar.list("w")) == MOST_KEPT
    assert _entry(jar, "w", "eu", "k0") is None
    assert _entry(jar, "w", "eu", "ended") is not None
    jar.keep("w", "eu", _session("last"), NOW + 200)
    assert len(jar.list("w")) == MOST_KEPT
    assert _entry(jar, "w", "eu", "ended") is None
    assert _entry(jar, "w", "eu", "k1") is not None


def test_what_stays_chosen_stays_however_old_it_is(jar: SessionJar) -> None:
    ended = replace(_session("ended"), expiry=int(NOW) + 5)
    jar.keep("w", "eu", ended, NOW)
    for number in range(MOST_KEPT):
        jar.keep("w", "eu", _session(f"k{number}"), NOW + 10 + number, choose="never")
    assert len(jar.list("w")) == MOST_KEPT
    chosen = jar.chosen("w", "eu")
    assert chosen
    assert chosen.ks == "ended"
    assert _entry(jar, "w", "eu", "k0") is None
    jar.keep("w", "eu", _session("new"), NOW + 50)
    assert _entry(jar, "w", "eu", "ended") is None


def test_a_ks_takes_the_place_of_the_one_that_it_renews(jar: SessionJar) -> None:
    before = jar.keep(
        "w", "eu", _session("before"), NOW, name="Boss", made_by="first", account_id="a"
    )
    renewed = jar.replace("w", before, _session("after"), NOW + 9, made_by="second")
    assert renewed
    assert jar.list("w") == (renewed,)
    assert (renewed.ks, renewed.kept_at, renewed.chosen) == ("after", NOW + 9, True)
    assert (renewed.name, renewed.made_by, renewed.account_id) == ("Boss", "second", "a")
    # The KS alone is new: the same one once more is still one entry.
    again = jar.replace("w", renewed, _session("after"), NOW + 10)
    assert again
    assert jar.list("w") == (again,)
    assert (again.name, again.chosen) == ("Boss", True)


def test_what_another_tab_has_chosen_stays_in_use(jar: SessionJar) -> None:
    before = jar.keep("w", "eu", _session("before"), NOW)
    # Chosen after `before` was read: what the jar has counts, and not what it had.
    other = jar.keep("w", "eu", _session("other"), NOW + 1)
    renewed = jar.replace("w", before, _session("after"), NOW + 2)
    assert renewed
    assert before.chosen
    assert not renewed.chosen
    assert jar.chosen("w", "eu") == other
    assert set(jar.list("w")) == {other, renewed}


def test_without_any_in_use_the_renewed_one_is(jar: SessionJar) -> None:
    before = jar.keep("w", "eu", _session("before"), NOW)
    other = jar.keep("w", "eu", _session("other"), NOW + 1)
    jar.forget("w", other.id)
    renewed = jar.replace("w", before, _session("after"), NOW + 2)
    assert renewed
    assert renewed.chosen


def test_what_was_forgotten_while_it_was_renewed_does_not_come_back(jar: SessionJar) -> None:
    before = jar.keep("w", "eu", _session("before"), NOW)
    jar.forget("w", before.id)
    assert jar.replace("w", before, _session("after"), NOW + 2) is None
    assert jar.list("w") == ()


def test_a_failure_while_it_is_replaced_loses_nothing(
    jar: SessionJar, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = jar.keep("w", "eu", _session("before"), NOW, name="Boss")

    def broken(*_: object) -> bytes:
        raise KeyError("no key")

    monkeypatch.setattr(Sealer, "seal", broken)
    with pytest.raises(KeyError):
        jar.replace("w", before, _session("after"), NOW + 1)
    assert jar.list("w") == (before,)
    assert jar.chosen("w", "eu") == before


def test_it_is_replaced_within_the_transaction_of_another(jar: SessionJar, engine: Engine) -> None:
    before = jar.keep("w", "eu", _session("before"), NOW)

    with writing(engine) as connection, connection.begin_nested() as crashing:
        jar.replace("w", before, _session("after"), NOW + 1, connection=connection)
        assert [one.ks for one in jar.list("w", connection=connection)] == ["after"]
        crashing.rollback()
    assert jar.list("w") == (before,)


def test_rename_and_forget_one(jar: SessionJar) -> None:
    first = jar.keep("w", "eu", _session("first"), NOW)
    second = jar.keep("w", "eu", _session("second"), NOW + 1)
    assert jar.rename("w", first.id, " For\ttests ").name == "For\ttests"
    assert jar.get("w", first.id).name == "For\ttests"
    assert len(jar.rename("w", first.id, "x" * 500).name) == 80
    jar.forget("w", second.id)
    assert jar.chosen("w", "eu") is None
    assert [kept.id for kept in jar.list("w")] == [first.id]
    jar.forget("w", second.id)


@pytest.mark.parametrize("unknown", ["", "nothing", "a\0b", "\ud800"])
def test_an_unknown_id_is_not_found(jar: SessionJar, unknown: str) -> None:
    for wanted in (jar.get, jar.choose, lambda w, i: jar.rename(w, i, "n")):
        with pytest.raises(NotFound, match="no such saved session"):
            wanted("w", unknown)
    jar.forget("w", unknown)


def test_the_ks_of_another_workspace_cannot_be_seen_chosen_named_or_forgotten(
    jar: SessionJar,
) -> None:
    mine = jar.keep("mine", "eu", _session("mine"), NOW)
    beside = jar.keep("mine", "eu", _session("beside"), NOW, choose="never")
    for wanted in (jar.get, jar.choose, lambda w, i: jar.rename(w, i, "n")):
        with pytest.raises(NotFound):
            wanted("theirs", beside.id)
    jar.forget("theirs", beside.id)
    assert _entry(jar, "theirs", "eu", "mine") is None
    assert set(jar.list("mine")) == {mine, beside}


def test_each_region_has_its_own(jar: SessionJar) -> None:
    us = jar.keep("w", "us", _session("of us"), NOW)
    eu = jar.keep("w", "eu", _session("of eu"), NOW)
    assert jar.list("w") == (eu, us)
    assert jar.chosen("w", "us") == us
    assert jar.chosen("w", "ap") is None
    assert jar.list("w", "us") == (us,)
    jar.forget("w", us.id)
    assert jar.list("w") == (eu,)


def test_a_workspace_sees_and_changes_its_own_alone(jar: SessionJar) -> None:
    mine = jar.keep("mine", "eu", _session("my ks"), NOW)
    assert jar.chosen("theirs", "eu") is None
    assert jar.list("theirs") == ()
    jar.keep("theirs", "eu", _session("their ks"), NOW)
    assert jar.list("mine") == (mine,)
    assert [kept.ks for kept in jar.list("theirs")] == ["their ks"]


def test_a_ks_under_another_key_counts_as_none(
    jar: SessionJar, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    jar.keep("w", "eu", _session("k"), NOW)
    after = SessionJar(engine, Sealer("another key of thirty-two characters"))
    with caplog.at_level(logging.WARNING):
        assert after.chosen("w", "eu") is None
        assert after.list("w") == ()
    assert "region eu" in caplog.text
    kept = after.keep("w", "eu", _session("new"), NOW)
    assert after.list("w") == (kept,)


def test_a_sealed_ks_cannot_be_moved_to_another_workspace(jar: SessionJar, engine: Engine) -> None:
    jar.keep("w", "eu", _session("k"), NOW)
    with engine.begin() as connection:
        connection.execute(kept_sessions.update().values(workspace="x"))
    assert jar.chosen("x", "eu") is None


def test_nothing_of_the_ks_is_in_clear(jar: SessionJar, engine: Engine) -> None:
    jar.keep("w", "eu", _session("marked-ks"), NOW, name="marked name", made_by="marked-call")
    with reading(engine) as connection:
        row = connection.execute(select(kept_sessions)).one()
    stored = repr(tuple(row))
    assert "marked-ks" not in stored
    assert "alice" not in stored
    assert "marked" not in stored


def test_it_survives_a_restart(jar: SessionJar, database_url: str, sealer: Sealer) -> None:
    kept = jar.keep("w", "eu", _session("k"), NOW)
    reopened = open_database(database_url)
    assert SessionJar(reopened, sealer).chosen("w", "eu") == kept
    reopened.dispose()


def test_of_answers_that_arrive_together_one_is_chosen(jar: SessionJar) -> None:
    def keep(number: int) -> KeptSession:
        return jar.keep("w", "eu", _session(f"k{number % 10}"), NOW + number)

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(keep, range(40)))
        left = jar.list("w")
        assert sorted(one.ks for one in left) == [f"k{number}" for number in range(10)]
        assert sum(one.chosen for one in left) == 1
        list(pool.map(lambda one: jar.choose("w", one.id), kept[-20:]))
    assert sum(one.chosen for one in jar.list("w")) == 1
