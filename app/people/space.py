"""How much is kept of a workspace, and removing it for good: on demand, or when nobody has come for
so long."""

import logging
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, FromClause, Table, func, literal, select

from app.people import workspaces
from app.people.browsers import DAY
from app.storage.engine import reading, writing
from app.storage.tables import call_contents, calls
from app.storage.tables import workspaces as owned

log = logging.getLogger(__name__)
_CONTENTS = (call_contents.c.request, call_contents.c.answer)


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
            return [
                Use(what, *_used(connection, workspace, table))
                for table, what in workspaces.WITHIN.items()
            ]

    def clear(self, workspace: str) -> None:
        """All that is in it, for good."""
        with writing(self._engine) as connection:
            workspaces.empty(connection, workspace)

    def forget_abandoned(self, now: float) -> int:
        """Remove the workspaces that nobody owns or has come to for so long; gives how many."""
        old = select(owned.c.id).where(owned.c.owner.is_(None), owned.c.used_at < now - self._keep)
        with reading(self._engine) as connection:
            found = connection.execute(old).scalars().all()
        for one in found:
            with writing(self._engine) as connection:
                workspaces.remove(connection, one)
        if found:
            log.info("%s workspaces that nobody had come to for long are removed.", len(found))
        return len(found)


def _used(connection: Connection, workspace: str, table: Table) -> tuple[int, int]:
    """How many rows, and how many bytes."""
    rows: FromClause
    if table is calls:
        rows, held = calls.outerjoin(call_contents), [calls.c.search_text, *_CONTENTS]
    else:
        rows, held = table, [table.c.sealed] if "sealed" in table.c else []
    size = sum((func.coalesce(func.length(one), 0) for one in held), literal(0))
    query = select(func.count(), func.coalesce(func.sum(size), 0)).select_from(rows)
    count, taken = connection.execute(query.where(table.c.workspace == workspace)).one()
    return count, taken
