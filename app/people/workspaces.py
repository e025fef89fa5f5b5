"""Whose each workspace is. Its id, which opens nothing, is what history, jar, accounts and drafts
name."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from app.storage.kept_tables import runs, saved, variables
from app.storage.run_tables import row_runs, schedules
from app.storage.tables import (
    accounts,
    api_tokens,
    calls,
    drafts,
    kept_sessions,
    removed_rows,
    workspaces,
)

# All that is in one, with what people call it.
WITHIN = {
    calls: "Calls in History, deleted ones of the last minutes among them",
    kept_sessions: "Saved sessions",
    accounts: "Accounts",
    drafts: "Open requests",
    saved: "Saved requests and workflows, with their collections",
    variables: "Variables",
    runs: "Runs of workflows",
    schedules: "Runs on a clock",
    row_runs: "Runs over rows",
    api_tokens: "Tokens for programs",
    removed_rows: "What can be brought back",
}

# Seconds in which a browser of before may come with its cookie more than once: it asks for
# several pages at a time.
CLAIMING = 60.0


@dataclass(frozen=True, slots=True)
class Workspace:
    id: str
    owner: str | None  # the id of a person
    name: str  # "" for one's own
    used_at: float  # unix seconds
    claimed_at: float | None


def of_proxy_user(name: str) -> str:
    """The id of the workspace of whom a signing-in proxy names."""
    return "user-" + hashlib.sha256(name.encode()).hexdigest()[:32]


def find(connection: Connection, workspace_id: str) -> Workspace | None:
    query = select(workspaces).where(workspaces.c.id == workspace_id.replace("\0", ""))
    row = connection.execute(query).first()
    return _read(row) if row else None


def of_person(connection: Connection, person_id: str) -> list[Workspace]:
    """A person's: first the own ones, then what was handed over, each by since when it is."""
    query = select(workspaces).where(workspaces.c.owner == person_id)
    order = workspaces.c.name, workspaces.c.created_at, workspaces.c.id
    return [_read(row) for row in connection.execute(query.order_by(*order))]


def keep(connection: Connection, workspace_id: str, owner: str | None, now: float) -> None:
    """See to it that there is a row; one that is there keeps its owner, but for nobody."""
    found = find(connection, workspace_id)
    if found is None:
        row = {"id": workspace_id, "owner": owner, "name": "", "created_at": now}
        connection.execute(insert(workspaces), {**row, "used_at": now, "claimed_at": now})
        return
    values: dict[str, Any] = {"used_at": now}
    if found.claimed_at is None:
        values["claimed_at"] = now
    if found.owner is None and owner is not None:
        # Since when it is its owner's: what it is ordered by, the one that was first before all.
        values |= {"owner": owner, "created_at": now}
    connection.execute(update(workspaces).where(workspaces.c.id == workspace_id).values(values))


def claimable(found: Workspace | None, now: float) -> bool:
    """Whether a browser that has the cookie of before may take it over.

    One without a row had nothing in it. Later the cookie may be anybody's copy.
    """
    if found is None:
        return True
    claimed = found.claimed_at is not None and now - found.claimed_at > CLAIMING
    return found.owner is None and not claimed


def hand_over(connection: Connection, person_id: str, to: str, name: str) -> int:
    """Make another person the owner of all that is a person's; gives how many workspaces."""
    own = workspaces.c.owner == person_id
    return connection.execute(update(workspaces).where(own).values(owner=to, name=name)).rowcount


def empty(connection: Connection, workspace_id: str) -> None:
    """Delete all that is in it, for good."""
    for table in WITHIN:
        connection.execute(delete(table).where(table.c.workspace == workspace_id))


def remove(connection: Connection, workspace_id: str) -> None:
    """With all that is in it, for good."""
    empty(connection, workspace_id)
    connection.execute(delete(workspaces).where(workspaces.c.id == workspace_id))


def _read(row: Any) -> Workspace:
    return Workspace(row.id, row.owner, row.name, row.used_at, row.claimed_at)
