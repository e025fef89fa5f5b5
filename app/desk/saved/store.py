"""What a workspace keeps by name: a tree of collections, with requests and workflows in them.

Names and what a request calls are in clear, for lists; everything else is sealed.
"""

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sqlalchemy import Connection, Engine, func, insert, select, update

from app.call.secrets.masking import Masker
from app.errors import BadInput, NotFound
from app.storage import purposes
from app.storage.engine import reading, writing
from app.storage.kept_tables import saved
from app.storage.sealing import SealBroken, Sealer
from app.storage.undo import Undo

Kind = Literal["collection", "request", "workflow"]
MOST_SAVED = 5_000  # in each workspace
LARGEST = 2_000_000  # bytes of one, as JSON
LONGEST_NAME = 200
DEEPEST = 8  # collections within one another
_COLUMNS = (
    *(saved.c.id, saved.c.parent, saved.c.position, saved.c.kind, saved.c.name),
    *(saved.c.title, saved.c.changed_at),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One of the tree as lists show it. `parent` is a collection's id, "" at the top; `title` is
    what a request calls (`media.list`); `changed_at` unix seconds."""

    id: str
    parent: str
    position: float
    kind: Kind
    name: str
    title: str
    changed_at: float


@dataclass(frozen=True, slots=True)
class Saved:
    """One of them as a whole; `content` is JSON-able, and its shape that of its kind."""

    item: Item
    content: Mapping[str, Any] = field(repr=False)


class SavedStore:
    """For each workspace (an opaque text)."""

    def __init__(self, engine: Engine, sealer: Sealer, undo: Undo) -> None:
        self._engine = engine
        self._sealer = sealer
        self._undo = undo

    def tree(self, workspace: str) -> tuple[Item, ...]:
        """All of them, those of one collection in their order; which is in which says `parent`."""
        query = select(*_COLUMNS).where(saved.c.workspace == workspace)
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(saved.c.position, saved.c.name)).all()
        return tuple(Item(*row) for row in rows)

    def get(self, workspace: str, saved_id: str, kind: Kind | None = None) -> Saved:
        """Raises NotFound, also where it cannot be opened any more."""
        with reading(self._engine) as connection:
            return self._get(connection, workspace, saved_id, kind)

    def _get(
        self, connection: Connection, workspace: str, saved_id: str, kind: Kind | None = None
    ) -> Saved:
        query = select(*_COLUMNS, saved.c.sealed).where(
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
        return Saved(Item(*row[: len(_COLUMNS)]), content)

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
            own = saved.c.workspace == workspace
            count = connection.execute(select(func.count()).select_from(saved).where(own))
            if count.scalar_one() >= MOST_SAVED:
                raise BadInput(f"{MOST_SAVED:,} are saved here, which is all that is kept.")
            self._check_parent(connection, workspace, parent)
            last = select(func.max(saved.c.position)).where(own, saved.c.parent == parent)
            position = (connection.execute(last).scalar() or 0.0) + 1
            made = Item(
                *(secrets.token_urlsafe(12), parent, position, kind),
                *(_named(name), title, time.time()),
            )
            sealed = self._sealed(workspace, made.id, content)
            row = {"workspace": workspace, "sealed": sealed, **_row(made)}
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
    ) -> Item:
        """What is None stays. Raises BadInput and NotFound."""
        with writing(self._engine) as connection:
            item = self._get(connection, workspace, saved_id).item
            item = replace(
                item,
                name=item.name if name is None else _named(name),
                title=item.title if title is None else title,
                changed_at=time.time(),
            )
            row: dict[str, Any] = _row(item)
            if content is not None:
                row["sealed"] = self._sealed(workspace, saved_id, content)
            connection.execute(update(saved).where(saved.c.id == saved_id).values(row))
        return item

    def move(self, workspace: str, saved_id: str, parent: str, before: str = "") -> None:
        """Put it into a collection ("" is the top), before another one of it or at its end.

        Raises BadInput for a collection that would be within itself, and NotFound.
        """
        with writing(self._engine) as connection:
            self._get(connection, workspace, saved_id)
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
        """Another one beside it, with all that is in it. Raises BadInput and NotFound."""
        with writing(self._engine) as connection:
            one = self._get(connection, workspace, saved_id)
            return self._copied(connection, workspace, one, one.item.parent, " (copy)")

    def _copied(
        self, connection: Connection, workspace: str, one: Saved, parent: str, after: str = ""
    ) -> Item:
        item = one.item
        name = item.name[: LONGEST_NAME - len(after)] + after
        made = self.add(
            *(workspace, item.kind, name, one.content),
            parent=parent,
            title=item.title,
            within=connection,
        )
        for inner in self._within(connection, workspace, item.id):
            copy = self._get(connection, workspace, inner)
            if copy.item.parent == item.id:
                self._copied(connection, workspace, copy, made.id)
        return made

    def remove(self, workspace: str, saved_id: str) -> tuple[str, int]:
        """Delete it with all that is in it; gives what `Undo.restore` takes, and how many."""
        with reading(self._engine) as connection:
            self._get(connection, workspace, saved_id)
            ids = [saved_id, *self._within(connection, workspace, saved_id)]
        return self._undo.remove(workspace, {saved: ids})

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
        if depth > DEEPEST:
            raise BadInput(f"Collections go {DEEPEST} deep.", field="parent")

    def _sealed(self, workspace: str, saved_id: str, content: Mapping[str, Any]) -> bytes:
        written = json.dumps(content).encode()
        if len(written) > LARGEST:
            raise BadInput("This is too large to be saved.")
        return self._sealer.seal(written, purposes.saved(workspace, saved_id))


def _row(item: Item) -> dict[str, Any]:
    names = ("id", "parent", "position", "kind", "name", "title", "changed_at")
    return {name: getattr(item, name) for name in names}


def _named(name: str) -> str:
    # Lists, links and Find show it: a secret that was pasted into it is none of theirs.
    plain = Masker().text(" ".join(name.split()))[:LONGEST_NAME]
    if not plain:
        raise BadInput("Give it a name.", field="name")
    return plain
