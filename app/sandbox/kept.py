"""The rows of an account within a transaction; what was read is kept in memory.

A later transaction loads what has changed since alone, by its revision. A row that was removed
stays as a tombstone for a while, so that it is noticed too.
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from app.sandbox.errors import ApiError
from app.sandbox.sealed import Seals
from app.sandbox.values import Row

MAX_OBJECTS = 20_000
MAX_OBJECT = 128 * 2**10  # characters of one object's JSON
MAX_SESSIONS = 10_000  # ended ones and limited ones that are remembered
MAX_TOMBSTONES = 2_000
Fits: TypeAlias = Callable[[Row], bool]
_IN_CLEAR = Seals()
_TABLES = ("objects", "numbers", "ended_sessions", "session_uses")


@dataclass(slots=True)
class Kept:
    """The rows of one kind of one account as of a revision; never changed, only replaced."""

    epoch: int = -1
    revision: int = 0
    rows: dict[str, Row] = field(default_factory=dict)
    chosen: dict[Fits, list[Row]] = field(default_factory=dict)


class Objects:
    """The rows of one account within one open transaction. A row is never changed in place."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        cache: dict[tuple[int, str], Kept],
        account: int,
        seals: Seals = _IN_CLEAR,
    ) -> None:
        self._connection = connection
        self._cache = cache
        self._seals = seals
        self._own: dict[str, dict[str, Row | None]] = {}
        self._seen: dict[str, Kept] = {}
        self._accounts = {account: self}
        self.account = account

    def of_account(self, account: int) -> "Objects":
        """The rows of another account, in the same transaction."""
        if account not in self._accounts:
            other = Objects(self._connection, self._cache, account, self._seals)
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

    def chosen(self, kind: str, fits: Fits) -> Sequence[Row]:
        """As `all`, the rows alone that fit; they are looked for once a revision."""
        if self._own.get(kind):
            return [row for row in self.all(kind) if fits(row)]
        kept = self._kept(kind)
        if fits not in kept.chosen:
            kept.chosen[fits] = [row for row in kept.rows.values() if fits(row)]
        return kept.chosen[fits]

    def add(self, kind: str, row: Row) -> Row:
        """Keep a new row under its `id`. Raises ApiError SANDBOX_FULL."""
        total, removed = "SELECT count(*) FROM objects", " WHERE data IS NULL"
        if self._one(total) - self._one(total + removed) >= MAX_OBJECTS:
            raise ApiError("SANDBOX_FULL", LIMIT=f"{MAX_OBJECTS} objects")
        key = str(row["id"])
        data = self._seals.closed(self.account, kind, key, dump(row))
        self._kept(kind)
        place = (self.account, kind, key)
        # Before its tombstone goes, which may be what was changed last.
        revision = self._next_revision()
        self._run("DELETE FROM objects WHERE account=? AND kind=? AND id=?", *place)
        query = "INSERT INTO objects (account, kind, id, data, revision) VALUES (?, ?, ?, ?, ?)"
        self._run(query, *place, data, revision)
        self._own.setdefault(kind, {}).pop(key, None)
        self._own[kind][key] = row
        return row

    def change(self, kind: str, row: Row) -> Row:
        """Keep a row in the place of the one with its `id`."""
        key = str(row["id"])
        self._put(kind, key, row, self._seals.closed(self.account, kind, key, dump(row)))
        return row

    def put(self, kind: str, row: Row) -> Row:
        """Keep a row, in the place of the one with its `id` where there is one."""
        known = self.get(kind, str(row["id"])) is not None
        return self.change(kind, row) if known else self.add(kind, row)

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
            self._run(f"DELETE FROM {table}")  # noqa: S608 - our own names # nosec B608
        self._run("INSERT INTO numbers VALUES ('epoch', ?)", epoch)
        self._own, self._seen = {}, {}

    def _put(self, kind: str, key: str, row: Row | None, data: str | bytes | None) -> None:
        self._kept(kind)
        query = "UPDATE objects SET data=?, revision=? WHERE account=? AND kind=? AND id=?"
        self._run(query, data, self._next_revision(), self.account, kind, key)
        self._own.setdefault(kind, {})[key] = row

    def _next_revision(self) -> int:
        return self._one("SELECT max(revision) FROM objects") + 1

    def _keep_newest(self, table: str) -> None:
        newest = self._one(f"SELECT max(position) FROM {table}")  # noqa: S608 - our own names # nosec B608
        query = f"DELETE FROM {table} WHERE position <= ?"  # noqa: S608 - as above # nosec
        self._run(query, newest - MAX_SESSIONS)

    def _kept(self, kind: str) -> Kept:
        """What the transaction saw of a kind at its first look, before changes of its own."""
        if kind not in self._seen:
            place = (self.account, kind)
            kept, epoch = self._cache.get(place), self._one(_EPOCH)
            if kept is None or kept.epoch != epoch:
                kept = Kept(epoch)
            self._seen[kind] = self._cache[place] = self._refreshed(kept, kind)
        return self._seen[kind]

    def _refreshed(self, kept: Kept, kind: str) -> Kept:
        query = (
            "SELECT id, data, revision FROM objects "
            "WHERE account=? AND kind=? AND revision > ? ORDER BY position"
        )
        changes = self._run(query, self.account, kind, kept.revision)
        if not changes:
            return kept
        rows = dict(kept.rows)
        for key, data, _ in changes:
            row = None
            if data is not None:
                row = self._seals.opened(self.account, kind, key, data)
            if row is None:
                rows.pop(key, None)
            else:
                rows[key] = row
        return Kept(kept.epoch, max(item[2] for item in changes), rows)

    def _run(self, query: str, *values: Any) -> Sequence[Any]:
        return self._connection.execute(query, values).fetchall()

    def _one(self, query: str, *values: Any) -> int:
        """The one number of a query, 0 where it finds none."""
        found = self._run(query, *values)
        return (found[0][0] or 0) if found else 0


_EPOCH = "SELECT value FROM numbers WHERE name='epoch'"


def dump(row: Row) -> str:
    """The row as it is kept. Raises ApiError for one that is too large."""
    data = json.dumps(row, ensure_ascii=False)
    if len(data) > MAX_OBJECT:
        raise ApiError("REQUEST_TOO_LARGE", LIMIT=f"{MAX_OBJECT >> 10} kB an object")
    return data
