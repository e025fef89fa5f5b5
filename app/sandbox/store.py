"""The sandbox's objects in a SQLite file of their own; safe with several threads and processes.

Rows are kept as JSON, by account, kind (the class that all objects of the kind descend from)
and id, in the order of their making.
"""

import fcntl
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock

from app.sandbox.kept import Kept, Objects, dump
from app.sandbox.sealed import KINDS, Seals
from app.storage.sealing import Sealer

_LAYOUT = 2  # of the tables; a file with another one is filled anew
_MAKE = """
CREATE TABLE objects (position INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL,
  kind TEXT NOT NULL, id TEXT NOT NULL, data TEXT, revision INTEGER NOT NULL,
  UNIQUE (account, kind, id));
CREATE INDEX objects_by_revision ON objects (account, kind, revision);
CREATE INDEX objects_revision ON objects (revision);
CREATE INDEX objects_removed ON objects (position) WHERE data IS NULL;
CREATE TABLE numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE ended_sessions (position INTEGER PRIMARY KEY, ks_hash TEXT UNIQUE NOT NULL);
CREATE TABLE session_uses
  (position INTEGER PRIMARY KEY, ks_hash TEXT UNIQUE NOT NULL, count INTEGER NOT NULL);
"""


class Store:
    """The file `folder/sandbox.sqlite`, its owner's alone; `fill` puts the first content into a new
    one."""

    def __init__(self, folder: Path, fill: Callable[[Objects], None], seals: Seals) -> None:
        self._file = folder / "sandbox.sqlite"
        self._seals = seals
        self._idle: list[sqlite3.Connection] = []
        self._lock = Lock()
        self._cache: dict[tuple[int, str], Kept] = {}
        # Two processes that start together must not both make the tables.
        with (folder / "sandbox.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # SQLite gives the files beside it the same mode.
            self._file.touch()
            self._file.chmod(0o600)
            with closing(self._connected()) as connection:
                made = connection.execute("PRAGMA user_version").fetchone()[0] == _LAYOUT
                if not made:
                    _make(connection)
            if not made:
                with self.writing() as objects:
                    fill(objects)
                # Only now: one whose content could not be made begins again the next time.
                with closing(self._connected()) as connection:
                    connection.execute(f"PRAGMA user_version = {_LAYOUT}")
            self._seal_what_is_in_clear()
        # No connection may survive into a forked worker.
        self.close()

    @contextmanager
    def reading(self, account: int = 0) -> Iterator[Objects]:
        with self._transaction("BEGIN") as connection:
            yield Objects(connection, self._cache, account, self._seals)

    @contextmanager
    def writing(self, account: int = 0) -> Iterator[Objects]:
        """A transaction that holds the write lock from its start; undone on any exception."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield Objects(connection, self._cache, account, self._seals)

    def close(self) -> None:
        with self._lock:
            while self._idle:
                self._idle.pop().close()

    def reseal(self, sealer: Sealer) -> None:
        """Seal with another key from now on; what the present one does not open stays as it is."""
        before, self._seals = self._seals, Seals(sealer)
        self._seal_anew(before, "data IS NOT NULL")

    def _seal_what_is_in_clear(self) -> None:
        """Of a file of before rows were sealed, or of one that was kept without a key."""
        if self._seals.sealer and self._seal_anew(Seals(), "typeof(data)='text'"):
            with closing(self._connected()) as connection:
                # The log beside the file has the pages of before.
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _seal_anew(self, before: Seals, which: str) -> int:
        """The rows for which the SQL `which` holds, those that `before` opens; gives how many."""
        kinds = ", ".join("?" * len(KINDS))
        found = f"FROM objects WHERE {which} AND kind IN ({kinds})"
        with self._transaction("BEGIN IMMEDIATE") as connection:
            query = f"SELECT position, account, kind, id, data {found}"
            rows = connection.execute(query, KINDS).fetchall()
            for position, account, kind, key, data in rows:
                row = before.opened(account, kind, key, data)
                if row is not None:
                    sealed = self._seals.closed(account, kind, key, dump(row))
                    query = "UPDATE objects SET data=? WHERE position=?"
                    connection.execute(query, (sealed, position))
        return len(rows)

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        connection = connection or self._connected()
        try:
            connection.execute(begin)
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
        finally:
            with self._lock:
                self._idle.append(connection)

    def _connected(self) -> sqlite3.Connection:
        # The driver would begin transactions by itself, too late to take the lock in time.
        connection = sqlite3.connect(
            self._file, timeout=30, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        # What is removed, or sealed afterwards, does not stay in pages that nothing names.
        connection.execute("PRAGMA secure_delete=ON")
        return connection


def _make(connection: sqlite3.Connection) -> None:
    old = connection.execute(
        "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    for (name,) in old:
        connection.execute(f'DROP TABLE "{name}"')
    connection.executescript(_MAKE)
