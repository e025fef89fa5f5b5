"""The sandbox's objects in a SQLite file of their own; safe with several threads and processes.

Rows are kept as JSON, by kind ("entry", "user" …) and id, in the order of their making.
There are few of them (MAX_OBJECTS), so filters run over the rows of a kind in Python.
"""

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    update,
)

from app.sandbox.errors import ApiError
from app.sandbox.values import Row

MAX_OBJECTS = 5_000
MAX_OBJECT = 32 * 2**10  # characters of one object's JSON
MAX_SESSIONS = 10_000  # ended ones and limited ones that are remembered

_metadata = MetaData()
_objects = Table(
    "objects",
    _metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("kind", String, nullable=False),
    Column("id", String, nullable=False),
    Column("data", Text, nullable=False),
    UniqueConstraint("kind", "id"),
    sqlite_autoincrement=True,
)
_ended = Table(
    "ended_sessions",
    _metadata,
    Column("position", Integer, primary_key=True),
    Column("ks_hash", String, unique=True, nullable=False),
)
_uses = Table(
    "session_uses",
    _metadata,
    Column("position", Integer, primary_key=True),
    Column("ks_hash", String, unique=True, nullable=False),
    Column("count", Integer, nullable=False),
)


class Objects:
    """The rows within one open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, kind: str, key: str) -> Row | None:
        found = self._connection.scalar(select(_objects.c.data).where(_is(kind, key)))
        return None if found is None else _load(found)

    def all(self, kind: str) -> list[Row]:
        """The rows of a kind, oldest first."""
        query = select(_objects.c.data).where(_objects.c.kind == kind)
        return [_load(data) for data in self._connection.scalars(query.order_by("position"))]

    def add(self, kind: str, row: Row) -> Row:
        """Keep a new row under its `id`. Raises ApiError SANDBOX_FULL."""
        count = self._connection.scalar(select(func.count()).select_from(_objects)) or 0
        if count >= MAX_OBJECTS:
            raise ApiError("SANDBOX_FULL", LIMIT=f"{MAX_OBJECTS} objects")
        values = {"kind": kind, "id": str(row["id"]), "data": _dump(row)}
        self._connection.execute(insert(_objects).values(values))
        return row

    def change(self, kind: str, row: Row) -> Row:
        """Keep a row in the place of the one with its `id`."""
        query = update(_objects).where(_is(kind, str(row["id"])))
        self._connection.execute(query.values(data=_dump(row)))
        return row

    def remove(self, kind: str, key: str) -> None:
        self._connection.execute(delete(_objects).where(_is(kind, key)))

    def end_session(self, ks_hash: str) -> None:
        query = insert(_ended).prefix_with("OR IGNORE").values(ks_hash=ks_hash)
        self._connection.execute(query)
        self._keep_newest(_ended)

    def session_ended(self, ks_hash: str) -> bool:
        query = select(_ended.c.position).where(_ended.c.ks_hash == ks_hash)
        return self._connection.scalar(query) is not None

    def count_use(self, ks_hash: str) -> int:
        """Count one more call with a KS; the calls so far, this one included."""
        query = select(_uses.c.count).where(_uses.c.ks_hash == ks_hash)
        count = (self._connection.scalar(query) or 0) + 1
        self._connection.execute(delete(_uses).where(_uses.c.ks_hash == ks_hash))
        self._connection.execute(insert(_uses).values(ks_hash=ks_hash, count=count))
        self._keep_newest(_uses)
        return count

    def _keep_newest(self, table: Table) -> None:
        newest = self._connection.scalar(select(func.max(table.c.position))) or 0
        self._connection.execute(delete(table).where(table.c.position <= newest - MAX_SESSIONS))

    def clear(self) -> None:
        for table in _metadata.sorted_tables:
            self._connection.execute(delete(table))


class Store:
    """The file `folder/sandbox.sqlite`; `fill` puts the first content into a new one."""

    def __init__(self, folder: Path, fill: Callable[[Objects], None]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._engine = _engine(folder / "sandbox.sqlite")
        # Two processes that start together must not both make the tables.
        with (folder / "sandbox.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with self.writing() as objects:
                _metadata.create_all(objects._connection)
                if not objects.all("partner"):
                    fill(objects)
        # No connection may survive into a forked worker.
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Objects]:
        with self._engine.begin() as connection:
            yield Objects(connection)

    @contextmanager
    def writing(self) -> Iterator[Objects]:
        """A transaction that holds the write lock from its start; undone on any exception."""
        engine = self._engine.execution_options(begin="BEGIN IMMEDIATE")
        with engine.begin() as connection:
            yield Objects(connection)

    def close(self) -> None:
        self._engine.dispose()


def _engine(file: Path) -> Engine:
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": 30}, max_overflow=-1)

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        # The driver would begin transactions by itself, too late to take the lock in time.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine


def _is(kind: str, key: str) -> Any:
    return (_objects.c.kind == kind) & (_objects.c.id == key)


def _dump(row: Row) -> str:
    data = json.dumps(row, ensure_ascii=False)
    if len(data) > MAX_OBJECT:
        raise ApiError("REQUEST_TOO_LARGE", LIMIT=f"{MAX_OBJECT >> 10} kB an object")
    return data


def _load(data: str) -> Row:
    row: Row = json.loads(data)
    return row
