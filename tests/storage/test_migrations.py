import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, insert, inspect, text

from app.history.store import History
from app.sessions.accounts import AccountStore
from app.sessions.found import FoundSession
from app.sessions.jar import SessionJar
from app.storage.engine import _MIGRATIONS, HEAD, DatabaseUnusable, migrate, open_database, writing
from app.storage.sealing import Sealer
from app.storage.tables import kept_sessions, metadata

pytest_plugins = ["tests.storage.databases"]

_START = """
import sys
from app.storage.engine import migrate, open_database
engine = open_database(sys.argv[1])
sys.stdin.readline()
migrate(engine)
print("alembic" in sys.modules)
"""


def _start(url: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", _START, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_head_is_the_newest_revision() -> None:
    assert ScriptDirectory(str(_MIGRATIONS)).get_current_head() == HEAD


@pytest.mark.parametrize("head", ["0001", "9999"])
def test_a_head_that_is_not_the_newest_revision_is_named(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, head: str
) -> None:
    monkeypatch.setattr("app.storage.engine.HEAD", head)
    said = f"HEAD in app/storage/engine.py is '{head}', and the newest revision is app/storage/.*/r"
    with pytest.raises(DatabaseUnusable, match=said):
        migrate(engine)


@pytest.fixture(params=["declared", "migrated"])
def made(request: pytest.FixtureRequest, database_url: str) -> Iterator[Engine]:
    """A database as a new console makes it, and as the revisions make it one after the other."""
    engine = open_database(database_url)
    if request.param == "migrated":
        with writing(engine) as connection:
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
    migrate(engine)
    yield engine
    engine.dispose()


def test_both_ways_make_the_tables_as_declared(made: Engine) -> None:
    with made.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_the_chosen_session_is_unique_in_the_database_itself(made: Engine) -> None:
    """compare_metadata does not look at an index's WHERE."""
    indexes = {index["name"]: index for index in inspect(made).get_indexes("kept_sessions")}
    index = indexes["ix_kept_sessions_chosen"]
    where = {
        name: str(value) for name, value in index["dialect_options"].items() if "where" in name
    }
    assert index["unique"]
    assert where == {f"{made.dialect.name}_where": "chosen"}


def test_a_ks_kept_before_there_was_a_jar_can_still_be_read(
    database_url: str, sealer: Sealer
) -> None:
    engine = open_database(database_url)
    facts: dict[str, Any] = {
        "ks": "djJ8old",
        "type": 2,
        "partner_id": 102,
        "user_id": "alice",
        "expiry": 1_795_003_600,
        "privileges": "all:*",
        "source": "session.start",
    }
    row = {
        "id": "old",
        "workspace": "w",
        "region": "eu",
        "chosen": True,
        "kept_at": 1.5,
        "sealed": sealer.seal(json.dumps(facts).encode(), "session:w:eu:old"),
    }
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(_MIGRATIONS))
        config.set_main_option("path_separator", "os")
        command.upgrade(config, "0001")
        connection.execute(insert(kept_sessions), row)
    migrate(engine)
    jar = SessionJar(engine, sealer)
    kept = jar.chosen("w", "eu")
    assert kept is not None
    assert (kept.id, kept.name, kept.made_by, kept.account_id) == ("old", "", "", "")
    assert kept.session == FoundSession(**facts)
    assert jar.rename("w", "old", "Mine").name == "Mine"
    assert AccountStore(engine, sealer).list("w") == ()
    engine.dispose()


def test_a_call_of_before_they_were_written_when_sent_is_over(
    database_url: str, sealer: Sealer
) -> None:
    engine = open_database(database_url)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(_MIGRATIONS))
        config.set_main_option("path_separator", "os")
        command.upgrade(config, "0002")
        names = "id, workspace, sent_at, region, service, action, outcome, error_code, total_ms"
        values = "'old', 'w', 1.5, 'eu', 'media', 'list', 'ok', '', 12.5"
        more = "size, cut, schema_version, pinned, search_text"
        connection.execute(
            text(
                f"INSERT INTO calls ({names}, {more}) VALUES ({values}, 3, false, '22', false, '')"
            )
        )
    migrate(engine)
    history = History(engine, sealer, answer_limit_bytes=1000, keep_calls=10)
    assert [(row.id, row.outcome) for row in history.list("w").rows] == [("old", "ok")]
    engine.dispose()


def test_processes_may_start_at_once_and_none_needs_alembic(database_url: str) -> None:
    processes = [_start(database_url) for _ in range(3)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    results = [(process.communicate(timeout=60), process.returncode) for process in processes]
    assert [(errors, code) for (_, errors), code in results] == [("", 0)] * 3
    assert [output for (output, _), _ in results] == ["False\n"] * 3


def test_a_database_of_a_newer_version_is_refused_and_left_alone(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnusable, match="newer version of the console"):
        migrate(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


def test_a_migration_that_fails_leaves_nothing_behind(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_database(database_url)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE sign_in_attempts (id INTEGER)"))
    with pytest.raises(DatabaseUnusable, match="sign_in_attempts"):
        migrate(engine)
    assert inspect(engine).get_table_names() == ["sign_in_attempts"]
    engine.dispose()
