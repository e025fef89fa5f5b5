"""What is kept by name, as values: see `store`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.call.secrets.masking import Masker
from app.errors import BadInput
from app.storage.kept_tables import saved

# An example is an answer that is kept with a request: its parent is that.
Kind = Literal["collection", "request", "workflow", "example"]
LONGEST_NAME = 200
COLUMNS = (
    *(saved.c.id, saved.c.parent, saved.c.position, saved.c.kind, saved.c.name),
    *(saved.c.title, saved.c.changed_at),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One of the tree as lists show it. `parent` is the id of what it is in, "" at the top; `title`
    is what a request calls (`media.list`), of an example its outcome; `changed_at` unix seconds:
    when it was last saved, whatever it was called since."""

    id: str
    parent: str
    position: float
    kind: Kind
    name: str
    title: str
    changed_at: float

    def as_row(self) -> dict[str, Any]:
        names = ("id", "parent", "position", "kind", "name", "title", "changed_at")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Saved:
    """One of them as a whole; `content` is JSON-able, and its shape that of its kind."""

    item: Item
    content: Mapping[str, Any] = field(repr=False)


def named(name: str) -> str:
    """A name as it is kept. Raises BadInput where there is none."""
    # Lists, links and Find show it: a secret that was pasted into it is none of theirs.
    plain = Masker().text(" ".join(name.split()))[:LONGEST_NAME]
    if not plain:
        raise BadInput("Give it a name.", field="name")
    return plain


def seen_time(seen_at: str) -> float:
    """The `changed_at` that a form was opened with, in unix seconds. Raises BadInput."""
    try:
        return float(seen_at)
    except ValueError:
        raise BadInput("savedAt takes unix seconds.", field="savedAt") from None


def branches(items: Iterable[Item]) -> dict[str, list[Item]]:
    """What is in each collection, by its id, "" for the top, where what lost its own is too."""
    all_of_them = tuple(items)
    known = {one.id for one in all_of_them}
    children: dict[str, list[Item]] = {}
    for one in all_of_them:
        children.setdefault(one.parent if one.parent in known else "", []).append(one)
    return children


def names_around(items: Iterable[Item], by: str) -> dict[str, str]:
    """Of each, by its id, the names of the collections that it is in, joined; "" at the top."""
    known = {one.id: one for one in items}
    found: dict[str, str] = {}

    def around(one: Item) -> str:
        if one.id not in found:
            above = known.get(one.parent)
            outer = around(above) if above else ""
            found[one.id] = by.join(filter(None, (outer, above.name))) if above else ""
        return found[one.id]

    return {one.id: around(one) for one in known.values()}
