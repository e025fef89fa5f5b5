"""Deleting rows, and changing them, so that they can be had back for a while; sealed meanwhile."""

import base64
import json
import secrets
import time
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Delete, Engine, Table, delete, insert, select, update

from app.errors import Conflict, NotFound
from app.storage import purposes
from app.storage.engine import writing
from app.storage.kept_tables import saved, variables
from app.storage.sealing import Sealer
from app.storage.tables import accounts, drafts, kept_sessions, removed_rows

UNDO_SECONDS = 600
_TABLES = {table.name: table for table in (accounts, drafts, kept_sessions, saved, variables)}
# A row by the name of its table, and what its `changed_at` became where it was only changed.
_Taken = tuple[str, dict[str, Any], float | None]


class Undo:
    """For tables whose rows have an `id` and a `workspace` (an opaque text)."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self._engine = engine
        self._sealer = sealer

    def remove(self, workspace: str, ids: dict[Table, Collection[str] | None]) -> tuple[str, int]:
        """Delete rows by their ids, None for all; gives what `restore` takes, and their number."""
        taken: list[_Taken] = []
        with writing(self._engine) as connection:
            for table, named in ids.items():
                where = table.c.workspace == workspace
                if named is not None:
                    where &= table.c.id.in_([one.replace("\0", "") for one in named])
                rows = connection.execute(select(table).where(where)).mappings().all()
                taken += [(table.name, _written(row), None) for row in rows]
                connection.execute(delete(table).where(where))
            return self._keep(connection, workspace, taken), len(taken)

    def replaced(
        self, connection: Connection, workspace: str, before: Mapping[str, Any], changed_at: float
    ) -> str:
        """Keep a row of `saved` as it was before a change, which is its `changed_at` now; gives
        what `restore` takes."""
        return self._keep(connection, workspace, [(saved.name, _written(before), changed_at)])

    def _keep(self, connection: Connection, workspace: str, taken: list[_Taken]) -> str:
        now, token = time.time(), secrets.token_urlsafe(12)
        connection.execute(_too_old(now))
        sealed = self._sealer.seal(json.dumps(taken).encode(), purposes.removed(workspace, token))
        row = {"token": token, "workspace": workspace, "removed_at": now, "sealed": sealed}
        connection.execute(insert(removed_rows), row)
        return token

    def purge(self, now: float) -> int:
        """Really delete what can be brought back no more; returns how many rows."""
        with writing(self._engine) as connection:
            return connection.execute(_too_old(now)).rowcount

    def restore(self, workspace: str, token: str) -> list[str]:
        """Bring rows back and give their ids; what has taken their place meanwhile stays.

        Raises NotFound where that is not possible any more, Conflict where what was changed was
        changed once more, and SealBroken.
        """
        where = (
            (removed_rows.c.workspace == workspace)
            & (removed_rows.c.token == token.replace("\0", ""))
            & (removed_rows.c.removed_at >= time.time() - UNDO_SECONDS)
        )
        with writing(self._engine) as connection:
            found = connection.execute(select(removed_rows).where(where)).one_or_none()
            if found is None:
                raise NotFound(
                    "This cannot be undone any more: it is possible for ten minutes, and once."
                )
            connection.execute(delete(removed_rows).where(where))
            taken = json.loads(self._sealer.open(found.sealed, purposes.removed(workspace, token)))
            restored = []
            comes = {written["id"] for _, written, *_ in taken}
            for name, written, *after in taken:
                table, row = _TABLES[name], _read(written)
                same = table.c.id == row["id"]
                if after and after[0] is not None:
                    same &= (table.c.workspace == workspace) & (table.c.changed_at == after[0])
                    if not connection.execute(update(table).where(same).values(row)).rowcount:
                        raise Conflict("It was changed once more since: that would be lost.")
                    restored.append(str(row["id"]))
                    continue
                if table is variables:
                    same |= (table.c.place == row["place"]) & (table.c.name == row["name"])
                same &= table.c.workspace == workspace
                if connection.execute(select(table.c.id).where(same)).first():
                    continue
                if row.get("chosen"):
                    chosen = select(table.c.id).where(
                        table.c.workspace == workspace,
                        table.c.region == row["region"],
                        table.c.chosen,
                    )
                    row["chosen"] = connection.execute(chosen).first() is None
                if table is saved and row["parent"] not in comes:
                    # Where its collection was deleted since, it is at the top.
                    around = (saved.c.workspace == workspace) & (saved.c.id == row["parent"])
                    is_there = connection.execute(select(saved.c.id).where(around)).first()
                    row["parent"] = row["parent"] if is_there else ""
                connection.execute(insert(table), row)
                restored.append(str(row["id"]))
        return restored


def _too_old(now: float) -> Delete:
    return delete(removed_rows).where(removed_rows.c.removed_at < now - UNDO_SECONDS)


def _written(row: Any) -> dict[str, Any]:
    return {**row, "sealed": base64.b64encode(row["sealed"]).decode()}


def _read(written: dict[str, Any]) -> dict[str, Any]:
    return {**written, "sealed": base64.b64decode(written["sealed"])}
