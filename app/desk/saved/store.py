"""What a workspace keeps by name: a tree of collections, with requests and workflows in them.

Names and what a request calls are in clear, for lists; everything else is sealed.
"""

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from app.desk.saved import variables
from app.desk.saved.items import COLUMNS, LONGEST_NAME, Item, Kind, Saved, named
from app.errors import BadInput, Conflict, NotFound
from app.storage import purposes
from app.storage.engine import reading, writing
from app.storage.kept_tables import saved
from app.storage.kept_tables import variables as variable_rows
from app.storage.sealing import SealBroken, Sealer
from app.storage.undo import Undo

MOST_SAVED = 5_000  # in each workspace
LARGEST = 2_000_000  # bytes of one, as JSON
_COPY = " (copy)"
DEEPEST = 8  # collections within one another


class SavedStore:
    """For each workspace (an opaque text)."""

    def __init__(self, engine: Engine, sealer: Sealer, undo: Undo) -> None:
        self._engine = engine
        self._sealer = sealer
        self._undo = undo

    def tree(self, workspace: str, most: int | None = None) -> tuple[Item, ...]:
        """All but examples, or so many of them, those of one collection in their order; which is in
        which says `parent`."""
        query = select(*COLUMNS).where(saved.c.workspace == workspace, saved.c.kind != "example")
        query = query.order_by(saved.c.position, saved.c.name).limit(most)
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        return tuple(Item(*row) for row in rows)

    def examples(self, workspace: str, request_id: str) -> tuple[Item, ...]:
        """Those of a request, in their order."""
        query = select(*COLUMNS).where(saved.c.workspace == workspace, saved.c.kind == "example")
        query = query.where(saved.c.parent == request_id).order_by(saved.c.position)
        with reading(self._engine) as connection:
            return tuple(Item(*row) for row in connection.execute(query))

    def get(self, workspace: str, saved_id: str, kind: Kind | None = None) -> Saved:
        """Raises NotFound, also where it cannot be opened any more."""
        with reading(self._engine) as connection:
            return self._get(connection, workspace, saved_id, kind)

    def _get(
        self, connection: Connection, workspace: str, saved_id: str, kind: Kind | None = None
    ) -> Saved:
        query = select(*COLUMNS, saved.c.sealed).where(
            saved.c.workspace == workspace, saved.c.id == saved_id
        )
        row = connection.execute(query).first()
        if row is None or (kind and row.kind != kind):
            raise NotFound(
                f"There is no such {kind or 'saved thing'} here: it may have been deleted."
            )
        try:
            content = json.loads(self._sealer.open(row.sealed, purposes.saved(workspace, saved_id)))
        except SealBroken:
            raise NotFound(
                f"{row.name} was sealed with another secret key (TESTME_SECRET_KEY)."
            ) from None
        return Saved(Item(*row[: len(COLUMNS)]), content)

    def add(
        self,
        workspace: str,
        kind: Kind,
        name: str,
        content: Mapping[str, Any],
        *,
        parent: str = "",
        title: str = "",
        within: Connection | None = None,
    ) -> Item:
        """Keep another one, last in its collection. Raises BadInput and NotFound."""
        with writing(self._engine, within) as connection:
            self._check_room(connection, workspace, 1)
            if kind == "example":
                self._get(connection, workspace, parent, "request")
            else:
                self._check_parent(connection, workspace, parent)
            position = self._last(connection, workspace, parent) + 1
            made = Item(
                *(secrets.token_urlsafe(12), parent, position, kind),
                *(named(name), title, time.time()),
            )
            sealed = self._sealed(workspace, made.id, content)
            row = {"workspace": workspace, "sealed": sealed, **made.as_row()}
            connection.execute(insert(saved), row)
        return made

    def change(
        self,
        workspace: str,
        saved_id: str,
        *,
        name: str | None = None,
        title: str | None = None,
        content: Mapping[str, Any] | None = None,
        seen_at: float | None = None,
        as_saved: bool = True,
        within: Connection | None = None,
    ) -> Item:
        """What is None stays. `seen_at` is the `changed_at` that it had when it was opened, None to
        save it whatever was saved since; without `as_saved` it counts as not saved anew.

        Raises BadInput, NotFound, and Conflict where it was saved since.
        """
        with writing(self._engine, within) as connection:
            item = self._get(connection, workspace, saved_id).item
            if seen_at is not None and seen_at != item.changed_at:
                raise Conflict(
                    f"{item.name} was saved elsewhere since it was opened here: what was saved "
                    "there would be lost."
                )
            item = replace(
                item,
                name=item.name if name is None else named(name),
                title=item.title if title is None else title,
                changed_at=time.time() if content is not None and as_saved else item.changed_at,
            )
            row: dict[str, Any] = item.as_row()
            if content is not None:
                row["sealed"] = self._sealed(workspace, saved_id, content)
            connection.execute(update(saved).where(saved.c.id == saved_id).values(row))
        return item

    def change_undoably(
        self,
        workspace: str,
        saved_id: str,
        *,
        name: str,
        content: Mapping[str, Any],
        seen_at: float,
    ) -> tuple[Item, str]:
        """`change`, and what `Undo.restore` takes to have it as it was."""
        with writing(self._engine) as connection:
            where = (saved.c.workspace == workspace) & (saved.c.id == saved_id)
            self._get(connection, workspace, saved_id)
            before = connection.execute(select(saved).where(where)).one()._asdict()
            item = self.change(
                *(workspace, saved_id),
                name=name,
                content=content,
                seen_at=seen_at,
                within=connection,
            )
            return item, self._undo.replaced(connection, workspace, before, item.changed_at)

    def move(self, workspace: str, saved_id: str, parent: str, before: str = "") -> None:
        """Put it into a collection ("" is the top), before another one of it or at its end.

        Raises BadInput for a collection that would be within itself and for an example, and
        NotFound.
        """
        with writing(self._engine) as connection:
            if self._get(connection, workspace, saved_id).item.kind == "example":
                raise BadInput("An example stays with its request.")
            self._check_parent(connection, workspace, parent, moved=saved_id)
            query = (
                select(saved.c.id)
                .where(saved.c.workspace == workspace, saved.c.parent == parent)
                .where(saved.c.id != saved_id)
                .order_by(saved.c.position, saved.c.name)
            )
            order = list(connection.execute(query).scalars())
            order.insert(order.index(before) if before in order else len(order), saved_id)
            for position, one in enumerate(order, 1):
                values = {"position": float(position), "parent": parent}
                connection.execute(update(saved).where(saved.c.id == one).values(values))

    def duplicate(self, workspace: str, saved_id: str) -> Item:
        """Another one beside it, with all that is in it, and the variables of its collections.

        Raises BadInput and NotFound.
        """
        with writing(self._engine) as connection:
            top = self._get(connection, workspace, saved_id).item
            ids = [saved_id, *self._within(connection, workspace, saved_id)]
            self._check_room(connection, workspace, len(ids))
            # Each has an id of its own, to which its seal is bound.
            fresh = {one: secrets.token_urlsafe(12) for one in ids}
            query = select(*COLUMNS, saved.c.sealed).where(saved.c.workspace == workspace)
            rows = connection.execute(query.where(saved.c.id.in_(ids))).all()
            copies = {row.id: Item(*row[: len(COLUMNS)]) for row in rows}
            copies = {
                one: replace(item, id=fresh[one], parent=fresh.get(item.parent, item.parent))
                for one, item in copies.items()
            }
            made = replace(
                copies[saved_id],
                name=top.name[: LONGEST_NAME - len(_COPY)] + _COPY,
                position=self._last(connection, workspace, top.parent) + 1,
            )
            copies[saved_id] = made
            connection.execute(
                insert(saved),
                [
                    {
                        "workspace": workspace,
                        "sealed": self._resealed(workspace, row, fresh[row.id]),
                        **copies[row.id].as_row(),
                    }
                    for row in rows
                ],
            )
            known_in = {f"collection:{one}": f"collection:{other}" for one, other in fresh.items()}
            variables.copy(connection, self._sealer, workspace, known_in)
        return made

    def _resealed(self, workspace: str, row: Any, to: str) -> bytes:
        opened = self._sealer.open(row.sealed, purposes.saved(workspace, row.id))
        return self._sealer.seal(opened, purposes.saved(workspace, to))

    def _check_room(self, connection: Connection, workspace: str, more: int) -> None:
        count = select(func.count()).select_from(saved).where(saved.c.workspace == workspace)
        if connection.execute(count).scalar_one() + more > MOST_SAVED:
            raise BadInput(f"{MOST_SAVED:,} are saved here at most: delete some first.")

    def _last(self, connection: Connection, workspace: str, parent: str) -> float:
        """The position of the last one in a collection, 0 where there is none."""
        own = (saved.c.workspace == workspace) & (saved.c.parent == parent)
        return connection.execute(select(func.max(saved.c.position)).where(own)).scalar() or 0.0

    def remove(self, workspace: str, saved_id: str) -> tuple[str, int]:
        """Delete it with all that is in it, and the variables of its collections; gives what
        `Undo.restore` takes, and how many are deleted beside variables. Raises NotFound."""
        with reading(self._engine) as connection:
            self._get(connection, workspace, saved_id)
            ids = [saved_id, *self._within(connection, workspace, saved_id)]
            known_in = {f"collection:{one}" for one in ids}
            own = variables.ids_in(connection, workspace, known_in)
        token, _ = self._undo.remove(workspace, {saved: ids, variable_rows: own})
        return token, len(ids)

    def _within(self, connection: Connection, workspace: str, saved_id: str) -> list[str]:
        """The ids of all that is in a collection, in the order of the tree."""
        query = select(saved.c.id, saved.c.parent).where(saved.c.workspace == workspace)
        children: dict[str, list[str]] = {}
        for one, parent in connection.execute(query.order_by(saved.c.position)):
            children.setdefault(parent, []).append(one)
        found, waiting = [], children.get(saved_id, [])[::-1]
        while waiting:
            one = waiting.pop()
            found.append(one)
            waiting += children.get(one, [])[::-1]
        return found

    def _check_parent(
        self, connection: Connection, workspace: str, parent: str, moved: str = ""
    ) -> None:
        at, depth = parent, 0
        while at:
            if at == moved:
                raise BadInput("A collection cannot be put into itself.", field="parent")
            at = self._get(connection, workspace, at, "collection").item.parent
            depth += 1
        if depth + (self._height(connection, workspace, moved) if moved else 0) > DEEPEST:
            raise BadInput(f"Collections go {DEEPEST} deep.", field="parent")

    def _height(self, connection: Connection, workspace: str, saved_id: str) -> int:
        """How many collections there are below one another in one."""
        query = select(saved.c.id, saved.c.parent).where(
            saved.c.workspace == workspace, saved.c.kind == "collection"
        )
        parents = {row.id: row.parent for row in connection.execute(query)}
        level, height = {saved_id}, -1
        while level and height <= DEEPEST:
            level = {one for one, parent in parents.items() if parent in level}
            height += 1
        return height

    def _sealed(self, workspace: str, saved_id: str, content: Mapping[str, Any]) -> bytes:
        written = json.dumps(content).encode()
        if len(written) > LARGEST:
            raise BadInput("This is too large to be saved.")
        return self._sealer.seal(written, purposes.saved(workspace, saved_id))
