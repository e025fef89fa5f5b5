"""How much is kept of a workspace, and removing it for good: on demand, or when nobody has come for
so long."""

import logging
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, func, select

from app.people import workspaces
from app.storage.engine import reading, writing
from app.storage.tables import accounts, call_contents, calls, drafts, kept_sessions, removed_rows
from app.storage.tables import workspaces as rows

log = logging.getLogger(__name__)
DAY = 86_400.0
_SEALED = (
    ("Saved sessions", kept_sessions),
    ("Accounts", accounts),
    ("Open requests", drafts),
    ("What can be brought back", removed_rows),
)


@dataclass(frozen=True, slots=True)
class Use:
    """`size` in bytes, as it is sealed and compressed."""

    what: str
    count: int
    size: int


class Space:
    """`keep_days`: how long a workspace that is no person's is kept unused."""

    def __init__(self, engine: Engine, keep_days: int) -> None:
        self._engine = engine
        self._keep = keep_days * DAY

    def use(self, workspace: str) -> list[Use]:
        with reading(self._engine) as connection:
            return [_calls(connection, workspace), *_sealed(connection, workspace)]

    def clear(self, workspace: str) -> None:
        """All that is in it, for good."""
        with writing(self._engine) as connection:
            workspaces.empty(connection, workspace)

    def forget_abandoned(self, now: float) -> int:
        """Remove the workspaces that nobody owns or has come to for so long; gives how many."""
        old = select(rows.c.id).where(rows.c.owner.is_(None), rows.c.used_at < now - self._keep)
        with reading(self._engine) as connection:
            found = connection.execute(old).scalars().all()
        for one in found:
            with writing(self._engine) as connection:
                workspaces.remove(connection, one)
        if found:
            log.info("%s workspaces that nobody had come to for long are removed.", len(found))
        return len(found)


def _calls(connection: Connection, workspace: str) -> Use:
    held = func.length(call_contents.c.request) + func.length(call_contents.c.answer)
    size = func.coalesce(func.sum(held + func.length(calls.c.search_text)), 0)
    query = select(func.count(), size).select_from(
        calls.outerjoin(call_contents, call_contents.c.call_id == calls.c.id)
    )
    count, taken = connection.execute(query.where(calls.c.workspace == workspace)).one()
    return Use("Calls in History, deleted ones of the last minutes among them", count, taken)


def _sealed(connection: Connection, workspace: str) -> list[Use]:
    found = []
    for what, table in _SEALED:
        size = func.coalesce(func.sum(func.length(table.c.sealed)), 0)
        query = select(func.count(), size).where(table.c.workspace == workspace)
        found.append(Use(what, *connection.execute(query).one()))
    return found
