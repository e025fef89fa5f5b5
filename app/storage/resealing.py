"""Every sealed column there is: what of them a key opens, and all of them sealed with another."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, Table, delete, select, update

from app.storage import purposes
from app.storage.kept_tables import runs, saved, variables
from app.storage.run_tables import row_chunks, row_outcomes, row_runs
from app.storage.sealing import SealBroken, Sealer
from app.storage.tables import (
    accounts,
    call_contents,
    calls,
    drafts,
    kept_sessions,
    keys,
    person_sessions,
    removed_rows,
)

_AT_ONCE = 50  # rows: an answer has megabytes


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """`purpose` is that of a row of `rows`, whose columns begin with the table's key. An empty
    value is none."""

    table: Table
    column: str
    what: str  # one of them, and several
    several: str
    rows: Select[Any]
    purpose: Callable[[Any], str]


def _of(table: Table) -> Select[Any]:
    return select(*table.primary_key, *(one for one in table.c if not one.primary_key))


_CALLS = select(call_contents.c.call_id, calls.c.workspace, calls.c.id).join(
    calls, calls.c.id == call_contents.c.call_id
)

SEALED = (
    SealedColumn(
        call_contents,
        "request",
        "call in history",
        "calls in history",
        _CALLS.add_columns(call_contents.c.request),
        lambda row: purposes.call_request(row.workspace, row.id),
    ),
    SealedColumn(
        call_contents,
        "answer",
        "answer in history",
        "answers in history",
        _CALLS.add_columns(call_contents.c.answer),
        lambda row: purposes.call_answer(row.workspace, row.id),
    ),
    SealedColumn(
        kept_sessions,
        "sealed",
        "saved session",
        "saved sessions",
        _of(kept_sessions),
        lambda row: purposes.kept_session(row.workspace, row.region, row.id),
    ),
    SealedColumn(
        accounts,
        "sealed",
        "account",
        "accounts",
        _of(accounts),
        lambda row: purposes.account(row.workspace, row.id),
    ),
    SealedColumn(
        drafts,
        "sealed",
        "draft",
        "drafts",
        _of(drafts),
        lambda row: purposes.draft(row.workspace, row.id),
    ),
    SealedColumn(
        saved,
        "sealed",
        "saved request",
        "saved requests",
        _of(saved),
        lambda row: purposes.saved(row.workspace, row.id),
    ),
    SealedColumn(
        variables,
        "sealed",
        "variable",
        "variables",
        _of(variables),
        lambda row: purposes.variable(row.workspace, row.id),
    ),
    SealedColumn(
        runs, "sealed", "run", "runs", _of(runs), lambda row: purposes.run(row.workspace, row.id)
    ),
    SealedColumn(
        row_runs,
        "sealed",
        "run over rows",
        "runs over rows",
        _of(row_runs),
        lambda row: purposes.row_run(row.workspace, row.id),
    ),
    SealedColumn(
        row_chunks,
        "sealed",
        "part of a run",
        "parts of runs",
        _of(row_chunks),
        lambda row: purposes.row_chunk(row.run, row.number),
    ),
    SealedColumn(
        row_outcomes,
        "sealed",
        "outcome of a run",
        "outcomes of runs",
        _of(row_outcomes),
        lambda row: purposes.row_outcome(row.run, row.row),
    ),
    SealedColumn(
        person_sessions,
        "id_token",
        "sign-in",
        "sign-ins",
        _of(person_sessions),
        lambda row: purposes.id_token(row.id_hash),
    ),
    SealedColumn(keys, "sealed", "key", "keys", _of(keys), lambda row: purposes.key(row.name)),
)


def sealed_columns() -> tuple[SealedColumn, ...]:
    """What people have kept, one of each thing: the answer goes with its call."""
    others = {"answer", "id_token"}
    left_out = (keys, row_chunks, row_outcomes)
    return tuple(one for one in SEALED if one.table not in left_out and one.column not in others)


def unreadable(connection: Connection, sealer: Sealer) -> dict[str, int]:
    """How many of each thing the key does not open, those that there are, with their words."""
    found: dict[str, int] = {}
    for column in sealed_columns():
        count = sum(not _opens(sealer, column, row) for row in _rows(connection, column))
        if count:
            found[column.what if count == 1 else column.several] = count
    return found


def opens_any(connection: Connection, sealer: Sealer) -> bool | None:
    """Whether the key opens something that is kept; None where nothing is."""
    there = None
    for column in sealed_columns():
        for row in _rows(connection, column):
            there = False
            if _opens(sealer, column, row):
                return True
    return there


def reseal(connection: Connection, before: Sealer, after: Sealer) -> tuple[int, int]:
    """Seal all that `before` opens with `after`, within a transaction; gives how many values these
    are, and how many stay as unreadable as they were.

    What was deleted a short time ago and could be brought back is gone.
    """
    connection.execute(delete(removed_rows))
    count = left = 0
    for column in SEALED:
        for row in list(_keys_of(connection, column)):
            found = connection.execute(_one(column, row)).one()
            sealed = getattr(found, column.column)
            if not sealed:
                continue
            purpose = column.purpose(found)
            try:
                again = after.seal(before.open(sealed, purpose), purpose)
            except SealBroken:
                left += 1
                continue
            connection.execute(
                update(column.table).where(*_is(column.table, row)).values({column.column: again})
            )
            count += 1
    return count, left


def _rows(connection: Connection, column: SealedColumn) -> Iterator[Any]:
    return iter(connection.execute(column.rows).yield_per(_AT_ONCE))


def _opens(sealer: Sealer, column: SealedColumn, row: Any) -> bool:
    try:
        sealer.open(getattr(row, column.column), column.purpose(row))
    except SealBroken:
        return False
    return True


def _keys_of(connection: Connection, column: SealedColumn) -> Iterator[Any]:
    """Their keys alone: while rows are written, none may be read on the way."""
    return iter(connection.execute(select(*column.table.primary_key)).all())


def _one(column: SealedColumn, key: Any) -> Select[Any]:
    return column.rows.where(*_is(column.table, key))


def _is(table: Table, key: Any) -> list[Any]:
    return [one == value for one, value in zip(table.primary_key, key, strict=True)]
