"""The versions of the schema that the console has, and what differs between two of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.schema.diff import Change, diff
from app.schema.facts import bundled
from app.schema.help.documentation import ChangeGroup, grouped_changes
from app.schema.store import BUNDLED, SchemaStore

MOST = 150  # changes of one kind


@dataclass(frozen=True, slots=True)
class Compared:
    """`kept` are the versions to choose from, by id; `old` and `new` are the chosen ones."""

    kept: Mapping[str, str]
    old: str
    new: str
    count: int
    groups: tuple[ChangeGroup, ...]


def versions(schemas: SchemaStore) -> dict[str, str]:
    """The bundled one, then what was imported, the latest first: by id."""
    imported = {one.id: f"{one.version} ({one.origin})" for one in schemas.list()}
    return {BUNDLED: f"{bundled().version} (bundled)", **imported}


def compared(
    schemas: SchemaStore, kept: Mapping[str, str], old: str | None, new: str | None
) -> Compared:
    """By id, of those `kept`; without one, from the bundled schema to the latest import.

    Raises NotFound.
    """
    latest = [*kept][1:2] or [BUNDLED]
    old, new = old or BUNDLED, new or latest[0]
    found = _changes(schemas, old, new)
    return Compared(kept, old, new, len(found), grouped_changes(found, MOST))


@lru_cache(maxsize=8)
def _changes(schemas: SchemaStore, old: str, new: str) -> tuple[Change, ...]:
    # An imported schema's id is made from its content, so that what is kept here stays true.
    found = diff(schemas.get(old).schema, schemas.get(new).schema)
    # The versions themselves stand beside the chosen ones.
    return tuple(change for change in found if change.what != "version")
