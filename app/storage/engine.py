"""Opening the database, its two kinds of transaction, and bringing its schema up to date."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from app import waits
from app.errors import TestMeError
from app.storage.run_tables import metadata

HEAD = "0012"  # the newest revision in migrations/versions; a test compares
_LOCK_WAIT = 3  # seconds that a writer waits for another one: a person waits with it
_START_LOCK_WAIT = 15  # seconds, where a process starts: another may be migrating
_MIGRATION_LOCK = 7_347_620_119  # any number, the same in every process: pg_advisory_xact_lock
_MIGRATIONS = Path(__file__).parent / "migrations"


class DatabaseUnusable(TestMeError):
    """The database cannot be opened, or is not one that this version can use."""

    code = "DATABASE_UNUSABLE"


def open_database(url: str) -> Engine:
    """The engine for a SQLite file (made when absent, readable by its owner alone) or PostgreSQL.

    Meant for many threads; each process opens its own. Raises DatabaseUnusable.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as fault:
        # The URL may hold a password, so the sentence does not repeat it.
        raise DatabaseUnusable(
            "TESTME_DATABASE_URL is not a database URL: write sqlite:////path/to/file or "
            "postgresql+psycopg://user:password@host/name."
        ) from fault
    backend = parsed.get_backend_name()
    if backend == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        return _open_sqlite(parsed)
    if backend == "postgresql":
        return _open_postgresql(parsed)
    raise DatabaseUnusable(
        f"TESTME_DATABASE_URL starts with {parsed.drivername}: the console works with a SQLite "
        "file (sqlite:////path/to/file) or PostgreSQL (postgresql+psycopg://…)."
    )


@contextmanager
def reading(engine: Engine, within: Connection | None = None) -> Iterator[Connection]:
    """A transaction that only reads; the one `within` which this is done, if there is one."""
    if within is not None:
        yield within
        return
    with engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(
    engine: Engine, within: Connection | None = None, *, lock_wait: float = _LOCK_WAIT
) -> Iterator[Connection]:
    """A transaction that writes: committed at the end, rolled back on an exception.

    Where there is one `within` which this is done, its end is what counts. A SQLite file that
    another one writes to is waited for `lock_wait` seconds.
    """
    if within is not None:
        yield within
        return
    with (
        engine.connect() as connection,
        connection.execution_options(writing=True, lock_wait=lock_wait).begin(),
    ):
        yield connection


def migrate(engine: Engine) -> None:
    """Bring the schema to HEAD; several processes may do so at once. Raises DatabaseUnusable."""
    _check_head()
    try:
        with reading(engine) as connection:
            found = _revision(connection)
        if found == HEAD:
            return
        with writing(engine, lock_wait=_START_LOCK_WAIT) as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL lock_timeout = 0"))
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
            # Another process may have been faster while this one waited for the lock.
            if _revision(connection) != HEAD:
                _bring_up(connection)
    except SQLAlchemyError as fault:
        raise DatabaseUnusable(
            f"The database {engine.url.render_as_string(hide_password=True)} cannot be used: "
            f"{getattr(fault, 'orig', None) or fault}"
        ) from fault


def _check_head() -> None:
    """Raises DatabaseUnusable: a database marked with another revision could not be upgraded."""
    newest = max(file.name for file in (_MIGRATIONS / "versions").glob("r*_*.py"))
    if not newest.startswith(f"r{HEAD}_"):
        raise DatabaseUnusable(
            f"HEAD in app/storage/engine.py is {HEAD!r}, and the newest revision is "
            f"app/storage/migrations/versions/{newest}: write the number of that one."
        )


def _open_postgresql(url: URL) -> Engine:
    arguments: dict[str, Any] = {"connect_timeout": 10}
    if "options" not in url.query:
        arguments["options"] = f"-c lock_timeout={_LOCK_WAIT * 1000}"
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        pool_size=8,
        max_overflow=24,
        connect_args=arguments,
    )


def _open_sqlite(url: URL) -> Engine:
    path = Path(str(url.database))
    try:
        _make_private(path)
    except OSError as fault:
        raise DatabaseUnusable(
            f"The database {path} cannot be used: {fault.strerror}. Its folder has to exist and "
            "belong to the user that runs the console."
        ) from fault
    # Threads are what bounds the connections; those beyond pool_size are closed after use.
    engine = create_engine(
        url, pool_size=8, max_overflow=-1, connect_args={"timeout": _START_LOCK_WAIT}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        # By path: closing a descriptor of a file that is in use would drop SQLite's locks on it.
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own BEGIN comes late and never locks; _begin_sqlite says when and how.
    connection.isolation_level = None
    _use_wal(connection)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _use_wal(connection: sqlite3.Connection) -> None:
    give_up = time.monotonic() + _START_LOCK_WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as fault:
            # Two processes that turn a new file to WAL at once: SQLite tells one of them
            # "locked" at once, whatever its timeout.
            if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.02)


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once and waits for its turn; one that starts as a reader
    # would be refused without waiting when another has written in between.
    options = connection.get_execution_options()
    # By the driver itself, in a tenth of the time, what cannot fail.
    driver: Any = connection.connection.driver_connection
    if not options.get("writing", False):
        driver.execute("BEGIN")
        return
    driver.execute(f"PRAGMA busy_timeout = {options['lock_wait'] * 1000:.0f}")
    # Another one's lock is waited for in here.
    with waits.room():
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _bring_up(connection: Connection) -> None:
    if inspect(connection).get_table_names():
        _upgrade(connection)
        return
    # An empty database gets the tables as they are declared, which is what the revisions come to
    # (a test compares), without Alembic: importing it costs 11 MB and 80 ms.
    metadata.create_all(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def _upgrade(connection: Connection) -> None:
    # Here for the reason that _bring_up gives.
    from alembic import command  # noqa: PLC0415 - see _bring_up
    from alembic.config import Config  # noqa: PLC0415 - see _bring_up
    from alembic.util import CommandError  # noqa: PLC0415 - see _bring_up

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    try:
        command.upgrade(config, "head")
    except CommandError as fault:
        raise DatabaseUnusable(
            "The database was written by a newer version of the console: install that version "
            "again, or set TESTME_DATABASE_URL to another database."
        ) from fault
