"""The sandbox's objects in a SQLite file of their own; safe with several threads and processes.

Rows are kept as JSON, by account, kind (the class that all objects of the kind descend from)
and id, in the order of their making. What was read is kept in memory: a later transaction
loads what has changed since alone, by its revision. A row that was removed stays as a
tombstone for a while, so that it is noticed too.
"""

import fcntl
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from app.sandbox.errors import ApiError
from app.sandbox.values import Row

MAX_OBJECTS = 20_000
MAX_OBJECT = 128 * 2**10  # characters of one object's JSON
MAX_SESSIONS = 10_000  # ended ones and limited ones that are remembered
MAX_TOMBSTONES = 2_000
_LAYOUT = 2  # of the tables; a file with another one is filled anew
_TABLES = ("objects", "numbers", "ended_sessions", "session_uses")
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


@dataclass(slots=True)
class _Kept:
    """The rows of one kind of one account as of a revision; never changed, only replaced."""

    epoch: int = -1
    revision: int = 0
    rows: dict[str, Row] = field(default_factory=dict)


class Objects:
    """The rows of one account within one open transaction. A row is never changed in place."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        cache: dict[tuple[int, str], _Kept],
        account: int,
    ) -> None:
        self._connection = connection
        self._cache = cache
        self._own: dict[str, dict[str, Row | None]] = {}
        self._seen: dict[str, _Kept] = {}
        self._accounts = {account: self}
        self.account = account

    def of_account(self, account: int) -> "Objects":
        """The rows of another account, in the same transaction."""
        if account not in self._accounts:
            other = Objects(self._connection, self._cache, account)
            # One of each: it must know of its own changes.
            other._accounts = self._accounts
            self._accounts[account] = other
        return self._accounts[account]

    def get(self, kind: str, key: str) -> Row | None:
        own = self._own.get(kind, {})
        return own[key] if key in own else self._kept(kind).rows.get(key)

    def all(self, kind: str) -> list[Row]:
        """The rows of a kind, oldest first."""
        rows, own = self._kept(kind).rows, self._own.get(kind)
        if own:
            rows = {**rows, **own}  # type: ignore[dict-item]  # a removed one is None until below
        return [row for row in rows.values() if row is not None] if own else list(rows.values())

    def add(self, kind: str, row: Row) -> Row:
        """Keep a new row under its `id`. Raises ApiError SANDBOX_FULL."""
        total, removed = "SELECT count(*) FROM objects", " WHERE data IS NULL"
        if self._one(total) - self._one(total + removed) >= MAX_OBJECTS:
            raise ApiError("SANDBOX_FULL", LIMIT=f"{MAX_OBJECTS} objects")
        key, data = str(row["id"]), _dump(row)
        self._kept(kind)
        place = (self.account, kind, key)
        self._run("DELETE FROM objects WHERE account=? AND kind=? AND id=?", *place)
        query = "INSERT INTO objects (account, kind, id, data, revision) VALUES (?, ?, ?, ?, ?)"
        self._run(query, *place, data, self._next_revision())
        self._own.setdefault(kind, {}).pop(key, None)
        self._own[kind][key] = row
        return row

    def change(self, kind: str, row: Row) -> Row:
        """Keep a row in the place of the one with its `id`."""
        self._put(kind, str(row["id"]), row, _dump(row))
        return row

    def remove(self, kind: str, key: str) -> None:
        self._put(kind, key, None, None)
        removed = "SELECT count(*) FROM objects WHERE data IS NULL"
        if self._one(removed) > MAX_TOMBSTONES:
            self._run("DELETE FROM objects WHERE data IS NULL")
            self.next_number("epoch")

    def next_number(self, name: str, first: int = 1) -> int:
        """The next of a row of numbers that never come twice."""
        query = (
            "INSERT INTO numbers VALUES (?, ?) ON CONFLICT (name) "
            "DO UPDATE SET value = value + 1 RETURNING value"
        )
        return self._one(query, f"{self.account} {name}" if name != "epoch" else name, first)

    def at_least(self, name: str, value: int) -> None:
        """Let the numbers of a row go on after a value that is taken."""
        query = (
            "INSERT INTO numbers VALUES (?, ?) ON CONFLICT (name) "
            "DO UPDATE SET value = max(value, excluded.value)"
        )
        self._run(query, f"{self.account} {name}", value)

    def end_session(self, ks_hash: str) -> None:
        self._run("INSERT OR IGNORE INTO ended_sessions (ks_hash) VALUES (?)", ks_hash)
        self._keep_newest("ended_sessions")

    def session_ended(self, ks_hash: str) -> bool:
        return bool(self._one("SELECT position FROM ended_sessions WHERE ks_hash=?", ks_hash))

    def count_use(self, ks_hash: str) -> int:
        """Count one more call with a KS; the calls so far, this one included."""
        count = self._one("SELECT count FROM session_uses WHERE ks_hash=?", ks_hash) + 1
        self._run("DELETE FROM session_uses WHERE ks_hash=?", ks_hash)
        self._run("INSERT INTO session_uses (ks_hash, count) VALUES (?, ?)", ks_hash, count)
        self._keep_newest("session_uses")
        return count

    def clear(self) -> None:
        """Forget everything, of every account."""
        epoch = self.next_number("epoch")
        for table in _TABLES:
            self._run(f"DELETE FROM {table}")  # noqa: S608 - our own names
        self._run("INSERT INTO numbers VALUES ('epoch', ?)", epoch)
        self._own, self._seen = {}, {}

    def _put(self, kind: str, key: str, row: Row | None, data: str | None) -> None:
        self._kept(kind)
        query = "UPDATE objects SET data=?, revision=? WHERE account=? AND kind=? AND id=?"
        self._run(query, data, self._next_revision(), self.account, kind, key)
        self._own.setdefault(kind, {})[key] = row

    def _next_revision(self) -> int:
        return self._one("SELECT max(revision) FROM objects") + 1

    def _keep_newest(self, table: str) -> None:
        newest = self._one(f"SELECT max(position) FROM {table}")  # noqa: S608 - our own names
        self._run(f"DELETE FROM {table} WHERE position <= ?", newest - MAX_SESSIONS)  # noqa: S608

    def _kept(self, kind: str) -> _Kept:
        """What the transaction saw of a kind at its first look, before changes of its own."""
        if kind not in self._seen:
            place = (self.account, kind)
            kept, epoch = self._cache.get(place), self._one(_EPOCH)
            if kept is None or kept.epoch != epoch:
                kept = _Kept(epoch)
            self._seen[kind] = self._cache[place] = self._refreshed(kept, kind)
        return self._seen[kind]

    def _refreshed(self, kept: _Kept, kind: str) -> _Kept:
        query = (
            "SELECT id, data, revision FROM objects "
            "WHERE account=? AND kind=? AND revision > ? ORDER BY position"
        )
        changes = self._run(query, self.account, kind, kept.revision)
        if not changes:
            return kept
        rows = dict(kept.rows)
        for key, data, _ in changes:
            if data is None:
                rows.pop(key, None)
            else:
                rows[key] = json.loads(data)
        return _Kept(kept.epoch, max(item[2] for item in changes), rows)

    def _run(self, query: str, *values: Any) -> Sequence[Any]:
        return self._connection.execute(query, values).fetchall()

    def _one(self, query: str, *values: Any) -> int:
        """The one number of a query, 0 where it finds none."""
        found = self._run(query, *values)
        return (found[0][0] or 0) if found else 0


_EPOCH = "SELECT value FROM numbers WHERE name='epoch'"


class Store:
    """The file `folder/sandbox.sqlite`; `fill` puts the first content into a new one."""

    def __init__(self, folder: Path, fill: Callable[[Objects], None]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "sandbox.sqlite"
        self._idle: list[sqlite3.Connection] = []
        self._lock = Lock()
        self._cache: dict[tuple[int, str], _Kept] = {}
        # Two processes that start together must not both make the tables.
        with (folder / "sandbox.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with closing(self._connected()) as connection:
                made = connection.execute("PRAGMA user_version").fetchone()[0] == _LAYOUT
                if not made:
                    _make(connection)
            if not made:
                with self.writing() as objects:
                    fill(objects)
        # No connection may survive into a forked worker.
        self.close()

    @contextmanager
    def reading(self, account: int = 0) -> Iterator[Objects]:
        with self._transaction("BEGIN") as connection:
            yield Objects(connection, self._cache, account)

    @contextmanager
    def writing(self, account: int = 0) -> Iterator[Objects]:
        """A transaction that holds the write lock from its start; undone on any exception."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield Objects(connection, self._cache, account)

    def close(self) -> None:
        with self._lock:
            while self._idle:
                self._idle.pop().close()

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
        return connection


def _make(connection: sqlite3.Connection) -> None:
    old = connection.execute(
        "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    for (name,) in old:
        connection.execute(f'DROP TABLE "{name}"')
    connection.executescript(_MAKE)
    connection.execute(f"PRAGMA user_version = {_LAYOUT}")


def _dump(row: Row) -> str:
    data = json.dumps(row, ensure_ascii=False)
    if len(data) > MAX_OBJECT:
        raise ApiError("REQUEST_TOO_LARGE", LIMIT=f"{MAX_OBJECT >> 10} kB an object")
    return data
