import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Timer

import pytest
from sqlalchemy import Engine, Insert, insert, inspect, select, text

from app.storage.engine import DatabaseUnusable, migrate, open_database, reading, writing
from app.storage.tables import throttle

pytest_plugins = ["tests.storage.databases"]


def test_sqlite_is_set_up_for_many_threads(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    with reading(engine) as connection:
        found = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 1,
        "foreign_keys": 1,
        "busy_timeout": 15000,
    }


def test_sqlite_files_are_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    engine = open_database(f"sqlite:///{path}")
    migrate(engine)
    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    engine.dispose()
    assert modes == {"a.sqlite": 0o600, "a.sqlite-wal": 0o600, "a.sqlite-shm": 0o600}


def test_an_older_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    sqlite3.connect(path).close()
    path.touch()
    path.chmod(0o644)
    open_database(f"sqlite:///{path}").dispose()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_another_process_is_setting_up_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE other (id)")
    other.execute("BEGIN IMMEDIATE")
    release = Timer(0.2, other.close)
    release.start()
    engine = open_database(f"sqlite:///{path}")
    migrate(engine)
    release.join()
    names = inspect(engine).get_table_names()
    engine.dispose()
    assert {"other", "calls"} <= set(names)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "not a database URL"),
        ("mysql://me:hunter2@db/x", "starts with mysql"),
        ("sqlite://", "SQLite file"),
        ("sqlite:////no/such/folder/a.sqlite", "No such file or directory"),
    ],
)
def test_a_url_that_cannot_be_used_is_explained_without_its_password(url: str, words: str) -> None:
    with pytest.raises(DatabaseUnusable) as raised:
        open_database(url)
    assert words in raised.value.sentence
    assert "hunter2" not in raised.value.sentence


def test_a_server_that_does_not_answer_is_explained_without_the_password(tmp_path: Path) -> None:
    engine = open_database(f"postgresql://me:hunter2@/x?host={tmp_path}")
    with pytest.raises(DatabaseUnusable, match="cannot be used") as raised:
        migrate(engine)
    assert "hunter2" not in raised.value.sentence


def test_a_file_that_is_no_database_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    path.write_text("no database at all, and long enough to show it" * 10)
    engine = open_database(f"sqlite:///{path}")
    with pytest.raises(DatabaseUnusable, match="file is not a database"):
        migrate(engine)


def test_writing_commits_at_the_end_and_rolls_back_on_an_exception(engine: Engine) -> None:
    def row(key: str) -> Insert:
        return insert(throttle).values(key=key, failures=1, counted_at=1.0, next_at=1.0)

    with writing(engine) as connection:
        connection.execute(row("a"))

    def fail_in_the_middle() -> None:
        with writing(engine) as connection:
            connection.execute(row("b"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_in_the_middle()
    with reading(engine) as connection:
        assert connection.scalars(select(throttle.c.key)).all() == ["a"]


def test_sqlite_writers_that_read_first_wait_for_each_other(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    migrate(engine)

    def add_one_more(_: int) -> None:
        with writing(engine) as connection:
            highest = connection.scalar(text("SELECT coalesce(max(failures), 0) FROM throttle"))
            row = {"key": str(highest), "failures": highest + 1, "counted_at": 1.0, "next_at": 1.0}
            connection.execute(insert(throttle), row)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_one_more, range(80)))
    with reading(engine) as connection:
        ids = connection.scalars(select(throttle.c.failures)).all()
    engine.dispose()
    assert sorted(ids) == list(range(1, 81))
