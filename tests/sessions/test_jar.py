import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, select

from app.sessions.found import FoundSession
from app.sessions.jar import SessionJar
from app.storage.engine import open_database, reading
from app.storage.sealing import Sealer
from app.storage.tables import kept_sessions

pytest_plugins = ["tests.storage.databases"]

NOW = 1_795_000_000.5


def _session(ks: str) -> FoundSession:
    return FoundSession(ks, 2, 102, "alice", 1_795_003_600, "all:*", "session.start")


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


def test_a_new_ks_takes_the_place_of_the_old_one(jar: SessionJar) -> None:
    jar.keep("w", "eu", _session("old"), NOW)
    newer = jar.keep("w", "eu", _session("new"), NOW + 1)
    assert jar.list("w") == (newer,)
    assert jar.chosen("w", "eu") == newer


def test_each_region_has_its_own(jar: SessionJar) -> None:
    us = jar.keep("w", "us", _session("of us"), NOW)
    eu = jar.keep("w", "eu", _session("of eu"), NOW)
    assert jar.list("w") == (eu, us)
    assert jar.chosen("w", "us") == us
    assert jar.chosen("w", "ap") is None
    jar.forget("w", "us")
    assert jar.list("w") == (eu,)
    jar.forget("w", "us")


def test_a_workspace_sees_and_changes_its_own_alone(jar: SessionJar) -> None:
    mine = jar.keep("mine", "eu", _session("my ks"), NOW)
    assert jar.chosen("theirs", "eu") is None
    assert jar.list("theirs") == ()
    jar.forget("theirs", "eu")
    jar.clear("theirs")
    jar.keep("theirs", "eu", _session("their ks"), NOW)
    assert jar.list("mine") == (mine,)
    jar.clear("mine")
    assert jar.list("mine") == ()
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
    jar.keep("w", "eu", _session("marked-ks"), NOW)
    with reading(engine) as connection:
        row = connection.execute(select(kept_sessions)).one()
    stored = repr(tuple(row))
    assert "marked-ks" not in stored
    assert "alice" not in stored


def test_it_survives_a_restart(jar: SessionJar, database_url: str, sealer: Sealer) -> None:
    kept = jar.keep("w", "eu", _session("k"), NOW)
    reopened = open_database(database_url)
    assert SessionJar(reopened, sealer).chosen("w", "eu") == kept
    reopened.dispose()


def test_of_answers_that_arrive_together_one_wins(jar: SessionJar) -> None:
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda n: jar.keep("w", "eu", _session(f"k{n}"), NOW), range(40)))
    (left,) = jar.list("w")
    assert left in kept
